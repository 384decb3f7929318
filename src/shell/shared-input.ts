// An input that several commands read in turn: what one did not use, the next one gets.

import type { Input } from '#machine/program.ts';

export class SharedInput implements Input {
  readonly #inner: Input;
  #rest = '';
  #ended = false;

  constructor(inner: Input) {
    this.#inner = inner;
  }

  get isTyped(): boolean {
    return this.#inner.isTyped ?? false;
  }

  async read(signal?: AbortSignal): Promise<string | undefined> {
    if (this.#rest !== '') {
      const text = this.#rest;
      this.#rest = '';
      return text;
    }
    if (this.#ended) return undefined;
    const text = await this.#inner.read(signal);
    return text;
  }

  unread(text: string): void {
    this.#rest = text + this.#rest;
  }

  /** Up to and without `delimiter`. `complete` is false when the input ended first. */
  async readLine(signal?: AbortSignal, delimiter = '\n'): Promise<{ text: string; complete: boolean }> {
    let text = '';
    for (;;) {
      const end = text.indexOf(delimiter);
      if (end >= 0) {
        this.unread(text.slice(end + delimiter.length));
        return { text: text.slice(0, end), complete: true };
      }
      const more = await this.read(signal);
      if (more === undefined) return { text, complete: false };
      text += more;
    }
  }

  close(): void {
    this.#ended = true;
    this.#rest = '';
    (this.#inner as { close?: () => void }).close?.();
  }
}

export function shared(input: Input): SharedInput {
  return input instanceof SharedInput ? input : new SharedInput(input);
}
