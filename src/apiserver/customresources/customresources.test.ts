// A definition and its objects through the server. Texts after, and not all read at v1.34: kube-openapi/pkg/validation/errors/schema.go,
// apiextensions-apiserver pkg/apiserver/validation and pkg/apis/apiextensions/validation.

import { expect, test } from 'vitest';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';

await preload();

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
type Loose = any;

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const WIDGETS = '/apis/example.com/v1/namespaces/default/widgets';

const definition = (spec: object, extra: object = {}): Loose => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'] },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: spec }, ...extra }],
  },
});

function lab(schema: object, extra: object = {}) {
  const made = new Lab({ nodes: 1 });
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Loose =>
    made.handle({ method, path, body, headers } as never, LEARNER);
  const answer = call('POST', DEFINITIONS, definition(schema, extra));
  return { call, made, answer };
}

const withSpec = (spec: object): object => ({ type: 'object', properties: { spec } });
const object = (properties: object, more: object = {}): object => withSpec({ type: 'object', properties, ...more });

test.each<[string, object, unknown, string]>([
  [
    'type',
    { a: { type: 'integer' } },
    { a: 'x' },
    'spec.a: Invalid value: "string": spec.a in body must be of type integer: "string"',
  ],
  [
    'maximum',
    { a: { type: 'integer', maximum: 10 } },
    { a: 15 },
    'spec.a: Invalid value: 15: spec.a in body should be less than or equal to 10',
  ],
  [
    'exclusive',
    { a: { type: 'number', minimum: 1, exclusiveMinimum: true } },
    { a: 1 },
    'spec.a: Invalid value: 1: spec.a in body should be greater than 1',
  ],
  [
    'multipleOf',
    { a: { type: 'integer', multipleOf: 5 } },
    { a: 7 },
    'spec.a: Invalid value: 7: spec.a in body should be a multiple of 5',
  ],
  [
    'enum',
    { a: { type: 'string', enum: ['b', 'a'] } },
    { a: 'c' },
    'spec.a: Unsupported value: "c": supported values: "b", "a"',
  ],
  [
    'pattern',
    { a: { type: 'string', pattern: '^x+$' } },
    { a: 'y' },
    `spec.a: Invalid value: "y": spec.a in body should match '^x+$'`,
  ],
  [
    'maxLength',
    { a: { type: 'string', maxLength: 2 } },
    { a: 'abc' },
    'spec.a: Too long: may not be more than 2 bytes',
  ],
  [
    'minLength',
    { a: { type: 'string', minLength: 2 } },
    { a: 'a' },
    'spec.a: Invalid value: "a": spec.a in body should be at least 2 chars long',
  ],
  [
    'maxItems',
    { a: { type: 'array', maxItems: 1, items: { type: 'string' } } },
    { a: ['x', 'y'] },
    'spec.a: Too many: 2: must have at most 1 items',
  ],
  [
    'format',
    { a: { type: 'string', format: 'date' } },
    { a: 'soon' },
    'spec.a: Invalid value: "soon": spec.a in body must be of type date: "soon"',
  ],
  [
    'set',
    { a: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } } },
    { a: ['x', 'x'] },
    'spec.a[1]: Duplicate value: "x"',
  ],
  [
    'int-or-string',
    { a: { 'x-kubernetes-int-or-string': true } },
    { a: true },
    'spec.a: Invalid value: "boolean": spec.a in body must be of type integer,string: "boolean"',
  ],
])('%s', (_name, properties, spec, expected) => {
  const { call } = lab(object(properties as object));
  const { code, body } = call('POST', WIDGETS, { metadata: { name: 'w' }, spec });
  expect([code, body.message]).toEqual([422, `Widget.example.com "w" is invalid: ${expected}`]);
});

// The documentation's own example of nulls.
test('a null is kept where the schema allows one, and is otherwise nothing given', () => {
  const string = { type: 'string' };
  const { call } = lab(
    object({ foo: { ...string, default: 'default' }, bar: { ...string, nullable: true }, baz: string }),
  );
  const made = call('POST', WIDGETS, { metadata: { name: 'w' }, spec: { foo: null, bar: null, baz: null } });
  expect([made.code, made.body.spec]).toEqual([201, { foo: 'default', bar: null }]);
});

