// Blocks of the prose: are there such, do they have what they need, is there nothing that runs on its own.

import { nearest } from '#lab/why/deciding/finding.ts';
import type { Lesson } from '../lesson.ts';
import { isReadable } from '../live.ts';
import { BLOCKS, PROPERTIES } from '../prose.ts';
import { codeIn } from './markup.ts';
import type { Report } from './report.ts';
import { isBlock, nodesOf, propertyOf, type Tree } from './tree.ts';

const isKnown = (name: string): name is (typeof BLOCKS)[number] => (BLOCKS as readonly string[]).includes(name);
/** HTML that shows, and does no more. */
const PLAIN = new Set(
  'a abbr b br code dd del details div dl dt em figure figcaption hr i img kbd li ol p pre q s small span strong sub summary sup table tbody td th thead tr u ul'.split(
    ' ',
  ),
);

export function lintBlocks(tree: Tree, lesson: Lesson, report: Report): void {
  for (const node of nodesOf(tree)) {
    if (node.type === 'mdxjsEsm')
      report(node, 'NoCode', 'a lesson imports and exports nothing', 'Remove the line: every block is there already.');
    if (/^mdx(Flow|Text)Expression$/.test(node.type) && !isLiteral(node.value ?? ''))
      report(
        node,
        'NoCode',
        `{${node.value}} would be run as a program`,
        'Write it as a text: {"…"}; a value of the lesson is <Param name="…"/>.',
      );
    if (!isBlock(node) || !node.name) continue;
    if (/^[A-Z]/.test(node.name)) lintBlock(node, node.name, lesson, report);
    else lintHtml(node, node.name, report);
  }
}

const isLiteral = (code: string): boolean =>
  /^\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`|\/\*[\s\S]*\*\/)?\s*$/.test(code);

function lintHtml(node: Tree, name: string, report: Report): void {
  if (!PLAIN.has(name))
    report(
      node,
      'UnsafeHtml',
      `<${name}> has no place in a lesson`,
      'Remove it; blocks and Markdown show what is needed.',
    );
  for (const { name: attribute = '{…}', type } of node.attributes ?? [])
    if (/^on/i.test(attribute) || type !== 'mdxJsxAttribute')
      report(node, 'UnsafeHtml', `${attribute} would run a program`, `Remove ${attribute}.`);
  if (name === 'img' && !propertyOf(node, 'alt')) noAlt(node, report);
}

export const noAlt = (node: Tree, report: Report): void =>
  report(
    node,
    'NoAlt',
    'the picture says nothing to whoever does not see it',
    'Say what it shows: ![two Pods behind one Service](picture.png)',
  );

function lintBlock(node: Tree, name: string, lesson: Lesson, report: Report): void {
  if (!isKnown(name)) {
    const near = nearest(name, BLOCKS);
    report(
      node,
      'UnknownBlock',
      `there is no block <${name}>`,
      near ? `Write it as: <${near}>` : `Use one of: ${BLOCKS.join(', ')}`,
    );
    return;
  }
  const known = PROPERTIES[name];
  const names = known.map((property) => property.name);
  for (const { name: property = '{…}' } of node.attributes ?? []) {
    if (names.includes(property)) continue;
    const near = nearest(property, names);
    report(
      node,
      'UnknownProperty',
      `<${name}> has no property ${property}`,
      near ? `Write it as: ${near}` : names.length > 0 ? `Use one of: ${names.join(', ')}` : `Write it as: <${name}>`,
    );
  }
  for (const property of known)
    if (property.needed && propertyOf(node, property.name) === undefined)
      report(
        node,
        'MissingProperty',
        `<${name}> needs ${property.name}`,
        `Write it as: <${name} ${property.name}${property.name === 'options' ? '={["…", "…"]}' : '="…"'}>`,
      );
  if (name === 'Quiz' || name === 'Predict') lintQuestion(node, name, report);
  if (name === 'Param') {
    const param = String(propertyOf(node, 'name') ?? '');
    const drawn = lesson.params.map((one) => one.name);
    if (param !== '' && !drawn.some((one) => param === one || param.startsWith(`${one}.`)) && !isReadable(param))
      report(
        node,
        'NoSuchParam',
        `nothing is called ${param}`,
        `Declare it in \`params\` of lesson.yaml${drawn.length > 0 ? `, or use one of: ${drawn.join(', ')}` : ''}`,
      );
  }
}

function lintQuestion(node: Tree, name: string, report: Report): void {
  const [options, answer] = [propertyOf(node, 'options'), propertyOf(node, 'answer')];
  for (const text of [propertyOf(node, 'question'), options, answer].flat()) {
    const markup = typeof text === 'string' ? codeIn(text) : undefined;
    if (markup !== undefined)
      report(node, 'NoMarkup', `the learner would read “${markup}” as it stands`, 'Write the words alone.');
  }
  const given = node.attributes?.some((attribute) => attribute.name === 'options');
  if (given && !(Array.isArray(options) && options.length >= 2 && options.every((one) => typeof one === 'string')))
    report(node, 'NoOptions', 'options are a list of two texts or more', 'Write it as: options={["yes", "no"]}');
  else if (Array.isArray(options) && !options.includes(answer))
    report(
      node,
      'NoRightAnswer',
      `no option is the answer ${JSON.stringify(answer ?? '')}`,
      `Write one of them, letter by letter: answer=${JSON.stringify(options[0])}`,
    );
  const explains = (node.children ?? []).some((child) => child.type !== 'text' || child.value?.trim());
  if (!explains && (given || answer === undefined))
    report(
      node,
      'NoExplanation',
      'whoever has answered is not told why',
      `Write it between the tags: <${name} …>It is so, because …</${name}>`,
    );
}
