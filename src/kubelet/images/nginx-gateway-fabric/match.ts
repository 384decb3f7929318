// Does a match of a route hold for a request? Source: Gateway API, HTTPRouteMatch.

import type { HTTPRouteMatch, ValueMatch } from '#api/gateway/types.ts';

/** What of a request is looked at. */
export interface Asked {
  readonly host: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly method: string;
  header(name: string): string | undefined;
  /** The first of a parameter's values. */
  query(name: string): string | undefined;
}

export function holds({ path, method, headers = [], queryParams = [] }: HTTPRouteMatch, asked: Asked): boolean {
  return (
    pathHolds(path, asked.path) &&
    (method === undefined || method === asked.method) &&
    firstOfEach(headers, (name) => name.toLowerCase()).every((m) => valueHolds(m, asked.header(m.name))) &&
    firstOfEach(queryParams, (name) => name).every((m) => valueHolds(m, asked.query(m.name)))
  );
}

function pathHolds(path: HTTPRouteMatch['path'], asked: string): boolean {
  const { type = 'PathPrefix', value = '/' } = path ?? {};
  if (type === 'Exact') return asked === value;
  if (type === 'RegularExpression') return new RegExp(`^(?:${value})$`).test(asked);
  const prefix = value.replace(/\/$/, '');
  return asked === prefix || asked.startsWith(`${prefix}/`);
}

/** "Subsequent entries with an equivalent name MUST be ignored." */
function firstOfEach(matches: readonly ValueMatch[], fold: (name: string) => string): readonly ValueMatch[] {
  return matches.filter((m, i) => matches.findIndex(({ name }) => fold(name) === fold(m.name)) === i);
}

function valueHolds({ type = 'Exact', value }: ValueMatch, asked: string | undefined): boolean {
  if (asked === undefined) return false;
  return type === 'Exact' ? asked === value : new RegExp(value).test(asked);
}
