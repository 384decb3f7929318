// What a terminal has printed, for the next visit.

/** The line editor marks where a prompt begins, and where its line was entered. */
const [PROMPT, ENTERED] = ['\x1b[?2004h', '\x1b[?2004l'];
/** Nothing stands in the last row but what draws nothing. */
const AT_START = /(?:^|\n)(?:\x1b\[[\d;?]*[A-Za-z]|\r)*$/;

/** Without the prompt that stands there, and what is typed at it: the shell prints its own, in a row of its own. */
export function beforePrompt(printed: string): string {
  const at = printed.lastIndexOf(PROMPT);
  const text = at > printed.lastIndexOf(ENTERED) ? printed.slice(0, at) : printed;
  return AT_START.test(text) ? text : `${text}\r\n`;
}
