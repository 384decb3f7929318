// `portolan sh` on a real terminal: keys in, screen text out, and the same prompt as in the page.

import type { Lab } from '#lab/lab.ts';
import type { LaptopShell } from '#lab/laptop-shell.ts';
import { LearnerSession } from '#lab/learner-session.ts';

/** Resolves with the exit code of `exit`. */
export function interact(lab: Lab, prompt: LaptopShell): Promise<number> {
  const { stdin, stdout } = process;
  return new Promise((resolve) => {
    const session = new LearnerSession(lab, prompt, {
      write: (text) => void stdout.write(text),
      columns: stdout.columns ?? 80,
      rows: stdout.rows ?? 24,
      history: [],
      ended: (code) => {
        stdin.setRawMode(false);
        stdin.pause();
        resolve(code);
      },
    });
    stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    stdin.on('data', (keys: string) => session.key(keys));
    stdout.on('resize', () => session.resize(stdout.columns, stdout.rows));
  });
}
