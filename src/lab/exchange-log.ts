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
  readonly #entries: LoggedExchange[] = [];

  add(atMs: number, from: Place, request: HttpRequest, exchange: Exchange): void {
    this.#entries.push({ atMs, from, method: request.method, url: request.url, exchange });
    if (this.#entries.length > KEPT) this.#entries.shift();
  }

  get entries(): readonly LoggedExchange[] {
    return this.#entries;
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
