// What configures and limits: Secrets, ConfigMaps, quotas, ranges, namespaces, nodes, endpoints.

import { core, type Default, type Refusal } from './row.test-helper.ts';

type Body = Refusal['object'];
type Row = readonly [Body, string, string];

const QUALIFIED =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const KEY =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const REDACTED = 'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>"';

const docker = (text: string): Body => ({
  type: 'kubernetes.io/dockerconfigjson',
  stringData: { '.dockerconfigjson': text },
});

const SECRETS: readonly Row[] = [
  [{ stringData: { 'a b': 'c' } }, `data[a b]: Invalid value: "a b": ${KEY}`, 'ValidateSecret'],
  [{ type: 'kubernetes.io/tls' }, '[data[tls.crt]: Required value, data[tls.key]: Required value]', 'ValidateSecret'],
  [
    { type: 'kubernetes.io/basic-auth' },
    '[data[username]: Required value, data[password]: Required value]',
    'ValidateSecret',
  ],
  [
    { type: 'kubernetes.io/ssh-auth', data: { 'ssh-privatekey': '' } },
    'data[ssh-privatekey]: Required value',
    'ValidateSecret',
  ],
  [
    { type: 'kubernetes.io/service-account-token' },
    'metadata.annotations[kubernetes.io/service-account.name]: Required value',
    'ValidateSecret',
  ],
  [{ type: 'kubernetes.io/dockerconfigjson' }, 'data[.dockerconfigjson]: Required value', 'ValidateSecret'],
  [docker(''), `${REDACTED}: unexpected end of JSON input`, 'ValidateSecret'],
  [docker('abc'), `${REDACTED}: invalid character 'a' looking for beginning of value`, 'ValidateSecret'],
  [
    docker('[]'),
    `${REDACTED}: json: cannot unmarshal array into Go value of type map[string]interface {}`,
    'ValidateSecret',
  ],
];
const SECRET_UPDATES: readonly (readonly [Body, Body, string, string])[] = [
  [{}, { type: 'a' }, 'type: Invalid value: "a": field is immutable', 'ValidateSecretUpdate'],
  [
    { immutable: true },
    { immutable: null, stringData: { a: 'b' } },
    '[immutable: Forbidden: field is immutable when `immutable` is set, data: Forbidden: field is immutable when `immutable` is set]',
    'ValidateSecretUpdate',
  ],
];
const CONFIG_MAPS: readonly Row[] = [
  [{ data: { 'a/b': '' } }, `data[a/b]: Invalid value: "a/b": ${KEY}`, 'ValidateConfigMap'],
  [
    { data: { a: '' }, binaryData: { a: '' } },
    'data[a]: Invalid value: "a": duplicate of key present in binaryData',
    'ValidateConfigMap',
  ],
  [{ data: { a: 'x'.repeat(1048577) } }, '[]: Too long: may not be more than 1048576 bytes', 'ValidateConfigMap'],
];

const quota = (spec: object): Body => ({ spec: { hard: { pods: '1' }, ...spec } });
const selecting = (requirement: object): Body => quota({ scopeSelector: { matchExpressions: [requirement] } });
const S = 'spec.scopeSelector.matchExpressions';
const ONLY_EXISTS =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
const QUOTAS: readonly Row[] = [
  [
    { spec: { hard: { gpu: '1' } } },
    '[spec.hard[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified, spec.hard[gpu]: Invalid value: "gpu": must be a standard resource for quota]',
    'ValidateResourceQuotaResourceName',
  ],
  [
    { spec: { hard: { pods: '500m' } } },
    'spec.hard[pods]: Invalid value: "500m": must be an integer',
    'ValidateResourceQuantityValue',
  ],
  [
    { spec: { hard: { cpu: '-1' } } },
    'spec.hard[cpu]: Invalid value: "-1": must be greater than or equal to 0',
    'ValidateResourceQuantityValue',
  ],
  [quota({ scopes: ['Foo'] }), 'spec.scopes: Invalid value: ["Foo"]: unsupported scope', 'validateResourceQuotaScopes'],
  [
    quota({ scopes: ['BestEffort', 'NotBestEffort'] }),
    'spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes',
    'validateResourceQuotaScopes',
  ],
  [
    { spec: { hard: { cpu: '1' }, scopes: ['BestEffort'] } },
    'spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource',
    'validateResourceQuotaScopes',
  ],
  [
    selecting({ scopeName: 'BestEffort', operator: 'In', values: ['a'] }),
    `${S}.operator: Invalid value: "In": ${ONLY_EXISTS}`,
    'validateScopedResourceSelectorRequirement',
  ],
  [
    selecting({ scopeName: 'PriorityClass', operator: 'In' }),
    `${S}.values: Required value: must be at least one value when \`operator\` is 'In' or 'NotIn' for scope selector`,
    'validateScopedResourceSelectorRequirement',
  ],
  [
    selecting({ scopeName: 'PriorityClass', operator: 'Is' }),
    `${S}.operator: Invalid value: "Is": not a valid selector operator`,
    'validateScopedResourceSelectorRequirement',
  ],
  [
    {
      spec: {
        hard: { secrets: '1' },
        scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'Exists' }] },
      },
    },
    `${S}: Invalid value: {"MatchExpressions":[{"ScopeName":"PriorityClass","Operator":"Exists","Values":null}]}: unsupported scope applied to resource`,
    'validateScopedResourceSelectorRequirement',
  ],
];

