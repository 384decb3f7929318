// Models client-go tools/record for programs in Pods: an event is made once, and counted up when it is told again.

import type { ObjectReference } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { isStreaming } from '#apimachinery/wire.ts';
import type { ContainerView } from '../image.ts';

interface Told {
  readonly name: string;
  readonly count: number;
}

/** The moment of a container's last event. */
const moments = new WeakMap<ContainerView, bigint>();

/** A moment of its own for each event, so that their names, and with them lists, keep the order of what happened. Source: makeEvent. */
function nanoseconds(container: ContainerView): bigint {
  const now = BigInt(Math.floor(container.now())) * 1_000_000n;
  const last = moments.get(container) ?? 0n;
  const moment = (last > now ? last : now) + BigInt(1000 + Math.floor(container.random() * 9000));
  moments.set(container, moment);
  return moment;
}

/** Differs: it keeps no more than what it told, and tells all: no event is held back as one too many. */
export class PodEvents {
  readonly #container: ContainerView;
  readonly #component: string;
  readonly #told = new Map<string, Told>();

  /** `component` is the source that `kubectl describe` shows under From. */
  constructor(container: ContainerView, component: string) {
    this.#container = container;
    this.#component = component;
  }

  /** Not from within a watch's callback: it writes. Where the ServiceAccount may not write events, nothing is told. */
  tell({ apiVersion, kind, metadata }: ApiObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { name, namespace = 'default', uid = '', resourceVersion = '' } = metadata;
    const involvedObject: ObjectReference = { apiVersion, kind, name, namespace, uid, resourceVersion };
    const key = JSON.stringify([uid, type, reason, message]);
    const now = `${new Date(this.#container.now()).toISOString().slice(0, 19)}Z`;
    const path = `/api/v1/namespaces/${namespace}/events`;
    const before = this.#told.get(key);
    if (before) {
      const count = before.count + 1;
      const repeated = this.#container.api.request({
        method: 'PATCH',
        path: `${path}/${before.name}`,
        headers: { 'content-type': 'application/strategic-merge-patch+json' },
        body: { count, lastTimestamp: now },
      });
      if ('code' in repeated && repeated.code < 400) {
        this.#told.set(key, { name: before.name, count });
        return;
      }
    }
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${nanoseconds(this.#container).toString(16)}`, namespace },
      ...{ involvedObject, reason, message, type, count: 1 },
      ...{ firstTimestamp: now, lastTimestamp: now, eventTime: null },
      source: { component: this.#component },
      ...{ reportingComponent: this.#component, reportingInstance: '' },
    };
    const made = this.#container.api.request({ method: 'POST', path, body: event });
    if ('code' in made && !isStreaming(made) && made.code === 201)
      this.#told.set(key, { name: event.metadata.name, count: 1 });
  }
}
