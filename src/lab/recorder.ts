// Models client-go tools/record and tools/events: events about objects, made or counted up through the API server.

import type { ObjectReference } from '#api/core/types.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import type { EventRecord } from '#controllers/controller.ts';
import { Correlator } from './correlator.ts';

export interface RecorderDeps {
  now(): number;
  timestamp(): string;
  random(): number;
  request(user: string, request: ApiRequest): ApiResponse;
}

interface Series {
  readonly name: string;
  readonly count: number;
  readonly atMs: number;
}

/** After so long a quiet it is another event. Source: tools/events finishTime. */
const SERIES_ENDS_MS = 360_000;
/** As many as there are entries in the caches of tools/record. */
const MAX_SERIES = 4096;
/** Where the control plane runs: a part of the name of who reports. */
const HOST = 'control-plane';

export class EventRecorder {
  readonly #deps: RecorderDeps;
  readonly #correlator = new Correlator();
  readonly #series = new Map<string, Series>();
  /** The moment in the last name, in nanoseconds since the epoch. */
  #last = 0n;

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  /** `component` is the source that `kubectl describe` shows under From; `host` the node, for a kubelet. */
  record(component: string, record: EventRecord, host?: string): void {
    if (record.action === undefined) this.#recordCore(component, record, host);
    else this.#recordNew(component, record, record.action);
  }

  /** Source: recordToSink of tools/record. */
  #recordCore(component: string, { object, type, reason, message, fieldPath }: EventRecord, host?: string): void {
    const { now, timestamp, request } = this.#deps;
    const { metadata } = object;
    const namespace = metadata.namespace ?? 'default';
    const correlated = this.#correlator.correlate(
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: '', namespace },
        involvedObject: { ...referenceTo(object), ...(fieldPath && { fieldPath }) },
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
      },
      now(),
      () => this.#nameFor(metadata.name),
    );
    if (!correlated) return;
    const { event, isRepeat } = correlated;
    // A kubelet writes as its node.
    const asker = host === undefined ? component : `system:node:${host}`;
    const path = `/api/v1/namespaces/${namespace}/events`;
    if (isRepeat) {
      const { count, lastTimestamp, message: text } = event;
      const patched = request(asker, {
        method: 'PATCH',
        path: `${path}/${event.metadata.name}`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { count, lastTimestamp, message: text },
      });
      // What is gone is made again, and keeps its count.
      if (patched.code !== 404) return;
    }
    request(asker, { method: 'POST', path, body: event });
  }

  /** As the scheduler tells of its doings. Differs: upstream writes later counts of a series every half hour. Source: tools/events. */
  #recordNew(component: string, { object, type, reason, message }: EventRecord, action: string): void {
    const { now, request } = this.#deps;
    const { metadata } = object;
    const namespace = metadata.namespace ?? 'default';
    const regarding = referenceTo(object);
    const key = JSON.stringify([type, action, reason, component, regarding]);
    const path = `/apis/events.k8s.io/v1/namespaces/${namespace}/events`;
    const moment = new Date(now()).toISOString().replace('Z', '000Z');
    const last = this.#series.get(key);
    if (last && now() - last.atMs < SERIES_ENDS_MS) {
      const count = last.count + 1;
      const patched = request(component, {
        method: 'PATCH',
        path: `${path}/${last.name}`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { series: { count, lastObservedTime: moment } },
      });
      this.#remember(key, { ...last, count, atMs: now() });
      if (patched.code !== 404) return;
    }
    const name = this.#nameFor(metadata.name);
    const body = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name, namespace },
      eventTime: moment,
      reportingController: component,
      reportingInstance: `${component}-${HOST}`,
      action,
      reason,
      regarding,
      note: message,
      type,
    };
    request(component, { method: 'POST', path, body });
    this.#remember(key, { name, count: 1, atMs: now() });
  }

  /** Those that are over are forgotten: the longest ago stands first. */
  #remember(key: string, series: Series): void {
    this.#series.delete(key);
    this.#series.set(key, series);
    for (const [other, { atMs }] of this.#series) {
      if (series.atMs - atMs < SERIES_ENDS_MS && this.#series.size <= MAX_SERIES) break;
      this.#series.delete(other);
    }
  }

  #nameFor(subject: string): string {
    return `${subject}.${this.#nanoseconds().toString(16)}`;
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

  /** As after a restart of all components. */
  forget(): void {
    this.#correlator.forget();
    this.#series.clear();
    this.#last = 0n;
  }
}

function referenceTo({ apiVersion, kind, metadata }: EventRecord['object']): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    kind,
    ...(namespace && { namespace }),
    name,
    ...(uid && { uid }),
    apiVersion,
    ...(resourceVersion && { resourceVersion }),
  };
}
