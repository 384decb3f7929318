// sh and bash as programs: `sh -c '…'`, a script, lines from standard input, or a prompt.

import { join } from '#machine/path.ts';
import { EXIT_OF_SIGNAL, type Process, type Program, type Terminal } from '#machine/program.ts';
import { Tee } from '#machine/tee.ts';
import { complete } from './complete.ts';
import type { Flavor } from './context.ts';
import { Session } from './session.ts';
import { shared } from './shared-input.ts';
import { Shell, type ShellIo } from './shell.ts';

export interface ShProgramOptions {
  /** Whose words: bash's, dash's (`sh`) or busybox's (`ash`). Default: `bash` when called so, else `ash`. */
  readonly flavor?: Flavor;
}

export function shProgram({ flavor: given }: ShProgramOptions = {}): Program {
  return async (process) => {
    const called = process.argv[0] ?? 'sh';
    const flavor = given ?? (called.endsWith('bash') ? 'bash' : 'ash');
    const parsed = parseArguments(process.argv.slice(1));
    if (typeof parsed === 'string') {
      process.stderr.write(`${called}: ${parsed}\n`);
      return 2;
    }
    const { command, operands, letters, asksInput } = parsed;
    const { host, files, env, cwd } = process;
    const io: ShellIo = {
      stdin: shared(process.stdin),
      stdout: process.stdout,
      stderr: process.stderr,
      signal: process.signal,
      ...(process.terminal ? { terminal: process.terminal } : {}),
    };
    const make = (arg0: string, args: readonly string[], interactive = false, file?: string): Shell =>
      new Shell({
        ...{ host, files, env, cwd, arg0, args, interactive },
        name: flavor,
        isCommand: command !== undefined,
        ...(file !== undefined && { file }),
      });
    const prepare = letters === '' ? '' : `set -${letters}\n`;
    const runWhole = async (shell: Shell, text: string, label?: string): Promise<number> => {
      if (prepare) await shell.run(prepare, io);
      await shell.run(text, io, label);
      return shell.end(io);
    };

    if (command !== undefined)
      return runWhole(
        make(operands[0] ?? called, operands.slice(1)),
        command,
        flavor === 'bash' ? `${operands[0] ?? called}: -c` : undefined,
      );
    const [path] = operands;
    if (path !== undefined && !asksInput) {
      const text = files.read(join(cwd, path));
      if (text === undefined) {
        const why = files.stat(join(cwd, path)) ? 'Is a directory' : 'No such file or directory';
        const words =
          flavor === 'sh'
            ? `0: cannot open ${path}: No such file`
            : flavor === 'ash'
              ? `can't open '${path}': ${why}`
              : `${path}: ${why}`;
        process.stderr.write(`${called}: ${words}\n`);
        return flavor === 'bash' ? (why === 'Is a directory' ? 126 : 127) : 2;
      }
      return runWhole(make(path, operands.slice(1), false, path), text.replace(/^#![^\n]*/, '#'));
    }
    const interactive = process.terminal !== undefined || parsed.interactive;
    const shell = make(called, asksInput ? operands : [], interactive);
    if (prepare) await shell.run(prepare, io);
    if (process.terminal) return atTerminal(shell, io, process, process.terminal);
    return readCommands(shell, io, process, interactive ? promptOf(process, shell) : undefined);
  };
}

interface Parsed {
  readonly command?: string;
  readonly operands: readonly string[];
  readonly letters: string;
  readonly interactive: boolean;
  readonly asksInput: boolean;
}

function parseArguments(args: readonly string[]): Parsed | string {
  let takesCommand = false;
  let letters = '';
  let interactive = false;
  let asksInput = false;
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--' || arg === '-') {
      at++;
      break;
    }
    if (arg === '--login' || arg === '--norc' || arg === '--noprofile' || arg === '--posix') continue;
    if (!/^-./.test(arg)) break;
    if (arg.startsWith('--')) return `${arg}: invalid option`;
    for (const letter of arg.slice(1)) {
      if (letter === 'c') takesCommand = true;
      else if (letter === 'i') interactive = true;
      else if (letter === 's') asksInput = true;
      else if (letter === 'l') continue;
      else if (letter === 'o') {
        const name = args[++at];
        if (name === 'pipefail') letters += 'o pipefail';
      } else if (/[aefuxvn]/.test(letter)) letters = letter + letters;
      else return `-${letter}: invalid option`;
    }
  }
  const rest = args.slice(at);
  if (takesCommand && rest[0] === undefined) return '-c: option requires an argument';
  const base = { letters, interactive, asksInput };
  return takesCommand ? { ...base, command: rest[0]!, operands: rest.slice(1) } : { ...base, operands: rest };
}

