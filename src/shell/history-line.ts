// A command of several lines as the history keeps it: on one line, where that means the same. Models bash's `cmdhist`.

import { endsQuoted } from './expandable.ts';

/** After these a line break means nothing that a space does not. */
const GOES_ON =
  /(?:^|[\s;&|(){])(?:do|then|else|elif|if|while|until|in|\{|\(|!|\|\||\||\|&|&&|&|;|;;|;&|;;&)$|[;&|({]$/;

export function historyLine(script: string): string {
  if (!script.includes('\n') || script.includes('<<') || script.includes('#')) return script;
  let out = '';
  for (const line of script.split('\n')) {
    if (out === '') out = line;
    else if (endsQuoted(out)) out += `\n${line}`;
    else if (out.endsWith('\\')) out = out.slice(0, -1) + line;
    else if (line.trim() === '') continue;
    else out += `${GOES_ON.test(out.trimEnd()) || endsPattern(out) ? ' ' : '; '}${line}`;
  }
  return out;
}

/** `case a in b)` */
function endsPattern(text: string): boolean {
  const last = text.slice(Math.max(text.lastIndexOf(';'), text.lastIndexOf(' in ')) + 1);
  return /\)\s*$/.test(last) && /\bcase\b/.test(text) && !last.includes('(');
}
