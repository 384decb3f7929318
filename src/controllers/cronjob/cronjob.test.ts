import { expect, test } from 'vitest';
import type { CronJob, Job } from '#api/batch/types.ts';
import { type Story, story } from '#lab/story.test-helper.ts';
import { lastStrike, parseSchedule } from './schedule.ts';

const cron = (spec: object = {}, command = 'echo hello'): object => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'tick' },
  spec: {
    schedule: '*/5 * * * *',
    jobTemplate: {
      metadata: { labels: { app: 'tick' } },
      spec: {
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'c', image: 'busybox:1.37', command: ['sh', '-c', command] }],
          },
        },
      },
    },
    ...spec,
  },
});
const START = '2026-01-05T09:02:00Z';
const begin = (object: object): Story => story([object], { startMs: Date.parse(START) });
const jobs = (s: Story): string[] => s.list<Job>('jobs.batch').map((j) => j.metadata.name);
const status = (s: Story): NonNullable<CronJob['status']> => s.get<CronJob>('cronjobs.batch', 'tick').status!;
const told = (s: Story): string[] => s.events('CronJob').map((e) => e.replace(/tick-\d+/, 'JOB'));
async function pass(s: Story, minutes: number): Promise<void> {
  for (let i = 0; i < minutes * 4; i++) {
    s.lab.advance(15_000);
    for (let turn = 0; turn < 10; turn++) await new Promise((done) => setImmediate(done));
  }
}
const nameAt = (time: string): string => `tick-${Date.parse(time) / 60_000}`;

test('a schedule does not pull time ahead; when it strikes, a Job is made and named by its time', async () => {
  const s = begin(cron());
  expect([jobs(s), s.lab.clock.pending]).toEqual([[], 0]);
  await pass(s, 4);
  expect(jobs(s)).toEqual([nameAt('2026-01-05T09:05:00Z')]);
  expect(s.list<Job>('jobs.batch')[0]!.metadata).toMatchObject({
    labels: { app: 'tick' },
    annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-05T09:05:00Z' },
  });
  expect(status(s)).toMatchObject({ lastScheduleTime: '2026-01-05T09:05:00Z' });
  expect(status(s).active).toBeUndefined();
  expect(status(s).lastSuccessfulTime! > '2026-01-05T09:05:00Z').toBe(true);
  expect(told(s)).toEqual([
    'Normal SuccessfulCreate Created job JOB',
    'Normal SawCompletedJob Saw completed job: JOB, condition: Complete',
  ]);
});

test('only so many finished Jobs are kept', async () => {
  const s = begin(cron({ successfulJobsHistoryLimit: 1 }));
  await pass(s, 14);
  expect(jobs(s)).toEqual([nameAt('2026-01-05T09:15:00Z')]);
});

test.each([
  ['Allow', 2, 2],
  ['Forbid', 1, 1],
  ['Replace', 1, 1],
])('what still runs, with %s', async (concurrencyPolicy, running, active) => {
  const s = begin(cron({ concurrencyPolicy }, 'sleep 100000'));
  await pass(s, 9);
  expect([jobs(s).length, status(s).active!.length]).toEqual([running, active]);
  if (concurrencyPolicy === 'Forbid')
    expect(told(s).at(-1)).toBe(
      'Normal JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid',
    );
  if (concurrencyPolicy === 'Replace') expect(jobs(s)).toEqual([nameAt('2026-01-05T09:10:00Z')]);
});

test('suspended it strikes nothing', async () => {
  const s = begin(cron({ suspend: true }));
  await pass(s, 9);
  expect(jobs(s)).toEqual([]);
});

test.each([
  ['*/15 * * * *', 'UTC', '2026-01-05T09:00:00Z', '2026-01-05T09:15:00.000Z'],
  ['@hourly', 'UTC', '2026-01-05T09:00:00Z', '2026-01-05T10:00:00.000Z'],
  ['@every 1h30m', 'UTC', '2026-01-05T09:00:00Z', '2026-01-05T10:30:00.000Z'],
  ['0 9 * * MON-FRI', 'Europe/Berlin', '2026-01-03T09:00:00Z', '2026-01-05T08:00:00.000Z'],
  ['0 0 13 * 5', 'UTC', '2026-01-05T09:00:00Z', '2026-01-09T00:00:00.000Z'],
  ['30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', undefined],
])('%s in %s', (text, zone, after, expected) => {
  const schedule = parseSchedule(text, zone);
  if (typeof schedule === 'string') throw new Error(schedule);
  const next = new Date(schedule.next(Date.parse(after))!).toISOString();
  if (expected) expect(next).toBe(expected);
  else expect(next > '2026-03-08').toBe(true);
});

test('the last of several strikes, and how many there were', () => {
  const schedule = parseSchedule('* * * * *');
  if (typeof schedule === 'string') throw new Error(schedule);
  expect(lastStrike(schedule, 0, 30_000)).toBeUndefined();
  expect(lastStrike(schedule, 0, 190_000)).toEqual({ atMs: 180_000, missed: 3 });
  expect(lastStrike(schedule, 0, 86_400_000)!.atMs).toBe(86_400_000);
});
