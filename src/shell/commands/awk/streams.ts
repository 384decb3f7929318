// The files and commands that an awk program reads and writes, each open until it is closed or the program ends.

import { join } from '#machine/path.ts';
import { makePipe, type Pipe } from '#machine/pipe.ts';
import type { Input, Output, Process } from '#machine/program.ts';
import { nullInput, textInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { runOther } from '../system/run-other.ts';
import { RecordReader } from './records.ts';

interface Writer {
  readonly output: Output;
  /** Resolves with the exit code once what reads it has ended. */
  close(): Promise<number>;
}

export class Streams {
  readonly #process: Process;
  readonly #writers = new Map<string, Writer>();
  readonly #readers = new Map<string, RecordReader>();

  constructor(process: Process) {
    this.#process = process;
  }

  /** Where `print > "name"` or `print | "command"` goes; undefined if the file cannot be written. */
  writer(operator: '>' | '>>' | '|', target: string): Output | undefined {
    const there = this.#writers.get(target);
    if (there) return there.output;
    const made = operator === '|' ? this.#toCommand(target) : this.#toFile(target, operator === '>>');
    if (made) this.#writers.set(target, made);
    return made?.output;
  }

  #toCommand(command: string): Writer {
    const pipe: Pipe = makePipe();
    const ended = this.shell(command, pipe.input);
    return {
      output: pipe.output,
      close: () => {
        pipe.output.close();
        return ended;
      },
    };
  }

  #toFile(name: string, appends: boolean): Writer | undefined {
    const { stdout, stderr, files, cwd } = this.#process;
    const close = async (): Promise<number> => 0;
    if (name === '/dev/stdout' || name === '-') return { output: stdout, close };
    if (name === '/dev/stderr') return { output: stderr, close };
    const path = join(cwd, name);
    if (path !== '/dev/null' && (appends ? files.append(path, '') : files.write(path, '')) !== undefined)
      return undefined;
    const output = new TextSink((text) => {
      if (path !== '/dev/null') files.append(path, text);
    });
    return { output, close };
  }

  /** Undefined if there is no such file. */
  file(name: string): RecordReader | undefined {
    const there = this.#readers.get(name);
    if (there) return there;
    const text = name === '-' ? undefined : this.#process.files.read(join(this.#process.cwd, name));
    if (text === undefined && name !== '-') return undefined;
    const reader = new RecordReader(text === undefined ? this.#process.stdin : textInput(text), this.#process.signal);
    this.#readers.set(name, reader);
    return reader;
  }

  async command(command: string): Promise<RecordReader> {
    const there = this.#readers.get(command);
    if (there) return there;
    const sink = new TextSink();
    await this.shell(command, nullInput, sink);
    const reader = new RecordReader(textInput(sink.text), this.#process.signal);
    this.#readers.set(command, reader);
    return reader;
  }

  shell(command: string, stdin: Input, stdout: Output = this.#process.stdout): Promise<number> {
    return runOther(this.#process, ['sh', '-c', command], this.#process.env, { stdin, stdout });
  }

  /** -1 if nothing of that name is open. */
  async close(name: string): Promise<number> {
    const writer = this.#writers.get(name);
    const found = writer !== undefined || this.#readers.has(name);
    this.#readers.delete(name);
    this.#writers.delete(name);
    if (writer) return writer.close();
    return found ? 0 : -1;
  }

  async closeAll(): Promise<void> {
    for (const name of [...this.#writers.keys()]) await this.close(name);
  }
}
