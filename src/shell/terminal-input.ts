// The terminal's line discipline: keys become a program's standard input, line by line (cooked) or as they come (raw).

import type { Input } from '#machine/program.ts';
import { firstKey } from './keys.ts';

/** What keys do to the program in the foreground. */
export interface TerminalSignals {
  /** Ctrl-C */
  readonly interrupt: () => void;
  /** Ctrl-Z */
  readonly suspend: () => void;
}

export class TerminalInput implements Input {
  readonly isTyped = true;
  readonly #echo: (text: string) => void;
  readonly #pull: () => string;
  /** Undefined stands for Ctrl-D: the end of the input, once. */
  #ready: (string | undefined)[] = [];
  #line = '';
  #raws = 0;
  #wake: (() => void)[] = [];

  /** `pull` gives keys that came before the program ran: the next line of them, when the program wants to read. */
  constructor(echo: (text: string) => void, pull: () => string) {
    this.#echo = echo;
    this.#pull = pull;
  }

  raw(): () => void {
    this.#raws++;
    let done = false;
    return () => {
      if (!done) this.#raws = Math.max(0, this.#raws - 1);
      done = true;
    };
  }

  cook(): void {
    this.#raws = 0;
  }

  /** No program takes the keys as they come. */
  get isCooked(): boolean {
    return this.#raws === 0;
  }

  /** A program waits for what is typed. */
  get isRead(): boolean {
    return this.#wake.length > 0;
  }

  key(data: string, { interrupt, suspend }: TerminalSignals): void {
    if (this.#raws > 0) {
      this.#ready.push(data);
      this.#resume();
      return;
    }
    for (let rest = data; rest !== ''; ) {
      const key = firstKey(rest);
      rest = rest.slice(key.length);
      if (key === '\x03') {
        this.#echo('^C');
        this.#line = '';
        this.#ready = [];
        interrupt();
      } else if (key === '\x1a') {
        this.#echo('^Z');
        this.#line = '';
        suspend();
      } else if (key === '\x04') {
        this.#ready.push(this.#line === '' ? undefined : this.#line);
        this.#line = '';
        this.#resume();
      } else if (key === '\r' || key === '\n') {
        this.#echo('\n');
        this.#ready.push(`${this.#line}\n`);
        this.#line = '';
        this.#resume();
      } else if (key === '\x7f' || key === '\b') {
        const characters = [...this.#line];
        const gone = characters.pop();
        if (gone !== undefined) this.#echo('\b \b');
        this.#line = characters.join('');
      } else if (key === '\x15') {
        this.#echo('\b \b'.repeat([...this.#line].length));
        this.#line = '';
      } else if (key >= ' ' || key === '\t') {
        const text = key.startsWith('\x1b') ? '' : key;
        this.#echo(text);
        this.#line += text;
      }
    }
  }

  async read(signal?: AbortSignal): Promise<string | undefined> {
    for (;;) {
      if (this.#ready.length > 0) return this.#ready.shift();
      const early = this.#pull();
      if (early !== '') {
        this.key(early, { interrupt: () => {}, suspend: () => {} });
        continue;
      }
      if (signal?.aborted) return undefined;
      await new Promise<void>((resolve) => {
        const resume = (): void => {
          signal?.removeEventListener('abort', resume);
          this.#wake = this.#wake.filter((each) => each !== resume);
          resolve();
        };
        this.#wake.push(resume);
        signal?.addEventListener('abort', resume, { once: true });
      });
    }
  }

  /** What was typed ahead and nobody has read. */
  get unread(): string {
    return this.#ready.join('') + this.#line;
  }

  /** The same: it goes to the prompt. */
  takeUnread(): string {
    const text = this.unread;
    this.#ready = [];
    this.#line = '';
    return text;
  }

  #resume(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resume of wake) resume();
  }
}
