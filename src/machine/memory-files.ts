// A file system held in memory. One flat map from path to node; a directory is a node without text.

import { byteLength } from './bytes.ts';
import { EMPTY, type FileLayer, FOLDER, MadeNode, Nodes, Part, SharedFolder, spaceOf } from './file-nodes.ts';
import type { Errno, FileStat, FileSystem } from './files.ts';
import { dirname, join, normalize } from './path.ts';

/** A file's text, or what makes it whenever somebody looks. */
export type FileContent = string | (() => string);

/** JSON: one entry for each path. Directories have no text. */
export type FilesSnapshot = Readonly<Record<string, { text?: string; mode: number; modifiedMs: number }>>;

const DEFAULT_LIMIT_BYTES = 64 * 1024 * 1024;

export interface FilesOptions {
  /** Folders in which nothing of the layer is seen: something is mounted there. */
  readonly hides?: readonly string[];
  /** By the path at which it is mounted. */
  readonly mounts?: ReadonlyMap<string, SharedFolder>;
  /** Default 64 MiB. */
  readonly limitBytes?: number;
  /** Where nothing may be written, once the initial files are there. Default: nowhere. */
  readonly isReadOnly?: ((path: string) => boolean) | undefined;
  /** What lies below the initial files. Default: nothing. */
  readonly layer?: FileLayer;
}

export class MemoryFiles implements FileSystem {
  readonly #nodes: Nodes;
  readonly #now: () => number;
  readonly #limitBytes: number;
  #used: number;
  #isReadOnly: ((path: string) => boolean) | undefined;

  constructor(
    initial: Readonly<Record<string, FileContent>>,
    now: () => number,
    { limitBytes = DEFAULT_LIMIT_BYTES, layer = EMPTY, hides = [], mounts, isReadOnly }: FilesOptions = {},
  ) {
    this.#now = now;
    this.#limitBytes = limitBytes;
    this.#nodes = new Nodes(layer, now());
    this.#used = layer.bytes;
    for (const path of hides) {
      this.#nodes.hide(normalize(path));
      this.mkdir(path, { recursive: true });
    }
    for (const [path, folder] of mounts ?? []) {
      this.mkdir(path, { recursive: true });
      this.#nodes.mount(normalize(path), folder.nodes);
    }
    for (const [path, text] of Object.entries(initial)) {
      if (path.endsWith('/')) this.mkdir(path, { recursive: true });
      else {
        this.mkdir(dirname(normalize(path)), { recursive: true });
        if (typeof text === 'string') this.write(path, text);
        else this.#nodes.set(normalize(path), new MadeNode(text, now()));
      }
    }
    this.#isReadOnly = isReadOnly;
  }

