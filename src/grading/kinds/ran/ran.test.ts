import { expect, test } from 'vitest';
import { told } from '#machine/hop.ts';
import type { Exchange } from '#machine/http.ts';
import type { CommandRecord, Evidence } from '../../check.ts';
import type { Problem } from '../../problem.ts';
import { Reader } from '../../reader.ts';
import { ran } from './ran.ts';

const trace = [{ at: 'laptop', ...told('answered 404', 'answered', { status: '404' }), ok: true }];
const answered: Exchange = { ok: true, trace, elapsedMs: 1, response: { status: 404, headers: [], body: '' } };
const refused: Exchange = { ok: false, trace, elapsedMs: 1, error: { kind: 'refused', phase: 'connect', message: '' } };
const record = (changed: Partial<CommandRecord> = {}): CommandRecord => ({
  line: 'curl -s http://web/a',
  place: 'laptop',
  exitCode: 0,
  stdout: 'one\ntwo\n',
  stderr: 'three\n',
  exchanges: [{ from: 'laptop', url: 'http://web/a', exchange: answered }],
  ...changed,
});

const parse = (spec: object) => {
  const problems: Problem[] = [];
  const read = ran.parse(
    new Reader(spec, { file: 'f', spotOf: () => undefined, problems }),
    new Reader({}, { file: 'f', spotOf: () => undefined, problems }),
  );
  return { read, problems };
};
const judge = (spec: object, ...commands: readonly CommandRecord[]) => {
  const { read, problems } = parse(spec);
  expect(problems).toEqual([]);
  return ran.judge(read, { commands } as Partial<Evidence> as Evidence, 'id');
};

test('nothing is judged before a line like it was run', async () => {
  expect(await judge({ line: '^curl' })).toMatchObject({
    state: 'pending',
    because: { en: 'Not run yet.', zh: '还没有运行。' },
  });
  expect(await judge({ line: '^wget' }, record())).toMatchObject({ state: 'pending' });
  expect(await judge({ line: '^curl' }, record())).toMatchObject({
    state: 'passed',
    because: { en: 'You ran: curl -s http://web/a' },
    trace,
  });
});

test.each([
  ['exit', { exit: 0 }, { exit: 7 }],
  ['prints, on standard output', { prints: '^two$' }, { prints: '^tw$' }],
  ['prints, on standard error', { prints: '^three$' }, { prints: 'four' }],
  ['asked', { asked: '^http://web/' }, { asked: '^http://db/' }],
  ['status', { status: 404 }, { status: 200 }],
  ['status of a URL', { asked: 'web', status: 404 }, { asked: 'web', status: 200 }],
  ['a status where the request was to end', { status: 404 }, { ended: 'refused' }],
])('%s decides', async (_what, right, wrong) => {
  expect((await judge({ line: 'curl', ...right }, record())).state).toBe('passed');
  expect(await judge({ line: 'curl', ...wrong }, record())).toMatchObject({
    state: 'failed',
    because: {
      en: 'You ran it, but it ended differently (exit code 0).',
      zh: '你运行了，但结果不是这样（退出码 0）。',
    },
    trace,
  });
});

test('ended decides', async () => {
  const failing = record({ exchanges: [{ from: 'laptop', url: 'http://web/a', exchange: refused }] });
  expect((await judge({ line: 'curl', ended: 'refused' }, failing)).state).toBe('passed');
  expect((await judge({ line: 'curl', ended: 'timeout' }, failing)).state).toBe('failed');
  expect((await judge({ line: 'curl', status: 404 }, failing)).state).toBe('failed');
});

test('one request must have both the URL and the status', async () => {
  const two = record({
    exchanges: [
      { from: 'laptop', url: 'http://web/a', exchange: refused },
      { from: 'laptop', url: 'http://db/', exchange: answered },
    ],
  });
  expect((await judge({ line: 'curl', asked: 'web', status: 404 }, two)).state).toBe('failed');
  expect((await judge({ line: 'curl', asked: 'db', status: 404 }, two)).state).toBe('passed');
});

test('any right line passes, however many were wrong before or after; the last is told of', async () => {
  expect(
    (await judge({ line: 'curl', exit: 0 }, record({ exitCode: 7 }), record(), record({ exitCode: 28 }))).state,
  ).toBe('passed');
  expect(
    (await judge({ line: 'curl', exit: 0 }, record({ exitCode: 7 }), record({ exitCode: 28 }))).because.en,
  ).toContain('exit code 28');
});

test('otherwise replaces the words', async () => {
  const otherwise = { en: 'Try -L.', zh: '试试 -L。' };
  expect((await judge({ line: 'curl', exit: 1, otherwise }, record())).because).toEqual(otherwise);
});

test.each([
  [{}, 'line', 'Missing', 'a string'],
  [{ line: '(' }, 'line', 'BadPattern', 'a regular expression'],
  [{ line: 5 }, 'line', 'WrongType', 'a string'],
  [{ line: 'a', prints: '[' }, 'prints', 'BadPattern', 'a regular expression'],
  [{ line: 'a', asked: '+' }, 'asked', 'BadPattern', 'a regular expression'],
  [{ line: 'a', exit: '0' }, 'exit', 'WrongType', 'a whole number'],
  [{ line: 'a', status: 2.5 }, 'status', 'WrongType', 'a whole number of at least 0'],
  [{ line: 'a', ended: 'dead' }, 'ended', 'WrongType', 'one of unresolved, refused, timeout, reset, tls'],
  [{ line: 'a', code: 1 }, 'code', 'UnknownField', 'one of line, exit, prints, from, asked, status, ended, otherwise'],
])('%o is told of once', (spec, path, name, expected) => {
  expect(parse(spec).problems).toEqual([expect.objectContaining({ path, name, expected })]);
});