/** `/ # ` for root, `$ ` for others, where PS1 says nothing. */
function promptOf({ host }: Process, shell: Shell): () => string {
  return () => {
    const home = shell.variable('HOME') ?? host.homeDir;
    const folder =
      shell.cwd === home
        ? '~'
        : shell.cwd.startsWith(`${home}/`) && home !== '/'
          ? `~${shell.cwd.slice(home.length)}`
          : shell.cwd;
    return `${folder} ${host.user === 'root' ? '#' : '$'} `;
  };
}

/** One command after another from standard input, so that a command can read what follows it. */
async function readCommands(
  shell: Shell,
  io: ShellIo,
  process: Process,
  prompt: (() => string) | undefined,
): Promise<number> {
  await shell.load();
  const input = shared(io.stdin);
  let text = '';
  for (;;) {
    if (prompt) {
      const { first, next } = await shell.prompts(io);
      process.stderr.write(text === '' ? shell.reportJobs() + (first ?? prompt()) : (next ?? '> '));
    }
    const line = await input.readLine(process.signal);
    if (process.signal.aborted) return EXIT_OF_SIGNAL[String(process.signal.reason)] ?? 143;
    text += line.complete ? `${line.text}\n` : line.text;
    if (line.complete && shell.isIncomplete(text)) continue;
    if (text.trim() !== '')
      await (input.isTyped ? recorded(shell, text.replace(/\n$/, ''), io, process) : shell.run(text, io));
    text = '';
    if (shell.exited !== undefined) break;
    if (!line.complete) {
      if (prompt) process.stderr.write('\n');
      break;
    }
  }
  await shell.end(io);
  return shell.exited ?? shell.lastStatus;
}

/** Runs what somebody has typed, of which whoever keeps records is told. */
async function recorded(shell: Shell, script: string, io: ShellIo, { host }: Process): Promise<number> {
  const ended = host.entered?.(script);
  const [stdout, stderr] = [new Tee(io.stdout), new Tee(io.stderr)];
  const exitCode = await shell.run(script, { ...io, stdout, stderr });
  ended?.({ exitCode, stdout: stdout.text, stderr: stderr.text });
  return exitCode;
}

/** On a terminal the shell edits its own lines, so it takes the keys as they are typed. */
async function atTerminal(shell: Shell, io: ShellIo, process: Process, terminal: Terminal): Promise<number> {
  const cook = terminal.raw();
  const input = shared(process.stdin);
  const left = new AbortController();
  const signal = AbortSignal.any([process.signal, left.signal]);
  const session = new Session({
    shell,
    write: (text) => void process.stdout.write(text.replaceAll('\r\n', '\n')),
    columns: terminal.columns,
    rows: terminal.rows,
    prompt: promptOf(process, shell),
    prompts: await shell.load().then(() => shell.prompts(io)),
    complete: (before) => complete(before, shell),
    run: (script, given) => recorded(shell, script, given, process),
    onExit: () => left.abort(),
  });
  session.start();
  while (!signal.aborted) {
    const keys = await input.read(signal);
    if (keys === undefined) break;
    session.resize(terminal.columns, terminal.rows);
    session.key(keys);
  }
  session.close();
  cook();
  if (process.signal.aborted) return EXIT_OF_SIGNAL[String(process.signal.reason)] ?? 143;
  await shell.end(io);
  return shell.exited ?? shell.lastStatus;
}
