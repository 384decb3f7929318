// proxy_pass and upstream: one request, passed on. Models ngx_http_proxy_module.c and ngx_http_upstream.c, ngx_http_upstream_round_robin.c.
// Differs: a server that has failed is asked again by the next request; ip_hash, least_conn and hash spread as round robin does.

import { told } from '#machine/hop.ts';
import type { HttpHeaders, HttpRequest } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import { splice } from '#machine/stream.ts';
import type { ServerView } from '../../image.ts';
import { upstreamFault } from '../ingress-nginx/access-log.ts';
import type { ConfigError, Directive } from './config.ts';
import { all, find } from './directives.ts';
import { escaped } from './uri.ts';
import { expand } from './variables.ts';
import type { Given, Visit } from './visit.ts';

/** An answer, or what nginx says of having none. */
export type Passed =
  | { readonly given: Given }
  | { readonly status: number; readonly error: string; readonly upstream?: string };

interface Peer {
  readonly ip: string;
  readonly port: number;
  readonly weight: number;
  readonly isBackup: boolean;
}

/** One `server` of a group, or the host of a proxy_pass: a name, and where it stands. */
interface Named {
  readonly host: string;
  readonly at: string;
}

const NOT_PASSED = /^(server|date|connection|keep-alive|transfer-encoding|content-type|content-length|x-accel-.*)$/i;
const SECOND = 1000;

export class ReverseProxy {
  readonly #view: ServerView;
  /** By name of the group. */
  readonly #groups: ReadonlyMap<string, Directive>;
  readonly #known = new Map<string, readonly string[]>();
  #turn = 0;

  constructor(config: readonly Directive[], view: ServerView) {
    this.#view = view;
    const http = config.find(({ name }) => name === 'http');
    this.#groups = new Map(all(http, 'upstream').map((group) => [group.args[0] ?? '', group]));
  }

  /** Looks up every name that stands in the configuration: nginx starts only if it finds them all. */
  async resolveAll(servers: readonly Directive[]): Promise<ConfigError | undefined> {
    for (const { host, at } of this.#names(servers)) {
      if (this.#known.has(host)) continue;
      const ips = await this.#view.resolve(host);
      if (ips.length === 0) return { emerg: `host not found in upstream "${host}" in ${at}` };
      this.#known.set(host, ips);
    }
    return undefined;
  }

  #names(servers: readonly Directive[]): readonly Named[] {
    const names: Named[] = [];
    for (const group of this.#groups.values())
      for (const { args, file, line } of all(group, 'server'))
        names.push({ host: hostOf(args[0] ?? ''), at: `${file}:${line}` });
    const walk = (block: Directive): void => {
      for (const directive of block.block ?? []) {
        const { name, args, file, line } = directive;
        const target = /^https?:\/\/([^/]+)/.exec(args[0] ?? '')?.[1] ?? '';
        if (name === 'proxy_pass' && !args[0]?.includes('$') && !this.#groups.has(target))
          names.push({ host: hostOf(target), at: `${file}:${line}` });
        else if (name === 'location' || name === 'if') walk(directive);
      }
    };
    servers.forEach(walk);
    return names.filter(({ host }) => host !== '' && !host.startsWith('unix:'));
  }

  async pass(visit: Visit, path: string, pass: Directive, location: Directive): Promise<Passed> {
    const given = pass.args[0] ?? '';
    const target = expand(visit, given);
    const [, scheme = 'http', authority = '', uri] = /^(https?):\/\/([^/?]+)(.*)$/.exec(target) ?? [];
    if (authority === '') return { status: 500, error: `invalid URL prefix in "${target}"` };
    const peers = await this.#peersOf(visit, location, authority, scheme, given.includes('$'));
    if ('error' in peers) return peers;
    if (peers.length === 0)
      return {
        status: 502,
        error: 'no live upstreams while connecting to upstream',
        upstream: `${scheme}://${authority}${path}`,
      };
    const sent = targetOf(visit, path, uri, location, given.includes('$'));
    const request = this.#request(visit, location, authority);
    let failed: Passed | undefined;
    for (const { ip, port } of peers) {
      const upstream = `${scheme}://${ip}:${port}${sent}`;
      const to = `${ip}:${port}`;
      const at = `pod/${this.#view.namespace}/${this.#view.podName}`;
      visit.hops.push({
        at,
        ok: true,
        ...told(`nginx passed it on to ${to}, by proxy_pass ${given}`, 'nginx-passed', { to, pass: given }),
      });
      const ms = (name: string, seconds: number): number =>
        milliseconds((find(location, name) ?? find(visit.server, name))?.args[0], seconds * SECOND);
      const exchange = await this.#view.fetch(
        { ...request, url: upstream },
        { connectTimeoutMs: ms('proxy_connect_timeout', 60), timeoutMs: ms('proxy_read_timeout', 60), insecure: true },
      );
      visit.hops.push(...exchange.trace);
      if (exchange.ok) return { given: answerOf(exchange, visit, location, { scheme, authority, uri }) };
      const status = exchange.error.kind === 'timeout' ? 504 : 502;
      failed = { status, error: upstreamFault(exchange.error), upstream };
      // What the backend may have begun is not asked of another, unless it may be repeated.
      if (exchange.error.phase === 'transfer' && !/^(GET|HEAD|PUT|DELETE|OPTIONS|TRACE)$/.test(request.method)) break;
    }
    return failed!;
  }

  /** In the order in which they are tried. */
  async #peersOf(
    visit: Visit,
    location: Directive,
    authority: string,
    scheme: string,
    isVariable: boolean,
  ): Promise<readonly Peer[] | Extract<Passed, { error: string }>> {
    const group = this.#groups.get(authority);
    const usual = scheme === 'https' ? 443 : 80;
    if (!group) {
      const host = hostOf(authority);
      const port = Number(/:(\d+)$/.exec(authority)?.[1] ?? usual);
      const found = isVariable ? await this.#resolveLate(visit, location, host) : (this.#known.get(host) ?? []);
      if ('error' in found) return found;
      return this.#inTurn(found.map((ip) => ({ ip, port, weight: 1, isBackup: false })));
    }
    const peers = all(group, 'server').flatMap(({ args: [address = '', ...options] }): Peer[] => {
      if (options.includes('down')) return [];
      const port = Number(/:(\d+)$/.exec(address)?.[1] ?? 80);
      const weight = Number(/^weight=(\d+)$/.exec(options.find((o) => o.startsWith('weight=')) ?? '')?.[1] ?? 1);
      const isBackup = options.includes('backup');
      return (this.#known.get(hostOf(address)) ?? []).map((ip) => ({ ip, port, weight, isBackup }));
    });
    return this.#inTurn(peers);
  }

  #inTurn(peers: readonly Peer[]): readonly Peer[] {
    const first = peers.filter(({ isBackup }) => !isBackup);
    const spread = first.flatMap((peer) => Array.from({ length: peer.weight }, () => peer));
    const chosen = spread[this.#turn++ % Math.max(1, spread.length)];
    const rest = first.filter((peer) => peer !== chosen);
    return [...(chosen ? [chosen] : []), ...rest, ...peers.filter(({ isBackup }) => isBackup)];
  }

  /** A name in a variable is looked up by `resolver`, as it stands: without the search list of /etc/resolv.conf. */
  async #resolveLate(
    visit: Visit,
    location: Directive,
    host: string,
  ): Promise<readonly string[] | Extract<Passed, { error: string }>> {
    if (/^\d+(\.\d+){3}$/.test(host)) return [host];
    if (!(find(location, 'resolver') ?? find(visit.server, 'resolver')))
      return { status: 502, error: `no resolver defined to resolve ${host}` };
    const ips = await this.#view.resolve(host, { search: false });
    return ips.length > 0 ? ips : { status: 502, error: `${host} could not be resolved (3: Host not found)` };
  }

