// kubectl plugin list, and the programs that stand for subcommands. Models kubectl/pkg/cmd/plugin.

import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { make } from '../../standard-flags.ts';

const PREFIX = 'kubectl-';

interface Plugin {
  readonly name: string;
  /** Absolute; the name alone for a program that is no file. */
  readonly path: string;
  readonly executable: boolean;
}

const foldersOf = ({ process }: Pick<Factory, 'process'>): readonly string[] => [
  ...new Set((process.env.PATH ?? '').split(':').filter((folder) => folder.trim() !== '')),
];

/** In the order of the PATH. One that another of its name comes before is listed too. */
export function pluginsOf({ process }: Pick<Factory, 'process'>): readonly Plugin[] {
  return foldersOf({ process }).flatMap((folder) =>
    (process.files.list(folder) ?? [])
      .filter((name) => name.startsWith(PREFIX))
      .map((name): Plugin => {
        const path = `${folder.replace(/\/$/, '')}/${name}`;
        return { name, path, executable: ((process.files.stat(path)?.mode ?? 0) & 0o111) !== 0 };
      }),
  );
}

/** The plugin with the longest name that these words begin with, and the words that are left for it. */
export function pluginFor(
  factory: Pick<Factory, 'process'>,
  words: readonly string[],
): { readonly path: string; readonly args: readonly string[] } | undefined {
  const plugins = pluginsOf(factory);
  const flag = words.findIndex((word) => word.startsWith('-'));
  for (let count = flag < 0 ? words.length : flag; count > 0; count--) {
    const name =
      PREFIX +
      words
        .slice(0, count)
        .map((word) => word.replaceAll('-', '_'))
        .join('-');
    const found = plugins.find((plugin) => plugin.name === name && plugin.executable);
    if (found) return { path: found.path, args: words.slice(count) };
  }
  return undefined;
}

const makeList = (builtin: () => readonly Command[]): Command => ({
  name: 'list',
  use: 'plugin list [flags] [options]',
  short: "List all visible plugin executables on a user's PATH",
  long: `List all available plugin files on a user's PATH. To see plugins binary names without the full path use --name-only flag.

 Plugins are files that can be run, lie on the PATH and begin with "kubectl-".`,
  examples: '# List all available plugins\nkubectl plugin list',
  flags: [make.bool('name-only', 'If true, display only the binary name of each plugin, rather than its full path')],
  async run(factory) {
    for (const folder of foldersOf(factory))
      if (!factory.process.files.list(folder)) {
        const why = `open ${folder}: no such file or directory`;
        factory.err(`Unable to read directory "${folder}" from your PATH: ${why}. Skipping...\n`);
      }
    const plugins = pluginsOf(factory);
    if (plugins.length === 0) throw new Fail('unable to find any kubectl plugins in your PATH');
    factory.out('The following compatible plugins are available:\n\n');
    const seen = new Map<string, string>();
    let warnings = 0;
    const warn = (text: string): void => {
      warnings++;
      factory.err(`  - warning: ${text}\n`);
    };
    for (const { name, path, executable } of plugins) {
      factory.out(`${factory.flags.bool('name-only') ? name : path}\n`);
      const command = name.slice(PREFIX.length);
      if (builtin().some((c) => c.name === command)) warn(`${name} overwrites existing command: "kubectl ${command}"`);
      else if (!executable) warn(`${path} identified as a kubectl plugin, but it is not executable`);
      const before = seen.get(name);
      if (before !== undefined) warn(`${path} is overshadowed by a similarly named plugin: ${before}`);
      else seen.set(name, path);
    }
    if (warnings > 0)
      throw new Fail(warnings === 1 ? 'one plugin warning was found' : `${warnings} plugin warnings were found`);
    return 0;
  },
});

/** `builtin`: the commands that a plugin cannot stand for. */
export const makePlugin = (builtin: () => readonly Command[]): Command => ({
  name: 'plugin',
  use: 'plugin [flags] [options]',
  short: 'Provides utilities for interacting with plugins',
  long: `Provides utilities for interacting with plugins.

 Plugins are further commands that are no part of kubectl itself: files on the PATH whose names begin with "kubectl-".`,
  examples: '# List all available plugins\nkubectl plugin list',
  flags: [],
  subcommands: [makeList(builtin)],
});
