// What was asked over the network, and how it went: the evidence that checks judge, and what the learner is shown.

import type { Exchange, HttpRequest } from '#machine/http.ts';
import type { Place } from '#machine/program.ts';

export interface LoggedExchange {
  readonly atMs: number;
  readonly from: Place;
  readonly method: string;
  readonly url: string;
  readonly exchange: Exchange;
}

/** In a line: the status, or how it failed. */
export const outcomeOf = ({ exchange }: LoggedExchange): string =>
  exchange.ok ? String(exchange.response.status) : `${exchange.error.kind}: ${exchange.error.message}`;

/** The last so many are kept. */
const KEPT = 500;

export class ExchangeLog {
  #entries: LoggedExchange[] = [];
  readonly #listeners = new Set<(entry: LoggedExchange) => void>();
  /** How many there have been, kept or not. */
  total = 0;

  add(atMs: number, from: Place, request: HttpRequest, exchange: Exchange): void {
    this.total++;
    const entry = { atMs, from, method: request.method, url: request.url, exchange };
    this.#entries.push(entry);
    if (this.#entries.length > 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
    for (const listener of this.#listeners) listener(entry);
  }

  /** Called with each one that is added from now on. Returns what ends it. */
  onAdd(listener: (entry: LoggedExchange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get last(): LoggedExchange | undefined {
    return this.#entries.at(-1);
  }

  /** Those that came after the first `total` ones. */
  since(total: number): readonly LoggedExchange[] {
    const wanted = this.total - total;
    return wanted <= 0 ? [] : this.#entries.slice(-wanted);
  }
}
