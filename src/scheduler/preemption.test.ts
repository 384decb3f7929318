import { expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import { type Story, story } from '#lab/story.test-helper.ts';

const priorityClass = (name: string, value: number, more: object = {}): object => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
  ...more,
});
const classes = [
  priorityClass('low', 10),
  priorityClass('high', 1000),
  priorityClass('polite', 1000, { preemptionPolicy: 'Never' }),
];
const pod = (name: string, cpu: string, priorityClassName: string, more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name.split('-')[0]! } },
  spec: {
    priorityClassName,
    terminationGracePeriodSeconds: 5,
    containers: [{ name: 'c', image: 'nginx:1.27', resources: { requests: { cpu } } }],
    ...more,
  },
});
const names = (s: Story): string[] => s.list<Pod>('pods').map((p) => p.metadata.name);
const told = (s: Story): string[] => [...new Set(s.events('Pod'))];
const full = '0/1 nodes are available: 1 Insufficient cpu.';

test('who matters less goes for who matters more, and no more of them than have to', () => {
  const s = story([...classes, pod('small', '1', 'low'), pod('large', '2', 'low'), pod('vip', '2', 'high')], {
    nodes: 1,
  });
  expect(names(s)).toEqual(['small', 'vip']);
  expect(s.get<Pod>('pods', 'vip').status.phase).toBe('Running');
  expect(told(s)).toContain(`Warning FailedScheduling ${full}`);
  const { uid } = s.get<Pod>('pods', 'vip').metadata;
  expect(told(s)).toContain(`Normal Preempted Preempted by pod ${uid} on node node-1`);
});

test('while they go, the Pod has a node in view, and they say why', () => {
  const s = story([...classes, pod('large', '3', 'low')], { nodes: 1, time: 'live' });
  s.lab.advance(30_000);
  s.ask('POST', '/api/v1/namespaces/default/pods', pod('vip', '3', 'high'));
  expect(s.get<Pod>('pods', 'vip').status.nominatedNodeName).toBe('node-1');
  expect(s.get<Pod>('pods', 'large')).toMatchObject({
    metadata: { deletionTimestamp: expect.any(String) },
    status: {
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: 'DisruptionTarget', reason: 'PreemptionByScheduler' }),
      ]),
    },
  });
  s.lab.advance(30_000);
  expect(names(s)).toEqual(['vip']);
});

test('a budget is spared where another node costs none', () => {
  const budget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'b' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'kept' } } },
  };
  const s = story(
    [
      ...classes,
      budget,
      pod('kept', '3', 'low', { nodeName: 'node-1' }),
      pod('free', '3', 'low', { nodeName: 'node-2' }),
      pod('vip', '3', 'high'),
    ],
    { nodes: 2 },
  );
  expect(names(s)).toEqual(['kept', 'vip']);
});

test.each([
  ['nobody matters less', 'low', '1 No preemption victims found for incoming pod.'],
  ['it does not want that', 'polite', 'not eligible due to preemptionPolicy=Never.'],
])('nobody goes: %s', (_title, priorityClassName, why) => {
  const s = story([...classes, pod('large', '3', 'low'), pod('other', '3', priorityClassName)], { nodes: 1 });
  expect(names(s)).toEqual(['large', 'other']);
  expect(told(s)).toContain(
    `Warning FailedScheduling ${full} no new claims to deallocate, preemption: ${why.startsWith('1') ? `0/1 nodes are available: ${why}` : why}`,
  );
});
