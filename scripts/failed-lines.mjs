// A reporter for vitest: puts the lines in which a failed comparison differs under its message, which is all that the JSON report has of it
// ("expected 'Vouched for by…' to be 'Vouched for by…'"). Where a log's end is all that is left of a run, these lines are what explains it.

import { stripVTControlCharacters } from 'node:util';

const MOST = 8;

/** The lines that one side has and the other has not, as `diff` marks them. */
export function differingLines(diff = '') {
  const lines = stripVTControlCharacters(diff).split('\n');
  const changed = lines.filter((line) => /^[-+] (?!Expected|Received)/.test(line));
  const rest = changed.length - MOST;
  return rest > 0 ? [...changed.slice(0, MOST), `(${rest} lines more)`] : changed;
}

/** A stack with these lines between its message and its frames. */
function underMessage(stack, lines) {
  const frames = stack.search(/\n {4}at /);
  const end = frames < 0 ? stack.length : frames;
  return `${stack.slice(0, end)}\n${lines.join('\n')}${stack.slice(end)}`;
}

export default class FailedLines {
  onTestCaseResult(test) {
    for (const error of test.result().errors ?? []) {
      const lines = differingLines(error.diff);
      if (lines.length > 0) error.stack = underMessage(error.stack ?? error.message, lines);
    }
  }
}
