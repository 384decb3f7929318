// When each Pod of a node is to be looked at next. Pods that are due at the same moment share a timer.

import type { KubeletDeps } from './runtime.ts';

interface Slot {
  readonly uids: Set<string>;
  readonly cancel: () => void;
}

export class Agenda {
  readonly #deps: Pick<KubeletDeps, 'now' | 'after'>;
  readonly #run: (uid: string) => void;
  readonly #slots = new Map<string, Slot>();
  readonly #at = new Map<string, { progress: string | undefined; endless: string | undefined }>();

  constructor(deps: Pick<KubeletDeps, 'now' | 'after'>, run: (uid: string) => void) {
    this.#deps = deps;
    this.#run = run;
  }

  /** Replaces what was planned for a Pod. Infinity: nothing of that kind. */
  set(uid: string, progressMs: number, endlessMs: number): void {
    const at = this.#at.get(uid);
    const progress = slotName(progressMs, false);
    const endless = slotName(endlessMs, true);
    if (at?.progress !== progress) {
      this.#leave(uid, at?.progress);
      this.#enter(uid, progress, progressMs, false);
    }
    if (at?.endless !== endless) {
      this.#leave(uid, at?.endless);
      this.#enter(uid, endless, endlessMs, true);
    }
    this.#at.set(uid, { progress, endless });
  }

  drop(uid: string): void {
    const at = this.#at.get(uid);
    this.#leave(uid, at?.progress);
    this.#leave(uid, at?.endless);
    this.#at.delete(uid);
  }

  clear(): void {
    for (const { cancel } of this.#slots.values()) cancel();
    this.#slots.clear();
    this.#at.clear();
  }

  #enter(uid: string, name: string | undefined, dueMs: number, endless: boolean): void {
    if (name === undefined) return;
    const slot = this.#slots.get(name);
    if (slot) {
      slot.uids.add(uid);
      return;
    }
    const cancel = this.#deps.after(dueMs - this.#deps.now(), () => this.#fire(name, endless), { endless });
    this.#slots.set(name, { uids: new Set([uid]), cancel });
  }

  #leave(uid: string, name: string | undefined): void {
    const slot = name === undefined ? undefined : this.#slots.get(name);
    if (!slot?.uids.delete(uid) || slot.uids.size > 0) return;
    slot.cancel();
    this.#slots.delete(name!);
  }

  #fire(name: string, endless: boolean): void {
    const uids = this.#slots.get(name)?.uids ?? [];
    this.#slots.delete(name);
    for (const uid of uids) {
      const at = this.#at.get(uid);
      // Meanwhile another Pod's step may have sent this one away.
      if (!at) continue;
      at[endless ? 'endless' : 'progress'] = undefined;
      this.#run(uid);
    }
  }
}

function slotName(dueMs: number, endless: boolean): string | undefined {
  return dueMs === Number.POSITIVE_INFINITY ? undefined : `${endless ? 'e' : 'p'}${dueMs}`;
}
