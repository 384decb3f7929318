// The errors of content/errors, each made to happen in a cluster as the playground has it: what its page shows is what is printed there.

import { readdirSync, readFileSync } from 'node:fs';
import { Lab } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { documentOf } from '../../src/cli/documents.ts';
import { realTime } from '../../src/cli/real-time.ts';
import { type ErrorEntry, errorsIn } from '../../src/site/errors/entry.ts';

const FOLDER = new URL('../../content/errors/', import.meta.url);

export const ERRORS: readonly ErrorEntry[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => errorsIn(`content/errors/${file}`, readFileSync(new URL(file, FOLDER), 'utf8')));

export const shownFile = (id: string): URL => new URL(`shown/${id}.txt`, FOLDER);

/** `$ ` and each line that shows the error, with what it prints. */
export async function shownBy({ begins, files, before, run }: ErrorEntry): Promise<string> {
  const lab = new Lab({ documents: documentOf, provider: begins === 'bare-metal' ? 'bare-metal' : 'cloud' });
  const stop = lab.drive(realTime);
  try {
    await lab.machines.warm();
    const { laptop } = lab.machines;
    for (const [name, text] of Object.entries(files)) laptop.files.write(`${laptop.homeDir}/${name}`, text);
    const shell = new LaptopShell(lab);
    for (const line of before) {
      const { exitCode, stderr } = await shell.capture(line);
      if (exitCode !== 0) throw new Error(`${line}\n${stderr}`);
    }
    const shown = new TextSink();
    const { signal } = new AbortController();
    for (const line of run) {
      shown.write(`$ ${line}\n`);
      await shell.run(line, { stdin: nullInput, stdout: shown, stderr: shown, signal });
    }
    return shown.text;
  } finally {
    stop();
  }
}
