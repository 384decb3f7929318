// The request as the backend gets it: its headers, its address after a rewrite. Models the location part of nginx.tmpl.

import type { HttpHeaders, HttpRequest } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import { escaped, type RequestUri } from '../nginx/uri.ts';
import type { Backend, Endpoint } from './backends.ts';
import { regexOf } from './locations.ts';
import type { Location } from './routes.ts';
import type { Settings } from './settings.ts';

/** Between the client and nginx. */
const HOP_BY_HOP = ['keep-alive', 'te', 'transfer-encoding', 'proxy-connection', 'expect'];

export interface Forwarding {
  readonly request: HttpRequest;
  readonly uri: RequestUri;
  readonly location: Location;
  readonly settings: Settings;
  readonly clientIP: string;
  readonly requestId: string;
  /** From the ConfigMap of `proxy-set-headers`, and from what external authentication answered. */
  readonly extra: HttpHeaders;
}

export function upstreamRequest(forwarding: Forwarding, endpoint: Endpoint): HttpRequest {
  const { request, location } = forwarding;
  const scheme = /S$/.test(location.options.protocol) ? 'https' : 'http';
  const target = rewritten(forwarding);
  return {
    method: request.method,
    url: `${scheme}://${endpoint.address}:${endpoint.port}${target}`,
    headers: headersOf(forwarding),
    body: request.body,
    ...(/^GRPC/.test(location.options.protocol) && { version: 'HTTP/2' as const }),
  };
}

/** Of whoever answers in place of an error: always at `/`, and with headers of its own. Models CUSTOM_ERRORS of nginx.tmpl. */
export function errorRequest(
  { request, uri, clientIP, requestId }: Pick<Forwarding, 'request' | 'uri' | 'clientIP' | 'requestId'>,
  about: HttpHeaders,
  endpoint: Endpoint,
): HttpRequest {
  const set: HttpHeaders = [
    ...about,
    ['X-Request-ID', requestId],
    ['X-Forwarded-For', clientIP],
    ['Host', uri.authority],
    ['Connection', 'close'],
  ];
  const own = new Set([...set.map(([name]) => name.toLowerCase()), ...HOP_BY_HOP, 'upgrade']);
  return {
    method: request.method,
    url: `http://${endpoint.address}:${endpoint.port}/${uri.query}`,
    headers: [...set, ...request.headers.filter(([name]) => !own.has(name.toLowerCase()))],
    body: request.body,
  };
}

/** What it is told of the error. */
export function errorHeaders(
  { request, uri }: Pick<Forwarding, 'request' | 'uri'>,
  status: number,
  ingress = '',
  failed: Pick<Backend, 'service' | 'servicePort'> | undefined = undefined,
): HttpHeaders {
  const [namespace = '', name = ''] = ingress.split('/');
  return [
    ['X-Code', String(status)],
    ['X-Format', headerOf(request.headers, 'accept') ?? ''],
    ['X-Original-URI', uri.requestUri],
    ['X-Namespace', namespace],
    ['X-Ingress-Name', name],
    ['X-Service-Name', failed?.service?.split('/')[1] ?? ''],
    ['X-Service-Port', failed?.servicePort ?? ''],
  ];
}

/** Path and query for the backend. Without a rewrite exactly as the client sent them. */
export function rewritten({ uri, location }: Pick<Forwarding, 'uri' | 'location'>): string {
  const { rewriteTarget } = location.options;
  if (rewriteTarget === '' || rewriteTarget === location.path) return uri.requestUri;
  const match = regexOf(location.path)?.exec(uri.path);
  if (!match) return uri.requestUri;
  // A question mark of the target begins a query, one that was captured does not.
  const [path = '', query] = rewriteTarget.split('?').map((part) => filled(part, match));
  const rooted = path.startsWith('/') ? path : `/${path}`;
  const queries = [query, uri.query.slice(1)].filter((q) => q);
  return `${escaped(rooted)}${queries.length > 0 ? `?${queries.join('&')}` : ''}`;
}

const filled = (text: string, match: RegExpExecArray): string =>
  text.replace(/\$(\d)|\$\{?(\w+)\}?/g, (whole, at: string | undefined, name: string) =>
    at === undefined ? (match.groups?.[name] ?? whole) : (match[Number(at)] ?? ''),
  );

/** The port that the client spoke to, as far as nginx tells: a node port or a load balancer's is not known to it. */
export const portOfScheme = (scheme: RequestUri['scheme']): string => (scheme === 'https' ? '443' : '80');

function headersOf({ request, uri, location, settings, clientIP, requestId, extra }: Forwarding): HttpHeaders {
  const { options } = location;
  const sent = (name: string): string | undefined => headerOf(request.headers, name);
  const believed = (name: string, own: string): string => (settings.useForwardedHeaders ? (sent(name) ?? own) : own);
  const proto = believed('x-forwarded-proto', uri.scheme);
  const upgrade = sent('upgrade');
  const rewrites = options.rewriteTarget !== '' && options.rewriteTarget !== location.path;
  const set: [string, string | undefined][] = [
    ['Host', options.upstreamVhost || uri.authority],
    ['Upgrade', upgrade],
    ['Connection', upgrade === undefined ? undefined : 'upgrade'],
    ['X-Request-ID', requestId],
    ['X-Real-IP', clientIP],
    ['X-Forwarded-For', believed('x-forwarded-for', clientIP)],
    ['X-Forwarded-Host', believed('x-forwarded-host', uri.authority)],
    ['X-Forwarded-Port', believed('x-forwarded-port', portOfScheme(uri.scheme))],
    ['X-Forwarded-Proto', proto],
    ['X-Forwarded-Scheme', proto],
    ['X-Scheme', proto],
    ['X-Original-Forwarded-For', sent('x-forwarded-for')],
    ['Proxy', undefined],
    ...(rewrites && options.forwardedPrefix
      ? [['X-Forwarded-Prefix', options.forwardedPrefix] as [string, string]]
      : []),
    ...(options.basicAuth ? [['Authorization', undefined] as [string, undefined]] : []),
    ...extra.map(([name, value]) => [name, value] as [string, string]),
  ];
  const own = new Set(set.map(([name]) => name.toLowerCase()));
  for (const name of HOP_BY_HOP) own.add(name);
  if (upgrade === undefined) own.add('upgrade');
  return [
    ...set.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const])),
    ...request.headers.filter(([name]) => !own.has(name.toLowerCase())),
  ];
}
