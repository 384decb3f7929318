// The few machines of the simulated internet, so that a Pod has something outside to ask.

import { byteLength } from '#machine/bytes.ts';
import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import { pki } from '#pki/loader.ts';
import { OUTSIDE_NAMES, PUBLIC_RESOLVERS } from './dns/outside.ts';
import { DOCUMENT_HOSTS, documentAnswer } from './document-hosts.ts';
import type { ReadDocument } from './documents.ts';
import type { Served } from './listener.ts';
import type { OpenPort, OutsideHost } from './topology.ts';

const RESOLVER = 'resolver';
const WEB = [
  { port: 80, protocol: 'TCP' },
  { port: 443, protocol: 'TCP' },
] as const;

/** Always there, beside the hosts of the lab. */
export const WORLD_HOSTS: readonly OutsideHost[] = [
  { place: 'example.com', ips: [OUTSIDE_NAMES['example.com']!], reachable: true },
  { place: 'kubernetes.io', ips: [OUTSIDE_NAMES['kubernetes.io']!], reachable: true },
  ...Object.entries(DOCUMENT_HOSTS).map(([place, ip]) => ({ place, ips: [ip], reachable: true })),
  { place: RESOLVER, ips: PUBLIC_RESOLVERS, reachable: true },
];

export const isPublicResolver = (place: string): boolean => place === RESOLVER;

export function worldPorts(place: string): readonly OpenPort[] | undefined {
  if (place === RESOLVER)
    return [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ];
  return WORLD_HOSTS.some((host) => host.place === place) ? WEB : undefined;
}

/** `read` undefined: the lab has none of the documents. */
export function worldListener(
  place: string,
  port: number,
  now: () => number,
  read: ReadDocument = () => undefined,
): Served | undefined {
  if (place === RESOLVER || !worldPorts(place)) return undefined;
  const handler = Object.hasOwn(DOCUMENT_HOSTS, place)
    ? (request: HttpRequest) => documentAnswer(place, port, request, read)
    : (request: HttpRequest) => page(place, request);
  if (port !== 443) return { handler };
  const names = [place, `www.${place}`];
  const by = place === 'example.com' ? 'digicert' : 'letsencrypt';
  return { handler, tls: { identity: () => pki().siteIdentity(names, now(), by), alpn: ['h2', 'http/1.1'] } };
}

function page(site: string, { method }: HttpRequest): HttpResponse {
  const title = site === 'example.com' ? 'Example Domain' : site;
  const body = `<!doctype html>\n<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<p>This page stands in for ${site} in Portolan's simulated internet.</p>\n</body>\n</html>\n`;
  return {
    status: 200,
    headers: [
      ['Content-Type', 'text/html; charset=UTF-8'],
      ['Content-Length', String(byteLength(body))],
    ],
    body: method === 'HEAD' ? '' : body,
  };
}
