// One script in our shell, with the files and the environment that bash had.

import { MemoryFiles } from '#machine/memory-files.ts';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { commands } from '#shell/commands/index.ts';
import { fakeHost } from '#shell/commands/testing/fake-host.ts';
import { shProgram } from '#shell/program.ts';
import { ENVIRONMENT, HOME, homeFiles, type Outcome } from './cases.ts';

const bash = shProgram({ flavor: 'bash' });
const programs = new Map([...commands, ['bash', bash], ['sh', bash]] as const);
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const home = homeFiles();

/** Runs a script in our bash, on a machine of its own. */
export async function run(script: string, signal: AbortSignal = AbortSignal.timeout(10_000)): Promise<Outcome> {
  const files = new MemoryFiles(
    { '/root/': '', '/tmp/': '', '/etc/hosts': '127.0.0.1 localhost\n', ...inHome() },
    () => 1_760_000_000_000,
  );
  let seed = 7;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const host = { ...fakeHost({ programs, pause }), homeDir: HOME, random };
  const stdout = new TextSink();
  const stderr = new TextSink();
  const code = await bash({
    argv: ['bash', '-c', script],
    env: ENVIRONMENT,
    cwd: HOME,
    files,
    stdin: nullInput,
    stdout,
    stderr,
    signal,
    host,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

function inHome(): Record<string, string> {
  return Object.fromEntries(Object.entries(home).map(([name, text]) => [`${HOME}/${name}`, text]));
}
