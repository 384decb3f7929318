// When each Pod of a node is to be looked at next. Pods that are due at the same moment share a timer.

import type { KubeletDeps } from './runtime.ts';

interface Slot {
  readonly uids: Set<string>;
  readonly cancel: () => void;
}

/** What is planned: work that ends, work that does not, and what repeats without effect. */
const KINDS = ['progress', 'endless', 'idle'] as const;
type Kind = (typeof KINDS)[number];

export class Agenda {
  readonly #deps: Pick<KubeletDeps, 'now' | 'after'>;
  readonly #run: (uid: string) => void;
  readonly #slots = new Map<string, Slot>();
  readonly #at = new Map<string, Partial<Record<Kind, string | undefined>>>();

  constructor(deps: Pick<KubeletDeps, 'now' | 'after'>, run: (uid: string) => void) {
    this.#deps = deps;
    this.#run = run;
  }

  /** Replaces what was planned for a Pod. Infinity: nothing of that kind. */
  set(uid: string, due: Readonly<Record<Kind, number>>): void {
    const before = this.#at.get(uid);
    const at: Partial<Record<Kind, string | undefined>> = {};
    for (const kind of KINDS) {
      at[kind] = slotName(due[kind], kind);
      if (before?.[kind] === at[kind]) continue;
      this.#leave(uid, before?.[kind]);
      this.#enter(uid, at[kind], due[kind], kind);
    }
    this.#at.set(uid, at);
  }

  drop(uid: string): void {
    const at = this.#at.get(uid);
    for (const kind of KINDS) this.#leave(uid, at?.[kind]);
    this.#at.delete(uid);
  }

  clear(): void {
    for (const { cancel } of this.#slots.values()) cancel();
    this.#slots.clear();
    this.#at.clear();
  }

  #enter(uid: string, name: string | undefined, dueMs: number, kind: Kind): void {
    if (name === undefined) return;
    const slot = this.#slots.get(name);
    if (slot) {
      slot.uids.add(uid);
      return;
    }
    const options = { endless: kind !== 'progress', idle: kind === 'idle' };
    const cancel = this.#deps.after(dueMs - this.#deps.now(), () => this.#fire(name, kind), options);
    this.#slots.set(name, { uids: new Set([uid]), cancel });
  }

  #leave(uid: string, name: string | undefined): void {
    const slot = name === undefined ? undefined : this.#slots.get(name);
    if (!slot?.uids.delete(uid) || slot.uids.size > 0) return;
    slot.cancel();
    this.#slots.delete(name!);
  }

  #fire(name: string, kind: Kind): void {
    const uids = this.#slots.get(name)?.uids ?? [];
    this.#slots.delete(name);
    for (const uid of uids) {
      const at = this.#at.get(uid);
      // Meanwhile another Pod's step may have sent this one away.
      if (!at) continue;
      at[kind] = undefined;
      this.#run(uid);
    }
  }
}

function slotName(dueMs: number, kind: Kind): string | undefined {
  return dueMs === Number.POSITIVE_INFINITY ? undefined : `${kind[0]}${dueMs}`;
}
