// A file system held in memory. One flat map from path to node; a directory is a node without text.

import { byteLength } from './bytes.ts';
import type { Errno, FileStat, FileSystem } from './files.ts';
import { dirname, join, normalize } from './path.ts';

/** A file's text, or what makes it whenever somebody looks. */
export type FileContent = string | (() => string);

/** A node as a layer has it: of all that stand on it, so its time is theirs. */
interface LayerNode {
  readonly text?: string;
  readonly size: number;
  readonly mode: number;
}

interface Node {
  /** Undefined for a directory. */
  readonly text?: string;
  /** Its text is made by somebody else: it is no part of a snapshot, and takes no space. */
  readonly made?: true;
  readonly size: number;
  mode: number;
  modifiedMs: number;
}

/** JSON: one entry for each path. Directories have no text. */
export type FilesSnapshot = Readonly<Record<string, { text?: string; mode: number; modifiedMs: number }>>;

const DEFAULT_LIMIT_BYTES = 64 * 1024 * 1024;

class MadeNode implements Node {
  readonly made = true;
  readonly #make: () => string;
  mode = 0o644;
  modifiedMs: number;

  constructor(make: () => string, modifiedMs: number) {
    this.#make = make;
    this.modifiedMs = modifiedMs;
  }

  get text(): string {
    return this.#make();
  }

  get size(): number {
    return byteLength(this.#make());
  }
}

const spaceOf = (node: Node): number => (node.made || node.text === undefined ? 0 : node.size);

const FOLDER = { size: 4096, mode: 0o755 } as const;

/** Files that many machines begin with, as the layers of a container image: held once, and never changed. */
export class FileLayer {
  readonly nodes = new Map<string, LayerNode>([['/', FOLDER]]);
  /** What its files take. */
  readonly bytes: number;

  /** Paths that end in `/` are folders. */
  constructor(files: Readonly<Record<string, string>>) {
    let bytes = 0;
    for (const [path, text] of Object.entries(files)) {
      const at = normalize(path);
      const isFolder = path.endsWith('/');
      for (let up = isFolder ? at : dirname(at); !this.nodes.has(up); up = dirname(up)) this.nodes.set(up, FOLDER);
      if (isFolder) continue;
      const size = byteLength(text);
      this.nodes.set(at, { text, size, mode: 0o644 });
      bytes += size;
    }
    this.bytes = bytes;
  }
}

const EMPTY = new FileLayer({});

interface Mount {
  readonly at: string;
  readonly nodes: Nodes;
}

/** One for all: most have none. */
const NO_MOUNTS: readonly Mount[] = [];

/** The nodes of a layer, and over them those that were made, changed or removed since. */
class Nodes {
  #mounts: readonly Mount[] = NO_MOUNTS;
  readonly #layer: FileLayer;
  readonly #bornMs: number;
  /** Undefined: the layer's node is gone. */
  readonly #own = new Map<string, Node | undefined>();

  constructor(layer: FileLayer, bornMs: number) {
    this.#layer = layer;
    this.#bornMs = bornMs;
  }

  /** From now on, what lies at a path is the folder's: what was there is hidden. */
  mount(at: string, nodes: Nodes): void {
    this.#mounts = [...this.#mounts, { at, nodes }].toSorted((a, b) => b.at.length - a.at.length);
  }

  /** Everything below a path is gone. */
  hide(at: string): void {
    for (const path of this.#layer.nodes.keys()) if (path.startsWith(`${at}/`)) this.#own.set(path, undefined);
  }

  #mounted(path: string): readonly [nodes: Nodes, path: string] | undefined {
    for (const { at, nodes } of this.#mounts) {
      if (path === at) return [nodes, '/'];
      if (path.startsWith(`${at}/`)) return [nodes, path.slice(at.length)];
    }
    return undefined;
  }

  /** To be changed only by `edit`. */
  get(path: string): Readonly<Node> | undefined {
    const elsewhere = this.#mounted(path);
    if (elsewhere) return elsewhere[0].get(elsewhere[1]);
    if (this.#own.has(path)) return this.#own.get(path);
    const below = this.#layer.nodes.get(path);
    return below && { ...below, modifiedMs: this.#bornMs };
  }

  /** The node itself: a copy over the layer's, if it is one of that. */
  edit(path: string): Node | undefined {
    const elsewhere = this.#mounted(path);
    if (elsewhere) return elsewhere[0].edit(elsewhere[1]);
    const node = this.get(path);
    if (node && !this.#own.has(path)) this.#own.set(path, node);
    return node;
  }

  set(path: string, node: Node): void {
    const elsewhere = this.#mounted(path);
    if (elsewhere) elsewhere[0].set(elsewhere[1], node);
    else this.#own.set(path, node);
  }

  delete(path: string): void {
    const elsewhere = this.#mounted(path);
    if (elsewhere) elsewhere[0].delete(elsewhere[1]);
    else if (this.#layer.nodes.has(path)) this.#own.set(path, undefined);
    else this.#own.delete(path);
  }

  *keys(): Iterable<string> {
    for (const path of this.#layer.nodes.keys()) if (!this.#own.has(path) && !this.#mounted(path)) yield path;
    for (const [path, node] of this.#own) if (node && !this.#mounted(path)) yield path;
    for (const { at, nodes } of this.#mounts) for (const path of nodes.keys()) yield path === '/' ? at : at + path;
  }
}

/** A folder that several file systems mount: what one writes into it, the others read. */
export class SharedFolder {
  readonly nodes: Nodes;

  constructor(bornMs: number) {
    this.nodes = new Nodes(EMPTY, bornMs);
  }
}

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

  snapshot(): FilesSnapshot {
    const all: Record<string, { text?: string; mode: number; modifiedMs: number }> = {};
    for (const path of this.#nodes.keys()) {
      const node = this.#nodes.get(path)!;
      if (node.made) continue;
      const { text, mode, modifiedMs } = node;
      all[path] = text === undefined ? { mode, modifiedMs } : { text, mode, modifiedMs };
    }
    return all;
  }

  /** Replaces everything but what is made by others. */
  restore(snapshot: FilesSnapshot): void {
    for (const path of [...this.#nodes.keys()]) if (!this.#nodes.get(path)!.made) this.#nodes.delete(path);
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
