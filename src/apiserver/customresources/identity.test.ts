// What a custom resource says of itself: its kind, its metadata, and those of the objects within it. As over HTTP, bodies are text.

import { expect, test } from 'vitest';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';

await preload();

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
type Loose = any;

const WIDGETS = '/apis/example.com/v1/widgets';
const lab = new Lab({ nodes: 1 });
const call = (method: string, path: string, body: unknown, headers = {}): Loose =>
  lab.handle({ method, path, body, headers } as never, LEARNER);
const embedded = {
  type: 'object',
  'x-kubernetes-embedded-resource': true,
  'x-kubernetes-preserve-unknown-fields': true,
};
const spec = { type: 'object', properties: { color: { type: 'string' }, emb: embedded } };
const openAPIV3Schema = { type: 'object', properties: { spec } };
call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Cluster',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
  },
});
const HEAD = { apiVersion: 'example.com/v1', kind: 'Widget' };
const post = (body: object | string, query = '') => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const {
    code,
    body: answer,
    headers,
  } = call('POST', `${WIDGETS}${query}`, text, { 'content-type': 'application/json' });
  return { code, said: answer.message, answer, warning: headers?.warning };
};

test.each<[object | string, number, string]>([
  [
    { apiVersion: 'example.com/v1', metadata: { name: 'a' } },
    400,
    `the object provided is unrecognized (must be of type Widget): Object 'Kind' is missing in '{"apiVersion":"example.com/v1","metadata":{"name":"a"}}' ({"apiVersion":"example.com/v1" ...)`,
  ],
  [
    '{ "metadata": {} }\n',
    400,
    `the object provided is unrecognized (must be of type Widget): Object 'Kind' is missing in '{ "metadata": {} }\n' ({ "metadata": {} }\n)`,
  ],
  [
    { kind: 'Widget', metadata: { name: 'a' } },
    400,
    'the API version in the data () does not match the expected API version (example.com/v1)',
  ],
  [
    { ...HEAD, kind: 'Gadget', metadata: { name: 'a' } },
    422,
    'Gadget.example.com "a" is invalid: kind: Invalid value: "Gadget": must be Widget',
  ],
  [
    { ...HEAD, metadata: { name: 'a', labels: { n: 1 } } },
    400,
    'Widget in version "v1" cannot be handled as a Widget: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
  ],
  [
    { ...HEAD, metadata: 'a' },
    400,
    'Widget in version "v1" cannot be handled as a Widget: json: cannot unmarshal string into Go value of type v1.ObjectMeta',
  ],
  [
    { ...HEAD, metadata: { name: 'a' }, spec: { emb: { a: 1 } } },
    422,
    'Widget.example.com "a" is invalid: [spec.emb.apiVersion: Required value: must not be empty, spec.emb.kind: Required value: must not be empty]',
  ],
  [
    { ...HEAD, metadata: { name: 'a' }, spec: { emb: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a/b' } } } },
    422,
    `Widget.example.com "a" is invalid: spec.emb.metadata.name: Invalid value: "a/b": may not contain '/'`,
  ],
])('%j', (body, code, said) => {
  expect(post(body)).toMatchObject({ code, said });
});

test('what metadata does not have is dropped, and told first', () => {
  const body = `{"apiVersion":"example.com/v1","kind":"Widget","spec":{"unk":1,"color":"a","color":"b"},"metadata":{"name":"b","foo":1}}`;
  expect(post(body, '?fieldValidation=Strict').said).toBe(
    'Widget in version "v1" cannot be handled as a Widget: strict decoding error: duplicate field "spec.color", unknown field "metadata.foo", unknown field "spec.unk"',
  );
  const { code, answer, warning } = post(body);
  expect([code, answer.metadata.foo, answer.spec]).toEqual([201, undefined, { color: 'b' }]);
  expect(warning).toContain('unknown field "metadata.foo"');
});
