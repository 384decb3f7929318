// Models plugin/pkg/auth/authorizer/rbac/bootstrappolicy: the roles and bindings that every cluster begins with.
// Portolan does not serve resource.k8s.io and the alpha APIs: their rules are left out.

import { type PolicyRule, RBAC_GROUP, type Subject } from '#api/rbac/types.ts';
import { type ApiObject, keyOf, type ManagedFieldsEntry } from '#apimachinery/meta.ts';
import { timestamp, uidFrom } from '#apimachinery/names.ts';
import type { Storage } from '../storage.ts';
import { CLUSTER_ROLES, CONTROLLER_ROLES, NAMESPACE_ROLES } from './bootstrap-roles.ts';

const API_VERSION = `${RBAC_GROUP}/v1`;

const VERBS: Readonly<Record<string, string>> = {
  R: 'get,list,watch',
  W: 'create,delete,deletecollection,patch,update',
  RW: 'create,delete,deletecollection,get,list,patch,update,watch',
};

/** `R core pods,services`, `get,update core endpoints =name`, `get url /api,/api/*`; `events` is the rule that all share. */
function parseRule(line: string): PolicyRule {
  if (line === 'events') return parseRule('create,patch,update core,events.k8s.io events');
  const [verbs = '', groups = '', resources = '', names] = line.split(' ');
  const sorted = (list: string): string[] => list.split(',').sort();
  const rule: PolicyRule = { verbs: sorted(VERBS[verbs] ?? verbs) };
  if (groups === 'url') return { nonResourceURLs: sorted(resources), ...rule };
  return {
    apiGroups: groups
      .split(',')
      .map((g) => (g === 'core' ? '' : g.includes('.') || SHORT.has(g) ? g : `${g}.k8s.io`))
      .sort(),
    ...(names && { resourceNames: sorted(names.slice(1)) }),
    resources: sorted(resources),
    ...rule,
  };
}

/** Groups without a dot that are not short for `….k8s.io`. */
const SHORT: ReadonlySet<string> = new Set(['*', 'apps', 'autoscaling', 'batch', 'extensions', 'policy']);

interface RoleText {
  readonly name: string;
  /** `aggregate-to-view`: its label; `<view`: it is made of those with that label. */
  readonly marks: readonly string[];
  readonly rules: readonly PolicyRule[];
}

/** A role begins at the margin, its rules are indented. */
function parseRoles(text: string): RoleText[] {
  const roles: { name: string; marks: string[]; rules: PolicyRule[] }[] = [];
  for (const line of text.trim().split('\n')) {
    if (line.startsWith(' ')) roles.at(-1)!.rules.push(parseRule(line.trim()));
    else {
      const [name = '', ...marks] = line.split(' ');
      roles.push({ name, marks, rules: [] });
    }
  }
  return roles;
}

let rulesOfNodes: readonly PolicyRule[] | undefined;

/** What every node may do, beside what the node authorizer decides by itself. */
export function nodeRules(): readonly PolicyRule[] {
  rulesOfNodes ??= parseRoles(CLUSTER_ROLES).find(({ name }) => name === 'system:node')!.rules;
  return rulesOfNodes;
}

type Meta = ApiObject['metadata'];

const metadata = (name: string, namespace = '', labels: Record<string, string> = {}): Meta => ({
  name,
  ...(namespace && { namespace }),
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
});

const aggregateLabel = (to: string): Record<string, string> => ({ [`${RBAC_GROUP}/aggregate-to-${to}`]: 'true' });

function clusterRole({ name, marks, rules }: RoleText): ApiObject {
  const from = marks.find((m) => m.startsWith('<'));
  const to = marks.find((m) => !m.startsWith('<'));
  const object = {
    apiVersion: API_VERSION,
    kind: 'ClusterRole',
    metadata: metadata(name, '', to ? aggregateLabel(to) : {}),
    ...(from && {
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregateLabel(from.slice(1)) }] },
    }),
    rules: rules.length > 0 ? rules : null,
  };
  return object as ApiObject;
}

const group = (name: string): Subject => ({ kind: 'Group', apiGroup: RBAC_GROUP, name });
const user = (name: string): Subject => ({ kind: 'User', apiGroup: RBAC_GROUP, name });
const account = (name: string): Subject => ({ kind: 'ServiceAccount', name, namespace: 'kube-system' });

const BOUND: Readonly<Record<string, readonly Subject[]>> = {
  'cluster-admin': [group('system:masters')],
  'system:monitoring': [group('system:monitoring')],
  'system:discovery': [group('system:authenticated')],
  'system:basic-user': [group('system:authenticated')],
  'system:public-info-viewer': [group('system:authenticated'), group('system:unauthenticated')],
  'system:node-proxier': [user('system:kube-proxy')],
  'system:kube-controller-manager': [user('system:kube-controller-manager')],
  'system:kube-dns': [account('kube-dns')],
  'system:kube-scheduler': [user('system:kube-scheduler')],
  'system:volume-scheduler': [user('system:kube-scheduler')],
  'system:node': [],
  'system:service-account-issuer-discovery': [group('system:serviceaccounts')],
};

