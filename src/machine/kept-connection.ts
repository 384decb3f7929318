// A connection that a client keeps for its next requests, and lets go of.

/** Belongs to one client. The network opens it at the first request that names it, and again where it has ended meanwhile. */
export class KeptConnection {
  #closed = false;

  get isClosed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
  }
}
