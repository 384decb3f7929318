import { expect, test } from 'vitest';
import type { DaemonSet } from '#api/apps/types.ts';
import type { Node, Pod } from '#api/core/types.ts';
import { expectRest, type Story, story } from '#lab/story.test-helper.ts';

const set = (spec: object = {}, podSpec: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent' },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: { containers: [{ name: 'c', image: 'nginx:1.27' }], ...podSpec },
    },
    ...spec,
  },
});
const PATH = '/apis/apps/v1/namespaces/default/daemonsets/agent';
const pods = (s: Story): readonly Pod[] =>
  [...s.list<Pod>('pods')].sort((a, b) => (a.spec.nodeName! < b.spec.nodeName! ? -1 : 1));
const nodes = (s: Story): (string | undefined)[] => pods(s).map((p) => p.spec.nodeName);
const images = (s: Story): string[] => pods(s).map((p) => p.spec.containers[0]!.image.slice(-4));
const image = (tag: string): object => ({
  spec: { template: { spec: { containers: [{ name: 'c', image: `nginx:${tag}` }] } } },
});
const status = (s: Story): DaemonSet['status'] => s.get<DaemonSet>('daemonsets.apps', 'agent').status;

test('one Pod a node, bound by affinity, that stays where there is trouble', () => {
  const s = story([set()]);
  expect(nodes(s)).toEqual(['node-1', 'node-2', 'node-3']);
  expect(pods(s)[0]!.metadata.labels).toMatchObject({ app: 'agent', 'pod-template-generation': '1' });
  expect(pods(s)[0]!.spec.affinity).toEqual({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] }],
      },
    },
  });
  expect(pods(s)[0]!.spec.tolerations?.map((t) => `${t.key}:${t.effect}`)).toEqual([
    'node.kubernetes.io/not-ready:NoExecute',
    'node.kubernetes.io/unreachable:NoExecute',
    'node.kubernetes.io/disk-pressure:NoSchedule',
    'node.kubernetes.io/memory-pressure:NoSchedule',
    'node.kubernetes.io/pid-pressure:NoSchedule',
    'node.kubernetes.io/unschedulable:NoSchedule',
  ]);
  expect(status(s)).toEqual({
    currentNumberScheduled: 3,
    numberMisscheduled: 0,
    desiredNumberScheduled: 3,
    numberReady: 3,
    observedGeneration: 1,
    updatedNumberScheduled: 3,
    numberAvailable: 3,
  });
  expectRest(s);
});

test('labels, taints and new nodes decide where it runs', () => {
  const s = story([set({}, { nodeSelector: { disk: 'ssd' } })]);
  expect(nodes(s)).toEqual([]);
  s.merge('/api/v1/nodes/node-2', { metadata: { labels: { disk: 'ssd' } } });
  expect(nodes(s)).toEqual(['node-2']);
  s.merge('/api/v1/nodes/node-2', { spec: { unschedulable: true } });
  expect(nodes(s)).toEqual(['node-2']);
  const taint = (effect: string): object => ({ spec: { taints: [{ key: 'mine', effect }] } });
  s.merge('/api/v1/nodes/node-2', taint('NoSchedule'));
  expect([nodes(s), status(s)!.numberMisscheduled]).toEqual([['node-2'], 1]);
  s.merge('/api/v1/nodes/node-2', taint('NoExecute'));
  expect([nodes(s), status(s)!.desiredNumberScheduled]).toEqual([[], 0]);
  const node = s.get<Node>('nodes', 'node-1', '');
  s.ask('POST', '/api/v1/nodes', {
    ...node,
    metadata: { name: 'node-9', labels: { disk: 'ssd' } },
    spec: { podCIDR: '10.244.9.0/24' },
  });
  expect(nodes(s)).toEqual(['node-9']);
});

test('a rolling update replaces one Pod at a time, and marks the template', () => {
  const s = story([set()]);
  s.merge(PATH, image('1.28'));
  expect(images(s)).toEqual(['1.28', '1.28', '1.28']);
  expect(pods(s)[0]!.metadata.labels!['pod-template-generation']).toBe('2');
  expect(
    s
      .events('DaemonSet')
      .map((e) => e.split(' ')[1]!.slice(10))
      .join(' '),
  ).toBe('Create Create Create Delete Create Delete Create Delete Create');
  expectRest(s);
});

test('with a surge the new Pod is there before the old one goes', () => {
  const s = story([set({ updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } })]);
  s.merge(PATH, image('1.28'));
  expect(images(s)).toEqual(['1.28', '1.28', '1.28']);
  expect(
    s
      .events('DaemonSet')
      .map((e) => e.split(' ')[1]!.slice(10))
      .slice(3, 5),
  ).toEqual(['Create', 'Delete']);
  expectRest(s);
});

test('OnDelete waits for the old Pods to be deleted', () => {
  const s = story([set({ updateStrategy: { type: 'OnDelete' } })]);
  s.merge(PATH, image('1.28'));
  expect([images(s), status(s)!.updatedNumberScheduled]).toEqual([['1.27', '1.27', '1.27'], undefined]);
  s.ask('DELETE', `/api/v1/namespaces/default/pods/${pods(s)[1]!.metadata.name}`);
  expect([images(s), status(s)!.updatedNumberScheduled]).toEqual([['1.27', '1.28', '1.27'], 1]);
  expectRest(s);
});

test('a kubelet that rejects each Pod gets the next one after a wait that doubles', () => {
  const s = story([], { nodes: 1, time: 'waited' });
  const fill = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'port', namespace: 'default' } };
  const ports = [{ containerPort: 80, hostPort: 80 }];
  s.ask('POST', '/api/v1/namespaces/default/pods', {
    ...fill,
    spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx:1.27', ports }] },
  });
  s.lab.advance(10_000);
  const template = (set({}, { nodeName: 'node-1' }) as { spec: { template: { spec: { containers: object[] } } } }).spec;
  template.template.spec.containers = [{ name: 'c', image: 'nginx:1.27', ports }];
  s.ask('POST', '/apis/apps/v1/namespaces/default/daemonsets', { ...set(), spec: template });
  s.lab.advance(65_000);
  // After 0, 1, 3, 7, 15, 31 and 63 seconds.
  const failures = s.events('DaemonSet').filter((line) => line.includes('FailedDaemonPod'));
  expect(failures.length).toBe(7);
});
