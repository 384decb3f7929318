// Links that are slow or lose packets: how long a packet is on its way, and how often it has to be sent again.

import { type Told, told } from '#machine/hop.ts';
import type { Place } from '#machine/program.ts';
import type { NetworkFaults } from './faults.ts';

/** What the legs of a way add up to, where one of them is slow or lossy. */
export interface Link {
  /** One way, in simulated milliseconds. */
  readonly delayMs: number;
  /** Of a hundred packets, one way. */
  readonly lossPercent: number;
  /** The worst leg of the way. */
  readonly a: Place;
  readonly b: Place;
}

/** Between two machines that stand for themselves; undefined: a link as any other. */
export function linkBetween({ slowLinks = [], lossyLinks = [] }: NetworkFaults, a: Place, b: Place): Link | undefined {
  const joins = ({ between: [one, other] }: { readonly between: readonly [Place, Place] }): boolean =>
    (one === a && other === b) || (one === b && other === a);
  const delayMs = slowLinks.find(joins)?.delayMs ?? 0;
  const lossPercent = lossyLinks.find(joins)?.lossPercent ?? 0;
  return delayMs === 0 && lossPercent === 0 ? undefined : { delayMs, lossPercent, a, b };
}

/** One leg after the other. */
export function joined(before: Link | undefined, leg: Link | undefined): Link | undefined {
  if (!before || !leg) return leg ?? before;
  const passes = ((100 - before.lossPercent) * (100 - leg.lossPercent)) / 100;
  const worst = leg.lossPercent > before.lossPercent || leg.delayMs > before.delayMs ? leg : before;
  return {
    delayMs: before.delayMs + leg.delayMs,
    lossPercent: 100 - passes,
    a: worst.a,
    b: worst.b,
  };
}

/** Does one packet get through? Chance is asked only where some are lost. */
export const getsThrough = (link: Link | undefined, random: () => number): boolean =>
  !link || link.lossPercent === 0 || random() * 100 >= link.lossPercent;

/** Source: Linux tcp_syn_retries, TCP_TIMEOUT_INIT. */
export const SYN = { firstMs: 1000, retries: 6 } as const;
/** Source: Linux tcp_retries2, TCP_RTO_MIN. */
export const DATA = { firstMs: 200, retries: 15 } as const;

/**
 * How long something that wants an answer takes beyond a round trip: the delay of the link, and each time that it or its answer is
 * lost, the wait before it is sent again, twice as long each time.
 *
 * @returns Simulated milliseconds; infinite when all tries are lost.
 */
export function sendingMs(
  link: Link | undefined,
  { firstMs, retries }: { readonly firstMs: number; readonly retries: number },
  random: () => number,
): number {
  if (!link) return 0;
  let waitedMs = 0;
  for (let retry = 0; retry <= retries; retry++) {
    if (getsThrough(link, random) && getsThrough(link, random)) return waitedMs + 2 * link.delayMs;
    waitedMs += firstMs * 2 ** retry;
  }
  return Number.POSITIVE_INFINITY;
}

/** Why something on this link took longer than the client waits. */
export function whyLink({ delayMs, lossPercent, a, b }: Link): Told {
  const percent = String(Math.round(lossPercent));
  return lossPercent > 0
    ? told(`the link between ${a} and ${b} loses ${percent} % of packets: no answer came in time`, 'link-lossy', {
        a,
        b,
        percent,
      })
    : told(`the link between ${a} and ${b} is slow, ${delayMs} ms each way: no answer came in time`, 'link-slow', {
        a,
        b,
        ms: String(delayMs),
      });
}
