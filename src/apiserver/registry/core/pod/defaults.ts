// Models SetDefaults_Pod.

import type { Pod } from '#api/core/types.ts';
import { setPodSpecDefaults } from './template.ts';

export function setPodDefaults(pod: Pod): void {
  pod.spec ??= { containers: [] };
  pod.status ??= {};
  setPodSpecDefaults(pod.spec);
  // Only in a Pod, not in a template.
  for (const container of [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])]) {
    const { resources } = container;
    if (resources?.limits) resources.requests = { ...resources.limits, ...resources.requests };
  }
  pod.spec.enableServiceLinks ??= true;
}
