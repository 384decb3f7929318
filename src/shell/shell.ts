// A shell: state that lasts from one line to the next, and a way to run text in it.

import type { FileSystem } from '#machine/files.ts';
import type { Host, Input, Output, Terminal } from '#machine/program.ts';
import { type Context, type Flavor, Leave, type OpenFile, type Runtime } from './context.ts';
import { type Interpreter, interpreter } from './interpreter.ts';
import { Jobs } from './jobs.ts';
import { usualOptions } from './option-names.ts';
import { shared } from './shared-input.ts';
import { exportedOf, keptState, type ShellState, type Variable } from './state.ts';
import { shellOutput } from './terminal-output.ts';

export interface ShellOptions {
  /** Its `programs` are what the PATH offers. */
  readonly host: Host;
  readonly files: FileSystem;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Whose error texts: `bash` (default), dash's (`sh`) or busybox's (`ash`). */
  readonly name?: Flavor;
  /** Someone sits at a prompt: errors without line numbers, jobs announced, aliases. Default false. */
  readonly interactive?: boolean;
  /** Aliases are expanded. Default: as `interactive`. */
  readonly usesAliases?: boolean;
  /** The script is the text of `-c`. Default false. */
  readonly isCommand?: boolean;
  /** The script is that file. Default: it is not a file's. */
  readonly file?: string;
  /** `$0`. Default: `bash`, or `sh`. */
  readonly arg0?: string;
  /** `$1`, `$2`, … */
  readonly args?: readonly string[];
}

export interface ShellIo {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** When the three above are a terminal. */
  readonly terminal?: Terminal;
  readonly signal: AbortSignal;
}

/** What a shell knew at some moment: variables, functions, aliases, options, traps, where it was. Jobs and open files are not in it. */
export interface ShellMemory {
  readonly state: ShellState;
}

export class Shell {
  readonly host: Host;
  readonly files: FileSystem;
  readonly #runtime: Runtime;
  #state: ShellState;
  /** What `exec` has opened or closed for good. */
  readonly #kept = new Map<number, OpenFile | undefined>();
  #inputs = new WeakMap<Input, OpenFile>();
  #outputs = new WeakMap<Output, OpenFile>();
  /** The exit code once `exit` has been called (or an error has ended a script). */
  exited: number | undefined;

