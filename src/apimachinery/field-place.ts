// Where in a text of YAML a field stands that the API server names: `spec.ports[0].nodePort`, `metadata.annotations[example.com/a.b]`,
// `.spec.ports[port=80,protocol="TCP"]`.

import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { splitDocuments } from './yaml.ts';

/** Lines and columns from 1; the end is behind the last character. */
export interface TextRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface FieldPlace {
  /** What to underline: the field with its value where that stands on the same line. */
  readonly range: TextRange;
  /** The field itself is not there: what stands at the range should have held it. */
  readonly isMissing: boolean;
  /** Lines of which one was wrong: those of the field, or of what should have held it. */
  readonly from: number;
  readonly to: number;
}

type Step = string | number | { readonly keys: Readonly<Record<string, string>> };

/** The steps of a path: names, numbers of items, and items by what their keys say. */
export function stepsOf(path: string): readonly Step[] {
  const steps: Step[] = [];
  for (const [, name, inner] of path.matchAll(/([^.[\]]+)|\[((?:"(?:[^"\\]|\\.)*"|[^\]"])*)\]/g)) {
    if (name !== undefined) steps.push(name);
    else steps.push(inBrackets(inner!));
  }
  return steps;
}

function inBrackets(text: string): Step {
  if (/^\d+$/.test(text)) return Number(text);
  const keys = [...text.matchAll(/([A-Za-z][\w-]*)=("(?:[^"\\]|\\.)*"|[^,"]*)(?:,|$)/g)];
  if (keys.length === 0 || keys.map(([all]) => all).join('') !== text) return text.replace(/^(["'])(.*)\1$/, '$2');
  return { keys: Object.fromEntries(keys.map(([, key, value]) => [key, value!.replace(/^"(.*)"$/, '$1')])) };
}

interface Node {
  readonly range?: readonly [number, number, number] | null;
}
/** A node, and the key or the dash that it stands behind. */
interface Found {
  readonly key: Node | undefined;
  readonly value: unknown;
}

/** `type` is what JSON calls a value: of several items whose number nobody has said, one whose field is of it. */
export interface Wanted {
  readonly field: string;
  readonly type?: string | undefined;
}

/**
 * @param before How many lines stand before the document, as `parseYamlDocuments` tells them.
 * @param wanted Undefined: the document as a whole, of which its first line is underlined.
 */
export function placeOf(text: string, before: number, wanted?: Wanted): FieldPlace {
  const part = splitDocuments(text).find(({ firstLine }) => firstLine === before)?.text ?? '';
  const lines = new LineCounter();
  const document = parseDocument(part, { version: '1.1', uniqueKeys: false, logLevel: 'silent', lineCounter: lines });
  const spot = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: before + Math.max(1, line), column: Math.max(1, col) };
  };
  /** The last character that is no blank, behind it. */
  const trimmed = (from: number, to: number): number => from + part.slice(from, to).trimEnd().length;
  const rangeOf = (from: number, to: number): TextRange => {
    const [start, lineEnd] = [spot(from), part.indexOf('\n', from)];
    const end = spot(trimmed(from, lineEnd < 0 ? to : Math.min(to, lineEnd)));
    return { ...start, endLine: start.line, endColumn: Math.max(end.column, start.column + 1) };
  };

  const root: Found = { key: undefined, value: document.contents };
  const way = wanted ? walk(root, stepsOf(wanted.field), wanted.type, (alias) => alias.resolve(document)) : [root];
  const found = way.at(-1)!;
  const isMissing = wanted !== undefined && way.length <= stepsOf(wanted.field).length;
  const [valueFrom = 0, valueTo = part.length] = (found.value as Node | null)?.range ?? found.key?.range ?? [];
  const from = found.key?.range?.[0] ?? valueFrom;
  const to = trimmed(from, Math.max(valueTo, found.key?.range?.[1] ?? 0));
  const isInline = isScalar(found.value) || found.key === undefined || spot(valueFrom).line === spot(from).line;
  return {
    range: rangeOf(from, isInline ? to : (found.key?.range?.[1] ?? to)),
    isMissing: isMissing || wanted === undefined,
    from: spot(from).line,
    to: spot(to).line,
  };
}

/** As far as the way goes. The first is `root`. */
function walk(
  root: Found,
  steps: readonly Step[],
  type: string | undefined,
  resolve: (alias: Alias) => unknown,
): readonly Found[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [root];
  const held = isAlias(root.value) ? resolve(root.value) : root.value;
  if (isMap(held) && !(typeof step === 'object')) {
    const pair = held.items.findLast(({ key }) => nameOf(key) === String(step));
    if (pair) return [root, ...walk({ key: pair.key as Node, value: pair.value }, rest, type, resolve)];
  }
  if (!isSeq(held)) return [root];
  const items = held.items.map((value): Found => ({ key: undefined, value }));
  if (typeof step !== 'string') {
    const item = typeof step === 'number' ? items[step] : items.find(({ value }) => says(value, step.keys));
    return item ? [root, ...walk(item, rest, type, resolve)] : [root];
  }
  // Go names no item where a value is of another type than its field.
  const ways = items.map((item) => walk(item, steps, type, resolve));
  const whole = ways.filter((way) => way.length > steps.length);
  const fitting = whole.find((way) => typeOf(way.at(-1)!.value) === type) ?? whole[0];
  return fitting ? [root, ...fitting.slice(1)] : [root];
}

const nameOf = (key: unknown): string => String(isScalar(key) ? key.value : key);

function says(item: unknown, keys: Readonly<Record<string, string>>): boolean {
  if (!isMap(item)) return false;
  const own = new Map((item as YAMLMap).items.map(({ key, value }: Pair) => [nameOf(key), nameOf(value)]));
  // What the server fills in need not be written.
  return Object.entries(keys).every(([key, value]) => (own.get(key) ?? value) === value);
}

function typeOf(node: unknown): string {
  if (isMap(node)) return 'object';
  if (isSeq(node)) return 'array';
  const value = isScalar(node) ? node.value : undefined;
  if (value === null || value === undefined) return 'null';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
