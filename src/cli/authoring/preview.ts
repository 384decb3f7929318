// `portolan lesson preview`: the lesson's page, which follows the files as they are saved.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { lessonDirs } from '../lesson-files.ts';
import { complain, type OptionSpec, optionsOf } from '../options.ts';
import { projectDir } from '../project-dir.ts';

const specs: Readonly<Record<string, OptionSpec>> = {
  port: { value: 'whole', metavar: 'N', help: 'TCP port on the loopback (default 4321)' },
  help: { value: 'flag', help: 'print this' },
};

const ABOUT = `Serves the page of a lesson from its files. Save one of them, and the page shows it; the cluster, the terminal and what was solved
stay. Where the start has changed, the page says so and offers to begin anew.`;

export async function preview(args: string[]): Promise<number> {
  const parsed = optionsOf({ name: 'lesson preview', args: '[LESSON] [options]', about: ABOUT, specs }, args);
  if (typeof parsed === 'number') return parsed;
  const slugs = lessonDirs().map((dir) => dir.replace(/^.*\/\d+-/, ''));
  const [name = slugs[0] ?? '', ...more] = parsed.rest;
  if (more.length > 0)
    return complain(
      `portolan lesson preview: unexpected argument ${JSON.stringify(more[0])}; it shows one lesson, and leads to the others`,
    );
  const slug = name.replace(/\/$/, '').replace(/^.*\/(?:\d+-)?/, '');
  if (!slugs.includes(slug))
    return complain(
      `portolan lesson preview: there is no lesson ${JSON.stringify(name)}; there are ${slugs.join(', ')}`,
    );
  const port = String(parsed.number('port') ?? 4321);
  process.stdout.write(
    `http://localhost:${port}/en/lessons/${slug}/ and /zh/lessons/${slug}/, in a moment; Ctrl-C ends it\n`,
  );
  const server = spawn(process.execPath, [join(projectDir, 'scripts/start.mjs'), '--dev'], {
    cwd: projectDir,
    env: { ...process.env, PORT: port },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));
  const [code] = (await once(server, 'exit')) as [number | null];
  return code ?? 0;
}
