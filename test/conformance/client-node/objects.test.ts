// Create, read, list, replace and delete through the typed clients and the dynamic one, and what the server says no with.

import {
  AppsV1Api,
  BatchV1Api,
  CoordinationV1Api,
  CoreV1Api,
  EventsV1Api,
  type KubernetesObject,
  KubernetesObjectApi,
  PolicyV1Api,
  V1MicroTime,
  type V1Pod,
} from '@kubernetes/client-node';
import { describe, expect, test } from 'vitest';
import { ground, refusal, until } from './cluster.ts';

const at = ground();
const core = (): CoreV1Api => at.kc.makeApiClient(CoreV1Api);
const apps = (): AppsV1Api => at.kc.makeApiClient(AppsV1Api);
const anything = (): KubernetesObjectApi => KubernetesObjectApi.makeApiClient(at.kc);

const labels = { app: 'web' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };
const deployment = (name: string, replicas = 1) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels },
  spec: { replicas, selector: { matchLabels: labels }, template },
});

/** One object of each of many kinds, as little as is valid. */
const KINDS: readonly (KubernetesObject & Record<string, unknown>)[] = [
  { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } },
  { apiVersion: 'v1', kind: 'Secret', stringData: { a: '1' } },
  { apiVersion: 'v1', kind: 'Service', spec: { selector: labels, ports: [{ port: 80 }] } },
  { apiVersion: 'v1', kind: 'Endpoints', subsets: [{ addresses: [{ ip: '10.9.8.7' }], ports: [{ port: 80 }] }] },
  // With nothing in it nobody would be known to own anything of it, then or later. Source: skipNonAppliedManager.Update.
  { apiVersion: 'v1', kind: 'ServiceAccount', automountServiceAccountToken: true },
  { apiVersion: 'v1', kind: 'Pod', spec: { ...template.spec, schedulerName: 'nobody' } },
  { apiVersion: 'v1', kind: 'ReplicationController', spec: { replicas: 0, selector: labels, template } },
  { apiVersion: 'v1', kind: 'LimitRange', spec: { limits: [{ type: 'Pod', max: { cpu: '100' } }] } },
  { apiVersion: 'v1', kind: 'ResourceQuota', spec: { hard: { pods: '1k' } } },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: '', resources: { requests: { storage: '1Gi' } } },
  },
  { apiVersion: 'v1', kind: 'PodTemplate', template },
  { ...deployment(''), spec: { replicas: 0, selector: { matchLabels: labels }, template } },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', spec: { replicas: 0, selector: { matchLabels: labels }, template } },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    spec: { replicas: 0, serviceName: 'x', selector: { matchLabels: labels }, template },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    spec: {
      selector: { matchLabels: labels },
      template: { ...template, spec: { ...template.spec, nodeSelector: { nowhere: 'true' } } },
    },
  },
  { apiVersion: 'apps/v1', kind: 'ControllerRevision', revision: 1, data: { any: 'thing' } },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    spec: { suspend: true, template: { spec: { ...template.spec, restartPolicy: 'Never' } } },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    spec: {
      suspend: true,
      schedule: '@yearly',
      jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } },
    },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' } },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
  },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', spec: { podSelector: {}, policyTypes: ['Ingress'] } },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.9.8.7'] }],
    ports: [{ port: 80 }],
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    spec: { minAvailable: 1, selector: { matchLabels: labels } },
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'none' },
    subjects: [{ kind: 'ServiceAccount', name: 'default' }],
  },
  { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', spec: { holderIdentity: 'me', leaseDurationSeconds: 5 } },
];

