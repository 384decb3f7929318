// Who may do what, what comes first, and how a Pod is run: RBAC, classes of priority and of runtimes, budgets, ranges of addresses.

import { type Default, pod, type Refusal, type Warned } from './row.test-helper.ts';

type Body = Refusal['object'];
type Row = readonly [resource: string, object: Body, says: string, vouches: string, patch?: Body];

const GROUP = 'rbac.authorization.k8s.io';
const RBAC = 'pkg/apis/rbac/validation, read at 8e82aed8 (about v1.36)';
const rules = (rule: object): Body => ({ rules: [rule] });
const READ = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };
const ref = (more: object = {}): Body => ({ roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: 'r', ...more } });
const bound = (subject: object): Body => ({ ...ref({ name: 'view' }), subjects: [subject] });
const ROLES = `roles.${GROUP}`;
const CLUSTER_ROLES = `clusterroles.${GROUP}`;
const BINDINGS = `rolebindings.${GROUP}`;
const CLUSTER_BINDINGS = `clusterrolebindings.${GROUP}`;
const CIDRS = 'pkg/apis/networking/validation, read after v1.34';
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const ROWS: readonly Row[] = [
  [
    ROLES,
    rules({ apiGroups: [''], resources: ['pods'] }),
    'rules[0].verbs: Required value: verbs must contain at least one value',
    RBAC,
  ],
  [
    ROLES,
    rules({ verbs: ['get'] }),
    '[rules[0].apiGroups: Required value: resource rules must supply at least one api group, rules[0].resources: Required value: resource rules must supply at least one resource]',
    RBAC,
  ],
  [
    ROLES,
    rules({ verbs: ['get'], nonResourceURLs: ['/x'] }),
    'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
    RBAC,
  ],
  [
    CLUSTER_ROLES,
    rules({ ...READ, nonResourceURLs: ['/x'] }),
    'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
    RBAC,
  ],
  [
    CLUSTER_ROLES,
    { aggregationRule: {} },
    'aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil',
    RBAC,
  ],
  [BINDINGS, ref({ name: '' }), 'roleRef.name: Required value', RBAC],
  [
    BINDINGS,
    ref({ kind: 'Group' }),
    'roleRef.kind: Unsupported value: "Group": supported values: "Role", "ClusterRole"',
    RBAC,
  ],
  [BINDINGS, ref({ apiGroup: 'v1' }), `roleRef.apiGroup: Unsupported value: "v1": supported values: "${GROUP}"`, RBAC],
  [
    CLUSTER_BINDINGS,
    ref({ kind: 'Role' }),
    'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
    RBAC,
  ],
  [CLUSTER_BINDINGS, bound({ kind: 'ServiceAccount', name: 'a' }), 'subjects[0].namespace: Required value', RBAC],
  [BINDINGS, bound({ kind: 'ServiceAccount', name: 'A' }), `subjects[0].name: Invalid value: "A": ${SUBDOMAIN}`, RBAC],
  [
    BINDINGS,
    bound({ kind: 'User', name: 'u', apiGroup: 'v1' }),
    `subjects[0].apiGroup: Unsupported value: "v1": supported values: "${GROUP}"`,
    RBAC,
  ],
  [
    BINDINGS,
    bound({ kind: 'Pod', name: 'u' }),
    'subjects[0].kind: Unsupported value: "Pod": supported values: "ServiceAccount", "User", "Group"',
    RBAC,
  ],
  [
    BINDINGS,
    ref({ name: 'view' }),
    'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"ClusterRole","Name":"edit"}: cannot change roleRef',
    RBAC,
    { roleRef: { name: 'edit' } },
  ],

  [
    'priorityclasses.scheduling.k8s.io',
    { value: 1 },
    '[value: Forbidden: may not be changed in an update., preemptionPolicy: Invalid value: "Never": field is immutable]',
    'pkg/apis/scheduling/validation ValidatePriorityClassUpdate, alike at 4ae3e15e and 0042cbe9 (v1.35, v1.36)',
    { value: 2, preemptionPolicy: 'Never' },
  ],
  [
    'runtimeclasses.node.k8s.io',
    { handler: 'a', overhead: { podFixed: { foo: '1' } } },
    '[overhead.limits[foo]: Invalid value: "foo": must be a standard resource type or fully qualified, overhead.limits[foo]: Invalid value: "foo": must be a standard resource for containers]',
    'pkg/apis/node/validation validateOverhead, read at 54720311 (about v1.35)',
  ],
  [
    'runtimeclasses.node.k8s.io',
    { handler: 'a' },
    'handler: Invalid value: "b": field is immutable',
    'pkg/apis/node/validation ValidateRuntimeClassUpdate, read at 54720311 (about v1.35)',
    { handler: 'b' },
  ],
  [
    'runtimeclasses.node.k8s.io',
    {
      handler: 'A',
      scheduling: {
        tolerations: [
          { key: 'a', operator: 'Exists', value: 'b' },
          { key: 'a', operator: 'Exists', value: 'b', tolerationSeconds: 1, effect: '' },
        ],
      },
    },
    `[handler: Invalid value: "A": ${LABEL}, scheduling.tolerations.tolerations[0].operator: Invalid value: "b": value must be empty when \`operator\` is 'Exists', scheduling.tolerations.tolerations[1].effect: Invalid value: "": effect must be 'NoExecute' when \`tolerationSeconds\` is set, scheduling.tolerations.tolerations[1].operator: Invalid value: "b": value must be empty when \`operator\` is 'Exists', scheduling.tolerations[1]: Duplicate value: {"Key":"a","Operator":"Exists","Value":"b","Effect":"","TolerationSeconds":1}]`,
    'pkg/apis/node/validation validateTolerations, which names its field twice, read at 54720311 (about v1.35)',
  ],
  [
    'priorityclasses.scheduling.k8s.io',
    { value: 1_000_000_001, preemptionPolicy: 'Always' },
    '[value: Forbidden: maximum allowed value of a user defined priority is 1000000000, preemptionPolicy: Unsupported value: "Always": supported values: "PreemptLowerPriority", "Never"]',
    'pkg/apis/scheduling/validation ValidatePriorityClass, alike at 4ae3e15e and 0042cbe9 (v1.35, v1.36)',
  ],
  [
    'poddisruptionbudgets.policy',
    { spec: { minAvailable: 1, maxUnavailable: -1, unhealthyPodEvictionPolicy: 'Never' } },
    '[spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":-1,"UnhealthyPodEvictionPolicy":"Never"}: minAvailable and maxUnavailable cannot be both set, spec.maxUnavailable: Invalid value: -1: must be greater than or equal to 0, spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": supported values: "AlwaysAllow", "IfHealthyBudget"]',
    'pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec, read at 429e0308 (about v1.33)',
  ],
  [
    'poddisruptionbudgets.policy',
    { spec: { maxUnavailable: '101%' } },
    'spec.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
    'pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec, read at 429e0308 (about v1.33)',
  ],
  [
    'leases.coordination.k8s.io',
    { spec: { leaseDurationSeconds: 0, leaseTransitions: -1 } },
    '[spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0, spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0]',
    'pkg/apis/coordination/validation ValidateLeaseSpec, read at 02f19cb0 (about v1.36)',
  ],

  [
    'servicecidrs.networking.k8s.io',
    { spec: { cidrs: ['10.1.0.0/24', '10.2.0.0/24'] } },
    'spec.cidrs: Invalid value: ["10.1.0.0/24","10.2.0.0/24"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
    CIDRS,
  ],
  [
    'servicecidrs.networking.k8s.io',
    { spec: { cidrs: ['10.1.0.0/24'] } },
    'spec.cidrs[0]: Invalid value: "10.2.0.0/24": field is immutable',
    CIDRS,
    { spec: { cidrs: ['10.2.0.0/24'] } },
  ],
  ['ipaddresses.networking.k8s.io', { metadata: { name: '10.96.0.77' } }, 'spec.parentRef: Required value', CIDRS],
  [
    'ipaddresses.networking.k8s.io',
    { metadata: { name: 'x' }, spec: { parentRef: { name: 'a/b' } } },
    '[metadata.name: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), spec.parentRef.resource: Required value, spec.parentRef.name: Invalid value: "a/b": may not contain \'/\']',
    CIDRS,
  ],
  [
    'ipaddresses.networking.k8s.io',
    { metadata: { name: '10.96.0.77' }, spec: { parentRef: { resource: 'services', namespace: 'n', name: 's' } } },
    'spec.parentRef: Invalid value: {"Group":"","Resource":"services","Namespace":"n","Name":"t"}: field is immutable',
    CIDRS,
    { spec: { parentRef: { name: 't' } } },
  ],
];

