// Models the conversions of apimachinery/pkg/runtime/conversion.go: query parameters as Go's options take them.

import { type Status, status } from '#apimachinery/status.ts';

const MAX_INT64 = 9223372036854775807n;

/** Undefined when it is not there. A number that is none is a bad request, in strconv's words. */
export function integerOf(query: URLSearchParams, name: string): number | undefined | Status {
  const text = query.get(name);
  if (text === null) return undefined;
  const refuse = (why: string): Status =>
    status.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`);
  if (!/^[+-]?\d+$/.test(text)) return refuse('invalid syntax');
  const value = BigInt(text.replace(/^\+/, ''));
  return value > MAX_INT64 || value < -MAX_INT64 - 1n ? refuse('value out of range') : Number(value);
}

/** Undefined when it is not there. Everything but `false` and `0` is true, even nothing. */
export function flagOf(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name);
  return text === null ? undefined : !['false', '0'].includes(text.toLowerCase());
}

/** A resource version: 0 for none. Otherwise what is wrong with it. Source: APIObjectVersioner.ParseResourceVersion. */
export function revisionOf(text: string): number | { error: string } {
  if (text === '' || text === '0') return 0;
  const refuse = (why: string): { error: string } => ({
    error: `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`,
  });
  if (!/^\d+$/.test(text)) return refuse('invalid syntax');
  return BigInt(text) > 2n * MAX_INT64 + 1n ? refuse('value out of range') : Number(text);
}
