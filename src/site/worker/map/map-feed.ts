// What the page's map lives on: the cluster's picture when it has changed, and each request of the learner's with its way.

import { toYaml } from '#apimachinery/yaml-emit.ts';
import type { Locale } from '#grading/text.ts';
import type { Chart } from '#lab/chart/chart.ts';
import { chartOf } from '#lab/chart/chart-of.ts';
import { wayOf } from '#lab/chart/way.ts';
import { type LoggedExchange, outcomeOf } from '#lab/exchange-log.ts';
import type { Faults } from '#lab/faults.ts';
import type { Lab } from '#lab/lab.ts';
import { brokenLines, explain } from '#lab/why/explain.ts';
import { type Facts, factsOf, find } from '#lab/why/facts.ts';
import { manifestsIn } from '#lab/why/manifest.ts';
import type { MapOptions, Page } from '../protocol.ts';
import { placed } from './layout.ts';
import type { ShownRequest } from './placed.ts';

/** Changes come in bursts, and nobody sees more than some pictures a second. */
const QUIET_MS = 200;
/** Requests of before that are told when one begins to look. */
const PAST = 20;

export class MapFeed {
  readonly #facts: Facts;
  readonly #faults: () => Faults;
  readonly #locale: Locale;
  readonly #options: MapOptions;
  readonly #page: Pick<Page, 'map' | 'asked'>;
  readonly #stops: readonly (() => void)[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #chart: Chart;
  /** What was sent last: most changes of a cluster are none of its picture. */
  #sent = '';

  constructor(lab: Lab, locale: Locale, options: MapOptions, page: Pick<Page, 'map' | 'asked'>) {
    this.#locale = locale;
    this.#options = options;
    this.#page = page;
    this.#faults = () => lab.faults;
    const { laptop } = lab.machines;
    this.#facts = {
      ...factsOf((resource) => lab.cluster.storage.list(resource)),
      files: () => manifestsIn(laptop.files, laptop.homeDir),
    };
    this.#chart = this.#draw();
    this.#stops = [
      lab.onChange(() => {
        this.#timer ??= setTimeout(() => this.#draw(), QUIET_MS);
      }),
      lab.exchanges.onAdd((entry) => this.#page.asked(this.#shown(entry, lab.exchanges.total, false))),
    ];
    const { total } = lab.exchanges;
    const past = lab.exchanges.since(Math.max(0, total - PAST));
    for (const [i, entry] of past.entries()) page.asked(this.#shown(entry, total - past.length + 1 + i, true));
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  #draw(): Chart {
    this.#timer = undefined;
    this.#chart = chartOf(this.#facts, { ...this.#options, faults: this.#faults() });
    const text = JSON.stringify(this.#chart);
    if (text !== this.#sent) this.#page.map(placed(this.#chart));
    this.#sent = text;
    return this.#chart;
  }

  #shown(entry: LoggedExchange, id: number, isPast: boolean): ShownRequest {
    const { atMs, from, method, url, exchange } = entry;
    // Its way leads over what is there now, drawn or not yet.
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#draw();
    }
    const { steps, broken, answered } = explain(exchange.trace, this.#locale, this.#facts);
    return {
      id,
      isPast,
      atMs,
      from,
      method,
      url,
      outcome: outcomeOf(entry),
      ok: exchange.ok && broken === undefined && answered === undefined,
      steps,
      because: broken ? brokenLines(broken, this.#locale) : [],
      way: wayOf(exchange.trace, from, this.#chart),
    };
  }
}

export function yamlOf(lab: Lab, object: string): string | undefined {
  const found = find(
    factsOf((resource) => lab.cluster.storage.list(resource)),
    object,
  );
  if (!found) return undefined;
  const { managedFields: _, ...metadata } = found.metadata;
  return toYaml({ ...found, metadata });
}
