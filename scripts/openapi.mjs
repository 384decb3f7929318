// Rebuilds Kubernetes' schemas from the types of @kubernetes/client-node, and writes three things:
//   src/apimachinery/schema/generated/fields.ts  the field table that the API server decodes by (small, in git)
//   dist/openapi/<group.version>.json         OpenAPI v3 schemas with descriptions, for `kubectl explain`; meta.v1 has what all share
//   dist/openapi/editor-schema.json           one strict JSON schema for the editor, without long descriptions
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as all from '@kubernetes/client-node/dist/gen/models/all.js';

/** By the client's name of the type: V1Service. */
const models = { ...all };
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modelsDir = join(root, 'node_modules/@kubernetes/client-node/dist/gen/models');
const patchKeys = JSON.parse(readFileSync(join(root, 'src/apiserver/schema/patch-keys.json'), 'utf8'));

/** Group version → the kinds that we serve, as the client names their types. */
const ROOTS = {
  'meta/v1': ['V1ObjectMeta', 'V1LabelSelector', 'V1Condition', 'V1ListMeta', 'V1DeleteOptions', 'V1Status'],
  v1: [
    ...[
      'Pod',
      'Service',
      'Node',
      'Namespace',
      'Endpoints',
      'ConfigMap',
      'Secret',
      'ServiceAccount',
      'ReplicationController',
    ],
    ...[
      'PersistentVolumeClaim',
      'PersistentVolume',
      'ResourceQuota',
      'LimitRange',
      'Binding',
      'PodTemplate',
      'ComponentStatus',
    ],
  ]
    .map((k) => `V1${k}`)
    .concat('CoreV1Event'),
  'apps/v1': ['V1Deployment', 'V1ReplicaSet', 'V1StatefulSet', 'V1DaemonSet', 'V1ControllerRevision'],
  'batch/v1': ['V1Job', 'V1CronJob'],
  'discovery.k8s.io/v1': ['V1EndpointSlice'],
  'networking.k8s.io/v1': ['V1Ingress', 'V1IngressClass', 'V1NetworkPolicy', 'V1ServiceCIDR', 'V1IPAddress'],
  'rbac.authorization.k8s.io/v1': ['V1Role', 'V1ClusterRole', 'V1RoleBinding', 'V1ClusterRoleBinding'],
  'storage.k8s.io/v1': ['V1StorageClass', 'V1CSINode', 'V1CSIDriver', 'V1VolumeAttachment'],
  'node.k8s.io/v1': ['V1RuntimeClass'],
  'autoscaling/v2': ['V2HorizontalPodAutoscaler'],
  'autoscaling/v1': ['V1Scale', 'V1HorizontalPodAutoscaler'],
  'policy/v1': ['V1PodDisruptionBudget', 'V1Eviction'],
  'coordination.k8s.io/v1': ['V1Lease'],
  'events.k8s.io/v1': ['EventsV1Event'],
  'scheduling.k8s.io/v1': ['V1PriorityClass'],
  'apiextensions.k8s.io/v1': ['V1CustomResourceDefinition'],
  'apiregistration.k8s.io/v1': ['V1APIService'],
  'admissionregistration.k8s.io/v1': [
    'V1ValidatingAdmissionPolicy',
    'V1ValidatingAdmissionPolicyBinding',
    'V1ValidatingWebhookConfiguration',
    'V1MutatingWebhookConfiguration',
  ],
  'authorization.k8s.io/v1': [
    'V1SelfSubjectAccessReview',
    'V1SelfSubjectRulesReview',
    'V1SubjectAccessReview',
    'V1LocalSubjectAccessReview',
  ],
  'authentication.k8s.io/v1': ['V1SelfSubjectReview', 'V1TokenReview', 'AuthenticationV1TokenRequest'],
  'certificates.k8s.io/v1': ['V1CertificateSigningRequest'],
};

