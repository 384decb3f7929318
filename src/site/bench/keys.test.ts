import { expect, test } from 'vitest';
import { Keys } from './keys.ts';

/** An engine that answers when it is told to. */
function engine() {
  const got: string[] = [];
  const answers: (() => void)[] = [];
  return {
    got,
    key: (terminal: number, data: string) => void got.push(`${terminal}${data}`),
    taken: () => new Promise<void>((resolve) => answers.push(resolve)),
    async answer() {
      answers.shift()?.();
      await Promise.resolve();
    },
  };
}

test('keys that an engine had not taken when it died go to the next one, in order, and once', async () => {
  let now = engine();
  const keys = new Keys(() => now as never);
  for (const data of ['a', 'b', 'c']) keys.send(0, data);
  await now.answer();
  keys.hold();
  now = engine();
  keys.send(1, 'd');
  expect(now.got).toEqual([]);
  keys.release();
  keys.send(0, 'e');
  expect(now.got).toEqual(['0b', '0c', '1d', '0e']);
  for (let i = 0; i < 4; i++) await now.answer();
  keys.hold();
  now = engine();
  keys.release();
  expect(now.got).toEqual([]);
});

test('what was meant for a cluster that is no more goes to no other', () => {
  let now = engine();
  const keys = new Keys(() => now as never);
  keys.send(0, 'a');
  keys.forget();
  keys.hold();
  now = engine();
  keys.release();
  expect(now.got).toEqual([]);
});