describe('the dynamic client', () => {
  test.each(KINDS.map((object) => [object.kind!, object] as const))('%s', async (kind, object) => {
    const client = anything();
    const metadata = { ...object.metadata, name: `one-${kind.toLowerCase()}`, namespace: at.namespace };
    const header = { apiVersion: object.apiVersion!, kind, metadata: { name: metadata.name, namespace: at.namespace } };

    const dry = await client.create({ ...object, metadata } as KubernetesObject, undefined, 'All');
    expect(dry.metadata!.uid).toBeTruthy();
    expect((await refusal(client.read(header))).code).toBe(404);

    const made = await client.create({ ...object, metadata } as KubernetesObject);
    expect(made).toMatchObject({ apiVersion: object.apiVersion, kind, metadata: { name: metadata.name } });
    expect(made.metadata!.creationTimestamp).toBeInstanceOf(Date);
    expect((await refusal(client.create({ ...object, metadata } as KubernetesObject))).status.reason).toBe(
      'AlreadyExists',
    );

    const { items } = await client.list(
      object.apiVersion!,
      kind,
      at.namespace,
      undefined,
      undefined,
      undefined,
      `metadata.name=${metadata.name}`,
    );
    expect(items.map((item) => item.metadata?.uid)).toEqual([made.metadata!.uid]);

    const patched = await client.patch(
      { ...header, metadata: { ...header.metadata, annotations: { seen: 'yes' } } },
      undefined,
      undefined,
      undefined,
      undefined,
      'application/merge-patch+json',
    );
    expect(patched.metadata!.annotations).toMatchObject({ seen: 'yes' });

    const got = await client.read(header);
    got.metadata = { ...got.metadata, labels: { ...got.metadata!.labels, tier: 'front' } };
    const replaced = await client.replace(got);
    expect(replaced.metadata).toMatchObject({ uid: made.metadata!.uid, labels: { tier: 'front' } });
    expect(replaced.metadata!.managedFields!.map((f) => f.operation)).toContain('Update');

    await client.delete(header, undefined, undefined, 0, undefined, 'Background');
    expect((await refusal(client.read(header))).status).toMatchObject({
      reason: 'NotFound',
      details: { name: metadata.name },
    });
  });

  test('a kind that nobody serves', async () => {
    await expect(
      anything().read({ apiVersion: 'example.com/v1', kind: 'Nothing', metadata: { name: 'x' } }),
    ).rejects.toThrow(/Failed to fetch resource metadata for example.com\/v1\/Nothing/);
    await expect(anything().read({ apiVersion: 'v1', kind: 'Nothing', metadata: { name: 'x' } })).rejects.toThrow(
      'Unrecognized API version and kind: v1 Nothing',
    );
  });
});

