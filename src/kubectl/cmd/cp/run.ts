// Files to and from containers, as tar archives over exec. Models kubectl/pkg/cmd/cp.

import type { Pod } from '#api/core/types.ts';
import { bytesOf, textOf } from '#machine/bytes.ts';
import { strerror } from '#machine/errno.ts';
import { basename, dirname } from '#machine/path.ts';
import type { Output } from '#machine/program.ts';
import { endBlocks, entryBlocks, readArchive } from '#machine/ustar.ts';
import { ask } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { absolute } from '../../kubeconfig.ts';
import { defaultContainer } from '../exec/pod-of.ts';
import { streamQuery, streamTo } from '../exec/stream.ts';

interface Place {
  /** Empty: a local file. */
  readonly pod: string;
  readonly namespace: string;
  readonly file: string;
}

const FORMAT = 'filespec must match the canonical format: [[namespace/]pod:]file/path';

const withoutSlash = (path: string): string => (path !== '/' && path.endsWith('/') ? path.slice(0, -1) : path);

function placeOf(factory: Factory, text: string): Place {
  const colon = text.indexOf(':');
  if (colon === 0) throw new Fail(FORMAT);
  if (colon < 0) return { pod: '', namespace: '', file: withoutSlash(text) };
  const pieces = text.slice(0, colon).split('/');
  const file = withoutSlash(text.slice(colon + 1));
  if (pieces.length > 2) throw new Fail(FORMAT);
  const [namespace = '', pod = ''] = pieces.length === 2 ? pieces : [factory.namespace.name, pieces[0]];
  return { pod, namespace, file };
}

/** `a//b/../c` → `a/c`, `` → `.`. Models path.Clean. */
function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !path.startsWith('/')) parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/') || '.';
}

/** Runs `command` in the Pod's container. Throws what became of it. */
async function execute(
  factory: Factory,
  { pod: name, namespace }: Place,
  command: readonly string[],
  ends: { stdout: Output; stderr: Output; stdin?: string },
): Promise<void> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  const pod = await ask<Pod>(factory, { method: 'GET', path });
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new Fail(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  const heard = { ...factory, err: (text: string) => ends.stderr.write(text) };
  const container = factory.flags.string('container') || defaultContainer(heard, pod);
  let left = ends.stdin;
  const stdin = left !== undefined;
  const input = {
    read: async (): Promise<string | undefined> => {
      const piece = left;
      left = undefined;
      return piece;
    },
  };
  const query = streamQuery({ command, container, stdin, stderr: true, tty: false });
  const request = { method: 'GET', path: `${path}/exec${query}` } as const;
  await streamTo(factory, request, { stdin, tty: false }, { stdin: input, stdout: ends.stdout, stderr: ends.stderr });
}

/** Keeps what is written to it. */
function kept(): Output & { text: string } {
  return {
    text: '',
    write(text) {
      this.text += text;
      return true;
    },
    drained: async () => {},
  };
}

/** Every file below `from`, under the name that it is to have there. */
function archive(factory: Factory, from: string, name: string): string {
  const { process } = factory;
  const blocks: Uint8Array[] = [];
  const add = (path: string, as: string): void => {
    const stat = process.files.stat(absolute(process, path));
    if (!stat) throw new Fail(`lstat ${path}: no such file or directory`);
    const isFolder = stat.type === 'directory';
    const inside = isFolder ? (process.files.list(absolute(process, path)) ?? []) : [];
    for (const child of inside) add(`${path}/${child}`, `${as}/${child}`);
    if (inside.length > 0) return;
    const data = isFolder ? new Uint8Array(0) : bytesOf(process.files.read(absolute(process, path)) ?? '');
    const { mode, modifiedMs } = stat;
    blocks.push(
      ...entryBlocks({ name: as, type: isFolder ? 'directory' : 'file', mode, mtime: modifiedMs / 1000, data }),
    );
  };
  add(from, name);
  const size = blocks.reduce((sum, block) => sum + block.length, 0);
  return [...blocks, endBlocks(size)].map(textOf).join('');
}

