// What metrics.k8s.io says, and how top writes it. Models kubectl/pkg/metricsutil metrics_printer.go.

import { goSorted } from '#apimachinery/go-sort.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { addQuantities, compareQuantities, milliValue, parseQuantity } from '#apimachinery/quantity.ts';
import type { Factory } from '../../command.ts';
import { discover } from '../../discovery.ts';
import { Fail } from '../../errors.ts';
import { columns } from '../../print/columns.ts';
import { flag, make } from '../../standard-flags.ts';

export interface Usage {
  readonly cpu: string;
  readonly memory: string;
  readonly swap?: string;
}

export interface NodeMetrics extends ApiObject {
  readonly usage: Usage;
}

export interface PodMetrics extends ApiObject {
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[];
}

export const METRICS = '/apis/metrics.k8s.io/v1beta1';

const MEBI = 1024 * 1024;

export const cpuText = (text: string | undefined): string => `${milliValue(text)}m`;
export const bytesText = (text: string | undefined): string =>
  `${Math.trunc((parseQuantity(text ?? '0') ?? 0) / MEBI)}Mi`;

export function total(usages: readonly Usage[]): Usage {
  return usages.reduce(
    (sum, usage) => ({
      cpu: addQuantities(sum.cpu, usage.cpu),
      memory: addQuantities(sum.memory, usage.memory),
      ...((sum.swap || usage.swap) && { swap: addQuantities(sum.swap ?? '0', usage.swap ?? '0') }),
    }),
    { cpu: '0', memory: '0' } as Usage,
  );
}

/** By name, or the most used first. */
export function inOrder<T extends ApiObject>(
  factory: Factory,
  objects: readonly T[],
  usageOf: (object: T) => Usage,
): T[] {
  const by = factory.flags.string('sort-by') as 'cpu' | 'memory' | '';
  const place = ({ metadata }: T): string => `${metadata.namespace ?? ''}/${metadata.name}`;
  return goSorted(objects, (a, b) =>
    by === '' ? place(a) < place(b) : compareQuantities(usageOf(b)[by], usageOf(a)[by]) < 0,
  );
}

/** Every cell is padded, the last one too. */
export function show(factory: Factory, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = factory.flags.bool('no-headers') ? rows : [head, ...rows];
  factory.out(columns(all.map((row) => [...row, ''])));
}

/** What node and pod check before they ask. */
export async function begin(factory: Factory): Promise<void> {
  const { flags, args } = factory;
  const by = flags.string('sort-by');
  if (by !== '' && by !== 'cpu' && by !== 'memory') throw new Fail('--sort-by accepts only cpu or memory');
  if (
    args.length > 0 &&
    (flags.string('selector') || (flags.changed('field-selector') && flags.string('field-selector')))
  )
    throw new Fail('only one of NAME or selector can be provided');
  if (!(await discover(factory)).some(({ group }) => group === 'metrics.k8s.io'))
    throw new Fail('Metrics API not available');
}

export const sharedFlags = (what: string) => [
  make.bool('no-headers', 'Print without headers'),
  flag.selector,
  make.bool('show-swap', `Print swap memory of ${what} too.`),
  make.string('sort-by', `Sort ${what} by 'cpu' or 'memory', the largest first.`),
  make.bool('use-protocol-buffers', 'Ask for metrics in protocol buffers.', { default: 'true' }),
];
