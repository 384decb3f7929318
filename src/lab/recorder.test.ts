import { expect, test } from 'vitest';
import type { Event } from '#api/core/types.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { EventRecord } from '#controllers/controller.ts';
import { EventRecorder } from './recorder.ts';

const MINUTE = 60_000;
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', uid: 'u1', resourceVersion: '7' },
};
const record: EventRecord = {
  object: pod,
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off',
  fieldPath: 'spec.containers{web}',
};

function recorderOf(patchCode = () => 200) {
  let nowMs = 0;
  const asked: ApiRequest[] = [];
  const recorder = new EventRecorder({
    now: () => nowMs,
    timestamp: () => `t${nowMs / MINUTE}`,
    random: () => 0.5,
    request: (_user, request) => {
      asked.push(request);
      return { code: request.method === 'POST' ? 201 : patchCode(), body: {} };
    },
  });
  const at = (minutes: number, changed: Partial<EventRecord> = {}, host = 'node-1'): void => {
    nowMs = minutes * MINUTE;
    recorder.record('kubelet', { ...record, ...changed }, host);
  };
  const shown = (): string[] =>
    asked.map(({ method, body }) => `${method} ${(body as Event).count} ${(body as Event).lastTimestamp}`);
  return { recorder, asked, at, shown };
}

test('a repeat counts up and moves only the last time', () => {
  const { asked, at, shown } = recorderOf();
  at(0);
  at(9);
  at(58);
  expect(shown()).toEqual(['POST 1 t0', 'PATCH 2 t9', 'PATCH 3 t58']);
  expect(asked[1]!.path).toBe('/api/v1/namespaces/shop/events/web-1.157c');
  expect(asked[1]!.body).toEqual({ count: 2, lastTimestamp: 't9', message: 'Back-off' });
});

test('from the tenth on, messages that differ in nothing else are told as one, until ten minutes are quiet', () => {
  const { asked, at, shown } = recorderOf();
  for (let n = 1; n <= 12; n++) at(0, { message: `Created pod: web-${n}` });
  expect(shown().slice(8)).toEqual(['POST 1 t0', 'POST 1 t0', 'PATCH 2 t0', 'PATCH 3 t0']);
  const messages = asked.map(({ body }) => (body as Event).message);
  expect(messages.slice(8)).toEqual([
    'Created pod: web-9',
    '(combined from similar events): Created pod: web-10',
    '(combined from similar events): Created pod: web-11',
    '(combined from similar events): Created pod: web-12',
  ]);
  at(11, { message: 'Created pod: web-13' });
  expect((asked.at(-1)!.body as Event).message).toBe('Created pod: web-13');
});

test('who tells too much about one object is heard once in five minutes, and counts go on', () => {
  const { at, shown } = recorderOf();
  for (let n = 0; n < 40; n++) at(n / 60);
  expect(shown()).toHaveLength(25);
  at(6);
  at(6.1);
  expect(shown().slice(25)).toEqual(['PATCH 41 t6']);
});

test('what is told with an action is an event of events.k8s.io, and a repeat makes it a series', () => {
  const { asked, at } = recorderOf();
  const scheduled: Partial<EventRecord> = {
    action: 'Scheduling',
    type: 'Warning',
    reason: 'FailedScheduling',
    message: 'no',
  };
  at(0, scheduled);
  at(1, scheduled);
  at(8, scheduled);
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /apis/events.k8s.io/v1/namespaces/shop/events',
    'PATCH /apis/events.k8s.io/v1/namespaces/shop/events/web-1.157c',
    'POST /apis/events.k8s.io/v1/namespaces/shop/events',
  ]);
  expect(asked[0]!.body).toMatchObject({
    eventTime: '1970-01-01T00:00:00.000000Z',
    reportingController: 'kubelet',
    reportingInstance: 'kubelet-control-plane',
    action: 'Scheduling',
    regarding: { kind: 'Pod', namespace: 'shop', name: 'web-1', resourceVersion: '7' },
    note: 'no',
  });
  expect(asked[1]!.body).toEqual({ series: { count: 2, lastObservedTime: '1970-01-01T00:01:00.000000Z' } });
});

test.each([
  ['type', { type: 'Normal' }],
  ['reason', { reason: 'Killing' }],
  ['message', { message: 'other words' }],
  ['fieldPath', { fieldPath: 'spec.containers{sidecar}' }],
  ['uid', { object: { ...pod, metadata: { ...pod.metadata, uid: 'u2' } } }],
  ['name', { object: { ...pod, metadata: { ...pod.metadata, name: 'web-2' } } }],
  ['namespace', { object: { ...pod, metadata: { ...pod.metadata, namespace: 'default' } } }],
] as const)('another %s is another event', (_what, changed) => {
  const { at, shown } = recorderOf();
  at(0);
  at(1, changed);
  expect(shown()).toEqual(['POST 1 t0', 'POST 1 t1']);
});

test('another node is another event', () => {
  const { at, shown } = recorderOf();
  at(0);
  at(1, {}, 'node-2');
  expect(shown()).toEqual(['POST 1 t0', 'POST 1 t1']);
});

test('an event that was deleted meanwhile, or forgotten, is made again', () => {
  const { recorder, at, shown } = recorderOf(() => 404);
  at(0);
  at(1);
  recorder.forget();
  at(2);
  expect(shown()).toEqual(['POST 1 t0', 'PATCH 2 t1', 'POST 2 t1', 'POST 1 t2']);
});

test('an event about an object without a namespace stands in default, and names no namespace', () => {
  const { asked, at } = recorderOf();
  at(0, { object: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } } });
  const { path, body } = asked[0]!;
  expect([path, (body as Event).involvedObject]).toEqual([
    '/api/v1/namespaces/default/events',
    { kind: 'Node', name: 'node-1', apiVersion: 'v1', fieldPath: 'spec.containers{web}' },
  ]);
});

test('names of events have the order of what happened, also within a millisecond', () => {
  const { asked, at } = recorderOf();
  at(1_000_000, { message: 'first' });
  at(1_000_000, { message: 'second' });
  at(1_000_001, { message: 'third' });
  // A live clock stands between two milliseconds as a rule.
  at(1_000_001 + 0.7 / MINUTE, { message: 'fourth' });
  const names = asked.map(({ body }) => (body as Event).metadata.name);
  expect(names).toEqual([...names].sort());
  expect(new Set(names).size).toBe(4);
  expect(names[0]).toMatch(/^web-1\.[0-9a-f]{14,16}$/);
});