export const ACCESS_REFUSALS: readonly Refusal[] = ROWS.map(([resource, object, says, vouches, patch]) => ({
  resource,
  object,
  says,
  vouches,
  ...(patch && { patch }),
}));

export const ACCESS_DEFAULTS: readonly Default[] = [
  {
    resource: BINDINGS,
    object: { roleRef: { kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'User', name: 'u' }] },
    becomes: { roleRef: { apiGroup: GROUP }, subjects: [{ apiGroup: GROUP }] },
    vouches: 'pkg/apis/rbac/v1 SetDefaults_RoleBinding, SetDefaults_Subject',
  },
];

export const ACCESS_WARNED: readonly Warned[] = [
  {
    resource: 'serviceaccounts',
    object: { metadata: { annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' } } },
    warns: [
      'metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets',
    ],
    vouches: 'pkg/registry/core/serviceaccount strategy_test.go TestWarningsOnCreate, read after v1.32',
  },
  {
    resource: 'podtemplates',
    object: { template: pod({ nodeSelector: { 'beta.kubernetes.io/os': 'linux' } }) },
    warns: [
      'template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
    ],
    vouches: 'pkg/api/pod GetWarningsForPodTemplate, read at about v1.31',
  },
  {
    resource: 'runtimeclasses.node.k8s.io',
    object: { handler: 'a', scheduling: { nodeSelector: { 'beta.kubernetes.io/os': 'linux' } } },
    warns: ['scheduling.nodeSelector: deprecated since v1.14; use "kubernetes.io/os" instead'],
    vouches: 'pkg/api/node GetWarningsForRuntimeClass, read after v1.31',
  },
];
