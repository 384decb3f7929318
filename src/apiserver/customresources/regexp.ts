// Models Go's regexp (RE2) on JavaScript's: patterns are compiled once, and what neither knows is undefined.

const compiled = new Map<string, RegExp | undefined>();

/** Source: RE2 syntax; `\A`, `\z`, `(?P<name>…)`, POSIX classes and leading `(?i)` flags are written differently in JavaScript. */
export function regexp(pattern: string): RegExp | undefined {
  if (!compiled.has(pattern)) compiled.set(pattern, compile(pattern));
  return compiled.get(pattern);
}

const POSIX: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
  punct: '!-\\/:-@\\[-`{-~',
};

function compile(pattern: string): RegExp | undefined {
  // Before anything but the anchor: `^(?i)abc$` is the whole pattern's flag too.
  const [, anchor = '', flags = '', rest = pattern] = /^(\^?)\(\?([ims]+)\)([\s\S]*)$/.exec(pattern) ?? [];
  const source = `${anchor}${rest}`
    .replace(/\[:(\w+):\]/g, (all, name: string) => POSIX[name] ?? all)
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$');
  try {
    return new RegExp(source, `u${flags}`);
  } catch {
    // The strict mode refuses escapes that Go takes: `\-`, `\/`.
    try {
      return new RegExp(source, flags);
    } catch {
      return undefined;
    }
  }
}
