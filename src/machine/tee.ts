// Passes text on, and keeps the beginning of it.

import type { Output } from './program.ts';

export const KEPT_CHARACTERS = 16_384;

export class Tee implements Output {
  text = '';
  readonly #to: Output;

  constructor(to: Output) {
    this.#to = to;
  }

  write(text: string): boolean {
    if (this.text.length < KEPT_CHARACTERS) this.text = (this.text + text).slice(0, KEPT_CHARACTERS);
    return this.#to.write(text);
  }

  drained(): Promise<void> {
    return this.#to.drained();
  }
}
