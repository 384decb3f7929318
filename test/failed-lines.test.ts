// A failed comparison says in its report what differs.
import { expect, test } from 'vitest';

interface Failure {
  readonly message: string;
  stack?: string;
  readonly diff?: string;
}

const { default: FailedLines, differingLines } = (await import(
  new URL('../scripts/failed-lines.mjs', import.meta.url).href
)) as {
  default: new () => { onTestCaseResult(test: { result(): { errors: Failure[] } }): void };
  differingLines(diff: string): string[];
};

const diff = '\u001b[32m- Expected\u001b[39m\n\u001b[31m+ Received\u001b[39m\n\n  same\n- is asked\n+ was said\n  same';
const reported = (errors: Failure[]) => {
  new FailedLines().onTestCaseResult({ result: () => ({ errors }) });
  return errors[0]?.stack;
};

test('the lines that differ stand between message and frames', () => {
  expect(reported([{ message: 'no', stack: 'AssertionError: no\n    at here:1:1', diff }])).toBe(
    'AssertionError: no\n- is asked\n+ was said\n    at here:1:1',
  );
  expect(reported([{ message: 'no', diff }])).toBe('no\n- is asked\n+ was said');
});

test('an error that compares nothing stays as it is', () => {
  expect(reported([{ message: 'no', stack: 'Error: no\n    at here:1:1' }])).toBe('Error: no\n    at here:1:1');
  expect(reported([])).toBeUndefined();
});

test('of many lines some are shown and the others counted', () => {
  const lines = differingLines(Array.from({ length: 20 }, (_, at) => `- ${at}`).join('\n'));
  expect(lines.slice(-2)).toEqual(['- 7', '(12 lines more)']);
});
