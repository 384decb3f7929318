// Models client-go tools/record: events about objects; a repeat within ten minutes counts up instead of adding one.

import type { Event } from '#api/core/types.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import type { EventRecord } from '#controllers/controller.ts';

/** Source: client-go tools/record events_cache.go defaultAggregateIntervalInSeconds. */
const REPEAT_WINDOW_MS = 600_000;

export interface RecorderDeps {
  now(): number;
  timestamp(): string;
  random(): number;
  request(user: string, request: ApiRequest): ApiResponse;
}

export class EventRecorder {
  readonly #deps: RecorderDeps;
  readonly #recent = new Map<string, { name: string; namespace: string; count: number; atMs: number }>();
  /** The moment in the last name, in nanoseconds since the epoch. */
  #last = 0n;

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  /** `component` is the source that `kubectl describe` shows under From; `host` the node, for a kubelet. */
  record(component: string, { object, type, reason, message, fieldPath }: EventRecord, host?: string): void {
    const { now, timestamp, request } = this.#deps;
    const { metadata, apiVersion, kind } = object;
    const namespace = metadata.namespace ?? 'default';
    const identity = [
      component,
      host,
      kind,
      namespace,
      metadata.name,
      metadata.uid,
      fieldPath,
      type,
      reason,
      message,
    ].join('\0');
    const seen = this.#recent.get(identity);
    if (seen && now() - seen.atMs < REPEAT_WINDOW_MS) {
      const count = seen.count + 1;
      const patched = request(component, {
        method: 'PATCH',
        path: `/api/v1/namespaces/${seen.namespace}/events/${seen.name}`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { count, lastTimestamp: timestamp() },
      });
      if (patched.code === 200) {
        this.#recent.set(identity, { ...seen, count, atMs: now() });
        return;
      }
    }
    const name = `${metadata.name}.${this.#nanoseconds().toString(16)}`;
    const event: Event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: {
        kind,
        ...(metadata.namespace && { namespace: metadata.namespace }),
        name: metadata.name,
        ...(metadata.uid && { uid: metadata.uid }),
        apiVersion,
        ...(metadata.resourceVersion && { resourceVersion: metadata.resourceVersion }),
        ...(fieldPath && { fieldPath }),
      },
      reason,
      message,
      source: { component, ...(host && { host }) },
      firstTimestamp: timestamp(),
      lastTimestamp: timestamp(),
      count: 1,
      type,
      eventTime: null,
      reportingComponent: component,
      reportingInstance: host ?? '',
    };
    const made = request(component, { method: 'POST', path: `/api/v1/namespaces/${namespace}/events`, body: event });
    if (made.code === 201) this.#recent.set(identity, { name, namespace, count: 1, atMs: now() });
  }

  /** A moment of its own for each event, so that their names, and with them lists, keep the order of what happened. Source: makeEvent. */
  #nanoseconds(): bigint {
    const within = BigInt(1000 + Math.floor(this.#deps.random() * 9000));
    const nowMs = this.#deps.now();
    const wholeMs = Math.floor(nowMs);
    const begun = BigInt(wholeMs) * 1_000_000n + BigInt(Math.floor((nowMs - wholeMs) * 1e6));
    this.#last = (this.#last > begun ? this.#last : begun) + within;
    return this.#last;
  }

  forget(): void {
    this.#recent.clear();
    this.#last = 0n;
  }
}
