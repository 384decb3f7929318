// Cases of apimachinery/pkg/util/managedfields (fieldmanager_test, capmanagers_test, lastappliedmanager_test, skipnonapplied_test, scalehandler_test), through the server.

import { expect, test } from 'vitest';
import type { ManagedFieldsEntry } from '#apimachinery/meta.ts';
import { loadYaml } from '#apimachinery/yaml-loader.ts';
import {
  CONFIGMAPS,
  configMap,
  DEPLOYMENTS,
  deployment,
  type Loose,
  testServer,
} from '../registry/rest/verbs.testing.ts';
import { capUpdaters } from './cap.ts';
import { decodeManaged, encodeManaged } from './managed.ts';
import { toParent, toScale } from './scale.ts';

await loadYaml();

const APPLY = { 'content-type': 'application/apply-patch+yaml' };
const MERGE = { 'content-type': 'application/merge-patch+json' };

function server() {
  const made = testServer();
  const apply = (path: string, manager: string, body: unknown, query = ''): Loose =>
    made.call('PATCH', `${path}?fieldManager=${manager}${query}`, body, APPLY);
  const owners = (path: string): string[] => made.call('GET', path).body.metadata.managedFields?.map(shown) ?? [];
  return { ...made, apply, owners };
}

/** `kubectl Update/scale {"f:spec":…}` */
const shown = ({ manager, operation, subresource, fieldsV1 }: ManagedFieldsEntry): string =>
  `${manager} ${operation}${subresource ? `/${subresource}` : ''} ${JSON.stringify(fieldsV1)}`;
const data = (...keys: string[]): string =>
  `{"f:data":{${keys.map((key) => `${JSON.stringify(key === '.' ? key : `f:${key}`)}:{}`).join()}}}`;
const cm = (values: object | null, more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a' },
  data: values,
  ...more,
});
const A = `${CONFIGMAPS}/a`;

test.each([[[]], [[{}]]])(
  'managedFields %j forget all owners, and what is written then is nobody’s until somebody applies',
  (given) => {
    const { call, apply, owners } = server();
    call('POST', `${CONFIGMAPS}?fieldManager=maker`, configMap('a'));
    expect(owners(A)).toEqual([`maker Update ${data('.', 'a')}`]);
    call('PATCH', A, { metadata: { managedFields: given } }, MERGE);
    expect(owners(A)).toEqual([]);
    call('PATCH', `${A}?fieldManager=other`, { data: { b: '2' } }, MERGE);
    expect(owners(A)).toEqual([]);
    expect(apply(A, 'me', cm({ a: '9' })).body.message).toBe(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a',
    );
    expect(apply(A, 'me', cm({ c: '3' })).code).toBe(200);
    expect(owners(A)).toEqual([`me Apply ${data('c')}`, `before-first-apply Update ${data('.', 'a', 'b')}`]);
  },
);

test('entries that a client hands in replace the stored ones, unless they are none', () => {
  const { call, owners } = server();
  call('POST', `${CONFIGMAPS}?fieldManager=maker`, configMap('a'));
  const entry = {
    manager: 'given',
    operation: 'Apply',
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:data': { 'f:a': {} } },
  };
  call('PATCH', A, { metadata: { managedFields: [{ ...entry, operation: 'Gift' }] } }, MERGE);
  expect(owners(A)).toEqual([`maker Update ${data('.', 'a')}`]);
  call('PATCH', A, { metadata: { managedFields: [entry] } }, MERGE);
  expect(owners(A)).toEqual([`given Apply ${data('a')}`]);
});

test('the time of an entry is that of its last change', () => {
  const { call, apply, advance } = server();
  const times = (): (string | undefined)[] =>
    call('GET', A).body.metadata.managedFields.map((e: ManagedFieldsEntry) => `${e.manager} ${e.time?.slice(14, 19)}`);
  apply(A, 'one', cm({ a: '1' }));
  advance(60_000);
  const same = apply(A, 'one', cm({ a: '1' }));
  expect(times()).toEqual(['one 00:00']);
  advance(60_000);
  // Nothing changes but the owners: of the new one it is not known since when.
  apply(A, 'two', cm({ a: '1' }));
  expect(times()).toEqual(['two undefined', 'one 00:00']);
  expect(call('GET', A).body.metadata.resourceVersion).not.toBe(same.body.metadata.resourceVersion);
  advance(60_000);
  apply(A, 'two', cm({ a: '1', b: '2' }));
  expect(times()).toEqual(['one 00:00', 'two 03:00']);
});

