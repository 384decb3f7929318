import { expect, test } from 'vitest';
import { LogBuffer, type LogLine, selectLines, showLine } from './log-buffer.ts';

const START = Date.parse('2026-01-05T09:00:00Z');
const line = (seconds: number): LogLine => ({
  atMs: START + seconds * 1000,
  stream: 'stdout',
  text: `line ${seconds}`,
});
const lines = [0, 1, 2, 3].map(line);
const now = START + 3000;

test.each([
  [{}, [0, 1, 2, 3]],
  [{ tailLines: '2' }, [2, 3]],
  [{ tailLines: '0' }, []],
  [{ tailLines: '9' }, [0, 1, 2, 3]],
  [{ sinceSeconds: '1' }, [2, 3]],
  [{ sinceTime: '2026-01-05T09:00:03Z' }, [3]],
  [{ sinceSeconds: '2', tailLines: '1' }, [3]],
] as const)('%o selects %o', (query, expected) => {
  expect(selectLines(lines, query, now)).toEqual(expected.map(line));
});

test('a line with its time has nine digits after the second', () => {
  expect(showLine({ ...line(1), atMs: START + 1020 }, true)).toBe('2026-01-05T09:00:01.020000000Z line 1\n');
  expect(showLine(line(1), false)).toBe('line 1\n');
});

test('the last 5000 lines are kept', () => {
  const log = new LogBuffer();
  for (let i = 0; i < 5001; i++) log.add(line(i));
  expect([log.lines.length, log.lines[0]!.text, log.lines.at(-1)!.text]).toEqual([5000, 'line 1', 'line 5000']);
});

test('a follower hears each new line and the end, once; nothing after it stopped', () => {
  const log = new LogBuffer();
  log.add(line(0));
  const heard: string[] = [];
  log.follow(
    ({ text }) => heard.push(text),
    () => heard.push('end'),
  );
  const stop = log.follow(
    ({ text }) => heard.push(`second ${text}`),
    () => heard.push('second end'),
  );
  log.add(line(1));
  stop();
  log.add(line(2));
  expect(log.ended).toBe(false);
  log.end();
  log.end();
  log.add(line(3));
  expect(heard).toEqual(['line 1', 'second line 1', 'line 2', 'end']);
  expect([log.ended, log.lines.length]).toEqual([true, 4]);
});

test('who follows a container that has ended is told so at once', () => {
  const log = new LogBuffer();
  log.end();
  const heard: string[] = [];
  log.follow(
    () => heard.push('line'),
    () => heard.push('end'),
  );
  expect(heard).toEqual(['end']);
});
