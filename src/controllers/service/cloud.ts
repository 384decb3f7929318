// What a cloud does for Services of type LoadBalancer: addresses, quota, and how long it takes. Models cloudprovider.LoadBalancer.

import type { Service } from '#api/core/types.ts';

/** Dotted addresses `prefix + from` to `prefix + to`. */
export interface AddressRange {
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
}

/** What the cloud has to give at this moment; it may change at any time. */
export interface CloudProvider {
  /** How many load balancers this project may have at once. */
  readonly quota: number;
  /** The addresses that the cloud gives away. */
  readonly range: AddressRange;
}

/** How long the cloud takes, in simulated milliseconds: at least, and how much more at most. */
export const TAKES_MS = {
  /** Address, health checks, forwarding rule, firewall. */
  create: { least: 28_000, more: 22_000 },
  update: { least: 2_000, more: 3_000 },
  refuse: { least: 1_500, more: 1_500 },
  delete: { least: 8_000, more: 12_000 },
} as const;

export type Allocation = { readonly ip: string } | { readonly error: string };

const REGION = 'portolan-west1';

/**
 * An address for a new load balancer: the one asked for, or one by chance.
 *
 * @param taken Addresses of the load balancers that there are.
 * Source: the words are those of Google's API, as GKE repeats them in events.
 */
export function allocate(
  { spec, metadata }: Service,
  taken: ReadonlySet<string>,
  { quota, range }: CloudProvider,
  random: () => number,
): Allocation {
  const name = balancerName(metadata.uid ?? '');
  const refused = (why: string): Allocation => ({
    error: `failed to create forwarding rule for load balancer (${name}(${metadata.namespace}/${metadata.name})): ${why}`,
  });
  if (spec.ports?.some(({ protocol }) => protocol === 'SCTP'))
    return { error: `Only TCP and UDP LB is supported, ${metadata.namespace}/${metadata.name} asks for SCTP` };
  if (taken.size >= quota)
    return refused(
      `googleapi: Error 403: QUOTA_EXCEEDED - Quota 'FORWARDING_RULES' exceeded.  Limit: ${quota.toFixed(1)} in region ${REGION}., quotaExceeded`,
    );
  const free: string[] = [];
  for (let last = range.from; last <= range.to; last++)
    if (!taken.has(`${range.prefix}${last}`)) free.push(`${range.prefix}${last}`);
  const wanted = spec.loadBalancerIP;
  if (wanted && taken.has(wanted))
    return refused(
      `googleapi: Error 400: Invalid value for field 'resource.IPAddress': '${wanted}'. Specified IP address is in-use and would result in a conflict., invalid`,
    );
  if (wanted && !free.includes(wanted))
    return { error: `requested ip "${wanted}" is neither static nor assigned to the LB` };
  // A range that has become smaller is used up by those who have addresses of before.
  const isUsedUp = taken.size > range.to - range.from;
  const ip = wanted || (isUsedUp ? undefined : free[Math.floor(random() * free.length)]);
  if (ip === undefined)
    return refused(
      `googleapi: Error 403: IP_SPACE_EXHAUSTED - The IP space of ${range.prefix}${range.from}-${range.to} is exhausted., ipSpaceExhausted`,
    );
  return { ip };
}

/** Source: cloudprovider.DefaultLoadBalancerName. */
export const balancerName = (uid: string): string => `a${uid.replaceAll('-', '')}`.slice(0, 32);