test('oneOf tells how many fit', () => {
  const { call } = lab(
    object({ a: { type: 'string' }, b: { type: 'string' } }, { oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
  );
  const { body } = call('POST', WIDGETS, { metadata: { name: 'w' }, spec: { a: '1', b: '2' } });
  expect(body.message).toBe(
    'Widget.example.com "w" is invalid: <nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives',
  );
});

test.each<[string, Loose, string]>([
  [
    'no schema',
    { ...definition({}), spec: { ...definition({}).spec, versions: [{ name: 'v1', served: true, storage: true }] } },
    'spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required',
  ],
  [
    'name',
    { ...definition({ type: 'object' }), metadata: { name: 'x.example.com' } },
    'metadata.name: Invalid value: "x.example.com": must be spec.names.plural+"."+spec.group',
  ],
  [
    'no type',
    definition({ type: 'object', properties: { a: {} } }),
    'spec.validation.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields',
  ],
  [
    'array without items',
    definition({ type: 'object', properties: { a: { type: 'array' } } }),
    'spec.validation.openAPIV3Schema.properties[a].items: Required value: must be specified',
  ],
  [
    'root',
    definition({ type: 'string' }),
    'spec.validation.openAPIV3Schema.type: Invalid value: "string": must be object at the root',
  ],
])('a definition with a mistake: %s', (_name, body, expected) => {
  const made = new Lab({ nodes: 1 });
  const answer = made.handle({ method: 'POST', path: DEFINITIONS, body }, LEARNER) as Loose;
  expect(answer.body.message).toBe(
    `CustomResourceDefinition.apiextensions.k8s.io "${body.metadata.name}" is invalid: ${expected}`,
  );
});

test('a story: defaults, pruning, strictness, generation, columns, deletion', () => {
  const schema = object({ size: { type: 'integer', default: 3 }, color: { type: 'string' } });
  const columns = [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }];
  const { call, made } = lab(schema, { additionalPrinterColumns: columns });
  const conditions = call('GET', `${DEFINITIONS}/widgets.example.com`).body.status.conditions;
  expect(conditions.map((c: Loose) => `${c.type}=${c.status} ${c.reason}`)).toEqual([
    'NamesAccepted=True NoConflicts',
    'Established=True InitialNamesAccepted',
  ]);
  const widget = { metadata: { name: 'w' }, spec: { color: 'red', extra: { a: 1 } } };
  expect(call('POST', `${WIDGETS}?fieldValidation=Strict`, widget).body.message).toBe(
    'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.extra"',
  );
  const created = call('POST', WIDGETS, widget);
  expect(created.headers.warning).toBe('unknown field "spec.extra"');
  expect(created.body.spec).toEqual({ color: 'red', size: 3 });
  const merge = { 'content-type': 'application/merge-patch+json' };
  expect(call('PATCH', `${WIDGETS}/w`, { spec: { size: 4 } }, merge).body.metadata.generation).toBe(2);
  const wrong = call('PATCH', `${WIDGETS}/w?fieldValidation=Strict`, { spec: { sise: 4 } }, merge);
  expect([wrong.code, wrong.body.message.slice(-48)]).toEqual([
    422,
    'strict decoding error: unknown field "spec.sise"',
  ]);
  const table = call('GET', WIDGETS, undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }).body;
  expect(table.columnDefinitions.map((c: Loose) => c.name)).toEqual(['Name', 'Size']);
  expect(table.rows[0].cells).toEqual(['w', 4]);
  expect(call('GET', '/apis/example.com/v1').body.resources[0]).toMatchObject({ name: 'widgets', shortNames: ['wd'] });
  const snapshot = made.snapshot();
  call('DELETE', `${DEFINITIONS}/widgets.example.com`);
  expect(call('GET', WIDGETS).code).toBe(404);
  expect(call('GET', DEFINITIONS).body.items).toEqual([]);
  made.restore(structuredClone(snapshot));
  expect(call('GET', `${WIDGETS}/w`).body.spec.size).toBe(4);
});

