// How a check ends: by itself or by a signal, what it made is removed; a second signal leaves at once, and says what is left.

import type { ProbePods } from './probe-pods.ts';

/** 128 and the signal's number, as shells have it. */
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof CODES;

type Removable = Pick<ProbePods, 'remove' | 'left' | 'entered'>;

export class Interruption {
  readonly #probes: Removable;
  readonly #exit: (code: number) => void;
  #signals = 0;

  constructor(probes: Removable, exit: (code: number) => void = process.exit) {
    this.#probes = probes;
    this.#exit = exit;
    for (const signal of Object.keys(CODES)) process.on(signal, this.#signalled);
  }

  readonly #signalled = (signal: Signal): void => {
    this.#signals++;
    if (this.#signals > 1) {
      this.#tell();
      this.#exit(CODES[signal]);
      return;
    }
    process.stderr.write('portolan check: removing what was made; once more to leave at once\n');
    void this.#remove().then(() => this.#exit(CODES[signal]));
  };

  /** The check has ended. */
  async end(): Promise<void> {
    // The signal's own removal ends the program.
    if (this.#signals > 0) return new Promise(() => undefined);
    await this.#remove();
    for (const signal of Object.keys(CODES)) process.off(signal, this.#signalled);
  }

  async #remove(): Promise<void> {
    await this.#probes.remove().catch(() => undefined);
    this.#tell();
  }

  #tell(): void {
    const { left, entered } = this.#probes;
    if (left) process.stderr.write(`portolan check: ${left}\n`);
    for (const pod of entered)
      process.stderr.write(
        `portolan check: Pod ${pod} has a container portolan-check more, until it goes: it had no curl\n`,
      );
  }
}
