// `${…}` in a lesson: a param of this learner's, or a value that is read from the cluster when a check is judged (live.ts).

import type { ParamValues } from './params.ts';

const PLACE = /\$\{([a-zA-Z][^{}\s]*)\}/g;

/** What stands between `${` and `}` in a text. */
export const placesIn = (text: string): readonly string[] => [...text.matchAll(PLACE)].map(([, place]) => place!);

export interface Filling {
  readonly values: ParamValues;
  /** Told of each place that is no param; it stays as it is. */
  other?(place: string, path: readonly (string | number)[]): void;
}

/**
 * The value with its params filled in, all the way down. A text that is nothing but `${name}` becomes the value itself: a number,
 * a list, a mapping.
 */
export function fillParams(value: unknown, filling: Filling, path: readonly (string | number)[] = []): unknown {
  if (typeof value === 'string') return fillText(value, filling, path);
  if (Array.isArray(value)) return value.map((item, i) => fillParams(item, filling, [...path, i]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, fillParams(part, filling, [...path, name])]),
  );
}

function fillText(text: string, filling: Filling, path: readonly (string | number)[]): unknown {
  const whole = /^\$\{([a-zA-Z][^{}\s]*)\}$/.exec(text)?.[1];
  if (whole !== undefined) {
    const found = valueAt(whole, filling.values);
    if (found === undefined) filling.other?.(whole, path);
    return found ?? text;
  }
  return text.replace(PLACE, (all, place: string) => {
    const found = valueAt(place, filling.values);
    if (found === undefined) filling.other?.(place, path);
    return found === undefined ? all : typeof found === 'object' ? JSON.stringify(found) : String(found);
  });
}

function valueAt(place: string, values: ParamValues): unknown {
  let found: unknown = values;
  for (const part of place.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[part];
  }
  return found;
}
