import { expect, test } from 'vitest';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { ApiRequest, ApiResponse, StreamingResponse } from '#apimachinery/wire.ts';
import { strategies } from './registry/index.ts';
import { noNodes } from './registry/rest/verbs.testing.ts';
import { ApiServer } from './server.ts';
import { MemoryStorage } from './storage.ts';

function server() {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const api = new ApiServer({
    context: { now: () => Date.parse('2026-01-01T00:00:00Z'), random, nodes: noNodes },
    storage: new MemoryStorage(),
    strategies,
  });
  const call = (method: ApiRequest['method'], path: string, body?: unknown, headers: Record<string, string> = {}) =>
    api.handle({
      method,
      path,
      ...(body !== undefined && { body }),
      headers: { 'user-agent': 'kubectl/v1.34.5 (linux/amd64)', ...headers },
    }) as ApiResponse & { body: Loose };
  call('POST', '/api/v1/namespaces', { metadata: { name: 'default' } });
  return { api, call };
}
// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
type Loose = any;

const SERVICES = '/api/v1/namespaces/default/services';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const service = (name: string, extra: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }], selector: { app: 'web' } },
  ...extra,
});
const deployment = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: { app: name } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80 }] }] },
    },
  },
});

test.each([
  [
    { selector: { app: 'x' } },
    'Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "selector"',
  ],
  [
    { spec: { selectr: {}, ports: [{ port: 80, prot: 1 }] } },
    'Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.selectr", unknown field "spec.ports[0].prot"',
  ],
  [
    { spec: { ports: [{ port: 'a' }] } },
    'Service in version "v1" cannot be handled as a Service: json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32',
  ],
  [
    { metadata: { name: 'x', annotations: { a: true } } },
    'Service in version "v1" cannot be handled as a Service: json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.annotations of type string',
  ],
  [
    { metadata: { name: 'x', namespace: 'other' } },
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
  [
    { kind: 'Pod' },
    'Pod in version "v1" cannot be handled as a Service: converting (v1.Pod) to (core.Service): unknown conversion',
  ],
])('a POST of %j is a bad request', (extra, message) => {
  const { call } = server();
  expect(call('POST', `${SERVICES}?fieldValidation=Strict`, service('web', extra)).body).toMatchObject({
    code: 400,
    reason: 'BadRequest',
    message,
  });
});

test('duplicate fields are found in JSON text; without Strict they and unknown ones are warnings', () => {
  const { call } = server();
  const text = '{"metadata":{"name":"a"},"spec":{"ports":[{"port":80,"port":81}],"x":1}}';
  expect(call('POST', `${SERVICES}?fieldValidation=Strict`, text).body.message).toContain(
    'duplicate field "spec.ports[0].port", unknown field "spec.x"',
  );
  const made = call('POST', SERVICES, text);
  expect(made.headers?.warning).toBe('duplicate field "spec.ports[0].port"\nunknown field "spec.x"');
  expect(made.body.spec.x).toBeUndefined();
});

test('create: names, namespaces, dry run, ownership', () => {
  const { api, call } = server();
  const made = call('POST', `${SERVICES}?fieldManager=kubectl-expose`, service('web'));
  expect(made.code).toBe(201);
  expect(made.body.metadata.managedFields).toEqual([
    {
      manager: 'kubectl-expose',
      operation: 'Update',
      apiVersion: 'v1',
      time: '2026-01-01T00:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:spec': {
          'f:internalTrafficPolicy': {},
          'f:ports': {
            '.': {},
            'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:protocol': {}, 'f:targetPort': {} },
          },
          'f:selector': {},
          'f:sessionAffinity': {},
          'f:type': {},
        },
      },
    },
  ]);
  expect(call('POST', SERVICES, service('web')).body.message).toBe('services "web" already exists');
  expect(call('POST', '/api/v1/namespaces/nope/services', service('web')).body.message).toBe(
    'namespaces "nope" not found',
  );
  const { revision } = api.storage;
  expect(call('POST', `${SERVICES}?dryRun=All`, service('dry')).code).toBe(201);
  expect(api.storage.revision).toBe(revision);
  expect(call('POST', SERVICES, { ...service(''), metadata: { generateName: 'web-' } }).body.metadata.name).toMatch(
    /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/,
  );
  expect(call('POST', SERVICES, service('Bad_Name')).body.message).toContain(
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-'",
  );
});

