import { expect, test } from 'vitest';
import type { ControllerRevision, StatefulSet } from '#api/apps/types.ts';
import type { Pod } from '#api/core/types.ts';
import { expectRest, type Story, story } from '#lab/story.test-helper.ts';

const set = (spec: object = {}, template: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db' },
  spec: {
    serviceName: 'db',
    replicas: 3,
    selector: { matchLabels: { app: 'db' } },
    template: {
      metadata: { labels: { app: 'db' } },
      spec: { containers: [{ name: 'c', image: 'nginx:1.27', ...template }] },
    },
    ...spec,
  },
});
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'db' },
  spec: { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 80 }] },
};
const PATH = '/apis/apps/v1/namespaces/default/statefulsets/db';
const pods = (s: Story): readonly Pod[] =>
  [...s.list<Pod>('pods')].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
const names = (s: Story): string[] => pods(s).map((p) => p.metadata.name);
const images = (s: Story): string[] => pods(s).map((p) => p.spec.containers[0]!.image.slice(-4));
const image = (tag: string): object => ({
  spec: { template: { spec: { containers: [{ name: 'c', image: `nginx:${tag}` }] } } },
});
const status = (s: Story): NonNullable<StatefulSet['status']> => s.get<StatefulSet>('statefulsets.apps', 'db').status!;
const did = (s: Story): string[] =>
  s.events('StatefulSet').map((e) => e.replace(/^Normal Successful\w+ (\w+) Pod (\S+) .*$/, '$1 $2'));

test('Pods are made one after the other, each after the one before is ready, with names that last', () => {
  const s = story([service, set()]);
  expect(names(s)).toEqual(['db-0', 'db-1', 'db-2']);
  expect(did(s)).toEqual(['create db-0', 'create db-1', 'create db-2']);
  const [first, second] = pods(s);
  const readyAt = first!.status.conditions!.find((c) => c.type === 'Ready')!.lastTransitionTime!;
  expect(second!.metadata.creationTimestamp! >= readyAt).toBe(true);
  const revision = s.list<ControllerRevision>('controllerrevisions.apps')[0]!.metadata.name;
  expect(second).toMatchObject({
    metadata: {
      labels: {
        app: 'db',
        'apps.kubernetes.io/pod-index': '1',
        'controller-revision-hash': revision,
        'statefulset.kubernetes.io/pod-name': 'db-1',
      },
    },
    spec: { hostname: 'db-1', subdomain: 'db' },
  });
  expect(status(s)).toEqual({
    observedGeneration: 1,
    replicas: 3,
    readyReplicas: 3,
    currentReplicas: 3,
    updatedReplicas: 3,
    availableReplicas: 3,
    currentRevision: revision,
    updateRevision: revision,
    collisionCount: 0,
  });
  expectRest(s);
});

test('a new template goes from the highest ordinal down; the history keeps both', () => {
  const s = story([set()]);
  s.merge(PATH, image('1.28'));
  expect(images(s)).toEqual(['1.28', '1.28', '1.28']);
  expect(did(s).filter((e) => e.startsWith('delete'))).toEqual(['delete db-2', 'delete db-1', 'delete db-0']);
  expect(
    s
      .list<ControllerRevision>('controllerrevisions.apps')
      .map((r) => r.revision)
      .sort(),
  ).toEqual([1, 2]);
  s.merge(PATH, image('1.27'));
  expect(
    s
      .list<ControllerRevision>('controllerrevisions.apps')
      .map((r) => r.revision)
      .sort(),
  ).toEqual([2, 3]);
  expect(status(s).currentRevision).toBe(status(s).updateRevision);
  expectRest(s);
});

test.each([
  ['a partition keeps the lower ones', { rollingUpdate: { partition: 2 } }, ['1.27', '1.27', '1.28']],
  ['OnDelete touches none', { type: 'OnDelete', rollingUpdate: null }, ['1.27', '1.27', '1.27']],
])('%s, and a Pod that is deleted comes back as its place asks', (_title, updateStrategy, expected) => {
  const s = story([set()]);
  s.merge(PATH, { spec: { updateStrategy } });
  s.merge(PATH, image('1.28'));
  expect(images(s)).toEqual(expected);
  s.ask('DELETE', '/api/v1/namespaces/default/pods/db-1');
  expect(images(s)[1]).toBe(expected[2] === '1.28' ? '1.27' : '1.28');
  expect(status(s).currentRevision).not.toBe(status(s).updateRevision);
  expectRest(s);
});

test('it shrinks from the highest ordinal, counts from ordinals.start, and in parallel waits for nobody', () => {
  const s = story([set({ podManagementPolicy: 'Parallel', ordinals: { start: 5 } })]);
  expect(names(s)).toEqual(['db-5', 'db-6', 'db-7']);
  expect(new Set(pods(s).map((p) => p.metadata.creationTimestamp)).size).toBe(1);
  s.merge(PATH, { spec: { replicas: 1 } });
  expect(names(s)).toEqual(['db-5']);
  expectRest(s);
});

test('a Pod that never gets ready holds up those behind it', () => {
  const s = story([set({}, { image: 'example.com/not/there:1' })]);
  expect(names(s)).toEqual(['db-0']);
  expect(status(s)).toMatchObject({ replicas: 1, availableReplicas: 0 });
  expectRest(s);
});

test('a set that goes takes its Pods and revisions along; orphaned ones stay', () => {
  const s = story([set()]);
  s.ask('DELETE', PATH, { propagationPolicy: 'Orphan' });
  expect(names(s)).toEqual(['db-0', 'db-1', 'db-2']);
  s.ask('POST', '/apis/apps/v1/namespaces/default/statefulsets', set());
  expect(pods(s).every((p) => p.metadata.ownerReferences?.[0]?.kind === 'StatefulSet')).toBe(true);
  s.ask('DELETE', PATH);
  expect(names(s)).toEqual([]);
  expect(s.list('controllerrevisions.apps')).toEqual([]);
});
