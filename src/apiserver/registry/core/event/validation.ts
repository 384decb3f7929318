// Models pkg/apis/core/validation/events.go.

import type { Event } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isQualifiedName } from '#apimachinery/validation.ts';
import { asInternal } from '../internal.ts';

const LIMIT = 128;
const NOTE_LIMIT = 1024;
const MISFIT = 'does not match event.namespace';

/** What every Event must satisfy, whichever version it came by: each has its name for who reports. Source: legacyValidateEvent. */
export function validateEvent(event: Event, reporter = 'reportingController'): FieldError[] {
  const { namespace = '' } = event.metadata;
  const about = event.involvedObject.namespace ?? '';
  const misfit = field.invalid('involvedObject.namespace', about, MISFIT);
  if (!event.eventTime) {
    const fits = about === '' ? ['', 'default'].includes(namespace) : about === namespace;
    return fits ? [] : [misfit];
  }
  const { reportingComponent = '', reportingInstance = '', action = '', reason = '', message = '' } = event;
  const errors: FieldError[] = [];
  if (about === '' && !['default', 'kube-system'].includes(namespace)) errors.push(misfit);
  if (!reportingComponent) errors.push(field.required(reporter));
  errors.push(...invalids(reporter, reportingComponent, isQualifiedName(reportingComponent)));
  for (const [name, value] of Object.entries({ reportingInstance, action, reason })) {
    if (!value) errors.push(field.required(name));
    if (value.length > LIMIT) errors.push(field.invalid(name, '', `can have at most ${LIMIT} characters`));
  }
  if (message.length > NOTE_LIMIT)
    errors.push(field.invalid('message', '', `can have at most ${NOTE_LIMIT} characters`));
  return errors;
}

function validateSeries({ series }: Event): FieldError[] {
  if (!series) return [];
  const errors: FieldError[] = [];
  if ((series.count ?? 0) < 2) errors.push(field.invalid('series.count', '', 'should be at least 2'));
  if (!series.lastObservedTime) errors.push(field.required('series.lastObservedTime'));
  return errors;
}

/** What events.k8s.io/v1 asks beside. Source: ValidateEventCreate. */
export function validateEventsV1(event: Event): FieldError[] {
  const errors = [...validateEvent(event), ...validateSeries(event)];
  if (!event.eventTime) errors.push(field.required('eventTime'));
  if (event.type !== 'Normal' && event.type !== 'Warning') {
    errors.push(field.invalid('type', '', `has invalid value: ${event.type ?? ''}`));
  }
  const unset = {
    firstTimestamp: event.firstTimestamp,
    lastTimestamp: event.lastTimestamp,
    count: event.count,
    source: event.source?.component || event.source?.host,
  };
  for (const [name, value] of Object.entries(unset)) {
    if (value) errors.push(field.invalid(name, '', 'needs to be unset'));
  }
  return errors;
}

/** Source: ValidateEventUpdate. */
export function validateEventsV1Update(event: Event, old: Event): FieldError[] {
  const errors = validateEvent(event);
  if (!deepEqual(event.series, old.series)) errors.push(...validateSeries(event));
  const fixed = {
    involvedObject: 'involvedObject',
    reason: 'reason',
    message: 'message',
    source: 'source',
    firstTimestamp: 'firstTimestamp',
    lastTimestamp: 'lastTimestamp',
    count: 'count',
    type: 'type',
    eventTime: 'eventTime',
    action: 'action',
    related: 'related',
    reportingComponent: 'reportingController',
    reportingInstance: 'reportingInstance',
  } as const;
  for (const [key, path] of Object.entries(fixed)) {
    const value = event[key as keyof typeof fixed];
    if (!deepEqual(value, old[key as keyof typeof fixed])) {
      errors.push(field.invalid(path, shownStruct(key, value), 'field is immutable'));
    }
  }
  return errors;
}

const STRUCTS: Readonly<Record<string, string>> = {
  involvedObject: 'ObjectReference',
  related: 'ObjectReference',
  source: 'EventSource',
};

const shownStruct = (key: string, value: unknown): unknown =>
  STRUCTS[key] && value ? asInternal(STRUCTS[key], value as Readonly<Record<string, unknown>>) : value;
