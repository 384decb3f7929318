// The list of kubectl's commands, in the order and under the heads of its root help page.

import type { Command } from '../command.ts';
import type { Group } from '../help.ts';

export function groups(): readonly Group[] {
  return [
    { title: 'Basic Commands (Beginner)', commands: [] },
    { title: 'Basic Commands (Intermediate)', commands: [] },
    { title: 'Deploy Commands', commands: [] },
    { title: 'Cluster Management Commands', commands: [] },
    { title: 'Troubleshooting and Debugging Commands', commands: [] },
    { title: 'Advanced Commands', commands: [] },
    { title: 'Settings Commands', commands: [] },
    { title: 'Subcommands provided by plugins', commands: [] },
    { title: 'Other Commands', commands: [] },
  ];
}

/** Every command below `kubectl`. */
export function rootCommands(): readonly Command[] {
  return groups().flatMap((g) => g.commands);
}
