// Texts: apiserver/pkg/endpoints/handlers (create, update, patch, delete, rest), meta/v1/validation, registry/rest/delete.go.

import { expect, test } from 'vitest';
import { loadYaml } from '#apimachinery/yaml-loader.ts';
import { CONFIGMAPS, configMap, DEPLOYMENTS, deployment, type Loose, testServer } from './verbs.testing.ts';

// Requests here are answered at once, those in YAML too.
await loadYaml();

const JSON_PATCH = { 'content-type': 'application/json-patch+json' };
const MERGE_PATCH = { 'content-type': 'application/merge-patch+json' };
const STRATEGIC_PATCH = { 'content-type': 'application/strategic-merge-patch+json' };
const YAML = { 'content-type': 'application/yaml' };

function withOne() {
  const server = testServer();
  server.call('POST', CONFIGMAPS, configMap('a'));
  server.call('POST', DEPLOYMENTS, deployment('web'));
  return server;
}

type Case = readonly [
  what: string,
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body: unknown,
  headers: Record<string, string>,
  code: number,
  message: string,
];

test.each<Case>([
  [
    'text',
    'POST',
    CONFIGMAPS,
    'x',
    { 'content-type': 'text/plain' },
    415,
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  ],
  [
    'nothing',
    'POST',
    CONFIGMAPS,
    '',
    {},
    400,
    "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
  ],
  [
    'no JSON',
    'POST',
    CONFIGMAPS,
    '{"a":}',
    {},
    400,
    `the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character '}' looking for beginning of value ({"a":})`,
  ],
  [
    'a list',
    'POST',
    CONFIGMAPS,
    '[1]',
    {},
    400,
    `the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b315d)`,
  ],
  [
    'no kind',
    'POST',
    CONFIGMAPS,
    '{"kind":"Foo","apiVersion":"v1"}',
    {},
    400,
    'Foo in version "v1" cannot be handled as a ConfigMap: no kind "Foo" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
  ],
  [
    'another kind',
    'POST',
    CONFIGMAPS,
    '{"kind":"Secret","apiVersion":"v1"}',
    {},
    400,
    'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
  ],
  [
    "twice and unknown, in the text's order",
    'POST',
    `${CONFIGMAPS}?fieldValidation=Strict`,
    '{"foo":1,"metadata":{"name":"x","name":"y","bar":2},"data":{"a":"1","a":"2"}}',
    {},
    400,
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "foo", duplicate field "metadata.name", unknown field "metadata.bar", duplicate field "data.a"',
  ],
  [
    'YAML with a key twice',
    'POST',
    `${CONFIGMAPS}?fieldValidation=Strict`,
    'metadata:\n  name: p\n  name: q\n',
    YAML,
    400,
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: yaml: unmarshal errors:\n  line 3: key "name" already set in map',
  ],
  [
    'a bad dryRun, manager and validation',
    'POST',
    `${CONFIGMAPS}?dryRun=x&fieldManager=a%07&fieldValidation=y`,
    configMap('x'),
    {},
    422,
    'CreateOptions.meta.k8s.io "" is invalid: [fieldManager: Invalid value: "a\\u0007": invalid character U+0007 (at position 1), dryRun: Unsupported value: ["x"]: supported values: "All", fieldValidation: Unsupported value: "y": supported values: "", "Ignore", "Strict", "Warn"]',
  ],
  [
    'a manager too long',
    'POST',
    `${CONFIGMAPS}?fieldManager=${'m'.repeat(129)}`,
    configMap('x'),
    {},
    422,
    'CreateOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes',
  ],
  [
    'no name in PUT',
    'PUT',
    `${CONFIGMAPS}/a`,
    { data: {} },
    {},
    400,
    'the name of the object (a based on URL) was undeterminable: name must be provided',
  ],
  [
    'another name in PUT',
    'PUT',
    `${CONFIGMAPS}/a`,
    configMap('b'),
    {},
    400,
    'the name of the object (b) does not match the name on the URL (a)',
  ],
  [
    'another namespace',
    'PUT',
    `${CONFIGMAPS}/a`,
    configMap('a', { metadata: { name: 'a', namespace: 'x' } }),
    {},
    400,
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
  [
    'another uid',
    'PATCH',
    `${CONFIGMAPS}/a`,
    { metadata: { uid: 'x' } },
    MERGE_PATCH,
    409,
    'Operation cannot be fulfilled on configmaps "a": StorageError: invalid object, Code: 4, Key: /registry/configmaps/default/a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: x, UID in object meta: UID',
  ],
  [
    'a patch of no type',
    'PATCH',
    `${CONFIGMAPS}/a`,
    '{}',
    { 'content-type': 'application/json' },
    415,
    '415: Unsupported Media Type',
  ],
  [
    'force without apply',
    'PATCH',
    `${CONFIGMAPS}/a?force=true`,
    '{}',
    MERGE_PATCH,
    422,
    'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
  ],
  [
    'apply by nobody',
    'PATCH',
    `${CONFIGMAPS}/a`,
    configMap('a'),
    { 'content-type': 'application/apply-patch+yaml' },
    422,
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  ],
  [
    'a merge patch that is a list',
    'PATCH',
    `${CONFIGMAPS}/a`,
    '[]',
    MERGE_PATCH,
    400,
    'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
  ],
  ['a merge patch that is null', 'PATCH', `${CONFIGMAPS}/a`, 'null', MERGE_PATCH, 400, 'Invalid JSON Patch'],
  [
    'a strategic patch that is text',
    'PATCH',
    `${CONFIGMAPS}/a`,
    '"x"',
    STRATEGIC_PATCH,
    400,
    'json: cannot unmarshal string into Go value of type map[string]interface {}',
  ],
  [
    'a JSON patch that is a map',
    'PATCH',
    `${CONFIGMAPS}/a`,
    '{}',
    JSON_PATCH,
    400,
    'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
  ],
  [
    'an operation that is a number',
    'PATCH',
    `${CONFIGMAPS}/a`,
    '[1]',
    JSON_PATCH,
    400,
    'error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp',
  ],
  [
    'a failed test',
    'PATCH',
    `${CONFIGMAPS}/a`,
    [{ op: 'test', path: '/data/a', value: '2' }],
    JSON_PATCH,
    422,
    'the server rejected our request due to an error in our request',
  ],
  [
    'too many operations',
    'PATCH',
    `${CONFIGMAPS}/a`,
    Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/kind', value: 'ConfigMap' })),
    JSON_PATCH,
    413,
    'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
  ],
  [
    'a list without its key',
    'PATCH',
    `${DEPLOYMENTS}/web`,
    { spec: { template: { spec: { containers: [{ image: 'x' }] } } } },
    STRATEGIC_PATCH,
    400,
    'map: map[image:x] does not contain declared merge key: name',
  ],
  [
    'both policies',
    'DELETE',
    `${CONFIGMAPS}/a`,
    { propagationPolicy: 'Orphan', orphanDependents: true },
    {},
    422,
    'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
  ],
  [
    'a policy nobody knows',
    'DELETE',
    `${CONFIGMAPS}/a?propagationPolicy=x`,
    undefined,
    {},
    422,
    'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "x": supported values: "Foreground", "Background", "Orphan", "nil"',
  ],
  [
    'a grace that is none',
    'DELETE',
    `${CONFIGMAPS}/a?gracePeriodSeconds=x`,
    undefined,
    {},
    400,
    'strconv.ParseInt: parsing "x": invalid syntax',
  ],
  [
    'another revision',
    'DELETE',
    `${CONFIGMAPS}/a`,
    { preconditions: { resourceVersion: '1' } },
    {},
    409,
    'Operation cannot be fulfilled on ConfigMap "a": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (2). The object might have been modified',
  ],
  [
    'text in DELETE',
    'DELETE',
    `${CONFIGMAPS}/a`,
    'x',
    { 'content-type': 'text/plain' },
    415,
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  ],
])('%s: refused', (_what, method, path, body, headers, code, message) => {
  const { call } = withOne();
  const answer = call(method, path, body, headers);
  const told = String(answer.body.message).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UID');
  expect([answer.code, told]).toEqual([code, message]);
});

test('a body in YAML is as good as one in JSON, in DELETE too; with a body the query says nothing', () => {
  const { call } = withOne();
  expect(call('POST', CONFIGMAPS, 'metadata:\n  name: q\ndata: {k: "1"}\n', YAML).body.data).toEqual({ k: '1' });
  expect(call('DELETE', `${CONFIGMAPS}/q?propagationPolicy=nonsense`, 'dryRun: [All]\n', YAML).code).toBe(200);
  expect(call('GET', `${CONFIGMAPS}/q`).code).toBe(200);
});

test('a generated name that is taken is tried again, eight times', () => {
  const { api, call } = withOne();
  const named = call('POST', CONFIGMAPS, configMap('', { metadata: { generateName: 'n-' } })).body.metadata.name;
  expect(named).toMatch(/^n-.{5}$/);
  const taken = api.storage.get.bind(api.storage);
  api.storage.get = ((resource: string, key: string) =>
    taken(resource, key) ?? (resource === 'configmaps' ? configMap('x') : undefined)) as typeof api.storage.get;
  const answer = call('POST', CONFIGMAPS, configMap('', { metadata: { generateName: 'n-' } }));
  expect([answer.code, answer.body.reason, answer.body.details.retryAfterSeconds]).toEqual([409, 'AlreadyExists', 1]);
  expect(answer.body.message).toMatch(
    /^configmaps "n-.{5}" already exists, the server was not able to generate a unique name for the object$/,
  );
});

test('who asks for deletion in the old words is told that it is not done yet', () => {
  const { call } = withOne();
  call('PATCH', `${CONFIGMAPS}/a`, { metadata: { finalizers: ['x.io/y'] } }, MERGE_PATCH);
  expect(call('DELETE', `${CONFIGMAPS}/a`, { orphanDependents: false }).code).toBe(202);
});

test('scale takes patches of every type, and says no as the others do', () => {
  const { call } = withOne();
  const scale = (body: unknown, headers: Loose) => call('PATCH', `${DEPLOYMENTS}/web/scale`, body, headers);
  expect(scale({ spec: { replicas: 2 } }, STRATEGIC_PATCH).body.spec.replicas).toBe(2);
  expect(scale([{ op: 'replace', path: '/spec/replicas', value: 3 }], JSON_PATCH).body.spec.replicas).toBe(3);
  expect(scale([{ op: 'test', path: '/spec/replicas', value: 9 }], JSON_PATCH).code).toBe(422);
  expect(scale('x', MERGE_PATCH).body.message).toBe(
    "error decoding patch: invalid character 'x' looking for beginning of value",
  );
});
