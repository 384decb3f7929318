// Cases of structured-merge-diff merge/*_test.go (v6): nested, multiple_appliers, set, key, leaf, conflict, deduced, ignore.

import { expect, test } from 'vitest';
import { structOfSchema } from '../customresources/struct.ts';
import type { Type } from './atom.ts';
import { FieldSet } from './field-set.ts';
import { fromFieldsV1 } from './fields-v1.ts';
import { showPath } from './path.ts';
import { applyConfig, type Managers, type TypedValue, type Updater, updateManagers } from './updater.ts';

type Schema = Parameters<typeof structOfSchema>[0];
const string = { type: 'string' };
const map = { type: 'object', additionalProperties: string };
const set = { type: 'array', items: string, 'x-kubernetes-list-type': 'set' };
const byName = (properties: object): object => ({
  type: 'array',
  items: { type: 'object', properties: { name: string, ...properties } },
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
});
const typeOf = (properties: object): Type => {
  const struct = structOfSchema({ type: 'object', properties } as Schema);
  return { is: 'struct', name: '', struct };
};
const TYPE = typeOf({
  listOfLists: byName({ value: set }),
  listOfMaps: byName({ value: map }),
  mapOfLists: { type: 'object', additionalProperties: set },
  mapOfMaps: { type: 'object', additionalProperties: map },
  struct: {
    type: 'object',
    properties: { name: string, value: { type: 'number' }, inner: { type: 'object', properties: { name: string } } },
  },
  list: byName({ value: { type: 'number' } }),
  set,
  atomic: { type: 'array', items: string },
  atomicMap: { ...map, 'x-kubernetes-map-type': 'atomic' },
  string,
  numeric: { type: 'number' },
});
const DEDUCED: Type = { is: 'deduced' };

interface Step {
  readonly apply?: string;
  readonly update?: string;
  readonly object: object;
  readonly force?: true;
  /** `manager path` each. */
  readonly conflicts?: readonly string[];
}
const apply = (by: string, object: object, conflicts?: readonly string[]): Step => ({
  apply: by,
  object,
  ...(conflicts && { conflicts }),
});
const force = (by: string, object: object): Step => ({ apply: by, object, force: true });
const update = (by: string, object: object): Step => ({ update: by, object });

const SAME_VERSION: Updater = { convert: (object) => object, ignored: FieldSet.empty };

function played(
  steps: readonly Step[],
  type: Type = TYPE,
  updater = SAME_VERSION,
): { object: unknown; managers: Managers } {
  const typed = (value: unknown): TypedValue => ({ value, type, apiVersion: 'v1' });
  let live: unknown = {};
  let managers: Managers = new Map();
  for (const step of steps) {
    if (step.update) {
      managers = updateManagers(updater, typed(live), typed(step.object), managers, step.update);
      live = step.object;
      continue;
    }
    const outcome = applyConfig(updater, typed(live), typed(step.object), managers, step.apply!, step.force === true);
    const conflicts =
      'conflicts' in outcome
        ? [...outcome.conflicts].flatMap(([who, s]) => [...s.paths()].map((p) => `${who} ${showPath(p)}`))
        : [];
    expect(conflicts).toEqual(step.conflicts ?? []);
    if ('conflicts' in outcome) continue;
    managers = outcome.managers;
    live = outcome.object ? outcome.object.value : live;
  }
  return { object: live, managers };
}

const shown = (managers: Managers): Record<string, string[]> =>
  Object.fromEntries([...managers].map(([name, { set: fields }]) => [name, [...fields.paths()].map(showPath).sort()]));

