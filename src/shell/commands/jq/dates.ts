// jq's functions of time: seconds since the epoch, and "broken down" arrays, always in UTC.

import { strftime } from '../../strftime.ts';
import { JqError, type Json } from './syntax.ts';
import { named } from './values.ts';

type Simple = (value: Json, ...args: Json[]) => Json;

function broken(seconds: number): Json {
  const date = new Date(Math.floor(seconds) * 1000);
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds() + (seconds - Math.floor(seconds)),
    date.getUTCDay(),
    Math.floor((date.getTime() - start) / 86_400_000),
  ];
}

function secondsOf(value: Json, name: string): number {
  if (typeof value === 'number') return value;
  if (!Array.isArray(value) || value.length < 6 || value.some((part) => typeof part !== 'number'))
    throw new JqError(`${name} requires parsed datetime inputs`);
  const [year, month, day, hours, minutes, seconds] = value as number[];
  return Date.UTC(year!, month!, day!, hours!, minutes!, Math.floor(seconds!)) / 1000;
}

const FIELDS: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
  e: '\\s*(?<d>\\d{1,2})',
  H: '(?<H>\\d{1,2})',
  M: '(?<M>\\d{1,2})',
  S: '(?<S>\\d{1,2})',
  Z: '(?<Z>[A-Za-z]+|[-+]\\d{2}:?\\d{2})',
  z: '(?<Z>Z|[-+]\\d{2}:?\\d{2})',
  b: '(?<b>[A-Za-z]{3})',
  B: '(?<b>[A-Za-z]+)',
  a: '[A-Za-z]{3}',
  A: '[A-Za-z]+',
  j: '\\d{1,3}',
};

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

function strptime(value: Json, format: Json): Json {
  if (typeof value !== 'string') throw new JqError(`strptime/1 requires string inputs and arguments`);
  const expanded = String(format)
    .replaceAll('%T', '%H:%M:%S')
    .replaceAll('%F', '%Y-%m-%d')
    .replaceAll('%D', '%m/%d/%y');
  const source = expanded.replace(/%([A-Za-z%])|[\\^$.*+?()[\]{}|]/g, (whole, letter?: string) =>
    letter === undefined ? `\\${whole}` : (FIELDS[letter] ?? '%'),
  );
  const found = new RegExp(`^${source}$`).exec(value);
  if (!found) throw new JqError(`date "${value}" does not match format "${String(format)}"`);
  const part = (name: string, otherwise: number): number => Number(found.groups?.[name] ?? otherwise);
  const named_ = found.groups?.b?.slice(0, 3).toLowerCase();
  const month = named_ === undefined ? part('m', 1) - 1 : MONTHS.indexOf(named_);
  const seconds = Date.UTC(part('Y', 1900), month, part('d', 1), part('H', 0), part('M', 0), part('S', 0)) / 1000;
  return broken(seconds);
}

export const dateFunctions: Readonly<Record<string, Simple>> = {
  'gmtime/0': (value) => {
    if (typeof value !== 'number') throw new JqError('gmtime() requires a number');
    return broken(value);
  },
  'mktime/0': (value) => {
    if (!Array.isArray(value)) throw new JqError('mktime requires array of 6 numbers');
    return Math.floor(secondsOf(value, 'mktime'));
  },
  'strftime/1': (value, format) => {
    if (typeof value !== 'number' && !Array.isArray(value))
      throw new JqError('strftime/1 requires parsed datetime inputs');
    if (typeof format !== 'string')
      throw new JqError(`strftime/1 requires a string format, not ${named(format ?? null)}`);
    return strftime(format, secondsOf(value, 'strftime/1') * 1000);
  },
  'strptime/1': (value, format) => strptime(value, format!),
};
