// Models cel-go ext.Strings (version 2) and apiserver/pkg/cel/library/regex.go, as far as the language itself has not got them.

import type { Environment } from '@marcbachmann/cel-js';
import { regexp } from '../../customresources/regexp.ts';
import { Failure } from '../failure.ts';
import { formatText } from './format-text.ts';
import { registerNamespace } from './namespace.ts';

function compiled(pattern: string): RegExp {
  const found = regexp(pattern);
  if (!found) throw new Failure(`error parsing regexp: ${pattern}`);
  return found;
}

/** The name under which the pattern language is Go's: the library's own `matches` knows JavaScript's only. */
export const MATCHES = 'matchesRe2';

const globally = (pattern: string): RegExp => new RegExp(compiled(pattern), `${compiled(pattern).flags}g`);

function replaced(text: string, from: string, to: string, limit: number): string {
  if (limit < 0) return text.replaceAll(from, () => to);
  let out = text;
  let at = 0;
  for (let left = limit; left > 0; left--) {
    const found = out.indexOf(from, at);
    if (found < 0) break;
    out = out.slice(0, found) + to + out.slice(found + from.length);
    at = found + to.length;
  }
  return out;
}

function charAt(text: string, index: bigint): string {
  const characters = [...text];
  if (index < 0n || index > BigInt(characters.length)) throw new Failure(`index out of range: ${index}`);
  return characters[Number(index)] ?? '';
}

export function registerStrings(environment: Environment): void {
  environment
    .registerFunction(`string.${MATCHES}(string): bool`, (text: string, pattern: string) =>
      compiled(pattern).test(text),
    )
    .registerFunction(`${MATCHES}(string, string): bool`, (text: string, pattern: string) =>
      compiled(pattern).test(text),
    )
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => compiled(pattern).exec(text)?.[0] ?? '',
    )
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
      [...text.matchAll(globally(pattern))].map(([match]) => match),
    )
    .registerFunction('string.findAll(string, int): list<string>', (text: string, pattern: string, limit: bigint) => {
      const all = [...text.matchAll(globally(pattern))].map(([match]) => match);
      return limit < 0n ? all : all.slice(0, Number(limit));
    })
    .registerFunction('string.charAt(int): string', charAt)
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      replaced(text, from, to, -1),
    )
    .registerFunction(
      'string.replace(string, string, int): string',
      (text: string, from: string, to: string, limit: bigint) => replaced(text, from, to, Number(limit)),
    )
    .registerFunction('string.reverse(): string', (text: string) => [...text].reverse().join(''))
    .registerFunction('string.format(list): string', (text: string, values: readonly unknown[]) =>
      formatText(text, values),
    );
  registerNamespace(environment, 'strings', { 'quote(string): string': (text: string) => JSON.stringify(text) });
}