/** Atomic as a whole for server-side apply. Source: +structType=atomic and +mapType=atomic in k8s.io/api. */
const ATOMIC_STRUCTS = new Set(
  [
    'LabelSelector',
    'LocalObjectReference',
    'ObjectReference',
    'SecretKeySelector',
    'ConfigMapKeySelector',
    'FileKeySelector',
  ]
    .concat([
      'ObjectFieldSelector',
      'ResourceFieldSelector',
      'TypedLocalObjectReference',
      'RoleRef',
      'Subject',
      'ScopeSelector',
    ])
    .concat([
      'NodeSelector',
      'NodeSelectorTerm',
      'ScopedResourceSelectorRequirement',
      'SecretReference',
      'EndpointAddress',
    ])
    .concat(['EndpointPort', 'ServiceBackendPort', 'OwnerReference', 'TopologySelectorTerm'])
    .concat(['MatchResources', 'NamedRuleWithOperations', 'ParamKind', 'ParamRef']),
);
/** The same of a type whose name has another one in another version that is not. */
const ATOMIC_TYPES = new Set(['V1CrossVersionObjectReference']);
const ATOMIC_FIELDS = new Set([
  'ServiceSpec.selector',
  'PodSpec.nodeSelector',
  'ReplicationControllerSpec.selector',
  'Scheduling.nodeSelector',
]);
/** Maps and fields that hold quantities: the client's types call them strings. */
const QUANTITIES = new Set(
  [
    'limits',
    'requests',
    'capacity',
    'allocatable',
    'hard',
    'used',
    'overhead',
    'default',
    'defaultRequest',
    'max',
    'min',
  ].concat(['maxLimitRequestRatio', 'divisor', 'sizeLimit', 'averageValue', 'allocatedResources']),
);
const notQuantity = (struct, name) => ['max', 'min', 'default'].includes(name) && struct !== 'LimitRangeItem';

/** Only v1 goes without its version: autoscaling has a HorizontalPodAutoscaler in v1 and another in v2. */
const shortOf = (type) => type.replace(/^V1(?=[A-Z])/, '');
/** The Go struct's name: CoreV1Event and EventsV1Event are both Event. */
const structOf = (type) => type.replace(/^(?:[A-Z][a-z]+)*?V\d+(?:(?:alpha|beta)\d+)?/, '');

const groupOf = new Map();
for (const [groupVersion, types] of Object.entries(ROOTS)) {
  const walk = (type) => {
    if (groupOf.has(type) || !models[type]?.attributeTypeMap) return;
    groupOf.set(type, groupVersion);
    for (const { type: inner } of models[type].attributeTypeMap)
      for (const [name] of inner.matchAll(/\w+/g)) walk(name);
  };
  types.forEach(walk);
}

/** Keys of patch-keys.json carry Go's package: core.v1.PodSpec.containers. */
const byField = (table) => new Map(Object.entries(table).map(([k, v]) => [k.split('.').slice(-2).join('.'), v]));
const merge = byField(patchKeys.patch);
const lists = byField(patchKeys.list);

function typeCode(struct, { baseName, type, format }) {
  const array = /^Array<(.*)>$/.exec(type)?.[1];
  if (array) return `[]${typeCode(struct, { baseName, type: array, format })}`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  if (map) return `{}${typeCode(struct, { baseName, type: map, format })}`;
  if (type === 'string' && QUANTITIES.has(baseName) && !notQuantity(struct, baseName)) return 'q';
  if (type === 'string') return format === 'byte' ? 'y' : 's';
  if (type === 'number') return format === 'int32' ? 'i' : format === 'double' ? 'f' : 'l';
  if (type === 'boolean') return 'b';
  if (type === 'IntOrString') return 'x';
  if (type === 'Date') return 't';
  if (type === 'V1MicroTime') return 'u';
  return groupOf.has(type) ? shortOf(type) : 'o';
}

const isQuantityStruct = (code) => code === 'q' || code === '{}q';

/** The members as Go has them: the client's are sorted. A struct may stand in a package that others share. */
const goStructs = JSON.parse(readFileSync(join(root, 'scripts/go-structs.json'), 'utf8'));
function inGoOrder(type, attributes) {
  const [group, version] = groupOf.get(type).includes('/') ? groupOf.get(type).split('/') : ['core', groupOf.get(type)];
  const packages = [`${group.split('.')[0]}/${version}`, 'meta/v1', 'core/v1'];
  const orders = packages.map((name) => goStructs[`${name} ${structOf(type)}`]?.split(' ') ?? []);
  const order = orders.find((names) => attributes.every(({ baseName }) => names.includes(baseName)));
  if (!order) throw new Error(`scripts/go-structs.json does not say in which order the members of ${type} stand`);
  return attributes.toSorted((a, b) => order.indexOf(a.baseName) - order.indexOf(b.baseName));
}

function fieldsOf(type) {
  const struct = structOf(type);
  return inGoOrder(type, models[type].attributeTypeMap).map((attribute) => {
    const at = `${struct}.${attribute.baseName}`;
    const code = typeCode(struct, attribute);
    const [mergeKey, strategy] = merge.get(at) ?? [];
    const [listType, keys] = lists.get(at) ?? [];
    let text = `${attribute.baseName}:${code}`;
    if (listType === 'map') text += `;k=${keys.join('+')}`;
    else if (listType === 'set') text += ';set';
    else if (ATOMIC_FIELDS.has(at)) text += ';atomic';
    if (strategy) text += `;p=${strategy.replace(',', '+')}${mergeKey ? `;m=${mergeKey}` : ''}`;
    return text;
  });
}

