// What a terminal has printed, for the next visit.

/** The line editor marks where a prompt begins, and where its line was entered. */
const [PROMPT, ENTERED] = ['\x1b[?2004h', '\x1b[?2004l'];
/** Nothing stands in the last row but what draws nothing. */
const AT_START = /(?:^|\n)(?:\x1b\[[\d;?]*[A-Za-z]|\r)*$/;
/** What told who waited of the key that skips (`WaitingLine`): below what was printed, and gone before anything else is. */
const WAITING = /(?:\r\n)?\x1b\[2m[^\x1b\r\n]*\x1b\[0m\r(?:\x1b\[A\x1b\[\d+C)?$/;

/** Without the prompt that stands there, and what is typed at it: the shell prints its own, in a row of its own. */
export function beforePrompt(printed: string): string {
  const at = printed.lastIndexOf(PROMPT);
  const entered = printed.lastIndexOf(ENTERED);
  const text = at > entered ? printed.slice(0, at) : withoutWaiting(printed);
  return AT_START.test(text) ? text : `${text}\r\n`;
}

/** Where nothing of a line had been printed, the line before it ends with the row that is kept. */
function withoutWaiting(printed: string): string {
  const found = WAITING.exec(printed);
  if (!found) return printed;
  const isBelow = found[0].endsWith('C');
  return printed.slice(0, found.index) + (isBelow || !found[0].startsWith('\r\n') ? '' : '\r\n');
}
