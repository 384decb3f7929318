// Programs of this machine: a diff, a plugin, one that brings credentials.

import type { Execute } from '#kubectl/command.ts';

/** Waits for what was printed: the other program prints to the same place. */
export const flushed = (): Promise<void> =>
  new Promise((resolve) => process.stdout.write('', () => process.stderr.write('', () => resolve())));

export const execute: Execute = async (_, [name = '', ...args], { env, capture = false }) => {
  await flushed();
  // Few need it, and it would be loaded with every kubectl.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { status, stdout, error } = spawnSync(name, args, {
    env: { ...process.env, ...env },
    stdio: ['inherit', capture ? 'pipe' : 'inherit', 'inherit'],
    encoding: 'utf8',
  });
  return error ? undefined : { code: status ?? 1, stdout: stdout ?? '' };
};
