import { expect, test } from 'vitest';
import { Lazy, lazyProgram } from './lazy.ts';
import type { Process } from './program.ts';
import { TextSink } from './text-sink.ts';

const processWith = (stderr: TextSink): Process => ({ argv: ['tool'], stderr }) as unknown as Process;

test('it is fetched once, when first asked for', async () => {
  let fetched = 0;
  const lazy = new Lazy(async () => ++fetched);
  expect([lazy.value, fetched]).toEqual([undefined, 0]);
  expect(await Promise.all([lazy.load(), lazy.load()])).toEqual([1, 1]);
  expect(lazy.value).toBe(1);
});

test('a program that cannot be fetched says so, and is fetched by the next try', async () => {
  let online = false;
  const lazy = new Lazy(async () => {
    if (!online) throw new Error('offline');
    return { tool: async () => 7 };
  });
  const program = lazyProgram(lazy, ({ tool }) => tool);
  const stderr = new TextSink();
  expect(await program(processWith(stderr))).toBe(126);
  expect(stderr.text).toBe('tool: this program could not be fetched (offline). Try once more.\n');
  online = true;
  expect(await program(processWith(stderr))).toBe(7);
});