async function copyTo(factory: Factory, from: Place, to: Place): Promise<void> {
  const { process, flags } = factory;
  if (!process.files.stat(absolute(process, from.file)))
    throw new Fail(`${from.file} doesn't exist in local filesystem`);
  let target = to.file;
  try {
    await execute(factory, to, ['test', '-d', to.file], { stdout: kept(), stderr: kept() });
    target = clean(`${to.file}/${basename(from.file)}`);
  } catch (error) {
    if (!(error instanceof Fail)) throw error;
  }
  const name = clean(target);
  const stdin = archive(factory, clean(from.file), basename(name));
  const unpack = [
    'tar',
    ...(flags.bool('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : []),
    '-xmf',
    '-',
  ];
  const folder = dirname(target.startsWith('/') ? target : `./${target}`);
  const at = target.startsWith('/') ? folder : clean(folder);
  await execute(factory, to, [...unpack, '-C', at], { stdin, stdout: process.stdout, stderr: process.stderr });
}

/** Without `../` at its beginning. Models stripPathShortcuts. */
function withoutShortcuts(path: string): string {
  let rest = path;
  while (rest.startsWith('../')) rest = rest.slice(3);
  if (rest === '.' || rest === '..') rest = '';
  return rest.startsWith('/') ? rest.slice(1) : rest;
}

async function copyFrom(factory: Factory, from: Place, to: Place): Promise<void> {
  const { process, flags } = factory;
  const packed = kept();
  const retries = flags.int('retries');
  const pack = retries === 0 ? ['tar', 'cf', '-', from.file] : ['sh', '-c', `tar cf - ${from.file} | tail -c+0`];
  // What tar complains of stands on standard output.
  await execute(factory, from, pack, { stdout: packed, stderr: process.stdout });
  const prefix = withoutShortcuts(clean(from.file.replace(/^[/\\]+/, '')));
  const { entries, error } = readArchive(bytesOf(packed.text));
  for (const entry of entries) {
    if (!entry.name.startsWith(prefix)) throw new Fail('tar contents corrupted');
    const target = clean(`${to.file}/${withoutSlash(entry.name.slice(prefix.length))}`);
    const base = clean(to.file);
    const isInside =
      target === base || base === '.' ? !target.startsWith('../') : target.startsWith(`${base}/`.replace('//', '/'));
    if (!isInside) {
      factory.err(`warning: file ${JSON.stringify(target)} is outside target destination, skipping\n`);
      continue;
    }
    const path = absolute(process, target);
    process.files.mkdir(dirname(path), { recursive: true });
    if (entry.type === 'directory') process.files.mkdir(path, { recursive: true });
    else if (entry.type === 'file') {
      const errno =
        process.files.stat(path)?.type === 'directory' ? 'EISDIR' : process.files.write(path, textOf(entry.data));
      if (errno) throw new Fail(`open ${target}: ${strerror(errno).toLowerCase()}`);
    } else factory.err(`warning: skipping symlink: ${JSON.stringify(target)} -> ""\n`);
  }
  if (error || packed.text === '') {
    factory.out(`Dropping out copy after ${Math.max(0, retries)} retries\n`);
    throw new Fail('unexpected EOF');
  }
}

export async function runCp(factory: Factory): Promise<number> {
  const { args } = factory;
  if (args.length !== 2) throw new Fail('source and destination are required');
  const [from, to] = [placeOf(factory, args[0]!), placeOf(factory, args[1]!)];
  if (from.pod && to.pod) throw new Fail('one of src or dest must be a local file specification');
  if (from.file === '' || to.file === '') throw new Fail('filepath can not be empty');
  if (from.pod) await copyFrom(factory, from, to);
  else if (to.pod) await copyTo(factory, from, to);
  else throw new Fail('one of src or dest must be a remote file specification');
  return 0;
}
