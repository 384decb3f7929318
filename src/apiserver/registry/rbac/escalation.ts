// Models pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased: nobody writes more rights than they have.

import { type ClusterRole, type PolicyRule, RBAC_GROUP, type Role, type RoleBinding } from '#api/rbac/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type Status, status } from '#apimachinery/status.ts';
import { MASTERS } from '../../authn/user.ts';
import { onResource } from '../../authz/attributes.ts';
import { missingRights } from '../../authz/escalation.ts';
import { roleOf } from '../../authz/rules.ts';
import type { ServerContext } from '../rest/strategy.ts';

/** Everything: what somebody must have who lets labels decide what a role says. */
const FULL_AUTHORITY: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** `plural`: roles or clusterroles. */
export function refuseRole(
  plural: string,
  role: ClusterRole,
  old: Role | undefined,
  context: ServerContext,
): Status | undefined {
  const { user, storage } = context;
  const { name, namespace = '' } = role.metadata;
  const { aggregationRule } = role;
  if (old && deepEqual(role.rules, old.rules) && deepEqual(aggregationRule, (old as ClusterRole).aggregationRule))
    return undefined;
  if (user.groups.includes(MASTERS)) return undefined;
  if (
    context.authorizer.authorize({
      ...onResource({ verb: 'escalate', group: RBAC_GROUP, resource: plural, namespace, name }),
      user,
    }).allowed
  )
    return undefined;
  const rules = missingRights(user, namespace, role.rules ?? [], storage);
  if (rules) return status.forbidden(plural, RBAC_GROUP, name, rules);
  if (!aggregationRule && !(old as ClusterRole | undefined)?.aggregationRule) return undefined;
  const all = missingRights(user, namespace, FULL_AUTHORITY, storage);
  if (!all) return undefined;
  return status.forbidden(
    plural,
    RBAC_GROUP,
    name,
    `must have cluster-admin privileges to use an aggregationRule: ${all}`,
  );
}

/** `plural`: rolebindings or clusterrolebindings. */
export function refuseBinding(
  plural: string,
  binding: RoleBinding,
  old: RoleBinding | undefined,
  context: ServerContext,
): Status | undefined {
  const { user, storage } = context;
  const { name, namespace = '' } = binding.metadata;
  const { roleRef } = binding;
  if (old && deepEqual(roleRef, old.roleRef) && deepEqual(binding.subjects, old.subjects)) return undefined;
  if (user.groups.includes(MASTERS)) return undefined;
  const resource = roleRef?.kind === 'Role' ? 'roles' : 'clusterroles';
  const bind = onResource({
    verb: 'bind',
    group: roleRef?.apiGroup ?? '',
    resource,
    namespace,
    name: roleRef?.name ?? '',
  });
  if (context.authorizer.authorize({ ...bind, user }).allowed) return undefined;
  const role = roleRef && roleOf(roleRef, namespace, storage);
  if (!role) return status.notFound(resource, RBAC_GROUP, roleRef?.name ?? '');
  const missing = missingRights(user, namespace, role.rules ?? [], storage);
  return missing === undefined ? undefined : status.forbidden(plural, RBAC_GROUP, name, missing);
}