describe('names', () => {
  test('are made from generateName', async () => {
    const { metadata } = await core().createNamespacedConfigMap({
      namespace: at.namespace,
      body: { metadata: { generateName: 'made-' } },
    });
    expect(metadata!.name).toMatch(/^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test('are needed', async () => {
    const { code, status } = await refusal(
      core().createNamespacedConfigMap({ namespace: at.namespace, body: { data: { a: '1' } } }),
    );
    expect(code).toBe(422);
    expect(status.details!.causes).toEqual([
      {
        reason: 'FieldValueRequired',
        message: 'Required value: name or generateName is required',
        field: 'metadata.name',
      },
    ]);
  });
});

describe('errors', () => {
  test('404 names the kind and the object', async () => {
    const { code, status } = await refusal(core().readNamespacedService({ namespace: at.namespace, name: 'none' }));
    expect(code).toBe(404);
    expect(status).toEqual({
      apiVersion: 'v1',
      kind: 'Status',
      metadata: {},
      status: 'Failure',
      message: 'services "none" not found',
      reason: 'NotFound',
      details: { name: 'none', kind: 'services' },
      code: 404,
    });
  });

  test('409 for an old resourceVersion', async () => {
    const made = await core().createNamespacedConfigMap({
      namespace: at.namespace,
      body: { metadata: { name: 'old' } },
    });
    const replace = (value: string): Promise<unknown> =>
      core().replaceNamespacedConfigMap({ namespace: at.namespace, name: 'old', body: { ...made, data: { value } } });
    await replace('1');
    const { code, status } = await refusal(replace('2'));
    expect(code).toBe(409);
    expect(status).toMatchObject({
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "old": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'old', kind: 'configmaps' },
    });
  });

  test('409 for a precondition of a deletion', async () => {
    const made = await core().createNamespacedConfigMap({
      namespace: at.namespace,
      body: { metadata: { name: 'kept' } },
    });
    const uid = '11111111-2222-3333-4444-555555555555';
    const { status } = await refusal(
      core().deleteNamespacedConfigMap({ namespace: at.namespace, name: 'kept', body: { preconditions: { uid } } }),
    );
    expect(status.message).toBe(
      `Operation cannot be fulfilled on ConfigMap "kept": the UID in the precondition (${uid}) does not match the UID in record (${made.metadata!.uid}). The object might have been deleted and then recreated`,
    );
  });

  test('422 names every field', async () => {
    const { code, status } = await refusal(
      apps().createNamespacedDeployment({
        namespace: at.namespace,
        body: {
          metadata: { name: 'Bad_Name' },
          spec: { replicas: -1, selector: { matchLabels: { a: 'b' } }, template: { spec: { containers: [] } } },
        },
      }),
    );
    expect(code).toBe(422);
    expect(status.details).toMatchObject({ name: 'Bad_Name', group: 'apps', kind: 'Deployment' });
    expect(status.details!.causes!.map((c) => `${c.reason} ${c.field}`)).toEqual([
      'FieldValueInvalid metadata.name',
      'FieldValueInvalid spec.replicas',
      'FieldValueInvalid spec.template.metadata.labels',
      'FieldValueRequired spec.template.spec.containers',
    ]);
  });

  test('400 under strict field validation', async () => {
    const body = { metadata: { name: 'strict' }, spec: { ports: [{ port: 80 }], typo: 1 } };
    // The typed clients drop fields that they do not know; the dynamic one sends custom kinds as they are.
    const server = at.kc.getCurrentCluster()!.server;
    const init = await at.kc.applyToFetchOptions({ method: 'POST' });
    const { default: fetch } = await import('node-fetch');
    const response = await fetch(`${server}/api/v1/namespaces/${at.namespace}/services?fieldValidation=Strict`, {
      ...init,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'v1', kind: 'Service', ...body }),
    } as never);
    expect(await response.json()).toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message:
        'Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.typo"',
    });
  });

  test('403 for a namespace that is not there is a 404', async () => {
    const { status } = await refusal(
      core().createNamespacedConfigMap({ namespace: 'nowhere', body: { metadata: { name: 'x' } } }),
    );
    expect(status).toMatchObject({ code: 404, message: 'namespaces "nowhere" not found' });
  });
});

