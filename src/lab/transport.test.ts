import { expect, test } from 'vitest';
import type { Answer } from '#apimachinery/wire.ts';
import { labTransport } from './transport.ts';

/** A server that sends what it is told to send, to whoever watches. */
function watched(first: readonly unknown[]) {
  let send: ((value: unknown) => void) | undefined;
  let stopped = 0;
  const answer: Answer = {
    code: 200,
    headers: {},
    open({ piece }) {
      send = piece;
      for (const value of first) piece(value);
      return () => void stopped++;
    },
  };
  const transport = labTransport({ server: 'https://10.0.0.1' }, { handle: () => answer });
  return { transport, send: (value: unknown) => send!(value), stopped: () => stopped };
}

test.each([
  ['an event that is there already', ['bad']],
  ['one that comes later', []],
])('a client that fails at %s ends its own stream, and not the work of who sent it', async (_, first) => {
  const { transport, send, stopped } = watched(first);
  const seen: unknown[] = [];
  const streaming = transport.stream(
    { method: 'GET', path: '/api/v1/pods?watch=true', headers: {} },
    (value) => {
      seen.push(value);
      if (value === 'bad') throw new TypeError('cannot read it');
    },
    new AbortController().signal,
  );
  const failed = expect(streaming).rejects.toThrow('cannot read it');
  await Promise.resolve();
  if (first.length === 0) expect(() => send('bad')).not.toThrow();
  await failed;
  expect(() => send('late')).not.toThrow();
  expect(seen).toEqual(['bad']);
  expect(stopped()).toBe(1);
});
