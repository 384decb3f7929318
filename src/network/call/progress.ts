// What one call knows of itself while it is under way: how much time it has left, and what happened at each hop.

import { type Hop, type Told, told } from '#machine/hop.ts';
import type { Exchange, NetworkError } from '#machine/http.ts';
import type { FetchOptions, Place } from '#machine/program.ts';
import type { SocketAddress } from '#machine/stream.ts';
import type { TlsSession } from '#machine/tls.ts';
import type { Connection } from '../kept.ts';
import { DATA, sendingMs } from '../link.ts';
import type { Network, NetworkDeps } from '../network.ts';

/** A server that never answers would pull simulated time for ever. */
const PATIENCE_MS = 60_000;
/** Source: Linux tcp_retries2 15. */
const KERNEL_DATA_MS = 924_600;

/** How waiting ended: by itself, because the caller's time was over, or because the caller was interrupted. */
export type Waited = 'done' | 'limit' | 'aborted';

export class Progress {
  readonly network: Network;
  readonly deps: NetworkDeps;
  readonly from: Place;
  readonly options: FetchOptions;
  /** Whom the client has connected to, or tries to. */
  remote: SocketAddress | undefined;
  tls: TlsSession | undefined;
  readonly #startMs: number;
  readonly #trace: Hop[] = [];

  constructor(network: Network, deps: NetworkDeps, from: Place, options: FetchOptions) {
    this.network = network;
    this.deps = deps;
    this.from = from;
    this.options = options;
    this.#startMs = deps.now();
  }

  /** Lets simulated time pass, but no longer than `limitMs`. */
  async wait(ms: number, limitMs: number | undefined, over?: AbortSignal): Promise<Waited> {
    const { signal } = this.options;
    if (signal?.aborted) return 'aborted';
    const limited = limitMs !== undefined && limitMs < ms;
    const signals = [signal, over].filter((s) => s !== undefined);
    await this.deps.sleep(limited ? limitMs : ms, signals.length > 1 ? AbortSignal.any(signals) : signals[0]);
    if (signal?.aborted) return 'aborted';
    return limited ? 'limit' : 'done';
  }

  /** Something is sent on an open connection, and answered. On a bad link that takes longer, or is given up. */
  async roundTrip({ roundTripMs, link }: Connection, limitMs: number | undefined): Promise<Waited> {
    const ms = roundTripMs + sendingMs(link, DATA, this.deps.random);
    const waited = await this.wait(Math.min(ms, KERNEL_DATA_MS), limitMs);
    return waited === 'done' && ms > KERNEL_DATA_MS ? 'limit' : waited;
  }

  /**
   * Until `over`: as long as the whole call may take. Without a limit, simulated time passes only for a while, for what a server waits
   * for; then the caller alone can end it.
   */
  async patience(over: AbortSignal): Promise<Waited> {
    const limit = this.totalLimit;
    if (limit !== undefined) return this.wait(Number.POSITIVE_INFINITY, limit, over);
    const waited = await this.wait(PATIENCE_MS, undefined, over);
    const { signal } = this.options;
    if (over.aborted || waited === 'aborted') return waited;
    return signal ? aborted(signal, over) : new Promise(() => undefined);
  }

  /** What is left of the whole call, in milliseconds; undefined: no end. */
  get totalLimit(): number | undefined {
    const { timeoutMs } = this.options;
    return timeoutMs === undefined ? undefined : Math.max(0, this.#startMs + timeoutMs - this.deps.now());
  }

  /** What is left for looking up and connecting. */
  get connectLimit(): number | undefined {
    const { connectTimeoutMs, timeoutMs } = this.options;
    const limits = [connectTimeoutMs, timeoutMs].filter((ms) => ms !== undefined);
    return limits.length === 0 ? undefined : Math.max(0, this.#startMs + Math.min(...limits) - this.deps.now());
  }

  /** Whole milliseconds since the call began. */
  get elapsedMs(): number {
    return Math.round(this.deps.now() - this.#startMs);
  }

  /** Has something on the way failed already, and said why? */
  get isBroken(): boolean {
    return this.#trace.at(-1)?.ok === false;
  }

  hop(hop: Hop): void {
    this.#trace.push(hop);
  }

  broken(at: string, { did, reason }: Told): void {
    this.hop({ at, did, ok: false, reason });
  }

  interrupted(phase: NetworkError['phase']): NetworkError {
    if (!this.isBroken) this.broken('client', told('gave up: it was interrupted', 'interrupted', {}));
    return { kind: 'timeout', phase, message: 'Interrupted' };
  }

  facts() {
    return {
      trace: this.#trace,
      elapsedMs: this.deps.now() - this.#startMs,
      ...(this.remote ? { remote: this.remote } : {}),
      ...(this.tls ? { tls: this.tls } : {}),
    };
  }

  fail(error: NetworkError): Exchange {
    return { ok: false, error, ...this.facts() };
  }
}

/** @param over Nobody waits any longer: a container's signal outlives its thousands of calls. */
function aborted(signal: AbortSignal, over: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    const done = (): void => resolve('aborted');
    if (signal.aborted) return done();
    signal.addEventListener('abort', done, { once: true });
    over.addEventListener('abort', () => signal.removeEventListener('abort', done), { once: true });
  });
}
