// Models metrics-server/pkg/api/node.go: NodeMetrics. For `kubectl top nodes`.

import type { Node, Pod } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { status } from '#apimachinery/status.ts';
import { nameColumn, text } from '../columns.ts';
import type { ServerContext, Strategy } from '../rest/strategy.ts';
import { addUsage, type Metrics, metricsOf, shownUsage, type Usage } from './usage.ts';

interface NodeMetrics extends ApiObject, Metrics {
  usage: Usage;
}

/** What a node's own services take: kubelet, container runtime, kernel. Modelled. */
const SYSTEM = { cpuNano: 62_000_000, memoryBytes: 715 * 1024 * 1024 } as const;

/** One that does not answer is not measured. */
function nodeMetrics(node: Node, context: ServerContext): NodeMetrics[] {
  if (node.status.conditions?.find((c) => c.type === 'Ready')?.status !== 'True') return [];
  const pods = context.storage.list<Pod>('pods').filter(({ spec }) => spec.nodeName === node.metadata.name);
  const used = pods.flatMap((pod) => context.nodes.usage(pod) ?? []);
  const usage = addUsage([SYSTEM, ...used].map(shownUsage));
  return [{ ...metricsOf('NodeMetrics', node, context.now()), usage }];
}

export const nodeMetricsStrategy: Strategy<NodeMetrics> = {
  resource: 'nodes',
  singular: 'node',
  kind: 'NodeMetrics',
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  namespaced: false,
  verbs: ['get', 'list'],
  computed: {
    list: (context) => context.storage.list<Node>('nodes').flatMap((node) => nodeMetrics(node, context)),
    notFound: (_namespace, name) => status.notFound('nodemetrics', 'metrics.k8s.io', name),
  },
  columns: [
    nameColumn,
    text('cpu', 'Total amount of cpu used.', ({ usage }) => usage.cpu),
    text('memory', 'Total amount of memory used.', ({ usage }) => usage.memory),
    text('Window', 'The window of time over which metrics were averaged.', ({ window }) => window),
  ],
};
