// What the page's map lives on: the cluster's picture when it has changed, each request of the learner's with its way, and an object that is looked at.

import type { Locale } from '#grading/text.ts';
import type { Chart } from '#lab/chart/chart.ts';
import { chartOf } from '#lab/chart/chart-of.ts';
import { wayOf } from '#lab/chart/way.ts';
import type { LoggedExchange } from '#lab/exchange-log.ts';
import type { Faults } from '#lab/faults.ts';
import type { Lab } from '#lab/lab.ts';
import { brokenLines, explain } from '#lab/why/explain.ts';
import { type Facts, factsOf } from '#lab/why/facts.ts';
import { manifestsIn } from '#lab/why/manifest.ts';
import { endedText } from '#lab/why/words/ended.ts';
import type { MapOptions, Page } from '../protocol.ts';
import { placed } from './layout.ts';
import type { ObjectFeed } from './object-feed.ts';
import type { ShownRequest } from './placed.ts';

/** Changes come in bursts, and nobody sees more than some pictures a second. */
const QUIET_MS = 200;
/** Requests of before that are told when one begins to look. */
const PAST = 20;

export class MapFeed {
  readonly #lab: Lab;
  readonly #facts: Facts;
  readonly #faults: () => Faults;
  readonly #locale: Locale;
  readonly #options: MapOptions;
  readonly #page: Pick<Page, 'map' | 'asked' | 'looked'>;
  readonly #stops: readonly (() => void)[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #object: ObjectFeed | undefined;
  #looked: string | undefined;
  #chart: Chart;
  /** What was sent last: most changes of a cluster are none of its picture. */
  #sent = '';

  constructor(lab: Lab, locale: Locale, options: MapOptions, page: Pick<Page, 'map' | 'asked' | 'looked'>) {
    this.#lab = lab;
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

  /** Tells of this object too, from now on and at once. Undefined: of none. */
  async look(object: string | undefined): Promise<void> {
    this.#looked = object;
    this.#object?.stop();
    if (object === undefined) return;
    const { ObjectFeed } = await import('./object-feed.ts');
    // Another was asked for meanwhile, or none.
    if (this.#looked !== object) return;
    this.#object?.stop();
    this.#object = new ObjectFeed(this.#lab, this.#facts, object, this.#page);
  }

  stop(): void {
    void this.look(undefined);
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  #draw(): Chart {
    this.#timer = undefined;
    this.#chart = chartOf(this.#facts, { system: this.#options.system, faults: this.#faults() });
    const text = JSON.stringify(this.#chart);
    if (text !== this.#sent) this.#page.map(placed(this.#chart, this.#options.room));
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
      outcome: endedText(exchange, this.#locale),
      ok: exchange.ok && broken === undefined && answered === undefined,
      steps,
      because: broken ? brokenLines(broken, this.#locale) : [],
      way: wayOf(exchange.trace, from, this.#chart),
    };
  }
}
