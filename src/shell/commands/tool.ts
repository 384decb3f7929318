// What small commands share: options, the files named on the command line, complaints.

import { join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';

export interface Options {
  /** Letter (or long name) → its value; `''` for one without. */
  readonly on: ReadonlyMap<string, string>;
  /** Every value of an option that was given several times, in order. */
  readonly all: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
}

/** `flags`: letters without a value, `valued`: letters with one; `long` names map to letters. Otherwise what is wrong. */
export function parseOptions(
  process: Process,
  flags: string,
  valued = '',
  long: Readonly<Record<string, string>> = {},
  /** What a mistake is told as. */
  complaint?: (what: string) => string,
): Options | undefined {
  const [name = '', ...args] = process.argv;
  const on = new Map<string, string>();
  const all = new Map<string, string[]>();
  const set = (letter: string, value: string): void => {
    all.set(letter, [...(all.get(letter) ?? []), value]);
    on.set(letter, on.has(letter) && letter === 'e' ? `${on.get(letter)}\n${value}` : value);
  };
  const rest: string[] = [];
  const refuse = (what: string): undefined => {
    process.stderr.write(complaint?.(what) ?? `${name}: ${what}\nTry '${name} --help' for more information.\n`);
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      rest.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const [word = '', value] = arg.slice(2).split(/=(.*)/s);
      // A beginning that only one name has will do.
      const begun = Object.keys(long).filter((name_) => name_.startsWith(word));
      const letter = long[word] ?? (begun.length === 1 ? long[begun[0]!] : undefined);
      if (letter === undefined) return refuse(`unrecognized option '${arg}'`);
      const given = valued.includes(letter) ? (value ?? args[++i] ?? '') : (value ?? '');
      set(letter, given);
    } else if (
      /^-./.test(arg) &&
      !(/^-\d/.test(arg) && !flags.includes(arg[1]!) && !valued.includes(arg[1]!) && !flags.includes('#'))
    ) {
      if (flags.includes('#') && /^-\d+$/.test(arg)) {
        set('#', arg.slice(1));
        continue;
      }
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at]!;
        if (valued.includes(letter)) {
          const value = arg.slice(at + 1) || args[++i];
          if (value === undefined) return refuse(`option requires an argument -- '${letter}'`);
          set(letter, value);
          break;
        }
        if (!flags.includes(letter)) return refuse(`invalid option -- '${letter}'`);
        set(letter, '');
      }
    } else rest.push(arg);
  }
  return { on, all, rest };
}

type Body = (process: Process, options: Options, fail: () => void) => Promise<number | undefined>;

/** A command of these options: the body returns an exit code, or nothing for 1 after a complaint and 0 otherwise. */
export function tool(
  flags: string,
  valued: string,
  long: Readonly<Record<string, string>>,
  body: Body,
  /** Exit code of a mistake in the options. */
  misused = 1,
): Program {
  return async (process) => {
    const options = parseOptions(process, flags, valued, long);
    if (!options) return misused;
    let failed = false;
    const code = await body(process, options, () => {
      failed = true;
    });
    return code ?? (failed ? 1 : 0);
  };
}

/** Pieces of the named file, or of standard input for `-`. Complains and yields nothing if it cannot be read. */
export async function* pieces(process: Process, file: string, failed: () => void): AsyncGenerator<string> {
  if (file === '-' || file === '/dev/stdin') {
    for (;;) {
      const text = await process.stdin.read(process.signal);
      if (text === undefined) return;
      yield text;
    }
  }
  const text = readNamed(process, file, failed);
  if (text !== undefined) yield text;
}

export function readNamed(process: Process, file: string, failed: () => void): string | undefined {
  const path = join(process.cwd, file);
  if (path === '/dev/null') return '';
  const text = process.files.read(path);
  if (text !== undefined && file !== '') return text;
  const why = process.files.stat(path) && file !== '' ? 'Is a directory' : 'No such file or directory';
  process.stderr.write(`${process.argv[0]}: ${file}: ${why}\n`);
  failed();
  return undefined;
}

/** Lines without their ends. `file` is the name given; `ended` is false of a last line that has no newline. */
export async function* lines(
  process: Process,
  files: readonly string[],
  failed: () => void,
): AsyncGenerator<{ file: string; line: string; ended: boolean }> {
  for (const file of files.length > 0 ? files : ['-']) {
    let rest = '';
    for await (const piece of pieces(process, file, failed)) {
      const parts = (rest + piece).split('\n');
      rest = parts.pop()!;
      for (const line of parts) yield { file, line, ended: true };
    }
    if (rest !== '') yield { file, line: rest, ended: false };
  }
}

/** Writes and waits for the reader; false when nobody reads any more. */
export async function put(process: Process, text: string): Promise<boolean> {
  if (!process.stdout.write(text)) return false;
  await process.stdout.drained();
  return !process.signal.aborted;
}

/** What a program returns when its reader went away or it was interrupted. */
export function endedBy(process: Process): number {
  const codes: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGKILL: 137 };
  return process.signal.aborted ? (codes[String(process.signal.reason)] ?? 141) : 141;
}
