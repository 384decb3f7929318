// Which of an issuer's solvers is for a name: the most particular one. Models pkg/acme/util solverpicker of cert-manager 1.18.

import type { Order, OrderAuthorization, Solver } from './types.ts';

interface Picked {
  readonly solver: Solver;
  readonly challenge: { readonly type: string; readonly token: string; readonly url: string };
}

/** Undefined: none can be used. The first of equals is taken. */
export function pickSolver(
  { identifier = '', wildcard = false, challenges = [] }: OrderAuthorization,
  solvers: readonly Solver[],
  order: Order,
): Picked | undefined {
  const name = wildcard ? `*.${identifier}` : identifier;
  const labels = order.metadata.labels ?? {};
  let best: (Picked & { readonly rank: readonly number[] }) | undefined;
  for (const solver of solvers) {
    const type = solver.http01 ? 'http-01' : solver.dns01 ? 'dns-01' : undefined;
    const challenge = challenges.find((c) => c.type === type);
    if (!challenge) continue;
    const { matchLabels = {}, dnsNames = [], dnsZones = [] } = solver.selector ?? {};
    const wanted = Object.entries(matchLabels);
    const zones = dnsZones.filter((zone) => identifier === zone || identifier.endsWith(`.${zone}`));
    if (!wanted.every(([key, value]) => labels[key] === value)) continue;
    if (dnsNames.length > 0 && !dnsNames.includes(name)) continue;
    if (dnsZones.length > 0 && zones.length === 0) continue;
    // A name counts more than a zone, a longer zone more than a shorter, and labels where those are the same.
    const rank = [dnsNames.length > 0 ? 1 : 0, Math.max(0, ...zones.map((z) => z.split('.').length)), wanted.length];
    if (!best || isMore(rank, best.rank)) best = { solver, challenge, rank };
  }
  return best;
}

function isMore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at >= 0 && a[at]! > b[at]!;
}

/** FNV-1a of 32 bits, as names of orders and challenges end in one. Differs: the digits are not Go's, whose JSON is another. */
export function hashOf(value: unknown): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(JSON.stringify(value))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return String(hash);
}
