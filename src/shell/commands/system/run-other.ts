// A command that runs another command: env, xargs, watch, timeout.

import type { Process } from '#machine/program.ts';

export function runOther(
  process: Process,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  changes: Partial<Process> = {},
  /** What is said of a command that is not there. */
  missing = (name: string): string => `'${name}': No such file or directory`,
): Promise<number> {
  const program = process.host.programs.get(argv[0]!.replace(/^(\/usr)?(\/local)?\/s?bin\//, ''));
  if (!program) {
    process.stderr.write(`${process.argv[0]}: ${missing(argv[0]!)}\n`);
    return Promise.resolve(127);
  }
  return program({ ...process, ...changes, argv, env });
}
