// A simple command: assignments, redirections, then an alias, a function, a builtin or a program.

import type { Assignment, Command, Word } from 'unbash';
import { parse } from 'unbash';
import { languageOf } from '#machine/language.ts';
import { join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { assign } from './assign.ts';
import { builtins, declares, SPECIAL_BUILTINS } from './builtins/index.ts';
import { runCompound } from './compound.ts';
import {
  type Context,
  checkSignal,
  complain,
  ExpansionError,
  Leave,
  lineAt,
  type OpenFile,
  stderr,
  stdin,
  stdout,
} from './context.ts';
import { runHook, runList, runStatements } from './evaluate.ts';
import { expandToText, expandWord } from './expand.ts';
import { inForeground, STATUS_OF_STOPPED } from './foreground.ts';
import { heldHost, heldInput, heldOutput } from './hold.ts';
import { adviceFor } from './not-found.ts';
import { printable } from './quote.ts';
import { redirect } from './redirect.ts';
import { runText } from './run-text.ts';
import { exitOfSignal } from './signals.ts';
import { copyState, exportedOf, inheritedTraps, type ShellFunction, type Variable } from './state.ts';
import { printingOf } from './terminal-output.ts';
import { trace, tracedWords } from './trace.ts';

export async function runCommand(node: Command, given: Context, aliased: readonly string[] = []): Promise<number> {
  const context: Context = { ...given, readers: [], text: given.source.slice(node.pos, node.end) };
  const { state } = context;
  const assignments = node.prefix.filter((each): each is Assignment => each.type === 'Assignment');
  const alias =
    node.name && !node.name.parts && !aliased.includes(node.name.text) ? state.aliases.get(node.name.text) : undefined;
  if (alias !== undefined && (context.runtime.usesAliases || state.options.has('expand_aliases')))
    return runAlias(node, alias, context, [...aliased, node.name!.text]);

  if (!context.trapped) {
    state.command = context.text!;
    if (state.traps.has('DEBUG')) await runHook('DEBUG', context);
    state.line = lineAt(context.source, node.pos);
  }
  const before = state.status;
  const argv = node.name ? await expandWord(node.name, context) : [];
  const isDeclaration = argv[0] !== undefined && declares.has(argv[0]);
  if (isDeclaration) {
    // `export A="$B c"` assigns without splitting; the builtin gets `A=b c` as one argument, and arrays by themselves.
    for (const arg of node.args) {
      if (arg.type === 'Word') argv.push(...(await expandWord(arg, context)));
      else argv.push(await declared(arg, argv, context));
    }
  } else {
    for (const arg of node.args) argv.push(...(await expandWord(arg.type === 'Word' ? arg : wordOf(arg), context)));
  }

  // What a program's redirections expand to, its own process expands: a variable that is set there is set there only.
  const isProgram = argv[0] !== undefined && !state.functions.has(argv[0]) && !builtins.has(argv[0]);
  const redirected = isProgram ? await redirectChild(node, context) : await redirect(node.redirects, context);
  if (typeof redirected === 'number') return redirected;
  const inner = redirected && { ...redirected, state };
  if (!inner) {
    if (argv[0] !== undefined && SPECIAL_BUILTINS.has(argv[0]) && context.runtime.flavor !== 'bash')
      throw new Leave('exit', 1);
    return 1;
  }
  if (argv.length === 0) {
    state.status = 0;
    for (const each of assignments) await trace(context, await assign(each, context));
    // The status of `x=$(false)` is that of the command inside.
    return assignments.length > 0 || node.redirects.length > 0 ? state.status : before;
  }
  if (assignments.length === 0) await trace(context, tracedWords(argv));
  if (argv[0] === 'exec' && argv.length === 1) {
    keepOpen(context, inner);
    return 0;
  }
  state.lastArgument = argv.at(-1)!;
  const status = await callWith(argv, assignments, inner, node.pos);
  for (const read of context.readers!) await read();
  return status;
}

/** A mistake there is the end of that process only: its exit code. */
async function redirectChild(node: Command, context: Context): Promise<Context | number | undefined> {
  try {
    return await redirect(node.redirects, { ...context, state: copyState(context.state) });
  } catch (mistake) {
    if (!(mistake instanceof ExpansionError)) throw mistake;
    complain(context, mistake.message, node.pos);
    return mistake.status;
  }
}

/** `exec 3> file`: the shell's own files change. */
function keepOpen(context: Context, changed: Context): void {
  const own = context.open as Map<number, OpenFile>;
  own.clear();
  for (const [number, file] of changed.open) own.set(number, file);
}

/** With `A=1 command`, A lasts as long as the command. */
async function callWith(
  argv: readonly string[],
  assignments: readonly Assignment[],
  context: Context,
  pos: number,
): Promise<number> {
  if (assignments.length === 0) return call(argv, context, { pos });
  const { state } = context;
  const saved = new Map<string, Variable | undefined>();
  for (const each of assignments) {
    const there = state.vars.get(each.name);
    if (!saved.has(each.name)) saved.set(each.name, there && { ...there });
    await trace(context, await assign(each, context));
    const made = state.vars.get(each.name);
    if (made) made.exported = true;
  }
  await trace(context, tracedWords(argv));
  try {
    return await call(argv, context, { pos });
  } finally {
    for (const [name, variable] of saved) {
      if (variable) state.vars.set(name, variable);
      else state.vars.delete(name);
    }
  }
}

export interface CallOptions {
  readonly pos?: number;
  /** `command NAME`: not a function. */
  readonly skipFunctions?: boolean;
  readonly skipBuiltins?: boolean;
}

export async function call(argv: readonly string[], context: Context, options: CallOptions = {}): Promise<number> {
  const name = argv[0]!;
  const { state } = context;
  const made = options.skipFunctions ? undefined : state.functions.get(name);
  if (made) return callFunction(made, argv, context);
  const builtin = options.skipBuiltins || state.disabled.has(name) ? undefined : builtins.get(name);
  if (builtin) return builtin(argv.slice(1), context, options.pos ?? 0);
  const found = findProgram(name, context);
  if (typeof found === 'function') return runProgram(found, argv, context);
  if ('script' in found) return runScriptFile(found.path, found.script, argv, context);
  complain(context, notFoundText(found.error, name, context), options.pos);
  if (found.error === 'command not found' && context.runtime.interactive && context.terminal) {
    const { host } = context.runtime;
    const known = [...host.programs.keys(), ...builtins.names(), ...state.functions.keys(), ...state.aliases.keys()];
    const advice = adviceFor(name, known, languageOf(exportedOf(state)));
    if (advice) stderr(context).write(`${advice}\n`);
  }
  return found.status;
}

function notFoundText(error: string, name: string, { runtime }: Context): string {
  if (error === 'command not found' && runtime.flavor !== 'bash') return `${name}: not found`;
  if (error === 'No such file or directory' && runtime.flavor !== 'bash') return `${name}: not found`;
  return `${printable(name)}: ${error}`;
}

export type Found =
  | Program
  | { readonly path: string; readonly script: string }
  | { readonly error: string; readonly status: number };

const BIN = /^\/(?:usr\/(?:local\/)?)?s?bin\/([^/]+)$/;

/** Programs stand in the bin folders of the PATH; scripts are files that may be executed. */
export function findProgram(name: string, context: Context): Found {
  const { host, files } = context.runtime;
  if (name === '') return { error: 'command not found', status: 127 };
  if (!name.includes('/')) {
    const program = host.programs.get(name);
    if (program) return program;
    for (const folder of (context.state.vars.get('PATH')?.value ?? '').split(':')) {
      const path = join(context.state.cwd, `${folder || '.'}/${name}`);
      const script = files.read(path);
      if (script !== undefined && (files.stat(path)!.mode & 0o111) !== 0) return { path, script };
    }
    return { error: 'command not found', status: 127 };
  }
  const path = join(context.state.cwd, name);
  const stat = files.stat(path);
  if (stat?.type === 'directory') return { error: 'Is a directory', status: 126 };
  if (!stat) {
    const program = BIN.exec(path) && host.programs.get(BIN.exec(path)![1]!);
    return program || { error: 'No such file or directory', status: 127 };
  }
  if ((stat.mode & 0o111) === 0) return { error: 'Permission denied', status: 126 };
  return { path: name, script: files.read(path) ?? '' };
}

/** By its `#!` line; without one the shell reads it itself. */
async function runScriptFile(path: string, script: string, argv: readonly string[], context: Context): Promise<number> {
  const interpreter = /^#![ \t]*([^ \t\n]+)(?:[ \t]+([^\n]+))?/.exec(script);
  let [name, extra] = [(interpreter?.[1] ?? '/bin/sh').replace(/^.*\//, ''), interpreter?.[2]?.trim()];
  if (name === 'env') [name = '', extra] = [extra?.split(/\s+/)[0], extra?.split(/\s+/).slice(1).join(' ')];
  const program = context.runtime.host.programs.get(name);
  if (!program) {
    complain(context, `${path}: cannot execute: required file not found`);
    return 127;
  }
  return runProgram(program, [name, ...(extra ? [extra] : []), path, ...argv.slice(1)], context);
}

/** Turns that a program gets, after its signal, to end by itself before the shell stops waiting for it. */
const GRACE_TURNS = 20;

export async function runProgram(program: Program, argv: readonly string[], context: Context): Promise<number> {
  checkSignal(context);
  const status = await inForeground(
    () => ({ whole: context.text ?? argv.join(' '), stages: [context.text ?? argv.join(' ')] }),
    context,
    (own) => runProcess(program, argv, own),
    (code) => code,
  );
  if (status === undefined) return STATUS_OF_STOPPED;
  const { signal } = context;
  if (signal.aborted && (signal.reason === 'SIGINT' || status === exitOfSignal(signal))) checkSignal(context);
  return status;
}

async function runProcess(program: Program, argv: readonly string[], context: Context): Promise<number> {
  const { runtime, state, signal, open, hold } = context;
  const onTerminal = context.terminal && open.get(0)?.isTerminal && open.get(1)?.isTerminal;
  const screens = { stdout: open.get(1)?.screen, stderr: open.get(2)?.screen };
  const printing = printingOf(
    argv,
    {
      stdout: screens.stdout ?? stdout(context),
      stderr: screens.stderr ?? stderr(context),
      ...(onTerminal ? { terminal: context.terminal! } : {}),
    },
    { stdout: screens.stdout !== undefined, stderr: screens.stderr !== undefined },
  );
  const process: Process = {
    argv,
    env: { ...exportedOf(state), PWD: state.cwd },
    cwd: state.cwd,
    files: runtime.files,
    stdin: hold ? heldInput(stdin(context), hold) : stdin(context),
    stdout: hold ? heldOutput(printing.stdout, hold) : printing.stdout,
    stderr: hold ? heldOutput(printing.stderr, hold) : printing.stderr,
    signal,
    host: hold ? heldHost(runtime.host, hold) : runtime.host,
    ...(printing.terminal && { terminal: printing.terminal }),
  };
  const ended = program(process).catch((fault: unknown) => {
    if (!signal.aborted) stderr(context).write(`${argv[0]}: Portolan's own fault: ${String(fault)}\n`);
    return signal.aborted ? exitOfSignal(signal) : 1;
  });
  const over = new AbortController();
  const status = await Promise.race([ended, givenUp(context, over.signal)]);
  over.abort();
  return status;
}

/** Resolves some time after the signal: a program that does not heed it must not hold the terminal. */
async function givenUp({ signal, runtime }: Context, over: AbortSignal): Promise<number> {
  if (!signal.aborted) {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        over.removeEventListener('abort', wake);
        resolve();
      };
      signal.addEventListener('abort', wake);
      over.addEventListener('abort', wake);
    });
  }
  for (let turn = 0; turn < GRACE_TURNS && !over.aborted; turn++) await runtime.host.sleep(0);
  return exitOfSignal(signal);
}

