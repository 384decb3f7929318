// Editing a line at a prompt, as readline does with its Emacs keys. Keys go in; text for the screen and events come out.

import { firstKey } from './keys.ts';
import { cellsOf, cellsOfText } from './width.ts';

export type EditorEvent =
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'eof' }
  | { readonly type: 'complete' };

export interface Fed {
  /** To be written to the terminal. */
  readonly screen: string;
  readonly event?: EditorEvent;
  /** Keys after the one that made the event. */
  readonly rest: string;
}

export class LineEditor {
  columns: number;
  #prompt = '';
  #text: string[] = [];
  #at = 0;
  #row = 0;
  #offset = 0;
  #killed = '';
  #killing = false;
  readonly #history: () => readonly string[];
  #past: number | undefined;
  #draft = '';
  #search: { query: string; found: number } | undefined;

  constructor(columns: number, history: () => readonly string[]) {
    this.columns = columns;
    this.#history = history;
  }

  get text(): string {
    return this.#text.join('');
  }

  /** The text left of the cursor. */
  get before(): string {
    return this.#text.slice(0, this.#at).join('');
  }

  /**
   * Begins a line. Returns what to write.
   *
   * @param offset Cells that stand before the prompt in its row: output that did not end its line stays there.
   */
  start(prompt: string, offset = 0): string {
    this.#prompt = prompt;
    this.#offset = offset;
    this.#text = [];
    this.#at = 0;
    this.#row = 0;
    this.#past = undefined;
    this.#search = undefined;
    return this.#draw(true);
  }

