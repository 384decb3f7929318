// Words become arguments: braces, tilde, parameters, commands, arithmetic, splitting, file names, quotes.

import { type ParsedScript, parse, type Word, type WordPart } from 'unbash';
import { readAll } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { arithmeticOfSource } from './arithmetic.ts';
import { expandBraces } from './brace.ts';
import { type Context, ExpansionError, homeOf } from './context.ts';
import { runScriptNode } from './evaluate.ts';
import { glob } from './glob.ts';
import { type Expanded, expandParameter, simpleParameter, wordInstead } from './parameter.ts';
import { escapePattern, hasPattern } from './pattern.ts';
import { readRedirectedScript } from './process-substitution.ts';
import { redirect } from './redirect.ts';
import { copyState, getVar } from './state.ts';

type Part = { readonly text: string; readonly quoted: boolean };
type Wordlike = Pick<Word, 'text' | 'value' | 'parts'>;

/** Collects the fields of one word while its parts are expanded. */
class Fields {
  readonly done: Part[][] = [];
  current: Part[] | undefined;

  add(text: string, quoted: boolean): void {
    this.current ??= [];
    this.current.push({ text, quoted });
  }

  end(): void {
    if (this.current) this.done.push(this.current);
    this.current = undefined;
  }

  /** An unquoted expansion: IFS characters in it end fields. */
  addSplit(text: string, ifs: string): void {
    if (text === '') return;
    let from = 0;
    for (let i = 0; i <= text.length; i++) {
      const c = text[i];
      if (c !== undefined && !ifs.includes(c)) continue;
      if (i > from) this.add(text.slice(from, i), false);
      from = i + 1;
      if (c === undefined) break;
      const isBlank = (c_: string | undefined): boolean => c_ !== undefined && ifs.includes(c_) && /\s/.test(c_);
      if (!isBlank(c) && !this.current) this.add('', true);
      this.end();
      let next = i + 1;
      while (isBlank(text[next])) next++;
      // Blanks around another separator belong to it.
      const other = text[next];
      if (
        isBlank(c) &&
        i > 0 &&
        other !== undefined &&
        ifs.includes(other) &&
        this.done.length > 0 &&
        text.slice(0, i).trim() !== ''
      ) {
        next++;
        while (isBlank(text[next])) next++;
      }
      from = next;
      i = next - 1;
    }
  }
}

/** A word as the arguments it makes: none, one or several. */
export async function expandWord(word: Wordlike, context: Context): Promise<string[]> {
  if (!word.parts && !word.text.startsWith('~')) return [word.value];
  if (word.parts?.some((part) => part.type === 'BraceExpansion')) {
    const out: string[] = [];
    for (const text of expandBraces(word.text)) {
      if (text === '') continue;
      const again = wordOf(text);
      if (again) out.push(...(await expandWithoutBraces(again, context)));
      else out.push(text);
    }
    return out;
  }
  return expandWithoutBraces(word, context);
}

export async function expandWords(words: readonly Wordlike[], context: Context): Promise<string[]> {
  const out: string[] = [];
  for (const word of words) out.push(...(await expandWord(word, context)));
  return out;
}

async function expandWithoutBraces(word: Wordlike, context: Context): Promise<string[]> {
  const fields = new Fields();
  const ifs = getVar(context.state, 'IFS') ?? ' \t\n';
  for (const part of partsOf(word, context)) await addPart(part, fields, ifs, context);
  fields.end();
  const out: string[] = [];
  for (const field of fields.done) {
    const text = field.map((part) => part.text).join('');
    const pattern = field.map((part) => (part.quoted ? escapePattern(part.text) : part.text)).join('');
    const isPattern = hasPattern(pattern, { extended: context.state.options.has('extglob') });
    const found =
      isPattern && !context.state.options.has('f')
        ? glob(context.runtime.files, context.state.cwd, pattern, context.state.options)
        : [];
    if (found.length > 0) out.push(...found);
    else if (isPattern && context.state.options.has('failglob')) throw new ExpansionError(`no match: ${text}`);
    else if (!isPattern || !context.state.options.has('nullglob')) out.push(text);
  }
  return out;
}

