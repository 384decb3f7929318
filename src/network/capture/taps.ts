// Who captures packets now, and where.

import type { CapturedPacket, CaptureListener } from '#machine/packet.ts';
import type { Place } from '#machine/program.ts';
import type { Leg } from './way.ts';

/** Within a machine a packet takes some microseconds. */
const LEG_MS = 0.009;
const STEP_MS = 0.017;

export class Taps {
  readonly #taps = new Map<Place, Set<CaptureListener>>();

  /** Is anybody looking? Where nobody does, nothing is made for them. */
  get areOpen(): boolean {
    return this.#taps.size > 0;
  }

  /** @param place A network namespace: a node, a Pod, a machine outside. @returns What ends it. */
  open(place: Place, listener: CaptureListener): () => void {
    const own = this.#taps.get(place) ?? new Set();
    own.add(listener);
    this.#taps.set(place, own);
    return () => {
      own.delete(listener);
      if (own.size === 0 && this.#taps.get(place) === own) this.#taps.delete(place);
    };
  }

  /**
   * One packet passes all the legs, or comes back over them.
   *
   * @returns When the next one can pass, in simulated milliseconds.
   */
  pass(legs: readonly Leg[], atMs: number, { isAnswer, ...packet }: Passing): number {
    const ordered = isAnswer ? legs.toReversed() : legs;
    let ttl = 64;
    ordered.forEach(({ place, interface: device, direction, from, to, isBridged }, i) => {
      const before = ordered[i - 1];
      // A router takes one off between the interface where it comes in and the one where it goes out.
      if (before?.place === place && before.direction !== direction && !before.isBridged && !isBridged) ttl--;
      const listeners = this.#taps.get(place);
      if (!listeners) return;
      const captured: CapturedPacket = {
        atMs: atMs + i * LEG_MS,
        interface: device,
        direction: isAnswer && device !== 'lo' ? (direction === 'In' ? 'Out' : 'In') : direction,
        from: isAnswer ? to : from,
        to: isAnswer ? from : to,
        ttl,
        ...(isBridged && { isBridged }),
        ...packet,
        ...(packet.from && { from: packet.from, to: isAnswer ? from : to }),
      };
      for (const listener of [...listeners]) listener(captured);
    });
    return atMs + STEP_MS;
  }
}

/** `from`: another sender than the leg's own, as of a router's ICMP. */
export type Passing = Omit<CapturedPacket, 'atMs' | 'interface' | 'direction' | 'from' | 'to' | 'ttl'> & {
  readonly isAnswer: boolean;
  readonly from?: CapturedPacket['from'];
};
