// YAML as kubectl reads and writes it: sigs.k8s.io/yaml over go-yaml v2. Read with the `yaml` package, written here.

import type { CollectionTag, ScalarTag, YAMLError } from 'yaml';
import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';

export type YamlDocuments =
  | {
      readonly ok: unknown[];
      /** How many lines stand before each of them. */
      readonly before: readonly number[];
      /** Keys that stand twice in a mapping; `line` is counted from the start of the document. */
      readonly duplicates: readonly { readonly key: string; readonly line: number }[];
    }
  | {
      /** go-yaml's text, its line counted from the start of the document: `yaml: line 3: mapping values are …`. */
      readonly error: string;
      /** In the whole text, from 1. */
      readonly line: number;
      readonly column: number;
    };

type AnyTag = ScalarTag | CollectionTag;

/** go-yaml v2 knows neither base 60 numbers, nor sets; times stay text. */
const FOREIGN_TAGS = new Set([
  'tag:yaml.org,2002:timestamp',
  'tag:yaml.org,2002:set',
  'tag:yaml.org,2002:omap',
  'tag:yaml.org,2002:pairs',
]);

/** Go writes octal numbers this way too. */
const OCTAL: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text) => Number(text.replace(/^[-+]|_/g, '')) * (text.startsWith('-') ? -1 : 1),
};
const goTags = (tags: (AnyTag | string)[]): AnyTag[] =>
  [OCTAL, ...tags]
    .filter(
      (t): t is AnyTag => typeof t !== 'string' && !FOREIGN_TAGS.has(t.tag) && !('format' in t && t.format === 'TIME'),
    )
    .map((tag) => {
      const test = 'test' in tag && tag.test ? GO_NUMBERS.find(({ like }) => tag.test?.test(like))?.test : undefined;
      return test ? { ...(tag as ScalarTag), test } : tag;
    });

/** Source: go-yaml v3 resolve.go. */
const go3Tags = (tags: (AnyTag | string)[]): AnyTag[] =>
  goTags(tags).map((tag) =>
    tag.tag === 'tag:yaml.org,2002:bool' && 'test' in tag
      ? ({ ...tag, test: /^(?:true|True|TRUE|false|False|FALSE)$/ } as ScalarTag)
      : tag,
  );

/** A number begins with a digit, or with a point before one: `e1` and `.` are text. Source: go-yaml v2 resolve.go, yamlStyleFloat. */
const GO_NUMBERS = [
  { like: 'e1', test: /^[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)[eE][-+]?[0-9]+$/ },
  { like: '.', test: /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)$/ },
];

/**
 * All documents of a text, as JSON values. Documents without content are left out.
 * Of a key that stands twice in a mapping the last one wins, as in kubectl.
 * `onlyTrueAndFalse`: `yes`, `on` and `n` are text, as in go-yaml v3, with which kustomize reads.
 */
export function parseYamlDocuments(
  text: string,
  { onlyTrueAndFalse = false }: { readonly onlyTrueAndFalse?: boolean } = {},
): YamlDocuments {
  const ok: unknown[] = [];
  const before: number[] = [];
  const duplicates: { key: string; line: number }[] = [];
  let firstLine = 0;
  for (const part of splitDocuments(text)) {
    const lines = new LineCounter();
    const document = parseDocument(part.text, {
      version: '1.1',
      customTags: (onlyTrueAndFalse ? go3Tags : goTags) as never,
      uniqueKeys: false,
      merge: true,
      prettyErrors: false,
      logLevel: 'silent',
      lineCounter: lines,
    });
    firstLine = part.firstLine;
    if (document.errors.length > 0) {
      const { text: problem, at } = goError(document.errors, part.text);
      const { line, col } = lines.linePos(Math.min(at, part.text.length));
      return { error: problem(line), line: firstLine + line, column: Math.max(1, col) };
    }
    visit(document, {
      Map(_key, node) {
        const seen = new Set<string>();
        for (const { key } of node.items) {
          const name = isScalar(key) ? String(key.value) : undefined;
          if (name === undefined) continue;
          const at = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
          if (seen.has(name)) duplicates.push({ key: name, line: lines.linePos(at).line });
          seen.add(name);
        }
      },
    });
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: 1000 });
    } catch (e) {
      const anchor = /Unresolved alias.*: (.+)$/.exec((e as Error).message)?.[1];
      const problem =
        anchor === undefined ? 'document contains excessive aliasing' : `unknown anchor '${anchor}' referenced`;
      return { error: `yaml: ${problem}`, line: firstLine + 1, column: 1 };
    }
    if (value !== null && value !== undefined) ok.push(stringKeys(value));
    else if (isMap(document.contents)) ok.push({});
    if (before.length < ok.length) before.push(firstLine);
  }
  return { ok, before, duplicates };
}