function binding(kind: string, meta: Meta, roleKind: string, role: string, subjects: readonly Subject[]): ApiObject {
  const roleRef = { apiGroup: RBAC_GROUP, kind: roleKind, name: role };
  const object = { apiVersion: API_VERSION, kind, metadata: meta, roleRef, ...(subjects.length > 0 && { subjects }) };
  return object as ApiObject;
}

/** Roles of namespaces: who is bound, by the name of the role. */
const BOUND_IN_NAMESPACE: Readonly<Record<string, readonly Subject[]>> = {
  'system:controller:bootstrap-signer': [account('bootstrap-signer')],
  'system:controller:cloud-provider': [account('cloud-provider')],
  'system:controller:token-cleaner': [account('token-cleaner')],
  'system::leader-locking-kube-controller-manager': [
    user('system:kube-controller-manager'),
    account('kube-controller-manager'),
  ],
  'system::leader-locking-kube-scheduler': [user('system:kube-scheduler'), account('kube-scheduler')],
};

const fieldSet = (names: Iterable<string>): Record<string, unknown> =>
  Object.fromEntries([...names].map((name) => [`f:${name}`, {}]));

/** Who set which field, as for any object that was created. */
function managedFields(
  { apiVersion, kind: _kind, metadata, ...content }: ApiObject,
  time: string,
): ManagedFieldsEntry[] {
  const bag = (of: object | undefined, name: string): Record<string, unknown> =>
    of ? { [`f:${name}`]: { '.': {}, ...fieldSet(Object.keys(of).sort()) } } : {};
  const own = { ...bag(metadata.annotations, 'annotations'), ...bag(metadata.labels, 'labels') };
  const { aggregationRule, ...rest } = content as { aggregationRule?: object };
  const fieldsV1 = {
    ...bag(aggregationRule, 'aggregationRule'),
    ...(Object.keys(own).length > 0 && { 'f:metadata': own }),
    ...fieldSet(Object.keys(rest).sort()),
  };
  return [{ manager: 'kube-apiserver', operation: 'Update', apiVersion, time, fieldsType: 'FieldsV1', fieldsV1 }];
}

/**
 * Sees to it that the policy stands in storage, past the verbs: kube-apiserver does it before anybody may ask.
 * What is there already stays as it is. Differs: the real one also adds what has been taken from a role.
 */
export function ensureBootstrapPolicy(storage: Storage, nowMs: number): void {
  const time = timestamp(nowMs);
  for (const object of bootstrapPolicy()) {
    const resource = `${object.kind.toLowerCase()}s.${RBAC_GROUP}`;
    if (storage.get(resource, keyOf(object))) continue;
    const own = { uid: uidFrom(`${resource} ${keyOf(object)}`), creationTimestamp: time };
    const managed = { managedFields: managedFields(object, time) };
    storage.put(resource, { ...object, metadata: { ...object.metadata, ...own, ...managed } });
  }
}

/** In the order in which kube-apiserver's post-start hook makes them, and what kubeadm adds: its administrators. */
export function bootstrapPolicy(): readonly ApiObject[] {
  const controllers = parseRoles(CONTROLLER_ROLES).map((r) => ({ ...r, name: `system:controller:${r.name}` }));
  const namespaced = parseRoles(NAMESPACE_ROLES).map(({ name, marks, rules }) => ({
    name,
    namespace: marks[0]!,
    rules,
  }));
  return [
    ...[...parseRoles(CLUSTER_ROLES), ...controllers].map(clusterRole),
    ...Object.entries(BOUND).map(([name, subjects]) =>
      binding('ClusterRoleBinding', metadata(name), 'ClusterRole', name, subjects),
    ),
    ...controllers.map(({ name }) =>
      binding('ClusterRoleBinding', metadata(name), 'ClusterRole', name, [account(name.split(':').at(-1)!)]),
    ),
    ...namespaced.map(({ name, namespace, rules }): ApiObject => {
      const object = { apiVersion: API_VERSION, kind: 'Role', metadata: metadata(name, namespace), rules };
      return object as ApiObject;
    }),
    ...namespaced
      .filter(({ name }) => name in BOUND_IN_NAMESPACE)
      .map(({ name, namespace }) =>
        binding('RoleBinding', metadata(name, namespace), 'Role', name, BOUND_IN_NAMESPACE[name]!),
      ),
    binding(
      'RoleBinding',
      metadata('system::extension-apiserver-authentication-reader', 'kube-system'),
      'Role',
      'extension-apiserver-authentication-reader',
      [user('system:kube-controller-manager'), user('system:kube-scheduler')],
    ),
    binding('ClusterRoleBinding', { name: 'kubeadm:cluster-admins' }, 'ClusterRole', 'cluster-admin', [
      group('kubeadm:cluster-admins'),
    ]),
  ];
}
