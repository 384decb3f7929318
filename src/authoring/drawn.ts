// `${param}` where what was played has the value that was drawn: an author plays with the first of each.

import type { DraftParam } from './draft.ts';

/** A shorter value stands for many things: only its author knows for which. */
const SHORTEST = 3;

/** With `${name}` for each whole word that is the first value of a param, in texts at any depth. */
export function withParams<T>(value: T, params: readonly DraftParam[]): T {
  const named = params.flatMap(({ name, oneOf: [first] }) =>
    (typeof first === 'string' || typeof first === 'number') && String(first).length >= SHORTEST
      ? [{ place: `\${${name}}`, first }]
      : [],
  );
  const within = (part: unknown): unknown => {
    if (typeof part === 'string')
      return named.reduce((text, { place, first }) => text.replace(wholeWord(String(first)), () => place), part);
    if (typeof part === 'number') return named.find(({ first }) => first === part)?.place ?? part;
    if (Array.isArray(part)) return part.map(within);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, within(inner)]));
  };
  return within(value) as T;
}

const wholeWord = (text: string): RegExp =>
  new RegExp(`(?<![\\w.-])${text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}(?![\\w-]|\\.\\w)`, 'g');
