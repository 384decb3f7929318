// Help pages in kubectl's shape. Models kubectl/pkg/util/templates.

import type { Command, Flag } from './command.ts';
import { GLOBAL_FLAGS } from './standard-flags.ts';

/** A section of the root page. */
export interface Group {
  readonly title: string;
  readonly commands: readonly Command[];
}

const GLOBAL_HINT = 'Use "kubectl options" for a list of global command-line options (applies to all commands).';

const indent = (text: string, by: string): string =>
  text
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : by + line.trimEnd()))
    .join('\n');

/** `siblings`: all below the same parent, whose longest name makes the column. Source: cobra.Command.NamePadding. */
function table(commands: readonly Command[], siblings = commands): string {
  const width = Math.max(11, ...siblings.map((c) => c.name.length)) + 2;
  return commands.map((c) => `  ${c.name.padEnd(width)} ${c.short}`).join('\n');
}

/** Words to lines of at most `width`, each after a tab, as the real page breaks them. */
function wrapped(text: string, width = 110): string {
  const lines: string[] = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((l) => `\t${l}`).join('\n');
}

function option(flag: Flag): string {
  const name = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`;
  return `    ${name}=${flag.default}:\n${wrapped(flag.usage)}\n`;
}

const byName = (a: Flag, b: Flag): number => (a.name < b.name ? -1 : 1);
const options = (flags: readonly Flag[]): string =>
  flags
    .filter((f) => !f.hidden && !f.deprecated)
    .sort(byName)
    .map(option)
    .join('\n');

export function commandHelp(command: Command, path: string): string {
  const subcommands = (command.subcommands ?? []).filter((c) => !c.hidden).sort((a, b) => (a.name < b.name ? -1 : 1));
  const flags = command.flags.filter((f) => !f.hidden && !f.deprecated);
  const parts: string[] = [command.long.trim()];
  if (command.aliases?.length) parts.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}`);
  if (command.examples.trim()) parts.push(`Examples:\n${indent(command.examples.trim(), '  ')}`);
  if (subcommands.length > 0) parts.push(`Available Commands:\n${table(subcommands)}`);
  if (flags.length > 0) parts.push(`Options:\n${options(flags)}`.trimEnd());
  parts.push(`Usage:\n  kubectl ${command.use}`);
  const tail = [
    ...(subcommands.length > 0 ? [`Use "${path} <command> --help" for more information about a given command.`] : []),
    ...(['get', 'describe', 'explain', 'annotate'].includes(command.name) && path.split(' ').length === 2
      ? ['Use "kubectl api-resources" for a complete list of supported resources.']
      : []),
    GLOBAL_HINT,
  ];
  return `${parts.join('\n\n')}\n\n${tail.join('\n')}\n`;
}

export function rootHelp(groups: readonly Group[]): string {
  const parts = [
    'kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/',
    ...groups.map((g) =>
      `${g.title}:\n${table(
        g.commands,
        groups.flatMap(({ commands }) => commands),
      )}`.trimEnd(),
    ),
    'Usage:\n  kubectl [flags] [options]',
    `Use "kubectl <command> --help" for more information about a given command.\n${GLOBAL_HINT}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

export function globalOptions(): string {
  return `The following options can be passed to any command:\n\n${options(GLOBAL_FLAGS)}`;
}