test.each<[name: string, steps: Step[], object: unknown, managers: Record<string, string>]>([
  [
    'list of lists: another value',
    [
      apply('a', { listOfLists: [{ name: 'a', value: ['b', 'c'] }] }),
      apply('a', { listOfLists: [{ name: 'a', value: ['a', 'c'] }] }),
    ],
    { listOfLists: [{ name: 'a', value: ['a', 'c'] }] },
    {
      a: '.listOfLists[name="a"] .listOfLists[name="a"].name .listOfLists[name="a"].value[="a"] .listOfLists[name="a"].value[="c"]',
    },
  ],
  [
    'list of maps: another key and value',
    [
      apply('a', { listOfMaps: [{ name: 'a', value: { b: 'x', c: 'y' } }] }),
      apply('a', { listOfMaps: [{ name: 'b', value: { a: 'x', c: 'z' } }] }),
    ],
    { listOfMaps: [{ name: 'b', value: { a: 'x', c: 'z' } }] },
    {
      a: '.listOfMaps[name="b"] .listOfMaps[name="b"].name .listOfMaps[name="b"].value.a .listOfMaps[name="b"].value.c',
    },
  ],
  [
    'map of lists: another key',
    [apply('a', { mapOfLists: { a: ['b', 'c'] } }), apply('a', { mapOfLists: { b: ['a', 'c'] } })],
    { mapOfLists: { b: ['a', 'c'] } },
    { a: '.mapOfLists.b .mapOfLists.b[="a"] .mapOfLists.b[="c"]' },
  ],
  [
    'map of maps: another value',
    [apply('a', { mapOfMaps: { a: { b: 'x', c: 'y' } } }), apply('a', { mapOfMaps: { a: { a: 'x', c: 'z' } } })],
    { mapOfMaps: { a: { a: 'x', c: 'z' } } },
    { a: '.mapOfMaps.a .mapOfMaps.a.a .mapOfMaps.a.c' },
  ],
  ['struct: all goes, and the struct too', [apply('a', { struct: { name: 'a', value: 1 } }), apply('a', {})], null, {}],
  [
    'struct: a null keeps it',
    [apply('a', { struct: { name: 'a' } }), apply('a', { struct: null })],
    { struct: null },
    { a: '.struct' },
  ],
  [
    "struct: what a controller has added stays, the applier's goes",
    [apply('a', { struct: { name: 'a' } }), update('c', { struct: { name: 'a', value: 1 } }), apply('a', {})],
    { struct: { value: 1 } },
    { c: '.struct.value' },
  ],
  [
    'struct: {} says nothing of what is in it',
    [
      apply('a', { struct: { name: 'a' } }),
      update('c', { struct: { name: 'a', value: 1 } }),
      apply('a', { struct: {} }),
    ],
    { struct: { value: 1 } },
    { a: '.struct', c: '.struct.value' },
  ],
  [
    'struct: what a controller took over stays',
    [
      apply('a', { struct: { name: 'a' } }),
      update('c', { struct: { name: 'b', value: 1 } }),
      apply('a', { struct: null }),
    ],
    { struct: { name: 'b', value: 1 } },
    { a: '.struct', c: '.struct.name .struct.value' },
  ],
  [
    'appliers: each has its items',
    [
      apply('one', { list: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }),
      apply('two', { list: [{ name: 'c' }, { name: 'd' }] }),
      apply('one', { list: [{ name: 'a' }] }),
    ],
    { list: [{ name: 'a' }, { name: 'c' }, { name: 'd' }] },
    {
      one: '.list[name="a"] .list[name="a"].name',
      two: '.list[name="c"] .list[name="c"].name .list[name="d"] .list[name="d"].name',
    },
  ],
  [
    'appliers: the same value is no conflict',
    [apply('one', { list: [{ name: 'a', value: 0 }] }), apply('two', { list: [{ name: 'a', value: 0 }] })],
    { list: [{ name: 'a', value: 0 }] },
    {
      one: '.list[name="a"] .list[name="a"].name .list[name="a"].value',
      two: '.list[name="a"] .list[name="a"].name .list[name="a"].value',
    },
  ],
  [
    'appliers: another value is one, and nothing changes',
    [
      apply('one', { list: [{ name: 'a', value: 0 }] }),
      apply('two', { list: [{ name: 'a', value: 1 }] }, ['one .list[name="a"].value']),
    ],
    { list: [{ name: 'a', value: 0 }] },
    { one: '.list[name="a"] .list[name="a"].name .list[name="a"].value' },
  ],
  [
    'appliers: forced, it is taken from the other',
    [apply('one', { list: [{ name: 'a', value: 0 }] }), force('two', { list: [{ name: 'a', value: 1 }] })],
    { list: [{ name: 'a', value: 1 }] },
    {
      one: '.list[name="a"] .list[name="a"].name',
      two: '.list[name="a"] .list[name="a"].name .list[name="a"].value',
    },
  ],
  [
    'appliers: unset by one, owned by the other',
    [
      apply('one', { struct: { name: 'a', inner: { name: 'b' } } }),
      apply('two', { struct: { inner: { name: 'b' } } }),
      apply('one', { struct: { name: 'a' } }),
    ],
    { struct: { name: 'a', inner: { name: 'b' } } },
    { one: '.struct.name', two: '.struct.inner.name' },
  ],
  [
    'appliers: unset by the only owner',
    [apply('one', { struct: { name: 'a', inner: { name: 'b' } } }), apply('one', { struct: { name: 'a' } })],
    { struct: { name: 'a' } },
    { one: '.struct.name' },
  ],
  [
    'an updater owns what it set, and keeps it',
    [
      update('u', { struct: { name: 'a', value: 1 } }),
      apply('a', { struct: { name: 'a', value: 1 } }),
      apply('a', { struct: { name: 'a' } }),
    ],
    { struct: { name: 'a', value: 1 } },
    { a: '.struct.name', u: '.struct .struct.name .struct.value' },
  ],
  [
    'an item goes with what others have put in it',
    [
      apply('one', { listOfLists: [{ name: 'a' }, { name: 'b', value: ['c'] }] }),
      apply('two', { listOfLists: [{ name: 'a', value: ['b'] }] }),
      update('c', {
        listOfLists: [
          { name: 'a', value: ['b'] },
          { name: 'b', value: ['c', 'd'] },
        ],
      }),
      apply('one', { listOfLists: [{ name: 'a' }] }),
    ],
    { listOfLists: [{ name: 'a', value: ['b'] }] },
    {
      one: '.listOfLists[name="a"] .listOfLists[name="a"].name',
      two: '.listOfLists[name="a"] .listOfLists[name="a"].name .listOfLists[name="a"].value[="b"]',
    },
  ],
  [
    'an item that another applies stays with what a controller has put in it',
    [
      apply('one', { listOfLists: [{ name: 'a' }, { name: 'b', value: ['c'] }] }),
      apply('two', { listOfLists: [{ name: 'b', value: ['d'] }] }),
      update('c', { listOfLists: [{ name: 'a' }, { name: 'b', value: ['c', 'd', 'e'] }] }),
      apply('one', { listOfLists: [{ name: 'a' }] }),
    ],
    { listOfLists: [{ name: 'a' }, { name: 'b', value: ['d', 'e'] }] },
    {
      one: '.listOfLists[name="a"] .listOfLists[name="a"].name',
      two: '.listOfLists[name="b"] .listOfLists[name="b"].name .listOfLists[name="b"].value[="d"]',
      c: '.listOfLists[name="b"].value[="e"]',
    },
  ],
  [
    'a set: values of an updater stay',
    [apply('a', { set: ['a', 'c'] }), update('c', { set: ['a', 'b', 'c', 'd'] }), apply('a', { set: ['a', 'e'] })],
    { set: ['a', 'b', 'd', 'e'] },
    { a: '.set[="a"] .set[="e"]', c: '.set[="b"] .set[="d"]' },
  ],
  [
    'a leaf: taken by an update, then a conflict',
    [
      apply('a', { numeric: 1, string: 's' }),
      update('c', { numeric: 2, string: 's' }),
      apply('a', { numeric: 3, string: 's' }, ['c .numeric']),
    ],
    { numeric: 2, string: 's' },
    { a: '.string', c: '.numeric' },
  ],
  [
    'a leaf: what an updater took away is nobody’s',
    [apply('a', { numeric: 1, string: 's' }), update('c', { string: 's' })],
    { string: 's' },
    { a: '.string' },
  ],
  [
    'an atomic list is one field',
    [apply('a', { atomic: ['a', 'b'] }), apply('b', { atomic: ['b'] }, ['a .atomic']), force('b', { atomic: ['b'] })],
    { atomic: ['b'] },
    { b: '.atomic' },
  ],
  [
    'an applied null takes a leaf away, and is owned',
    [update('c', { string: 's', numeric: 1 }), force('a', { string: null })],
    { string: null, numeric: 1 },
    { c: '.numeric', a: '.string' },
  ],
])('%s', (_name, steps, object, managers) => {
  const end = played(steps);
  expect(end.object).toEqual(object);
  expect(shown(end.managers)).toEqual(
    Object.fromEntries(Object.entries(managers).map(([who, paths]) => [who, paths.split(' ').sort()])),
  );
});

