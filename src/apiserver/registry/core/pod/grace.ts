// Models CheckGracefulDelete of pkg/registry/core/pod/strategy.go.

import type { Pod } from '#api/core/types.ts';

/** Seconds that a Pod is given to end. Nobody runs one that has no node, or that has ended: it goes at once. */
export function graceSeconds({ spec, status }: Pod, requested: number | undefined): number {
  if (!spec.nodeName || status.phase === 'Failed' || status.phase === 'Succeeded') return 0;
  return Math.max(0, requested ?? spec.terminationGracePeriodSeconds ?? 30);
}
