// gzip, gunzip and zcat. Models GNU gzip's gzip.c.

import { gunzipSync, gzipSync } from 'fflate';
import { bytesOf, textOf } from '#machine/bytes.ts';
import { join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { parseOptions, put } from '../tool.ts';

const LONG: Readonly<Record<string, string>> = {
  decompress: 'd',
  uncompress: 'd',
  stdout: 'c',
  'to-stdout': 'c',
  keep: 'k',
  force: 'f',
  list: 'l',
  test: 't',
  verbose: 'v',
  quiet: 'q',
  fast: '1',
  best: '9',
  'no-name': 'n',
  name: 'N',
  recursive: 'r',
};

type Level = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** Undefined: the bytes are no gzip file. */
export function unzipped(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return undefined;
  try {
    return gunzipSync(bytes);
  } catch {
    return undefined;
  }
}

export const gzip: Program = async (process) => {
  const [called = 'gzip'] = process.argv;
  const options = parseOptions(process, 'dcklftvqnNr123456789', 'S', LONG);
  if (!options) return 1;
  const { on, rest } = options;
  const opens = on.has('d') || on.has('t') || on.has('l') || called !== 'gzip';
  const toStdout = on.has('c') || called === 'zcat' || rest.length === 0;
  const level = Number([...on.keys()].find((letter) => /^[1-9]$/.test(letter)) ?? 6) as Level;
  const { files, cwd, stderr, stdout } = process;
  let status = 0;
  const complain = (text: string): void => {
    stderr.write(`gzip: ${text}\n`);
    status = 1;
  };
  if (on.has('l')) stdout.write('         compressed        uncompressed  ratio uncompressed_name\n');
  for (const given of rest.length > 0 ? rest : ['-']) {
    const name =
      opens && given !== '-' && !files.stat(join(cwd, given)) && files.stat(join(cwd, `${given}.gz`))
        ? `${given}.gz`
        : given;
    const path = join(cwd, name);
    if (name !== '-' && files.stat(path)?.type === 'directory') {
      complain(`${name} is a directory -- ignored`);
      status = 2;
      continue;
    }
    const text = name === '-' ? await readAll(process.stdin, process.signal) : files.read(path);
    if (text === undefined) {
      complain(`${name}: No such file or directory`);
      continue;
    }
    const before = bytesOf(text);
    if (!opens) {
      if (!toStdout && name.endsWith('.gz')) {
        stderr.write(`gzip: ${name} already has .gz suffix -- unchanged\n`);
        continue;
      }
      const after = gzipSync(before, { level, mtime: files.stat(path)?.modifiedMs ?? 0 });
      if (toStdout) await put(process, textOf(after));
      else if (!replaces(process, name, `${name}.gz`, after, on.has('f'), on.has('k'))) status = 2;
      continue;
    }
    const stem = name.replace(/\.t[ag]z$/, '.tar').replace(/\.gz$/, '');
    if (!toStdout && !on.has('t') && !on.has('l') && stem === name) {
      stderr.write(`gzip: ${name}: unknown suffix -- ignored\n`);
      status = 2;
      continue;
    }
    const after = unzipped(before);
    if (after === undefined) {
      complain(`${name === '-' ? 'stdin' : name}: not in gzip format`);
      continue;
    }
    if (on.has('t')) continue;
    if (on.has('l')) {
      const ratio = after.length === 0 ? 0 : 100 - (100 * (before.length - 18)) / after.length;
      stdout.write(
        `${String(before.length).padStart(19)} ${String(after.length).padStart(19)} ${`${ratio.toFixed(1)}%`.padStart(6)} ${stem}\n`,
      );
    } else if (toStdout) await put(process, textOf(after));
    else if (!replaces(process, name, stem, after, on.has('f'), on.has('k'))) status = 2;
  }
  return status;
};

/** Writes what came out, and takes away what it was made of. False: there is such a file, and nobody to ask. */
function replaces(
  { files, cwd, stderr }: Process,
  name: string,
  made: string,
  bytes: Uint8Array,
  force: boolean,
  keep: boolean,
): boolean {
  const target = join(cwd, made);
  if (files.stat(target) && !force) {
    stderr.write(`gzip: ${made} already exists;\tnot overwritten\n`);
    return false;
  }
  files.write(target, textOf(bytes));
  if (!keep) files.remove(join(cwd, name));
  return true;
}
