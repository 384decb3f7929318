import { expect, test } from 'vitest';
import { Clock } from './clock.ts';
import { Sleepers } from './sleepers.ts';

function harness() {
  const clock = new Clock(0);
  const sleepers = new Sleepers(clock);
  const turns: (() => void)[] = [];
  const stop = sleepers.drive({ soon: (run) => turns.push(run) }, (ms) => {
    while (clock.runNext(ms));
    clock.advanceTo(ms);
  });
  /** One turn of the host's loop; false when none is waited for. */
  const turn = async (): Promise<boolean> => {
    const run = turns.shift();
    run?.();
    await Promise.resolve();
    return run !== undefined;
  };
  return { clock, sleepers, turn, stop };
}

test('time jumps from one sleeper to the next, and each wakes at its own time', async () => {
  const { clock, sleepers, turn } = harness();
  const woke: string[] = [];
  void sleepers.sleep(200).then(() => woke.push(`b@${clock.now()}`));
  void sleepers.sleep(100).then(() => woke.push(`a@${clock.now()}`));
  while (await turn());
  expect(woke).toEqual(['a@100', 'b@200']);
  expect(clock.pending).toBe(0);
});

test('a signal ends a sleep at once, and time does not jump to it any more', async () => {
  const { clock, sleepers, turn } = harness();
  const stop = new AbortController();
  const slept = sleepers.sleep(100, stop.signal);
  stop.abort();
  await slept;
  await sleepers.sleep(100, stop.signal);
  while (await turn());
  expect([clock.now(), clock.nextDueMs]).toEqual([0, undefined]);
});

test('a sleep without end neither moves time nor keeps the host busy', async () => {
  const { clock, sleepers, turn } = harness();
  void sleepers.sleep(Number.POSITIVE_INFINITY);
  expect([await turn(), await turn(), clock.now()]).toEqual([true, false, 0]);
});

test('what slept before a reset is forgotten', async () => {
  const { clock, sleepers, turn } = harness();
  void sleepers.sleep(100);
  clock.reset(0);
  while (await turn());
  expect(clock.now()).toBe(0);
});

test('who has stopped is not woken', async () => {
  const { clock, sleepers, turn, stop } = harness();
  void sleepers.sleep(100);
  stop();
  await turn();
  expect(clock.now()).toBe(0);
});
