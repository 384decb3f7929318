// Values of lesson.yaml as a careful person writes them: words in double quotes, one line where one line is enough, a block of text for
// what has several lines.

import { Document, isMap, isPair, isScalar, isSeq, Scalar, visit, type YAMLMap, type YAMLSeq } from 'yaml';

/** Characters of a line of its own value. */
const ONE_LINE = 120;
/** Written over several lines, however short. */
const BLOCKS = new Set([
  'exercises',
  'checks',
  'hints',
  'solution',
  'alternatives',
  'nearMisses',
  'letsThrough',
  'choices',
  'params',
]);
/** Quoted, whatever is in them. */
const QUOTED = new Set([
  'en',
  'zh',
  'url',
  'that',
  'says',
  'when',
  'mutant',
  'because',
  'line',
  'prints',
  'asked',
  'host',
]);

/** `key: value`, whose further lines are indented by `indent` and what they need. */
export function writtenPair(key: string, value: unknown, indent: number): string {
  return indented(stringOf({ [key]: value }), indent);
}

/** `- value`, as an item of a list. */
export function writtenItem(value: unknown, indent: number): string {
  return indented(stringOf([value]), indent);
}

/** On one line, to stand in braces or brackets. */
export function writtenWhole(value: unknown, key = ''): string {
  const document = styled({ [key || 'value']: value });
  (document.contents as YAMLMap).flow = true;
  visit(document, { Collection: (_, node) => void (node.flow = true), Scalar: (_, node) => void singleLine(node) });
  const line = document.toString({ lineWidth: 0, flowCollectionPadding: true }).trimEnd();
  return line.replace(/^\{\s*[^:]*:\s*/, '').replace(/\s*\}$/, '');
}

function singleLine(node: Scalar): void {
  if (typeof node.value === 'string' && node.value.includes('\n')) node.type = Scalar.QUOTE_DOUBLE;
}

function stringOf(value: unknown): string {
  return styled(value).toString({ lineWidth: 0, flowCollectionPadding: true }).replace(/\n+$/, '');
}

const indented = (text: string, indent: number): string =>
  text
    .split('\n')
    .map((line, i) => (i === 0 || line === '' ? line : ' '.repeat(indent) + line))
    .join('\n');

function styled(value: unknown): Document {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(key, node, path) {
      if (key === 'key' || typeof node.value !== 'string') return;
      const pair = path.at(-1);
      const name = isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : undefined;
      if (node.value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
      else if (name !== undefined && QUOTED.has(name)) node.type = Scalar.QUOTE_DOUBLE;
    },
    Collection(_, node, path) {
      const pair = path.at(-1);
      const name = isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : undefined;
      const isRoot = path.length === 1;
      if (isRoot || (name !== undefined && BLOCKS.has(name))) return;
      if (fitsOnALine(node as YAMLMap | YAMLSeq, name)) node.flow = true;
    },
  });
  return document;
}

function fitsOnALine(node: YAMLMap | YAMLSeq, name: string | undefined): boolean {
  const value = node.toJSON() as unknown;
  const text = JSON.stringify(value);
  if (text.length > ONE_LINE || text.includes('\\n')) return false;
  if (isSeq(node))
    return node.items.length === 1 || name === 'needs' || name === 'from' || name === 'by' || name === 'status';
  // A check, an exercise, a near miss: one field a line.
  return isMap(node) && !node.has('id') && !node.has('run') && !node.has('mutant') && !node.has('value');
}
