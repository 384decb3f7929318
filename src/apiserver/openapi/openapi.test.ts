// What a client reads of custom resources. Checked with `kubectl explain` of kubectl 1.34 in both of its outputs.
import { expect, test } from 'vitest';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';

await preload();

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
type Loose = any;

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const shared = { [META]: { type: 'object', properties: { name: { type: 'string' } } } };
const POD = 'io.k8s.api.core.v1.Pod';
const pods = {
  [POD]: {
    type: 'object',
    properties: {
      metadata: { description: 'M', allOf: [{ $ref: `#/components/schemas/${META}` }], default: {} },
      port: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
    },
  },
};
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

const definition = (spec: object): object => ({
  metadata: { name: 'widgets.stable.example.com' },
  spec: {
    group: 'stable.example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', description: 'A widget.', properties: { spec } } },
      },
    ],
  },
});

function lab(spec: object) {
  const openApi = (gv: string): unknown => {
    const schemas = { 'meta/v1': shared, v1: { ...shared, ...pods } }[gv];
    return schemas && { components: { schemas } };
  };
  const made = new Lab({ nodes: 1, openApi });
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Loose =>
    made.handle({ method, path, body, headers } as never, LEARNER);
  expect(call('POST', DEFINITIONS, definition(spec)).body.message).toBeUndefined();
  return { call };
}

const spec = {
  type: 'object',
  required: ['free', 'maybe'],
  properties: {
    port: { 'x-kubernetes-int-or-string': true },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'string' } } },
    maybe: { type: 'string', nullable: true },
    choice: { type: 'integer', anyOf: [{ minimum: 3 }] },
    inner: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec: { type: 'object' } } },
  },
};
const KIND = 'com.example.stable.v1.Widget';

test('OpenAPI v3: the schema with what every object has, alternatives spelled out', () => {
  const { call } = lab(spec);
  const { schemas } = call('GET', '/openapi/v3/apis/stable.example.com/v1').body.components;
  expect(Object.keys(schemas)).toEqual([META, KIND, `${KIND}List`]);
  const kind = schemas[KIND];
  expect(kind['x-kubernetes-group-version-kind']).toEqual([
    { group: 'stable.example.com', version: 'v1', kind: 'Widget' },
  ]);
  expect(kind.properties.metadata.allOf).toEqual([{ $ref: `#/components/schemas/${META}` }]);
  expect(kind.properties.spec.properties.port.anyOf).toEqual([{ type: 'integer' }, { type: 'string' }]);
  expect(kind.properties.spec.properties.inner.required).toEqual(['kind', 'apiVersion']);
});

test('OpenAPI v2: what has no word in it is left open', () => {
  const { call } = lab(spec);
  const { definitions, paths } = call('GET', '/openapi/v2').body;
  expect(definitions[KIND].properties.spec).toEqual({
    type: 'object',
    required: ['free'],
    properties: {
      port: { 'x-kubernetes-int-or-string': true },
      free: { 'x-kubernetes-preserve-unknown-fields': true },
      maybe: {},
      choice: { type: 'integer' },
      inner: expect.objectContaining({ required: ['kind', 'apiVersion'] }),
    },
  });
  expect(definitions[POD].properties).toEqual({
    metadata: { description: 'M', $ref: `#/definitions/${META}` },
    port: { type: 'string', format: 'int-or-string' },
  });
  expect(paths['/apis/stable.example.com/v1/namespaces/{namespace}/widgets'].post.parameters[0]).toEqual({
    name: 'dryRun',
    in: 'query',
    type: 'string',
    uniqueItems: true,
  });
});

test('a document has an address of its own for as long as it stays as it is', () => {
  const { call } = lab(spec);
  const urlOf = (path: string): string => call('GET', '/openapi/v3').body.paths[path].serverRelativeURL;
  const [custom, core] = [urlOf('apis/stable.example.com/v1'), urlOf('api/v1')];
  expect(call('GET', custom).code).toBe(200);
  const merge = { 'content-type': 'application/merge-patch+json' };
  const change = definition({ type: 'object', description: 'New.' });
  call('PATCH', `${DEFINITIONS}/widgets.stable.example.com`, change, merge);
  expect(urlOf('api/v1')).toBe(core);
  const changed = urlOf('apis/stable.example.com/v1');
  expect(changed).not.toBe(custom);
  expect(call('GET', custom)).toMatchObject({ code: 301, headers: { location: changed } });
  call('DELETE', `${DEFINITIONS}/widgets.stable.example.com`);
  expect(call('GET', changed).code).toBe(404);
});

test.each([
  ['', 200, 'application/json'],
  ['application/json', 200, 'application/json'],
  [
    'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
    200,
    'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
  ],
  ['text/html', 406, undefined],
])('Accept: %s', (accept, code, type) => {
  const answer = lab(spec).call('GET', '/openapi/v2', undefined, { accept });
  expect([answer.code, answer.headers['content-type']]).toEqual([code, type]);
});