async function addPart(part: WordPart | Tilde, fields: Fields, ifs: string, context: Context): Promise<void> {
  switch (part.type) {
    case 'Tilde':
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return fields.add(part.value, true);
    case 'Glob':
      return fields.add(part.kind === 'bracket' ? await bracketText(part, context) : part.text, false);
    case 'ExtendedGlob':
      return fields.add(part.text, false);
    case 'BraceExpansion':
      // No braces after all: what stands in them is expanded as usual.
      return fields.add(`{${await expandTextLike(part.text.slice(1, -1), context)}}`, false);
    case 'ProcessSubstitution':
      return fields.add(await readRedirectedScript(part, context), true);
    case 'DoubleQuoted':
    case 'LocaleString':
      return addQuoted(part.parts, fields, context);
    default: {
      const instead = part.type === 'ParameterExpansion' ? await wordInstead(part, context) : undefined;
      if (instead) return addWord(instead, fields, ifs, context);
      const { values, star } = await expandPart(part, context);
      values.forEach((value, index) => {
        if (index > 0) fields.end();
        if (ifs === '' && star && value === '') return;
        fields.addSplit(value, ifs);
      });
    }
  }
}

/** The word of `${x:-word}`, not quoted as a whole: what is quoted in it holds together, the rest is split. */
async function addWord(word: Wordlike, fields: Fields, ifs: string, context: Context): Promise<void> {
  if (!word.parts && !word.text.startsWith('~')) return addLiteral(word.text, fields, ifs);
  for (const part of partsOf(word, context)) {
    if (part.type === 'Literal') addLiteral(part.text, fields, ifs);
    else await addPart(part, fields, ifs, context);
  }
}

/** Text outside quotes: a backslash quotes one character. */
function addLiteral(text: string, fields: Fields, ifs: string): void {
  for (const [piece, escaped] of text.matchAll(/\\([\s\S])|[^\\]+|\\$/g)) {
    if (escaped !== undefined) fields.add(escaped === '\n' ? '' : escaped, true);
    else fields.addSplit(piece, ifs);
  }
}

async function addQuoted(parts: readonly WordPart[], fields: Fields, context: Context): Promise<void> {
  let nothing = parts.length > 0;
  for (const part of parts) {
    if (part.type === 'Literal') {
      fields.add(part.value, true);
      nothing = false;
      continue;
    }
    const instead = part.type === 'ParameterExpansion' ? await wordInstead(part, context) : undefined;
    if (instead?.text.startsWith('~')) {
      // Between quotes a tilde is a tilde.
      fields.add(instead.parts ? await textOfParts(instead.parts, context) : instead.value, true);
      nothing = false;
      continue;
    }
    const { values, list, star } = await expandPart(part, context);
    if (list && !star) {
      values.forEach((value, index) => {
        if (index > 0) fields.end();
        fields.add(value, true);
      });
      if (values.length > 0) nothing = false;
    } else {
      fields.add(joined(values, context), true);
      nothing = false;
    }
  }
  // "" is an argument; "$@" without arguments is none.
  if (parts.length === 0) fields.add('', true);
  else if (!nothing) fields.add('', true);
}

function joined(values: readonly string[], context: Context): string {
  const ifs = getVar(context.state, 'IFS');
  return values.join(ifs === undefined ? ' ' : (ifs[0] ?? ''));
}

async function bracketText(
  { text: whole, parts }: Extract<WordPart, { type: 'Glob'; kind: 'bracket' }>,
  context: Context,
): Promise<string> {
  if (parts.every((part) => part.type === 'Literal')) return whole;
  let text = '';
  for (const part of parts) {
    if (part.type === 'Literal') text += part.text;
    else text += (await expandPart(part, context)).values.join(' ');
  }
  return `[${text}]`.replace(/^\[\[/, '[').replace(/\]\]$/, ']');
}

/** Any expansion that starts with `$` or a backtick. */
async function expandPart(part: WordPart, context: Context): Promise<Expanded> {
  switch (part.type) {
    case 'SimpleExpansion':
      return simpleParameter(part.text.slice(1), context);
    case 'ParameterExpansion':
      return expandParameter(part, context);
    case 'CommandExpansion':
      return scalar(await commandOutput(part.script, context));
    case 'ArithmeticExpansion':
      return scalar(String(await arithmeticOfSource(arithmeticText(part.text), part.expression, context)));
    case 'DoubleQuoted':
    case 'LocaleString': {
      let text = '';
      for (const child of part.parts) text += await partText(child, context);
      return scalar(text);
    }
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return scalar(part.value);
    default:
      return scalar(part.text);
  }
}

/** What stands between `$((` and `))`, or in `$[ ]`. */
const arithmeticText = (text: string): string => (text.startsWith('$[') ? text.slice(2, -1) : text.slice(3, -2));

