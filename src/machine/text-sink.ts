// An output that keeps what is written to it.

import type { Output } from './program.ts';

export class TextSink implements Output {
  text = '';
  readonly #onWrite: ((text: string) => void) | undefined;

  constructor(onWrite?: (text: string) => void) {
    this.#onWrite = onWrite;
  }

  write(text: string): boolean {
    this.text += text;
    this.#onWrite?.(text);
    return true;
  }

  async drained(): Promise<void> {}
}

/** `/dev/null`, for writing. */
export const nullOutput: Output = { write: () => true, drained: async () => {} };
