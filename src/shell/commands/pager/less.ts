// less and more: a screenful at a time. Models less's keys for moving, searching and leaving.
// Without a terminal they are cat, as the real ones are.

import type { Process, Program } from '#machine/program.ts';
import { shownControls } from '#machine/shown-controls.ts';
import { cellsOfText } from '../../width.ts';
import { endedBy, parseOptions, pieces, put } from '../tool.ts';

export const less: Program = async (process) => {
  const options = parseOptions(process, 'NSRFXEeiIqrfmMns#', 'pjxbPz', {});
  if (!options) return 1;
  const { terminal } = process;
  let failed = false;
  const files = options.rest.length > 0 ? options.rest : ['-'];
  if (!terminal) {
    for (const file of files)
      for await (const piece of pieces(process, file, () => void (failed = true)))
        if (!(await put(process, piece))) return endedBy(process);
    return failed ? 1 : 0;
  }
  let text = '';
  for (const file of files) for await (const piece of pieces(process, file, () => void (failed = true))) text += piece;
  if (failed && text === '') return 1;
  const screen = new Screen(process, text.replace(/\n$/, '').split('\n'), options.on.has('N'), files[0] ?? '');
  if (options.on.has('F') && screen.fits) {
    process.stdout.write(text);
    return 0;
  }
  return screen.run();
};

class Screen {
  readonly #process: Process;
  readonly #lines: readonly string[];
  readonly #numbered: boolean;
  readonly #name: string;
  #top = 0;
  #query = '';
  #note = '';

  constructor(process: Process, lines: readonly string[], numbered: boolean, name: string) {
    this.#process = process;
    this.#lines = lines;
    this.#numbered = numbered;
    this.#name = name;
  }

  get #rows(): number {
    return Math.max(2, (this.#process.terminal?.rows ?? 24) - 1);
  }

  get fits(): boolean {
    const columns = this.#process.terminal?.columns ?? 80;
    const rows = this.#lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(cellsOfText(line) / columns)), 0);
    return rows <= this.#rows;
  }

  async run(): Promise<number> {
    const { terminal, stdin, signal, stdout } = this.#process;
    const cook = terminal!.raw();
    // The other screen: what stood on the terminal comes back.
    stdout.write('\x1b[?1049h');
    this.#draw();
    for (;;) {
      const keys = await stdin.read(signal);
      if (keys === undefined || signal.aborted || !(await this.#keys(keys))) break;
      this.#draw();
    }
    stdout.write('\x1b[?1049l');
    cook();
    return signal.aborted ? endedBy(this.#process) : 0;
  }

  #draw(): void {
    const columns = this.#process.terminal?.columns ?? 80;
    const last = Math.max(0, this.#lines.length - this.#rows);
    this.#top = Math.max(0, Math.min(last, this.#top));
    const shown = this.#lines.slice(this.#top, this.#top + this.#rows).map((line, i) => {
      const number = this.#numbered ? `${String(this.#top + i + 1).padStart(7)} ` : '';
      return [...shownControls(number + line)].slice(0, columns).join('');
    });
    while (shown.length < this.#rows) shown.push('~');
    const atEnd = this.#top >= last;
    const status = this.#note || (atEnd ? '(END)' : this.#top === 0 && this.#name !== '-' ? this.#name : ':');
    this.#note = '';
    this.#process.stdout.write(`\x1b[H\x1b[2J${shown.join('\n')}\n\x1b[7m${status}\x1b[0m`);
  }

  /** False when the pager is left. */
  async #keys(keys: string): Promise<boolean> {
    const page = this.#rows;
    if (keys === 'q' || keys === 'Q' || keys === '\x03' || keys === ':q') return false;
    if (keys === ' ' || keys === 'f' || keys === '\x06' || keys === '\x1b[6~') this.#top += page;
    else if (keys === 'b' || keys === '\x02' || keys === '\x1b[5~') this.#top -= page;
    else if (keys === 'd' || keys === '\x04') this.#top += Math.floor(page / 2);
    else if (keys === 'u' || keys === '\x15') this.#top -= Math.floor(page / 2);
    else if (keys === 'j' || keys === '\r' || keys === '\n' || keys === 'e' || keys === '\x1b[B' || keys === '\x1bOB')
      this.#top++;
    else if (keys === 'k' || keys === 'y' || keys === '\x1b[A' || keys === '\x1bOA') this.#top--;
    else if (keys === 'g' || keys === '<' || keys === '\x1b[H') this.#top = 0;
    else if (keys === 'G' || keys === '>' || keys === '\x1b[F') this.#top = this.#lines.length;
    else if (keys === '/' || keys === '?') {
      const query = await this.#ask(keys);
      if (query === undefined) return true;
      if (query !== '') this.#query = query;
      this.#find(keys === '/' ? 1 : -1);
    } else if (keys === 'n') this.#find(1);
    else if (keys === 'N') this.#find(-1);
    else if (keys === 'h' || keys === 'H')
      this.#note = 'space: next  b: back  j k: a line  g G: ends  /text n N: search  q: leave';
    return true;
  }

  async #ask(mark: string): Promise<string | undefined> {
    const { stdin, signal, stdout } = this.#process;
    let query = '';
    stdout.write(`\r\x1b[K${mark}`);
    for (;;) {
      const keys = await stdin.read(signal);
      if (keys === undefined || keys === '\x03' || keys === '\x1b') return undefined;
      for (const key of keys) {
        if (key === '\r' || key === '\n') return query;
        if (key === '\x7f' || key === '\b') query = query.slice(0, -1);
        else if (key >= ' ') query += key;
      }
      stdout.write(`\r\x1b[K${mark}${query}`);
    }
  }

  #find(step: 1 | -1): void {
    const wanted = this.#query.toLowerCase();
    for (let i = this.#top + step; i >= 0 && i < this.#lines.length; i += step) {
      if (!this.#lines[i]!.toLowerCase().includes(wanted)) continue;
      this.#top = i;
      return;
    }
    this.#note = 'Pattern not found';
  }
}
