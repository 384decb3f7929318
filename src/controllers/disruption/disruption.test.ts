import { expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import type { PodDisruptionBudget } from '#api/policy/types.ts';
import type { Status } from '#apimachinery/status.ts';
import { expectRest, type Story, story } from '#lab/story.test-helper.ts';

const web = (replicas: number): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } },
  },
});
const bare = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] },
});
const budget = (spec: object, name = 'web'): object => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
});
const status = (s: Story): PodDisruptionBudget['status'] =>
  s.get<PodDisruptionBudget>('poddisruptionbudgets.policy', 'web').status;
const counts = (s: Story): number[] => {
  const { expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed } = status(s);
  return [expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed];
};
const evict = (s: Story, pod: Pod) =>
  s.ask('POST', `/api/v1/namespaces/default/pods/${pod.metadata.name}/eviction`, {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: pod.metadata.name },
  });

test.each([
  ['so many stay', 3, { minAvailable: 2 }, [3, 2, 3, 1]],
  ['a part of them stays, rounded up', 3, { minAvailable: '50%' }, [3, 2, 3, 1]],
  ['so many may be missing', 4, { maxUnavailable: 1 }, [4, 3, 4, 1]],
  ['a part of them may be missing, rounded up', 3, { maxUnavailable: '50%' }, [3, 1, 3, 2]],
  ['more have to stay than there are', 1, { minAvailable: 2 }, [1, 2, 1, 0]],
  ['there are none, so none may go', 0, { minAvailable: 0 }, [0, 0, 0, 0]],
])('%s', (_title, replicas, spec, expected) => {
  const s = story([web(replicas), budget(spec)]);
  expect(counts(s)).toEqual(expected);
  expect(status(s)).toMatchObject({
    observedGeneration: 1,
    conditions: [
      {
        type: 'DisruptionAllowed',
        observedGeneration: 1,
        ...(expected[3]! > 0
          ? { status: 'True', reason: 'SufficientPods' }
          : { status: 'False', reason: 'InsufficientPods' }),
        message: '',
      },
    ],
  });
  // A controller that starts anew says again that there are no Pods.
  if (expected[0]! > 0) expectRest(s);
});

test('an eviction takes from the budget; the replacement gives it back when it is ready', () => {
  const s = story([web(2), budget({ minAvailable: 1 })], { time: 'live' });
  s.lab.advance(60_000);
  expect(counts(s)).toEqual([2, 1, 2, 1]);
  const [first, second] = s.list<Pod>('pods');
  expect(evict(s, first!).code).toBe(201);
  expect(s.get<Pod>('pods', first!.metadata.name).status.conditions).toContainEqual(
    expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }),
  );
  expect(counts(s).slice(2)).toEqual([1, 0]);
  const refused = evict(s, second!);
  expect(refused.code).toBe(429);
  expect((refused.body as Status).details?.causes).toEqual([
    { reason: 'DisruptionBudget', message: 'The disruption budget web needs 1 healthy pods and has 1 currently' },
  ]);
  s.lab.advance(60_000);
  expect(counts(s)).toEqual([2, 1, 2, 1]);
  expect(status(s).disruptedPods).toBeUndefined();
  expect(evict(s, second!).code).toBe(201);
});

test('says what it cannot reckon, and lets nothing go meanwhile', () => {
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'web' },
    spec: {
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'nginx:1.27' }] },
      },
    },
  };
  const s = story([job, budget({ maxUnavailable: 1 })]);
  expect(status(s)).toMatchObject({
    disruptionsAllowed: 0,
    conditions: [
      { status: 'False', reason: 'SyncFailed', message: 'jobs.batch does not implement the scale subresource' },
    ],
  });
  expect(s.events('PodDisruptionBudget')).toEqual([
    'Warning CalculateExpectedPodCountFailed Failed to calculate the number of expected pods: jobs.batch does not implement the scale subresource',
  ]);
  expect((evict(s, s.list<Pod>('pods')[0]!).body as Status).details?.causes?.[0]?.message).toBe(
    'The disruption budget web is still being processed by the server.',
  );
});

test('Pods without a controller count only where a number of Pods is asked for', () => {
  expect(counts(story([bare('a'), bare('b'), budget({ minAvailable: 1 })]))).toEqual([2, 1, 2, 1]);
  const s = story([bare('a'), budget({ maxUnavailable: 1 })]);
  expect(counts(s)).toEqual([0, 0, 1, 0]);
  expect(s.events('PodDisruptionBudget')[0]).toBe(
    'Warning UnmanagedPods Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.',
  );
});

test('two budgets for one Pod: it is told, and cannot be evicted', () => {
  const s = story([bare('a'), budget({ minAvailable: 0 }), budget({ minAvailable: 0 }, 'two')]);
  expect(s.events('Pod')).toContain(
    'Warning MultiplePodDisruptionBudgets Pod "default"/"a" matches multiple PodDisruptionBudgets.  Chose "web" arbitrarily.',
  );
  expect(evict(s, s.list<Pod>('pods')[0]!).code).toBe(500);
});
