// Cross-origin requests: the answer to a preflight, and the headers on the others. Models the CORS part of nginx.tmpl.

import type { HttpHeaders } from '#machine/http.ts';
import type { Cors } from './annotations.ts';
import type { Answer } from './pages.ts';

/** @param origin The request's header; undefined: it has none. */
export function corsHeaders(cors: Cors, origin: string | undefined): HttpHeaders {
  const allowed = cors.origins.includes('*') ? '*' : cors.origins.some((o) => covers(o, origin)) ? origin : undefined;
  if (allowed === undefined) return [];
  return [
    ['Access-Control-Allow-Origin', allowed],
    ...(cors.credentials ? [['Access-Control-Allow-Credentials', 'true'] as const] : []),
    ['Access-Control-Allow-Methods', cors.methods],
    ['Access-Control-Allow-Headers', cors.headers],
    ...(cors.exposed ? [['Access-Control-Expose-Headers', cors.exposed] as const] : []),
    ['Access-Control-Max-Age', String(cors.maxAge)],
  ];
}

export const preflight = (cors: Cors, origin: string | undefined): Answer => ({
  status: 204,
  body: '',
  headers: [...corsHeaders(cors, origin), ['Content-Type', 'text/plain charset=UTF-8'], ['Content-Length', '0']],
});

/** `https://*.example.com`: one label more. */
function covers(pattern: string, origin: string | undefined): boolean {
  if (origin === undefined) return false;
  if (!pattern.includes('*')) return pattern === origin;
  const [before = '', after = ''] = pattern.split('*');
  const middle = origin.slice(before.length, origin.length - after.length);
  return origin.startsWith(before) && origin.endsWith(after) && /^[A-Za-z0-9-]+$/.test(middle);
}
