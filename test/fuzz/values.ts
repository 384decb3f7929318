// Objects as they could be meant, and as nobody means them: out of the field table, and by changing what is right.

import { type Struct, structOf, type TypeRef } from '#apimachinery/schema/schema.ts';
import type { Chance } from './random.ts';

const WORDS = [
  'a',
  'web',
  'x.io/y',
  'default',
  'Bad_Name',
  '',
  '-',
  'a'.repeat(300),
  '80',
  'http',
  '10.96.0.1',
  '0.0.0.0/0',
]
  .concat([
    '300m',
    '1Gi',
    '-1',
    '1e400',
    'ClusterIP',
    'NodePort',
    'ExternalName',
    'Always',
    'TCP',
    'UDP',
    'In',
    'Exists',
  ])
  .concat([
    '2026-01-01T00:00:00Z',
    '*/5 * * * *',
    'IPv6',
    '::1',
    'None',
    '\u0000',
    '\ud800',
    '😀',
    '$(A)',
    '../..',
    '__proto__',
  ]);
const NUMBERS = [
  0,
  1,
  -1,
  80,
  443,
  30080,
  65535,
  65536,
  2147483647,
  2147483648,
  -2147483649,
  1.5,
  1e300,
  Number.MAX_SAFE_INTEGER,
];
const KEYS = [
  'app',
  'a',
  'x.io/y',
  '__proto__',
  'constructor',
  'toString',
  '',
  'cpu',
  'memory',
  'kubernetes.io/hostname',
  '$patch',
  'length',
];

export const word = (chance: Chance): string => chance.one(WORDS);

/** Anything that JSON can say. */
export function garbage(chance: Chance, depth = 3): unknown {
  const kind = chance.below(depth > 0 ? 9 : 6);
  if (kind === 0) return null;
  if (kind === 1) return chance.percent(50);
  if (kind <= 3) return chance.one(NUMBERS);
  if (kind <= 5) return word(chance);
  if (kind === 6) return Array.from({ length: chance.below(4) }, () => garbage(chance, depth - 1));
  return Object.fromEntries(
    Array.from({ length: chance.below(4) }, () => [chance.one(KEYS), garbage(chance, depth - 1)]),
  );
}

/** A value of the type, most of the time. */
export function ofType(chance: Chance, type: TypeRef, depth: number): unknown {
  if (chance.percent(3)) return garbage(chance);
  switch (type.is) {
    case 'list':
      return Array.from({ length: chance.below(3) }, () => ofType(chance, type.of, depth - 1));
    case 'map':
      return Object.fromEntries(
        Array.from({ length: chance.below(3) }, () => [chance.one(KEYS), ofType(chance, type.of, depth - 1)]),
      );
    case 'struct':
      return ofStruct(chance, structOf(type.name), depth);
    case 'deduced':
      return garbage(chance, depth);
    case 'scalar':
      if (type.code === 'b') return chance.percent(50);
      if ('ilf'.includes(type.code)) return chance.one(NUMBERS);
      if (type.code === 'x') return chance.percent(50) ? chance.one(NUMBERS) : word(chance);
      return type.code === 'o' ? garbage(chance) : word(chance);
  }
}

export function ofStruct(chance: Chance, struct: Struct | undefined, depth: number): Record<string, unknown> {
  if (!struct || depth <= 0) return {};
  const object: Record<string, unknown> = {};
  const share = struct.fields.size > 12 ? 25 : 60;
  for (const [name, field] of struct.fields)
    if (chance.percent(share)) object[name] = ofType(chance, field.type, depth - 1);
  return object;
}

/** A copy with one thing changed somewhere inside. */
export function mutated(chance: Chance, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || chance.percent(12)) return garbage(chance);
  if (Array.isArray(value)) {
    const copy: unknown[] = [...value];
    const at = chance.below(copy.length + 1);
    if (at === copy.length) copy.push(copy.length > 0 && chance.percent(50) ? copy[0] : garbage(chance));
    else if (chance.percent(20)) copy.splice(at, 1);
    else copy[at] = mutated(chance, copy[at]);
    return copy;
  }
  const entries = Object.entries(value);
  const at = chance.below(entries.length + 1);
  if (at === entries.length) entries.push([chance.one(KEYS), garbage(chance)]);
  else if (chance.percent(15)) entries.splice(at, 1);
  else entries[at] = [chance.percent(5) ? word(chance) : entries[at]![0], mutated(chance, entries[at]![1])];
  return Object.fromEntries(entries);
}
