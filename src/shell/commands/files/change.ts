// Commands that make, move and remove files: touch, mkdir, rm, rmdir, mv, cp, chmod, mktemp, truncate.
// Differs: a file's time is when it was last written; `touch -d` and `-t` are refused. Portolan does not simulate links (`ln`).

import { strerror } from '#machine/errno.ts';
import { basename, join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { shared } from '../../shared-input.ts';
import { type Options, parseOptions } from '../tool.ts';
import { changedMode } from './mode.ts';

type Body = (
  process: Process,
  name: string,
  path: string,
  on: Options['on'],
) => string | undefined | Promise<string | undefined>;

/** Runs `body` for each operand; the string that it returns is the complaint. */
function each(flags: string, valued: string, long: Readonly<Record<string, string>>, body: Body): Program {
  return async (process) => {
    const options = parseOptions(process, flags, valued, long);
    if (!options) return 1;
    const command = process.argv[0];
    if (options.rest.length === 0 && !options.on.has('f')) {
      const what = command === 'touch' ? 'missing file operand' : 'missing operand';
      process.stderr.write(`${command}: ${what}\nTry '${command} --help' for more information.\n`);
      return 1;
    }
    let status = 0;
    for (const name of options.rest) {
      const wrong = name === '' ? emptyName(command!) : await body(process, name, join(process.cwd, name), options.on);
      if (wrong === undefined) continue;
      process.stderr.write(`${command}: ${wrong}\n`);
      status = 1;
    }
    return status;
  };
}

const emptyName = (command: string): string =>
  `cannot ${{ rm: 'remove', mkdir: 'create directory', touch: 'touch' }[command] ?? 'use'} '': No such file or directory`;

/** Asks on standard error; only a yes is one. */
async function says(process: Process, question: string): Promise<boolean> {
  process.stderr.write(question);
  const answer = await shared(process.stdin).readLine(process.signal);
  return /^\s*[yY]/.test(answer.text);
}

const touchSaying = (failed: (name: string, why: string) => string): Program =>
  each('acmf', 'dtr', { 'no-create': 'c', date: 'd', reference: 'r' }, ({ files }, name, path, on) => {
    if (on.has('d') || on.has('t') || on.has('r')) return `Portolan does not simulate setting a file's time`;
    if (on.has('c') && !files.stat(path)) return undefined;
    const error = files.stat(path)?.type === 'directory' ? undefined : files.append(path, '');
    return error && failed(name, strerror(error));
  });

const touch = touchSaying((name, why) => `cannot touch '${name}': ${why}`);
export const busyboxTouch = touchSaying((name, why) => `${name}: ${why}`);

const mkdir = each('pv', 'm', { parents: 'p', verbose: 'v', mode: 'm' }, ({ files, cwd, stdout }, name, path, on) => {
  const made: string[] = [];
  if (on.has('p')) {
    const parts = name.split('/');
    parts.forEach((_, i) => {
      const part = parts.slice(0, i + 1).join('/');
      if (part !== '' && !files.stat(join(cwd, part))) made.push(part);
    });
  } else made.push(name);
  const error = files.mkdir(path, { recursive: on.has('p') });
  if (error) return `cannot create directory '${name}': ${strerror(error)}`;
  if (on.has('m')) files.chmod(path, changedMode(on.get('m')!, 0o777) ?? 0o755);
  if (on.has('v')) for (const each_ of made) stdout.write(`mkdir: created directory '${each_}'\n`);
  return undefined;
});

const rm = each(
  'rRfvidI',
  '',
  { recursive: 'r', force: 'f', verbose: 'v', dir: 'd' },
  async (process, name, path, on) => {
    const { files, stdout } = process;
    const found = files.stat(path);
    if (!found) return on.has('f') ? undefined : `cannot remove '${name}': No such file or directory`;
    const recursive = on.has('r') || on.has('R');
    if (path === '/' && recursive)
      return "it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe";
    if (/(^|\/)\.\.?\/?$/.test(name)) return `refusing to remove '.' or '..' directory: skipping '${name}'`;
    if (found.type === 'directory' && !recursive && !on.has('d')) return `cannot remove '${name}': Is a directory`;
    if (on.has('i') && !on.has('f')) {
      const kind =
        found.type === 'directory' ? 'directory' : files.read(path) === '' ? 'regular empty file' : 'regular file';
      if (!(await says(process, `rm: remove ${kind} '${name}'? `))) return undefined;
    }
    const error = files.remove(path, { recursive });
    if (error) return `cannot remove '${name}': ${strerror(error)}`;
    if (on.has('v')) stdout.write(found.type === 'directory' ? `removed directory '${name}'\n` : `removed '${name}'\n`);
    return undefined;
  },
);

const rmdir = each('pv', '', { parents: 'p', 'ignore-fail-on-non-empty': 'i' }, ({ files, cwd }, name, path, on) => {
  const error = files.stat(path)?.type === 'file' ? 'ENOTDIR' : files.remove(path);
  if (error) return `failed to remove '${name}': ${strerror(error)}`;
  if (!on.has('p')) return undefined;
  const parts = name.split('/');
  for (let i = parts.length - 1; i > 0; i--) {
    const parent = parts.slice(0, i).join('/');
    const failed = files.remove(join(cwd, parent));
    if (failed) return `failed to remove directory '${parent}': ${strerror(failed)}`;
  }
  return undefined;
});

const chmod: Program = async (process) => {
  const args = process.argv.slice(1);
  const recursive = args.includes('-R') || args.includes('--recursive');
  const [mode, ...names] = args.filter((arg) => !/^(-R|-v|-c|-f|--recursive)$/.test(arg));
  const more = "Try 'chmod --help' for more information.\n";
  if (mode === undefined || names.length === 0) {
    process.stderr.write(`chmod: missing operand${mode === undefined ? '' : ` after '${mode}'`}\n${more}`);
    return 1;
  }
  if (changedMode(mode, 0) === undefined) {
    process.stderr.write(`chmod: invalid mode: '${mode}'\n${more}`);
    return 1;
  }
  let status = 0;
  const set = (path: string): void => {
    const found = process.files.stat(path)!;
    process.files.chmod(path, changedMode(mode, found.mode, found.type === 'directory')!);
    if (recursive) for (const name of process.files.list(path) ?? []) set(`${path}/${name}`);
  };
  for (const name of names) {
    const path = join(process.cwd, name);
    if (process.files.stat(path)) set(path);
    else {
      process.stderr.write(`chmod: cannot access '${name}': No such file or directory\n`);
      status = 1;
    }
  }
  return status;
};

const LONG = {
  recursive: 'r',
  archive: 'a',
  force: 'f',
  verbose: 'v',
  'no-clobber': 'n',
  update: 'u',
  'target-directory': 't',
  'no-target-directory': 'T',
};

const moveOrCopy =
  (command: 'mv' | 'cp'): Program =>
  async (process) => {
    const options = parseOptions(process, 'rRafvpinuTL', 't', LONG);
    if (!options) return 1;
    const { on } = options;
    const { files, cwd, stderr, stdout } = process;
    const target = on.get('t') ?? options.rest.at(-1);
    const sources = on.has('t') ? options.rest : options.rest.slice(0, -1);
    const more = `Try '${command} --help' for more information.\n`;
    if (target === undefined || sources.length === 0) {
      const text = target === undefined ? 'missing file operand' : `missing destination file operand after '${target}'`;
      stderr.write(`${command}: ${text}\n${more}`);
      return 1;
    }
    const intoFolder = files.stat(join(cwd, target))?.type === 'directory' && !on.has('T');
    if (sources.length > 1 && !intoFolder) {
      stderr.write(
        files.stat(join(cwd, target))
          ? `${command}: target '${target}' is not a directory\n`
          : `${command}: target '${target}': No such file or directory\n`,
      );
      return 1;
    }
    let status = 0;
    for (const name of sources) {
      const shown = intoFolder ? `${target.replace(/\/$/, '')}/${basename(name)}` : target;
      const [from, to] = [join(cwd, name), join(cwd, shown)];
      const found = files.stat(from);
      const recursive = on.has('r') || on.has('R') || on.has('a');
      let wrong: string | undefined;
      if (!found) wrong = `cannot stat '${name}': No such file or directory`;
      else if (from === to) wrong = `'${name}' and '${shown}' are the same file`;
      else if (`${to}/`.startsWith(`${from}/`))
        wrong =
          command === 'mv'
            ? `cannot move '${name}' to a subdirectory of itself, '${shown}'`
            : `cannot copy a directory, '${name}', into itself, '${shown}'`;
      else if (on.has('n') && files.stat(to)) continue;
      else if (command === 'mv') {
        const error = files.rename(from, to);
        if (error) wrong = `cannot move '${name}' to '${shown}': ${strerror(error)}`;
        else if (on.has('v')) stdout.write(`renamed '${name}' -> '${shown}'\n`);
      } else if (found.type === 'directory' && !recursive) wrong = `-r not specified; omitting directory '${name}'`;
      else if (found.type === 'file' && !intoFolder && target.endsWith('/'))
        wrong = `cannot create regular file '${target}': Not a directory`;
      else {
        const error = copyTree(process, from, to);
        if (error) wrong = `cannot create regular file '${shown}': ${error}`;
        else if (on.has('v')) stdout.write(`'${name}' -> '${shown}'\n`);
      }
      if (wrong === undefined) continue;
      stderr.write(`${command}: ${wrong}\n`);
      status = 1;
    }
    return status;
  };

function copyTree(process: Process, from: string, to: string): string | undefined {
  const { files } = process;
  const text = files.read(from);
  if (text !== undefined) {
    const error = files.write(to, text);
    if (!error) files.chmod(to, files.stat(from)!.mode);
    return error && strerror(error);
  }
  const names = files.list(from) ?? [];
  const error = files.mkdir(to, { recursive: true });
  if (error) return strerror(error);
  for (const name of names) {
    const wrong = copyTree(process, `${from}/${name}`, `${to}/${name}`);
    if (wrong) return wrong;
  }
  return undefined;
}

const mktemp: Program = async (process) => {
  const options = parseOptions(process, 'duqt', 'p', { directory: 'd', 'dry-run': 'u', tmpdir: 'p', suffix: 'p' });
  if (!options) return 1;
  const { on, rest } = options;
  const template = rest[0] ?? 'tmp.XXXXXXXXXX';
  const marks = /X{3,}(?!.*X{3,})/.exec(template);
  if (!marks) {
    process.stderr.write(`mktemp: too few X's in template '${template}'\n`);
    return 1;
  }
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const random = (): string => letters[Math.floor(process.host.random() * letters.length)]!;
  const name = template.replace(marks[0], [...marks[0]].map(random).join(''));
  const folder = on.get('p') ?? (rest[0] === undefined || on.has('t') ? (process.env.TMPDIR ?? '/tmp') : undefined);
  const shown = folder === undefined ? name : `${folder.replace(/\/$/, '')}/${name}`;
  const path = join(process.cwd, shown);
  if (!on.has('u')) {
    const error = on.has('d') ? process.files.mkdir(path) : process.files.write(path, '');
    if (error) {
      process.stderr.write(
        `mktemp: failed to create ${on.has('d') ? 'directory' : 'file'} via template '${shown}': ${strerror(error)}\n`,
      );
      return 1;
    }
    process.files.chmod(path, on.has('d') ? 0o700 : 0o600);
  }
  process.stdout.write(`${shown}\n`);
  return 0;
};

const truncate = each('c', 's', { size: 's' }, ({ files }, name, path, on) => {
  const size = Number(on.get('s'));
  if (!on.has('s') || Number.isNaN(size))
    return on.has('s') ? `Invalid number: '${on.get('s')}'` : "you must specify either '--size' or '--reference'";
  const text = files.read(path) ?? '';
  const error = files.write(path, text.length > size ? text.slice(0, size) : text.padEnd(size, '\0'));
  return error && `cannot open '${name}' for writing: ${strerror(error)}`;
});

const ln: Program = async (process) => {
  process.stderr.write('ln: Portolan does not simulate links; cp makes a copy\n');
  return 1;
};

export const changeCommands: readonly (readonly [string, Program])[] = [
  ['touch', touch],
  ['mkdir', mkdir],
  ['rm', rm],
  ['rmdir', rmdir],
  ['mv', moveOrCopy('mv')],
  ['cp', moveOrCopy('cp')],
  ['chmod', chmod],
  ['mktemp', mktemp],
  ['truncate', truncate],
  ['ln', ln],
];