test('of more than ten updaters the oldest become one', () => {
  const { call, advance, owners } = server();
  call('POST', `${CONFIGMAPS}?fieldManager=m0`, configMap('a', { data: { k0: '0' } }));
  for (let i = 1; i <= 11; i++) {
    advance(1000);
    call('PATCH', `${A}?fieldManager=m${i}`, { data: { [`k${i}`]: '' } }, MERGE);
  }
  expect(owners(A)).toEqual([
    `ancient-changes Update ${data('.', 'k0', 'k1', 'k2')}`,
    ...[3, 4, 5, 6, 7, 8, 9, 10, 11].map((i) => `m${i} Update ${data(`k${i}`)}`),
  ]);
});

test('updaters of several versions become one in each', () => {
  const entry = (i: number, apiVersion: string): ManagedFieldsEntry => ({
    manager: `m${String(i).padStart(2, '0')}`,
    operation: 'Update',
    apiVersion,
    time: `2026-01-01T00:00:${String(i).padStart(2, '0')}Z`,
    fieldsType: 'FieldsV1',
    fieldsV1: { [`f:k${i}`]: {} },
  });
  const entries = Array.from({ length: 13 }, (_, i) => entry(i, i % 2 ? 'v2' : 'v1'));
  const capped = encodeManaged(capUpdaters(decodeManaged(entries)!));
  expect(
    capped.slice(0, 3).map((e) => [e.manager, e.apiVersion, e.time?.slice(17), JSON.stringify(e.fieldsV1)]),
  ).toEqual([
    ['ancient-changes', 'v2', '03Z', '{"f:k1":{},"f:k3":{}}'],
    ['ancient-changes', 'v1', '04Z', '{"f:k0":{},"f:k2":{},"f:k4":{}}'],
    ['m05', 'v2', '05Z', '{"f:k5":{}}'],
  ]);
  expect(capped).toHaveLength(10);
});

test('an applied null takes a value away', () => {
  const { call, apply, owners } = server();
  call('POST', DEPLOYMENTS, { ...deployment('d'), spec: { ...deployment('d').spec, minReadySeconds: 5 } });
  const config = (spec: object): object => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec,
  });
  const paused = apply(`${DEPLOYMENTS}/d`, 'me', config({ minReadySeconds: null, template: null }), '&force=true');
  expect([paused.code, paused.body.spec.minReadySeconds, paused.body.spec.template.spec.containers.length]).toEqual([
    200,
    undefined,
    1,
  ]);
  expect(owners(`${DEPLOYMENTS}/d`)[0]).toBe('me Apply {"f:spec":{"f:minReadySeconds":{},"f:template":{}}}');
});

