// The address under which Ingresses are reached: what `kubectl get ingress` shows under ADDRESS. Models internal/ingress/status.

import type { LoadBalancerStatus, Node, Pod, Service } from '#api/core/types.ts';

export type Addresses = NonNullable<LoadBalancerStatus['ingress']>;

/** `--publish-service`: the addresses of that Service. */
export function serviceAddresses({ spec, status }: Service): Addresses {
  const external = (spec.externalIPs ?? []).map((ip) => ({ ip }));
  switch (spec.type) {
    case 'ExternalName':
      return [{ hostname: spec.externalName ?? '' }];
    case 'NodePort':
      return external.length > 0 ? external : [{ ip: spec.clusterIP ?? '' }];
    case 'LoadBalancer': {
      const given = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) =>
        ip ? { ip } : { hostname: hostname ?? '' },
      );
      return sorted([...given, ...external.filter(({ ip }) => !given.some((g) => g.ip === ip))]);
    }
    default:
      return [{ ip: spec.clusterIP ?? '' }];
  }
}

/** Without it: the nodes of the controllers' Pods that are ready, by their external address if they have one. */
export function nodeAddresses(pods: readonly Pod[], nodeOf: (name: string) => Node | undefined): Addresses {
  const found = new Map<string, Addresses[number]>();
  for (const { spec, status } of pods) {
    const isReady = status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True');
    if (status.phase !== 'Running' || !isReady) continue;
    const addresses = nodeOf(spec.nodeName ?? '')?.status?.addresses ?? [];
    const of = (type: string): string | undefined => addresses.find((a) => a.type === type)?.address;
    const ip = of('ExternalIP') ?? of('InternalIP');
    if (ip !== undefined) found.set(ip, { ip });
  }
  return sorted([...found.values()]);
}

const sorted = (addresses: Addresses): Addresses =>
  addresses.toSorted((a, b) => {
    const [left, right] = [`${a.hostname ?? ''} ${a.ip ?? ''}`, `${b.hostname ?? ''} ${b.ip ?? ''}`];
    return left < right ? -1 : 1;
  });

export const sameAddresses = (a: Addresses, b: Addresses): boolean =>
  a.length === b.length && a.every(({ ip, hostname }, i) => ip === b[i]!.ip && hostname === b[i]!.hostname);
