// openssl's options: one dash or two, values behind them. What is not simulated says so.

import { strerror } from '#machine/errno.ts';
import { join } from '#machine/path.ts';
import type { Process } from '#machine/program.ts';

export interface Options {
  has(name: string): boolean;
  last(name: string): string | undefined;
  all(name: string): readonly string[];
  readonly rest: readonly string[];
}

/** Ends the command: what it says on standard error, and its exit code. */
export class Failed {
  readonly text: string;
  readonly code: number;

  constructor(text: string, code = 1) {
    this.text = text;
    this.code = code;
  }
}

/** @param flags Names without a value. @param valued Names with one. */
export function optionsOf(
  command: string,
  argv: readonly string[],
  flags: readonly string[],
  valued: readonly string[],
): Options | Failed {
  const seen = new Map<string, string[]>();
  const rest: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!;
    if (!/^-./.test(arg)) {
      rest.push(arg);
      continue;
    }
    const name = arg.replace(/^--?/, '');
    const list = seen.get(name) ?? [];
    seen.set(name, list);
    if (flags.includes(name)) list.push('');
    else if (valued.includes(name)) {
      const value = argv[++i];
      if (value === undefined)
        return new Failed(`${command}: Option ${arg} needs a value\n${command}: Use -help for summary.\n`);
      list.push(value);
    } else
      return new Failed(
        `${command}: Unknown option or cipher: ${name}\n${command}: Use -help for summary.\nPortolan simulates these options of openssl ${command}: ${[...flags, ...valued].map((n) => `-${n}`).join(' ')}\n`,
      );
  }
  return {
    has: (name) => seen.has(name),
    last: (name) => seen.get(name)?.at(-1),
    all: (name) => seen.get(name) ?? [],
    rest,
  };
}

/** @param what As in `Could not open file or uri for loading WHAT from …`. */
export function readFileOf({ files, cwd }: Process, name: string, what: string): string | Failed {
  const text = files.read(join(cwd, name));
  if (text !== undefined) return text;
  return new Failed(
    `Could not open file or uri for loading ${what} from ${name}\n4047C2A5F77F0000:error:16000069:STORE routines:ossl_store_get0_loader_int:unregistered scheme:../crypto/store/store_register.c:237:scheme=file\n4047C2A5F77F0000:error:80000002:system library:file_open:No such file or directory:../providers/implementations/storemgmt/file_store.c:266:calling stat(${name})\nUnable to load ${what}\n`,
  );
}

export const unreadable = (name: string, what: string): Failed =>
  new Failed(
    `Could not read ${what} from ${name}\n4047C2A5F77F0000:error:1608010C:STORE routines:ossl_store_handle_load_result:unsupported:../crypto/store/store_result.c:149:\nUnable to load ${what}\n`,
  );

/** Into the file of `-out`, or to standard output. Private keys are for their owner alone. */
export function writeOut(process: Process, name: string | undefined, text: string, mode?: number): Failed | undefined {
  if (name === undefined) {
    process.stdout.write(text);
    return undefined;
  }
  const path = join(process.cwd, name);
  const failed = process.files.write(path, text);
  if (failed) return new Failed(`Can't open "${name}" for writing, ${strerror(failed)}\n`);
  if (mode !== undefined) process.files.chmod(path, mode);
  return undefined;
}
