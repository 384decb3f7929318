// MDX as a tree, by the parser that the site is built with. In a page, which cannot load that, mdx-browser.ts stands here.

import { mdxToMdast } from 'satteri';

/** @throws {Error} whose message begins with `line:column: ` when it is no MDX. */
export const parseMdx = (prose: string): unknown => mdxToMdast(prose);
