// kubectl top node. Models kubectl/pkg/cmd/top top_node.go.

import type { Node } from '#api/core/types.ts';
import { milliValue } from '#apimachinery/quantity.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { make } from '../../standard-flags.ts';
import { begin, bytesText, cpuText, inOrder, METRICS, type NodeMetrics, sharedFlags, show } from './metrics.ts';

const UNKNOWN = '<unknown>';

const percent = (used: string, available: string | undefined): string =>
  `${Math.trunc((milliValue(used) / milliValue(available)) * 100)}%`;

type List<T> = { readonly items?: readonly T[] };

async function fetched<T>(factory: Factory, root: string, name: string | undefined): Promise<readonly T[]> {
  if (name !== undefined)
    return [await ask<T>(factory, { method: 'GET', path: `${root}/${encodeURIComponent(name)}` })];
  const path = root + query({ labelSelector: factory.flags.string('selector') });
  return (await ask<List<T>>(factory, { method: 'GET', path })).items ?? [];
}

async function run(factory: Factory): Promise<number> {
  const { args, flags } = factory;
  if (args.length > 1) throw usageError(factory.commandPath, 'node [NAME | -l label]');
  await begin(factory);
  const metrics = await fetched<NodeMetrics>(factory, `${METRICS}/nodes`, args[0]);
  const nodes = await fetched<Node>(factory, '/api/v1/nodes', args[0]);
  const swap = flags.bool('show-swap');
  const shareOf = new Map(
    nodes.map(({ metadata, status }) => [
      metadata.name,
      flags.bool('show-capacity') ? status.capacity : status.allocatable,
    ]),
  );
  const rows = inOrder(factory, metrics, ({ usage }) => usage).map(({ metadata, usage }) => {
    const share = shareOf.get(metadata.name) ?? {};
    return [
      metadata.name,
      cpuText(usage.cpu),
      percent(usage.cpu, share.cpu),
      bytesText(usage.memory),
      percent(usage.memory, share.memory),
      ...(swap ? (usage.swap ? [bytesText(usage.swap), UNKNOWN] : [UNKNOWN, UNKNOWN]) : []),
    ];
  });
  const measured = new Set(metrics.map(({ metadata }) => metadata.name));
  const missing = nodes
    .filter(({ metadata }) => !measured.has(metadata.name))
    .map(({ metadata }) => [metadata.name, ...Array<string>(swap ? 6 : 4).fill(UNKNOWN)]);
  const head = [
    'NAME',
    'CPU(cores)',
    'CPU(%)',
    'MEMORY(bytes)',
    'MEMORY(%)',
    ...(swap ? ['SWAP(bytes)', 'SWAP(%)'] : []),
  ];
  show(factory, head, [...rows, ...missing]);
  return 0;
}

export const node: Command = {
  name: 'node',
  aliases: ['nodes', 'no'],
  use: 'top node [NAME | -l label] [options]',
  short: 'Display resource (CPU/memory) usage of nodes',
  long: 'Display resource (CPU/memory) usage of nodes.',
  examples: `# All nodes
kubectl top node

# One node
kubectl top node NODE_NAME`,
  flags: [
    make.bool('show-capacity', "Percent of the nodes' capacity instead of what pods may have."),
    ...sharedFlags('nodes'),
  ],
  run,
};
