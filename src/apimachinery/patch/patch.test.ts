import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepEqual } from '../equal.ts';
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
  });
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
