// What one command is evaluated in: the shell's state, its open files, and the signal that ends it.

import type { FileSystem } from '#machine/files.ts';
import type { Host, Input, Output, Terminal } from '#machine/program.ts';
import type { Hold } from './hold.ts';
import type { Jobs } from './jobs.ts';
import type { SharedInput } from './shared-input.ts';
import { exitOfSignal } from './signals.ts';
import { getVar, type ShellState } from './state.ts';

export interface OpenFile {
  readonly input?: SharedInput;
  readonly output?: Output;
  /** True for the terminal that the shell was given. */
  readonly isTerminal?: boolean;
  /** Of the terminal: what programs print on it goes here, once it is known what they may do to it. */
  readonly screen?: Output;
}

/** Which shell's words errors are put in: bash, dash (`sh`) or busybox (`ash`). */
export type Flavor = 'bash' | 'sh' | 'ash';

/** What stays the same for all of a shell's commands, subshells included. */
export interface Runtime {
  readonly host: Host;
  readonly files: FileSystem;
  readonly jobs: Jobs;
  readonly flavor: Flavor;
  readonly interactive: boolean;
  readonly pid: number;
  /** Aliases are for a prompt, and for scripts that are to behave as one. */
  readonly usesAliases: boolean;
  /** The text is that of `-c`: an expansion that fails ends it with 127, not 1. */
  readonly isCommand: boolean;
  /** Set by whoever keeps the lines that were typed. */
  history: () => readonly string[];
  /** All of it, or one line, counted from 0. */
  clearHistory: (at?: number) => void;
}

export interface Context {
  readonly runtime: Runtime;
  readonly state: ShellState;
  readonly open: ReadonlyMap<number, OpenFile>;
  readonly signal: AbortSignal;
  readonly terminal?: Terminal;
  /** The text that node positions index. */
  readonly source: string;
  /** Under `if`, `while`, `&&`, `||` and `!` a failure does not end a `set -e` shell. */
  readonly tested: boolean;
  readonly loops: number;
  readonly calls: number;
  readonly isSubshell: boolean;
  /** The commands of >( ) that are to read once the command in whose line they stand has ended. */
  readonly readers?: (() => Promise<void>)[];
  /** The command as it was written, for `jobs`. */
  readonly text?: string;
  /** What stops the job that this is part of. Absent: the shell itself runs it. */
  readonly hold?: Hold;
  /** How many command substitutions, `eval`s and sourced files deep: `set -x` shows it. */
  readonly traceDepth: number;
  /** Inside a trap: it sets off no other, and LINENO stays. */
  readonly trapped?: boolean;
}

/** How `break`, `return`, `exit`, signals, and a line given up at a prompt leave the commands around them. */
export class Leave {
  readonly how: 'break' | 'continue' | 'return' | 'exit' | 'signal' | 'abandon';
  /** Exit code, or how many loops. */
  readonly value: number;

  constructor(how: Leave['how'], value: number) {
    this.how = how;
    this.value = value;
  }
}

/** A mistake in an expansion: the message has been composed, not yet printed. It ends a script. */
export class ExpansionError {
  readonly message: string;
  readonly status: number;

  constructor(message: string, status = 1) {
    this.message = message;
    this.status = status;
  }
}

const closedInput: Input = { read: async () => undefined };

export function stdin(context: Context): Input {
  return context.open.get(0)?.input ?? closedInput;
}

const closedOutput: Output = { write: () => true, drained: async () => {} };

export function stdout(context: Context): Output {
  return context.open.get(1)?.output ?? closedOutput;
}

export function stderr(context: Context): Output {
  return context.open.get(2)?.output ?? closedOutput;
}

/** To standard output; the exit code of a builtin that does only this. */
export function print(context: Context, text: string): number {
  return stdout(context).write(text) ? 0 : 1;
}

export function lineAt(source: string, pos: number): number {
  let line = 1;
  for (let i = source.indexOf('\n'); i >= 0 && i < pos; i = source.indexOf('\n', i + 1)) line++;
  return line;
}

/** `bash: ` at a prompt, `script.sh: line 3: ` in a script, and as the other shells write it. */
export function errorPrefix(context: Context, pos = 0): string {
  const { interactive, flavor } = context.runtime;
  const file = interactive ? undefined : context.state.frames[0]?.file;
  const name = file ?? context.state.arg0.replace(/^-/, '');
  if (flavor === 'ash') return `${name}: `;
  const line = lineAt(context.source, pos);
  if (flavor === 'sh') return `${name}: ${line}: `;
  return interactive ? `${name}: ` : `${name}: line ${line}: `;
}

export function complain(context: Context, message: string, pos = 0): void {
  stderr(context).write(`${errorPrefix(context, pos)}${message}\n`);
}

export function checkSignal(context: Context): void {
  if (context.signal.aborted) throw new Leave('signal', exitOfSignal(context.signal));
}

export function homeOf(context: Context): string {
  return getVar(context.state, 'HOME') ?? context.runtime.host.homeDir;
}
