// What the cluster costs as it stands: the inventory, by the price list.

import type { Inventory } from './inventory.ts';
import { PRICES, RULES_TOGETHER } from './prices.ts';

export interface BillLine {
  readonly what: string;
  readonly count: number;
  /** Of one, in US dollars an hour. */
  readonly each: number;
  /** Of all, in US dollars an hour. */
  readonly hourly: number;
}

/** Nothing that costs nothing. Also what a project pays when the cluster has no load balancer at all: its nodes. */
export function billOf({ nodes, nodeAddresses, balancers }: Inventory): readonly BillLine[] {
  const rules = balancers.reduce((sum, balancer) => sum + balancer.rules, 0);
  const line = (
    { what, hourly: each }: { readonly what: string; readonly hourly: number },
    count: number,
  ): BillLine => ({
    what,
    count,
    each,
    hourly: count * each,
  });
  return [
    line(PRICES.cluster, 1),
    line(PRICES.node, nodes),
    line(PRICES.nodeAddress, nodeAddresses),
    line(PRICES.firstRules, rules > 0 ? 1 : 0),
    line(PRICES.furtherRule, Math.max(0, rules - RULES_TOGETHER)),
  ].filter(({ count }) => count > 0);
}
