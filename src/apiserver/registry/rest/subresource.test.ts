// Bodies come as text, as over HTTP.

import { beforeEach, expect, test } from 'vitest';
import { DEPLOYMENTS, testServer } from './verbs.testing.ts';

const PODS = '/api/v1/namespaces/default/pods';
const JSON_BODY = { 'content-type': 'application/json' };
let server: ReturnType<typeof testServer>;
const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = JSON_BODY) => {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const { code, body: answer } = server.call(method as 'GET', path, text, headers);
  return { code, said: answer?.message ?? answer, body: answer };
};
const pod = (name: string): object => ({ metadata: { name }, spec: { containers: [{ name: 'a', image: 'nginx' }] } });
const eviction = (name: string, deleteOptions?: object): object => ({
  apiVersion: 'policy/v1',
  kind: 'Eviction',
  metadata: { name },
  ...(deleteOptions && { deleteOptions }),
});
const binding = (name: string, target: object, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: { name, ...metadata },
  target,
});
const isThere = (name: string): boolean => ask('GET', `${PODS}/${name}`).code === 200;

beforeEach(() => {
  server = testServer();
  for (const name of ['default', 'team'])
    ask('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  server.call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  expect(ask('POST', PODS, pod('web')).code).toBe(201);
});

const NO = 'the server does not allow this method on the requested resource';
test.each([
  ['GET', `${PODS}/web/eviction`],
  ['GET', `${PODS}/web/binding`],
  ['DELETE', `${PODS}/web/binding`],
  ['POST', `${PODS}/web/log`],
  ['DELETE', `${PODS}/web/log`],
  ['PUT', `${PODS}/web/exec`],
  ['TRACE', `${PODS}/web/proxy`],
  ['TRACE', `${PODS}/web`],
  ['TRACE', PODS],
  ['GET', '/api/v1/namespaces/team/finalize'],
  ['POST', '/api/v1/namespaces/team/finalize'],
  ['PATCH', '/api/v1/namespaces/team/finalize'],
  ['DELETE', '/api/v1/namespaces/team/finalize'],
  ['GET', '/api/v1/namespaces/default/serviceaccounts/default/token'],
])('%s %s is no route', (method, path) => {
  expect(ask(method, path, method === 'GET' ? undefined : {})).toMatchObject({ code: 405, said: NO });
  expect(isThere('web')).toBe(true);
});

test('an eviction that only asks takes nothing', () => {
  const dry = eviction('web', { dryRun: ['All'] });
  expect(ask('POST', `${PODS}/web/eviction`, dry).code).toBe(201);
  expect(ask('POST', `${PODS}/web/eviction?dryRun=All`, eviction('web')).code).toBe(201);
  expect(ask('POST', `${PODS}/web/eviction?dryRun=All`, eviction('web', { gracePeriodSeconds: 0 })).code).toBe(201);
  expect(isThere('web')).toBe(true);
  expect(ask('POST', `${PODS}/web/eviction`, eviction('web', { gracePeriodSeconds: 0 })).code).toBe(201);
  expect(isThere('web')).toBe(false);
});

test.each([
  [eviction('other'), 400, 'name in URL does not match name in Eviction object'],
  [{ apiVersion: 'policy/v1', kind: 'Eviction' }, 400, 'name in URL does not match name in Eviction object'],
  ['{', 400, expect.stringContaining('the object provided is unrecognized (must be of type Eviction)')],
  [{ kind: 'Foo' }, 400, expect.stringContaining('cannot be handled as a Eviction')],
  [
    eviction('web', { preconditions: { uid: 'zz' } }),
    409,
    expect.stringMatching(
      /^Operation cannot be fulfilled on Pod "web": the UID in the precondition \(zz\) does not match the UID in record \(/,
    ),
  ],
])('an eviction that is none: %j', (body, code, said) => {
  expect(ask('POST', `${PODS}/web/eviction`, body)).toMatchObject({ code, said });
  expect(isThere('web')).toBe(true);
});

test('an eviction may come in its older version', () => {
  const older = { ...eviction('web', { gracePeriodSeconds: 0 }), apiVersion: 'policy/v1beta1' };
  expect(ask('POST', `${PODS}/web/eviction`, older).code).toBe(201);
  expect(isThere('web')).toBe(false);
});

test('a body of another type is not read', () => {
  expect(ask('POST', `${PODS}/web/eviction`, 'x', { 'content-type': 'text/plain' }).code).toBe(415);
});

test('a Pod is bound at its own address', () => {
  const where = `${PODS}/web/binding`;
  const node = { kind: 'Node', name: 'node-1' };
  const uid = ask('GET', `${PODS}/web`).body.metadata.uid;
  expect(ask('POST', where, binding('other', node))).toMatchObject({
    code: 400,
    said: 'name in URL does not match name in Binding object',
  });
  expect(ask('POST', where, binding('web', { kind: 'Pod' }))).toMatchObject({
    code: 500,
    said: '[target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>", target.name: Required value]',
  });
  expect(ask('POST', where, binding('web', node, { uid: 'zz' }))).toMatchObject({
    code: 409,
    said: `Operation cannot be fulfilled on pods/binding "web": StorageError: invalid object, Code: 4, Key: /registry/pods/default/web, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: zz, UID in object meta: ${uid}`,
  });
  expect(ask('POST', `${where}?dryRun=All`, binding('web', node)).code).toBe(201);
  expect(ask('GET', `${PODS}/web`).body.spec.nodeName).toBeUndefined();
  expect(ask('POST', where, binding('web', node, { annotations: { by: 'hand' } })).code).toBe(201);
  const { metadata, spec } = ask('GET', `${PODS}/web`).body;
  expect([spec.nodeName, metadata.annotations]).toEqual(['node-1', { by: 'hand' }]);
});

test('a namespace is finalized as it is told', () => {
  const where = '/api/v1/namespaces/team/finalize';
  const { body: team } = ask('GET', '/api/v1/namespaces/team');
  const kept = ask('PUT', where, { ...team, spec: { finalizers: ['kubernetes', 'x.io/y'] } });
  expect(kept).toMatchObject({ code: 200, body: { spec: { finalizers: ['kubernetes', 'x.io/y'] } } });
  const labelled = { ...kept.body, metadata: { ...kept.body.metadata, labels: { a: 'b' } } };
  const { body: again } = ask('PUT', where, labelled);
  expect(again.metadata.labels).toMatchObject({ a: 'b' });
  expect(ask('PUT', where, { ...team, spec: {} }).code).toBe(409);
  expect(ask('PUT', where, { ...again, spec: { finalizers: ['no domain'] } }).code).toBe(422);
  expect(ask('DELETE', '/api/v1/namespaces/team').code).toBe(200);
  const { body: going } = ask('GET', '/api/v1/namespaces/team');
  expect(going.status.phase).toBe('Terminating');
  expect(ask('PUT', where, { ...going, spec: {} }).code).toBe(200);
  expect(ask('GET', '/api/v1/namespaces/team').code).toBe(404);
});

test('only a Scale of that name scales', () => {
  const labels = { app: 'd' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'nginx' }] } };
  const made = { metadata: { name: 'd' }, spec: { selector: { matchLabels: labels }, template } };
  expect(ask('POST', DEPLOYMENTS, made).code).toBe(201);
  const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'd' }, spec: { replicas: 3 } };
  const put = (body: object) => ask('PUT', `${DEPLOYMENTS}/d/scale`, body);
  expect(put({ ...scale, metadata: { name: 'zz' } })).toMatchObject({
    code: 400,
    said: 'the name of the object (zz) does not match the name on the URL (d)',
  });
  expect(put({ ...scale, apiVersion: 'apps/v1', kind: 'Deployment' }).code).toBe(400);
  expect(put(scale)).toMatchObject({ code: 200, body: { spec: { replicas: 3 } } });
});

test.each([
  [
    'tailLines=-1',
    422,
    'PodLogOptions "web" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
  ],
  ['limitBytes=0', 422, 'PodLogOptions "web" is invalid: limitBytes: Invalid value: 0: must be greater than 0'],
  ['sinceSeconds=0', 422, 'PodLogOptions "web" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0'],
  [
    'sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z',
    422,
    'PodLogOptions "web" is invalid: : Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
  ],
  ['tailLines=abc', 400, 'strconv.ParseInt: parsing "abc": invalid syntax'],
  ['sinceTime=abc', 400, 'parsing time "abc" as "2006-01-02T15:04:05Z07:00": cannot parse "abc" as "2006"'],
])('a log with %s', (query, code, said) => {
  expect(ask('GET', `${PODS}/web/log?${query}`)).toMatchObject({ code, said });
});
