import { expect, test } from 'vitest';
import { WaitingLine } from '#shell/waiting-line.ts';
import { beforePrompt } from './printed.ts';

/** What tells a learner of the key that skips, once a command has been quiet. */
function waitingOn(open: string): { readonly waiting: WaitingLine; write(): string } {
  let written = '';
  const waiting = new WaitingLine(
    (text) => (written += text),
    () => ({ columns: 80, openCells: open.length, command: 'sleep 9', isTaken: false }),
    {
      after: (_, run) => {
        run();
        return () => undefined;
      },
      words: (command) => `waiting: ${command}`,
      skip: async () => undefined,
    },
  );
  return { waiting, write: () => written };
}

const [PROMPT, ENTERED] = ['\x1b[?2004hlearner@laptop:~$ ', '\x1b[?2004l\r\n'];

test.each([
  ['nothing', '', ''],
  ['a prompt alone', PROMPT, ''],
  ['a line that ended', `${PROMPT}ls${ENTERED}a\r\n${PROMPT}`, `${PROMPT}ls${ENTERED}a\r\n`],
  ['output that did not end its line', `${PROMPT}x${ENTERED}hello${PROMPT}`, `${PROMPT}x${ENTERED}hello\r\n`],
  ['a line that is being typed, over two rows', `a\r\n${PROMPT}echo aaaa\r\nbbb`, 'a\r\n'],
  ['a program that runs', `${PROMPT}watch${ENTERED}\x1b[Hone\r\ntwo`, `${PROMPT}watch${ENTERED}\x1b[Hone\r\ntwo\r\n`],
  [
    'colours that end behind the line',
    `${PROMPT}x${ENTERED}red\r\n\x1b[0m${PROMPT}`,
    `${PROMPT}x${ENTERED}red\r\n\x1b[0m`,
  ],
  ['a wait', `${PROMPT}sleep 9${ENTERED}`, `${PROMPT}sleep 9${ENTERED}`, ''],
  ['a wait below what was printed', `${PROMPT}x${ENTERED}hello\r\n`, `${PROMPT}x${ENTERED}hello\r\n`, ''],
  ['a wait behind a line that has not ended', `${PROMPT}x${ENTERED}hello`, `${PROMPT}x${ENTERED}hello\r\n`, 'hello'],
])('%s', (_, printed, kept, waitsBehind?: string) => {
  if (waitsBehind !== undefined) {
    const { waiting, write } = waitingOn(waitsBehind);
    waiting.quiet();
    expect(beforePrompt(printed + write())).toBe(kept);
    return;
  }
  expect(beforePrompt(printed)).toBe(kept);
});
