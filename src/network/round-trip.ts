// How long a packet takes there and back.

import type { Place } from '#machine/program.ts';

/** A fraction of a millisecond on the same machine, about one inside the cluster, a dozen across the internet. */
export function roundTripMs(from: Place, to: Place, random: () => number): number {
  const between = (least: number, most: number): number => least + random() * (most - least);
  if (from === to) return between(0.05, 0.2);
  const isOutside = [from, to].some((place) => !/^(node|pod|service|ip)\//.test(place));
  return isOutside ? between(4, 15) : between(0.1, 1.2);
}

/** A client's port. Source: Linux net.ipv4.ip_local_port_range. */
export const ephemeralPort = (random: () => number): number => 32_768 + Math.floor(random() * 28_232);
