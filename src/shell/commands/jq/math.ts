// jq's functions of numbers, named as in C's math.h.

import { JqError, type Json } from './syntax.ts';
import { named } from './values.ts';

type Simple = (value: Json, ...args: Json[]) => Json;

function number(value: Json | undefined): number {
  if (typeof value !== 'number') throw new JqError(`${named(value ?? null)} number required`);
  return value;
}

const ONE: Readonly<Record<string, (n: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  // C rounds halves away from zero.
  round: (n) => Math.sign(n) * Math.round(Math.abs(n)),
  rint: (n) => {
    const down = Math.floor(n);
    return n - down === 0.5 ? (down % 2 === 0 ? down : down + 1) : Math.round(n);
  },
  trunc: Math.trunc,
  fabs: Math.abs,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  exp: Math.exp,
  exp2: (n) => 2 ** n,
  exp10: (n) => 10 ** n,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
};

const TWO: Readonly<Record<string, (a: number, b: number) => number>> = {
  pow: (a, b) => a ** b,
  atan2: Math.atan2,
  fmin: Math.min,
  fmax: Math.max,
  fmod: (a, b) => a % b,
  ldexp: (a, b) => a * 2 ** b,
};

export const mathFunctions: Readonly<Record<string, Simple>> = {
  ...Object.fromEntries(
    Object.entries(ONE).map(([name, of]): [string, Simple] => [`${name}/0`, (value) => of(number(value))]),
  ),
  ...Object.fromEntries(
    Object.entries(TWO).map(([name, of]): [string, Simple] => [`${name}/2`, (_, a, b) => of(number(a), number(b))]),
  ),
  'infinite/0': () => Number.POSITIVE_INFINITY,
  'nan/0': () => Number.NaN,
  'isinfinite/0': (value) => Math.abs(number(value)) === Number.POSITIVE_INFINITY,
  'isnan/0': (value) => Number.isNaN(number(value)),
  'isnormal/0': (value) => Number.isFinite(number(value)) && Math.abs(number(value)) >= 2.2250738585072014e-308,
};
