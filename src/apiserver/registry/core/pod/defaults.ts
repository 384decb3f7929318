// Models SetDefaults_Pod.

import type { ResourceList } from '#api/core/policy-types.ts';
import type { Pod } from '#api/core/types.ts';
import { containerRequests } from '#api/quota/usage.ts';
import { setPodSpecDefaults } from './template.ts';

/** Source: resourcehelper.SupportedPodLevelResources. */
const WHOLE = /^(cpu|memory|hugepages-.*)$/;

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
  setPodRequests(pod);
}

/** What is limited as a whole is asked for as a whole: what the containers ask for, or else the limit. Source: defaultPodRequests. */
function setPodRequests(pod: Pod): void {
  const resources = pod.spec.resources as { limits?: ResourceList; requests?: ResourceList } | undefined;
  if (Object.keys(resources?.limits ?? {}).length === 0) return;
  const whole = (list: ResourceList): ResourceList =>
    Object.fromEntries(Object.entries(list).filter(([name]) => WHOLE.test(name)));
  resources!.requests = {
    ...whole(resources!.limits!),
    ...whole(containerRequests(pod)),
    ...resources!.requests,
  };
}