test('what a configuration no longer has goes, with the containers that hold nothing else', () => {
  const { apply, call } = server();
  apply(A, 'me', cm({ a: '1' }, { metadata: { name: 'a', labels: { x: 'y' }, annotations: { q: 'r' } } }));
  call('PATCH', A, { metadata: { annotations: { others: 'z' } } }, MERGE);
  const { body } = apply(A, 'me', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
  expect([body.data, body.metadata.labels, body.metadata.annotations]).toEqual([undefined, undefined, { others: 'z' }]);
});

test.each<[name: string, body: object, message: string]>([
  ['another version', { apiVersion: 'apps/v1', kind: 'ConfigMap' }, 'invalid object type: apps/v1, Kind=ConfigMap'],
  ['another kind', { apiVersion: 'v1', kind: 'Secret' }, 'invalid object type: /v1, Kind=Secret'],
  ['no type', {}, 'invalid object type: /, Kind='],
  [
    'owners',
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', managedFields: [] } },
    'metadata.managedFields must be nil',
  ],
  [
    'another name',
    cm({}, { metadata: { name: 'b' } }),
    'the name of the object (b) does not match the name on the URL (a)',
  ],
  [
    'another namespace',
    cm({}, { metadata: { name: 'a', namespace: 'b' } }),
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
])('an apply of %s is refused', (_name, body, message) => {
  const { apply } = server();
  const answer = apply(A, 'me', body);
  expect([answer.code, answer.body.message]).toEqual([400, message]);
});

test('an apply of an object by its uid does not make it anew, and one by its revision fits only that', () => {
  const { apply } = server();
  const own = (more: object): object => cm({ a: '1' }, { metadata: { name: 'a', ...more } });
  expect(apply(A, 'me', own({ uid: 'u-1' })).body.message).toBe(
    'Operation cannot be fulfilled on configmaps "a": uid mismatch: the provided object specified uid u-1, and no existing object was found',
  );
  expect(apply(A, 'me', own({})).code).toBe(201);
  expect(apply(A, 'me', own({ resourceVersion: '1' })).body.reason).toBe('Conflict');
});

test('an object that its schema has no words for cannot be applied to', () => {
  const { call, apply } = server();
  const path = '/api/v1/namespaces/default/serviceaccounts';
  expect(call('POST', path, { metadata: { name: 'a' }, secrets: [{ kind: 'Secret' }] }).code).toBe(201);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' } };
  expect(apply(`${path}/a`, 'me', account).body.message).toBe(
    'failed to create typed live object (default/a; /v1, Kind=ServiceAccount): .secrets: element 0: associative list with keys has an element that omits key field "name" (and doesn\'t have default value)',
  );
});

test('conflicts stand by manager, and each one’s fields before what is in them', () => {
  const { apply } = server();
  apply(A, 'two', cm({ b: '1', a: '1' }));
  apply(A, 'one', cm({ c: '1' }));
  const { body } = apply(A, 'me', cm({ a: '9', b: '9', c: '9' }));
  expect(body.message).toBe(
    'Apply failed with 3 conflicts: conflicts with "one":\n- .data.c\nconflicts with "two":\n- .data.a\n- .data.b',
  );
  expect(body.details.causes[0]).toEqual({
    reason: 'FieldManagerConflict',
    message: 'conflict with "one"',
    field: '.data.c',
  });
  expect(apply(A, 'me', cm({ a: '9', b: '9', c: '9' }), '&force=1').code).toBe(200);
});

const LAST = 'kubectl.kubernetes.io/last-applied-configuration';

test('what kubectl set by client-side apply is no conflict for kubectl, and its annotation is kept up', () => {
  const { call, apply, owners } = server();
  const annotations = { [LAST]: JSON.stringify(cm({ a: '1', b: '1' })) };
  call(
    'POST',
    `${CONFIGMAPS}?fieldManager=kubectl-client-side-apply`,
    cm({ a: '1', b: '1' }, { metadata: { name: 'a', annotations } }),
  );
  call('PATCH', `${A}?fieldManager=other`, { data: { b: '2' } }, MERGE);
  expect(apply(A, 'me', cm({ a: '9' })).body.message).toContain(
    'conflict with "kubectl-client-side-apply" using v1: .data.a',
  );
  // What another has changed since is one.
  expect(apply(A, 'kubectl', cm({ a: '9', b: '9' })).body.message).toBe(
    'Apply failed with 1 conflict: conflict with "other" using v1: .data.b',
  );
  const { body } = apply(A, 'kubectl', cm({ a: '9' }));
  expect(body.data).toEqual({ a: '9', b: '2' });
  expect(JSON.parse(body.metadata.annotations[LAST])).toEqual(cm({ a: '9' }));
  expect(owners(A)[0]).toBe(`kubectl Apply ${data('a')}`);
});

test('who writes a status owns nothing else, and who writes the rest owns no status', () => {
  const { call, apply, owners } = server();
  const path = `${DEPLOYMENTS}/d`;
  call('POST', `${DEPLOYMENTS}?fieldManager=maker`, { ...deployment('d'), status: { replicas: 3 } });
  expect(owners(path)[0]).not.toContain('f:status');
  const status = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd', labels: { l: 'x' } },
    spec: { replicas: 7 },
    status: { replicas: 2 },
  };
  const { body } = apply(`${path}/status`, 'me', status);
  expect([body.spec.replicas, body.status.replicas, body.metadata.labels]).toEqual([1, 2, { app: 'd' }]);
  expect(owners(path)[0]).toBe('me Apply/status {"f:status":{"f:replicas":{}}}');
});

test('a Scale has owners of its own, who own the replicas of what it scales', () => {
  const { call, apply, owners } = server();
  const path = `${DEPLOYMENTS}/d`;
  apply(path, 'me', deployment('d'));
  call('PATCH', `${path}/scale?fieldManager=kubectl`, { spec: { replicas: 4 } }, MERGE);
  expect(owners(path)[1]).toBe('kubectl Update/scale {"f:spec":{"f:replicas":{}}}');
  expect(owners(path)[0]).not.toContain('f:replicas');
  expect(apply(path, 'me', deployment('d')).body.message).toBe(
    'Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas',
  );
  const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'd' }, spec: { replicas: 5 } };
  expect(apply(`${path}/scale`, 'hpa', scale).body.message).toBe(
    'Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using autoscaling/v1: .spec.replicas',
  );
  expect(apply(`${path}/scale`, 'hpa', scale, '&force=true').body.spec.replicas).toBe(5);
  expect(owners(path).filter((o) => o.includes('/scale'))).toEqual(['hpa Apply/scale {"f:spec":{"f:replicas":{}}}']);
  expect(apply(`${path}/scale`, 'hpa', { ...scale, kind: 'Deployment' }).body.message).toBe(
    'invalid object type: autoscaling/v1, Kind=Deployment',
  );
});

