// A line being typed: where its words are, and what editing makes of it. Models readline's text.c and kill.c.

import { cellsOf } from '../width.ts';

export interface Line {
  /** Its characters. */
  readonly text: readonly string[];
  /** The cursor stands before this character. */
  readonly at: number;
}

export const EMPTY: Line = { text: [], at: 0 };

export function lineOf(text: string): Line {
  const characters = [...text];
  return { text: characters, at: characters.length };
}

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** One character back; what takes no room belongs to the one before it. */
export function back({ text, at }: Line): number {
  let to = Math.max(0, at - 1);
  while (to > 0 && cellsOf(text[to]!) === 0) to--;
  return to;
}

export function on({ text, at }: Line): number {
  let to = Math.min(text.length, at + 1);
  while (to < text.length && cellsOf(text[to]!) === 0) to++;
  return to;
}

export function wordBack({ text, at }: Line): number {
  let to = at;
  while (to > 0 && !isWord(text[to - 1])) to--;
  while (to > 0 && isWord(text[to - 1])) to--;
  return to;
}

export function wordOn({ text, at }: Line): number {
  let to = at;
  while (to < text.length && !isWord(text[to])) to++;
  while (to < text.length && isWord(text[to])) to++;
  return to;
}

/** Back to a space, as Ctrl-W goes. */
export function spaceBack({ text, at }: Line): number {
  let to = at;
  while (to > 0 && /\s/.test(text[to - 1]!)) to--;
  while (to > 0 && !/\s/.test(text[to - 1]!)) to--;
  return to;
}

/** The spaces around the cursor. */
export function spacesAround({ text, at }: Line): readonly [from: number, to: number] {
  let [from, to] = [at, at];
  while (from > 0 && /[ \t]/.test(text[from - 1]!)) from--;
  while (to < text.length && /[ \t]/.test(text[to]!)) to++;
  return [from, to];
}

export function inserted({ text, at }: Line, added: string): Line {
  const characters = [...added];
  return { text: [...text.slice(0, at), ...characters, ...text.slice(at)], at: at + characters.length };
}

export function removed({ text }: Line, from: number, to: number): Line {
  return { text: [...text.slice(0, from), ...text.slice(to)], at: from };
}

/** The character before the cursor goes over the one under it; at the end, the last two change places. */
export function transposed({ text, at }: Line): Line | undefined {
  const second = Math.min(at, text.length - 1);
  if (at < 1 || second < 1) return undefined;
  const swapped = [...text];
  [swapped[second - 1], swapped[second]] = [text[second]!, text[second - 1]!];
  return { text: swapped, at: second + 1 };
}

/** The word before the cursor goes over the one after it. */
export function transposedWords({ text, at }: Line): Line | undefined {
  const end = wordOn({ text, at });
  const begin = wordBack({ text, at: end });
  const before = wordBack({ text, at: begin });
  const beforeEnd = wordOn({ text, at: before });
  if (before === begin || begin < beforeEnd) return undefined;
  const [first, between, second] = [
    text.slice(before, beforeEnd),
    text.slice(beforeEnd, begin),
    text.slice(begin, end),
  ];
  return { text: [...text.slice(0, before), ...second, ...between, ...first, ...text.slice(end)], at: end };
}

/** From the cursor to the end of its word. */
export function recased(line: Line, how: 'upper' | 'lower' | 'capital'): Line {
  const { text, at } = line;
  const end = wordOn(line);
  let first = true;
  const changed = text.slice(at, end).map((character) => {
    const upper = how === 'upper' || (how === 'capital' && first);
    if (isWord(character)) first = false;
    return upper ? character.toUpperCase() : character.toLowerCase();
  });
  return { text: [...text.slice(0, at), ...changed, ...text.slice(end)], at: end };
}

/** The words of a line that was entered, as the history counts them: quotes hold together, operators stand alone. */
export function wordsOf(line: string): string[] {
  return line.match(/(?:"(?:\\[\s\S]|[^"\\])*"?|'[^']*'?|\\[\s\S]|[^\s"'\\;&|<>()])+|[;&|<>()]+/g) ?? [];
}