test('update: conflict, no-op, status and generation', () => {
  const { api, call } = server();
  const made = call('POST', DEPLOYMENTS, deployment('web')).body;
  const { revision } = api.storage;
  expect(call('PUT', `${DEPLOYMENTS}/web`, made).body.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
  expect(api.storage.revision).toBe(revision);
  const scaled = call(
    'PATCH',
    `${DEPLOYMENTS}/web/scale`,
    { spec: { replicas: 3 } },
    { 'content-type': 'application/merge-patch+json' },
  );
  expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 3 } });
  const after = call('GET', `${DEPLOYMENTS}/web`).body;
  expect([after.spec.replicas, after.metadata.generation]).toEqual([3, 2]);
  expect(call('PUT', `${DEPLOYMENTS}/web`, made).body.message).toBe(
    'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
  );
  const status = call('PUT', `${DEPLOYMENTS}/web/status`, {
    ...after,
    spec: { ...after.spec, replicas: 9 },
    status: { replicas: 1 },
  }).body;
  expect([status.spec.replicas, status.status.replicas, status.metadata.generation]).toEqual([3, 1, 2]);
  expect(call('PUT', `${DEPLOYMENTS}/web`, { ...status, status: { replicas: 7 } }).body.status.replicas).toBe(1);
});

test('patches of each type', () => {
  const { call } = server();
  call('POST', DEPLOYMENTS, deployment('web'));
  const send = (type: string, body: unknown) => call('PATCH', `${DEPLOYMENTS}/web`, body, { 'content-type': type });
  const containers = {
    spec: { template: { spec: { $setElementOrder: undefined, containers: [{ name: 'side', image: 'busybox' }] } } },
  };
  expect(
    send('application/strategic-merge-patch+json', containers).body.spec.template.spec.containers.map(
      (c: Loose) => c.name,
    ),
  ).toEqual(['c', 'side']);
  expect(
    send('application/strategic-merge-patch+json', {
      spec: { template: { spec: { containers: [{ name: 'c', $patch: 'delete' }] } } },
    }).body.spec.template.spec.containers,
  ).toHaveLength(1);
  expect(
    send('application/json-patch+json', [{ op: 'replace', path: '/spec/replicas', value: 4 }]).body.spec.replicas,
  ).toBe(4);
  expect(
    send('application/merge-patch+json', { metadata: { labels: { app: null, b: 'c' } } }).body.metadata.labels,
  ).toEqual({ b: 'c' });
  expect(send('text/plain', {}).code).toBe(415);
  expect(
    call(
      'PATCH',
      `${DEPLOYMENTS}/web?fieldValidation=Strict`,
      { spec: { foo: 'bar' } },
      { 'content-type': 'application/strategic-merge-patch+json' },
    ).body.message,
  ).toBe(
    ' "" is invalid: patch: Invalid value: "map[spec:map[foo:bar]]": strict decoding error: unknown field "spec.foo"',
  );
});

test('server-side apply: owners, conflicts, removal', () => {
  const { call } = server();
  const apply = (manager: string, body: unknown, force = false) =>
    call('PATCH', `${DEPLOYMENTS}/web?fieldManager=${manager}&force=${force}`, body, {
      'content-type': 'application/apply-patch+yaml',
    });
  expect(apply('kubectl', deployment('web')).code).toBe(201);
  const changed = deployment('web');
  changed.spec.replicas = 5;
  expect(apply('other', changed).body).toMatchObject({
    code: 409,
    message: 'Apply failed with 1 conflict: conflict with "kubectl": .spec.replicas',
  });
  expect(apply('other', changed, true).body.spec.replicas).toBe(5);
  const { labels: _labels, ...metadata } = changed.metadata;
  apply('other', { ...changed, metadata });
  expect(apply('kubectl', { ...changed, metadata }).body.metadata.labels).toBeUndefined();
});

test('delete: finalizers hold, the last one gone removes', () => {
  const { call } = server();
  call('POST', DEPLOYMENTS, deployment('web'));
  expect(call('DELETE', `${DEPLOYMENTS}/web`, { propagationPolicy: 'Foreground' }).body.metadata).toMatchObject({
    finalizers: ['foregroundDeletion'],
    deletionTimestamp: '2026-01-01T00:00:00Z',
    deletionGracePeriodSeconds: 0,
    generation: 2,
  });
  call(
    'PATCH',
    `${DEPLOYMENTS}/web`,
    { metadata: { finalizers: null } },
    { 'content-type': 'application/merge-patch+json' },
  );
  expect(call('GET', `${DEPLOYMENTS}/web`).body.message).toBe('deployments.apps "web" not found');
  call('POST', DEPLOYMENTS, deployment('web'));
  expect(call('DELETE', `${DEPLOYMENTS}/web`, { preconditions: { uid: 'x' } }).body.message).toMatch(
    /^Operation cannot be fulfilled on Deployment\.apps "web": the UID in the precondition \(x\) does not match the UID in record \([0-9a-f-]+\)\. The object might have been deleted and then recreated$/,
  );
  expect(call('DELETE', `${DEPLOYMENTS}/web`).body).toMatchObject({
    status: 'Success',
    details: { name: 'web', group: 'apps', kind: 'deployments' },
  });
});

