// One tab at a time works on a lesson: two would write over each other's progress.

/** A tab that was asked for the lesson may be asleep. After so long the lesson is taken from it. */
const PATIENCE_MS = 3000;
const GIVE = 'give';

export interface TabEvents {
  /** Another tab wants the lesson. It gets it when this has resolved. */
  asked(): Promise<void>;
  /** Another tab has taken it, without waiting any longer. */
  taken(): void;
}

/** A browser without locks (a page that is not over HTTPS) has each tab work as if it were alone. */
export class LessonTab {
  readonly #name: string;
  readonly #events: TabEvents;
  readonly #channel: BroadcastChannel | undefined;
  /** While the lesson is this tab's. */
  #release: (() => void) | undefined;
  /** While it is waited for. */
  #waiting: { readonly abort: AbortController; readonly held: () => void } | undefined;

  constructor(lesson: string, events: TabEvents) {
    this.#name = `portolan/${lesson}`;
    this.#events = events;
    if (!navigator.locks) return;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.addEventListener('message', ({ data }) => data === GIVE && void this.#give());
  }

  /** Resolves when the lesson is this tab's: at once, or when the other tab gives it or is closed. */
  async hold(): Promise<void> {
    if (!navigator.locks) return;
    await new Promise<void>((held) => {
      const abort = new AbortController();
      this.#waiting = { abort, held };
      this.#request({ signal: abort.signal }, held);
    });
  }

  /** Asks the tab that has the lesson for it; `hold` resolves when it is here. */
  takeOver(): void {
    this.#channel?.postMessage(GIVE);
    setTimeout(() => {
      const waiting = this.#waiting;
      if (!waiting) return;
      this.#request({ steal: true }, () => {
        waiting.abort.abort();
        waiting.held();
      });
    }, PATIENCE_MS);
  }

  #request(options: LockOptions, held: () => void): void {
    /** This request's own: one that is given up says nothing of a later one's. */
    let own: (() => void) | undefined;
    navigator.locks
      .request(this.#name, options, () => {
        this.#waiting = undefined;
        held();
        return new Promise<void>((release) => {
          own = release;
          this.#release = release;
        });
      })
      .catch(() => {
        if (!own || this.#release !== own) return;
        this.#release = undefined;
        this.#events.taken();
      });
  }

  async #give(): Promise<void> {
    if (!this.#release) return;
    const release = this.#release;
    await this.#events.asked();
    if (this.#release !== release) return;
    this.#release = undefined;
    release();
  }
}