const MOST_CALLS = 500;

async function callFunction(made: ShellFunction, argv: readonly string[], context: Context): Promise<number> {
  const { state } = context;
  if (context.calls >= MOST_CALLS) {
    complain(context, `${argv[0]}: maximum function nesting level exceeded (${MOST_CALLS})`);
    throw new Leave('abandon', 1);
  }
  // Recursion that does no I/O would otherwise keep the page waiting.
  if (context.calls % 50 === 49) await context.runtime.host.sleep(0);
  const positional = state.positional;
  state.positional = argv.slice(1);
  // A trap that the function does not inherit is back when it returns, if it has not set its own.
  const inherited = inheritedTraps(state);
  const set = new Map(['ERR', 'DEBUG', 'RETURN'].map((trap) => [trap, state.traps.get(trap)] as const));
  for (const trap of set.keys()) if (!inherited.has(trap)) state.traps.delete(trap);
  state.hidden.push(new Map());
  const { frames } = state;
  state.frames = [{ name: argv[0]!, file: made.file, line: state.line }, ...frames];
  const inner: Context = { ...context, source: made.source, calls: context.calls + 1, loops: 0 };
  try {
    const { body } = made.node;
    if (body.type === 'CompoundList') return await runList(body, inner);
    if (body.type !== 'Redirected') return await runCompound(body, inner);
    const redirected = await redirect(body.redirects, inner);
    return redirected ? await runCompound(body.command, redirected) : 1;
  } catch (thrown) {
    if (thrown instanceof Leave && thrown.how === 'return') return thrown.value;
    throw thrown;
  } finally {
    if (state.traps.has('RETURN')) await runHook('RETURN', inner);
    state.frames = frames;
    for (const [trap, text] of set) if (text !== undefined && !state.traps.has(trap)) state.traps.set(trap, text);
    state.positional = positional;
    for (const [name, variable] of state.hidden.pop()!) {
      if (variable) state.vars.set(name, variable);
      else state.vars.delete(name);
    }
  }
}

