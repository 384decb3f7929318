// What file systems in memory are made of: nodes by their paths, layers that many share, and folders that are mounted in several.

import { byteLength } from './bytes.ts';
import type { FileContent } from './memory-files.ts';
import { dirname, normalize } from './path.ts';

/** A node as a layer has it: of all that stand on it, so its time is theirs. */
interface LayerNode {
  readonly text?: string;
  readonly size: number;
  readonly mode: number;
}

export interface Node {
  /** Undefined for a directory. */
  readonly text?: string;
  /** Its text is made by somebody else: it is no part of a snapshot, and takes no space. */
  readonly made?: true;
  readonly size: number;
  mode: number;
  modifiedMs: number;
}

export class MadeNode implements Node {
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

export const spaceOf = (node: Node): number => (node.made || node.text === undefined ? 0 : node.size);

export const FOLDER = { size: 4096, mode: 0o755 } as const;

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

export const EMPTY = new FileLayer({});

/** Nodes by their paths: a file system's own, or a part of another's. */
export interface NodeTable {
  get(path: string): Readonly<Node> | undefined;
  edit(path: string): Node | undefined;
  set(path: string, node: Node): void;
  delete(path: string): void;
  keys(): Iterable<string>;
  /** Another machine keeps it: it is in that one's snapshot. */
  readonly isForeign: boolean;
}

interface Mount {
  readonly at: string;
  readonly nodes: NodeTable;
}

/** One for all: most have none. */
const NO_MOUNTS: readonly Mount[] = [];

/** The nodes of a layer, and over them those that were made, changed or removed since. */
export class Nodes implements NodeTable {
  readonly isForeign = false;
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
  mount(at: string, nodes: NodeTable): void {
    this.#mounts = [...this.#mounts, { at, nodes }].toSorted((a, b) => b.at.length - a.at.length);
  }

  /** Everything below a path is gone. */
  hide(at: string): void {
    for (const path of this.#layer.nodes.keys()) if (path.startsWith(`${at}/`)) this.#own.set(path, undefined);
  }

  #mounted(path: string): readonly [nodes: NodeTable, path: string] | undefined {
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

  *keys(withForeign = true): Iterable<string> {
    for (const path of this.#layer.nodes.keys()) if (!this.#own.has(path) && !this.#mounted(path)) yield path;
    for (const [path, node] of this.#own) if (node && !this.#mounted(path)) yield path;
    for (const { at, nodes } of this.#mounts)
      if (withForeign || !nodes.isForeign) for (const path of nodes.keys()) yield path === '/' ? at : at + path;
  }
}

/** What lies at and below a path of others' nodes. */
export class Part implements NodeTable {
  readonly isForeign: boolean;
  readonly #of: NodeTable;
  readonly #at: string;

  constructor(of: NodeTable, at: string, isForeign: boolean) {
    this.#of = of;
    this.#at = at === '/' ? '' : at;
    this.isForeign = isForeign;
  }

  #path(path: string): string {
    return path === '/' ? this.#at || '/' : this.#at + path;
  }

  get(path: string): Readonly<Node> | undefined {
    return this.#of.get(this.#path(path));
  }

  edit(path: string): Node | undefined {
    return this.#of.edit(this.#path(path));
  }

  set(path: string, node: Node): void {
    this.#of.set(this.#path(path), node);
  }

  delete(path: string): void {
    this.#of.delete(this.#path(path));
  }

  *keys(): Iterable<string> {
    for (const path of this.#of.keys()) {
      if (path === this.#at) yield '/';
      else if (path.startsWith(`${this.#at}/`)) yield path.slice(this.#at.length);
    }
  }
}

/** A folder that several file systems mount: what one writes into it, the others read. */
export class SharedFolder {
  readonly nodes: NodeTable;

  constructor(nodes: NodeTable) {
    this.nodes = nodes;
  }

  static empty(bornMs: number): SharedFolder {
    return new SharedFolder(new Nodes(EMPTY, bornMs));
  }

  /** A folder in it, which is made if it is not there; a file, if that is what is there. */
  at(path: string, nowMs: number): SharedFolder {
    const target = normalize(`/${path}`);
    for (let up = target; !this.nodes.get(up) && up !== '/'; up = dirname(up))
      this.nodes.set(up, { ...FOLDER, modifiedMs: nowMs });
    return target === '/' ? this : new SharedFolder(new Part(this.nodes, target, this.nodes.isForeign));
  }
}

/** A folder whose files are made by somebody else whenever one looks. Nothing can be written into it. */
export class MadeFolder implements NodeTable {
  readonly isForeign = true;
  readonly #files: () => Readonly<Record<string, FileContent>>;
  readonly #bornMs: number;
  readonly #modeOf: (name: string) => number;

  /** @param modeOf Permissions of a file, by its name in the folder. */
  constructor(files: () => Readonly<Record<string, FileContent>>, bornMs: number, modeOf: (name: string) => number) {
    this.#files = files;
    this.#bornMs = bornMs;
    this.#modeOf = modeOf;
  }

  get(path: string): Readonly<Node> | undefined {
    const modifiedMs = this.#bornMs;
    const files = this.#files();
    const name = path.slice(1);
    const content = files[name];
    if (content === undefined) {
      const isFolder = name === '' || Object.keys(files).some((each) => each.startsWith(`${name}/`));
      return isFolder ? { ...FOLDER, modifiedMs } : undefined;
    }
    const text = typeof content === 'string' ? content : content();
    return { text, made: true, size: byteLength(text), mode: this.#modeOf(name), modifiedMs };
  }

  edit(path: string): Node | undefined {
    return this.get(path);
  }

  set(): void {}

  delete(): void {}

  keys(): Iterable<string> {
    const all = new Set(['/']);
    for (const name of Object.keys(this.#files()))
      for (let path = `/${name}`; path !== '/'; path = dirname(path)) all.add(path);
    return all;
  }
}
