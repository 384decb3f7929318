// What a lesson draws from the seed: `${port}` in it stands for the learner's own value, so that there is no answer to copy.

import { randomFrom } from '#lab/random.ts';
import { placesIn } from './template.ts';

/** One thing that is drawn. A value may be a mapping: `${fault.says}` is then a field of what was drawn. */
export interface Param {
  readonly name: string;
  readonly oneOf: readonly unknown[];
}

/** What was drawn, by name. */
export type ParamValues = Readonly<Record<string, unknown>>;

/** The same seed draws the same values; each param is drawn by itself, so that a new one changes no other. */
export function drawParams(params: readonly Param[], seed: number): ParamValues {
  return Object.fromEntries(
    params.map(({ name, oneOf }) => {
      const turn = [...name].reduce((hash, c) => (Math.imul(hash, 31) + c.codePointAt(0)!) >>> 0, seed >>> 0);
      return [name, oneOf[Math.floor(randomFrom(turn).next() * oneOf.length)]];
    }),
  );
}

/**
 * The next seed after this one with which the value is filled in otherwise.
 *
 * @param value With its `${name}` in it, not filled in yet. Undefined comes back where it is the same with every seed.
 */
export function nextSeed(value: unknown, params: readonly Param[], seed: number): number | undefined {
  const used = paramsIn(value, params);
  if (used.every(({ oneOf }) => new Set(oneOf.map((one) => JSON.stringify(one))).size < 2)) return undefined;
  const drawn = JSON.stringify(drawParams(used, seed));
  let next = seed;
  do next = (next + 1) % 2 ** 31;
  while (JSON.stringify(drawParams(used, next)) === drawn);
  return next;
}

/** The params that stand in a value which is not filled in yet. */
export function paramsIn(value: unknown, params: readonly Param[]): readonly Param[] {
  const places = placesIn(JSON.stringify(value) ?? '');
  return params.filter(({ name }) => places.some((place) => place === name || place.startsWith(`${name}.`)));
}

/** The first value of each. */
export function firstValues(params: readonly Param[]): ParamValues {
  return Object.fromEntries(params.map(({ name, oneOf }) => [name, oneOf[0]]));
}

/** As few draws as have every value of each param at least once. One of nothing, where there are no params. */
export function everyValue(params: readonly Param[]): readonly ParamValues[] {
  const most = Math.max(1, ...params.map(({ oneOf }) => oneOf.length));
  return Array.from({ length: most }, (_, i) =>
    Object.fromEntries(params.map(({ name, oneOf }) => [name, oneOf[i % oneOf.length]])),
  );
}

/** `port=30080`, for whoever reads a proof's name. */
export function showValues(values: ParamValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${nameOf(value)}`)
    .join(' ');
}

/** A mapping goes by its `name`, or whatever comes first. */
function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { name = Object.values(value)[0] } = value as { name?: unknown };
  return typeof name === 'object' ? JSON.stringify(name) : String(name);
}

/** Each leaf by its path, as text: `port`, `fault.says`. Lists are lines. */
export function flatValues(values: ParamValues): Readonly<Record<string, string>> {
  const flat: Record<string, string> = {};
  const visit = (path: string, value: unknown): void => {
    if (Array.isArray(value)) flat[path] = value.map(String).join('\n');
    else if (typeof value === 'object' && value !== null)
      for (const [name, part] of Object.entries(value)) visit(path ? `${path}.${name}` : name, part);
    else flat[path] = String(value);
  };
  visit('', values);
  return flat;
}
