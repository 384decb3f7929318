// MDX as a tree, in a page: micromark's reading of it, which is pure JavaScript. package.json (`imports`) puts it in the place of mdx.ts;
// mdx-browser.test.ts holds both to the same tree of each lesson.

import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { mdxFromMarkdown } from 'mdast-util-mdx';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import { mdxjs } from 'micromark-extension-mdxjs';

interface Placed {
  readonly line?: number;
  readonly column?: number;
  readonly start?: { readonly line: number; readonly column: number };
}

/** @throws {Error} whose message begins with `line:column: ` when it is no MDX. */
export function parseMdx(prose: string): unknown {
  try {
    const tree = fromMarkdown(prose, {
      extensions: [mdxjs(), gfm(), frontmatter(['yaml'])],
      mdastExtensions: [mdxFromMarkdown(), gfmFromMarkdown(), frontmatterFromMarkdown(['yaml'])],
    });
    return unravelled(tree as Node);
  } catch (error) {
    const { reason, place } = error as { readonly reason?: string; readonly place?: Placed };
    const { line = 1, column = 1 } = place?.start ?? place ?? {};
    throw new Error(`${line}:${column}: ${reason ?? (error as Error).message}`);
  }
}

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

const FLOW: Readonly<Record<string, string>> = {
  mdxJsxTextElement: 'mdxJsxFlowElement',
  mdxTextExpression: 'mdxFlowExpression',
};

/** A paragraph of nothing but blocks is those blocks. Models @mdx-js/mdx lib/plugin/remark-mark-and-unravel.js. */
function unravelled(node: Node): Node {
  if (!node.children) return node;
  const children = node.children.flatMap((child): readonly Node[] => {
    const inner = child.children ?? [];
    const isBlank = ({ type, value }: Node): boolean => type === 'text' && /^\s*$/.test(value ?? '');
    const isAlone =
      child.type === 'paragraph' &&
      inner.some(({ type }) => type in FLOW) &&
      inner.every((one) => one.type in FLOW || isBlank(one));
    if (!isAlone) return [unravelled(child)];
    return inner.filter((one) => one.type in FLOW).map((one) => unravelled({ ...one, type: FLOW[one.type]! }));
  });
  return { ...node, children };
}