test('list: pages, selectors and their errors', () => {
  const { call } = server();
  for (const name of ['a', 'b', 'c'])
    call('POST', SERVICES, service(name, { metadata: { name, labels: { n: name } } }));
  const first = call('GET', `${SERVICES}?limit=2`).body;
  expect([first.items.length, first.metadata.remainingItemCount]).toEqual([2, 1]);
  expect(
    call('GET', `${SERVICES}?limit=2&continue=${first.metadata.continue}`).body.items.map(
      (o: ApiObject) => o.metadata.name,
    ),
  ).toEqual(['c']);
  expect(call('GET', `${SERVICES}?labelSelector=n+in+(a,c)`).body.items).toHaveLength(2);
  expect(call('GET', `${SERVICES}?fieldSelector=metadata.name%3Db`).body.items).toHaveLength(1);
  expect(call('GET', `${SERVICES}?fieldSelector=spec.x%3Db`).body.message).toBe('field label not supported: spec.x');
  expect(call('GET', `${SERVICES}?labelSelector=a%3D%3D%3Db`).body.code).toBe(400);
});

test('watch: replay, selectors, Gone', () => {
  const { api, call } = server();
  call('POST', SERVICES, service('a', { metadata: { name: 'a', labels: { app: 'x' } } }));
  const events: Loose[] = [];
  const open = (query: string) =>
    (call('GET', `${SERVICES}?watch=true&${query}`) as unknown as StreamingResponse).open({
      piece: (e) => events.push(e),
      end: () => events.push('end'),
    });
  const stop = open('labelSelector=app%3Dx');
  call(
    'PATCH',
    `${SERVICES}/a`,
    { metadata: { labels: { app: 'y' } } },
    { 'content-type': 'application/merge-patch+json' },
  );
  call(
    'PATCH',
    `${SERVICES}/a`,
    { metadata: { labels: { app: 'x' } } },
    { 'content-type': 'application/merge-patch+json' },
  );
  expect(events.map((e) => e.type)).toEqual(['ADDED', 'DELETED', 'ADDED']);
  stop();
  call('DELETE', `${SERVICES}/a`);
  expect(events).toHaveLength(3);
  api.storage.restore(api.storage.snapshot());
  events.length = 0;
  open('resourceVersion=1');
  expect(events).toMatchObject([{ type: 'ERROR', object: { code: 410 } }, 'end']);
});

test('discovery and what is not there', () => {
  const { call } = server();
  const accept =
    'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
  const apis = call('GET', '/apis?timeout=32s', undefined, { accept });
  expect(apis.headers?.['content-type']).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
  expect(apis.body.items[0].metadata.name).toBe('apiregistration.k8s.io');
  expect(call('GET', '/api/v1').body.resources.find((r: Loose) => r.name === 'services')).toMatchObject({
    shortNames: ['svc'],
    kind: 'Service',
  });
  expect(call('GET', '/api/v1/proxy/namespaces/default/services/x').body).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'the server could not find the requested resource',
    reason: 'NotFound',
    details: {},
    code: 404,
  });
  expect(call('GET', '/apis/extensions/v1beta1').body).toBe('404 page not found\n');
  expect(call('GET', '/openapi/v2').body.swagger).toBe('2.0');
  expect(Object.keys(call('GET', '/openapi/v3').body.paths)).toContain('apis/apps/v1');
});

const MERGE = { 'content-type': 'application/merge-patch+json' };

test('one Event, two versions: stored once, watched and patched in either', () => {
  const { call } = server();
  const event = {
    metadata: { name: 'e' },
    involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' },
    message: 'hello',
    type: 'Normal',
  };
  call('POST', '/api/v1/namespaces/default/events', event);
  const events = '/apis/events.k8s.io/v1/namespaces/default/events';
  const { body } = call('GET', events);
  expect(body.apiVersion).toBe('events.k8s.io/v1');
  expect(body.kind).toBe('EventList');
  expect(body.items[0]).toMatchObject({ apiVersion: 'events.k8s.io/v1', note: 'hello', regarding: { name: 'web' } });
  const patched = call('PATCH', '/api/v1/namespaces/default/events/e', { message: 'again' }, MERGE);
  expect(patched.body).toMatchObject({ apiVersion: 'v1', message: 'again' });
  expect(call('GET', `${events}/e`).body.note).toBe('again');
  expect(call('PATCH', `${events}/e`, { note: 'x' }, MERGE).body.message).toContain(
    'message: Invalid value: "x": field is immutable',
  );
  expect(call('DELETE', `${events}/e`).code).toBe(200);
  expect(call('GET', '/api/v1/namespaces/default/events/e').body.message).toBe('events "e" not found');
  expect(call('GET', `${events}/e`).body.message).toBe('events.events.k8s.io "e" not found');
});
