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

/** The last so many are kept. */
const KEPT = 500;

export class ExchangeLog {
  #entries: LoggedExchange[] = [];
  /** How many there have been, kept or not. */
  total = 0;

  add(atMs: number, from: Place, request: HttpRequest, exchange: Exchange): void {
    this.total++;
    this.#entries.push({ atMs, from, method: request.method, url: request.url, exchange });
    if (this.#entries.length > 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
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