describe('lists', () => {
  const numbered = [0, 1, 2, 3, 4].map((n) => ({
    name: `page-${n}`,
    labels: { list: 'pages', even: String(n % 2 === 0) },
  }));
  const names = (list: { items: KubernetesObject[] }): string[] => list.items.map((item) => item.metadata!.name!);

  test('come in pages, and are selected', async () => {
    for (const metadata of numbered)
      await core().createNamespacedConfigMap({ namespace: at.namespace, body: { metadata } });
    const seen: string[] = [];
    const left: (number | undefined)[] = [];
    let _continue: string | undefined;
    do {
      const page = await core().listNamespacedConfigMap({
        namespace: at.namespace,
        labelSelector: 'list=pages',
        limit: 2,
        ...(_continue && { _continue }),
      });
      seen.push(...names(page));
      left.push(page.metadata!.remainingItemCount);
      _continue = page.metadata!._continue;
    } while (_continue);
    expect(seen).toEqual(numbered.map((m) => m.name));
    // A list with a selector does not say how many are left.
    expect(left).toEqual([undefined, undefined, undefined]);

    const select = async (labelSelector: string): Promise<string[]> =>
      names(await core().listNamespacedConfigMap({ namespace: at.namespace, labelSelector }));
    expect(await select('list=pages,even!=true')).toEqual(['page-1', 'page-3']);
    expect(await select('list in (pages, other),even notin (false)')).toEqual(['page-0', 'page-2', 'page-4']);
    expect(await select('list,!even')).toEqual([]);
    expect(
      names(
        await core().listConfigMapForAllNamespaces({
          fieldSelector: `metadata.namespace=${at.namespace},metadata.name=page-3`,
        }),
      ),
    ).toEqual(['page-3']);
  });

  test('say what is wrong with a selector', async () => {
    const list = (query: { labelSelector?: string; fieldSelector?: string; _continue?: string }): Promise<unknown> =>
      core().listNamespacedConfigMap({ namespace: at.namespace, ...query });
    expect((await refusal(list({ labelSelector: 'a=b=c' }))).status.message).toBe(
      "found '=', expected: ',' or 'end of string'",
    );
    expect((await refusal(list({ fieldSelector: 'data.a=1' }))).status.message).toBe(
      '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
    expect((await refusal(list({ _continue: 'nonsense' }))).status.message).toMatch(/continue key is not valid: /);
  });

  test('a collection is deleted by selector', async () => {
    await core().deleteCollectionNamespacedConfigMap({
      namespace: at.namespace,
      labelSelector: 'list=pages,even=true',
    });
    const left = await core().listNamespacedConfigMap({ namespace: at.namespace, labelSelector: 'list=pages' });
    expect(names(left)).toEqual(['page-1', 'page-3']);
  });
});

describe('subresources', () => {
  test('scale', async () => {
    const where = { namespace: at.namespace, name: 'scaled' };
    await apps().createNamespacedDeployment({ namespace: at.namespace, body: deployment('scaled', 0) });
    const read = await apps().readNamespacedDeploymentScale(where);
    expect(read).toMatchObject({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      spec: {},
      status: { replicas: 0, selector: 'app=web' },
    });
    const scaled = await apps().replaceNamespacedDeploymentScale({
      ...where,
      body: { ...read, spec: { replicas: 2 } },
    });
    expect(scaled.spec).toEqual({ replicas: 2 });
    expect((await apps().readNamespacedDeployment(where)).metadata!.generation).toBe(2);
    expect((await refusal(apps().replaceNamespacedDeploymentScale({ ...where, body: read }))).status.reason).toBe(
      'Conflict',
    );
    const ready = await until<Awaited<ReturnType<AppsV1Api['readNamespacedDeployment']>>>(
      at.kc,
      `/apis/apps/v1/namespaces/${at.namespace}/deployments`,
      (d) => d.metadata!.name === 'scaled' && d.status?.readyReplicas === 2,
    );
    expect(ready.status!.conditions!.map((c) => `${c.type}=${c.status}`)).toContain('Available=True');
    await apps().deleteNamespacedDeployment(where);
  });

  test('status is written apart from spec', async () => {
    const where = { namespace: at.namespace, name: 'budget' };
    const policy = at.kc.makeApiClient(PolicyV1Api);
    const made = await policy.createNamespacedPodDisruptionBudget({
      namespace: at.namespace,
      body: { metadata: { name: 'budget' }, spec: { maxUnavailable: 1, selector: { matchLabels: { no: 'body' } } } },
    });
    const replaced = await policy.patchNamespacedPodDisruptionBudgetStatus({
      ...where,
      body: [{ op: 'test', path: '/metadata/uid', value: made.metadata!.uid }],
    });
    expect(replaced.spec).toEqual(made.spec);
    await policy.deleteNamespacedPodDisruptionBudget(where);
  });

  test('eviction deletes a Pod', async () => {
    await core().createNamespacedPod({
      namespace: at.namespace,
      body: { metadata: { name: 'evicted' }, spec: template.spec },
    });
    const pods = `/api/v1/namespaces/${at.namespace}/pods`;
    await until<V1Pod>(at.kc, pods, (pod) => pod.metadata!.name === 'evicted' && pod.status?.phase === 'Running');
    const gone = until(at.kc, pods, (pod) => pod.metadata!.name === 'evicted', ['DELETED']);
    const answer = await core().createNamespacedPodEviction({
      namespace: at.namespace,
      name: 'evicted',
      body: { metadata: { name: 'evicted' } },
    });
    expect(answer.kind).toBe('Status');
    expect((await gone).metadata!.deletionTimestamp).toBeTruthy();
  });
});

test('a Job runs to its end, and its Pods go with it', async () => {
  const batch = at.kc.makeApiClient(BatchV1Api);
  const where = { namespace: at.namespace, name: 'hello' };
  await batch.createNamespacedJob({
    namespace: at.namespace,
    body: {
      metadata: { name: 'hello' },
      spec: {
        template: {
          spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'busybox', command: ['echo', 'hi'] }] },
        },
      },
    },
  });
  const done = await until<Awaited<ReturnType<BatchV1Api['readNamespacedJob']>>>(
    at.kc,
    `/apis/batch/v1/namespaces/${at.namespace}/jobs`,
    (job) => job.metadata!.name === 'hello' && job.status?.succeeded === 1,
  );
  expect(done.spec!.completions).toBe(1);
  const gone = until(
    at.kc,
    `/api/v1/namespaces/${at.namespace}/pods`,
    (p) => p.metadata!.labels?.['job-name'] === 'hello',
    ['DELETED'],
  );
  await batch.deleteNamespacedJob({ ...where, propagationPolicy: 'Foreground' });
  await gone;
});