test('applied fields are those that were given; a list-map merges by its keys', () => {
  const ports = {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
    items: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, port: { type: 'integer' } } },
  };
  const { call } = lab(object({ ports, size: { type: 'integer', default: 3 } }));
  const apply = (manager: string, spec: object): Loose =>
    call(
      'PATCH',
      `${WIDGETS}/w?fieldManager=${manager}`,
      JSON.stringify({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec }),
      { 'content-type': 'application/apply-patch+yaml' },
    ).body;
  apply('a', { ports: [{ name: 'x', port: 1 }] });
  const both = apply('b', { ports: [{ name: 'y', port: 2 }] });
  expect(both.spec).toEqual({
    ports: [
      { name: 'x', port: 1 },
      { name: 'y', port: 2 },
    ],
    size: 3,
  });
  expect(both.metadata.managedFields[1].fieldsV1).toEqual({
    'f:spec': { 'f:ports': { 'k:{"name":"y"}': { '.': {}, 'f:name': {}, 'f:port': {} } } },
  });
  expect(apply('b', { ports: [{ name: 'x', port: 9 }] }).message).toBe(
    'Apply failed with 1 conflict: conflict with "a": .spec.ports[name="x"].port',
  );
});

test('versions are shown as the internal type has them, where they differ', () => {
  const { call } = lab({ type: 'object' });
  const broken = definition({ type: 'object', required: ['a'], properties: { a: { type: 'string' } } });
  broken.metadata.name = 'others.example.com';
  broken.spec.names = { plural: 'others', kind: 'Other' };
  broken.spec.versions = [
    { ...broken.spec.versions[0], storage: false },
    {
      name: 'v2',
      served: true,
      storage: false,
      schema: { openAPIV3Schema: { type: 'object', additionalProperties: true } },
    },
  ];
  const { message } = call('POST', DEFINITIONS, broken).body;
  expect(message).toContain('"Type":"object","Nullable":false,"Format":""');
  expect(message).toContain('"Required":["a"],"Items":null');
  expect(message).toContain('"Properties":{"a":{"ID":"","Schema":"","Ref":null,"Description":"","Type":"string"');
  expect(message).toContain('"AdditionalProperties":{"Allows":true,"Schema":null}');
  expect(message).toMatch(
    /: must have exactly one version marked as storage version, status\.storedVersions: Invalid value: null: must have at least one stored version\]$/,
  );
});

test('names in the status of a definition are looked at when it is written', () => {
  const { call } = lab({ type: 'object' });
  const body = { status: { acceptedNames: { plural: 'No', kind: 'Widget' } } };
  const path = `${DEFINITIONS}/widgets.example.com/status`;
  expect(call('PATCH', path, body, { 'content-type': 'application/merge-patch+json' }).body.message).toContain(
    'status.acceptedNames.plural: Invalid value: "No"',
  );
});

test('names that another definition of the group holds are not accepted', () => {
  const { call } = lab({ type: 'object' });
  const other = definition({ type: 'object' });
  other.metadata.name = 'widgetz.example.com';
  other.spec.names = { plural: 'widgetz', kind: 'Widget', shortNames: ['wd'] };
  call('POST', DEFINITIONS, other);
  const { conditions } = call('GET', `${DEFINITIONS}/widgetz.example.com`).body.status;
  expect(conditions.map((c: Loose) => [c.type, c.status, c.reason, c.message])).toEqual([
    ['NamesAccepted', 'False', 'ListKindConflict', '"WidgetList" is already in use'],
    ['Established', 'False', 'NotAccepted', 'not all names are accepted'],
  ]);
});

test('a finalizer without a domain is warned of once', () => {
  const { call } = lab(object({ a: { type: 'string' } }));
  const metadata = { name: 'w', finalizers: ['mine', 'a.io/b'] };
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata };
  const { code, headers } = call('POST', WIDGETS, widget);
  expect([code, headers.warning]).toEqual([
    201,
    'metadata.finalizers: "mine": prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers',
  ]);
  const changed = call(
    'PATCH',
    `${WIDGETS}/w`,
    { spec: { a: 'x' } },
    { 'content-type': 'application/merge-patch+json' },
  );
  expect([changed.code, changed.headers?.warning]).toEqual([200, undefined]);
});
