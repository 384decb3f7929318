import { beforeAll, expect, test } from 'vitest';
import type { RealTime } from './clock.ts';
import { Lab } from './lab.ts';
import { LaptopShell } from './laptop-shell.ts';
import { LearnerSession } from './learner-session.ts';
import { preload } from './preload.ts';
import { skippingOf } from './skipping.ts';

beforeAll(() => preload(), 60_000);

/** At a terminal of a lab whose real time stands still; `quiet` lets the reader's go by. */
function learner(speed: number, language: 'en' | 'zh' = 'en') {
  const lab = new Lab({ time: 'live' });
  const later = new Set<() => void>();
  const real: RealTime = {
    now: () => 0,
    setTimeout: () => undefined,
    clearTimeout: () => undefined,
    soon: (run) => void setImmediate(run),
  };
  const reader: RealTime = {
    ...real,
    setTimeout: (run) => {
      later.add(run);
      return run;
    },
    clearTimeout: (run) => void later.delete(run as () => void),
  };
  lab.drive(real, speed);
  lab.cluster.hold(speed === 0);
  let shown = '';
  let records: readonly { readonly stdout: string }[] = [];
  const prompt = new LaptopShell(lab);
  prompt.onRecord = (record) => {
    records = [...records, record];
  };
  let isLearnersTurn = false;
  const session = new LearnerSession(lab, prompt, {
    ...{ columns: 200, rows: 24, history: [], ended: () => undefined },
    write: (text) => (shown += text),
    skipping: skippingOf(lab, { real: reader, language, speed: () => speed, isLearnersTurn: () => isLearnersTurn }),
  });
  /** What is written when the reader's two seconds are over. */
  const quiet = (): string => {
    shown = '';
    for (const run of [...later]) run();
    return shown;
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 30; turn++) await new Promise((ready) => setImmediate(ready));
  };
  const edits = (on: boolean): void => {
    isLearnersTurn = on;
  };
  return { lab, session, quiet, settle, edits, records: () => records };
}

test('a sleep of ten minutes is over after one key, and ten minutes later', async () => {
  const { lab, session, quiet, settle, records } = learner(1);
  await lab.machines.warm();
  lab.advance(60_000);
  session.key('sleep 600; echo awake\r');
  await settle();
  expect(quiet()).toBe('\x1b[2mCtrl-F skips to the next event · waiting: sleep 600\x1b[0m\r');
  const before = lab.clock.now();
  for (let presses = 0; session.busy && presses < 20; presses++) {
    session.key('\x06');
    await settle();
  }
  expect(session.busy).toBe(false);
  expect(lab.clock.now() - before).toBe(600_000);
  expect(records().map(({ stdout }) => stdout)).toEqual(['awake\n']);
});

test('rollout status goes on with what happens next, also where time stands still', async () => {
  const { lab, session, quiet, settle } = learner(0);
  await lab.machines.warm();
  lab.advance(60_000);
  session.key('kubectl create deployment web --image=nginx --replicas=2; kubectl rollout status deployment/web\r');
  await settle();
  expect(quiet()).toContain(
    'Time stands still: Ctrl-F goes on to the next event · waiting: kubectl rollout status deployment/web',
  );
  let presses = 0;
  for (; session.busy && presses < 60; presses++) {
    session.key('\x06');
    await settle();
  }
  expect(session.busy).toBe(false);
  expect(presses).toBeGreaterThan(2);
  expect(lab.cluster.storage.get('deployments.apps', 'default/web')).toMatchObject({ status: { readyReplicas: 2 } });
});

test('in the language of the reader; and nothing where it is the learner who is waited for', async () => {
  const { lab, session, quiet, settle, edits } = learner(1, 'zh');
  await lab.machines.warm();
  session.key('sleep 600\r');
  await settle();
  edits(true);
  expect(quiet()).toBe('');
  edits(false);
  expect(quiet()).toContain('按 Ctrl-F 跳到下一个事件 · 正在等待：sleep 600');
  session.hangUp();
});
