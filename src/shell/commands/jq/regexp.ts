// jq's regular expressions, as JavaScript has them.
// Differs: jq's are Oniguruma's; of what only Oniguruma knows there is nothing.

import { JqError, type Json } from './syntax.ts';
import { named } from './values.ts';

/** All matches as `match` gives them, or whether there is one. */
export function matches(value: Json, re: Json, flags: Json, test: boolean): Json {
  const [source, letters] = Array.isArray(re) ? [re[0] ?? null, re[1] ?? null] : [re, flags];
  if (typeof value !== 'string') throw new JqError(`${named(value)} cannot be matched, as it is not a string`);
  if (typeof source !== 'string') throw new JqError(`${named(source)} cannot be matched, as it is not a string`);
  if (letters !== null && typeof letters !== 'string') throw new JqError(`${named(letters)} is not a string`);
  const expression = compiled(source, letters ?? '');
  if (test) return expression.test(value);
  const units = (index: number): number => [...value.slice(0, index)].length;
  const all = letters?.includes('g')
    ? [...value.matchAll(expression)]
    : [expression.exec(value)].filter((m) => m !== null);
  const names = [...source.matchAll(/\((\?<([A-Za-z_]\w*)>|(?!\?))|\\./g)]
    .filter((m) => m[0].startsWith('('))
    .map((m) => m[2] ?? null);
  return all
    .filter((found) => !(letters?.includes('n') && found[0] === ''))
    .map((found) => ({
      offset: units(found.index),
      length: [...found[0]].length,
      string: found[0],
      captures: found.slice(1).map((text, i) => {
        const [from] = found.indices?.[i + 1] ?? [-1];
        return {
          offset: text === undefined ? -1 : units(from),
          length: text === undefined ? 0 : [...text].length,
          string: text ?? null,
          name: names[i] ?? null,
        };
      }),
    }));
}

function compiled(source: string, letters: string): RegExp {
  const wrong = /[^gimnpslx]/.exec(letters);
  if (wrong) throw new JqError(`${letters} is not a valid modifier string`);
  const plain = letters.includes('x')
    ? source.replace(/\\.|\s+|#.*$/gm, (found) => (found.startsWith('\\') ? found : ''))
    : source;
  const flags = `dg${letters.includes('i') ? 'i' : ''}${/[sp]/.test(letters) ? 's' : ''}`;
  const translated = plain
    .replace(/\\h/g, '[0-9a-fA-F]')
    .replace(/\\A/g, '^')
    .replace(/\\[zZ]/g, '$')
    .replace(/\[\[:(\w+):\]\]/g, (whole, name: string) => POSIX[name] ?? whole);
  try {
    return new RegExp(translated, `${flags}u`);
  } catch {
    try {
      return new RegExp(translated, flags);
    } catch {
      throw new JqError(`${source} (at offset 0) is not a valid regex`);
    }
  }
}

const POSIX: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '\\d',
  alnum: '[\\p{L}\\p{N}]',
  space: '\\s',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  punct: '\\p{P}',
};
