import { parse } from 'unbash';
import { expect, test } from 'vitest';
import type { Process } from '#machine/program.ts';
import { TextSink } from '#machine/text-sink.ts';
import { manCommands } from './man.ts';
import { pages } from './pages.ts';

const run = async (...argv: string[]) => {
  const [stdout, stderr] = [new TextSink(), new TextSink()];
  const program = new Map<string, (typeof manCommands)[number][1]>(manCommands).get(argv[0]!)!;
  const code = await program({ argv, env: {}, stdout, stderr } as unknown as Process);
  return { code, stdout: stdout.text, stderr: stderr.text };
};

test('man prints a page, or says that there is none', async () => {
  expect(await run('man', 'seq')).toEqual({
    code: 0,
    stdout:
      'NAME\n       seq - prints numbers\n\nEXAMPLES\n       Ten requests:\n              for i in $(seq 10); do curl -s http://web; done\n',
    stderr: '',
  });
  expect(await run('man', 'nosuch')).toEqual({ code: 16, stdout: '', stderr: 'No manual entry for nosuch\n' });
});

test('tldr prints the same page its own way', async () => {
  expect((await run('tldr', 'egrep')).stdout).toContain(
    'egrep\nprints the lines that match\n\n- Whatever the case:\n    grep -i',
  );
  expect((await run('tldr', 'nosuch')).code).toBe(1);
});

test('every example is a line that the shell can read', () => {
  for (const [name, { does, examples }] of pages) {
    expect(does, name).not.toBe('');
    expect(examples.length, name).toBeGreaterThan(0);
    for (const [, line] of examples) if (!line.includes('<<')) expect(parse(line).errors ?? [], line).toEqual([]);
  }
});