const kinds = {};
const types = {};
for (const [groupVersion, roots] of Object.entries(ROOTS)) {
  if (groupVersion === 'meta/v1') continue;
  for (const type of roots) kinds[`${groupVersion} ${structOf(type)}`] = shortOf(type);
}
for (const type of [...groupOf.keys()].sort()) {
  const struct = structOf(type);
  const isAtomic = ATOMIC_STRUCTS.has(struct) || ATOMIC_TYPES.has(type);
  types[shortOf(type)] = `${isAtomic ? '!' : ''}${fieldsOf(type).join(' ')}`;
}
const table = `// Written by scripts/openapi.mjs from @kubernetes/client-node. Read by ../schema.ts.
export const KINDS: Readonly<Record<string, string>> = ${JSON.stringify(kinds, null, 1)};
export const TYPES: Readonly<Record<string, string>> = ${JSON.stringify(types, null, 1)};
`;
mkdirSync(join(root, 'src/apimachinery/schema/generated'), { recursive: true });
writeFileSync(join(root, 'src/apimachinery/schema/generated/fields.ts'), table);

// ---- OpenAPI

const packageOf = (groupVersion) => {
  if (groupVersion === 'meta/v1') return 'io.k8s.apimachinery.pkg.apis.meta.v1';
  if (groupVersion === 'apiextensions.k8s.io/v1') return 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';
  const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['core', groupVersion];
  return `io.k8s.api.${group.split('.')[0]}.${version}`;
};
const openApiName = (type) => `${packageOf(groupOf.get(type))}.${structOf(type)}`;
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.Time';
const MICRO_TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime';
const COMMON = {
  [INT_OR_STRING]: {
    description: 'IntOrString is a type that can hold an int32 or a string.',
    format: 'int-or-string',
    oneOf: [{ type: 'integer' }, { type: 'string' }],
  },
  [QUANTITY]: {
    description: 'Quantity is a fixed-point representation of a number.',
    oneOf: [{ type: 'string' }, { type: 'number' }],
  },
  [TIME]: { description: 'Time is a wrapper around time.Time.', type: 'string', format: 'date-time' },
  [MICRO_TIME]: {
    description: 'MicroTime is version of Time with microsecond level precision.',
    type: 'string',
    format: 'date-time',
  },
};

/**
 * What the client's declarations lack of Kubernetes' own descriptions: those of members that are a reference, the line
 * breaks, and what a value may be ("Possible enum values"). By group version and struct, then by member; the struct's own
 * under an empty name. Source: the OpenAPI document of v1.33 as kubernetes-models 4.5.1 has it, where it says otherwise the same.
 */
const texts = JSON.parse(readFileSync(join(root, 'scripts/openapi-texts.json'), 'utf8'));
const textOf = (type, name) => texts[`${groupOf.get(type)} ${structOf(type)}`]?.[name];
const ENUM = 'Possible enum values:';
const valuesOf = (text) => [...text.split(ENUM)[1].matchAll(/^ - `"(.*?)"`/gm)].map(([, value]) => value);

