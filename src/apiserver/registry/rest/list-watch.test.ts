// Texts: apiserver/pkg/storage (continue.go, etcd3/errors.go, errors.go), internalversion/validation, cacher.

import { expect, test } from 'vitest';
import { CONFIGMAPS, configMap, type Loose, testServer } from './verbs.testing.ts';

function five() {
  const server = testServer();
  for (const name of ['a', 'b', 'c', 'd', 'e']) server.call('POST', CONFIGMAPS, configMap(name));
  const names = (body: Loose): string => body.items.map((o: Loose) => o.metadata.name).join('');
  return { ...server, names };
}

test('a list in pieces shows one moment, whatever happens meanwhile', () => {
  const { call, names } = five();
  const first = call('GET', `${CONFIGMAPS}?limit=2`).body;
  expect([names(first), first.metadata.remainingItemCount]).toEqual(['ab', 3]);
  expect(atob(first.metadata.continue)).toBe(
    `{"v":"meta.k8s.io/v1","rv":${first.metadata.resourceVersion},"start":"b\\u0000"}`,
  );
  call('DELETE', `${CONFIGMAPS}/c`);
  call('POST', CONFIGMAPS, configMap('bb'));
  call('PUT', `${CONFIGMAPS}/d`, configMap('d', { data: { a: '2' } }));
  const second = call('GET', `${CONFIGMAPS}?limit=2&continue=${first.metadata.continue}`).body;
  expect([names(second), second.metadata.remainingItemCount, second.metadata.resourceVersion]).toEqual([
    'cd',
    1,
    first.metadata.resourceVersion,
  ]);
  expect(second.items[1].data).toEqual({ a: '1' });
  const last = call('GET', `${CONFIGMAPS}?limit=2&continue=${second.metadata.continue}`).body;
  expect([names(last), last.metadata.continue]).toEqual(['e', undefined]);
});

test('a token that is too old names another, for the rest as it is now', () => {
  const { api, call, names } = five();
  const first = call('GET', `${CONFIGMAPS}?limit=2`).body;
  call('DELETE', `${CONFIGMAPS}/c`);
  api.storage.restore(api.storage.snapshot());
  const expired = call('GET', `${CONFIGMAPS}?limit=2&continue=${first.metadata.continue}`);
  expect([expired.code, expired.body.reason]).toEqual([410, 'Expired']);
  expect(expired.body.message).toMatch(
    /^The provided continue parameter is too old to display a consistent list result\./,
  );
  expect(names(call('GET', `${CONFIGMAPS}?continue=${expired.body.metadata.continue}`).body)).toBe('de');
});

test('with a selector a piece holds as many as fit, and nobody counts the rest', () => {
  const { call, names } = five();
  const first = call('GET', `${CONFIGMAPS}?limit=1&fieldSelector=metadata.name!%3Da`).body;
  expect([names(first), first.metadata.remainingItemCount, typeof first.metadata.continue]).toEqual([
    'b',
    undefined,
    'string',
  ]);
});

test.each([
  ['continue=!', 400, 'invalid continue token: continue key is not valid: illegal base64 data at input byte 0'],
  [
    'continue=e30',
    400,
    'invalid continue token: continue key is not valid: server does not recognize this encoded version ',
  ],
  ['limit=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  [
    'resourceVersion=x',
    400,
    'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
  ],
  ['resourceVersion=999', 504, 'Timeout: Too large resource version: 999, current: 6'],
  [
    'resourceVersionMatch=Exact',
    422,
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
  ],
  [
    'resourceVersionMatch=Exact&resourceVersion=0',
    422,
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
  ],
  [
    'resourceVersionMatch=x&resourceVersion=1',
    422,
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: "x": supported values: "Exact", "NotOlderThan", ""',
  ],
  [
    'sendInitialEvents=true',
    422,
    'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
  ],
  [
    'watch=1&sendInitialEvents=true',
    422,
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
  ],
  [
    'watch=1&resourceVersionMatch=Exact',
    422,
    'ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]',
  ],
])('%s is refused', (query, code, message) => {
  const { call } = five();
  const answer = call('GET', `${CONFIGMAPS}?${query}`);
  expect([answer.code, answer.body.message]).toEqual([code, message]);
});

test('a revision is exact where it is asked for, and by old clients with a limit', () => {
  const { call, names } = five();
  expect(names(call('GET', `${CONFIGMAPS}?resourceVersion=3&resourceVersionMatch=Exact`).body)).toBe('ab');
  expect(names(call('GET', `${CONFIGMAPS}?resourceVersion=3&limit=9`).body)).toBe('ab');
  expect(names(call('GET', `${CONFIGMAPS}?resourceVersion=3`).body)).toBe('abcde');
  expect(names(call('GET', `${CONFIGMAPS}?resourceVersion=0&limit=2`).body)).toBe('abcde');
});

test('a watch: from now, from the present state, from a revision, from one to come', () => {
  const { call, watch } = five();
  const told = ({ events }: { events: Loose[] }): string[] =>
    events.map((e) => (e === 'end' ? e : `${e.type} ${e.object.metadata.name ?? e.object.message}`));
  const state = watch(`${CONFIGMAPS}?watch`);
  const past = watch(`${CONFIGMAPS}?watch=true&resourceVersion=5`);
  const future = watch(`${CONFIGMAPS}?watch=true&resourceVersion=7`);
  const fresh = watch(`${CONFIGMAPS}?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan`);
  const one = watch(`/api/v1/watch/namespaces/default/configmaps/b`);
  const all = watch(`/api/v1/watch/configmaps?resourceVersion=5`);
  call('DELETE', `${CONFIGMAPS}/b`);
  call('POST', CONFIGMAPS, configMap('f'));
  expect(told(state)).toEqual([...['a', 'b', 'c', 'd', 'e'].map((n) => `ADDED ${n}`), 'DELETED b', 'ADDED f']);
  expect(told(past)).toEqual(['ADDED e', 'DELETED b', 'ADDED f']);
  expect(told(future)).toEqual(['ADDED f']);
  expect(told(fresh)).toEqual(['DELETED b', 'ADDED f']);
  expect(told(one)).toEqual(['ADDED b', 'DELETED b']);
  expect(told(all)).toEqual(['ADDED e', 'DELETED b', 'ADDED f']);
});

test('bookmarks come every minute, the first after the present state if it was asked for; a watch ends in time', () => {
  const { watch, advance } = five();
  const { events } = watch(
    `${CONFIGMAPS}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=130`,
  );
  expect(events.slice(5)).toEqual([
    {
      type: 'BOOKMARK',
      object: {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: { resourceVersion: '6', annotations: { 'k8s.io/initial-events-end': 'true' } },
      },
    },
  ]);
  advance(200_000);
  expect(events.slice(6).map((e) => e.type ?? e)).toEqual(['BOOKMARK', 'BOOKMARK', 'end']);
});

test('a name with watch=true is a get, as the real routes have it', () => {
  expect(five().call('GET', `${CONFIGMAPS}/a?watch=true`).body.kind).toBe('ConfigMap');
});
