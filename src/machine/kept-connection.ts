// A connection that a client keeps for its next requests, and lets go of.

/** Belongs to one client. The network opens it at the first request that names it, and again where it has ended meanwhile. */
export class KeptConnection {
  #closed = false;
  #whenClosed: (() => void) | undefined;

  get isClosed(): boolean {
    return this.#closed;
  }

  /** What is to happen then, in place of what was. */
  whenClosed(listener: (() => void) | undefined): void {
    this.#whenClosed = listener;
  }

  close(): void {
    this.#closed = true;
    this.#whenClosed?.();
    this.#whenClosed = undefined;
  }
}
