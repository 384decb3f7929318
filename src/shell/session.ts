// A terminal session: keys in, screen text out; the prompt, the line editor, the shell, and whatever runs in it.

import type { Input, Output, Terminal } from '#machine/program.ts';
import { shownControls } from '#machine/shown-controls.ts';
import type { Completion } from './complete.ts';
import { CompletionAtPrompt } from './completion-at-prompt.ts';
import type { EarlyPrompt } from './early-prompt.ts';
import { expandHistory } from './history-expansion.ts';
import { historyLine } from './history-line.ts';
import { type EditorEvent, LineEditor } from './line-editor.ts';
import { promptOf } from './prompt.ts';
import type { Shell, ShellIo } from './shell.ts';
import { TerminalInput } from './terminal-input.ts';
import { SKIP_KEY, type Skipping, WaitingLine } from './waiting-line.ts';
import { cellsOfText } from './width.ts';

export interface Prompts {
  readonly first?: string | undefined;
  readonly next?: string | undefined;
}

export interface SessionOptions {
  readonly shell: Shell;
  /** To the screen. Lines end in CR LF. */
  readonly write: (text: string) => void;
  readonly columns: number;
  readonly rows?: number;
  /** Lines typed earlier. The session adds to it. */
  readonly history?: string[];
  /** The prompt that stands there already, of the same columns and history: the session takes over what was typed at it. */
  readonly early?: EarlyPrompt;
  readonly complete?: (before: string) => Promise<Completion>;
  /** The rest of an earlier line stands in grey behind the cursor. Default false. */
  readonly suggests?: boolean;
  /** Default `USER@HOST:FOLDER$ `, or with `#` for root. */
  readonly prompt?: (shell: Shell) => string;
  /** What PS1 and PS2 are to begin with, if they are set. */
  readonly prompts?: Prompts;
  /** Called with the exit code of each line that has been run, when the prompt is back. */
  readonly onIdle?: (status: number) => void;
  /** Runs a line. Default: the shell's own `run`. */
  readonly run?: (script: string, io: ShellIo) => Promise<number>;
  /** Called before a line is run. */
  readonly onLine?: (line: string) => void;
  /** Called when what is typed and not yet entered has changed. */
  readonly onTyped?: (text: string) => void;
  /** What is typed at the first prompt already. Without `early` only. */
  readonly typed?: string;
  /** Called once the shell has been left by `exit` or Ctrl-D. */
  readonly onExit?: (status: number) => void;
  /** How time is moved on while a command waits. Default: it is not, and nothing is said. */
  readonly skipping?: Skipping;
}

/** A pause for each line would make a hundred thousand of them take a quarter of a minute; Ctrl-C is heard between two pauses. */
const PAUSE_AFTER = 4096;