test('finalizers hold an object until they are taken off', async () => {
  const where = { namespace: at.namespace, name: 'held' };
  await core().createNamespacedConfigMap({
    namespace: at.namespace,
    body: { metadata: { name: 'held', finalizers: ['example.com/hold'] } },
  });
  await core().deleteNamespacedConfigMap(where);
  const held = await core().readNamespacedConfigMap(where);
  expect(held.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, finalizers: ['example.com/hold'] });
  await core().replaceNamespacedConfigMap({
    ...where,
    body: { ...held, metadata: { ...held.metadata, finalizers: [] } },
  });
  expect((await refusal(core().readNamespacedConfigMap(where))).code).toBe(404);
});

test('a lease is taken over by whoever has the latest version', async () => {
  const leases = at.kc.makeApiClient(CoordinationV1Api);
  const where = { namespace: at.namespace, name: 'leader' };
  const made = await leases.createNamespacedLease({
    namespace: at.namespace,
    body: {
      metadata: { name: 'leader' },
      spec: { holderIdentity: 'a', leaseDurationSeconds: 15, renewTime: new V1MicroTime('2026-01-02T03:04:05.678Z') },
    },
  });
  const take = (holderIdentity: string): Promise<{ spec?: { holderIdentity?: string } }> =>
    leases.replaceNamespacedLease({ ...where, body: { ...made, spec: { ...made.spec, holderIdentity } } });
  expect((await take('b')).spec!.holderIdentity).toBe('b');
  expect((await refusal(take('c'))).code).toBe(409);
  expect(String((await leases.readNamespacedLease(where)).spec!.renewTime)).toMatch(/^2026-01-02T03:04:05\.678/);
});

test('events of both groups are the same objects', async () => {
  const time = new V1MicroTime('2026-01-02T03:04:05.678Z');
  await at.kc.makeApiClient(EventsV1Api).createNamespacedEvent({
    namespace: at.namespace,
    body: {
      metadata: { name: 'told' },
      eventTime: time,
      reportingController: 'example.com/teller',
      reportingInstance: 'teller-1',
      action: 'Tell',
      reason: 'Told',
      type: 'Normal',
      regarding: { kind: 'ConfigMap', namespace: at.namespace, name: 'none' },
      note: 'as it was told',
    },
  });
  const { items } = await core().listNamespacedEvent({ namespace: at.namespace, fieldSelector: 'reason=Told' });
  expect(items).toMatchObject([
    { metadata: { name: 'told' }, message: 'as it was told', involvedObject: { name: 'none' }, action: 'Tell' },
  ]);
});
