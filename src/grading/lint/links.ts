// Links and pictures: where they lead, and what they say to whoever does not see them.

import { nearest } from '#lab/why/deciding/finding.ts';
import { noAlt } from './blocks.ts';
import type { Report } from './report.ts';
import { nodesOf, propertyOf, type Tree, wordsOf } from './tree.ts';

/** As the site makes them. Source: github-slugger. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replaceAll(' ', '-');

/** With what stands in `code`, which is part of a heading's name. */
const fullText = ({ type, value, children = [] }: Tree): string =>
  type === 'text' || type === 'inlineCode' ? (value ?? '') : children.map(fullText).join('');

export function anchorsOf(tree: Tree): readonly string[] {
  return [...nodesOf(tree)].flatMap((node) =>
    node.type === 'heading'
      ? [anchorOf(fullText(node))]
      : node.name === 'Exercise'
        ? [`exercise-${String(propertyOf(node, 'id'))}`]
        : [],
  );
}

export function lintLinks(
  tree: Tree,
  locale: string,
  /** Anchors of each lesson's prose in this language, by slug. */
  course: ReadonlyMap<string, readonly string[]>,
  slug: string,
  report: Report,
): void {
  for (const node of nodesOf(tree)) {
    if (node.type === 'image') {
      if (!node.alt?.trim()) noAlt(node, report);
      lintTarget(node, node.url ?? '', report);
    }
    const url = node.type === 'link' ? node.url : node.name === 'a' ? propertyOf(node, 'href') : undefined;
    if (typeof url !== 'string' || !lintTarget(node, url, report)) continue;
    if (node.type === 'link' && wordsOf(node).trim() === '')
      report(node, 'EmptyLink', 'the link has no words', `Say where it leads: [the other lesson](${url})`);
    const inner = /^(?:(?:\/(\w+)\/lessons\/|\.\.\/)([\w-]+)\/?)?(?:#(.*))?$/.exec(url);
    if (/^https?:|^mailto:/.test(url)) continue;
    const lessons = [...course.keys()];
    if (!inner || (inner[1] !== undefined && inner[1] !== locale)) {
      report(
        node,
        'DeadLink',
        `${url} leads nowhere${inner ? ' in this language' : ''}`,
        `Write it as: ../${inner?.[2] ?? lessons[0] ?? slug}/`,
      );
      continue;
    }
    const [, , target = slug, anchor] = inner;
    const anchors = course.get(target);
    if (!anchors)
      report(
        node,
        'DeadLink',
        `there is no lesson ${target}`,
        `Use one of: ${nearest(target, lessons) ?? lessons.join(', ')}`,
      );
    else if (anchor && !anchors.includes(decodeURIComponent(anchor)))
      report(
        node,
        'DeadLink',
        `lesson ${target} has no heading #${anchor}`,
        `Use one of: ${anchors.map((one) => `#${one}`).join(', ') || '(it has none)'}`,
      );
  }
}

/** Only what a reader may be led to. */
function lintTarget(node: Tree, url: string, report: Report): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined || ['http', 'https', 'mailto'].includes(scheme)) return true;
  report(node, 'UnsafeLink', `${scheme}: is not followed from a lesson`, 'Write it as: https://…, or ../LESSON/');
  return false;
}