export class Session {
  readonly #options: SessionOptions;
  readonly #shell: Shell;
  readonly #editor: LineEditor;
  readonly #history: string[];
  readonly #input: TerminalInput;
  readonly #output: Output;
  /** Characters that programs printed since the last pause. */
  #unpaused = 0;
  #columns: number;
  #rows: number;
  /** Cells printed of a line that has not ended. */
  #openCells = 0;
  #pending = '';
  #typed = '';
  /** The last `onTyped`. */
  #told = '';
  /** What Ctrl-O is to type at the next prompt. */
  #next: string | undefined;
  #busy = false;
  #completing = false;
  readonly #completion: CompletionAtPrompt;
  #loading = false;
  /** The line that waits for the interpreter. */
  #coming: Promise<void> | undefined;
  #ended = false;
  #leaving = false;
  /** What PS1 and PS2 were set to. */
  #prompts: Prompts = {};
  #foreground: AbortController | undefined;
  #waiting: (() => void)[] = [];
  readonly #waitingLine: WaitingLine | undefined;
  /** The line that runs. */
  #running = '';
  /** What runs has moved the cursor about. */
  #drawn = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#shell = options.shell;
    this.#prompts = options.prompts ?? {};
    this.#columns = options.columns;
    this.#rows = options.rows ?? 24;
    this.#history = options.history ?? [];
    this.#editor = options.early?.editor ?? new LineEditor(options.columns, () => this.#history);
    this.suggests = options.suggests ?? this.#editor.suggests;
    this.#completion = new CompletionAtPrompt(this.#editor, () => ({ columns: this.#columns, rows: this.#rows }));
    this.#output = {
      write: (text) => {
        this.#unpaused += text.length;
        this.#screen(text);
        return true;
      },
      // A pause now and then keeps an endless printer from starving the page.
      drained: async () => {
        if (this.#unpaused < PAUSE_AFTER) return;
        this.#unpaused = 0;
        await this.#shell.host.sleep(0);
      },
    };
    this.#input = new TerminalInput(
      (text) => this.#screen(text),
      () => this.#takeEarlyLine(),
    );
    const { skipping } = options;
    this.#waitingLine = skipping && new WaitingLine(options.write, () => this.#place(), skipping);
    this.#shell.useHistory(
      () => this.#history,
      (at) => this.#history.splice(at ?? 0, at === undefined ? this.#history.length : 1),
    );
  }

  /** Shows the first prompt, if none stands there. */
  start(): void {
    const { early } = this.#options;
    if (early) {
      this.#pending = early.held;
      this.#pump();
    } else this.#prompt(this.#options.typed);
  }

  /** What is typed and not yet entered, or not yet read. */
  get typed(): string {
    if (this.#busy) return this.#input.unread + this.#pending;
    return (this.#typed === '' ? '' : `${this.#typed}\n`) + this.#editor.text + this.#pending;
  }

  #tellTyped(): void {
    const { typed } = this;
    // A line that waits to be run is still told as what is typed.
    if (typed === this.#told || this.#ended || this.#loading) return;
    this.#told = typed;
    this.#options.onTyped?.(typed);
  }

  /** Resolves when every line that was entered at the prompt has begun: the first one waits for the interpreter to be fetched. */
  async begun(): Promise<void> {
    await this.#coming;
  }

  /** Resolves when the prompt is back and nothing typed is waiting. */
  get idle(): Promise<void> {
    if (!this.#isBusy()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  get busy(): boolean {
    return this.#isBusy();
  }

  key(data: string): void {
    if (this.#ended) return;
    if (this.#busy && (this.#pending === '' || /[\x03\x1a]/.test(this.#pending + data))) {
      // The terminal is the program's. Ctrl-C must reach it even if it does not read.
      const typed = this.#pending + data;
      this.#pending = '';
      const keys = this.#waitingLine && !this.#place().isTaken ? typed.replaceAll(SKIP_KEY, '') : typed;
      const foreground = this.#foreground;
      if (keys.length < typed.length) void this.#waitingLine?.skip(() => this.#foreground !== foreground);
      this.#input.key(keys, {
        interrupt: () => this.#foreground?.abort('SIGINT'),
        suspend: () => this.#shell.jobs.foreground?.stop('Stopped'),
      });
      this.#tellTyped();
      return;
    }
    this.#pending += data;
    this.#pump();
  }

  set suggests(on: boolean) {
    this.#editor.suggests = on;
  }

  resize(columns: number, rows: number): void {
    this.#columns = columns;
    this.#rows = rows;
    if (this.#busy) this.#waitingLine?.quiet();
    const screen = this.#editor.resize(columns);
    if (screen !== '') this.#options.write(screen);
  }

  /** Another session is to go on in this terminal: no prompt comes back, and keys that nobody has read wait for it. */
  leave(): void {
    this.#leaving = true;
  }

  /** It does not come after all. */
  stay(): void {
    if (!this.#leaving) return;
    this.#leaving = false;
    if (!this.#busy) this.#prompt();
    this.#pump();
  }

  /** What was typed behind the line that runs, or the last that ran. */
  get unread(): string {
    return this.#pending;
  }

  /** Ends what runs, as closing the window does. */
  close(): void {
    this.#ended = true;
    this.#waitingLine?.end();
    this.#foreground?.abort('SIGHUP');
    for (const job of this.#shell.jobs.all) job.end('SIGHUP');
    this.#settle();
  }

  #isBusy(): boolean {
    return !this.#ended && (this.#busy || this.#loading || this.#completing || this.#pending !== '');
  }

  /** Nobody is there to read a line. */
  #isTaken(): boolean {
    return this.#busy || this.#loading || this.#completing || this.#leaving || this.#ended;
  }

  #place(): ReturnType<ConstructorParameters<typeof WaitingLine>[1]> {
    return {
      columns: this.#columns,
      openCells: this.#openCells,
      command: this.#shell.jobs.foreground?.text.whole ?? this.#running,
      isTaken: this.#drawn || !this.#input.isCooked || this.#input.isRead,
    };
  }

  #screen(text: string): void {
    if (this.#busy) this.#waitingLine?.quiet();
    if (/\x1b\[[\d;?]*[A-Hhl]/.test(text)) this.#drawn = true;
    const [last, ...ended] = text.split(/[\r\n]|\x1b\[[HJ]/).reverse();
    this.#openCells = (ended.length > 0 ? 0 : this.#openCells) + cellsOfText(last!);
    this.#options.write(text.replace(/\r?\n/g, '\r\n'));
  }

  #settle(): void {
    if (this.#isBusy()) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** @param text What stands typed there. */
  #prompt(text = ''): void {
    if (this.#ended) return;
    const report = this.#typed === '' ? this.#shell.reportJobs() : '';
    if (report) this.#screen(report);
    const { first, next = '> ' } = this.#prompts;
    const prompt = this.#typed === '' ? (first ?? (this.#options.prompt ?? defaultPrompt)(this.#shell)) : next;
    this.#options.write(this.#editor.start(prompt, this.#openCells % this.#columns, text));
  }

  /** Keys that were typed, or pasted, before the program ran belong to whoever reads first. */
  #takeEarlyLine(): string {
    const line = /^[^\r\n\x04]*[\r\n\x04]?/.exec(this.#pending)![0];
    this.#pending = this.#pending.slice(line.length);
    return line;
  }

  #pump(): void {
    while (this.#pending !== '' && !this.#isTaken()) {
      if (this.#completion.asks) {
        const answered = this.#completion.answer(this.#pending);
        this.#pending = answered.rest;
        this.#options.write(answered.screen);
        continue;
      }
      const { screen, event, rest } = this.#editor.feed(this.#pending);
      this.#pending = rest;
      if (screen) this.#options.write(screen);
      if (event && event.type !== 'complete') this.#openCells = 0;
      if (event?.type === 'line') {
        this.#next = event.next;
        if (!this.#shell.isLoaded) {
          this.#coming = this.#load(event.text);
          return;
        }
        this.#line(event.text);
      } else if (event?.type === 'edit') {
        this.#busy = true;
        void this.#edit(this.#typed === '' ? event.text : `${this.#typed}\n${event.text}`);
      } else if (event?.type === 'interrupt') {
        this.#typed = '';
        this.#prompt();
      } else if (event?.type === 'eof') this.#eof();
      else if (event?.type === 'complete') void this.#complete(event);
    }
    this.#tellTyped();
    this.#settle();
  }

  /** The first line waits for the interpreter; what is typed meanwhile waits for the line. */
  async #load(line: string): Promise<void> {
    this.#loading = true;
    const fault = await this.#shell.load().catch((error: unknown) => error);
    this.#loading = false;
    if (fault === undefined) this.#line(line);
    else {
      this.#screen(`Portolan: the shell could not be fetched (${String(fault)}). Try once more.\n`);
      this.#prompt();
    }
    this.#pump();
  }

  #remember(line: string): void {
    // As Debian's .bashrc has it, unless it was set.
    const control = this.#shell.variable('HISTCONTROL') ?? 'ignoreboth';
    if (/ignoreboth|ignorespace/.test(control) && line.startsWith(' ')) return;
    if (/ignoreboth|ignoredups/.test(control) && this.#history.at(-1) === line) return;
    if (control.includes('erasedups')) {
      const kept = this.#history.filter((each) => each !== line);
      this.#history.splice(0, this.#history.length, ...kept);
    }
    this.#history.push(line);
  }

  #takeNext(): string {
    const next = this.#next ?? '';
    this.#next = undefined;
    return next;
  }

  #eof(): void {
    if (this.#typed !== '') {
      this.#screen('\n');
      this.#typed = '';
      this.#prompt();
      return;
    }
    this.#screen(this.#shell.flavor === 'bash' ? 'exit\n' : '\n');
    const { jobs } = this.#shell;
    if (!jobs.hasWarned && jobs.all.some((job) => job.isStopped)) {
      jobs.hasWarned = true;
      this.#screen('There are stopped jobs.\n');
      this.#prompt();
      return;
    }
    this.#exit(this.#shell.lastStatus);
  }

  #exit(status: number): void {
    this.#ended = true;
    this.#options.onExit?.(status);
    this.#settle();
  }

  #line(text: string): void {
    const before = this.#typed === '' ? '' : `${this.#typed}\n`;
    const expanded = this.#shell.expandsHistory
      ? expandHistory(text, this.#history, before)
      : { line: text, changed: false, onlyShown: false };
    if ('error' in expanded) {
      this.#screen(`bash: ${expanded.error}\n`);
      this.#prompt();
      return;
    }
    const { line } = expanded;
    if (expanded.changed) this.#screen(`${shownControls(line)}\n`);
    if (expanded.onlyShown) {
      this.#history.push(line);
      this.#prompt();
      return;
    }
    this.#typed += this.#typed === '' ? line : `\n${line}`;
    if (this.#typed.trim() === '') {
      this.#typed = '';
      this.#prompt();
      return;
    }
    if (this.#shell.isIncomplete(`${this.#typed}\n`)) {
      this.#prompt(this.#takeNext());
      return;
    }
    const script = this.#typed;
    this.#typed = '';
    // Two in a row, or one after a look at the jobs, mean it.
    if (!/^\s*(exit|logout|jobs)\b/.test(script)) this.#shell.jobs.hasWarned = false;
    else if (/^\s*jobs\b/.test(script)) this.#shell.jobs.hasWarned = true;
    const kept = historyLine(script);
    this.#remember(kept);
    this.#busy = true;
    void this.#run(script);
    // Ctrl-C that was typed behind it is for it.
    if (/[\x03\x1a]/.test(this.#pending)) this.key('');
  }

  /** Ctrl-X Ctrl-E: the line as a file in an editor; what comes out of it is run. */
  async #edit(text: string): Promise<void> {
    const { files, host } = this.#shell;
    this.#typed = '';
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    const random = (): string => letters[Math.floor(host.random() * letters.length)]!;
    const path = `/tmp/bash-fc.${Array.from({ length: 6 }, random).join('')}`;
    files.mkdir('/tmp', { recursive: true });
    files.write(path, `${text}\n`);
    const editor = `\${VISUAL:-\${EDITOR:-vi}} ${path}`;
    const { io } = this.#process(editor);
    const status = await this.#shell.load().then(() => this.#shell.run(editor, io));
    const script = (files.read(path) ?? '').trimEnd();
    files.remove(path);
    if (status !== 0 || script === '') {
      this.#foreground = undefined;
      this.#busy = false;
      this.#waitingLine?.end();
      this.#input.cook();
      this.#prompt();
      this.#pump();
      return;
    }
    this.#screen(`${shownControls(script)}\n`);
    this.#remember(historyLine(script));
    await this.#run(script);
  }

  /** What a line is given to run with. */
  #process(script: string): { readonly io: ShellIo; readonly foreground: AbortController } {
    const foreground = new AbortController();
    this.#foreground = foreground;
    this.#running = script;
    this.#drawn = false;
    this.#waitingLine?.quiet();
    const session = this;
    const terminal: Terminal = {
      get columns() {
        return session.#columns;
      },
      get rows() {
        return session.#rows;
      },
      raw: () => this.#input.raw(),
    };
    const io: ShellIo = {
      stdin: this.#input as Input,
      stdout: this.#output,
      stderr: this.#output,
      terminal,
      signal: foreground.signal,
    };
    return { io, foreground };
  }

  async #run(script: string): Promise<void> {
    this.#options.onLine?.(script);
    const { io, foreground } = this.#process(script);
    const run = this.#options.run ?? ((text: string, io: ShellIo) => this.#shell.run(text, io));
    const status = await run(script, io).catch((fault: unknown) => {
      // Our own fault: say so, and give the prompt back.
      this.#screen(`Portolan: ${String(fault)}\n`);
      return 1;
    });
    if (this.#shell.exited === undefined)
      this.#prompts = await this.#shell.prompts({ ...io, signal: new AbortController().signal });
    this.#foreground = undefined;
    this.#busy = false;
    this.#waitingLine?.end();
    this.#pending = this.#input.takeUnread() + this.#pending;
    this.#input.cook();
    if (this.#shell.exited !== undefined) this.#exit(this.#shell.exited);
    else {
      if (foreground.signal.aborted) this.#screen('\n');
      if (!this.#leaving) this.#prompt(this.#takeNext());
    }
    this.#options.onIdle?.(status);
    this.#pump();
  }

  async #complete({ how }: Extract<EditorEvent, { type: 'complete' }>): Promise<void> {
    const ask = this.#options.complete;
    if (!ask) return;
    this.#completing = true;
    const found = await ask(this.#editor.before).catch((): Completion => ({ word: '', candidates: [] }));
    this.#completing = false;
    if (!this.#ended) this.#options.write(this.#completion.show(found, how));
    this.#pump();
  }
}

function defaultPrompt(shell: Shell): string {
  return shownControls(promptOf(shell.host, shell.cwd, shell.variable('HOME')));
}
