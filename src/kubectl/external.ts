// Runs another program: a diff, a plugin, one that brings credentials. Models os/exec as kubectl uses it.

import type { Output } from '#machine/program.ts';
import type { Execute, Factory } from './command.ts';

/** Undefined: there is no such program. With `capture`, its standard output comes back instead of being printed. */
export async function runProgram(
  factory: Pick<Factory, 'process' | 'execute'>,
  argv: readonly string[],
  options: Parameters<Execute>[2] = {},
): ReturnType<Execute> {
  const { process, execute } = factory;
  const program = process.host.programs.get(argv[0]!);
  if (!program) return execute?.(process, argv, options);
  let stdout = '';
  const captured: Output = {
    write: (text) => {
      stdout += text;
      return true;
    },
    drained: async () => {},
  };
  const env = { ...process.env, ...options.env };
  const code = await program({ ...process, argv, env, ...(options.capture && { stdout: captured }) });
  return { code, stdout };
}
