// Keys on their way to the engine. It can die before it has taken them: then the next one gets them.

import type { Remote } from './connection.ts';

interface Key {
  readonly terminal: number;
  readonly data: string;
}

export class Keys {
  readonly #engine: () => Pick<Remote, 'key' | 'taken'> | undefined;
  /** Sent, and not known to have been taken. */
  #sent: readonly Key[] = [];
  /** For the engine that comes. Undefined: one is there. */
  #held: readonly Key[] | undefined;

  constructor(engine: () => Pick<Remote, 'key' | 'taken'> | undefined) {
    this.#engine = engine;
  }

  send(terminal: number, data: string): void {
    const key = { terminal, data };
    if (this.#held) this.#held = [...this.#held, key];
    else this.#post(key);
  }

  #post(key: Key): void {
    const engine = this.#engine();
    if (!engine) return;
    this.#sent = [...this.#sent, key];
    engine.key(key.terminal, key.data);
    // A line that is entered may wait in it for its interpreter. Once it has begun, it stands in the journal.
    void engine.taken(key.terminal).then(
      () => (this.#sent = this.#sent.filter((other) => other !== key)),
      () => undefined,
    );
  }

  /** The engine is no more. What it has not taken, and what is typed from now on, waits. */
  hold(): void {
    this.#held = [...this.#sent, ...(this.#held ?? [])];
    this.#sent = [];
  }

  /** Another engine is there, and stands where the other stood. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const key of held) this.#post(key);
  }

  /** What was meant for the engine of before is for no other. */
  forget(): void {
    this.#sent = [];
    this.#held = undefined;
  }
}
