// JSON texts one after another, cut out of what comes in, with the lines they end in.

import { JqError, type Json } from './syntax.ts';

/** What is no JSON, in jq's words. */
export class JsonMistake extends Error {}

export class JsonStream {
  #rest = '';
  /** Where the search goes on, how deep it is, and whether it is inside a string. */
  #at = 0;
  #depth = 0;
  #quoted = false;
  #lines = 0;

  /** Lines up to the end of the value that was given last. */
  get line(): number {
    return this.#lines;
  }

  push(text: string): void {
    this.#rest += text;
  }

  /** The next value; undefined while it is not whole. `last`: nothing follows any more. @throws {JsonMistake} */
  next(last: boolean): Json | undefined {
    const start = /^[\s\ufeff]*/.exec(this.#rest)![0].length;
    if (this.#at < start) this.#at = start;
    for (; this.#at < this.#rest.length; this.#at++) {
      const c = this.#rest[this.#at]!;
      if (this.#quoted) {
        if (c === '\\') this.#at++;
        else if (c === '"') {
          this.#quoted = false;
          if (this.#depth === 0) return this.#cut(this.#at + 1);
        }
        continue;
      }
      const between = this.#depth === 0 && this.#at > start;
      if (between && /[\s,\][{}":]/.test(c)) return this.#cut(this.#at);
      if (c === '"') this.#quoted = true;
      else if (c === '[' || c === '{') this.#depth++;
      else if ((c === ']' || c === '}') && --this.#depth <= 0) return this.#cut(this.#at + 1);
    }
    if (!last || start === this.#rest.length) return undefined;
    if (this.#depth > 0 || this.#quoted)
      throw new JsonMistake(`Unfinished JSON term at EOF at line ${this.#lineAt(this.#rest.length)}, column 0`);
    return this.#cut(this.#rest.length);
  }

  #lineAt(end: number): number {
    return this.#lines + (this.#rest.slice(0, end).match(/\n/g)?.length ?? 0) + 1;
  }

  #cut(end: number): Json {
    const text = this.#rest.slice(0, end);
    const newline = this.#rest.indexOf('\n', end);
    const line = this.#lineAt(end);
    this.#lines +=
      (text.match(/\n/g)?.length ?? 0) + (newline >= 0 && this.#rest.slice(end, newline).trim() === '' ? 1 : 0);
    this.#rest = this.#rest.slice(newline >= 0 && this.#rest.slice(end, newline).trim() === '' ? newline + 1 : end);
    this.#at = 0;
    this.#depth = 0;
    this.#quoted = false;
    try {
      return parseWhole(text);
    } catch {
      throw new JsonMistake(`${wrongWith(text)} at line ${line}, column ${text.length - text.lastIndexOf('\n')}`);
    }
  }
}

function wrongWith(text: string): string {
  if (/^\s*[[{]/.test(text)) {
    if (/[{,]\s*[^"\s}][^:]*:/.test(text) && !/[{,]\s*'/.test(text)) return 'Invalid literal';
    if (/,\s*[\]}]/.test(text)) return 'Expected another array element';
    return 'Invalid numeric literal';
  }
  return 'Invalid numeric literal';
}

/** One JSON text; `nan` and `NaN` are null. @throws {JqError} */
export function parseWhole(text: string): Json {
  const trimmed = text.trim();
  if (/^-?nan$/i.test(trimmed)) return Number.NaN;
  try {
    return JSON.parse(trimmed) as Json;
  } catch {
    throw new JqError(`${text} (while parsing '${text}')`);
  }
}
