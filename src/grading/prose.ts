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

/** In the order of the text. Code fences are no blocks. */
export function blocksOf(prose: string): readonly Block[] {
  const text = withoutFences(prose);
  return [...text.matchAll(TAG)].map((tag) => {
    const { 1: name = '', 2: attributes = '', 3: closed, 0: whole, index } = tag;
    const from = index + whole.length;
    const end = closed ? -1 : text.indexOf(`</${name}>`, from);
    return {
      name,
      attributes: attributes.trim(),
      inner: end < 0 ? '' : prose.slice(from, end),
      line: text.slice(0, index).split('\n').length,
    };
  });
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
