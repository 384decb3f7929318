// The builder's terminal: a live cluster at which the author plays, and what was typed there.

import type { Locale } from '#grading/text.ts';
import { keysFor } from '../bench/automation.ts';
import { Connection } from '../bench/connection.ts';
import { Terminal } from '../bench/terminal.ts';
import type { Page, StartOptions } from '../worker/protocol.ts';
import type { BuilderWords } from './words/words.ts';

/** Nobody who plays for others wants to wait. */
const PACE = 10;

export class Stage {
  readonly #locale: Locale;
  readonly #connection: Connection;
  readonly #terminal: Terminal;
  #lines: string[] = [];
  #ready: Promise<unknown> = Promise.resolve();
  /** What brings one to the beginning is being typed. */
  #isBeginning = false;
  #started = false;
  /** Counts the plays. */
  #turn = 0;
  onLines: (() => void) | undefined;

  /** @param say What is to be said above the terminal. */
  constructor(parent: HTMLElement, locale: Locale, w: BuilderWords, say: (text: string) => void) {
    this.#locale = locale;
    this.#terminal = new Terminal(parent, w.terminal, false, {
      typed: (data) => this.#connection.engine?.key(0, data),
      resized: (columns, rows) => this.#started && this.#connection.engine.resize(0, columns, rows),
    });
    const page: Page = {
      output: (_, text) => this.#terminal.write(text),
      typed: () => undefined,
      drawn: () => this.#terminal.drawn(),
      verdicts: () => undefined,
      changed: () => undefined,
      ran: (line) => {
        if (this.#isBeginning) return;
        this.#lines.push(line);
        this.onLines?.();
      },
      filesChanged: () => undefined,
      startChanged: () => undefined,
      map: () => undefined,
      asked: () => undefined,
      // There is no editor beside this terminal: what would be edited stays as it is.
      edit: async () => undefined,
    };
    this.#connection = new Connection(page, () => say(w.stopped));
    window.portolan = {
      type: async (text) => {
        await this.#ready;
        this.#connection.engine.key(0, keysFor(text));
        await window.portolan.idle();
      },
      idle: async () => {
        await this.#ready;
        await this.#connection.engine.prompt(0);
        await this.#terminal.drawn();
      },
      screen: () => this.#terminal.text(),
      params: {},
    };
  }

  /** What was typed since the play began, in its order. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** @param before Lines that bring one from the start to where the play begins. */
  begin(options: Pick<StartOptions, 'start' | 'params' | 'files'>, before: readonly string[]): Promise<void> {
    const mine = ++this.#turn;
    const begun = this.#begin(options, before).catch((error: unknown) => {
      // Another play has begun meanwhile, and ended this one.
      if (mine === this.#turn) throw error;
    });
    this.#ready = begun.catch(() => undefined);
    return begun;
  }

  async #begin(options: Pick<StartOptions, 'start' | 'params' | 'files'>, before: readonly string[]): Promise<void> {
    this.#started = false;
    this.#isBeginning = true;
    this.#lines = [];
    this.onLines?.();
    this.#connection.open();
    await this.#terminal.open();
    this.#terminal.clear();
    const { engine } = this.#connection;
    const { columns, rows } = this.#terminal;
    engine.pace(PACE);
    await engine.start({
      ...{ ...options, lesson: 'builder', locale: this.#locale, suggests: true, typed: {}, seed: 1, columns, rows },
    });
    this.#started = true;
    for (const line of before) {
      engine.key(0, keysFor(line));
      await engine.prompt(0);
    }
    this.#isBeginning = false;
  }

  focus(): void {
    this.#terminal.focus();
  }
}
