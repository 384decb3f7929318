// Every kind of patch, and server-side apply with its owners and conflicts.

import {
  AppsV1Api,
  CoreV1Api,
  KubernetesObjectApi,
  PatchStrategy,
  setHeaderOptions,
  type V1Deployment,
  type V1ManagedFieldsEntry,
} from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { ground, refusal } from './cluster.ts';

const at = ground();
const core = (): CoreV1Api => at.kc.makeApiClient(CoreV1Api);
const apps = (): AppsV1Api => at.kc.makeApiClient(AppsV1Api);
const anything = (): KubernetesObjectApi => KubernetesObjectApi.makeApiClient(at.kc);
const as = (strategy: PatchStrategy) => setHeaderOptions('Content-Type', strategy);

const deployment = (name: string): V1Deployment => ({
  metadata: { name },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          { name: 'web', image: 'nginx', ports: [{ containerPort: 80 }], env: [{ name: 'A', value: '1' }] },
          { name: 'side', image: 'busybox', command: ['sleep', 'infinity'] },
        ],
      },
    },
  },
});

test('a JSON patch changes what its operations say, or nothing', async () => {
  const where = { namespace: at.namespace, name: 'json' };
  await core().createNamespacedConfigMap({
    namespace: at.namespace,
    body: { metadata: { name: 'json', annotations: { 'c/d': '3' } }, data: { a: '1', b: '2' } },
  });
  const patched = await core().patchNamespacedConfigMap({
    ...where,
    body: [
      { op: 'test', path: '/data/a', value: '1' },
      { op: 'replace', path: '/data/a', value: '9' },
      { op: 'remove', path: '/data/b' },
      { op: 'move', from: '/metadata/annotations/c~1d', path: '/data/moved' },
      { op: 'copy', from: '/data/a', path: '/data/copied' },
      { op: 'add', path: '/metadata/labels', value: { new: 'yes' } },
    ],
  });
  expect(patched.data).toEqual({ a: '9', copied: '9', moved: '3' });
  expect(patched.metadata!.labels).toEqual({ new: 'yes' });

  const failed = await refusal(
    core().patchNamespacedConfigMap({
      ...where,
      body: [
        { op: 'add', path: '/data/half', value: 'done' },
        { op: 'test', path: '/data/a', value: '0' },
      ],
    }),
  );
  expect(failed.status).toMatchObject({
    code: 422,
    reason: 'Invalid',
    message: 'the server rejected our request due to an error in our request',
  });
  expect((await core().readNamespacedConfigMap(where)).data).toEqual(patched.data);

  const missing = await refusal(
    core().patchNamespacedConfigMap({ ...where, body: [{ op: 'remove', path: '/data/none' }] }),
  );
  expect(missing.status.code).toBe(422);
});

test('a merge patch replaces lists, and null removes', async () => {
  const where = { namespace: at.namespace, name: 'merge' };
  await apps().createNamespacedDeployment({ namespace: at.namespace, body: deployment('merge') });
  const patched = await apps().patchNamespacedDeployment(
    {
      ...where,
      body: {
        metadata: { annotations: { note: 'here' } },
        spec: {
          minReadySeconds: 5,
          template: {
            spec: { containers: [{ name: 'web', image: 'nginx:1.27' }], terminationGracePeriodSeconds: null },
          },
        },
      },
    },
    as(PatchStrategy.MergePatch),
  );
  expect(patched.metadata!.annotations).toMatchObject({ note: 'here' });
  expect(patched.spec!.minReadySeconds).toBe(5);
  expect(patched.spec!.template.spec!.containers.map((c) => c.image)).toEqual(['nginx:1.27']);
  // Removed, and defaulted again.
  expect(patched.spec!.template.spec!.terminationGracePeriodSeconds).toBe(30);
  expect(patched.metadata!.generation).toBe(2);
});

