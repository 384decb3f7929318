import { expect, test } from 'vitest';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { Informer } from '#client/informer.ts';
import type { Controller, EventRecord, SyncResult } from '#controllers/controller.ts';
import { Clock } from './clock.ts';
import { ControllerLoop } from './loop.ts';

const pod = (name: string): ApiObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' } });
const added = (name: string, resource = 'pods') => ({ type: 'ADDED', resource, object: pod(name) }) as const;
const ask: ApiRequest = { method: 'POST', path: '/asked' };

/** A loop over one controller, with what was synced at which moment. */
function loopOf(sync: (key: string) => SyncResult, code: () => number = () => 200) {
  const clock = new Clock(0);
  const synced: string[] = [];
  const asked: string[] = [];
  const events: string[] = [];
  const controller: Controller = {
    name: 'test-controller',
    resources: ['pods'],
    keysFor: ({ object }) => [object.metadata.name],
    sync(key, _cache, { nowMs }) {
      synced.push(`${key}@${nowMs}`);
      return sync(key);
    },
  };
  const loop = new ControllerLoop([controller], {
    clock,
    cache: new Informer(),
    random: () => 0,
    request: (user, { path }) => {
      asked.push(`${user} ${path}`);
      return { code: code(), body: {} };
    },
    event: (source, { reason }: EventRecord) => events.push(`${source} ${reason}`),
  });
  const receive = (...names: string[]): void => {
    for (const name of names) loop.receive(added(name));
    loop.run();
  };
  return { loop, clock, synced, asked, events, receive };
}

test('a key that was marked twice is synced once; other resources mark nothing', () => {
  const { loop, synced, receive } = loopOf(() => ({ requests: [] }));
  loop.receive(added('web', 'services'));
  receive('a', 'b', 'a');
  expect(synced).toEqual(['a@0', 'b@0']);
});

test('a failing key is tried again after 5 ms, then twice as long each time, until it succeeds', () => {
  let code = 409;
  const { clock, synced, asked, receive } = loopOf(
    () => ({ requests: [ask] }),
    () => code,
  );
  receive('a');
  for (let i = 0; i < 3; i++) clock.runNext(Infinity);
  expect(synced).toEqual(['a@0', 'a@5', 'a@15', 'a@35']);
  expect(asked[0]).toBe('test-controller /asked');
  code = 200;
  clock.runNext(Infinity);
  expect([synced.at(-1), clock.pending]).toEqual(['a@75', 0]);
  code = 500;
  receive('a');
  expect(clock.nextDueMs).toBe(80);
});

test('what fails for ever stops holding the cluster from its rest, and waits 1000 s at most', () => {
  const { clock, synced, receive } = loopOf(
    () => ({ requests: [ask] }),
    () => 500,
  );
  receive('a');
  let tries = 1;
  while (clock.pending > 0) {
    clock.runNext(Infinity);
    tries++;
  }
  expect([tries, clock.nextDueMs! - clock.now()]).toEqual([14, 5 * 2 ** 13]);
  for (let i = 0; i < 8; i++) clock.runNext(Infinity);
  expect(clock.nextDueMs! - clock.now()).toBe(1_000_000);
  expect(synced).toHaveLength(22);
});

test('a 404 is no failure: what should go is gone', () => {
  const { clock, events, receive } = loopOf(
    (key) => ({ requests: [ask], events: [{ object: pod(key), type: 'Normal', reason: 'Gone', message: '' }] }),
    () => 404,
  );
  receive('a');
  expect([clock.pending, clock.nextDueMs, events]).toEqual([0, undefined, ['test-controller Gone']]);
});

test('a refusal ends the sync: the requests after it are not sent, its events are not recorded', () => {
  const { asked, events, receive } = loopOf(
    (key) => ({ requests: [ask, ask], events: [{ object: pod(key), type: 'Normal', reason: 'Made', message: '' }] }),
    () => 422,
  );
  receive('a');
  expect([asked.length, events]).toEqual([1, []]);
});

