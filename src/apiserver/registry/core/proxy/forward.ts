// Models apimachinery/pkg/util/proxy/upgradeaware.go: one request carried to an address in the cluster network, and its answer back.

import { reply, status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { HOP_BY_HOP } from '#machine/http.ts';
import type { ServerContext } from '../../rest/strategy.ts';
import { rewriteHtml, rewriteUrl } from './rewrite.ts';
import { passedOn } from './way.ts';

/** Discovery has no verbs for two of them. Source: pkg/registry/core/pod/rest proxyMethods. */
export const PROXIED = {
  verbs: ['create', 'delete', 'get', 'patch', 'update'],
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
} as const;

/** Beside those of one connection, the credentials meant for the API server; the length is that of what is sent on. */
const NOT_FORWARDED = new Set([...HOP_BY_HOP, 'authorization', 'content-length']);
const NOT_RETURNED = new Set([
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
]);

export interface Target {
  readonly scheme: 'http' | 'https';
  readonly ip: string;
  readonly port: number;
}

/** `name`, `name:port` or `scheme:name:port`; undefined if it is none of them. Source: utilnet.SplitSchemeNamePort. */
export function splitSchemeNamePort(id: string): { scheme: 'http' | 'https'; name: string; port: string } | undefined {
  const parts = id.split(':');
  if (parts.length > 3) return undefined;
  const [scheme, name, port] = parts.length === 3 ? [parts[0]!, parts[1]!, parts[2]!] : ['', parts[0]!, parts[1] ?? ''];
  if (name === '' || !['', 'http', 'https'].includes(scheme)) return undefined;
  return { scheme: scheme === 'https' ? 'https' : 'http', name, port };
}

/**
 * What stands behind `…/NAME/proxy`, with the last slash that a page's relative links depend on; empty where there is none.
 * Read from the request itself, since routing takes `/proxy` and `/proxy/` for the same.
 */
function behindProxy(path: string): string {
  return /^\/api\/v1\/namespaces\/[^/]+\/[^/]+\/[^/]+\/proxy(\/.*)?$/.exec(path)?.[1] ?? '';
}

/** @param object What it is for: `Service/NAMESPACE/NAME`, or the Pod so. */
export async function forward(
  request: ApiRequest,
  target: Target,
  object: string,
  context: ServerContext,
): Promise<ApiResponse> {
  const [path = '', query] = splitQuery(request.path);
  const suffix = query === undefined ? '' : `?${query}`;
  const behind = behindProxy(path);
  if (behind === '' && (request.method === 'GET' || request.method === 'HEAD')) {
    // The page's relative links would otherwise lead beside it.
    return {
      code: 301,
      headers: { location: `${path}/${suffix}`, 'content-type': 'text/plain; charset=utf-8' },
      body: '',
    };
  }
  const inner = behind || '/';
  const prefix = path.slice(0, path.length - behind.length);
  const host = request.headers?.host;
  const answer = await context.nodes.http(target, {
    method: request.method,
    path: inner + suffix,
    headers: {
      ...forwardedHeaders(request),
      'x-forwarded-uri': path,
    },
    ...(request.body !== undefined && {
      body: typeof request.body === 'string' ? request.body : JSON.stringify(request.body),
    }),
  });
  const via = [passedOn(object, `${target.ip}:${target.port}`), ...(answer.via ?? [])];
  if ('error' in answer)
    return { ...reply(status.serviceUnavailable(`error trying to reach service: ${answer.error}`)), via };

  const { response } = answer;
  const rewrite = { prefix, host, target: `${target.ip}:${target.port}` };
  const headers = returnedHeaders(response.headers, request.method);
  if (headers.location !== undefined) {
    headers.location = rewriteUrl(headers.location, rewrite);
    return { code: response.status, headers, body: response.body, via };
  }
  const html = headers['content-type']?.split(';')[0]?.trim() === 'text/html';
  return { code: response.status, headers, body: html ? rewriteHtml(response.body, rewrite) : response.body, via };
}

function splitQuery(path: string): [string, string | undefined] {
  const at = path.indexOf('?');
  return at < 0 ? [path, undefined] : [path.slice(0, at), path.slice(at + 1)];
}

/** Source: httputil.ReverseProxy, which adds its client to the list; http.Transport, which asks for gzip where nobody says otherwise. */
function forwardedHeaders({ headers = {}, method, peerIP }: ApiRequest): Record<string, string> {
  const before = headers['x-forwarded-for'];
  const asksGzip = method !== 'HEAD' && headers['accept-encoding'] === undefined && headers.range === undefined;
  return {
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_FORWARDED.has(name.toLowerCase()))),
    ...(peerIP && { 'x-forwarded-for': before === undefined ? peerIP : `${before}, ${peerIP}` }),
    ...(asksGzip && { 'accept-encoding': 'gzip' }),
  };
}

/** The length of a body is counted where it is sent; of one that is only told of, as HEAD asks, nobody else knows it. */
function returnedHeaders(
  headers: readonly (readonly [string, string])[],
  method: ApiRequest['method'],
): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (NOT_RETURNED.has(lower) && !(lower === 'content-length' && method === 'HEAD')) continue;
    out[lower] = out[lower] === undefined ? value : `${out[lower]}, ${value}`;
  }
  // Go's server names a type for what has none.
  out['content-type'] ??= 'text/plain; charset=utf-8';
  return out;
}

/** A name as it stands in a path; what cannot be decoded is taken as it is. */
export function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
