// An input cut into records, as RS says at the moment of reading.

import type { Input } from '#machine/program.ts';

export class RecordReader {
  readonly #input: Input;
  readonly #signal: AbortSignal;
  #rest = '';
  #ended = false;

  constructor(input: Input, signal: AbortSignal) {
    this.#input = input;
    this.#signal = signal;
  }

  /** Undefined at the end. `separator`: one character, `''` for paragraphs, or a regular expression. */
  async next(separator: string | RegExp): Promise<string | undefined> {
    const paragraphs = separator === '';
    const end = paragraphs ? /\n\n+/ : separator;
    for (;;) {
      if (paragraphs) this.#rest = this.#rest.replace(/^\n+/, '');
      const found = typeof end === 'string' ? textAt(this.#rest, end) : expressionAt(this.#rest, end);
      // What ends at the end of the text that has come may go on.
      if (found && (typeof end === 'string' || this.#ended || found.to < this.#rest.length)) {
        const record = this.#rest.slice(0, found.from);
        this.#rest = this.#rest.slice(found.to);
        return record;
      }
      if (this.#ended) {
        if (this.#rest === '') return undefined;
        const record = paragraphs || typeof end !== 'string' ? this.#rest.replace(/\n$/, '') : this.#rest;
        this.#rest = '';
        return end !== '\n' && typeof end === 'string' && record === '\n' ? undefined : record;
      }
      const text = await this.#input.read(this.#signal);
      if (text === undefined) this.#ended = true;
      else this.#rest += text;
    }
  }
}

interface Found {
  readonly from: number;
  readonly to: number;
}

function textAt(text: string, separator: string): Found | undefined {
  const from = text.indexOf(separator);
  return from < 0 ? undefined : { from, to: from + separator.length };
}

function expressionAt(text: string, separator: RegExp): Found | undefined {
  const found = separator.exec(text);
  return found && found[0] !== '' ? { from: found.index, to: found.index + found[0].length } : undefined;
}
