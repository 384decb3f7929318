// Models EventCorrelator of client-go tools/record/events_cache.go: what is told again is counted, many that are alike become one, and
// who tells too much about one object is not heard.

import type { Event } from '#api/core/types.ts';

/** Source: defaultAggregateMaxEvents, defaultAggregateIntervalInSeconds, defaultSpamBurst, defaultSpamQPS, maxLruCacheEntries. */
const MAX_ALIKE = 10;
const ALIKE_MS = 600_000;
const BURST = 25;
const REFILL_MS = 300_000;
const MAX_ENTRIES = 4096;

/** The one that was used least recently goes when there are too many. */
class Recent<T> {
  readonly #entries = new Map<string, T>();

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.set(key, entry);
    return entry;
  }

  set(key: string, entry: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > MAX_ENTRIES) this.#entries.delete(this.#entries.keys().next().value!);
  }

  clear(): void {
    this.#entries.clear();
  }
}

interface Observed {
  readonly name: string;
  readonly count: number;
  readonly firstTimestamp: string;
}

export interface Correlated {
  /** With its count; under the name of the first one, if it is a repeat. */
  readonly event: Event;
  readonly isRepeat: boolean;
}

const keyOf = (...parts: readonly (string | undefined)[]): string => parts.map((part) => part ?? '').join('\0');

const subjectOf = ({ source, involvedObject: { kind, namespace, name, uid, apiVersion } }: Event): string =>
  keyOf(source?.component, source?.host, kind, namespace, name, uid, apiVersion);

export class Correlator {
  readonly #observed = new Recent<Observed>();
  readonly #alike = new Recent<{ readonly messages: ReadonlySet<string>; readonly atMs: number }>();
  readonly #allowances = new Recent<{ readonly tokens: number; readonly atMs: number }>();

  /** `event` has no name yet: `nameFor` makes it, where it is not a repeat. Undefined: it is not to be told. */
  correlate(event: Event, nowMs: number, nameFor: () => string): Correlated | undefined {
    const { aggregate, key } = this.#aggregate(event, nowMs);
    const last = this.#observed.get(key);
    const observed: Observed = {
      name: last?.name ?? nameFor(),
      count: (last?.count ?? 0) + 1,
      firstTimestamp: last?.firstTimestamp ?? aggregate.firstTimestamp ?? '',
    };
    this.#observed.set(key, observed);
    const { name, ...counts } = observed;
    const counted: Event = { ...aggregate, metadata: { ...aggregate.metadata, name }, ...counts };
    return this.#isSpam(event, nowMs) ? undefined : { event: counted, isRepeat: last !== undefined };
  }

  forget(): void {
    for (const cache of [this.#observed, this.#alike, this.#allowances]) cache.clear();
  }

  /** From the tenth message on, those that differ in nothing else are told as one. Source: EventAggregate. */
  #aggregate(event: Event, nowMs: number): { aggregate: Event; key: string } {
    const { type, reason, message = '', involvedObject, reportingComponent, reportingInstance } = event;
    const group = keyOf(subjectOf(event), type, reason, reportingComponent, reportingInstance);
    const before = this.#alike.get(group);
    const known = before && nowMs - before.atMs <= ALIKE_MS ? before.messages : new Set<string>();
    const messages = new Set(known).add(message);
    const isOne = messages.size < MAX_ALIKE;
    this.#alike.set(group, { messages: isOne ? messages : known, atMs: nowMs });
    if (isOne)
      return { aggregate: event, key: keyOf(subjectOf(event), involvedObject.fieldPath, type, reason, message) };
    return { aggregate: { ...event, message: `(combined from similar events): ${message}` }, key: group };
  }

  /** Twenty-five at once, then one in five minutes. Source: EventSourceObjectSpamFilter. */
  #isSpam(event: Event, nowMs: number): boolean {
    const key = subjectOf(event);
    const { tokens, atMs } = this.#allowances.get(key) ?? { tokens: BURST, atMs: nowMs };
    const left = Math.min(BURST, tokens + (nowMs - atMs) / REFILL_MS);
    this.#allowances.set(key, { tokens: left >= 1 ? left - 1 : left, atMs: nowMs });
    return left < 1;
  }
}
