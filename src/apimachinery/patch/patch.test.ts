import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepEqual } from '../equal.ts';
import { jsonPatch, type Operation } from './json.ts';
import { mergePatch } from './merge.ts';
import { type PatchRules, strategicPatch } from './strategic.ts';

const PLAIN: PatchRules = { member: () => ({ merges: false, retainKeys: false, mergeKey: undefined, inner: PLAIN }) };
const RULES: PatchRules = {
  member: (name) => ({
    merges: name === 'ports' || name === 'finalizers',
    retainKeys: false,
    mergeKey: name === 'ports' ? 'port' : undefined,
    inner: name === 'spec' ? RULES : PLAIN,
  }),
};
const ports = [
  { port: 80, name: 'a' },
  { port: 81, name: 'b' },
  { port: 82, name: 'c' },
];

test.each([
  ['merges by key', { ports: [{ port: 81, name: 'x' }] }, { ports: [ports[0], { port: 81, name: 'x' }, ports[2]] }],
  ['adds at the end', { ports: [{ port: 90 }] }, { ports: [...ports, { port: 90 }] }],
  ['deletes an item', { ports: [{ port: 81, $patch: 'delete' }] }, { ports: [ports[0], ports[2]] }],
  ['replaces a list', { ports: [{ $patch: 'replace' }, { port: 1 }] }, { ports: [{ port: 1 }] }],
  [
    'edits a key: the order of the edited file is kept',
    {
      '$setElementOrder/ports': [{ port: 80 }, { port: 83 }, { port: 82 }],
      ports: [{ port: 83 }, { port: 81, $patch: 'delete' }],
    },
    { ports: [ports[0], { port: 83 }, ports[2]] },
  ],
  [
    'orders alone',
    { '$setElementOrder/ports': [{ port: 82 }, { port: 81 }, { port: 80 }] },
    { ports: [...ports].reverse() },
  ],
  ['drops all but retained keys', { $retainKeys: ['x'], x: 1 }, { x: 1 }],
  ['replaces a map', { $patch: 'replace', y: 2 }, { y: 2 }],
])('strategic: %s', (_name, patch, expected) => {
  expect(strategicPatch({ ports }, patch, RULES)).toEqual({ value: expected });
});

test('strategic: plain values', () => {
  const patch = { '$deleteFromPrimitiveList/finalizers': ['a'], finalizers: ['c'] };
  expect(strategicPatch({ finalizers: ['a', 'b'] }, patch, RULES)).toEqual({ value: { finalizers: ['b', 'c'] } });
  expect(strategicPatch({ ports }, { ports: [{ name: 'x' }] }, RULES)).toEqual({
    error: 'map: map[name:x] does not contain declared merge key: port',
    fault: 'other',
  });
});

// Texts: apimachinery/pkg/util/mergepatch/errors.go.
test.each([
  [{ $patch: 'merge' }, 'other', 'unknown patch type: merge in map: map[$patch:merge]'],
  [{ ports: [{ $patch: 'x', port: 80 }] }, 'other', 'unknown patch type: x in map: map[$patch:x port:80]'],
  [{ ports: [{ $patch: 'merge' }] }, 'other', 'merging lists cannot yet be specified in the patch'],
  [{ ports: [{ $patch: 'delete' }] }, 'other', 'map: map[$patch:delete] does not contain declared merge key: port'],
  [{ ports: [[1]] }, 'content', 'lists of lists are not supported'],
  [{ $retainKeys: 'x' }, 'format', 'invalid patch format of retainKeys'],
  [{ $retainKeys: ['x'], y: 1 }, 'format', 'invalid patch format of retainKeys'],
  [{ '$setElementOrder/ports': 1 }, 'format', 'invalid patch format of setElementOrder list'],
  [
    { '$setElementOrder/ports': [{ port: 82 }], ports: [{ port: 80, name: 'a' }] },
    'other',
    "The order in patch list:\n[map[name:a port:80]]\n doesn't match $setElementOrder list:\n[map[port:82]]\n",
  ],
  [{ '$deleteFromPrimitiveList/finalizers': 1 }, 'format', 'invalid patch format of primitive list'],
])('strategic: %j is refused', (patch, fault, error) => {
  expect(strategicPatch({ ports }, patch, RULES)).toEqual({ error, fault });
});

const service = { name: 'a', labels: { x: 'v' }, ports: [{ port: 80 }, { port: 81 }] };

