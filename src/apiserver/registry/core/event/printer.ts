// Models printEvent of pkg/printers/internalversion/printers.go.

import type { Event } from '#api/core/types.ts';
import { ageOf } from '#apimachinery/duration.ts';
import { nameColumn, text, wide } from '../../columns.ts';
import type { Column } from '../../rest/strategy.ts';

const firstSeen = (event: Event, now: number): string => ageOf(event.firstTimestamp || event.eventTime, now);

function lastSeen(event: Event, now: number): string {
  if (event.series) return ageOf(event.series.lastObservedTime, now);
  return event.lastTimestamp ? ageOf(event.lastTimestamp, now) : firstSeen(event, now);
}

function object({ involvedObject: { kind = '', name } }: Event): string {
  return name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase();
}

/** `component, host`; the reporter where there is no source. */
function source({ source: from, reportingComponent, reportingInstance }: Event): string {
  const component = from?.component || reportingComponent || '';
  const host = from?.component ? from.host : from?.host || reportingInstance;
  return [component, host].filter(Boolean).join(', ');
}

export const eventColumns: readonly Column<Event>[] = [
  text('Last Seen', 'The time at which the most recent occurrence of this event was recorded.', lastSeen),
  text(
    'Type',
    'Type of this event (Normal, Warning), new types could be added in the future',
    ({ type }) => type ?? '',
  ),
  text(
    'Reason',
    "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
    ({ reason }) => reason ?? '',
  ),
  text('Object', 'The object that this event is about.', object),
  wide(
    text(
      'Subobject',
      'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement, such as desiredState.manifest.containers[2]. For example, if the object reference is to a container within a pod, this would take on a value like: "spec.containers{name}" (where "name" refers to the name of the container that triggered the event) or if no container name is specified "spec.containers[2]" (container with index 2 in this pod). This syntax is chosen only to have some well-defined way of referencing a part of an object.',
      ({ involvedObject }) => involvedObject.fieldPath ?? '',
    ),
  ),
  wide(text('Source', 'The component reporting this event. Should be a short machine understandable string.', source)),
  text('Message', 'A human-readable description of the status of this operation.', ({ message }) =>
    (message ?? '').trim(),
  ),
  wide(
    text(
      'First Seen',
      'The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)',
      firstSeen,
    ),
  ),
  wide(
    text(
      'Count',
      'The number of times this event has occurred.',
      (event: Event) => event.series?.count ?? (event.count || 1),
    ),
  ),
  wide(nameColumn),
];
