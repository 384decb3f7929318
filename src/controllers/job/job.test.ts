import { expect, test } from 'vitest';
import type { Job } from '#api/batch/types.ts';
import type { Pod } from '#api/core/types.ts';
import { expectRest, type Story, story } from '#lab/story.test-helper.ts';
import { indexesText, parseIndexes } from './indexes.ts';

const job = (command: string, spec: object = {}, podSpec: object = {}): object => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'work' },
  spec: {
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'c', image: 'busybox:1.37', command: ['sh', '-c', command] }],
        ...podSpec,
      },
    },
    ...spec,
  },
});
const PATH = '/apis/batch/v1/namespaces/default/jobs/work';
const pods = (s: Story): readonly Pod[] => s.list<Pod>('pods');
const status = (s: Story): NonNullable<Job['status']> => s.get<Job>('jobs.batch', 'work').status!;
const conditions = (s: Story): string[] =>
  (status(s).conditions ?? []).map((c) => `${c.type}=${c.status} ${c.reason}: ${c.message}`);
const told = (s: Story): string[] => s.events('Job').map((e) => e.replace(/work-\S+/, 'POD'));
const ran = async (objects: readonly unknown[], turns?: number): Promise<Story> => {
  const s = story(objects);
  await settled(s, turns);
  return s;
};
/** Processes of containers take turns of the real event loop. */
async function settled(s: Story, turns = 50): Promise<void> {
  for (let i = 0; i < turns; i++) {
    await new Promise((done) => setImmediate(done));
    s.lab.settle();
  }
}