function scalar(value: string): Expanded {
  return { values: [value], list: false, star: false };
}

async function partText(part: WordPart | Tilde, context: Context): Promise<string> {
  if (part.type === 'Literal' || part.type === 'Tilde') return part.value;
  if (part.type === 'Glob') return part.kind === 'bracket' ? bracketText(part, context) : part.value;
  if (part.type === 'ProcessSubstitution') return readRedirectedScript(part, context);
  return joined((await expandPart(part, context)).values, context);
}

async function textOfParts(parts: readonly WordPart[], context: Context): Promise<string> {
  let text = '';
  for (const part of parts) text += await partText(part, context);
  return text;
}

/** Without splitting or file names: the right side of `=`, a here-string, a redirection's target. */
export async function expandToText(word: Wordlike, context: Context): Promise<string> {
  let text = '';
  for (const part of partsOf(word, context)) text += await partText(part, context);
  return text;
}

/** As `expandToText`, with what was quoted escaped by backslashes: a pattern of `case`, `[[ ]]` or `${x#…}`. */
export async function expandToPattern(word: Wordlike, context: Context): Promise<string> {
  if (!word.parts) return word.text.includes('\\') ? escapePattern(word.value) : word.value;
  let pattern = '';
  for (const part of partsOf(word, context)) {
    if (part.type === 'Literal') pattern += part.text.includes('\\') ? escapePattern(part.value) : part.value;
    else if (part.type === 'Glob') pattern += part.kind === 'bracket' ? await bracketText(part, context) : part.text;
    else if (part.type === 'ExtendedGlob') pattern += part.text;
    else if (/Expansion$/.test(part.type)) pattern += await partText(part, context);
    else pattern += escapePattern(await partText(part, context));
  }
  return pattern;
}

/** Text that was not parsed as a word (a subscript, a prompt), with `$` in it expanded. */
export async function expandTextLike(text: string, context: Context): Promise<string> {
  if (!/[$`'"\\]/.test(text)) return text;
  const word = wordOf(text);
  return word ? expandToText(word, context) : text;
}

function wordOf(text: string): Word | undefined {
  const node = parse(`: ${text}`).commands[0]?.command;
  const word = node?.type === 'Command' ? node.suffix[0] : undefined;
  return word?.type === 'Word' ? word : undefined;
}

interface Tilde {
  readonly type: 'Tilde';
  readonly value: string;
}

function partsOf(word: Wordlike, context: Context): readonly (WordPart | Tilde)[] {
  const named = /^~(root|[+-])(?=\/|$)/.exec(word.text);
  const tilde = named !== null || /^~(?=\/|$)/.test(word.text);
  const home = (): string => {
    if (named?.[1] === 'root') return '/root';
    if (named) return getVar(context.state, named[1] === '+' ? 'PWD' : 'OLDPWD') ?? named[0];
    return homeOf(context);
  };
  const length = named?.[0].length ?? 1;
  if (!word.parts) {
    const value = tilde ? home() + word.value.slice(length) : word.value;
    return [{ type: 'Tilde', value }];
  }
  const [first, ...rest] = word.parts;
  if (!tilde || first?.type !== 'Literal') return word.parts;
  return [{ type: 'Tilde', value: home() + first.value.slice(length) }, ...rest];
}

/** $( ): what a script prints, without its last newlines. */
export async function commandOutput(script: ParsedScript | undefined, context: Context): Promise<string> {
  return (await printedBy(script, context)).replace(/\n+$/, '');
}

/** All that a script prints. */
export async function printedBy(script: ParsedScript | undefined, context: Context): Promise<string> {
  if (!script) return '';
  const only = script.commands.length === 1 ? script.commands[0]!.command : undefined;
  if (only?.type === 'Command' && !only.name && only.redirects.length === 1 && only.redirects[0]!.operator === '<') {
    // $(<file) is the file's text.
    const opened = await redirect(only.redirects, context);
    const input = opened?.open.get(0)?.input;
    context.state.status = opened ? 0 : 1;
    return input ? readAll(input) : '';
  }
  const sink = new TextSink();
  const state = copyState(context.state);
  const open = new Map(context.open);
  open.set(1, { output: sink });
  const { terminal: _, ...inner } = context;
  const source = script.source ?? context.source;
  context.state.status = await runScriptNode(script, {
    ...inner,
    state,
    open,
    source,
    isSubshell: true,
    tested: false,
    traceDepth: context.traceDepth + 1,
  });
  return sink.text;
}
