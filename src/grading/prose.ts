// The blocks of a lesson's prose, as far as they can be told without building the page.

/** Components that a lesson's prose may use. */
export const BLOCKS = [
  ...['CheatSheet', 'Compare', 'Exercise', 'Object', 'Param', 'Predict', 'Quiz', 'RealCluster', 'Run', 'WhenToUse'],
] as const;

export interface Block {
  readonly name: string;
  /** As written: `id="one"`, `fails`, `options={["a"]}`. */
  readonly attributes: string;
  /** What stands between the tags, as far as the next tag but `<Param>`. */
  readonly inner: string;
  /** Counted from 1. */
  readonly line: number;
}

const TAG = /<([A-Z]\w*)\b((?:[^<>"'{}]|"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\})*?)(\/?)>/g;

const FENCE = /^(```+|~~~+)(sh|shell|bash|yaml|yml)\b(.*)\n([\s\S]*?)^\1[ \t]*$/gm;

/** In the order of the text; code fences of a shell or of YAML among them, by the name of their language. */
export function blocksOf(prose: string): readonly Block[] {
  const text = withoutFences(prose);
  const lineAt = (index: number): number => prose.slice(0, index).split('\n').length;
  const fences = [...prose.matchAll(FENCE)].map(({ 2: name = '', 3: flags = '', 4: inner = '', index }) => ({
    name,
    attributes: flags.trim(),
    inner,
    line: lineAt(index),
  }));
  const tags = [...text.matchAll(TAG)].map((tag) => {
    const { 1: name = '', 2: attributes = '', 3: closed, 0: whole, index } = tag;
    const from = index + whole.length;
    const end = closed ? -1 : text.indexOf(`</${name}>`, from);
    return {
      name,
      attributes: attributes.trim(),
      inner: end < 0 ? '' : prose.slice(from, end),
      line: lineAt(index),
    };
  });
  return [...tags, ...fences].sort((a, b) => a.line - b.line);
}

/**
 * What is run in the terminal for a block: a `<Run>`, a fence of a shell, or a manifest, which the API server is asked about.
 * Undefined: nothing, as of a fence that is `shown` only, or of YAML that is no manifest.
 */
export function stepOf(block: Block): string | undefined {
  if (block.name === 'Run') return commandOf(block);
  if (hasFlag(block, 'shown')) return undefined;
  if (/^(sh|shell|bash)$/.test(block.name)) return block.inner.replace(/^\$ /gm, '').trim();
  if (/^ya?ml$/.test(block.name) && /^kind:/m.test(block.inner))
    return `kubectl apply --dry-run=server -f - <<'PORTOLAN'\n${block.inner}PORTOLAN`;
  return undefined;
}

/** The same text with as many characters, but nothing in its code fences. */
export function withoutFences(prose: string): string {
  return prose.replace(/^(```|~~~).*\n[\s\S]*?^\1[ \t]*$/gm, (fence) => fence.replace(/[^\n]/g, ' '));
}

export const attribute = (block: Pick<Block, 'attributes'>, name: string): string | undefined =>
  new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(block.attributes)?.[1];

export const hasFlag = (block: Pick<Block, 'attributes'>, name: string): boolean =>
  new RegExp(`(?:^|\\s)${name}(?=\\s|$)`).test(block.attributes.replace(/"[^"]*"|\{[^}]*\}/g, ''));

/** The command of a `<Run>`, with `${name}` for each `<Param>`. */
export function commandOf({ inner }: Block): string {
  return inner
    .replace(/<Param\s+name="([^"]*)"\s*\/>/g, (_, name: string) => `\${${name}}`)
    .replace(/\{'((?:[^'\\]|\\.)*)'\}|\{"((?:[^"\\]|\\.)*)"\}|\{`((?:[^`\\]|\\.)*)`\}/g, (_, a, b, c) =>
      String(a ?? b ?? c).replace(/\\(.)/g, (__, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
    )
    .replace(/&(lt|gt|amp|quot|#123|#125|lbrace|rbrace);/g, (_, entity: string) => ENTITIES[entity]!)
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  '#123': '{',
  '#125': '}',
  lbrace: '{',
  rbrace: '}',
};

export interface Property {
  readonly name: string;
  readonly needed: boolean;
}

const must = (name: string): Property => ({ name, needed: true });
const may = (name: string): Property => ({ name, needed: false });

/** What each block takes; src/site/components has them. */
export const PROPERTIES: Readonly<Record<(typeof BLOCKS)[number], readonly Property[]>> = {
  CheatSheet: [],
  Compare: [may('head'), may('rows'), may('caption')],
  Exercise: [must('id')],
  Object: [may('title'), may('kind'), may('name')],
  Param: [must('name')],
  Predict: [must('question'), may('options'), may('answer')],
  Quiz: [must('question'), must('options'), must('answer')],
  RealCluster: [],
  Run: [may('fails')],
  WhenToUse: [],
};
