// The learner's prompt: a shell on the laptop that tells of every line that was run in it.

import type { Ended, Input, Output, Place, Terminal } from '#machine/program.ts';
import { Tee } from '#machine/tee.ts';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { Shell } from '#shell/shell.ts';
import type { LoggedExchange } from './exchange-log.ts';
import type { Lab } from './lab.ts';

/** One line, when it had ended. */
export interface CommandRecord extends Ended {
  readonly line: string;
  /** Where the prompt was. */
  readonly place: Place;
  readonly exchanges: readonly LoggedExchange[];
}

export interface RunIo {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly terminal?: Terminal;
  readonly signal: AbortSignal;
}

export class LaptopShell {
  readonly shell: Shell;
  readonly #lab: Lab;
  /** Called before each line. */
  onLine: ((line: string) => void) | undefined;
  /** Called after each line. */
  onRecord: ((record: CommandRecord) => void) | undefined;

  /** `script`: whole scripts are run in it, not lines at a prompt; `isCommand` when they are given by `-c`. */
  constructor(lab: Lab, script?: { readonly isCommand: boolean }) {
    const { laptop } = lab.machines;
    this.#lab = lab;
    this.shell = new Shell({
      host: laptop,
      files: laptop.files,
      env: laptop.env,
      cwd: laptop.homeDir,
      name: 'bash',
      interactive: script === undefined,
      usesAliases: true,
      isCommand: script?.isCommand ?? false,
    });
  }

  /** Runs a script to its end, the trap of EXIT too. Resolves to its exit code. `label` stands before a syntax error. */
  async runScript(text: string, io: RunIo, label?: string): Promise<number> {
    await this.shell.run(text, io, label);
    return this.shell.end(io);
  }

  /** Runs a line as if typed at the prompt; what it prints goes to `io` and is kept in the record. */
  async run(line: string, io: RunIo): Promise<CommandRecord> {
    this.onLine?.(line);
    const seen = this.#lab.exchanges.total;
    const [stdout, stderr] = [new Tee(io.stdout), new Tee(io.stderr)];
    const exitCode = await this.shell.run(line, { ...io, stdout, stderr });
    const record: CommandRecord = {
      line,
      place: 'laptop',
      exitCode,
      stdout: stdout.text,
      stderr: stderr.text,
      exchanges: this.#lab.exchanges.since(seen),
    };
    this.onRecord?.(record);
    return record;
  }

  /** Runs a line without a terminal, and gives what it printed. */
  async capture(line: string, signal: AbortSignal = new AbortController().signal): Promise<CommandRecord> {
    return this.run(line, { stdin: nullInput, stdout: new TextSink(), stderr: new TextSink(), signal });
  }
}