/** Descriptions and which members are required, out of the declarations. */
const declarations = new Map();
function declarationOf(type) {
  if (declarations.has(type)) return declarations.get(type);
  const text = readFileSync(join(modelsDir, `${type}.d.ts`), 'utf8');
  const clean = (s) =>
    s
      .replace(/^\s*\*\s?/gm, '')
      .replace(/\\'/g, "'")
      .replace(/\\"/g, '"')
      .trim();
  const declaration = {
    description: clean(/\/\*\*\n((?:(?!\*\/)[\s\S])*)\*\/\nexport declare class/.exec(text)?.[1] ?? ''),
    fields: {},
    required: [],
  };
  for (const [, comment, name, optional] of text.matchAll(/\/\*\*\n((?:(?!\*\/)[\s\S])*)\*\/\s*'([^']+)'(\?)?:/g)) {
    declaration.fields[name] = clean(comment);
    if (!optional) declaration.required.push(name);
  }
  declarations.set(type, declaration);
  return declaration;
}

function schemaOfCode(struct, attribute, ref) {
  const { baseName, type, format } = attribute;
  const array = /^Array<(.*)>$/.exec(type)?.[1];
  if (array) return { type: 'array', items: schemaOfCode(struct, { baseName, type: array, format }, ref) };
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  if (map) return { type: 'object', additionalProperties: schemaOfCode(struct, { baseName, type: map, format }, ref) };
  const code = typeCode(struct, attribute);
  if (isQuantityStruct(code)) return ref(QUANTITY);
  if (code === 'x') return ref(INT_OR_STRING);
  if (code === 't') return ref(TIME);
  if (code === 'u') return ref(MICRO_TIME);
  if (code === 's') return { type: 'string' };
  if (code === 'y') return { type: 'string', format: 'byte' };
  if (code === 'i' || code === 'l') return { type: 'integer', format: code === 'i' ? 'int32' : 'int64' };
  if (code === 'f') return { type: 'number', format: 'double' };
  if (code === 'b') return { type: 'boolean' };
  return code === 'o' ? { type: 'object' } : ref(openApiName(type));
}

function schemaOf(type, { descriptions, strict, prefix }) {
  const struct = structOf(type);
  const declaration = declarationOf(type);
  const ref = (name) => ({ $ref: `${prefix}${name}` });
  const properties = {};
  for (const attribute of models[type].attributeTypeMap) {
    const name = attribute.baseName.replace(/^_/, '');
    const at = `${struct}.${name}`;
    const [mergeKey, strategy] = merge.get(at) ?? [];
    const [listType, keys] = lists.get(at) ?? [];
    const plain = schemaOfCode(struct, attribute, ref);
    const whole = textOf(type, name);
    // Of a member that is a reference, the client's declarations say nothing.
    const description = ((descriptions || plain.$ref) && whole) || declaration.fields[attribute.name];
    const schema = plain.$ref && descriptions ? { allOf: [plain], default: {} } : plain;
    properties[name] = {
      ...(whole?.includes(ENUM) && plain.type === 'string' && { enum: valuesOf(whole) }),
      ...(description &&
        (descriptions ? { description } : { description: description.split(/(?<=\.)\s/)[0].slice(0, 200) })),
      ...schema,
      ...(descriptions && mergeKey && { 'x-kubernetes-patch-merge-key': mergeKey }),
      ...(descriptions && strategy && { 'x-kubernetes-patch-strategy': strategy }),
      ...(descriptions &&
        listType && { 'x-kubernetes-list-type': listType, ...(keys && { 'x-kubernetes-list-map-keys': keys }) }),
    };
  }
  const { required } = declaration;
  return {
    ...(descriptions && { description: textOf(type, '') ?? declaration.description }),
    type: 'object',
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required: required.filter((r) => properties[r]) }),
    ...(strict && Object.keys(properties).length > 0 && { additionalProperties: false }),
  };
}

const out = join(root, 'dist/openapi');
mkdirSync(out, { recursive: true });
const reachable = (roots) => {
  const seen = new Set();
  const walk = (type) => {
    if (seen.has(type) || !groupOf.has(type)) return;
    seen.add(type);
    for (const { type: inner } of models[type].attributeTypeMap)
      for (const [name] of inner.matchAll(/\w+/g)) walk(name);
  };
  roots.forEach(walk);
  return [...seen].sort();
};
const gvkOf = (groupVersion, type) => {
  const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
  return { group, kind: structOf(type), version };
};
const options = { descriptions: true, strict: false, prefix: '#/components/schemas/' };
for (const [groupVersion, roots] of Object.entries(ROOTS)) {
  const schemas = { ...COMMON };
  for (const type of reachable([...roots, ...ROOTS['meta/v1']])) schemas[openApiName(type)] = schemaOf(type, options);
  if (groupVersion !== 'meta/v1')
    for (const type of roots)
      schemas[openApiName(type)]['x-kubernetes-group-version-kind'] = [gvkOf(groupVersion, type)];
  writeFileSync(join(out, `${groupVersion.replace('/', '.')}.json`), JSON.stringify({ components: { schemas } }));
}

const definitions = structuredClone(COMMON);
for (const type of groupOf.keys())
  definitions[openApiName(type)] = schemaOf(type, { descriptions: false, strict: true, prefix: '#/definitions/' });
const branches = [];
for (const [groupVersion, roots] of Object.entries(ROOTS)) {
  if (groupVersion === 'meta/v1') continue;
  for (const type of roots) {
    const is = { apiVersion: { const: groupVersion }, kind: { const: structOf(type) } };
    // Not an object literal: one with a member `then` looks like a promise to linters.
    const condition = ['if', { properties: is, required: ['apiVersion', 'kind'] }];
    branches.push({
      kind: structOf(type),
      schema: Object.fromEntries([condition, ['then', { $ref: `#/definitions/${openApiName(type)}` }]]),
    });
  }
}
const apiVersions = Object.keys(ROOTS).filter((gv) => gv !== 'meta/v1');
const editor = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    apiVersion: { type: 'string', examples: apiVersions },
    kind: { type: 'string', examples: [...new Set(branches.map((b) => b.kind))] },
  },
  required: ['apiVersion', 'kind'],
  allOf: branches.map((b) => b.schema),
  definitions,
};
writeFileSync(join(out, 'editor-schema.json'), JSON.stringify(editor));
console.log(`openapi: ${Object.keys(types).length} types, ${apiVersions.length} group versions`);
