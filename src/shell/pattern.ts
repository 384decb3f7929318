// Shell patterns (`*`, `?`, `[a-z]`, `@(a|b)`) as regular expressions.

/** POSIX' character classes, as what stands in a bracket of a regular expression; `word` is bash's own. */
export const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9a-fA-F',
  word: '\\w',
};

export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

export interface PatternOptions {
  /** `@(a|b)` and the like mean something: bash's extglob. */
  readonly extended?: boolean;
  readonly greedy?: boolean;
}

/** Backslash makes the next character literal. */
export function patternSource(pattern: string, { extended = false, greedy = true }: PatternOptions = {}): string {
  const star = '[\\s\\S]*';
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '\\') out += escapeRegExp(pattern[++i] ?? '\\');
    else if (extended && '?*+@!'.includes(c) && pattern[i + 1] === '(') {
      const end = closing(pattern, i + 1);
      if (end < 0) {
        out += escapeRegExp(c);
        continue;
      }
      const branches = splitBranches(pattern.slice(i + 2, end)).map((b) => patternSource(b, { extended, greedy }));
      const group = branches.join('|');
      out += c === '!' ? `(?!(?:${group})$)${star}` : `(?:${group})${c === '@' ? '' : c}`;
      i = end;
    } else if (c === '*') out += greedy ? star : `${star}?`;
    else if (c === '?') out += '[\\s\\S]';
    else if (c === '[') {
      const set = bracket(pattern, i);
      if (set) {
        out += set.source;
        i = set.end;
      } else out += '\\[';
    } else out += escapeRegExp(c);
  }
  return out;
}

function closing(pattern: string, open: number): number {
  let depth = 0;
  for (let i = open; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === '(') depth++;
    else if (pattern[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

function splitBranches(text: string): string[] {
  const out = [''];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\') out[out.length - 1] += c + (text[++i] ?? '');
    else if (c === '|' && depth === 0) out.push('');
    else {
      if (c === '(') depth++;
      if (c === ')') depth--;
      out[out.length - 1] += c;
    }
  }
  return out;
}

function bracket(pattern: string, start: number): { source: string; end: number } | undefined {
  let i = start + 1;
  let body = '';
  const negated = pattern[i] === '!' || pattern[i] === '^';
  if (negated) i++;
  for (let first = true; ; i++, first = false) {
    const c = pattern[i];
    if (c === undefined) return undefined;
    if (c === ']' && !first) break;
    const named = c === '[' ? /^\[:(\w+):\]/.exec(pattern.slice(i)) : null;
    if (named) {
      body += CLASSES[named[1]!] ?? '';
      i += named[0].length - 1;
    } else if (c === '\\') body += `\\${pattern[++i] ?? '\\'}`.replace(/\\(\w)/, '$1');
    else body += c === '[' || c === ']' || c === '^' ? `\\${c}` : c;
  }
  return { source: `[${negated ? '^' : ''}${body}]`, end: i };
}

const cache = new Map<string, RegExp>();

/** Matches the whole text. A pattern that makes no sense matches only itself. */
export function patternRegExp(pattern: string, flags = '', options: PatternOptions = {}): RegExp {
  const key = `${flags}${options.extended ? 'e' : ''}/${pattern}`;
  let made = cache.get(key);
  if (!made) {
    try {
      made = new RegExp(`^(?:${patternSource(pattern, options)})$`, flags);
    } catch {
      made = new RegExp(`^${escapeRegExp(pattern)}$`, flags);
    }
    if (cache.size > 500) cache.clear();
    cache.set(key, made);
  }
  return made;
}

export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]()|!+@]/g, '\\$&');
}

export function hasPattern(pattern: string, { extended = false }: PatternOptions = {}): boolean {
  const plain = pattern.replace(/\\[\s\S]/g, '');
  return /[*?[]/.test(plain) || (extended && /[+@!]\(/.test(plain));
}