test('a Pod that ends well completes the Job, and is counted once', async () => {
  const s = await ran([job('echo hello')]);
  expect(status(s)).toMatchObject({ succeeded: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
  expect(status(s).completionTime).toBeDefined();
  const text = 'True CompletionsReached: Reached expected number of succeeded pods';
  expect(conditions(s)).toEqual([`SuccessCriteriaMet=${text}`, `Complete=${text}`]);
  expect(told(s)).toEqual(['Normal SuccessfulCreate Created pod: POD', 'Normal Completed Job completed']);
  expect(pods(s).map((p) => [p.status.phase, p.metadata.finalizers])).toEqual([['Succeeded', undefined]]);
  expectRest(s);
});

test('what fails is tried again after 10 s, then twice as long, until the limit is reached', async () => {
  const s = await ran([job('exit 3', { backoffLimit: 2 })]);
  const times = pods(s)
    .map((p) => Date.parse(p.metadata.creationTimestamp!) / 1000)
    .sort((a, b) => a - b);
  expect(times.length).toBe(3);
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(10);
  expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(20);
  const text = 'True BackoffLimitExceeded: Job has reached the specified backoff limit';
  expect(conditions(s)).toEqual([`FailureTarget=${text}`, `Failed=${text}`]);
  expect(status(s)).toMatchObject({ failed: 3, uncountedTerminatedPods: {} });
  expect(told(s).at(-1)).toBe('Warning BackoffLimitExceeded Job has reached the specified backoff limit');
  expectRest(s);
});

test('an Indexed Job gives each Pod its index, as environment, hostname and label', async () => {
  const s = await ran([
    job('echo $JOB_COMPLETION_INDEX', { completions: 3, parallelism: 2, completionMode: 'Indexed' }),
  ]);
  expect(status(s)).toMatchObject({ succeeded: 3, completedIndexes: '0-2' });
  const named = [...pods(s)].sort((a, b) => (a.spec.hostname! < b.spec.hostname! ? -1 : 1));
  expect(
    named.map((p) => [p.spec.hostname, p.metadata.annotations!['batch.kubernetes.io/job-completion-index']]),
  ).toEqual([
    ['work-0', '0'],
    ['work-1', '1'],
    ['work-2', '2'],
  ]);
  expect(named[0]!.metadata.generateName).toBe('work-0-');
  expect(named[0]!.metadata.labels).toMatchObject({ 'batch.kubernetes.io/job-completion-index': '0' });
  expect(named[1]!.spec.containers[0]!.env![0]!.valueFrom!.fieldRef!.fieldPath).toBe(
    "metadata.labels['batch.kubernetes.io/job-completion-index']",
  );
  expectRest(s);
});

test('a deadline ends what runs on', async () => {
  const s = await ran([job('sleep 1000', { activeDeadlineSeconds: 30 })]);
  const text = 'True DeadlineExceeded: Job was active longer than specified deadline';
  expect(conditions(s)).toEqual([`FailureTarget=${text}`, `Failed=${text}`]);
  expect([pods(s), status(s).failed, status(s).active]).toEqual([[], 1, undefined]);
  expectRest(s);
});

test.each([
  [
    'FailJob',
    'Failed=True PodFailurePolicy: Container c for pod default/POD failed with exit code 42 matching FailJob rule at index 0',
    1,
  ],
  ['Ignore', undefined, undefined],
] as const)('podFailurePolicy %s', async (action, ending, failed) => {
  const podFailurePolicy = { rules: [{ action, onExitCodes: { operator: 'In', values: [42] } }] };
  // What is ignored is tried for ever, but the lab rests all the same.
  const s = await ran([job('exit 42', { podFailurePolicy, backoffLimit: 1 })]);
  if (action === 'Ignore') expect(pods(s).length).toBeGreaterThan(2);
  expect(
    conditions(s)
      .at(-1)
      ?.replace(/work-\w+/, 'POD'),
  ).toBe(ending);
  expect(status(s).failed).toBe(failed);
});

test('an index with a limit of its own fails alone', async () => {
  const command = 'test $JOB_COMPLETION_INDEX != 1';
  const s = await ran([
    job(command, { completions: 3, parallelism: 3, completionMode: 'Indexed', backoffLimitPerIndex: 1 }),
  ]);
  expect(status(s)).toMatchObject({ completedIndexes: '0,2', failedIndexes: '1', succeeded: 2, failed: 2 });
  expect(conditions(s).at(-1)).toBe('Failed=True FailedIndexes: Job has failed indexes');
  expectRest(s);
});

test('a suspended Job has no Pods; resumed it starts anew', async () => {
  const s = await ran([job('echo hello', { suspend: true })]);
  expect([pods(s), conditions(s), status(s).startTime]).toEqual([
    [],
    ['Suspended=True JobSuspended: Job suspended'],
    undefined,
  ]);
  s.merge(PATH, { spec: { suspend: false } });
  await settled(s);
  expect(conditions(s)[0]).toBe('Suspended=False JobResumed: Job resumed');
  expect([conditions(s).at(-1)?.slice(0, 13), status(s).startTime !== undefined]).toEqual(['Complete=True', true]);
  expect(told(s).map((e) => e.split(' ')[1])).toEqual(['Suspended', 'SuccessfulCreate', 'Resumed', 'Completed']);
});

test('suspending takes running Pods away without counting them', async () => {
  const s = await ran([job('sleep 100000')]);
  expect(status(s)).toMatchObject({ active: 1, ready: 1 });
  s.merge(PATH, { spec: { suspend: true } });
  await settled(s);
  expect([pods(s), status(s).failed, status(s).active]).toEqual([[], undefined, undefined]);
  expectRest(s);
});

test('its Pods go with it, finalizer or not; a time to live takes it away by itself', async () => {
  const s = await ran([job('sleep 100000')]);
  s.ask('DELETE', PATH, { propagationPolicy: 'Background' });
  await settled(s);
  expect(pods(s)).toEqual([]);
  s.ask('POST', '/apis/batch/v1/namespaces/default/jobs', job('echo hello', { ttlSecondsAfterFinished: 20 }));
  await settled(s);
  expect([s.list('jobs.batch'), pods(s)]).toEqual([[], []]);
});

test.each([
  ['0-2', [0, 1, 2]],
  ['0,1,3-5', [0, 1, 3, 4, 5]],
  ['', []],
])('indexes as text: %s', (text, indexes) => {
  expect(indexesText(new Set(indexes))).toBe(text);
  expect([...parseIndexes(text, 10)]).toEqual(indexes);
});

test('work that takes a while is done before the cluster is at rest; who would sleep for an hour is not waited for', async () => {
  const s = await ran([job('sleep 2; sleep 3')]);
  expect(conditions(s).at(-1)).toContain('Complete=True');
  const endless = await ran([job('sleep 3600')]);
  expect(status(endless).active).toBe(1);
});
