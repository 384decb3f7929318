// A machine with Node, on which files can be put and processes started: a WebContainer; where a test plays it, the machine that it runs on.

import type { Size } from './runtime.ts';

export type Tree = {
  readonly [name: string]: { readonly directory: Tree } | { readonly file: { readonly contents: string } };
};

/** By path: `bin/kubectl`. */
export type Files = Readonly<Record<string, string>>;

export interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Present: it has a terminal of that size. */
  readonly terminal?: Size;
  /** Told of what it prints, both streams. */
  show(text: string): void;
}

export interface Running {
  type(text: string): void;
  resize(size: Size): void;
  kill(): void;
  readonly ended: Promise<number>;
}

export interface NodeMachine {
  /** The folder in which files are mounted, absolute. */
  readonly home: string;
  /** The PATH that its processes have by themselves. */
  readonly path: string;
  /** The program that one types at, and its arguments. */
  readonly shell: readonly [command: string, ...args: string[]];
  mount(tree: Tree): Promise<void>;
  run(command: string, args: readonly string[], options: RunOptions): Promise<Running>;
  /** Below `home`. */
  read(path: string): Promise<string | undefined>;
  write(path: string, text: string): Promise<void>;
  dispose(): void;
}

export function treeOf(files: Files): Tree {
  const tree: Record<string, unknown> = {};
  for (const [path, contents] of Object.entries(files)) {
    const names = path.split('/');
    const last = names.pop()!;
    let folder = tree;
    for (const name of names) {
      folder[name] ??= { directory: {} };
      folder = (folder[name] as { directory: Record<string, unknown> }).directory;
    }
    folder[last] = { file: { contents } };
  }
  return tree as Tree;
}
