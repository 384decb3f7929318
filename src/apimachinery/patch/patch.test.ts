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
  [{ $retainKeys: ['x'], y: 1 }, 'content', "patch content doesn't match retainKeys list"],
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

test.each([
  ['a missing member', [{ op: 'remove', path: '/x' }]],
  ['a failed test', [{ op: 'test', path: '/a', value: 2 }]],
  ['an operation nobody knows', [{ op: 'frob', path: '/a' }]],
  ['a pointer without a slash', [{ op: 'add', path: 'a', value: 1 }]],
  ['the whole document', [{ op: 'replace', path: '', value: 1 }]],
  ['a move into itself', [{ op: 'move', from: '/b', path: '/b/c' }]],
  ['copies without end', Array.from({ length: 40 }, (_, i) => ({ op: 'copy', from: '/b', path: `/b/c${i}` }))],
])('JSON patch: %s', (_name, patch) => {
  expect(jsonPatch({ a: 1, b: { d: 'x'.repeat(100) } }, patch as Operation[])).toBeUndefined();
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
