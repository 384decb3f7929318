// Watches and informers.

import {
  CoreV1Api,
  type Informer,
  type KubernetesObject,
  makeInformer,
  type ObjectCache,
  type V1ConfigMap,
  Watch,
} from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { ground } from './cluster.ts';

const at = ground();
const core = (): CoreV1Api => at.kc.makeApiClient(CoreV1Api);
const path = (): string => `/api/v1/namespaces/${at.namespace}/configmaps`;

const make = (name: string, labels: Record<string, string> = {}): Promise<V1ConfigMap> =>
  core().createNamespacedConfigMap({ namespace: at.namespace, body: { metadata: { name, labels }, data: { n: '0' } } });
const change = async (name: string, n: string, labels?: Record<string, string>): Promise<V1ConfigMap> => {
  const old = await core().readNamespacedConfigMap({ namespace: at.namespace, name });
  const metadata = { ...old.metadata, ...(labels && { labels }) };
  return core().replaceNamespacedConfigMap({ namespace: at.namespace, name, body: { ...old, metadata, data: { n } } });
};
const remove = (name: string): Promise<unknown> => core().deleteNamespacedConfigMap({ namespace: at.namespace, name });

interface Told {
  readonly type: string;
  readonly object: KubernetesObject & { code?: number; message?: string };
}

/** Watches until `enough` of what it was told, or until the server ends it. */
function watched(
  query: Record<string, string | number | boolean>,
  enough: (told: readonly Told[]) => boolean,
  where = path(),
): Promise<Told[]> {
  return new Promise((resolve, reject) => {
    const told: Told[] = [];
    const opened = new Watch(at.kc).watch(
      where,
      query,
      (type, object) => {
        told.push({ type, object });
        if (!enough(told)) return;
        resolve(told);
        void opened.then((controller) => controller.abort());
      },
      (error) => (error && (error as Error).name !== 'AbortError' ? reject(error) : resolve(told)),
    );
  });
}

const lines = (told: readonly Told[]): string[] => told.map(({ type, object }) => `${type} ${object.metadata?.name}`);

test('from a list on, a watch tells each change once and in order', async () => {
  const { metadata } = await core().listNamespacedConfigMap({ namespace: at.namespace });
  await make('one');
  const seen = watched({ resourceVersion: metadata!.resourceVersion! }, (told) => told.length === 5);
  await make('two');
  await change('one', '1');
  await remove('one');
  await remove('two');
  const told = await seen;
  expect(lines(told)).toEqual(['ADDED one', 'ADDED two', 'MODIFIED one', 'DELETED one', 'DELETED two']);
  const revisions = told.map(({ object }) => Number(object.metadata!.resourceVersion));
  expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  expect(new Set(revisions).size).toBe(5);
});

test('without a version it begins with what there is', async () => {
  await make('there', { here: 'yes' });
  const told = await watched({ labelSelector: 'here=yes' }, (seen) => seen.length === 1);
  expect(lines(told)).toEqual(['ADDED there']);
  await remove('there');
});

test('an object that leaves the selector is told as deleted', async () => {
  const made = await make('leaves', { in: 'yes' });
  const seen = watched(
    { resourceVersion: made.metadata!.resourceVersion!, labelSelector: 'in=yes' },
    (told) => told.length === 3,
  );
  await change('leaves', '1', { in: 'no' });
  await change('leaves', '2', { in: 'no' });
  await change('leaves', '3', { in: 'yes' });
  await remove('leaves');
  expect(lines(await seen)).toEqual(['DELETED leaves', 'ADDED leaves', 'DELETED leaves']);
});

test('bookmarks and initial events', async () => {
  await make('initial', { first: 'yes' });
  const told = await watched(
    {
      sendInitialEvents: true,
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: true,
      labelSelector: 'first=yes',
    },
    (seen) => seen.some(({ type }) => type === 'BOOKMARK'),
  );
  expect(told.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
  expect(told[1]!.object.metadata!.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  await remove('initial');
});

test('it ends when its time is up', async () => {
  const { metadata } = await core().listNamespacedConfigMap({ namespace: at.namespace });
  expect(await watched({ resourceVersion: metadata!.resourceVersion!, timeoutSeconds: 1 }, () => false)).toEqual([]);
});

test('a revision from the future or nonsense is refused', async () => {
  await expect(watched({ resourceVersion: 'nonsense' }, () => false)).rejects.toMatchObject({ statusCode: 400 });
});

/** What an informer calls, in order. */
function informed(
  labelSelector: string,
): Informer<V1ConfigMap> & ObjectCache<V1ConfigMap> & { calls: string[]; next(n: number): Promise<void> } {
  const informer = makeInformer<V1ConfigMap>(
    at.kc,
    path(),
    () => core().listNamespacedConfigMap({ namespace: at.namespace, labelSelector }),
    labelSelector,
  );
  const calls: string[] = [];
  let waiting: { n: number; resolve: () => void } | undefined;
  for (const verb of ['add', 'update', 'delete'] as const)
    informer.on(verb, (object) => {
      calls.push(`${verb} ${object.metadata!.name} ${object.data!.n}`);
      if (waiting && calls.length >= waiting.n) waiting.resolve();
    });
  const next = (n: number): Promise<void> =>
    calls.length >= n ? Promise.resolve() : new Promise((resolve) => (waiting = { n, resolve }));
  return Object.assign(informer, { calls, next });
}

test('an informer knows what there is, and is told of every change', async () => {
  await make('kept', { informer: 'a' });
  const informer = informed('informer=a');
  await informer.start();
  expect(informer.list(at.namespace).map((o) => o.metadata!.name)).toEqual(['kept']);
  await make('new', { informer: 'a' });
  await make('other', { informer: 'b' });
  await change('new', '1');
  await remove('kept');
  await informer.next(4);
  expect(informer.calls).toEqual(['add kept 0', 'add new 0', 'update new 1', 'delete kept 0']);
  expect(informer.get('new', at.namespace)!.data).toEqual({ n: '1' });
  expect(informer.get('kept', at.namespace)).toBeUndefined();
  await informer.stop();
  for (const name of ['new', 'other']) await remove(name);
});

test('an informer that was stopped goes on where it was', async () => {
  await make('before', { resumed: 'yes' });
  const informer = informed('resumed=yes');
  await informer.start();
  await informer.next(1);
  await informer.stop();
  await change('before', 'meanwhile');
  await make('meanwhile', { resumed: 'yes' });
  await informer.start();
  await informer.next(3);
  expect(informer.calls).toEqual(['add before 0', 'update before meanwhile', 'add meanwhile 0']);
  await informer.stop();
});
