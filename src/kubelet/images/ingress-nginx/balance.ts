// Which endpoint of a backend gets the request. Models rootfs/etc/nginx/lua/balancer.lua, round_robin, sticky and chash.

import { md5 } from '@noble/hashes/legacy.js';
import { bytesOf } from '#machine/bytes.ts';
import type { Affinity } from './annotations.ts';
import type { Backend, Endpoint } from './backends.ts';
import { takesCanary } from './canary.ts';

export interface BalanceRequest {
  header(name: string): string | undefined;
  cookie(name: string): string | undefined;
  random(): number;
  nowMs: number;
  isSecure: boolean;
  host: string;
  /** The location's own path: where the cookie holds, unless an annotation says it. */
  locationPath: string;
  /** The value of `upstream-hash-by`, its variables filled in. */
  hashKey: string;
}

export interface Choice {
  readonly backend: Backend;
  /** The primary's canary, when it took the request. */
  readonly alternative: string;
  /** In the order in which they are tried. */
  readonly endpoints: readonly Endpoint[];
  readonly setCookie: string | undefined;
}

const md5Hex = (text: string): string =>
  Array.from(md5(bytesOf(text)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The cookie holds for these endpoints only in so far as the name of the backend does. Source: sticky.lua backend_key. */
const backendKey = ({ name }: Backend): string => md5Hex(name);

export class Balancer {
  readonly #turns = new Map<string, number>();

  choose(primary: Backend, backends: ReadonlyMap<string, Backend>, request: BalanceRequest, tries: number): Choice {
    const backend = this.#alternative(primary, backends, request) ?? primary;
    const alternative = backend === primary ? '' : backend.name;
    const { affinity, endpoints, hashBy } = backend;
    if (endpoints.length === 0) return { backend, alternative, endpoints: [], setCookie: undefined };
    if (affinity) return { backend, alternative, ...sticky(backend, affinity, request, tries) };
    const first = hashBy === '' ? this.#turn(backend, request) : hashed(request.hashKey, endpoints.length);
    return { backend, alternative, endpoints: order(endpoints, first, tries), setCookie: undefined };
  }

  #alternative(primary: Backend, backends: ReadonlyMap<string, Backend>, request: BalanceRequest): Backend | undefined {
    // Source: balancer.lua: only the first canary is asked.
    const alternative = backends.get(primary.alternatives[0] ?? '');
    if (!alternative?.canary || alternative.endpoints.length === 0) return undefined;
    const kept = primary.affinity && keyOfCookie(request.cookie(primary.affinity.cookie));
    if (kept?.backend === backendKey(primary)) return undefined;
    if (kept?.backend === backendKey(alternative)) return alternative;
    return takesCanary(alternative.canary, request) ? alternative : undefined;
  }

  /** Each backend's turns begin at one of its endpoints by chance, as those of a worker do. */
  #turn({ name, endpoints }: Backend, { random }: BalanceRequest): number {
    const turn = this.#turns.get(name) ?? Math.floor(random() * endpoints.length);
    this.#turns.set(name, turn + 1);
    return turn % endpoints.length;
  }
}

/** A failed try goes to the next; one that has no next is tried again. */
const order = (endpoints: readonly Endpoint[], first: number, tries: number): readonly Endpoint[] =>
  Array.from({ length: tries }, (_, i) => endpoints[(first + i) % endpoints.length]!);

function sticky(
  backend: Backend,
  affinity: Affinity,
  request: BalanceRequest,
  tries: number,
): Pick<Choice, 'endpoints' | 'setCookie'> {
  const kept = keyOfCookie(request.cookie(affinity.cookie));
  const isOurs = kept !== undefined && (kept.backend === undefined || kept.backend === backendKey(backend));
  const key = isOurs ? kept.key : `${(request.nowMs / 1000).toFixed(3)}.26.${Math.floor(request.random() * 999_999)}`;
  const endpoints = order(backend.endpoints, hashed(key, backend.endpoints.length), tries);
  const gives = !isOurs && affinity.hosts.some((host) => host === '' || host === request.host);
  return { endpoints, setCookie: !gives ? undefined : cookieFor(backend, affinity, key, request) };
}

function cookieFor(backend: Backend, affinity: Affinity, key: string, request: BalanceRequest): string {
  const { nowMs, isSecure, locationPath } = request;
  const expires = Number(affinity.expires);
  return [
    `${affinity.cookie}=${key}|${backendKey(backend)}`,
    ...(affinity.expires === '' ? [] : [`Expires=${cookieTime(nowMs + expires * 1000)}`]),
    ...(affinity.maxAge === '' ? [] : [`Max-Age=${affinity.maxAge}`]),
    `Path=${affinity.path || locationPath}`,
    ...((affinity.secure ?? isSecure) ? ['Secure'] : []),
    'HttpOnly',
    ...(affinity.sameSite === '' ? [] : [`SameSite=${affinity.sameSite}`]),
  ].join('; ');
}

/** Two digits for the year as long as they are clear. Source: nginx ngx_http_cookie_time. */
function cookieTime(ms: number): string {
  const [day, date, month, year, time] = new Date(ms).toUTCString().split(' ');
  return `${day} ${date}-${month}-${Number(year) > 2037 ? year : year!.slice(2)} ${time} GMT`;
}

function keyOfCookie(
  value: string | undefined,
): { readonly key: string; readonly backend: string | undefined } | undefined {
  if (!value) return undefined;
  const [key = '', backend] = value.split('|');
  return { key, backend };
}

// Differs: the ring of chash gives another endpoint for the same key; the same key always gives the same one here too.
const hashed = (key: string, length: number): number => Number.parseInt(md5Hex(key).slice(0, 8), 16) % length;
