import { beforeAll, expect, test } from 'vitest';
import { bring } from './bring.ts';
import type { RealTime } from './clock.ts';
import { Lab } from './lab.ts';
import { LaptopShell } from './laptop-shell.ts';
import { LearnerSession } from './learner-session.ts';
import { preload } from './preload.ts';
import { type Random, randomFrom } from './random.ts';
import type { Snapshot } from './snapshot.ts';

beforeAll(() => preload());

const soon = (): Promise<void> => new Promise((ready) => setImmediate(ready));
const START_MS = Date.parse('2026-03-01T10:00:00Z');

const SLOW = `apiVersion: v1
kind: Pod
metadata: { name: slow, labels: { app: web } }
spec:
  containers:
  - name: web
    image: nginx
    readinessProbe: { httpGet: { port: 80 }, initialDelaySeconds: 7, periodSeconds: 3 }
`;
/** What they come to depends on how far others have come. */
const LINES = [
  'kubectl create deployment web --image=nginx --replicas=3',
  'kubectl apply -f slow.yaml',
  'kubectl rollout status deployment web > /dev/null',
  'kubectl set image deployment web nginx=nginx:1.29; sleep 2',
  'kubectl get pods --no-headers | grep -c Running > running',
  'kubectl scale deployment web --replicas=1',
  'kubectl rollout undo deployment web',
  'kubectl delete pod slow',
  'kubectl create cronjob tick --image=busybox --schedule="* * * * *" -- date',
  'kubectl expose deployment web --port=80 && date > when',
] as const;

interface Entered {
  readonly line: string;
  readonly terminal: number;
  readonly atMs: number;
}

interface Bench {
  readonly lab: Lab;
  readonly sessions: readonly LearnerSession[];
}

/** Two terminals at a lab of its own. */
async function bench(real: RealTime, speed: number): Promise<Bench> {
  const lab = new Lab({ seed: 9, time: 'live', startMs: START_MS, nodes: 2, home: { 'slow.yaml': SLOW } });
  lab.drive(real, speed);
  await lab.machines.warm();
  const options = { columns: 80, rows: 24, history: [], write: () => undefined, ended: () => undefined };
  return { lab, sessions: [0, 1].map(() => new LearnerSession(lab, new LaptopShell(lab), options)) };
}

/** Somebody types them, and takes their time. */
async function typed(random: Random): Promise<{ readonly entered: readonly Entered[]; readonly left: Snapshot }> {
  let realMs = 0;
  let due: { readonly run: () => void; readonly atMs: number } | undefined;
  const { lab, sessions } = await bench(
    {
      now: () => realMs,
      setTimeout: (run, ms) => (due = { run, atMs: realMs + ms }),
      clearTimeout: () => (due = undefined),
      soon: (run) => void setImmediate(run),
    },
    1,
  );
  const pass = async (untilMs: number): Promise<void> => {
    for (let turn = 0; turn < 30; turn++) await soon();
    while (due && due.atMs <= untilMs) {
      const { run, atMs } = due;
      due = undefined;
      realMs = Math.max(realMs, atMs);
      run();
      await soon();
      await soon();
    }
    realMs = untilMs;
  };
  const entered: Entered[] = [];
  for (const line of LINES) {
    await pass(realMs + Math.floor(random.next() ** 3 * 60_000));
    const preferred = random.next() < 0.3 ? 1 : 0;
    const terminal = sessions[preferred]!.busy ? 1 - preferred : preferred;
    while (sessions[terminal]!.busy) await pass(realMs + 500);
    lab.catchUp();
    entered.push({ line, terminal, atMs: lab.clock.now() });
    sessions[terminal]!.key(`${line}\r`);
  }
  await pass(realMs + 40_000);
  lab.catchUp();
  return { entered, left: lab.snapshot() };
}

/** The same in a lab that is brought to each moment. */
async function again(entered: readonly Entered[], untilMs: number): Promise<Snapshot> {
  const still: RealTime = { now: () => 0, setTimeout: () => 0, clearTimeout: () => undefined, soon: setImmediate };
  const { lab, sessions } = await bench(still, 0);
  const isBusy = (): boolean => sessions.some(({ busy }) => busy);
  for (const { line, terminal, atMs } of entered) {
    await bring(lab, atMs, isBusy, soon);
    expect(lab.clock.now()).toBe(atMs);
    sessions[terminal]!.key(`${line}\r`);
  }
  await bring(lab, untilMs, isBusy, soon);
  return lab.snapshot();
}

test.each([1, 3])(
  'lines entered again at their moments find the very cluster, to the byte: pauses drawn from %i',
  async (seed) => {
    const { entered, left } = await typed(randomFrom(seed));
    const found = await again(entered, left.nowMs);
    expect(found.storage).toEqual(left.storage);
    expect(found).toEqual(left);
  },
);

test('others have their turn while a long time passes, however much happens in it', async () => {
  const still: RealTime = { now: () => 0, setTimeout: () => 0, clearTimeout: () => undefined, soon: setImmediate };
  const { lab, sessions } = await bench(still, 0);
  sessions[0]!.key('kubectl create cronjob tick --image=busybox --schedule="*/5 * * * *" -- date\r');
  await bring(lab, START_MS + 5000, () => sessions[0]!.busy, soon);
  let turns = 0;
  await bring(
    lab,
    START_MS + 3 * 3_600_000,
    () => false,
    () => {
      turns++;
      return soon();
    },
  );
  expect(lab.clock.now()).toBe(START_MS + 3 * 3_600_000);
  expect(turns).toBeGreaterThan(15);
  expect(lab.cluster.storage.list('jobs.batch').length).toBeGreaterThan(0);
});
