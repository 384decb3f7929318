// One terminal on the page: keys go out, text comes in. Lines, history and completion are the shell's. As long as nobody sees it, it is its
// text alone.

import type { Screen } from './screen.ts';

/** Characters of output that are kept for the next visit. */
const KEPT = 48_000;
/** Of one that nobody has seen. */
const SIZE = { columns: 80, rows: 24 } as const;

export interface TerminalEvents {
  typed(data: string): void;
  resized(columns: number, rows: number): void;
  /** Who has the keyboard wants to be out of it. */
  left(): void;
  /** It is drawn. */
  opened?(): void;
}

export class Terminal {
  readonly element = document.createElement('div');
  readonly #label: string;
  readonly #events: TerminalEvents;
  #screenReader: boolean;
  #screen: Screen | undefined;
  #opening: Promise<void> | undefined;
  #isGone = false;
  #kept = '';

  constructor(parent: HTMLElement, label: string, screenReader: boolean, events: TerminalEvents) {
    this.#label = label;
    this.#screenReader = screenReader;
    this.#events = events;
    this.element.setAttribute('role', 'tabpanel');
    this.element.setAttribute('aria-label', label);
    parent.append(this.element);
  }

  /** Somebody sees it. @throws what kept its code from being fetched; the next call tries again. */
  open(): Promise<void> {
    this.#opening ??= import('./screen.ts').then(
      ({ Screen }) => {
        if (this.#isGone) return;
        this.#screen = new Screen(this.element, this.#label, this.#screenReader, this.#events);
        if (this.#kept !== '') this.#screen.write(this.kept);
        this.#events.opened?.();
      },
      (error: unknown) => {
        this.#opening = undefined;
        throw error;
      },
    );
    return this.#opening;
  }

  /** Undefined as long as nobody has seen it. */
  get screen(): Screen | undefined {
    return this.#screen;
  }

  get columns(): number {
    return this.#screen?.columns ?? SIZE.columns;
  }

  get rows(): number {
    return this.#screen?.rows ?? SIZE.rows;
  }

  fit(): void {
    this.#screen?.fit();
  }

  write(text: string): void {
    this.#kept = (this.#kept + text).slice(-KEPT);
    this.#screen?.write(text);
  }

  /** Resolves when all that was written is on the screen, if it is open. */
  async drawn(): Promise<void> {
    await this.#opening;
    await this.#screen?.drawn();
  }

  /** What was printed lately, with its colours, from the start of a line. */
  get kept(): string {
    const cut = this.#kept.length < KEPT ? 0 : this.#kept.indexOf('\n') + 1;
    return this.#kept.slice(cut);
  }

  /** All of the text, scrollback included, without blank lines at the end. Empty until it is open: then it is opened. */
  text(): string {
    if (!this.#screen) void this.open();
    return this.#screen?.text() ?? '';
  }

  clear(): void {
    this.#kept = '';
    this.#screen?.clear();
  }

  focus(): void {
    // At once where it can be: a phone's keyboard opens within the press only.
    if (this.#screen) this.#screen.focus();
    else void this.open().then(() => this.#screen?.focus());
  }

  /** Of its letters. It must be open. */
  fontSize(pixels: number): void {
    this.#screen?.fontSize(pixels);
  }

  set screenReader(on: boolean) {
    this.#screenReader = on;
    if (this.#screen) this.#screen.screenReader = on;
  }

  dispose(): void {
    this.#isGone = true;
    this.#screen?.dispose();
    this.element.remove();
  }
}
