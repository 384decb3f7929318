// Models metrics-server/pkg/api/pod.go: PodMetrics, made from what the kubelets measured last. For `kubectl top pods`.

import type { Pod } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { status } from '#apimachinery/status.ts';
import { nameColumn, text } from '../columns.ts';
import type { ServerContext, Strategy } from '../rest/strategy.ts';
import { addUsage, type Metrics, metricsOf, shownUsage, type Usage } from './usage.ts';

export interface PodMetrics extends ApiObject, Metrics {
  containers: { name: string; usage: Usage }[];
}

/** Undefined: it does not run, or has not been measured yet. */
export function podMetrics(pod: Pod, context: ServerContext): PodMetrics | undefined {
  const measured = context.nodes.usage(pod);
  if (!measured || measured.length === 0) return undefined;
  return {
    ...metricsOf('PodMetrics', pod, context.now()),
    containers: measured.map((container) => ({ name: container.name, usage: shownUsage(container) })),
  };
}

const total = ({ containers }: PodMetrics): Usage => addUsage(containers.map((c) => c.usage));

export const podMetricsStrategy: Strategy<PodMetrics> = {
  resource: 'pods',
  singular: 'pod',
  kind: 'PodMetrics',
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  namespaced: true,
  verbs: ['get', 'list'],
  computed: {
    list: (context) => context.storage.list<Pod>('pods').flatMap((pod) => podMetrics(pod, context) ?? []),
    notFound: (namespace, name) => status.notFound('podmetrics', 'metrics.k8s.io', `${namespace}/${name}`),
  },
  columns: [
    nameColumn,
    text('cpu', 'Total amount of cpu used.', (metrics) => total(metrics).cpu),
    text('memory', 'Total amount of memory used.', (metrics) => total(metrics).memory),
    text('Window', 'The window of time over which metrics were averaged.', ({ window }) => window),
  ],
};