/** kubectl cuts at lines that begin with `---` before it parses, so each document counts its own lines. */
export function splitDocuments(text: string): { text: string; firstLine: number }[] {
  const documents: { text: string; firstLine: number }[] = [];
  let current: string[] = [];
  let firstLine = 0;
  text.split('\n').forEach((line, i) => {
    if (/^---\s*(#.*)?$/.test(line)) {
      documents.push({ text: current.join('\n'), firstLine });
      current = [];
      firstLine = i + 1;
    } else current.push(line.replace(/\r$/, ''));
  });
  documents.push({ text: current.join('\n'), firstLine });
  return documents.filter((d) => d.text.trim() !== '');
}

/** JSON has only string keys: numbers and booleans become text, as sigs.k8s.io/yaml does. */
function stringKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringKeys);
  if (value instanceof Map) return Object.fromEntries([...value].map(([k, v]) => [String(k), stringKeys(v)]));
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? Number(value) : value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, stringKeys(v)]));
}

/** go-yaml's words for a mistake. Its scanner counts lines from 1, its parser from 0, and line 0 is left out. */
function goError(errors: readonly YAMLError[], text: string): { text: (line: number) => string; at: number } {
  const error = errors[0]!;
  const at = error.pos[0];
  const noContent = lacksContent(text, at);
  if (noContent) return noContent;
  const scanner = (message: string) => (line: number) => `yaml: ${line > 1 ? `line ${line}: ` : ''}${message}`;
  const parser = (message: string) => (line: number) => `yaml: ${line > 1 ? `line ${line - 1}: ` : ''}${message}`;
  const unexpected = parser(
    continuesSequence(text, at) ? "did not find expected '-' indicator" : 'did not find expected key',
  );
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
    case 'MULTILINE_IMPLICIT_KEY': {
      if (errors.some((e) => e.code === 'UNEXPECTED_TOKEN' && e.pos[0] === at)) return { text: unexpected, at };
      // The colon may stand lines below the value that it would turn into a key.
      const colon = errors.find((e) => e.code === 'MULTILINE_IMPLICIT_KEY')?.pos[1] ?? at;
      return { text: scanner('mapping values are not allowed in this context'), at: colon };
    }
    case 'TAB_AS_INDENT':
    case 'BAD_SCALAR_START':
      return { text: scanner('found character that cannot start any token'), at };
    case 'BAD_DQ_ESCAPE':
      return { text: scanner('found unknown escape character'), at };
    case 'MISSING_CHAR': {
      if (/quote/.test(error.message)) return { text: scanner('found unexpected end of stream'), at: text.length };
      if (/^Implicit map keys/.test(error.message)) {
        return { text: (line) => scanner("could not find expected ':'")(line + 1), at };
      }
      return { text: unexpected, at };
    }
    case 'BAD_INDENT': {
      const open = /must be sufficiently indented and end with a (.)/.exec(error.message)?.[1];
      return { text: open ? parser(`did not find expected ',' or '${open}'`) : unexpected, at };
    }
    default:
      return { text: unexpected, at };
  }
}

/** A list or map that the end comes upon where its next item was due, or a bracket in a value's place. Source: libyaml parse_node. */
function lacksContent(text: string, at: number): { text: (line: number) => string; at: number } | undefined {
  const message = 'did not find expected node content';
  const bare = text.replace(/(^|\s)#.*$/gm, '$1').trimEnd();
  // Its lines are counted to the end, with the line break that every file has.
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (/[[{,]$|[[{][^\]}]*:$/.test(bare) && at >= bare.length - 1)
    return { text: () => `yaml: line ${lines}: ${message}`, at: text.length };
  return /[\]}]/.test(text[at] ?? '') && /(^|[:,-])\s*$/.test(text.slice(0, at))
    ? { text: (line) => `yaml: ${line > 1 ? `line ${line - 1}: ` : ''}${message}`, at }
    : undefined;
}

/** Does the line at `at` stand where the next `- ` of a list was due? */
function continuesSequence(text: string, at: number): boolean {
  const before = text.slice(0, at).split('\n');
  const here = `${before.pop()}${text.slice(at).split('\n')[0]}`;
  const indent = here.search(/\S/);
  const sibling = before.reverse().find((l) => l.trim() !== '' && l.search(/\S/) <= indent);
  return (
    sibling !== undefined && sibling.search(/\S/) === indent && /^\s*-(\s|$)/.test(sibling) && !/^\s*-(\s|$)/.test(here)
  );
}

export { toYaml } from './yaml-emit.ts';
