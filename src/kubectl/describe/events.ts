// The Events block at the end of a description, and the request for it. Models describe.go DescribeEvents and client-go's Search.

import type { Event } from '#api/core/types.ts';
import { ageOf } from '#apimachinery/duration.ts';
import { goSorted } from '#apimachinery/go-sort.ts';
import type { ApiList, ApiObject } from '#apimachinery/meta.ts';
import type { Get, WithEvents } from './describer.ts';
import type { Page } from './tabwriter.ts';

export interface EventSubject {
  readonly name: string;
  readonly namespace: string;
  /** Left out for a Pod: its kubelet's events are found by name and uid alone. */
  readonly kind?: string;
  readonly uid?: string;
}

export const subjectOf = ({ kind, metadata }: ApiObject): EventSubject => ({
  name: metadata.name,
  namespace: metadata.namespace ?? '',
  kind,
  ...(metadata.uid && { uid: metadata.uid }),
});

/** Undefined when they cannot be had: kubectl then leaves the block out. */
export async function searchEvents(subject: EventSubject, get: Get): Promise<Event[] | undefined> {
  const terms = [
    `involvedObject.name=${subject.name}`,
    `involvedObject.namespace=${subject.namespace}`,
    ...(subject.kind ? [`involvedObject.kind=${subject.kind}`] : []),
    ...(subject.uid ? [`involvedObject.uid=${subject.uid}`] : []),
  ];
  // An object without a namespace keeps its events in `default`, but is asked for in all of them.
  const scope = subject.namespace ? `/namespaces/${subject.namespace}` : '';
  try {
    const list = await get<ApiList<Event>>(
      `/api/v1${scope}/events?fieldSelector=${encodeURIComponent(terms.join(','))}&limit=500`,
    );
    return list.items;
  } catch {
    return undefined;
  }
}

type Series = { series?: { count?: number; lastObservedTime?: string } };

/** An object's own events; undefined under `--show-events=false`. */
export const eventsOf = async (object: ApiObject, get: Get, showEvents: boolean): Promise<Event[] | undefined> =>
  showEvents ? await searchEvents(subjectOf(object), get) : undefined;

/** What is gathered for a kind of whose text only the events stand elsewhere. */
export const gatherEvents = async (object: ApiObject, get: Get, showEvents: boolean): Promise<WithEvents> => ({
  events: await eventsOf(object, get, showEvents),
});

/** `61m (x7 over 63m)` */
export function eventAge(event: Event & Series, nowMs: number): string {
  const first = ageOf(event.eventTime ?? event.firstTimestamp, nowMs);
  if (event.series) return `${ageOf(event.series.lastObservedTime, nowMs)} (x${event.series.count ?? 0} over ${first})`;
  return (event.count ?? 0) > 1 ? `${ageOf(event.lastTimestamp, nowMs)} (x${event.count} over ${first})` : first;
}

const time = (event: Event): number => (event.lastTimestamp ? Date.parse(event.lastTimestamp) : 0);

/** By the moment last seen. Source: SortableEvents. */
export const inOrder = (events: readonly Event[], seen: (event: Event) => number = time): Event[] =>
  goSorted(events, (a, b) => seen(a) < seen(b));

export function writeEvents(page: Page, events: readonly Event[] | undefined, nowMs: number): void {
  if (!events) return;
  if (events.length === 0) {
    page.line(0, 'Events:', '<none>');
    return;
  }
  page.write(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n');
  page.line(1, '----', '------', '----', '----', '-------');
  for (const event of inOrder(events)) {
    page.line(
      1,
      event.type ?? '',
      event.reason ?? '',
      eventAge(event, nowMs),
      event.source?.component || event.reportingComponent || '',
      (event.message ?? '').trim(),
    );
  }
}
