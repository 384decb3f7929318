import { expect, test } from 'vitest';
import { beforePrompt } from './printed.ts';

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
])('%s', (_, printed, kept) => {
  expect(beforePrompt(printed)).toBe(kept);
});