test('conflicts are of what is left after pruning', () => {
  const end = played([
    apply('one', { struct: { name: 'a' } }),
    apply('two', { struct: { name: 'a' }, list: [{ name: 'x', value: 1 }] }),
    // Gone from the applied configuration, and owned by the other: no conflict.
    apply('one', { list: [{ name: 'x' }] }),
  ]);
  expect(end.object).toEqual({ struct: { name: 'a' }, list: [{ name: 'x', value: 1 }] });
  expect(shown(end.managers).one).toEqual(['.list[name="x"]', '.list[name="x"].name']);
});

test('what no schema describes divides by its maps, and by nothing else', () => {
  const end = played(
    [
      apply('a', { list: ['x'], inner: { a: 1, b: 2 } }),
      apply('b', { inner: { c: 3 } }),
      apply('a', { inner: { a: 1 } }),
    ],
    DEDUCED,
  );
  expect(end.object).toEqual({ inner: { a: 1, c: 3 } });
  expect(shown(end.managers)).toEqual({ a: ['.inner', '.inner.a'], b: ['.inner', '.inner.c'] });
  const changed = played([apply('a', { value: { x: 1 } }), force('b', { value: 1 })], DEDUCED);
  expect([changed.object, shown(changed.managers)]).toEqual([{ value: 1 }, { b: ['.value'] }]);
});

