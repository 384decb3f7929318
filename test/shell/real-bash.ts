// One script in this machine's bash, in the same folder and environment as in ours.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { ENVIRONMENT, HOME, HOME_FILES, type Outcome } from './cases.ts';

/** Is the bash here the one that ours models? */
export function isRealBash(): boolean {
  return spawnSync('bash', ['-c', 'echo $BASH_VERSION'], { encoding: 'utf8' }).stdout?.startsWith('5.2') ?? false;
}

/** @param patienceMs Milliseconds after which it is ended. */
export function inBash(script: string, patienceMs = 10_000): Outcome {
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(HOME, { recursive: true });
  cpSync(HOME_FILES, HOME, { recursive: true });
  const ran = spawnSync('bash', ['-c', script], {
    cwd: HOME,
    env: { ...ENVIRONMENT, PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    input: '',
    encoding: 'utf8',
    timeout: patienceMs,
  });
  const code = ran.status ?? 128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[String(ran.signal)] ?? 0);
  // Quotes in messages are those of the locale C, as in a container.
  const plain = (text: string): string => text.replace(/[‘’]/g, "'");
  return { stdout: plain(ran.stdout), stderr: plain(ran.stderr), code };
}
