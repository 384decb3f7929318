import { expect, test, vi } from 'vitest';
import type { Event } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { Facts } from '#lab/why/facts.ts';
import { ObjectFeed, shownOf } from './object-feed.ts';

const metadata = { name: 'web', namespace: 'default', uid: 'u1', managedFields: [{ manager: 'kubectl' }] };
const pod = {
  ...{ apiVersion: 'v1', kind: 'Pod', metadata },
  status: {
    conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: 'not ready: [web]' }],
  },
} as ApiObject;
const event = (name: string, uid: string, more: Partial<Event>): Event => ({
  ...{ apiVersion: 'v1', kind: 'Event', metadata: { name }, involvedObject: { uid } },
  ...more,
});
const EVENTS = [
  event('b', 'u1', { reason: 'Unhealthy', type: 'Warning', count: 3, lastTimestamp: '2026-01-01T00:00:09Z' }),
  event('a', 'u1', { reason: 'Pulled', type: 'Normal', lastTimestamp: '2026-01-01T00:00:01Z' }),
  event('c', 'u2', { reason: 'Killing', lastTimestamp: '2026-01-01T00:00:05Z' }),
];
const facts = (objects: Readonly<Record<string, readonly ApiObject[]>>): Facts => ({
  list: <T extends ApiObject>(kind: string) => (objects[kind] ?? []) as readonly T[],
});

test('an object is shown with its own events, the newest last, its conditions, and YAML without managed fields', () => {
  const shown = shownOf(facts({ Pod: [pod], Event: EVENTS }), 'Pod/default/web')!;
  expect(shown.events.map(({ reason, count }) => [reason, count])).toEqual([
    ['Pulled', 1],
    ['Unhealthy', 3],
  ]);
  expect(shown.conditions).toEqual([
    { of: '', type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: 'not ready: [web]' },
  ]);
  expect(shown.yaml).toContain('uid: u1');
  expect(shown.yaml).not.toContain('managedFields');
});

test('listeners and parents have conditions of their own', () => {
  const [type, status] = ['Accepted', 'True'] as const;
  const conditions = [{ type, status, reason: 'Accepted' }];
  const gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata,
    status: { listeners: [{ name: 'http', conditions }] },
  };
  const parents = [{ parentRef: { name: 'shop', sectionName: 'http' }, conditions }];
  const route = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata, status: { parents } };
  const all = facts({ Gateway: [gateway], HTTPRoute: [route] });
  const of = (object: string) => shownOf(all, object)?.conditions.map((condition) => condition.of);
  expect(of('Gateway/default/web')).toEqual(['http']);
  expect(of('HTTPRoute/default/web')).toEqual(['shop/http']);
});

test('it is told again when it has changed only, and last when it is gone', () => {
  vi.useFakeTimers();
  const objects: Record<string, readonly ApiObject[]> = { Pod: [pod] };
  const told: (number | undefined)[] = [];
  const listeners = new Set<() => void>();
  const lab = {
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const change = (): void => {
    for (const listener of listeners) listener();
    vi.runAllTimers();
  };
  new ObjectFeed(lab, facts(objects), 'Pod/default/web', { looked: (_, shown) => told.push(shown?.events.length) });
  change();
  objects['Event'] = EVENTS;
  change();
  objects['Pod'] = [];
  change();
  change();
  expect(told).toEqual([0, 2, undefined]);
  expect(listeners.size).toBe(0);
  vi.useRealTimers();
});
