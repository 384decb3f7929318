// Models k8s.io/metrics/pkg/apis/metrics/v1beta1: what the two kinds of metrics have in common.

import type { ApiObject } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { addQuantities } from '#apimachinery/quantity.ts';

export interface Usage {
  /** `1083726n` */
  readonly cpu: string;
  /** `7328Ki` */
  readonly memory: string;
}

export interface Metrics {
  readonly timestamp: string;
  readonly window: string;
}

export const shownUsage = ({ cpuNano, memoryBytes }: { cpuNano: number; memoryBytes: number }): Usage => ({
  cpu: `${Math.round(cpuNano)}n`,
  memory: `${Math.round(memoryBytes / 1024)}Ki`,
});

export const addUsage = (all: readonly Usage[]): Usage =>
  all.reduce(
    (sum, { cpu, memory }) => ({ cpu: addQuantities(sum.cpu, cpu), memory: addQuantities(sum.memory, memory) }),
    { cpu: '0', memory: '0' },
  );

export function metricsOf(kind: string, { metadata }: ApiObject, nowMs: number): ApiObject & Metrics {
  const { name, namespace, labels } = metadata;
  const now = timestamp(nowMs);
  return {
    kind,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: { name, ...(namespace && { namespace }), creationTimestamp: now, ...(labels && { labels }) },
    timestamp: now,
    window: '15s',
  };
}
