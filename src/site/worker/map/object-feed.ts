// What the map's details live on: an object as it is now, told again when that changes, until it is gone.

import type { Condition, Event } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { toYaml } from '#apimachinery/yaml-emit.ts';
import { inOrder } from '#kubectl/describe/events.ts';
import type { Lab } from '#lab/lab.ts';
import { type Facts, find } from '#lab/why/facts.ts';
import type { Page } from '../protocol.ts';
import type { ShownCondition, ShownEvent, ShownObject } from './placed.ts';

/** Changes come in bursts. */
const QUIET_MS = 200;

export class ObjectFeed {
  readonly #facts: Facts;
  readonly #object: string;
  readonly #page: Pick<Page, 'looked'>;
  readonly #stop: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sent = '';

  constructor(lab: Pick<Lab, 'onChange'>, facts: Facts, object: string, page: Pick<Page, 'looked'>) {
    this.#facts = facts;
    this.#object = object;
    this.#page = page;
    this.#stop = lab.onChange(() => {
      this.#timer ??= setTimeout(() => this.#tell(), QUIET_MS);
    });
    this.#tell();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#stop();
  }

  #tell(): void {
    this.#timer = undefined;
    const shown = shownOf(this.#facts, this.#object);
    const text = JSON.stringify(shown) ?? '';
    if (text !== this.#sent || !shown) this.#page.looked(this.#object, shown);
    this.#sent = text;
    if (!shown) this.stop();
  }
}

/** @param object `Kind/namespace/name`. Undefined: it is gone. */
export function shownOf(facts: Facts, object: string): ShownObject | undefined {
  const found = find<ApiObject & { readonly status?: Status }>(facts, object);
  if (!found) return undefined;
  const { managedFields: _, ...metadata } = found.metadata;
  const own = facts.list<Event>('Event').filter(({ involvedObject }) => involvedObject.uid === found.metadata.uid);
  return {
    yaml: toYaml({ ...found, metadata }),
    conditions: conditionsOf(found.status ?? {}),
    events: inOrder(own, seenAtMs).map(shownEvent),
  };
}

/** Gateways have conditions of each listener too, routes have theirs by parent. */
interface Status {
  readonly conditions?: readonly Condition[];
  readonly listeners?: readonly { readonly name: string; readonly conditions?: readonly Condition[] }[];
  readonly parents?: readonly {
    readonly parentRef: { readonly name: string; readonly sectionName?: string };
    readonly conditions?: readonly Condition[];
  }[];
}

function conditionsOf({ conditions = [], listeners = [], parents = [] }: Status): readonly ShownCondition[] {
  const shown = (of: string, own: readonly Condition[] = []): readonly ShownCondition[] =>
    own.map(({ type, status, reason = '', message = '' }) => ({ of, type, status, reason, message }));
  return [
    ...shown('', conditions),
    ...listeners.flatMap((listener) => shown(listener.name, listener.conditions)),
    ...parents.flatMap(({ parentRef: { name, sectionName }, conditions: own }) =>
      shown(sectionName === undefined ? name : `${name}/${sectionName}`, own),
    ),
  ];
}

const seenAtMs = ({ series, lastTimestamp, eventTime, metadata }: Event): number =>
  Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '') || 0;

function shownEvent(event: Event): ShownEvent {
  const { type = '', reason = '', message = '', series, count, source, reportingComponent = '' } = event;
  return {
    atMs: seenAtMs(event),
    type,
    reason,
    message: message.trim(),
    from: source?.component || reportingComponent,
    count: series?.count ?? count ?? 1,
  };
}