  /** What lies at a path, to be mounted elsewhere. */
  shared(path: string): SharedFolder {
    return new SharedFolder(new Part(this.#nodes, normalize(path), true));
  }

  /** What others have lent is theirs to keep. */
  snapshot(): FilesSnapshot {
    const all: Record<string, { text?: string; mode: number; modifiedMs: number }> = {};
    for (const path of this.#nodes.keys(false)) {
      const node = this.#nodes.get(path)!;
      if (node.made) continue;
      const { text, mode, modifiedMs } = node;
      all[path] = text === undefined ? { mode, modifiedMs } : { text, mode, modifiedMs };
    }
    return all;
  }

  /** Replaces everything but what is made by others. */
  restore(snapshot: FilesSnapshot): void {
    for (const path of [...this.#nodes.keys(false)]) if (!this.#nodes.get(path)!.made) this.#nodes.delete(path);
    this.#used = 0;
    this.#nodes.set('/', { ...FOLDER, modifiedMs: this.#now() });
    for (const path of Object.keys(snapshot).sort()) {
      const { text, mode, modifiedMs } = snapshot[path]!;
      if (text === undefined) this.#nodes.set(path, { size: 4096, mode, modifiedMs });
      else {
        const size = byteLength(text);
        this.#used += size;
        this.#nodes.set(path, { text, size, mode, modifiedMs });
      }
    }
  }

  stat(path: string): FileStat | undefined {
    const node = this.#nodes.get(normalize(path));
    if (!node || (path.endsWith('/') && node.text !== undefined)) return undefined;
    const { size, mode, modifiedMs } = node;
    return { type: node.text === undefined ? 'directory' : 'file', size, mode, modifiedMs };
  }

  read(path: string): string | undefined {
    return this.#nodes.get(normalize(path))?.text;
  }

  write(path: string, text: string): Errno | undefined {
    return this.#put(normalize(path), text, byteLength(text));
  }

  append(path: string, text: string): Errno | undefined {
    const at = normalize(path);
    const node = this.#nodes.get(at);
    return this.#put(at, (node?.text ?? '') + text, (node?.text === undefined ? 0 : node.size) + byteLength(text));
  }

  list(path: string): readonly string[] | undefined {
    const at = normalize(path);
    const node = this.#nodes.get(at);
    if (!node || node.text !== undefined) return undefined;
    const prefix = at === '/' ? '/' : `${at}/`;
    const names: string[] = [];
    for (const other of this.#nodes.keys()) {
      if (other !== '/' && other.startsWith(prefix) && !other.includes('/', prefix.length)) {
        names.push(other.slice(prefix.length));
      }
    }
    return names.sort();
  }

  mkdir(path: string, options: { recursive?: boolean } = {}): Errno | undefined {
    const at = normalize(path);
    const there = this.#nodes.get(at);
    if (there) return options.recursive && there.text === undefined ? undefined : 'EEXIST';
    const parent = this.#nodes.get(dirname(at));
    if (parent && this.#isReadOnly?.(at)) return 'EROFS';
    if (!parent) {
      if (!options.recursive) return this.#missing(at);
      const failed = this.mkdir(dirname(at), options);
      if (failed) return failed === 'EEXIST' ? 'ENOTDIR' : failed;
    } else if (parent.text !== undefined) return 'ENOTDIR';
    this.#nodes.set(at, { ...FOLDER, modifiedMs: this.#now() });
    this.#touchParent(at);
    return undefined;
  }

  remove(path: string, options: { recursive?: boolean } = {}): Errno | undefined {
    const at = normalize(path);
    const node = this.#nodes.get(at);
    if (!node) return this.#missing(at);
    if (at === '/') return 'EINVAL';
    if (this.#isReadOnly?.(at)) return 'EROFS';
    const below = node.text === undefined ? this.#below(at) : [];
    if (below.length > 0 && !options.recursive) return 'ENOTEMPTY';
    for (const each of [at, ...below]) {
      const gone = this.#nodes.get(each)!;
      this.#used -= spaceOf(gone);
      this.#nodes.delete(each);
    }
    this.#touchParent(at);
    return undefined;
  }

  rename(from: string, to: string): Errno | undefined {
    const source = normalize(from);
    const target = normalize(to);
    const node = this.#nodes.get(source);
    if (!node) return this.#missing(source);
    if (source === target) return undefined;
    if (source === '/' || target.startsWith(`${source}/`)) return 'EINVAL';
    const parent = this.#nodes.get(dirname(target));
    if (!parent) return this.#missing(target);
    if (parent.text !== undefined) return 'ENOTDIR';
    if (this.#isReadOnly?.(source) || this.#isReadOnly?.(target)) return 'EROFS';
    const there = this.#nodes.get(target);
    if (there) {
      if (there.text === undefined && node.text !== undefined) return 'EISDIR';
      if (there.text !== undefined && node.text === undefined) return 'ENOTDIR';
      const failed = this.remove(target);
      if (failed) return failed;
    }
    for (const each of [source, ...this.#below(source)]) {
      this.#nodes.set(target + each.slice(source.length), this.#nodes.get(each)!);
      this.#nodes.delete(each);
    }
    this.#touchParent(source);
    this.#touchParent(target);
    return undefined;
  }

  chmod(path: string, mode: number): Errno | undefined {
    const at = normalize(path);
    if (this.#nodes.get(at) && this.#isReadOnly?.(at)) return 'EROFS';
    const node = this.#nodes.edit(at);
    if (!node) return this.#missing(at);
    node.mode = mode & 0o7777;
    return undefined;
  }

  #put(at: string, text: string, size: number): Errno | undefined {
    const node = this.#nodes.get(at);
    if (node ? node.text === undefined : at === '/') return 'EISDIR';
    if (!node) {
      const parent = this.#nodes.get(dirname(at));
      if (!parent) return this.#missing(at);
      if (parent.text !== undefined) return 'ENOTDIR';
    }
    if (this.#isReadOnly?.(at)) return 'EROFS';
    const before = node ? spaceOf(node) : 0;
    const used = this.#used + size - before;
    if (used > this.#limitBytes && size > before) return 'ENOSPC';
    this.#used = used;
    this.#nodes.set(at, { text, size, mode: node?.mode ?? 0o644, modifiedMs: this.#now() });
    if (!node) this.#touchParent(at);
    return undefined;
  }

  /** Why nothing is there: a file stands where the path needs a directory, or nothing at all. */
  #missing(at: string): Errno {
    for (let up = dirname(at); up !== '/'; up = dirname(up)) {
      const node = this.#nodes.get(up);
      if (node) return node.text === undefined ? 'ENOENT' : 'ENOTDIR';
    }
    return 'ENOENT';
  }

  #below(at: string): string[] {
    const prefix = join(at, '.') === '/' ? '/' : `${at}/`;
    return [...this.#nodes.keys()].filter((path) => path.startsWith(prefix) && path !== '/');
  }

  #touchParent(at: string): void {
    const parent = this.#nodes.edit(dirname(at));
    if (parent) parent.modifiedMs = this.#now();
  }
}
