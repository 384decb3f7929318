// The tables of structured-merge-diff typed/merge_test.go (v6), over a type of our own.

import { expect, test } from 'vitest';
import { structOfSchema } from '../customresources/struct.ts';
import type { Type } from './atom.ts';
import { merge } from './merge.ts';

const list = (items: object, more: object): object => ({ type: 'array', items, ...more });
const SET = { 'x-kubernetes-list-type': 'set' };
const struct = structOfSchema({
  type: 'object',
  properties: {
    numeric: { type: 'number' },
    string: { type: 'string' },
    bool: { type: 'boolean' },
    open: { 'x-kubernetes-preserve-unknown-fields': true },
    map: { type: 'object', additionalProperties: { type: 'string' } },
    inner: { type: 'object', properties: { value: { type: 'string' } } },
    setStr: list({ type: 'string' }, SET),
    setBool: list({ type: 'boolean' }, SET),
    setNumeric: list({ type: 'number' }, SET),
    atomicList: list({ type: 'string' }, {}),
    list: list(
      {
        type: 'object',
        properties: {
          key: { type: 'string' },
          id: { type: 'number' },
          value: { type: 'object', additionalProperties: {} },
        },
      },
      { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['key', 'id'] },
    ),
  },
} as Parameters<typeof structOfSchema>[0]);
const TYPE: Type = { is: 'struct', name: '', struct };

const items = (ids: string): object[] => ids.split(' ').map((id) => ({ key: id[0], id: Number(id.slice(1)) }));

test.each<[lhs: object, rhs: object, out: object]>([
  [{ numeric: 1 }, { numeric: 2.5 }, { numeric: 2.5 }],
  [{ string: 'aoeu' }, { bool: true }, { string: 'aoeu', bool: true }],
  // A type that is left open takes whatever form comes.
  [{ open: {} }, { open: 1 }, { open: 1 }],
  [{ open: 1 }, { open: {} }, { open: {} }],
  [{ open: null }, { open: {} }, { open: {} }],
  [{ open: { a: 1 } }, { open: { b: 2 } }, { open: { a: 1, b: 2 } }],
  [{ open: [1] }, { open: [2] }, { open: [2] }],
  // Empty is not null.
  [{}, { map: {} }, { map: {} }],
  [{}, { map: null }, { map: null }],
  [{ map: null }, { map: {} }, { map: {} }],
  [{ map: {} }, { map: null }, { map: null }],
  [{}, { inner: {} }, { inner: {} }],
  [{ inner: {} }, { inner: null }, { inner: null }],
  [{ atomicList: null }, { atomicList: [] }, { atomicList: [] }],
  [{ atomicList: ['a', 'a', 'a'] }, { atomicList: null }, { atomicList: null }],
  [{ atomicList: ['a', 'b', 'c'] }, { atomicList: [] }, { atomicList: [] }],
  [{ atomicList: ['a', 'a', 'a'] }, { atomicList: ['a', 'a'] }, { atomicList: ['a', 'a'] }],
  // Null over a map that has something in it says nothing of what is in it; over a scalar it stands.
  [{ map: { a: 'x' } }, { map: null }, { map: { a: 'x' } }],
  [{ setStr: ['a'] }, { setStr: null }, { setStr: ['a'] }],
  [{ string: 'x' }, { string: null }, { string: null }],
])('%j, and over it %j', (lhs, rhs, out) => expect(merge(lhs, rhs, TYPE)).toEqual(out));

test.each<[lhs: string, rhs: string, out: string]>([
  ['a b c', 'a b', 'a b c'],
  ['a b', 'a b c', 'a b c'],
  ['a b c', '', 'a b c'],
  ['', 'a b c', 'a b c'],
  ['a b c', 'c d e f', 'a b c d e f'],
  ['a b c g f', 'c d e f', 'a b c g d e f'],
  ['a b c', 'd e f x y z', 'a b c d e f x y z'],
  ['c d e f', 'a c e', 'a c d e f'],
  ['a b c x y z', 'd e f', 'a b c x y z d e f'],
  ['a b c x y z', 'd e f x y z', 'a b c d e f x y z'],
  ['c a g f', 'c f a g', 'c f a g'],
  ['a b c d', 'd e f a', 'b c d e f a'],
  ['c d e f g h i j', '2 h 3 e 4 k l', 'c d f g 2 h i j 3 e 4 k l'],
  ['a b c d e f g h i j', '1 b 2 h 3 e 4 k l', 'a 1 b c d f g 2 h i j 3 e 4 k l'],
  // What stands twice on the left stays so, unless the right has it too.
  ['a b b', 'c', 'a b b c'],
  ['a b b', 'b', 'a b'],
  ['a b b', 'a', 'a b b'],
  ['a b c d e c', '1 b 2 e d', 'a 1 b c 2 e c d'],
  ['a b c d e c', '1 b 2 c e d', 'a 1 b 2 c e d'],
  ['a a b b', 'b c d', 'a a b c d'],
  ['a a b b', '', 'a a b b'],
  ['c a g f c a', 'c f a g', 'c f a g'],
])('a set of %j, and over it %j', (lhs, rhs, out) => {
  const set = (text: string): object => ({ setStr: text.split(' ').filter(Boolean) });
  expect(merge(set(lhs), set(rhs), TYPE)).toEqual(set(out));
});

test.each<[member: string, lhs: unknown[], rhs: unknown[], out: unknown[]]>([
  ['setBool', [true], [false], [true, false]],
  ['setBool', [true, false, true], [true], [true, false]],
  ['setNumeric', [1, 2, 2.5], [1, 2, 3], [1, 2, 2.5, 3]],
  ['setNumeric', [1, 2, 2.5, 1, 2], [1, 2, 3], [1, 2, 2.5, 3]],
])('%s: %j, and over it %j', (member, lhs, rhs, out) =>
  expect(merge({ [member]: lhs }, { [member]: rhs }, TYPE)).toEqual({ [member]: out }),
);

test.each<[lhs: string, rhs: string, out: string]>([
  ['a1', 'a1', 'a1'],
  ['a1', 'a2', 'a1 a2'],
  ['a1 b1', 'a1 a2', 'a1 b1 a2'],
  ['b2', 'a1 b2 c3', 'a1 b2 c3'],
  ['a1 b2 c3', 'c3 b2', 'a1 c3 b2'],
  ['a1 b2 c3', 'c3 a1', 'b2 c3 a1'],
])('items %s, and over them %s', (lhs, rhs, out) =>
  expect(merge({ list: items(lhs) }, { list: items(rhs) }, TYPE)).toEqual({ list: items(out) }),
);

test('items that stand twice on the left are not merged with', () => {
  const [a, b, c] = [
    { key: 'a', id: 1 },
    { key: 'b', id: 2 },
    { key: 'c', id: 3 },
  ];
  const twice = [{ ...a, value: { x: '1' } }, b, { ...a, value: { y: '2' } }];
  const once = [{ ...a, value: { z: '3' } }, c, b];
  expect(merge({ list: twice }, { list: once }, TYPE)).toEqual({ list: once });
  expect(merge({ list: twice }, { list: [] }, TYPE)).toEqual({ list: twice });
  expect(merge({ list: twice }, {}, TYPE)).toEqual({ list: twice });
});