  feed(data: string): Fed {
    let rest = data;
    let dirty = false;
    let screen = '';
    while (rest !== '') {
      const key = firstKey(rest);
      rest = rest.slice(key.length);
      const killing = this.#killing;
      this.#killing = false;
      const done = this.#key(key, killing);
      if (done === 'redraw') dirty = true;
      else if (done === 'clear') {
        screen += '\x1b[H\x1b[2J';
        this.#row = 0;
        this.#offset = 0;
        dirty = true;
      } else if (done) {
        if (dirty) screen += this.#draw();
        return { screen: screen + this.#leave(done), event: done, rest };
      }
    }
    return { screen: screen + (dirty ? this.#draw() : ''), rest: '' };
  }

  /** Puts text at the cursor: what completion found. */
  insert(text: string): string {
    this.#put(text);
    return this.#draw();
  }

  /** Prints lines under the prompt, then the prompt again. */
  printBelow(text: string): string {
    const end = this.#moveToEnd();
    this.#row = 0;
    this.#offset = 0;
    return `${end}\r\n${text}${this.#draw(true)}`;
  }

  resize(columns: number): void {
    this.columns = columns;
  }

  #leave(event: EditorEvent): string {
    if (event.type === 'complete') return '';
    if (event.type === 'eof') return '';
    const end = this.#moveToEnd();
    return event.type === 'interrupt' ? `${end}^C\r\n` : `${end}\r\n`;
  }

  #key(key: string, killing: boolean): EditorEvent | 'redraw' | 'clear' | undefined {
    if (this.#search) {
      const kept = this.#searchKey(key);
      if (kept) return 'redraw';
    }
    switch (key) {
      case '\r':
      case '\n':
        return { type: 'line', text: this.text };
      case '\x03':
        return { type: 'interrupt' };
      case '\x04':
        if (this.#text.length === 0) return { type: 'eof' };
        return this.#remove(this.#at, this.#at + 1);
      case '\t':
        return { type: 'complete' };
      case '\x01':
      case '\x1b[H':
      case '\x1bOH':
      case '\x1b[1~':
        return this.#go(0);
      case '\x05':
      case '\x1b[F':
      case '\x1bOF':
      case '\x1b[4~':
        return this.#go(this.#text.length);
      case '\x02':
      case '\x1b[D':
      case '\x1bOD':
        return this.#go(this.#at - 1);
      case '\x06':
      case '\x1b[C':
      case '\x1bOC':
        return this.#go(this.#at + 1);
      case '\x1bb':
      case '\x1b[1;5D':
      case '\x1b[1;3D':
        return this.#go(this.#wordBack());
      case '\x1bf':
      case '\x1b[1;5C':
      case '\x1b[1;3C':
        return this.#go(this.#wordOn());
      case '\x7f':
      case '\b':
        return this.#at > 0 ? this.#remove(this.#at - 1, this.#at) : undefined;
      case '\x1b[3~':
        return this.#remove(this.#at, this.#at + 1);
      case '\x0b':
        return this.#kill(this.#at, this.#text.length, killing, false);
      case '\x15':
        return this.#kill(0, this.#at, killing, true);
      case '\x17': {
        let from = this.#at;
        while (from > 0 && this.#text[from - 1] === ' ') from--;
        while (from > 0 && this.#text[from - 1] !== ' ') from--;
        return this.#kill(from, this.#at, killing, true);
      }
      case '\x1b\x7f':
        return this.#kill(this.#wordBack(), this.#at, killing, true);
      case '\x1bd':
        return this.#kill(this.#at, this.#wordOn(), killing, false);
      case '\x19':
        this.#put(this.#killed);
        return 'redraw';
      case '\x14':
        return this.#transpose();
      case '\x0c':
        return 'clear';
      case '\x10':
      case '\x1b[A':
      case '\x1bOA':
        return this.#recall(-1);
      case '\x0e':
      case '\x1b[B':
      case '\x1bOB':
        return this.#recall(1);
      case '\x12':
        this.#search = { query: '', found: this.#history().length };
        return 'redraw';
      case '\x1b.': {
        this.#put(this.#history().at(-1)?.trim().split(/\s+/).at(-1) ?? '');
        return 'redraw';
      }
    }
    const pasted = /^\x1b\[200~([\s\S]*)\x1b\[201~$/.exec(key);
    if (pasted) this.#put(pasted[1]!.replace(/\r\n?/g, '\n').replace(/\n$/, ''));
    else if (key >= ' ' && !key.startsWith('\x1b')) this.#put(key);
    else return undefined;
    return 'redraw';
  }

  #put(text: string): void {
    const characters = [...text];
    this.#text.splice(this.#at, 0, ...characters);
    this.#at += characters.length;
  }

  #go(to: number): 'redraw' {
    this.#at = Math.max(0, Math.min(this.#text.length, to));
    return 'redraw';
  }

  #remove(from: number, to: number): 'redraw' {
    this.#text.splice(from, to - from);
    this.#at = from;
    return 'redraw';
  }

  #kill(from: number, to: number, again: boolean, backwards: boolean): 'redraw' {
    const text = this.#text.slice(from, to).join('');
    if (text !== '') this.#killed = again ? (backwards ? text + this.#killed : this.#killed + text) : text;
    this.#killing = true;
    return this.#remove(from, to);
  }

  #wordBack(): number {
    let at = this.#at;
    while (at > 0 && !isWord(this.#text[at - 1]!)) at--;
    while (at > 0 && isWord(this.#text[at - 1]!)) at--;
    return at;
  }

  #wordOn(): number {
    let at = this.#at;
    while (at < this.#text.length && !isWord(this.#text[at]!)) at++;
    while (at < this.#text.length && isWord(this.#text[at]!)) at++;
    return at;
  }

  #transpose(): 'redraw' | undefined {
    const at = Math.min(this.#at, this.#text.length - 1);
    if (at < 1) return undefined;
    const [a, b] = [this.#text[at - 1]!, this.#text[at]!];
    this.#text.splice(at - 1, 2, b, a);
    return this.#go(at + 1);
  }

  #recall(step: number): 'redraw' | undefined {
    const past = this.#history();
    const from = this.#past ?? past.length;
    const to = from + step;
    if (to < 0 || to > past.length) return undefined;
    if (this.#past === undefined) this.#draft = this.text;
    this.#past = to === past.length ? undefined : to;
    this.#set(to === past.length ? this.#draft : past[to]!);
    return 'redraw';
  }

  #set(text: string): void {
    this.#text = [...text];
    this.#at = this.#text.length;
  }

  /** True when the key belonged to the search; otherwise the search has ended and the key means what it always means. */
  #searchKey(key: string): boolean {
    const search = this.#search!;
    const find = (from: number): void => {
      const past = this.#history();
      for (let i = Math.min(from, past.length - 1); i >= 0; i--) {
        if (!past[i]!.includes(search.query)) continue;
        search.found = i;
        this.#set(past[i]!);
        this.#at = [...past[i]!.slice(0, past[i]!.lastIndexOf(search.query))].length;
        return;
      }
    };
    if (key === '\x12') find(search.found - 1);
    else if (key === '\x7f' || key === '\b') {
      search.query = search.query.slice(0, -1);
      find(this.#history().length - 1);
    } else if (key === '\x07' || key === '\x03') {
      this.#search = undefined;
      this.#set('');
      return key === '\x07';
    } else if (key >= ' ' && key !== '\x7f' && !key.startsWith('\x1b')) {
      search.query += key;
      find(search.found);
    } else {
      this.#search = undefined;
      return key === '\x1b';
    }
    return true;
  }

  #shownPrompt(): string {
    return this.#search ? `(reverse-i-search)\`${this.#search.query}': ` : this.#prompt;
  }

  /** Where the cell after `count` characters is, from the first cell of the prompt's row. */
  #place(count: number): { row: number; column: number } {
    const promptLines = this.#shownPrompt().split('\n');
    let row = promptLines.length - 1;
    let column = (row === 0 ? this.#offset : 0) + cellsOfText(promptLines.at(-1)!);
    row += Math.floor(column / this.columns);
    column %= this.columns;
    for (const character of this.#text.slice(0, count)) {
      if (character === '\n') {
        row++;
        column = 0;
        continue;
      }
      const cells = cellsOf(character);
      if (column + cells > this.columns) {
        row++;
        column = 0;
      }
      column += cells;
      if (column >= this.columns) {
        row++;
        column = 0;
      }
    }
    return { row, column };
  }

  #draw(fresh = false): string {
    const right = this.#offset > 0 ? `\x1b[${this.#offset}C` : '';
    let out = fresh ? '' : `\r${this.#row > 0 ? `\x1b[${this.#row}A` : ''}${right}\x1b[J`;
    out += this.#shownPrompt().replaceAll('\n', '\r\n') + this.text.replaceAll('\n', '\r\n');
    const end = this.#place(this.#text.length);
    const cursor = this.#place(this.#at);
    // A full row leaves the terminal's cursor hanging at its end until something follows.
    if (end.column === 0 && end.row > 0 && this.#text.at(-1) !== '\n') out += ' \r';
    if (end.row > cursor.row) out += `\x1b[${end.row - cursor.row}A`;
    if (end.row !== cursor.row || end.column !== cursor.column)
      out += `\r${cursor.column > 0 ? `\x1b[${cursor.column}C` : ''}`;
    this.#row = cursor.row;
    return out;
  }

  #moveToEnd(): string {
    const end = this.#place(this.#text.length);
    const down = end.row - this.#row;
    this.#row = end.row;
    return `${down > 0 ? `\x1b[${down}B` : ''}\r${end.column > 0 ? `\x1b[${end.column}C` : ''}`;
  }
}

function isWord(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
