// Every script of scripts/*.txt prints in our shell what it printed in bash, and ends with the same code.

import { expect, test } from 'vitest';
import { MemoryFiles } from '#machine/memory-files.ts';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { commands, loadCommands } from '#shell/commands/index.ts';
import { fakeHost } from '#shell/commands/testing/fake-host.ts';
import { shProgram } from '#shell/program.ts';
import { ENVIRONMENT, HOME, homeFiles, type Outcome, readScripts, showOutcome } from './cases.ts';

const bash = shProgram({ flavor: 'bash' });
const programs = new Map([...commands, ['bash', bash], ['sh', bash]] as const);
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const home = homeFiles();

async function run(script: string): Promise<Outcome> {
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
  const signal = AbortSignal.timeout(10_000);
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

test.each(readScripts())(
  'scripts of $name run as in bash',
  async ({ cases, comparesStderr }) => {
    await loadCommands();
    const wrong: string[] = [];
    for (const each of cases) {
      const ours = await run(each.script);
      const told = (outcome: Outcome): string => showOutcome(comparesStderr ? outcome : { ...outcome, stderr: '' });
      if (told(ours) !== told(each))
        wrong.push(`$ ${each.script}\n--- bash\n${told(each)}--- ours\n${showOutcome(ours)}`);
    }
    expect(wrong.join('\n'), `${wrong.length} of ${cases.length} differ`).toBe('');
  },
  60_000,
);
