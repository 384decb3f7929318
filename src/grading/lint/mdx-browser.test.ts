// What lint says in a page is what it says in a terminal.

import { expect, test } from 'vitest';
import { lessonDirs, readLessonFolder } from '../../cli/lesson-files.ts';
import { parseMdx } from './mdx.ts';
import { parseMdx as parseInBrowser } from './mdx-browser.ts';
import { nodesOf, propertyOf, type Tree, wordsOf } from './tree.ts';

/** What the rules look at. */
const seen = (tree: unknown): readonly string[] =>
  [...nodesOf(tree as Tree)].flatMap((node) => {
    const { type, position, name, depth, url, alt, lang, meta, attributes = [] } = node;
    if (type === 'yaml' || type === 'toml') return [];
    const properties = attributes.map((one) => [one.type, one.name, propertyOf(node, one.name ?? '')]);
    const words = ['paragraph', 'heading'].includes(type) ? wordsOf(node) : (node.value ?? '');
    const told = { name, depth, url, alt: alt || undefined, lang: lang ?? undefined, meta: meta ?? undefined };
    return [JSON.stringify([type, position?.start.line, told, properties, words.replace(/\s+/g, ' ')])];
  });

test.each(lessonDirs())('%s is the same tree to both parsers', (dir) => {
  const read = readLessonFolder(dir);
  if ('problems' in read) throw new Error(`${dir} is no lesson`);
  for (const prose of Object.values(read.folder.prose))
    expect(seen(parseInBrowser(prose!))).toEqual(seen(parseMdx(prose!)));
});

test.each([
  ['a block that is not closed', 'a\n\n<WhenToUse>\n\nb\n', /^\d+:\d+: \S/],
  ['an expression that is none', 'a {1 +} b\n', /^1:\d+: \S/],
])('%s is told with its place by both', (_, prose, said) => {
  for (const parse of [parseMdx, parseInBrowser]) expect(() => parse(prose)).toThrow(said);
});
