// A lesson's prose as it will look, roughly: words, headings, code, and each block in a frame with its name. Texts are text.

import type { DraftExercise } from '#authoring/draft.ts';
import { propertyOf, type Tree } from '#grading/lint/tree.ts';
import type { Locale } from '#grading/text.ts';
import { el } from './element.ts';

const PLAIN: Readonly<Record<string, keyof HTMLElementTagNameMap>> = {
  paragraph: 'p',
  emphasis: 'em',
  strong: 'strong',
  delete: 'del',
  blockquote: 'blockquote',
  listItem: 'li',
  table: 'table',
  tableRow: 'tr',
  tableCell: 'td',
};

export function previewOf(tree: Tree, exercises: readonly DraftExercise[], locale: Locale): Node {
  const within = ({ children = [] }: Tree): Node[] => children.map(show);
  const show = (node: Tree): Node => {
    const { type, value = '', depth = 2, url = '', name, children = [] } = node;
    if (type === 'text') return new Text(value);
    if (type === 'root') return fragment(within(node));
    if (type === 'heading') return el(`h${Math.min(6, depth + 1)}` as 'h3', {}, ...within(node));
    if (type === 'inlineCode') return el('code', {}, value);
    if (type === 'code') return el('pre', {}, el('code', {}, value));
    if (type === 'list') return el((node as { ordered?: boolean }).ordered ? 'ol' : 'ul', {}, ...within(node));
    if (type === 'break') return el('br');
    if (type === 'thematicBreak') return el('hr');
    if (type === 'link')
      return el('a', { href: /^(https?:|\.\.?\/|\/|#)/.test(url) ? url : undefined }, ...within(node));
    if (type === 'image') return el('em', {}, node.alt ?? '');
    if (/^mdx(Flow|Text)Expression$/.test(type)) return new Text(/^\s*(["'`])([\s\S]*)\1\s*$/.exec(value)?.[2] ?? '');
    if (type === 'mdxJsxFlowElement' || type === 'mdxJsxTextElement') return block(node, name ?? '');
    const plain = PLAIN[type];
    if (plain) return el(plain, {}, ...within(node));
    return children.length > 0 ? fragment(within(node)) : fragment([]);
  };
  const block = (node: Tree, name: string): Node => {
    if (name === 'Exercise') {
      const exercise = exercises.find(({ id }) => id === propertyOf(node, 'id'));
      return el(
        'section',
        { class: 'frame exercise-frame' },
        el('strong', {}, exercise?.ask[locale] || String(propertyOf(node, 'id') ?? '')),
        el('ul', {}, ...(exercise?.checks ?? []).map(({ ask }) => el('li', {}, ask[locale]))),
      );
    }
    if (name === 'Run') return el('p', {}, el('code', { class: 'run' }, '$ ', ...within(node)));
    if (name === 'Param') return el('code', {}, `\${${String(propertyOf(node, 'name') ?? '')}}`);
    if (!/^[A-Z]/.test(name)) return fragment(within(node));
    const options = propertyOf(node, 'options');
    return el(
      'section',
      { class: 'frame' },
      el('small', {}, name),
      ' ',
      el('strong', {}, String(propertyOf(node, 'question') ?? propertyOf(node, 'title') ?? '')),
      el('ul', {}, ...(Array.isArray(options) ? options : []).map((option) => el('li', {}, String(option)))),
      ...within(node),
    );
  };
  return show(tree);
}

function fragment(children: readonly Node[]): DocumentFragment {
  const all = document.createDocumentFragment();
  all.append(...children);
  return all;
}
