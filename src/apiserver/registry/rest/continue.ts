// Models apiserver/pkg/storage/continue.go: the token that a list in pieces goes on with.

import { jsonSyntaxError } from '#apimachinery/go-json.ts';

const VERSION = 'meta.k8s.io/v1';

export interface Continuation {
  /** The revision of the first piece; -1: the present one, whatever it is. */
  readonly revision: number;
  /** The first key of the next piece: not before it, bytewise. */
  readonly start: string;
}

/** @param last The key of the last object given, within the collection: `default/web`, or `web` in one namespace. */
export function encodeContinue(last: string, revision: number): string {
  return encodeStart(`${last}\0`, revision);
}

export function encodeStart(start: string, revision: number): string {
  const bytes = new TextEncoder().encode(JSON.stringify({ v: VERSION, rv: revision, start }));
  const binary = [...bytes].map((b) => String.fromCharCode(b)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function decodeContinue(token: string): Continuation | { error: string } {
  const invalid = (why: string): { error: string } => ({ error: `continue key is not valid: ${why}` });
  const corrupt = corruptAt(token);
  if (corrupt !== undefined) return invalid(`illegal base64 data at input byte ${corrupt}`);
  const binary = atob(token.replaceAll('-', '+').replaceAll('_', '/'));
  const text = new TextDecoder().decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
  const mistake = jsonSyntaxError(text);
  if (mistake !== undefined) return invalid(mistake);
  const parsed = JSON.parse(text) as { v?: unknown; rv?: unknown; start?: unknown } | null;
  const { v = '', rv = 0, start = '' } = typeof parsed === 'object' && parsed !== null ? parsed : {};
  if (v !== VERSION) return invalid(`server does not recognize this encoded version ${v}`);
  if (typeof rv !== 'number' || !Number.isInteger(rv) || rv === 0)
    return invalid(`incorrect encoded start resourceVersion (version ${VERSION})`);
  if (typeof start !== 'string' || start === '') return invalid(`encoded start key empty (version ${VERSION})`);
  const path = start.startsWith('/') ? start : `/${start}`;
  // Nobody climbs out of the collection.
  if (/\/(\.{0,2})(\/|$)/.test(path)) return invalid(start);
  return { revision: rv, start: path.slice(1) };
}

/** Where Go's unpadded URL encoding gives up; undefined: it does not. */
function corruptAt(token: string): number | undefined {
  const bad = token.search(/[^A-Za-z0-9_-]/);
  if (bad >= 0) return bad;
  return token.length % 4 === 1 ? token.length - 1 : undefined;
}
