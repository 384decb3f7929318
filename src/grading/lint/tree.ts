// The tree of a lesson's prose, by the parser that the site is built with.

import { parseMdx } from '#grading/lint/mdx.ts';
import type { Problem } from '../problem.ts';
import type { Spot } from '../reader.ts';

/** A node of mdast, as far as the rules look at it. */
export interface Tree {
  readonly type: string;
  readonly position?: {
    readonly start: Spot & { readonly offset?: number };
    readonly end: Spot & { readonly offset?: number };
  };
  readonly children?: readonly Tree[];
  /** Of text, code and expressions. */
  readonly value?: string;
  /** Of a block or an HTML element. */
  readonly name?: string | null;
  readonly attributes?: readonly Attribute[];
  readonly depth?: number;
  readonly url?: string;
  readonly alt?: string | null;
  readonly lang?: string | null;
  readonly meta?: string | null;
}

export interface Attribute {
  readonly type: string;
  readonly name?: string;
  readonly value?: string | null | { readonly value: string };
}

export function treeOf(file: string, prose: string): Tree | Problem {
  try {
    return parseMdx(prose) as Tree;
  } catch (error) {
    const [, line, column, message] = /^(\d+):(\d+): (.*)/.exec((error as Error).message) ?? [];
    return {
      name: 'NotMdx',
      file,
      line: Number(line ?? 1),
      column: Number(column ?? 1),
      message: (message ?? (error as Error).message).replace(/ \(\d+:\d+\)| \(mdx[\w:-]*\)$/g, ''),
      hint: 'Mend the MDX there: close each block; write { as {"{"} and < as {"<"}, or set it in `code`.',
    };
  }
}

/** All nodes, in the order of the text. */
export function* nodesOf(tree: Tree): Generator<Tree> {
  yield tree;
  for (const child of tree.children ?? []) yield* nodesOf(child);
}

/** What a reader sees of it, without code and without blocks. */
export function wordsOf({ type, value, children = [] }: Tree): string {
  if (type === 'text') return value ?? '';
  if (type === 'inlineCode') return '\u0000';
  return children.map(wordsOf).join('');
}

export const isBlock = ({ type }: Tree): boolean => type === 'mdxJsxFlowElement' || type === 'mdxJsxTextElement';

/** The value of a block's property: a text, or what JSON says in braces. Undefined: it is not there, or neither. */
export function propertyOf(block: Tree, name: string): unknown {
  const found = block.attributes?.find((attribute) => attribute.name === name);
  if (!found) return undefined;
  if (found.value === null || found.value === undefined) return true;
  if (typeof found.value === 'string') return found.value;
  try {
    return JSON.parse(found.value.value) as unknown;
  } catch {
    return undefined;
  }
}
