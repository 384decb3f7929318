// Tab: what could stand where the cursor is.

import { join } from '#machine/path.ts';
import { keywords } from './keywords.ts';
import type { Shell } from './shell.ts';
import { cellsOfText } from './width.ts';

/** Candidates for the word being typed; `words` are the ones before it, the command first. */
export type Completer = (words: readonly string[], toComplete: string) => Promise<readonly string[]>;
export type Completers = ReadonlyMap<string, Completer>;

export interface Completion {
  /** What the candidates replace: the end of the text before the cursor. */
  readonly word: string;
  readonly candidates: readonly string[];
  /** The quote that the word stands in, and that ends it. */
  readonly quote?: string;
}

export async function complete(before: string, shell: Shell, completers: Completers = new Map()): Promise<Completion> {
  const typed = lastCommand(before);
  const { word, quote } = typed;
  const offer = (all: readonly string[], from = word): Completion => ({
    word,
    candidates: [...new Set(all)].filter((each) => each.startsWith(from)).sort(),
    quote,
  });
  await shell.load();
  const words = unaliased(typed.words, shell);
  if (/^\$\{?\w*$/.test(word) && quote !== "'")
    return offer(shell.names.variables.map((name) => (word[1] === '{' ? `\${${name}}` : `$${name}`)));
  if (words.length === 0 && !/[/=]/.test(word)) return offer([...commandNames(shell), ...(word ? keywords : [])]);
  const own = completers.get(words[0] ?? '');
  if (own && !/^[12]?>|^</.test(words.at(-1) ?? '')) {
    const found = await own(words, word);
    if (found.length > 0) return offer(found);
  }
  const named = namesFor(words[0] ?? '', shell).filter((name) => name.startsWith(word));
  if (named.length > 0 && word !== '') return offer(named);
  // `--file=we`, `F=we`: what follows the sign is a file.
  const value = /^[\w-]+=(.*)$/s.exec(word)?.[1];
  if (value !== undefined)
    return { word: value, candidates: fileCandidates(value, shell, { quoted: quote !== '' }), quote };
  return {
    word,
    candidates: fileCandidates(word, shell, { onlyFolders: words[0] === 'cd', quoted: quote !== '' }),
    quote,
  };
}

function commandNames(shell: Shell): string[] {
  const { functions, aliases, builtins } = shell.names;
  return [...shell.host.programs.keys(), ...functions, ...aliases, ...builtins.filter((b) => /^\w+$/.test(b))];
}

/** What a command's arguments name, where they are no files. */
function namesFor(command: string, shell: Shell): string[] {
  const { variables, functions, aliases } = shell.names;
  if (/^(export|declare|typeset|local|readonly|printenv)$/.test(command)) return variables;
  if (command === 'unset') return [...variables, ...functions];
  if (command === 'unalias' || command === 'alias') return aliases;
  return /^(type|which|man|tldr|hash|command)$/.test(command) ? commandNames(shell) : [];
}

/** With `alias k=kubectl`, what follows `k` is kubectl's. */
function unaliased(words: readonly string[], shell: Shell): readonly string[] {
  const [first = '', ...rest] = words;
  const meant = words.length > 0 ? shell.alias(first) : undefined;
  if (meant === undefined || /[|&;<>$`"'\\]/.test(meant)) return words;
  return [...meant.trim().split(/\s+/), ...rest];
}

/** Directories end in `/`. */
export function fileCandidates(
  word: string,
  shell: Shell,
  { onlyFolders = false, quoted = false }: { readonly onlyFolders?: boolean; readonly quoted?: boolean } = {},
): string[] {
  const slash = word.lastIndexOf('/') + 1;
  const plain = (text: string): string => (quoted ? text : text.replace(/\\(.)/g, '$1'));
  const folder = plain(word.slice(0, slash));
  const start = plain(word.slice(slash));
  const home = shell.variable('HOME') ?? shell.host.homeDir;
  const at = join(shell.cwd, folder.replace(/^~(?=\/)/, home) || '.');
  const out: string[] = [];
  for (const name of shell.files.list(at) ?? []) {
    if (!name.startsWith(start) || (name.startsWith('.') && start === '')) continue;
    const isFolder = shell.files.stat(join(at, name))?.type === 'directory';
    const shown = quoted ? name : name.replace(/[ '"$&();<>|*?\\]/g, '\\$&');
    if (!onlyFolders || isFolder) out.push(word.slice(0, slash) + shown + (isFolder ? '/' : ''));
  }
  return out;
}

/** The words of the command that the cursor is in, and the one being typed. */
function lastCommand(before: string): { words: string[]; word: string; quote: string } {
  let words: string[] = [];
  let word = '';
  let quote = '';
  for (let i = 0; i < before.length; i++) {
    const c = before[i]!;
    if (quote) {
      if (c === quote) quote = '';
      else word += c;
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '\\') word += c + (before[++i] ?? '');
    else if (/[;|&\n(]/.test(c)) {
      words = [];
      word = '';
    } else if (/\s/.test(c)) {
      if (word !== '') words.push(word);
      word = '';
    } else word += c;
  }
  while (/^\w+=/.test(words[0] ?? '') || /^(sudo|time|then|do|else|!|watch|command|exec)$/.test(words[0] ?? ''))
    words.shift();
  return { words, word, quote };
}

export function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) {
    let same = 0;
    while (same < prefix.length && prefix[same] === text[same]) same++;
    prefix = prefix.slice(0, same);
  }
  return prefix;
}

/** In columns, as readline lists them. */
export function inColumns(names: readonly string[], columns: number): string {
  let widest = 0;
  for (const name of names) widest = Math.max(widest, cellsOfText(name));
  const width = widest + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(names.length / across);
  let out = '';
  for (let row = 0; row < rows; row++) {
    for (let at = row; at < names.length; at += rows) {
      const name = names[at]!;
      out += at + rows < names.length ? name + ' '.repeat(width - cellsOfText(name)) : name;
    }
    out += '\r\n';
  }
  return out;
}