test('an event cancels the wait: the key is looked at now, not twice', () => {
  const { clock, synced, receive } = loopOf(() => ({ requests: [], requeueAfterMs: 1000 }));
  receive('a');
  clock.advanceTo(400);
  receive('a');
  expect([clock.pending, clock.nextDueMs]).toEqual([1, 1400]);
  clock.runNext(Infinity);
  expect(synced).toEqual(['a@0', 'a@400', 'a@1400']);
});

test.each([
  [undefined, 1],
  [true, 1],
  [false, 0],
])('a requeue that ends=%s leaves %i to wait for', (ends, pending) => {
  const { clock, receive } = loopOf(() => ({ requests: [], requeueAfterMs: 10, ...(ends !== undefined && { ends }) }));
  receive('a');
  expect([clock.pending, clock.nextDueMs]).toEqual([pending, 10]);
});

test('a run from within a sync leaves its keys to the outer one', () => {
  let deep = 0;
  const harness: ReturnType<typeof loopOf> = loopOf((key) => {
    expect(++deep).toBe(1);
    if (key === 'a') harness.receive('b');
    deep--;
    return { requests: [] };
  });
  harness.receive('a');
  expect(harness.synced).toEqual(['a@0', 'b@0']);
});

test('a restart forgets failures and stale keys, and looks at everything anew', () => {
  let code = 500;
  const { loop, clock, synced, receive } = loopOf(
    () => ({ requests: [ask] }),
    () => code,
  );
  receive('a');
  clock.runNext(Infinity);
  loop.receive(added('stale'));
  clock.reset(0);
  loop.restart([
    ['pods', pod('a')],
    ['services', pod('c')],
  ]);
  synced.length = 0;
  loop.run();
  expect([synced, clock.nextDueMs]).toEqual([['a@0'], 5]);
  code = 200;
  receive('b');
  expect([synced.at(-1), clock.pending]).toEqual(['b@0', 1]);
});

test('a controller that joins later learns of what there is, and has its turn before the one that it was put before', () => {
  const turns: string[] = [];
  const named = (name: string): Controller => ({
    name,
    resources: ['pods'],
    keysFor: ({ object }) => [object.metadata.name],
    sync(key) {
      turns.push(`${name} ${key}`);
      return { requests: [] };
    },
  });
  const last = named('last');
  const loop = new ControllerLoop([last], {
    clock: new Clock(0),
    cache: new Informer(),
    random: () => 0,
    request: () => ({ code: 200, body: {} }),
    event: () => undefined,
  });
  loop.join([named('later')], last, [['pods', pod('old')]]);
  loop.run();
  loop.receive(added('new'));
  loop.run();
  expect(turns).toEqual(['later old', 'later new', 'last new']);
});

test('loops that undo each other let time pass, say who they are, and try at once when somebody else changes something', () => {
  const clock = new Clock(0);
  const words: string[] = [];
  let asked = 0;
  const fighter = (name: string): Controller => ({
    name,
    resources: ['pods'],
    keysFor: ({ object }) => [object.metadata.name],
    sync: () => ({ requests: [{ method: 'PUT', path: `/pods/a/${name}` }] }),
  });
  const loop: ControllerLoop = new ControllerLoop([fighter('one'), fighter('other')], {
    clock,
    cache: new Informer(),
    random: () => 0,
    request: () => {
      if (++asked > 10_000) throw new Error('endless');
      loop.receive(added('a'));
      return { code: 200, body: {} };
    },
    event: () => undefined,
    warn: (text) => words.push(text),
  });
  loop.receive(added('a'));
  loop.run();
  expect([asked, clock.now(), words]).toEqual([400, 0, []]);
  while (clock.pending > 0) clock.runNext(Number.POSITIVE_INFINITY);
  expect([asked, clock.now(), words.length]).toEqual([800, 1000, 2]);
  expect(words[0]).toBe(
    'Controllers change the same objects over and over, and no time passes: one (200 requests, the last PUT /pods/a/one), other (200 requests, the last PUT /pods/a/other). other now lets time pass before it takes up a again.',
  );
  clock.runNext(Number.POSITIVE_INFINITY);
  expect([asked, clock.now()]).toEqual([840, 3000]);
  loop.relent();
  loop.run();
  expect([asked, clock.now()]).toEqual([880, 3000]);
});
