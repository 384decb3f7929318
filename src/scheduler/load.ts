// What stands on each node already: Pods, and what they ask for.

import type { Pod } from '#api/core/types.ts';
import { controllerOf } from '#apimachinery/meta.ts';
import { parseQuantity } from '#apimachinery/quantity.ts';

/** By resource name: `cpu` in cores, `memory` in bytes. */
export type Amounts = ReadonlyMap<string, number>;

export interface Load {
  pods: number;
  readonly requested: Map<string, number>;
  /** How many Pods of each controller, by its UID. */
  readonly byOwner: Map<string, number>;
  readonly hostPorts: Set<string>;
}

// A Pod's spec never changes in place, so what it asks for can be remembered by identity.
const known = new WeakMap<Pod['spec'], Amounts>();

/** The sum of the containers, or the largest init container if that is more. Source: resource.PodRequests. */
export function requestsOf({ spec }: Pod): Amounts {
  let amounts = known.get(spec);
  if (!amounts) known.set(spec, (amounts = computeRequests(spec)));
  return amounts;
}

function computeRequests(spec: Pod['spec']): Amounts {
  const amounts = new Map<string, number>();
  const asked = (c: Pod['spec']['containers'][number]): [string, number][] =>
    Object.entries(c.resources?.requests ?? {}).map(([name, text]) => [name, parseQuantity(text) ?? 0]);
  for (const container of spec.containers)
    for (const [name, n] of asked(container)) amounts.set(name, (amounts.get(name) ?? 0) + n);
  for (const container of spec.initContainers ?? []) {
    for (const [name, n] of asked(container)) {
      const sum = amounts.get(name) ?? 0;
      amounts.set(name, container.restartPolicy === 'Always' ? sum + n : Math.max(sum, n));
    }
  }
  return amounts;
}

const ports = new WeakMap<Pod['spec'], readonly string[]>();

export function hostPortsOf({ spec }: Pod): readonly string[] {
  let found = ports.get(spec);
  if (!found) ports.set(spec, (found = computeHostPorts(spec)));
  return found;
}

function computeHostPorts(spec: Pod['spec']): readonly string[] {
  return spec.containers
    .flatMap((c) => c.ports ?? [])
    .flatMap((p) => (p.hostPort ? [`${p.protocol ?? 'TCP'}/${p.hostPort}`] : []));
}

/** Of Pods on one node, which have not ended. */
export function loadOf(pods: readonly Pod[]): Load {
  const load: Load = { pods: 0, requested: new Map(), byOwner: new Map(), hostPorts: new Set() };
  for (const pod of pods) {
    load.pods++;
    for (const [name, n] of requestsOf(pod)) load.requested.set(name, (load.requested.get(name) ?? 0) + n);
    for (const port of hostPortsOf(pod)) load.hostPorts.add(port);
    const owner = controllerOf(pod)?.uid;
    if (owner) load.byOwner.set(owner, (load.byOwner.get(owner) ?? 0) + 1);
  }
  return load;
}
