// The kubectl program: finds the command, reads its flags, runs it, and says what went wrong. Models kubectl/pkg/cmd and cobra.

import type { Transport } from '#apimachinery/wire.ts';
import { EXIT_OF_SIGNAL, type Process, type Program } from '#machine/program.ts';
import { warningsPrinted } from './client.ts';
import { pluginFor } from './cmd/plugin/plugin.ts';
import { seldomVerbs } from './cmd/seldom.ts';
import type { Command, Factory, Flag, FlagValues, KubectlBindings } from './command.ts';
import { withCredentials } from './credentials.ts';
import { Fail, usageError } from './errors.ts';
import { runProgram } from './external.ts';
import { parseFlags, standAlone } from './flags.ts';
import { commandHelp, type Group, globalOptions, rootHelp } from './help.ts';
import { chosenExec, chosenNamespace, chosenTarget } from './kubeconfig.ts';
import { GLOBAL_FLAGS } from './standard-flags.ts';

const HELP: Flag = {
  name: 'help',
  short: 'h',
  type: 'bool',
  default: 'false',
  usage: 'Help for this command',
  hidden: true,
};

/** cobra's suggestion rule: at most two edits away, or what was typed is the beginning of it. */
function suggestions(typed: string, commands: readonly Command[]): string[] {
  return commands
    .filter((c) => !c.hidden && (distance(typed.toLowerCase(), c.name) <= 2 || c.name.startsWith(typed.toLowerCase())))
    .map((c) => c.name);
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

/** Positions in `argv` of words that are no flags and no flags' values. Models cobra stripFlags. */
function firstWord(argv: readonly string[], flags: readonly Flag[]): number {
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--') return -1;
    if (!word.startsWith('-')) {
      if (word !== '') return at;
      continue;
    }
    if (word.includes('=')) continue;
    const flag = word.startsWith('--')
      ? flags.find((f) => f.name === word.slice(2))
      : word.length === 2
        ? flags.find((f) => f.short === word[1])
        : HELP;
    if (!flag || standAlone(flag) === undefined) at++;
  }
  return -1;
}

interface Found {
  readonly command: Command | undefined;
  readonly path: readonly string[];
  /** Arguments without the words that named the command. */
  readonly argv: readonly string[];
}

function findCommand(argv: readonly string[], verbs: readonly Command[]): Found {
  let rest = [...argv];
  let command: Command | undefined;
  const path = ['kubectl'];
  for (;;) {
    const candidates: readonly Command[] = command ? (command.subcommands ?? []) : verbs;
    const at = firstWord(rest, [...GLOBAL_FLAGS, HELP, ...(command?.flags ?? [])]);
    const next = at < 0 ? undefined : candidates.find((c) => c.name === rest[at] || c.aliases?.includes(rest[at]!));
    if (!next) return { command, path, argv: rest };
    rest = [...rest.slice(0, at), ...rest.slice(at + 1)];
    command = next;
    path.push(next.name);
  }
}

const EMPTY: Command = { name: 'kubectl', use: '[flags] [options]', short: '', long: '', examples: '', flags: [] };

/**
 * A kubectl that reaches its clusters through `bindings`.
 *
 * @param groups Its verbs, under the heads of the root help page: all of `cmd/index.ts`, or the one that is about to run.
 */
export function makeKubectl(bindings: KubectlBindings, groups: readonly Group[]): Program {
  return async (process) => {
    const code = await run(process, bindings, groups);
    const { signal } = process;
    return signal.aborted ? (EXIT_OF_SIGNAL[String(signal.reason)] ?? 130) : code;
  };
}

