import { expect, test } from 'vitest';
import type { Node, Pod } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import { expectRest, type Story, story } from '#lab/story.test-helper.ts';

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'nginx:1.27' }] },
    },
  },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};
const bare = (name: string, tolerations: object[] = []): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    nodeName: 'node-1',
    tolerations,
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'c', image: 'nginx:1.27' }],
  },
});
const node = (s: Story, name = 'node-1'): Node => s.get<Node>('nodes', name, '');
const condition = (s: Story, type: string) => node(s).status.conditions!.find((c) => c.type === type)!;
const taints = (s: Story): string[] => (node(s).spec.taints ?? []).map((t) => `${t.key}:${t.effect}`);
const on = (s: Story, name: string): readonly Pod[] => s.list<Pod>('pods').filter((p) => p.spec.nodeName === name);
const NODE = '/api/v1/nodes/node-1';

test('a node has a lease, which its kubelet renews every ten seconds', () => {
  const s = story([]);
  const renewTime = (): string =>
    s.get<{ spec: { renewTime: string } } & Node>('leases.coordination.k8s.io', 'node-1', 'kube-node-lease').spec
      .renewTime;
  const before = Date.parse(renewTime());
  s.lab.advance(30_000);
  expect(Date.parse(renewTime()) - before).toBeGreaterThanOrEqual(20_000);
  expectRest(s);
});

test('a node that falls silent is not ready after 50 seconds, its Pods get nothing to do, and go five minutes later', () => {
  const s = story([web, service], { time: 'live' });
  s.lab.advance(60_000);
  const [lost] = on(s, 'node-1');
  s.lab.cluster.nodes.stop('node-1');
  s.lab.advance(45_000);
  expect(condition(s, 'Ready').status).toBe('True');
  s.lab.advance(10_000);
  expect(condition(s, 'Ready')).toMatchObject({
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  });
  expect(taints(s)).toEqual(['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoExecute']);
  expect(s.events('Node')).toContain('Normal NodeNotReady Node node-1 status is now: NodeNotReady');
  expect(s.events('Pod')).toContain('Warning NodeNotReady Node is not ready');
  const endpoints = s
    .list<EndpointSlice>('endpointslices.discovery.k8s.io')
    .find((e) => e.metadata.labels?.['kubernetes.io/service-name'] === 'web')!;
  expect(endpoints.endpoints?.filter((e) => e.conditions?.ready).map((e) => e.nodeName)).not.toContain('node-1');
  s.lab.advance(290_000);
  expect(s.get<Pod>('pods', lost!.metadata.name).metadata.deletionTimestamp).toBeUndefined();
  s.lab.advance(20_000);
  expect(s.events('Pod')).toContain(
    `Normal TaintManagerEviction Marking for deletion Pod default/${lost!.metadata.name}`,
  );
  // Nobody is there to end it.
  expect(s.get<Pod>('pods', lost!.metadata.name)).toMatchObject({
    metadata: { deletionTimestamp: expect.any(String) },
    status: {
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: 'DisruptionTarget', reason: 'DeletionByTaintManager' }),
      ]),
    },
  });
  s.lab.advance(60_000);
  expect(s.list<Pod>('pods').filter((p) => !p.metadata.deletionTimestamp)).toHaveLength(3);
  s.lab.cluster.nodes.start('node-1');
  s.lab.advance(30_000);
  expect(condition(s, 'Ready').status).toBe('True');
  expect(taints(s)).toEqual([]);
  expect(s.get('pods', lost!.metadata.name)).toBeUndefined();
  expect(s.events('Node')).toContain('Normal NodeReady Node node-1 status is now: NodeReady');
});

test('back in time, its Pods stay and are ready again', () => {
  const s = story([web], { time: 'live' });
  s.lab.advance(60_000);
  s.lab.cluster.nodes.stop('node-1');
  s.lab.advance(120_000);
  const names = s.list<Pod>('pods').map((p) => p.metadata.name);
  s.lab.cluster.nodes.start('node-1');
  s.lab.advance(600_000);
  expect(s.list<Pod>('pods').map((p) => p.metadata.name)).toEqual(names);
  expect(
    s.list<Pod>('pods').every((p) => p.status.conditions!.some((c) => c.type === 'Ready' && c.status === 'True')),
  ).toBe(true);
});

test('a cordoned node is tainted', () => {
  const s = story([]);
  s.merge(NODE, { spec: { unschedulable: true } });
  expect(node(s).spec.taints).toEqual([
    { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: expect.any(String) },
  ]);
  s.merge(NODE, { spec: { unschedulable: null } });
  expect(node(s).spec.taints).toBeUndefined();
});

test('a NoExecute taint evicts at once, later, or never, as each Pod tolerates it', () => {
  const tolerate = (tolerationSeconds?: number): object => ({
    key: 'gpu',
    operator: 'Exists',
    effect: 'NoExecute',
    ...(tolerationSeconds && { tolerationSeconds }),
  });
  const s = story([bare('no'), bare('while', [tolerate(60)]), bare('ever', [tolerate()])], { time: 'live' });
  s.lab.advance(30_000);
  s.merge(NODE, { spec: { taints: [{ key: 'gpu', effect: 'NoExecute' }] } });
  s.lab.advance(10_000);
  expect(s.list('pods').map((p) => p.metadata.name)).toEqual(['ever', 'while']);
  expect(s.events('Pod')).toContain('Normal TaintManagerEviction Marking for deletion Pod default/no');
  s.lab.advance(60_000);
  expect(s.list('pods').map((p) => p.metadata.name)).toEqual(['ever']);
});

test('what others say of a node that is well, its kubelet puts right', () => {
  const s = story([], { time: 'live' });
  s.merge(`${NODE}/status`, {
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'Mine',
          message: '',
          lastHeartbeatTime: node(s).status.conditions![0]!.lastHeartbeatTime,
        },
      ],
    },
  });
  expect(taints(s)).toEqual(['node.kubernetes.io/not-ready:NoSchedule', 'node.kubernetes.io/not-ready:NoExecute']);
  s.lab.advance(12_000);
  expect(condition(s, 'Ready').reason).toBe('KubeletReady');
  expect(taints(s)).toEqual([]);
});

test('a deleted node takes its Pods and its lease along', () => {
  const s = story([web]);
  s.ask('DELETE', NODE);
  expect(on(s, 'node-1')).toEqual([]);
  expect(s.list<Pod>('pods')).toHaveLength(3);
  expect(s.list('leases.coordination.k8s.io', 'kube-node-lease')).toHaveLength(2);
});