async function runAlias(node: Command, alias: string, context: Context, aliased: readonly string[]): Promise<number> {
  const script = parse(alias);
  const only =
    script.commands.length === 1 && !script.commands[0]!.background ? script.commands[0]!.command : undefined;
  if (only?.type === 'Command' && only.name) {
    const prefix = [...only.prefix, ...node.prefix];
    const suffix = [...only.suffix, ...node.suffix];
    const words = suffix.filter(
      (each): each is Word | Assignment => each.type === 'Word' || each.type === 'Assignment',
    );
    const redirects = [...prefix, ...suffix].filter(
      (each) => each.type === 'Redirect' || each.type === 'HereDoc' || each.type === 'HereString',
    );
    return runCommand(
      { ...node, type: 'Command', name: only.name, prefix, suffix, args: words, redirects } as Command,
      context,
      aliased,
    );
  }
  const rest = node.suffix.map((each) => ('text' in each ? each.text : context.source.slice(each.pos, each.end)));
  const text = `${alias} ${rest.join(' ')}`;
  if (script.errors?.length) return runText(text, context);
  return runStatements(parse(text).commands, { ...context, source: text, state: context.state });
}

async function declared(arg: Assignment, argv: readonly string[], context: Context): Promise<string> {
  if (arg.value.type === 'ArrayValue') {
    const isLocal = argv[0] === 'local' || (/^(declare|typeset)$/.test(argv[0]!) && !argv.includes('-g'));
    if (isLocal) hideLocal(arg.name, context);
    const flags = argv.filter((each) => each.startsWith('-')).join('');
    if (flags.includes('A')) context.state.vars.set(arg.name, { value: '', elements: new Map(), associative: true });
    if (flags.includes('i')) {
      const there = context.state.vars.get(arg.name) ?? { value: '', elements: new Map() };
      context.state.vars.set(arg.name, { ...there, integer: true });
    }
    await assign(arg, context);
    return arg.name;
  }
  const index = arg.index ? `[${arg.index.text}]` : '';
  return `${arg.name}${index}${arg.append ? '+' : ''}=${await expandToText(arg.value, context)}`;
}

/** Remembers what a `local` name stood for, once in each function. */
export function hideLocal(name: string, { state }: Context): void {
  const scope = state.hidden.at(-1);
  if (!scope || scope.has(name)) return;
  scope.set(name, state.vars.get(name));
  const there = state.vars.get(name);
  state.vars.set(name, { value: '', bare: true, ...(there?.exported ? { exported: true } : {}) });
}

function wordOf(arg: Assignment): Pick<Word, 'text' | 'value' | 'parts'> {
  const node = parse(`: ${arg.text}`).commands[0]?.command;
  const word = node?.type === 'Command' ? node.suffix[0] : undefined;
  return word?.type === 'Word' ? word : { text: arg.text, value: arg.text, parts: undefined };
}