async function run(process: Process, bindings: KubectlBindings, groups: readonly Group[]): Promise<number> {
  const err = (text: string): boolean => process.stderr.write(text);
  const out = (text: string): boolean => process.stdout.write(text);
  const words = process.argv.slice(1);
  const verbs = groups.flatMap((group) => group.commands);
  const { command = EMPTY, path, argv } = findCommand(words, verbs);
  const commandPath = path.join(' ');

  if (command === EMPTY) {
    const at = firstWord(argv, [...GLOBAL_FLAGS, HELP]);
    if (at >= 0) {
      const typed = argv[at]!;
      if (typed === 'options') {
        out(globalOptions());
        return 0;
      }
      if (typed === 'help') return helpOf(argv.slice(at + 1), groups, out, err);
      if (typed === '__complete') return complete(process, bindings, words.slice(words.indexOf(typed) + 1));
      const plugin = pluginFor({ process }, words);
      if (plugin) return runPlugin(process, bindings, plugin);
      const near = suggestions(typed, verbs);
      err(
        `error: unknown command "${typed}" for "kubectl"\n${near.length > 0 ? `\nDid you mean this?\n${near.map((n) => `\t${n}\n`).join('')}` : ''}`,
      );
      return 1;
    }
  }

  const known = new Set(command.flags.map((f) => f.name));
  const declared = [...command.flags, ...GLOBAL_FLAGS.filter((f) => !known.has(f.name)), HELP];
  const shorts = new Set(command.flags.map((f) => f.short));
  const parsed = parseFlags(
    declared.map((f) => (command.flags.includes(f) || !f.short || !shorts.has(f.short) ? f : without(f))),
    argv,
  );
  if ('error' in parsed) {
    if (command.flagErrorExit !== undefined) {
      err(`${usageError(commandPath, parsed.error).text()}\n`);
      return command.flagErrorExit;
    }
    err(`error: ${parsed.error}\nSee '${commandPath} --help' for usage.\n`);
    return 1;
  }
  for (const warning of parsed.warnings) err(`${warning}\n`);
  if (parsed.flags.bool('help') || command === EMPTY) {
    out(command === EMPTY ? rootHelp(groups) : commandHelp(command, commandPath));
    return 0;
  }

  const globals = globalsOf(parsed.flags, known);
  let transport: Transport | undefined;
  let namespace: Factory['namespace'] | undefined;
  const factory: Factory = {
    process,
    flags: parsed.flags,
    args: parsed.args,
    afterDash: parsed.afterDash,
    get namespace() {
      return (namespace ??= chosenNamespace(process, globals));
    },
    transport(atRoot = false) {
      if (transport && !atRoot) return transport;
      const chosen = chosenTarget(process, globals);
      const target = atRoot ? { ...chosen, server: new URL(chosen.server).origin } : chosen;
      // Over plain HTTP kubectl sends no credentials, and asks nobody for any.
      const exec = target.server.startsWith('https:') ? chosenExec(process, globals) : undefined;
      const connect = (to: typeof target): Transport => bindings.connect(to);
      const made = exec ? withCredentials(factory, target, exec, connect) : connect(target);
      if (!atRoot) transport = made;
      return made;
    },
    out,
    err,
    commandPath,
    edit: (file) => bindings.edit(process, file),
    execute: bindings.execute,
    judged: bindings.judged,
    compared: bindings.compared,
  };
  try {
    if (!command.run) return grouping(command, commandPath, factory);
    const code = await command.run(factory);
    const warned = warningsPrinted(process);
    if (code === 0 && warned > 0 && parsed.flags.bool('warnings-as-errors')) {
      err(`error: ${warned} warning${warned === 1 ? '' : 's'} received\n`);
      return 1;
    }
    return code;
  } catch (error) {
    if (!(error instanceof Fail)) {
      if (process.signal.aborted) return 130;
      throw error;
    }
    const text = error.text();
    if (text !== '' && !process.signal.aborted) err(text.endsWith('\n') ? text : `${text}\n`);
    return error.exitCode;
  }
}

/** A command's own flag hides the global one of its name: `create rolebinding --user` is not whom the request is made as. */
function globalsOf(flags: FlagValues, own: ReadonlySet<string>): FlagValues {
  const hidden = GLOBAL_FLAGS.filter((f) => own.has(f.name));
  const unset = parseFlags(hidden, []);
  if (hidden.length === 0 || 'error' in unset) return flags;
  const of = (name: string): FlagValues => (own.has(name) ? unset.flags : flags);
  return {
    string: (name) => of(name).string(name),
    bool: (name) => of(name).bool(name),
    int: (name) => of(name).int(name),
    durationMs: (name) => of(name).durationMs(name),
    list: (name) => of(name).list(name),
    changed: (name) => of(name).changed(name),
    given: flags.given,
  };
}

/** What the scripts of `kubectl completion` ask: a word a line, then whether files may stand there too (0) or not (4). */
async function complete(process: Process, bindings: KubectlBindings, words: readonly string[]): Promise<number> {
  const { completeKubectl } = await seldomVerbs.load();
  const found = await completeKubectl(process, bindings, words);
  process.stdout.write(`${found.map((word) => `${word}\n`).join('')}:${found.length > 0 ? 4 : 0}\n`);
  return 0;
}

/** A file of the simulated machine is a script; on a real one it is whatever it is. */
async function runPlugin(
  process: Process,
  { execute }: KubectlBindings,
  { path, args }: { readonly path: string; readonly args: readonly string[] },
): Promise<number> {
  const argv = execute ? [path, ...args] : ['sh', path, ...args];
  return (await runProgram({ process, execute }, argv))?.code ?? 127;
}

const without = ({ short: _, ...rest }: Flag): Flag => rest;

/** A command that only groups others: its page on stderr, or the complaint that there is no such one among them. */
function grouping(command: Command, path: string, factory: Factory): number {
  if (factory.args.length > 0) throw usageError(path, `unknown command "${factory.args.join(' ')}"`);
  const print = command.name === 'rollout' ? factory.out : factory.err;
  print(commandHelp(command, path));
  return 1;
}

function helpOf(
  words: readonly string[],
  groups: readonly Group[],
  out: (text: string) => boolean,
  err: (text: string) => boolean,
): number {
  const verbs = groups.flatMap((group) => group.commands);
  const { command, path, argv } = findCommand(words, verbs);
  if (!command) {
    if (argv.length > 0) {
      err(`Unknown help topic [${argv.map((w) => `\`${w}\``).join(' ')}]\n`);
      return 1;
    }
    out(rootHelp(groups));
    return 0;
  }
  out(commandHelp(command, path.join(' ')));
  return 0;
}