const range = (item: object): Body => ({ spec: { limits: [item] } });
const L = 'spec.limits[0]';
const RANGES: readonly Row[] = [
  [
    range({ type: 'Foo' }),
    `${L}.type: Invalid value: "Foo": must be a standard limit type or fully qualified`,
    'validateLimitRangeTypeName',
  ],
  [
    range({ type: 'Pod', default: { cpu: '1' } }),
    `${L}.default: Forbidden: may not be specified when \`type\` is 'Pod'`,
    'ValidateLimitRange',
  ],
  [
    range({ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } }),
    `[${L}.min[cpu]: Invalid value: "2": min value 2 is greater than max value 1, ${L}.defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1, ${L}.default[cpu]: Invalid value: "2": min value 2 is greater than default value 1]`,
    'ValidateLimitRange',
  ],
  [
    range({ type: 'PersistentVolumeClaim' }),
    `${L}.limits: Required value: either minimum or maximum storage value is required, but neither was provided`,
    'ValidateLimitRange',
  ],
  [
    range({ type: 'Container', maxLimitRequestRatio: { cpu: '500m' } }),
    `${L}.maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1`,
    'ValidateLimitRange',
  ],
  [
    { spec: { limits: [{ type: 'Pod' }, { type: 'Pod' }] } },
    'spec.limits[1].type: Duplicate value: "Pod"',
    'ValidateLimitRange',
  ],
];

const node = (...taints: object[]): Body => ({ spec: { taints } });
const T = 'metadata.taints[0]';
const TAINT = { key: 'a', effect: 'NoSchedule' };
const NODES: readonly Row[] = [
  [node({ key: 'a b', effect: 'NoSchedule' }), `${T}.key: Invalid value: "a b": ${QUALIFIED}`, 'validateNodeTaints'],
  [
    node({ key: 'a', effect: 'Foo' }),
    `${T}.effect: Unsupported value: "Foo": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"`,
    'validateTaintEffect',
  ],
  [node({ key: 'a' }), `${T}.effect: Required value`, 'validateTaintEffect'],
  [
    node(TAINT, { ...TAINT, value: 'v' }),
    'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"v","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
    'validateNodeTaints',
  ],
  [
    { spec: { podCIDRs: ['10.0.0.0/24', '10.0.1.0/24'] } },
    'spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one CIDR for each IP family',
    'ValidateNode',
  ],
];

const FINALIZER = 'name is neither a standard finalizer name nor is it fully qualified';
const endpoints = (address: object, ...ports: object[]): Body => ({ subsets: [{ addresses: [address], ports }] });
const ENDPOINTS: readonly Row[] = [
  [
    { subsets: [{}] },
    'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
    'validateEndpointSubsets',
  ],
  [
    endpoints({ ip: 'a' }),
    '[subsets[0].addresses[0].ip: Invalid value: "a": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), subsets[0].addresses[0].ip: Invalid value: "a": must be a valid IP address]',
    'validateEndpointAddress',
  ],
  [
    endpoints({ ip: '169.254.1.1' }),
    'subsets[0].addresses[0].ip: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    'ValidateNonSpecialIP',
  ],
  [
    endpoints({ ip: '1.2.3.4' }, { port: 1 }, { port: 0 }),
    '[subsets[0].ports[0].name: Required value, subsets[0].ports[1].name: Required value, subsets[0].ports[1].port: Invalid value: 0: must be between 1 and 65535, inclusive]',
    'validateEndpointPort',
  ],
];

