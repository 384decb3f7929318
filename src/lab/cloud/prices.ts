// What the cloud asks for: list prices of a real one, as an example. Portolan does not simulate discounts, free tiers and traffic.

export interface Price {
  readonly what: string;
  /** US dollars an hour. */
  readonly hourly: number;
}

/** A month as clouds reckon it. */
export const HOURS = 730;

/**
 * Source: https://cloud.google.com/load-balancing/pricing, …/vpc/network-pricing, …/compute/vm-instance-pricing and
 * …/kubernetes-engine/pricing, for us-central1.
 */
export const PRICES_FROM = 'Google Cloud, us-central1, list prices of September 2026';

export const PRICES = {
  /** Four cores, 16 GB: e2-standard-4. */
  node: { what: 'node (4 CPU, 16 GB)', hourly: 0.134 },
  nodeAddress: { what: 'external address of a node', hourly: 0.005 },
  cluster: { what: 'control plane', hourly: 0.1 },
  /** Also of an Ingress: its load balancer has one for each of HTTP and HTTPS. */
  firstRules: { what: 'load balancer: first 5 forwarding rules, together', hourly: 0.025 },
  furtherRule: { what: 'load balancer: each further forwarding rule', hourly: 0.01 },
} as const satisfies Readonly<Record<string, Price>>;

export const RULES_TOGETHER = 5;

/** For each GiB that goes through a load balancer, in US dollars. */
export const PER_GIB = 0.008;

export const dollars = (amount: number, digits = 2): string => `$${amount.toFixed(digits)}`;