test('a strategic merge patch merges lists by their keys', async () => {
  const where = { namespace: at.namespace, name: 'strategic' };
  await apps().createNamespacedDeployment({ namespace: at.namespace, body: deployment('strategic') });
  const patch = (spec: object): Promise<V1Deployment> =>
    apps().patchNamespacedDeployment(
      { ...where, body: { spec: { template: { spec } } } },
      as(PatchStrategy.StrategicMergePatch),
    );

  const merged = await patch({
    containers: [{ name: 'web', image: 'nginx:1.27', env: [{ name: 'B', value: '2' }] }],
  });
  const [web, side] = merged.spec!.template.spec!.containers;
  expect(web).toMatchObject({ image: 'nginx:1.27', ports: [{ containerPort: 80 }] });
  expect(web!.env!.map((e) => e.name).sort()).toEqual(['A', 'B']);
  expect(side!.name).toBe('side');

  const without = await patch({ containers: [{ $patch: 'delete', name: 'side' }] });
  expect(without.spec!.template.spec!.containers.map((c) => c.name)).toEqual(['web']);

  const ordered = await patch({
    $setElementOrder: [{ name: 'new' }, { name: 'web' }],
    '$setElementOrder/containers': [{ name: 'new' }, { name: 'web' }],
    containers: [{ name: 'new', image: 'busybox' }],
  });
  expect(ordered.spec!.template.spec!.containers.map((c) => c.name)).toEqual(['new', 'web']);

  const replaced = await patch({ containers: [{ $patch: 'replace' }, { name: 'only', image: 'nginx' }] });
  expect(replaced.spec!.template.spec!.containers.map((c) => c.name)).toEqual(['only']);

  const { status } = await refusal(patch({ containers: [{ image: 'nameless' }] }));
  expect(status.message).toBe('map: map[image:nameless] does not contain declared merge key: name');
});

test('a patch of another kind of content is not taken', async () => {
  const { code, status } = await refusal(
    core().patchNamespacedConfigMap(
      { namespace: at.namespace, name: 'json', body: {} },
      setHeaderOptions('Content-Type', 'application/json'),
    ),
  );
  expect(code).toBe(415);
  expect(status).toMatchObject({ reason: 'UnsupportedMediaType', message: '415: Unsupported Media Type' });
});

const ownersOf = (object: { metadata?: { managedFields?: V1ManagedFieldsEntry[] } }): string[] =>
  object.metadata!.managedFields!.map((f) => `${f.manager} ${f.operation} ${Object.keys(f.fieldsV1!).join()}`);

