// The nodes that cordon, uncordon and drain are about, and the first thing that all three do to them. Models kubectl/pkg/cmd/drain.

import type { Node } from '#api/core/types.ts';
import { ask, query } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { type Mapping, pathOf, resolveType } from '../../discovery.ts';
import { StatusFail, usageError } from '../../errors.ts';
import { fetchAll } from '../../resource/builder.ts';
import { type DryRun, nameOf, SUFFIX, writeQuery } from '../../resource/output.ts';

export interface NodeInfo {
  readonly mapping: Mapping;
  readonly node: Node;
}

/** Those that the arguments or the selector name. */
export async function nodesOf(factory: Factory, verb: string): Promise<NodeInfo[]> {
  const { args, flags } = factory;
  const selector = flags.string('selector');
  if (args.length === 0 && !flags.changed('selector'))
    throw usageError(factory.commandPath, `USAGE: ${verb} NODE [flags]`);
  if (args.length > 0 && selector)
    throw usageError(factory.commandPath, 'error: cannot specify both a node name and a --selector option');
  const mapping = await resolveType(factory, 'nodes');
  const infos = await fetchAll(factory, { args: ['nodes', ...args], selector });
  return infos.map(({ object }) => ({ mapping, node: { apiVersion: 'v1', kind: 'Node', ...object } as Node }));
}

/** `node/node-1 cordoned (dry run)`. */
export const tell = (factory: Factory, node: Node, operation: string, dryRun: DryRun): boolean =>
  factory.out(`${nameOf(node)} ${operation}${SUFFIX[dryRun]}\n`);

/** A node that cannot be marked is told of, and the next one is tried. */
export async function mark(
  factory: Factory,
  infos: readonly NodeInfo[],
  unschedulable: boolean,
  dryRun: DryRun,
): Promise<void> {
  const verb = unschedulable ? 'cordon' : 'uncordon';
  for (const { mapping, node } of infos) {
    if ((node.spec?.unschedulable ?? false) === unschedulable) {
      tell(factory, node, `already ${verb}ed`, dryRun);
      continue;
    }
    try {
      if (dryRun !== 'client')
        await ask(factory, {
          method: 'PATCH',
          path: pathOf(mapping, undefined, node.metadata.name) + query(writeQuery(dryRun)),
          headers: { 'content-type': 'application/strategic-merge-patch+json' },
          body: { spec: { unschedulable: unschedulable ? true : null } },
        });
      tell(factory, node, `${verb}ed`, dryRun);
    } catch (error) {
      if (!(error instanceof StatusFail)) throw error;
      factory.err(`error: unable to ${verb} node ${JSON.stringify(node.metadata.name)}: ${error.message}\n`);
    }
  }
}
