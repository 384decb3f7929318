// tar: archives made, listed and unpacked, as `kubectl cp` needs it in a container. Texts are GNU tar's.

import { gzipSync } from 'fflate';
import { bytesOf, textOf } from '#machine/bytes.ts';
import { strerror } from '#machine/errno.ts';
import type { Errno } from '#machine/files.ts';
import { dirname, join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { type Entry, endBlocks, entryBlocks, readArchive } from '#machine/ustar.ts';
import { strftime } from '../../strftime.ts';
import { modeText } from '../files/list.ts';
import { endedBy, put } from '../tool.ts';
import { unzipped } from './gzip.ts';

interface Request {
  mode: 'c' | 'x' | 't' | undefined;
  file: string;
  folder: string;
  verbose: boolean;
  toStdout: boolean;
  absolute: boolean;
  /** Through gzip. */
  zipped: boolean;
  strip: number;
  readonly excluded: string[];
  readonly names: string[];
}

/** Without effect here: owners, times and permissions are as they are. */
const IGNORED =
  /^--(no-same-owner|no-same-permissions|same-owner|same-permissions|preserve-permissions|touch|no-overwrite-dir|overwrite|numeric-owner|warning=.*|ignore-failed-read)$/;
const LONG: Readonly<Record<string, string>> = {
  create: 'c',
  extract: 'x',
  get: 'x',
  list: 't',
  verbose: 'v',
  file: 'f',
  directory: 'C',
  'to-stdout': 'O',
  'absolute-names': 'P',
  gzip: 'z',
  gunzip: 'z',
};

/** What the command line asks for, or what is wrong with it. */
function parse(args: readonly string[]): Request | string {
  const request: Request = {
    mode: undefined,
    file: '-',
    folder: '.',
    verbose: false,
    toStdout: false,
    absolute: false,
    zipped: false,
    strip: 0,
    excluded: [],
    names: [],
  };
  const queue = [...args];
  const letter = (name: string, value: () => string | undefined): string | undefined => {
    if (name === 'c' || name === 'x' || name === 't') {
      if (request.mode && request.mode !== name)
        return "You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option";
      request.mode = name;
    } else if (name === 'f' || name === 'C') {
      const given = value();
      if (given === undefined) return `option requires an argument -- '${name}'`;
      if (name === 'f') request.file = given;
      else request.folder = given;
    } else if (name === 'v') request.verbose = true;
    else if (name === 'O') request.toStdout = true;
    else if (name === 'P') request.absolute = true;
    else if (name === 'z') request.zipped = true;
    else if ('jJ'.includes(name))
      return 'Portolan does not simulate archives compressed by bzip2 and xz; -z is by gzip';
    else if (!'mpok'.includes(name)) return `invalid option -- '${name}'`;
    return undefined;
  };
  // `tar cf archive`: the first word may go without a dash, and its values follow in order.
  if (queue[0] !== undefined && !queue[0].startsWith('-')) {
    for (const name of queue.shift()!) {
      const wrong = letter(name, () => queue.shift());
      if (wrong) return wrong;
    }
  }
  for (let arg = queue.shift(); arg !== undefined; arg = queue.shift()) {
    if (arg === '--') {
      request.names.push(...queue);
      break;
    }
    if (arg.startsWith('--')) {
      const [word = '', inline] = arg.slice(2).split(/=(.*)/s);
      if (word === 'exclude') request.excluded.push(inline ?? queue.shift() ?? '');
      else if (word === 'strip-components') request.strip = Number(inline ?? queue.shift());
      else if (LONG[word]) {
        const wrong = letter(LONG[word], () => inline ?? queue.shift());
        if (wrong) return wrong;
      } else if (!IGNORED.test(arg)) return `unrecognized option '${arg}'`;
    } else if (arg.startsWith('-') && arg !== '-') {
      for (let at = 1; at < arg.length; at++) {
        const rest = arg.slice(at + 1);
        const wrong = letter(arg[at]!, () => rest || queue.shift());
        if (wrong) return wrong;
        if ('fC'.includes(arg[at]!) && rest) break;
      }
    } else request.names.push(arg);
  }
  return request;
}

export const tar: Program = async (process) => {
  const request = parse(process.argv.slice(1));
  const complain = (text: string): void => void process.stderr.write(`tar: ${text}\n`);
  const usage = (text: string): number => {
    complain(`${text}\nTry 'tar --help' or 'tar --usage' for more information.`);
    return 2;
  };
  if (typeof request === 'string') return usage(request);
  if (!request.mode) return usage("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options");
  const at = join(process.cwd, request.folder);
  if (process.files.stat(at)?.type !== 'directory') {
    complain(
      `${request.folder}: Cannot open: ${process.files.stat(at) ? 'Not a directory' : 'No such file or directory'}`,
    );
    complain('Error is not recoverable: exiting now');
    return 2;
  }
  return request.mode === 'c' ? create(process, request, at, complain) : unpack(process, request, at, complain);
};

async function create(
  process: Process,
  request: Request,
  at: string,
  complain: (text: string) => void,
): Promise<number> {
  if (request.names.length === 0) {
    complain("Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.");
    return 2;
  }
  const { files } = process;
  const toFile = request.file === '-' ? undefined : join(process.cwd, request.file);
  let archive = '';
  let size = 0;
  let failed = false;
  const said = new Set<string>();
  const write = async (bytes: Uint8Array): Promise<boolean> => {
    size += bytes.length;
    if (toFile === undefined && !request.zipped) return put(process, textOf(bytes));
    archive += textOf(bytes);
    return !process.signal.aborted;
  };
  const add = async (given: string): Promise<boolean> => {
    const path = join(at, given);
    const stat = files.stat(path);
    if (!stat) {
      complain(`${given}: Cannot stat: No such file or directory`);
      failed = true;
      return true;
    }
    if (request.excluded.some((pattern) => given === pattern || given.endsWith(`/${pattern}`))) return true;
    const isFolder = stat.type === 'directory';
    const name = memberName(given, request.absolute, (prefix) => {
      if (!said.has(prefix)) complain(`Removing leading \`${prefix}' from member names`);
      said.add(prefix);
    });
    const entry: Entry = {
      name: isFolder && !name.endsWith('/') ? `${name}/` : name,
      type: isFolder ? 'directory' : 'file',
      mode: stat.mode,
      mtime: stat.modifiedMs / 1000,
      data: isFolder ? new Uint8Array(0) : bytesOf(files.read(path) ?? ''),
    };
    if (request.verbose) (toFile === undefined ? process.stderr : process.stdout).write(`${entry.name}\n`);
    for (const block of entryBlocks(entry)) if (!(await write(block))) return false;
    for (const child of isFolder ? (files.list(path) ?? []) : [])
      if (!(await add(`${given.replace(/\/$/, '')}/${child}`))) return false;
    return true;
  };
  for (const name of request.names) if (!(await add(name))) return endedBy(process);
  if (!(await write(endBlocks(size)))) return endedBy(process);
  if (request.zipped) archive = textOf(gzipSync(bytesOf(archive), { mtime: 0 }));
  if (request.zipped && toFile === undefined && !(await put(process, archive))) return endedBy(process);
  const errno = toFile === undefined ? undefined : files.write(toFile, archive);
  if (errno) {
    complain(`${request.file}: Cannot open: ${strerror(errno)}\ntar: Error is not recoverable: exiting now`);
    return 2;
  }
  if (failed) complain('Exiting with failure status due to previous errors');
  return failed ? 2 : 0;
}

/** Members are relative, and never above where they are unpacked. */
function memberName(given: string, absolute: boolean, removed: (prefix: string) => void): string {
  if (absolute) return given;
  const [prefix = ''] = /^(?:.*(?:^|\/)\.\.(?=\/|$))?\/*/.exec(given) ?? [];
  if (prefix !== '') removed(prefix);
  return given.slice(prefix.length) || './';
}

async function unpack(
  process: Process,
  request: Request,
  at: string,
  complain: (text: string) => void,
): Promise<number> {
  const { files, cwd } = process;
  const from = request.file === '-' ? undefined : join(cwd, request.file);
  const archive = from === undefined ? await readAll(process.stdin, process.signal) : files.read(from);
  if (process.signal.aborted) return endedBy(process);
  if (archive === undefined) {
    complain(`${request.file}: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now`);
    return 2;
  }
  // GNU tar sees by itself that a file went through gzip; what it reads from a pipe it must be told.
  const given = bytesOf(archive);
  const opened = request.zipped || from !== undefined ? unzipped(given) : undefined;
  if (opened === undefined && request.zipped) {
    process.stderr.write('\ngzip: stdin: not in gzip format\n');
    complain('Child returned status 1\ntar: Error is not recoverable: exiting now');
    return 2;
  }
  const { entries, error } = readArchive(opened ?? given);
  let failed = false;
  const wrong = (text: string): void => {
    complain(text);
    failed = true;
  };
  const found = new Set<string>();
  for (const entry of entries) {
    const wanted = request.names.find((name) => isUnder(entry.name, name));
    if (request.names.length > 0 && wanted === undefined) continue;
    if (wanted !== undefined) found.add(wanted);
    const name = entry.name.split('/').slice(request.strip).join('/');
    if (name === '' || name === './') continue;
    if (request.mode === 't') {
      const shown = request.verbose ? `${longLine(entry)} ${entry.name}` : entry.name;
      if (!(await put(process, `${shown}\n`))) return endedBy(process);
      continue;
    }
    if (request.verbose) process.stdout.write(`${entry.name}\n`);
    if (request.toStdout) {
      if (entry.type === 'file' && !(await put(process, textOf(entry.data)))) return endedBy(process);
      continue;
    }
    if (name.split('/').includes('..')) wrong(`${entry.name}: Member name contains '..'`);
    else if (entry.type === 'symlink' || entry.type === 'other')
      wrong(`${entry.name}: Portolan does not simulate links and devices`);
    else {
      const errno = place(process, join(at, name), entry);
      if (errno) wrong(`${entry.name}: Cannot ${entry.type === 'directory' ? 'mkdir' : 'open'}: ${strerror(errno)}`);
    }
  }
  for (const name of request.names) if (!found.has(name)) wrong(`${name}: Not found in archive`);
  if (error) {
    wrong(error);
    if (error.startsWith('Unexpected EOF')) complain('Error is not recoverable: exiting now');
  }
  if (failed && !error?.startsWith('Unexpected')) complain('Exiting with failure status due to previous errors');
  return failed ? 2 : 0;
}

/** As `tar -tv` lists it. */
function longLine({ type, mode, mtime, data }: Entry): string {
  const size = String(data.length).padStart(19 - 'root/root'.length);
  return `${modeText(type === 'directory', mode)} root/root${size} ${strftime('%Y-%m-%d %H:%M', mtime * 1000)}`;
}

const isUnder = (name: string, asked: string): boolean => {
  const base = asked.replace(/\/$/, '');
  return name === asked || name === base || name.startsWith(`${base}/`);
};

function place({ files }: Process, path: string, { type, data, mode }: Entry): Errno | undefined {
  if (type === 'directory') {
    if (files.stat(path)?.type === 'directory') return undefined;
    const errno = files.mkdir(path, { recursive: true });
    return errno ?? files.chmod(path, mode);
  }
  if (!files.stat(dirname(path))) files.mkdir(dirname(path), { recursive: true });
  const errno = files.write(path, textOf(data));
  return errno ?? files.chmod(path, mode);
}