test('server-side apply: owners, conflicts, force, and giving up', async () => {
  const where = { namespace: at.namespace, name: 'applied' };
  const apply = (manager: string, data: Record<string, string>, force = false) =>
    core().patchNamespacedConfigMap(
      {
        ...where,
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' }, data },
        fieldManager: manager,
        ...(force && { force }),
      },
      as(PatchStrategy.ServerSideApply),
    );

  const made = await apply('one', { a: '1', b: '1' });
  expect(ownersOf(made)).toEqual(['one Apply f:data']);
  expect(made.metadata!.managedFields![0]).toMatchObject({
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:data': { 'f:a': {}, 'f:b': {} } },
  });

  // The same value is shared; another value is a conflict.
  const shared = await apply('two', { b: '1', c: '2' });
  expect(shared.data).toEqual({ a: '1', b: '1', c: '2' });
  const { code, status } = await refusal(apply('two', { a: '2', b: '2' }));
  expect(code).toBe(409);
  expect(status).toMatchObject({
    reason: 'Conflict',
    message: 'Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\n- .data.b',
    details: {
      causes: [
        { reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.a' },
        { reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.b' },
      ],
    },
  });

  const forced = await apply('two', { a: '2', b: '2' }, true);
  expect(forced.data).toEqual({ a: '2', b: '2' });
  expect(ownersOf(forced)).toEqual(['two Apply f:data']);
  // What nobody applies any longer goes.
  expect((await apply('two', { b: '2' })).data).toEqual({ b: '2' });

  const again = await apply('two', { b: '2' });
  expect((await apply('two', { b: '2' })).metadata!.resourceVersion).toBe(again.metadata!.resourceVersion);
});

test('server-side apply through the dynamic client', async () => {
  const object = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'applied', namespace: at.namespace },
    spec: { selector: { app: 'x' }, ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
  };
  const apply = (spec: object, manager: string, force?: boolean) =>
    anything().patch({ ...object, spec } as never, undefined, undefined, manager, force, PatchStrategy.ServerSideApply);
  await apply(object.spec, 'one');
  // A second manager adds a port by its key.
  const two = (await apply({ ports: [{ name: 'https', port: 443, protocol: 'TCP' }] }, 'two')) as {
    spec?: { ports: { name: string }[] };
  };
  expect(two.spec!.ports.map((p) => p.name)).toEqual(['http', 'https']);
  const { status } = await refusal(apply({ ports: [{ name: 'web', port: 80, protocol: 'TCP' }] }, 'two'));
  expect(status.message).toBe(
    'Apply failed with 1 conflict: conflict with "one": .spec.ports[port=80,protocol="TCP"].name',
  );
  const nobody = await refusal(apply(object.spec, undefined as never));
  expect(nobody.status).toMatchObject({
    code: 422,
    message: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  });
});

test('a plain write takes ownership from an applier, who then learns of it', async () => {
  const where = { namespace: at.namespace, name: 'taken' };
  const apply = (replicas: number) =>
    apps().patchNamespacedDeployment(
      {
        ...where,
        body: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          ...deployment('taken'),
          spec: { ...deployment('taken').spec, replicas },
        },
        fieldManager: 'applier',
      },
      as(PatchStrategy.ServerSideApply),
    );
  await apply(0);
  await apps().patchNamespacedDeploymentScale(
    { ...where, body: { spec: { replicas: 1 } }, fieldManager: 'scaler' },
    as(PatchStrategy.MergePatch),
  );
  const { status } = await refusal(apply(2));
  expect(status.message).toBe(
    'Apply failed with 1 conflict: conflict with "scaler" with subresource "scale" using apps/v1: .spec.replicas',
  );
});

test('apply on the scale subresource owns the replicas', async () => {
  const where = { namespace: at.namespace, name: 'scaled' };
  await apps().createNamespacedDeployment({ namespace: at.namespace, body: deployment('scaled') });
  const scale = await apps().patchNamespacedDeploymentScale(
    {
      ...where,
      body: { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'scaled' }, spec: { replicas: 1 } },
      fieldManager: 'scaler',
      force: true,
    },
    as(PatchStrategy.ServerSideApply),
  );
  expect(scale.spec!.replicas).toBe(1);
  const { metadata } = await apps().readNamespacedDeployment(where);
  expect(metadata!.managedFields!.find((f) => f.manager === 'scaler')).toMatchObject({
    operation: 'Apply',
    apiVersion: 'apps/v1',
    subresource: 'scale',
    fieldsV1: { 'f:spec': { 'f:replicas': {} } },
  });
});

test('apply on the status subresource changes nothing else', async () => {
  const where = { namespace: at.namespace, name: 'status' };
  await core().createNamespacedService({
    namespace: at.namespace,
    body: { metadata: { name: 'status' }, spec: { type: 'ClusterIP', ports: [{ port: 80 }] } },
  });
  const service = await core().patchNamespacedServiceStatus(
    {
      ...where,
      body: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'status' },
        spec: { ports: [{ port: 81 }] },
        status: {
          conditions: [
            { type: 'Seen', status: 'True', reason: 'Test', message: '', lastTransitionTime: '2026-01-02T03:04:05Z' },
          ],
        },
      },
      fieldManager: 'watcher',
    },
    as(PatchStrategy.ServerSideApply),
  );
  expect(service.status!.conditions).toMatchObject([{ type: 'Seen', status: 'True' }]);
  expect(service.spec!.ports!.map((p) => p.port)).toEqual([80]);
});