// kubectl 1.34.5 patch --local --type=json said and did the same.
test.each([
  [{ op: 'replace', path: '/type', value: 'n' }, { type: 'n' }],
  [{ op: 'replace', path: '/ports/-1', value: 1 }, { ports: [{ port: 80 }, 1] }],
  [{ op: 'replace', path: '/ports/00/port', value: 9 }, { ports: [{ port: 9 }, { port: 81 }] }],
  [{ op: 'add', path: '/ports/-1', value: 1 }, { ports: [{ port: 80 }, { port: 81 }, 1] }],
  [{ op: 'add', path: '/labels/a~1b~0', value: 'x' }, { labels: { x: 'v', 'a/b~': 'x' } }],
  [{ op: 'add', path: 'ports/type', value: 'x' }, { type: 'x' }],
  [{ op: 'add', path: '/type' }, { type: null }],
  [{ op: 'remove', path: '/ports/-1' }, { ports: [{ port: 80 }] }],
  [{ op: 'test', path: '/type', value: null }, {}],
  [{ op: 'move', from: '/labels/x', path: '/labels/z' }, { labels: { z: 'v' } }],
  [{ op: 'copy', from: '/type', path: '/other' }, { other: null }],
  [{ op: 'copy', from: '/ports/0', path: '/ports/-' }, { ports: [{ port: 80 }, { port: 81 }, { port: 80 }] }],
  [{ op: 'replace', path: '', value: 5 }, {}],
] as const)('JSON patch: %j', (operation, changed) => {
  expect(jsonPatch(service, [operation])).toEqual({ value: { ...service, ...changed } });
});

test.each([
  [{ op: 'nope', path: '/x' }, 'Unexpected kind: nope'],
  [{ path: '/x' }, 'Unexpected kind: unknown'],
  [null, 'Unexpected kind: unknown'],
  [{ op: 'constructor', path: '/x' }, 'Unexpected kind: constructor'],
  [{ op: '__proto__', path: '/x' }, 'Unexpected kind: __proto__'],
  [{ op: 'add', path: 5 }, 'add operation failed to decode path: missing value'],
  [{ op: 'test' }, 'test operation failed to decode path: operation missing path field: missing value'],
  [{ op: 'copy' }, 'copy operation failed to decode from: operation, missing from field: missing value'],
  [{ op: 'add', path: '/a/b/c' }, 'add operation does not apply: doc is missing path: "/a/b/c": missing value'],
  [{ op: 'replace', path: '/name/x' }, 'replace operation does not apply: doc is missing path: /name/x: missing value'],
  [
    { op: 'replace', path: '/ports/7' },
    'replace operation does not apply: doc is missing key: /ports/7: missing value',
  ],
  [{ op: 'remove', path: '/n' }, "error in remove for path: '/n': Unable to remove nonexistent key: n: missing value"],
  [{ op: 'remove', path: '' }, 'remove operation does not apply: doc is missing path: "": missing value'],
  [
    { op: 'remove', path: '/ports/-' },
    `error in remove for path: '/ports/-': strconv.Atoi: parsing "-": invalid syntax`,
  ],
  [
    { op: 'add', path: '/ports/-9' },
    "error in add for path: '/ports/-9': Unable to access invalid index: -9: invalid index referenced",
  ],
  [
    { op: 'add', path: '/ports/y' },
    `error in add for path: '/ports/y': value was not a proper array index: 'y': strconv.Atoi: parsing "y": invalid syntax`,
  ],
  [{ op: 'test', path: '/type', value: 1 }, 'testing value /type failed: test failed'],
  [{ op: 'test', path: '/n/x', value: 1 }, 'test operation does not apply: is missing path: /n/x: missing value'],
  [
    { op: 'test', path: '/ports/5', value: 1 },
    "error in test for path: '/ports/5': Unable to access invalid index: 5: invalid index referenced",
  ],
  [
    { op: 'move', from: '/n', path: '/x' },
    "error in move for path: 'n': Unable to remove nonexistent key: n: missing value",
  ],
  [
    { op: 'move', from: '/labels', path: '/labels/x' },
    'move operation does not apply: doc is missing destination path: /labels/x: missing value',
  ],
  [
    { op: 'copy', from: '/ports/0', path: '/ports/9' },
    'error while adding value during copy: Unable to access invalid index: 9: invalid index referenced',
  ],
])('JSON patch: %j is refused', (operation, error) => {
  expect(jsonPatch(service, [operation])).toEqual({ error });
});

test('copies of one patch do not grow without end', () => {
  const copies = Array.from({ length: 40 }, (_, i) => ({ op: 'copy', from: '/b', path: `/b/c${i}` }));
  const target = { b: { d: 'x'.repeat(100) } };
  expect(jsonPatch(target, copies, 3_000_000)).toEqual({
    error: expect.stringMatching(/^Unable to complete the copy, .* of copy is \d+, exceeding the limit 3000000$/),
  });
});

test('a JSON patch changes neither its target nor itself', () => {
  const target = Object.freeze({ a: Object.freeze([1]) });
  const patch: Operation[] = [
    { op: 'add', path: '/b', value: Object.freeze({}) },
    { op: 'add', path: '/b/c', value: 1 },
    { op: 'add', path: '/a/-', value: 2 },
  ];
  expect(jsonPatch(target, patch)).toEqual({ value: { a: [1, 2], b: { c: 1 } } });
  expect(patch[0]).toEqual({ op: 'add', path: '/b', value: {} });
});

test('a merge patch applied twice is as applied once, and without null members its values stand', () => {
  const value = fc.dictionary(
    fc.string({ maxLength: 2 }),
    fc.oneof(fc.integer(), fc.constant(null), fc.dictionary(fc.string({ maxLength: 2 }), fc.integer())),
  );
  fc.assert(
    fc.property(value, value, (target, patch) => {
      const once = mergePatch(target, patch);
      expect(deepEqual(mergePatch(once, patch), once)).toBe(true);
    }),
  );
});
