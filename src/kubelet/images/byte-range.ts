// `Range: bytes=0-99`: a part of a file. RFC 9110, 14.

import { bytesOf, textOf } from '#machine/bytes.ts';
import { type HttpHeaders, headerOf } from '#machine/http.ts';

type Part = readonly [first: number, last: number];

/**
 * The first and the last byte; `none`: there are none. Several parts at once are not simulated: the whole is sent.
 * Models ngx_http_range_filter_module.c and httpd's modules/http/byterange_filter.c.
 */
export function partOf(headers: HttpHeaders, size: number, validators: readonly string[]): Part | 'none' | undefined {
  const onlyIf = headerOf(headers, 'if-range');
  if (onlyIf !== undefined && !validators.includes(onlyIf)) return undefined;
  const [, from = '', to = ''] = /^bytes=\s*(\d*)-(\d*)$/.exec(headerOf(headers, 'range') ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(size - 1, Number(to));
  return first > last ? 'none' : [first, last];
}

export const bytesOfRange = (text: string, [first, last]: Part): string => textOf(bytesOf(text).slice(first, last + 1));