test('ignored fields are nobody’s, and no conflict', () => {
  const updater = { ...SAME_VERSION, ignored: FieldSet.from([['f:numeric']]) };
  const end = played(
    [
      update('c', { numeric: 1, string: 'a' }),
      apply('a', { numeric: 2, string: 'a' }),
      update('c', { numeric: 3, string: 'b' }),
    ],
    TYPE,
    updater,
  );
  expect(shown(end.managers)).toEqual({ c: ['.string'] });
});

test('a manager of a version that is no more is forgotten', () => {
  const updater: Updater = { ...SAME_VERSION, convert: (object, version) => (version === 'v0' ? undefined : object) };
  const typed = (value: unknown): TypedValue => ({ value, type: TYPE, apiVersion: 'v1' });
  const old = new Map([['old', { set: FieldSet.from([['f:string']]), apiVersion: 'v0', isApplied: true }]]);
  const outcome = applyConfig(updater, typed({ string: 'a' }), typed({ string: 'b' }), old, 'new', false);
  expect('managers' in outcome && shown(outcome.managers)).toEqual({ new: ['.string'] });
});

// From merge/schema_change_test.go.
test('what has become atomic since is owned as a whole', () => {
  const typed = (value: unknown): TypedValue => ({ value, type: TYPE, apiVersion: 'v1' });
  const before = fromFieldsV1({ 'f:atomicMap': { '.': {}, 'f:a': {} }, 'f:atomic': { 'v:"x"': {} } });
  const managers = new Map([['a', { set: before, apiVersion: 'v1', isApplied: true }]]);
  const live = { atomicMap: { a: 'x' }, atomic: ['x'] };
  const after = updateManagers(SAME_VERSION, typed(live), typed({ ...live, string: 's' }), managers, 'u');
  expect(shown(after)).toEqual({ a: ['.atomic', '.atomicMap'], u: ['.string'] });
});