  constructor({
    host,
    files,
    env,
    cwd,
    name = 'bash',
    interactive = false,
    usesAliases = interactive,
    isCommand = false,
    arg0,
    file,
    args = [],
  }: ShellOptions) {
    this.host = host;
    this.files = files;
    const pid = 1000 + Math.floor(host.random() * 20000);
    this.#runtime = {
      host,
      files,
      jobs: new Jobs(pid),
      flavor: name,
      interactive,
      pid,
      usesAliases,
      isCommand,
      history: () => [],
      clearHistory: () => {},
    };
    const vars = new Map<string, Variable>(
      Object.entries(env).map(([key, value]) => [key, { value, exported: true }] as const),
    );
    const preset = (key: string, value: string): void => {
      if (!vars.has(key)) vars.set(key, { value, exported: true });
    };
    preset('HOME', host.homeDir);
    preset('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
    vars.set('PWD', { value: cwd, exported: true });
    vars.set('IFS', { value: ' \t\n' });
    vars.set('OPTIND', { value: '1' });
    if (name === 'bash') {
      vars.set('BASH_VERSION', { value: '5.2.15(1)-release' });
      vars.set('HOSTNAME', { value: host.hostname });
      const id = String(host.identity?.uid ?? (host.user === 'root' ? 0 : 1000));
      const known = {
        UID: id,
        EUID: id,
        PPID: '1',
        BASH: '/bin/bash',
        OSTYPE: 'linux-gnu',
        HOSTTYPE: 'x86_64',
        MACHTYPE: 'x86_64-pc-linux-gnu',
      };
      for (const [key, value] of Object.entries(known)) vars.set(key, { value });
    }
    this.#state = {
      vars,
      functions: new Map(),
      aliases: new Map(),
      positional: [...args],
      arg0: arg0 ?? (name === 'bash' ? 'bash' : 'sh'),
      cwd,
      options: new Set(name === 'bash' ? usualOptions(interactive) : []),
      traps: new Map(),
      status: 0,
      line: 1,
      command: '',
      umask: 0o022,
      disabled: new Set(),
      frames: file === undefined ? [] : [{ name: 'main', file, line: 0 }],
      lastArgument: '',
      depth: 0,
      lastJobPid: undefined,
      startedMs: host.now(),
      randomSeed: undefined,
      hidden: [],
    };
  }

  /** Exported variables. */
  get env(): Record<string, string> {
    return exportedOf(this.#state);
  }

  get flavor(): Flavor {
    return this.#runtime.flavor;
  }

  get cwd(): string {
    return this.#state.cwd;
  }

  get lastStatus(): number {
    return this.#state.status;
  }

  get jobs(): Jobs {
    return this.#runtime.jobs;
  }

  /** `!` at its prompt stands for what was typed before: `set +H` ends it. */
  get expandsHistory(): boolean {
    return this.#state.options.has('H');
  }

  /** Ready to run lines without fetching anything first. */
  get isLoaded(): boolean {
    return interpreter.value !== undefined;
  }

  async load(): Promise<void> {
    await interpreter.load();
  }

  /** Names that completion offers beside programs. The shell must be loaded. */
  get names(): { variables: string[]; functions: string[]; aliases: string[]; builtins: string[] } {
    const { vars, functions, aliases } = this.#state;
    return {
      variables: [...vars.keys()],
      functions: [...functions.keys()],
      aliases: [...aliases.keys()],
      builtins: loaded().builtins.names(),
    };
  }

  alias(name: string): string | undefined {
    return this.#state.aliases.get(name);
  }

  variable(name: string): string | undefined {
    return this.#state.vars.get(name)?.value;
  }

  /** What it knows now. Nothing that it does later changes that. */
  get memory(): ShellMemory {
    return { state: keptState(this.#state) };
  }

  /** From now on it knows that, and nothing else. */
  recall({ state }: ShellMemory): void {
    this.#state = keptState(state);
  }

  /** Where `history` looks. */
  useHistory(lines: () => readonly string[], clear: (at?: number) => void): void {
    this.#runtime.history = lines;
    this.#runtime.clearHistory = clear;
  }

  /** What a prompt should print before itself about jobs that have ended. */
  reportJobs(): string {
    return this.#runtime.jobs.report();
  }

  /** Does what PROMPT_COMMAND says, and makes PS1 and PS2 of this moment. Undefined: the variable is not set. */
  async prompts(io: ShellIo): Promise<{ first: string | undefined; next: string | undefined }> {
    const before = this.variable('PROMPT_COMMAND');
    const { status } = this.#state;
    if (before) await this.run(before, io);
    this.#state.status = status;
    const { promptText } = loaded();
    const text = async (name: string): Promise<string | undefined> => {
      const set = this.variable(name);
      return set === undefined ? undefined : promptText(set, this.#context(io, ''));
    };
    return { first: await text('PS1'), next: await text('PS2') };
  }

  /** Does the text end amid a command? The shell must be loaded. */
  isIncomplete(text: string): boolean {
    return loaded().isIncomplete(text);
  }

  /** Runs text; variables, folder, functions and jobs stay for the next run. Resolves to the exit code.
   *  `label` stands before `line N: syntax error` in place of the shell's name. */
  async run(script: string, io: ShellIo, label?: string): Promise<number> {
    const { parse, runText, statusOf } = interpreter.value ?? (await interpreter.load());
    const context = this.#context(io, script);
    const state = this.#state;
    try {
      state.status = await runText(script, context, label === undefined ? {} : { label });
      if (state.status === 2 && !this.#runtime.interactive && parse(script).errors?.length) this.exited = 2;
    } catch (thrown) {
      state.status = statusOf(thrown, context);
      if (thrown instanceof Leave && thrown.how === 'exit') this.exited = thrown.value;
      if (thrown instanceof Leave && thrown.how === 'signal') await this.#trapSignal(io, context);
    }
    this.#keepOpen(context, io);
    return state.status;
  }

  #keepOpen(context: Context, io: ShellIo): void {
    const before = this.#context(io, '').open;
    for (const number of new Set([...before.keys(), ...context.open.keys()])) {
      const [old, now] = [before.get(number), context.open.get(number)];
      if (old?.input !== now?.input || old?.output !== now?.output) this.#kept.set(number, now);
    }
  }

  /** Runs the EXIT trap. Call it once, when the shell ends. */
  async end(io: ShellIo): Promise<number> {
    const trap = this.#state.traps.get('EXIT');
    this.#state.traps.delete('EXIT');
    if (trap !== undefined)
      await loaded().runTrap(trap, this.#context({ ...io, signal: new AbortController().signal }, trap));
    return this.#state.status;
  }

  async #trapSignal(io: ShellIo, context: Context): Promise<void> {
    const trap = this.#state.traps.get(String(context.signal.reason).replace(/^SIG/, ''));
    if (trap === undefined || trap === '') return;
    const { parse, runStatements, statusOf } = loaded();
    const calm = this.#context({ ...io, signal: new AbortController().signal }, trap);
    try {
      await runStatements(parse(trap).commands, calm);
    } catch (thrown) {
      this.#state.status = statusOf(thrown, calm);
      if (thrown instanceof Leave && thrown.how === 'exit') this.exited = thrown.value;
    }
  }

  #outputOf(output: Output, isTerminal: boolean): OpenFile {
    if (!isTerminal) return { output };
    let file = this.#outputs.get(output);
    if (!file) {
      file = { output: shellOutput(output), screen: output, isTerminal };
      this.#outputs.set(output, file);
    }
    return file;
  }

  #context(io: ShellIo, source: string): Context {
    const isTerminal = io.terminal !== undefined;
    // The same input must keep the lines that an earlier run left unread.
    let file = this.#inputs.get(io.stdin);
    if (!file) {
      file = { input: shared(io.stdin), ...(isTerminal ? this.#outputOf(io.stdout, true) : {}) };
      this.#inputs.set(io.stdin, file);
    }
    const open = new Map<number, OpenFile>([
      [0, file],
      [1, this.#outputOf(io.stdout, isTerminal)],
      [2, this.#outputOf(io.stderr, isTerminal)],
    ]);
    for (const [number, kept] of this.#kept) {
      if (kept) open.set(number, kept);
      else open.delete(number);
    }
    return {
      runtime: this.#runtime,
      state: this.#state,
      open,
      signal: io.signal,
      ...(io.terminal ? { terminal: io.terminal } : {}),
      source,
      tested: false,
      loops: 0,
      calls: 0,
      isSubshell: false,
      traceDepth: 0,
    };
  }
}

/** What has run a line, or is about to, has it. */
function loaded(): Interpreter {
  if (!interpreter.value) throw new Error('the shell is not loaded: await shell.load() first');
  return interpreter.value;
}