// TestTransformManagedFieldsToSubresource and TestTransformingManagedFieldsToParent.
const entry = (
  manager: string,
  operation: 'Apply' | 'Update',
  fields: string,
  more: object = {},
): ManagedFieldsEntry => ({
  manager,
  operation,
  apiVersion: 'apps/v1',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': Object.fromEntries(fields.split(' ').map((f) => [`f:${f}`, {}])) },
  ...more,
});
const ofScale = (manager: string, operation: 'Apply' | 'Update'): ManagedFieldsEntry =>
  entry(manager, operation, 'replicas', { apiVersion: 'autoscaling/v1', subresource: 'scale' });
const scaled = (manager: string, operation: 'Apply' | 'Update'): ManagedFieldsEntry =>
  entry(manager, operation, 'replicas', { subresource: 'scale' });
const replicasIn = (version: string) => (version === 'apps/v1' ? ['f:spec', 'f:replicas'] : undefined);

test.each<[parent: ManagedFieldsEntry, scale: ManagedFieldsEntry, expected: ManagedFieldsEntry[]]>([
  [
    entry('test', 'Apply', 'replicas selector'),
    ofScale('scale', 'Update'),
    [entry('test', 'Apply', 'selector'), scaled('scale', 'Update')],
  ],
  [
    entry('test', 'Apply', 'replicas selector'),
    ofScale('scale', 'Apply'),
    [scaled('scale', 'Apply'), entry('test', 'Apply', 'selector')],
  ],
  [
    entry('test', 'Update', 'replicas selector'),
    ofScale('scale', 'Update'),
    [scaled('scale', 'Update'), entry('test', 'Update', 'selector')],
  ],
  [
    entry('test', 'Apply', 'replicas selector'),
    ofScale('test', 'Apply'),
    [entry('test', 'Apply', 'selector'), scaled('test', 'Apply')],
  ],
  [entry('test', 'Apply', 'replicas'), ofScale('scale', 'Update'), [scaled('scale', 'Update')]],
  // Not stolen: the same manager applied both.
  [
    entry('test', 'Apply', 'replicas selector'),
    { ...entry('test', 'Apply', 'replicas'), apiVersion: 'autoscaling/v1' },
    [entry('test', 'Apply', 'replicas selector')],
  ],
  // A version that nobody knows is dropped.
  [
    entry('test', 'Apply', 'replicas', { apiVersion: 'apps/v10' }),
    ofScale('scale', 'Update'),
    [scaled('scale', 'Update')],
  ],
])('%#: owners of a Scale become the parent’s', (parent, scale, expected) =>
  expect(toParent([parent], [scale], 'apps/v1', replicasIn)).toEqual(expected),
);

test('owners of replicas become the Scale’s', () => {
  const time = '2026-01-01T00:00:00Z';
  const parent = [
    entry('one', 'Apply', 'another'),
    entry('two', 'Apply', 'replicas', { time }),
    scaled('three', 'Apply'),
  ];
  expect(toScale(parent, replicasIn)).toEqual([
    ofScale('three', 'Apply'),
    entry('two', 'Apply', 'replicas', { time, apiVersion: 'autoscaling/v1' }),
  ]);
});
