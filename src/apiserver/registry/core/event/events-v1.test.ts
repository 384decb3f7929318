// What is stored once and served as v1 and as events.k8s.io/v1. Source: pkg/apis/events/v1/conversion.go.

import { expect, test } from 'vitest';
import { served, stored } from '../../rest/versions.ts';
import { eventsV1Strategy } from './events-v1.ts';

const core = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'web.1', namespace: 'default' },
  involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' },
  reason: 'Started',
  message: 'Started container web',
  source: { component: 'kubelet', host: 'node-1' },
  firstTimestamp: '2026-01-05T09:00:00Z',
  lastTimestamp: '2026-01-05T09:00:00Z',
  eventTime: null,
  count: 1,
  type: 'Normal' as const,
  reportingComponent: 'kubelet',
  reportingInstance: '',
};

test('an Event of v1 as events.k8s.io/v1 shows it, and back', () => {
  const scope = { strategy: eventsV1Strategy };
  const shown = served(scope, core);
  expect(shown).toEqual({
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: core.metadata,
    regarding: core.involvedObject,
    reason: 'Started',
    note: 'Started container web',
    deprecatedSource: core.source,
    deprecatedFirstTimestamp: core.firstTimestamp,
    deprecatedLastTimestamp: core.lastTimestamp,
    eventTime: null,
    deprecatedCount: 1,
    type: 'Normal',
    reportingController: 'kubelet',
  });
  const { reportingInstance: _empty, ...rest } = core;
  expect(stored(scope, shown)).toEqual(rest);
});

test.each([
  [
    {},
    [
      'eventTime: Required value',
      'firstTimestamp: Invalid value: "": needs to be unset',
      'lastTimestamp: Invalid value: "": needs to be unset',
      'count: Invalid value: "": needs to be unset',
      'source: Invalid value: "": needs to be unset',
    ],
  ],
  [
    {
      eventTime: '2026-01-05T09:00:00.000000Z',
      firstTimestamp: null,
      lastTimestamp: null,
      count: 0,
      source: {},
      type: 'Odd',
    },
    ['reportingInstance: Required value', 'action: Required value', 'type: Invalid value: "": has invalid value: Odd'],
  ],
])('events.k8s.io/v1 is strict: %j', (change, expected) => {
  const errors = eventsV1Strategy.validate!({ ...core, ...change } as never);
  expect(errors.map((e) => `${e.field}: ${e.body}`)).toEqual(expected);
});