const slice = (more: object): Body => ({ addressType: 'IPv4', endpoints: [], ...more });
const SLICES: readonly Row[] = [
  [{ endpoints: [] }, 'addressType: Required value', 'validateAddressType'],
  [
    slice({ addressType: 'IP' }),
    'addressType: Unsupported value: "IP": supported values: "FQDN", "IPv4", "IPv6"',
    'validateAddressType',
  ],
  [
    slice({ endpoints: [{ addresses: [] }] }),
    'endpoints[0].addresses: Required value: must contain at least 1 address',
    'validateEndpoints',
  ],
  [
    slice({ endpoints: [{ addresses: ['::2'] }] }),
    'endpoints[0].addresses[0]: Invalid value: "::2": must be a valid IPv4 address',
    'validateEndpoints',
  ],
  [
    slice({ addressType: 'FQDN', endpoints: [{ addresses: ['a'] }] }),
    'endpoints[0].addresses[0]: Invalid value: "a": should be a domain with at least two segments separated by dots',
    'IsFullyQualifiedDomainName',
  ],
  [
    slice({ ports: [{ name: 'a' }, { name: 'a', protocol: 'X' }] }),
    '[ports[1].name: Duplicate value: "a", ports[1].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP"]',
    'validatePorts',
  ],
];

const creates = (resource: string, rows: readonly Row[], from = core): Refusal[] =>
  rows.map(([object, says, by]) => ({ resource, object, says, vouches: from(by) }));

export const CONFIG_REFUSALS: readonly Refusal[] = [
  ...creates('secrets', SECRETS),
  ...SECRET_UPDATES.map(([object, patch, says, by]) => ({
    resource: 'secrets',
    object,
    patch,
    says,
    vouches: core(by),
  })),
  ...creates('configmaps', CONFIG_MAPS),
  ...creates('resourcequotas', QUOTAS),
  {
    resource: 'resourcequotas',
    object: quota({ scopes: ['BestEffort'] }),
    patch: { spec: { scopes: ['NotBestEffort'] } },
    says: 'spec.scopes: Invalid value: ["NotBestEffort"]: field is immutable',
    vouches: core('ValidateResourceQuotaUpdate'),
  },
  ...creates('limitranges', RANGES),
  ...creates('nodes', NODES),
  {
    resource: 'nodes',
    object: { spec: { podCIDRs: ['10.0.0.0/24'], providerID: 'a' } },
    patch: { spec: { podCIDRs: ['10.0.1.0/24'], providerID: 'b' } },
    says: '[spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid, spec.providerID: Forbidden: node updates may not change providerID except from "" to valid]',
    vouches: core('ValidateNodeUpdate'),
  },
  ...creates('namespaces', [
    [{ spec: { finalizers: ['a'] } }, `spec.finalizers: Invalid value: "a": ${FINALIZER}`, 'validateFinalizerName'],
  ]),
  {
    resource: 'namespaces',
    object: {},
    patch: { status: { phase: 'Terminating' } },
    subresource: 'status',
    says: 'status.Phase: Invalid value: "Terminating": may only be \'Active\' if `deletionTimestamp` is empty',
    vouches: core('ValidateNamespaceStatusUpdate'),
  },
  ...creates('endpoints', ENDPOINTS),
  ...creates(
    'endpointslices.discovery.k8s.io',
    SLICES,
    (by) => `pkg/apis/discovery/validation ${by}, read at about v1.21`,
  ),
];

export const CONFIG_DEFAULTS: readonly Default[] = [
  {
    resource: 'secrets',
    object: { data: { a: 'eA==' }, stringData: { a: 'y', b: 'z' } },
    becomes: { type: 'Opaque', data: { a: 'eQ==', b: 'eg==' } },
    vouches: 'pkg/apis/core/v1 Convert_v1_Secret_To_core_Secret',
  },
  {
    resource: 'limitranges',
    object: range({ type: 'Container', max: { cpu: '2' }, min: { memory: '1Mi' } }),
    becomes: {
      spec: { limits: [{ default: { cpu: '2' }, defaultRequest: { cpu: '2', memory: '1Mi' } }] },
    },
    vouches: 'pkg/apis/core/v1 SetDefaults_LimitRangeItem',
  },
  {
    resource: 'namespaces',
    object: {},
    becomes: {
      metadata: { labels: { 'kubernetes.io/metadata.name': 'a' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    },
    vouches: 'pkg/registry/core/namespace namespaceStrategy.PrepareForCreate, SetDefaults_Namespace',
  },
  {
    resource: 'nodes',
    object: { status: { capacity: { cpu: '2' } } },
    becomes: { status: { allocatable: { cpu: '2' } } },
    vouches: 'pkg/apis/core/v1 SetDefaults_NodeStatus',
  },
];
