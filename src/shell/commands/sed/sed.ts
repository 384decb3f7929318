// GNU sed. Models sed/execute.c. Differs: the command `e` is not there: it is refused as unknown.

import { join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { endedBy, parseOptions, pieces } from '../tool.ts';
import { Editing } from './execute.ts';
import { parseSed, type SedCommand, SedMistake } from './parse.ts';

const USAGE = `Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...

  -n, --quiet                lines are printed by p only
  -e SCRIPT                  add SCRIPT to the commands to be executed
  -f FILE                    add the commands in FILE
  -E, -r                     extended regular expressions
  -i[SUFFIX]                 edit files in place (with a backup if SUFFIX is given)
  -s                         files are separate, not one stream
  -z                         lines end in NUL
`;

export const sed: Program = async (process) => {
  const suffix = process.argv.find((arg) => /^(-[nErsz]*i|--in-place=)./.test(arg));
  const backup = suffix?.replace(/^(-[nErsz]*i|--in-place=)/, '');
  const given: Process = { ...process, argv: process.argv.map((arg) => (arg === suffix ? '-i' : arg)) };
  const scripts: string[] = [];
  const options = parseOptions(
    given,
    'nErsizuV',
    'ef',
    {
      quiet: 'n',
      silent: 'n',
      'regexp-extended': 'E',
      'in-place': 'i',
      expression: 'e',
      file: 'f',
      separate: 's',
      'null-data': 'z',
      posix: 'u',
      unbuffered: 'u',
      version: 'V',
    },
    (what) => `sed: ${what}\n${USAGE}`,
  );
  if (!options) return 1;
  const { on, rest } = options;
  if (on.has('V')) {
    process.stdout.write('sed (GNU sed) 4.9\n');
    return 0;
  }
  if (on.has('e')) scripts.push(on.get('e')!);
  if (on.has('f')) {
    const text = process.files.read(join(process.cwd, on.get('f')!)) ?? '';
    if (text === '' && !process.files.stat(join(process.cwd, on.get('f')!))) {
      process.stderr.write(`sed: couldn't open file ${on.get('f')}: No such file or directory\n`);
      return 4;
    }
    scripts.push(text.replace(/^#n\n/, ''));
  }
  const files = scripts.length > 0 ? rest : rest.slice(1);
  if (scripts.length === 0 && rest[0] !== undefined) scripts.push(rest[0]);
  if (scripts.length === 0) {
    process.stderr.write(USAGE);
    return 1;
  }
  let commands: SedCommand[];
  try {
    commands = parseSed(scripts.join('\n'), on.has('E') || on.has('r'));
  } catch (mistake) {
    if (!(mistake instanceof SedMistake)) throw mistake;
    const text = mistake.message.startsWith('\0') ? mistake.message.slice(1) : `-e expression #1, ${mistake.message}`;
    process.stderr.write(
      `sed: ${text.includes('label') ? `-e expression #1, char ${scripts[0]!.length}: ${text}`.replace(/^.*: can't/, "can't") : text}\n`,
    );
    return text.includes('label') && text.startsWith("can't") ? 4 : 1;
  }
  const settings = { commands, quiet: on.has('n'), end: on.has('z') ? '\0' : '\n' };
  if (!on.has('i') && !on.has('s')) return new Editing(process, settings, linesOf(process, files, settings.end)).run();
  let status = 0;
  for (const file of files.length > 0 ? files : ['-']) {
    const code = await (on.has('i')
      ? inPlace(process, settings, file, backup)
      : new Editing(process, settings, linesOf(process, [file], settings.end)).run());
    if (code !== 0) status = code;
  }
  return status;
};

export interface SedLine {
  readonly text: string;
  /** Empty where the last line has no end. */
  readonly end: string;
  readonly file: string;
}

/** Lines as they come; a file that is not there is told of, and makes the exit code 2. */
async function* linesOf(process: Process, files: readonly string[], end: string): AsyncGenerator<SedLine, number> {
  let code = 0;
  for (const file of files.length > 0 ? files : ['-']) {
    let rest = '';
    const path = join(process.cwd, file);
    if (file !== '-' && process.files.stat(path) === undefined && path !== '/dev/stdin' && path !== '/dev/null') {
      process.stderr.write(`sed: can't read ${file}: No such file or directory\n`);
      code = 2;
      continue;
    }
    if (process.files.stat(path)?.type === 'directory') {
      process.stderr.write(
        `sed: couldn't edit ${file}: not a regular file\n`
          .replace("couldn't edit", 'read error on')
          .replace('not a regular file', 'Is a directory'),
      );
      code = 2;
      continue;
    }
    for await (const piece of pieces(process, path === '/dev/stdin' ? '-' : file, () => {})) {
      const parts = (rest + piece).split(end);
      rest = parts.pop()!;
      for (const text of parts) yield { text, end, file };
    }
    if (rest !== '') yield { text: rest, end: '', file };
  }
  return code;
}

async function inPlace(
  process: Process,
  settings: { readonly commands: readonly SedCommand[]; readonly quiet: boolean; readonly end: string },
  file: string,
  backup: string | undefined,
): Promise<number> {
  const path = join(process.cwd, file);
  const before = process.files.read(path);
  if (before === undefined) {
    const isFolder = process.files.stat(path)?.type === 'directory';
    process.stderr.write(
      isFolder
        ? `sed: couldn't edit ${file}: not a regular file\n`
        : `sed: can't read ${file}: No such file or directory\n`,
    );
    return isFolder ? 4 : 2;
  }
  let out = '';
  const stdout = {
    write: (text: string): boolean => {
      out += text;
      return true;
    },
    drained: async (): Promise<void> => {},
  };
  const code = await new Editing({ ...process, stdout }, settings, linesOf(process, [file], settings.end)).run();
  if (process.signal.aborted) return endedBy(process);
  if (backup)
    process.files.write(join(process.cwd, backup.includes('*') ? backup.replace('*', file) : file + backup), before);
  process.files.write(path, out);
  return code;
}