  #request(visit: Visit, location: Directive, authority: string): Omit<HttpRequest, 'url'> {
    const { request, server } = visit;
    const own = all(location, 'proxy_set_header');
    const set = (own.length > 0 ? own : all(server, 'proxy_set_header')).map(
      ({ args: [name = '', value = ''] }) => [name, expand(visit, value.replaceAll('$proxy_host', authority))] as const,
    );
    const has = new Set(set.map(([name]) => name.toLowerCase()));
    const defaults = (
      [
        ['Host', authority],
        ['Connection', 'close'],
      ] as const
    ).filter(([name]) => !has.has(name.toLowerCase()));
    const passed = request.headers.filter(
      ([name]) =>
        !has.has(name.toLowerCase()) &&
        !/^(host|connection|keep-alive|proxy-connection|te|transfer-encoding|upgrade|expect)$/i.test(name),
    );
    const headers: HttpHeaders = [...defaults, ...set.filter(([, value]) => value !== ''), ...passed];
    return { method: request.method, headers, body: request.body };
  }
}

function answerOf(
  { response, stream }: Extract<Awaited<ReturnType<ServerView['fetch']>>, { ok: true }>,
  visit: Visit,
  location: Directive,
  { scheme, authority, uri }: { readonly scheme: string; readonly authority: string; readonly uri: string | undefined },
): Given {
  const { status, headers, body, trailers } = response;
  const prefix = location.args.at(-1) ?? '/';
  const from = `${scheme}://${authority}${uri || prefix}`;
  // Source: proxy_redirect default: what the backend calls by its own name is called by ours.
  const redirected = (value: string): string =>
    value.startsWith(from) ? `${prefix}${value.slice(from.length)}` : value;
  return {
    ...{ status, body, type: headerOf(headers, 'content-type') ?? '', location, server: visit.server },
    extra: headers
      .filter(([name]) => !NOT_PASSED.test(name))
      .map(([name, value]) =>
        name.toLowerCase() === 'location' ? (['Location', redirected(value)] as const) : ([name, value] as const),
      ),
    ...(trailers && { trailers }),
    ...(stream && { upgrade: (client) => void splice(client, stream) }),
  };
}

/** With a URI in proxy_pass, it stands for what the location matched; without one the request goes as it came. */
function targetOf(
  { uri: asked }: Visit,
  path: string,
  uri: string | undefined,
  { args }: Directive,
  isVariable: boolean,
): string {
  if (uri) return isVariable ? uri : `${uri}${escaped(path.slice((args.at(-1) ?? '').length))}${asked.query}`;
  return path === asked.path ? asked.requestUri : `${escaped(path)}${asked.query}`;
}

const hostOf = (authority: string): string => authority.replace(/:\d+$/, '');

/** `60s`, `500ms`, `2m`, `60`: of seconds. */
function milliseconds(text: string | undefined, otherwise: number): number {
  const [, n, unit = 's'] = /^(\d+)(ms|s|m|h)?$/.exec(text ?? '') ?? [];
  return n === undefined ? otherwise : Number(n) * { ms: 1, s: SECOND, m: 60_000, h: 3_600_000 }[unit as 's']!;
}
