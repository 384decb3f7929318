// One run of a sed script over its lines.

import { join } from '#machine/path.ts';
import type { Process } from '#machine/program.ts';
import { endedBy } from '../tool.ts';
import type { Address, SedCommand } from './parse.ts';
import type { SedLine } from './sed.ts';

export interface SedSettings {
  readonly commands: readonly SedCommand[];
  readonly quiet: boolean;
  readonly end: string;
}

type Flow = 'cycle' | 'restart' | 'quit' | undefined;

export class Editing {
  readonly #process: Process;
  readonly #settings: SedSettings;
  readonly #lines: AsyncGenerator<SedLine, number>;
  /** Does anything ask whether more comes? Otherwise a stream is edited as it arrives. */
  readonly #needsLast: boolean;
  /** Read ahead, so that `$` is known. */
  #ahead: SedLine | undefined;
  #space = '';
  #hold = '';
  #end = '\n';
  #file = '-';
  #number = 0;
  #owed = '';
  #substituted = false;
  #last: RegExp | undefined;
  #code = 0;
  #readCode = 0;
  /** Ranges that are open: the line at which each ends, or undefined while that is not known. */
  readonly #ranges = new Map<SedCommand, number | undefined>();
  readonly #written = new Set<string>();

  constructor(process: Process, settings: SedSettings, lines: AsyncGenerator<SedLine, number>) {
    this.#process = process;
    this.#settings = settings;
    this.#lines = lines;
    this.#needsLast = settings.commands.some(
      ({ from, to, name }) => from?.type === 'last' || to?.type === 'last' || 'nN'.includes(name),
    );
  }

  async run(): Promise<number> {
    const { quiet, commands } = this.#settings;
    for (const command of commands) {
      const file = command.name === 'w' ? command.text : command.flags?.file;
      if (file !== undefined) this.#write(file, '');
    }
    if (this.#needsLast) await this.#fetch();
    let restarts = false;
    while (restarts || (await this.#next())) {
      restarts = false;
      const flow = this.#process.signal.aborted ? 'quit' : await this.#cycle();
      if (this.#process.signal.aborted) return endedBy(this.#process);
      if (flow === 'restart') restarts = true;
      else if (flow !== 'cycle' && !quiet) this.#put(this.#space + this.#end);
      if (!(await this.#settle())) return endedBy(this.#process);
      if (flow === 'quit' || this.#quits) break;
    }
    return this.#code || this.#readCode;
  }

  #quits = false;

  #put(text: string): void {
    this.#process.stdout.write(text);
  }

  /** Prints what `a` and `r` have put off. */
  async #settle(): Promise<boolean> {
    if (this.#owed !== '' && this.#end === '') this.#put('\n');
    const alive = this.#process.stdout.write(this.#owed);
    this.#owed = '';
    await this.#process.stdout.drained();
    return alive;
  }

  async #fetch(): Promise<void> {
    const next = await this.#lines.next();
    this.#ahead = next.done ? undefined : next.value;
    if (next.done) this.#readCode = next.value ?? 0;
  }

  async #next(): Promise<boolean> {
    if (!this.#needsLast) await this.#fetch();
    const line = this.#ahead;
    if (!line) return false;
    this.#space = line.text;
    this.#end = line.end;
    this.#file = line.file;
    this.#number++;
    this.#substituted = false;
    if (this.#needsLast) await this.#fetch();
    return true;
  }

  #matches(pattern: RegExp | undefined): boolean {
    const found = pattern ?? this.#last;
    if (!found) return false;
    this.#last = found;
    found.lastIndex = 0;
    return found.test(this.#space);
  }

  #at(address: Address): boolean {
    if (address.type === 'line') return address.line === this.#number;
    if (address.type === 'last') return this.#ahead === undefined;
    if (address.type === 'match') return this.#matches(address.pattern);
    if (address.type === 'step') {
      const { first, step } = address;
      return step === 0 ? this.#number === first : this.#number >= first && (this.#number - first) % step === 0;
    }
    return false;
  }

  #applies(command: SedCommand): boolean {
    const { from, to } = command;
    if (!from) return true;
    if (!to) return this.#at(from);
    if (this.#ranges.has(command)) {
      const end = this.#ranges.get(command);
      if (end === undefined ? this.#at(to) : this.#number >= end) this.#ranges.delete(command);
      return end === undefined || this.#number <= end;
    }
    const fromZero = from.type === 'line' && from.line === 0;
    if (fromZero ? this.#number !== 1 : !this.#at(from)) return false;
    if (fromZero && this.#at(to)) return true;
    const end =
      to.type === 'line'
        ? to.line
        : to.type === 'more'
          ? this.#number + to.lines
          : to.type === 'multiple'
            ? Math.ceil(this.#number / Math.max(1, to.of)) * to.of
            : undefined;
    if (end === undefined || end > this.#number) this.#ranges.set(command, end);
    return true;
  }

  async #cycle(): Promise<Flow> {
    const { commands } = this.#settings;
    let turns = 0;
    for (let i = 0; i < commands.length; ) {
      if (++turns % 500 === 0) {
        await this.#process.host.sleep(0);
        if (this.#process.signal.aborted) return 'quit';
      }
      const command = commands[i]!;
      if (this.#applies(command) === command.not) {
        i = command.name === '{' ? command.target! : i + 1;
        continue;
      }
      const flow = await this.#one(command);
      if (typeof flow === 'number') i = flow;
      else if (flow) return flow;
      else i++;
    }
    return undefined;
  }

  /** Where to go on, or how the cycle ends. */
  async #one(command: SedCommand): Promise<Flow | number> {
    const { quiet, end } = this.#settings;
    switch (command.name) {
      case 'd':
        return 'cycle';
      case 'D': {
        const at = this.#space.indexOf('\n');
        if (at < 0) return 'cycle';
        this.#space = this.#space.slice(at + 1);
        return 'restart';
      }
      case 'p':
        this.#put(this.#space + (this.#end || end));
        return undefined;
      case 'P':
        this.#put(`${this.#space.split('\n')[0]}\n`);
        return undefined;
      case '=':
        this.#put(`${this.#number}\n`);
        return undefined;
      case 'F':
        this.#put(`${this.#file}\n`);
        return undefined;
      case 'l':
        this.#put(`${unambiguous(this.#space)}$\n`);
        return undefined;
      case 'n':
        if (!this.#ahead) return quiet ? 'cycle' : this.#quit();
        if (!quiet) this.#put(this.#space + this.#end);
        await this.#settle();
        await this.#next();
        return undefined;
      case 'N': {
        if (!this.#ahead) return this.#quit();
        const before = this.#space;
        await this.#settle();
        await this.#next();
        this.#space = `${before}\n${this.#space}`;
        return undefined;
      }
      case 'g':
        this.#space = this.#hold;
        return undefined;
      case 'G':
        this.#space += `\n${this.#hold}`;
        return undefined;
      case 'h':
        this.#hold = this.#space;
        return undefined;
      case 'H':
        this.#hold += `\n${this.#space}`;
        return undefined;
      case 'x':
        [this.#space, this.#hold] = [this.#hold, this.#space];
        return undefined;
      case 'z':
        this.#space = '';
        return undefined;
      case 'a':
        this.#owed += command.text!;
        return undefined;
      case 'i':
        this.#put(command.text!);
        return undefined;
      case 'c':
        if (!command.to || command.not || !this.#ranges.has(command)) this.#put(command.text!);
        return 'cycle';
      case 'r':
        this.#owed += this.#process.files.read(join(this.#process.cwd, command.text!)) ?? '';
        return undefined;
      case 'w':
        this.#write(command.text!, `${this.#space}\n`);
        return undefined;
      case 'q':
      case 'Q':
        this.#code = command.code ?? 0;
        this.#quits = true;
        return command.name === 'Q' ? 'cycle' : 'quit';
      case 's':
        this.#substitute(command);
        return undefined;
      case 'y': {
        const [from, to] = [[...command.text!], [...command.replacement!]];
        this.#space = [...this.#space].map((c) => to[from.indexOf(c)] ?? c).join('');
        return undefined;
      }
      case 'b':
        return command.target!;
      case 't':
      case 'T': {
        const jumps = this.#substituted === (command.name === 't');
        this.#substituted = false;
        return jumps ? command.target! : undefined;
      }
    }
    return undefined;
  }

  #quit(): Flow {
    this.#quits = true;
    return 'quit';
  }

  #write(name: string, text: string): void {
    if (name === '/dev/stdout') this.#put(text);
    else if (name === '/dev/stderr') this.#process.stderr.write(text);
    else {
      const path = join(this.#process.cwd, name);
      if (!this.#written.has(path)) this.#process.files.write(path, '');
      this.#written.add(path);
      this.#process.files.append(path, text);
    }
  }

  #substitute(command: SedCommand): void {
    const pattern = command.pattern ?? this.#last;
    if (!pattern) return;
    this.#last = pattern;
    pattern.lastIndex = 0;
    const { global, prints, which, file } = command.flags!;
    let count = 0;
    let out = '';
    let from = 0;
    let done = false;
    for (const found of this.#space.matchAll(pattern)) {
      // An empty match right after another is none.
      if (found[0] === '' && found.index === from && count > 0) continue;
      count++;
      if (count < which) {
        out += this.#space.slice(from, found.index + found[0].length);
        from = found.index + found[0].length;
        continue;
      }
      out += this.#space.slice(from, found.index) + replaced(command.replacement!, found);
      from = found.index + found[0].length;
      done = true;
      if (!global) break;
    }
    if (!done) return;
    this.#space = out + this.#space.slice(from);
    this.#substituted = true;
    if (prints) this.#put(this.#space + (this.#end || this.#settings.end));
    if (file !== undefined) this.#write(file, `${this.#space}\n`);
  }
}

/** `&`, `\1`, and the cases: `\U`, `\L`, `\u`, `\l`, `\E`. */
function replaced(replacement: string, found: RegExpExecArray | RegExpMatchArray): string {
  let out = '';
  let mode = '';
  let once = '';
  const put = (text: string): void => {
    let shown = mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text;
    if (once !== '' && shown !== '') {
      shown = (once === 'u' ? shown[0]!.toUpperCase() : shown[0]!.toLowerCase()) + shown.slice(1);
      once = '';
    }
    out += shown;
  };
  const controls: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' };
  for (const [whole, escaped] of replacement.matchAll(/\\([\s\S])|[^\\&]+|&/g)) {
    if (escaped === undefined) put(whole === '&' ? found[0] : whole);
    else if (/\d/.test(escaped)) put(found[Number(escaped)] ?? '');
    else if (/[ULE]/.test(escaped)) mode = escaped === 'E' ? '' : escaped;
    else if (/[ul]/.test(escaped)) once = escaped;
    else put(controls[escaped] ?? escaped);
  }
  return out;
}

/** As `l` shows a line: escapes for what cannot be seen, broken at 69 characters. */
function unambiguous(text: string): string {
  const escapes: Readonly<Record<string, string>> = {
    '\\': '\\\\',
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\v': '\\v',
  };
  let out = '';
  let width = 0;
  for (const c of text) {
    const shown =
      escapes[c] ??
      (c < ' ' || c > '~'
        ? [...new TextEncoder().encode(c)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
        : c);
    if (width + shown.length > 69) {
      out += '\\\n';
      width = 0;
    }
    out += shown;
    width += shown.length;
  }
  return out;
}
