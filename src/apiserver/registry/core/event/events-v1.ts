// Models pkg/apis/events/v1/conversion.go: events.k8s.io/v1, the newer face of the same Events.

import type { Event } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { inVersion } from '../../rest/versions.ts';
import { eventStrategy } from './strategy.ts';
import { validateEventsV1, validateEventsV1Update } from './validation.ts';

/** Member of core/v1 → member of events.k8s.io/v1. The rest has one name. */
const RENAMED: Readonly<Record<string, string>> = {
  involvedObject: 'regarding',
  message: 'note',
  source: 'deprecatedSource',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
  count: 'deprecatedCount',
  reportingComponent: 'reportingController',
};
const BACK = Object.fromEntries(Object.entries(RENAMED).map(([core, events]) => [events, core]));

const renamed = (object: ApiObject, names: Readonly<Record<string, string>>): ApiObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [names[key] ?? key, value])) as unknown as ApiObject;

/** Members whose zero value Go leaves out in this version, though core/v1 prints it. */
const OMITTED_WHEN_EMPTY = ['reportingController', 'reportingInstance'] as const;

/** As this version calls them. Source: pkg/apis/events/v1/conversion.go AddFieldLabelConversionsForEvent. */
const selectableFields = Object.fromEntries(
  Object.entries(eventStrategy.selectableFields ?? {}).map(([name, read]) => [
    name.replace(/^involvedObject\b/, 'regarding').replace(/^reportingComponent$/, 'reportingController'),
    read,
  ]),
);

export const eventsV1Strategy = inVersion<Event>(eventStrategy, {
  group: 'events.k8s.io',
  fromStored(event) {
    const object = renamed(event, RENAMED) as unknown as Record<string, unknown>;
    for (const key of OMITTED_WHEN_EMPTY) if (object[key] === '') delete object[key];
    return object as unknown as ApiObject;
  },
  toStored: (object) => renamed(object, BACK),
  selectableFields,
  validate: validateEventsV1,
  validateUpdate: validateEventsV1Update,
});
