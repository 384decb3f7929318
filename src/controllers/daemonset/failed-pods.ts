// Models the failedPodsBackoff of pkg/controller/daemon: how long a Pod that has failed on a node stays before the next one comes.

import type { Key } from '#apimachinery/meta.ts';

/** Source: daemon_controller.go NewDaemonSetsController's flowcontrol.NewBackOff(1 s, 15 min). */
const BACK_OFF = { first: 1000, last: 900_000 } as const;

interface Entry {
  readonly waitMs: number;
  readonly sinceMs: number;
}

export class FailedPods {
  readonly #entries = new Map<Key, Map<string, Entry>>();

  /** May it be deleted now? If so, the next one on that node has to wait twice as long. */
  mayReplace(set: Key, node: string, nowMs: number): boolean {
    const nodes = this.#entries.get(set) ?? new Map<string, Entry>();
    this.#entries.set(set, nodes);
    const entry = nodes.get(node);
    const isOld = !entry || nowMs - entry.sinceMs > 2 * BACK_OFF.last;
    if (!isOld && nowMs - entry.sinceMs < entry.waitMs) return false;
    nodes.set(node, { waitMs: isOld ? BACK_OFF.first : Math.min(BACK_OFF.last, entry.waitMs * 2), sinceMs: nowMs });
    return true;
  }

  /** Until the first of those that wait may be replaced; undefined: none waits. */
  waitMs(set: Key, nowMs: number): number | undefined {
    const left = [...(this.#entries.get(set)?.values() ?? [])].map((e) => e.sinceMs + e.waitMs - nowMs);
    const waits = left.filter((ms) => ms > 0);
    return waits.length > 0 ? Math.min(...waits) : undefined;
  }
}
