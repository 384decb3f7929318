// Models pkg/registry/rbac/validation/rule.go: which rules hold for a user, and where they come from.

import {
  type ClusterRole,
  type ClusterRoleBinding,
  type PolicyRule,
  RBAC_GROUP,
  type Role,
  type RoleBinding,
  type RoleRef,
  type Subject,
} from '#api/rbac/types.ts';
import { serviceAccountUsername, type User } from '../authn/user.ts';
import type { Storage } from '../storage.ts';

const stored = (plural: string): string => `${plural}.${RBAC_GROUP}`;

/** A rule that holds for somebody, or why one could not be found. */
export type Found =
  | { readonly rule: PolicyRule; readonly binding: RoleBinding; readonly subject: Subject }
  | { readonly error: string };

/** Cluster-wide rules first, then those of the namespace, each by the name of its binding. Models VisitRulesFor. */
export function* rulesFor(user: User, namespace: string, storage: Storage): Generator<Found> {
  yield* rulesOf(user, storage.list<ClusterRoleBinding>(stored('clusterrolebindings')), '', storage);
  if (namespace) yield* rulesOf(user, storage.list<RoleBinding>(stored('rolebindings'), namespace), namespace, storage);
}

function* rulesOf(user: User, bindings: readonly RoleBinding[], namespace: string, storage: Storage): Generator<Found> {
  for (const binding of bindings) {
    const subject = binding.subjects?.find((s) => appliesTo(s, user, namespace));
    if (!subject) continue;
    const role = roleOf(binding.roleRef, namespace, storage);
    if (!role) {
      // The informers' listers name the kind in the singular.
      yield {
        error: `${binding.roleRef.kind.toLowerCase()}.${RBAC_GROUP} ${JSON.stringify(binding.roleRef.name)} not found`,
      };
      continue;
    }
    for (const rule of role.rules ?? []) yield { rule, binding, subject };
  }
}

function appliesTo(subject: Subject, user: User, bindingNamespace: string): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.name === user.name;
    case 'Group':
      return user.groups.includes(subject.name);
    case 'ServiceAccount': {
      const namespace = subject.namespace || bindingNamespace;
      return namespace !== '' && serviceAccountUsername(namespace, subject.name) === user.name;
    }
    default:
      return false;
  }
}

export function roleOf(ref: RoleRef, namespace: string, storage: Storage): Role | undefined {
  return ref.kind === 'Role'
    ? storage.get<Role>(stored('roles'), `${namespace}/${ref.name}`)
    : storage.get<ClusterRole>(stored('clusterroles'), ref.name);
}
