// awk: POSIX's, and length of an array, `**`, `nextfile`, `delete array`. Models https://pubs.opengroup.org/onlinepubs/9799919799/utilities/awk.html

import { join } from '#machine/path.ts';
import type { Input, Process, Program } from '#machine/program.ts';
import { nullInput, textInput } from '#machine/text-input.ts';
import { RegExpMistake } from '../../regexp.ts';
import { endedBy, readNamed } from '../tool.ts';
import { seeded } from './builtins.ts';
import { type Running, separatorOf } from './evaluate.ts';
import { AwkFault, Memory } from './machine.ts';
import { parseAwk } from './parse.ts';
import { RecordReader } from './records.ts';
import { callFunction, Exit, runRules } from './run.ts';
import { Streams } from './streams.ts';
import { AwkMistake, type AwkProgram } from './syntax.ts';
import { unescapeString } from './tokens.ts';
import { InputText, toNumber } from './values.ts';

interface Options {
  readonly source: string;
  readonly assignments: readonly string[];
  readonly separator: string | undefined;
  readonly operands: readonly string[];
}

const USAGE = 'usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n';

export const awk: Program = async (process) => {
  const options = optionsOf(process);
  if (typeof options === 'number') return options;
  const complain = (text: string): number => {
    process.stderr.write(`awk: ${text}\n`);
    return 2;
  };
  let program: AwkProgram;
  try {
    program = parseAwk(options.source);
  } catch (mistake) {
    if (mistake instanceof AwkMistake) return complain(mistake.message);
    throw mistake;
  }
  const memory = new Memory();
  const streams = new Streams(process);
  if (options.separator !== undefined) memory.set('FS', options.separator);
  for (const each of options.assignments) assign(memory, each);
  const environment = memory.array('ENVIRON');
  for (const [name, value] of Object.entries(process.env)) environment.set(name, new InputText(value));
  const argv = memory.array('ARGV');
  ['awk', ...options.operands].forEach((arg, index) => void argv.set(String(index), new InputText(arg)));
  memory.set('ARGC', options.operands.length + 1);
  const main = new MainInput(process, memory);
  const running: Running = {
    process,
    program,
    memory,
    streams,
    random: seeded(process.host.random() * 2 ** 32),
    seed: 0,
    nextRecord: () => main.next(),
    call: (name, args) => callFunction(name, args, running),
  };
  let code = 0;
  try {
    code = await runRules(running, main);
  } catch (thrown) {
    if (thrown instanceof Exit) code = thrown.code;
    else if (thrown instanceof AwkFault || thrown instanceof RegExpMistake) code = complain(thrown.message);
    else if (thrown instanceof RangeError) code = complain('function calls too deep');
    else throw thrown;
  }
  await streams.closeAll();
  if (process.signal.aborted) return endedBy(process);
  return code || (main.failed ? 2 : 0);
};

function optionsOf(process: Process): Options | number {
  const args = process.argv.slice(1);
  const assignments: string[] = [];
  let separator: string | undefined;
  let source: string | undefined;
  while (args[0]?.startsWith('-') && args[0] !== '-') {
    const arg = args.shift()!;
    if (arg === '--') break;
    const letter = arg[1]!;
    if (arg === '--version' || arg === '-V') {
      process.stdout.write("awk (Portolan's, as POSIX describes it)\n");
      return 0;
    }
    if (!'Fvf'.includes(letter)) {
      process.stderr.write(`awk: not an option: ${arg}\n`);
      return 2;
    }
    const value = arg.slice(2) || args.shift();
    if (value === undefined) {
      process.stderr.write(`awk: option requires an argument: ${arg}\n`);
      return 2;
    }
    if (letter === 'F') separator = value === 't' ? 't' : unescapeString(value);
    else if (letter === 'v') assignments.push(value);
    else {
      const text = readNamed(process, value, () => {});
      if (text === undefined) return 2;
      source = source === undefined ? text : `${source}\n${text}`;
    }
  }
  source ??= args.shift();
  if (source === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  return { source, assignments, separator, operands: args };
}

function assign(memory: Memory, text: string): void {
  const at = text.indexOf('=');
  memory.set(text.slice(0, at), new InputText(unescapeString(text.slice(at + 1))));
}

/** The files that ARGV names, one after another; standard input where it names none. */
export class MainInput {
  readonly #process: Process;
  readonly #memory: Memory;
  #reader: RecordReader | undefined;
  #next = 1;
  #read = false;
  failed = false;

  constructor(process: Process, memory: Memory) {
    this.#process = process;
    this.#memory = memory;
  }

  skipFile(): void {
    this.#reader = undefined;
  }

  async next(): Promise<string | undefined> {
    for (;;) {
      this.#reader ??= this.#open();
      if (!this.#reader) return undefined;
      const record = await this.#reader.next(separatorOf(this.#memory));
      if (record !== undefined) return record;
      this.#reader = undefined;
    }
  }

  #open(): RecordReader | undefined {
    const { stdin, files, cwd, stderr, signal } = this.#process;
    const argv = this.#memory.array('ARGV');
    while (this.#next < toNumber(this.#memory.get('ARGC'))) {
      const name = this.#memory.text(argv.get(String(this.#next++)));
      if (name === '') continue;
      if (/^[A-Za-z_]\w*=/.test(name)) {
        assign(this.#memory, name);
        continue;
      }
      this.#read = true;
      const path = join(cwd, name);
      const device: Input | undefined =
        name === '-' || path === '/dev/stdin' ? stdin : path === '/dev/null' ? nullInput : undefined;
      const text = device ? undefined : files.read(path);
      if (!device && text === undefined) {
        stderr.write(`awk: cannot open ${name} (No such file or directory)\n`);
        this.failed = true;
        continue;
      }
      this.#memory.set('FILENAME', name);
      this.#memory.set('FNR', 0);
      return new RecordReader(device ?? textInput(text!), signal);
    }
    if (this.#read) return undefined;
    this.#read = true;
    return new RecordReader(stdin, signal);
  }
}
