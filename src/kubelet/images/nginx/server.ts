// nginx's answers: virtual servers, locations, rewrites, its error pages and its log lines.

import type { HttpHeaders, HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { ServerView } from '../../image.ts';
import { byteLength, commonLogTime, httpDate, slashTime } from '../process.ts';
import { type Refusal, refusalOf, tooLarge } from './access.ts';
import type { Directive } from './config.ts';
import { all, errorPageOf, find, listensOf, locationFor, matches, named, regexOf } from './directives.ts';
import type { ReverseProxy } from './proxy.ts';
import { pageOfFault, type RequestFault, refused, requestFault, withoutOddHeaders } from './request-fault.ts';
import { defaultType, pathOnDisk, staticFile } from './static-files.ts';
import { CLOSING, lineWords, pageOf } from './status-words.ts';
import { uriOf } from './uri.ts';
import { expand } from './variables.ts';
import { type Given, origin, requestLine, type Visit } from './visit.ts';

const REDIRECTS = [301, 302, 303, 307, 308];

type Answer = Given | Promise<Given>;

export class NginxServer {
  readonly #servers: readonly Directive[];
  readonly #version: string;
  readonly #container: ServerView;
  /** Present where the configuration passes requests on. */
  readonly #proxy: Promise<ReverseProxy> | undefined;
  #connections = 0;

  constructor(servers: readonly Directive[], version: string, container: ServerView, proxy?: Promise<ReverseProxy>) {
    this.#servers = servers;
    this.#version = version;
    this.#container = container;
    this.#proxy = proxy;
  }

  answer(received: HttpRequest, ip: string, port: number): HttpResponse | Promise<HttpResponse> {
    const request = { ...received, headers: withoutOddHeaders(received.headers) };
    const merged = uriOf(request);
    const server = this.serverFor(port, merged.host);
    const uri = find(server, 'merge_slashes')?.args[0] === 'off' ? uriOf(request, false) : merged;
    const visit: Visit = {
      ...{ request, ip, port, uri, server, serverName: named(server)[0] ?? '', version: this.#version },
      ...{ secure: uri.scheme === 'https', connection: ++this.#connections, view: this.#container },
      ...{ own: new Map(), hops: [], closes: false },
    };
    const fault = requestFault(request, uri);
    const given = fault ? this.#faulty(visit, fault) : this.#locate(visit, uri.path, 0);
    return given instanceof Promise ? given.then((late) => this.#finish(visit, late)) : this.#finish(visit, given);
  }

  #finish(visit: Visit, given: Given): HttpResponse {
    const { request, ip, server, hops } = visit;
    const body = request.method === 'HEAD' ? '' : given.body;
    const agent = headerOf(request.headers, 'user-agent') ?? '-';
    const referer = headerOf(request.headers, 'referer') ?? '-';
    const forwarded = headerOf(request.headers, 'x-forwarded-for') ?? '-';
    if (find(server, 'access_log')?.args[0] !== 'off' && find(given.location, 'access_log')?.args[0] !== 'off')
      this.#container.log(
        `${ip} - - [${commonLogTime(this.#container.now())}] "${requestLine(visit)}" ${given.status} ${byteLength(body)} "${referer}" "${agent}" "${forwarded}"`,
      );
    // The connection is closed, and nothing said.
    if (given.status === 444) throw new Error('444');
    const reason = lineWords(given.status);
    return {
      ...{ status: given.status, headers: this.#headers(visit, given), body },
      ...(reason && { reason }),
      ...(given.trailers && { trailers: given.trailers }),
      ...(given.upgrade && { upgrade: given.upgrade }),
      ...(hops.length > 0 && { via: hops }),
    };
  }

  #faulty(visit: Visit, fault: RequestFault): Answer {
    const { namespace, podName } = visit.view;
    visit.hops.push({ at: `pod/${namespace}/${podName}`, ...refused(fault), ok: false });
    const page = this.#page(visit, fault.status, undefined, 0);
    if (fault.about === undefined || page instanceof Promise || !page.isOwnPage) return page;
    return { ...page, body: pageOfFault(fault, this.#footer(visit)) };
  }

  #headers(visit: Visit, { status, type, body, extra = [], location, server }: Given): HttpHeaders {
    // add_header holds for successes and redirects, and is inherited only by blocks that have none of their own.
    const own = all(location, 'add_header');
    const added = (own.length > 0 ? own : all(server, 'add_header')).filter(
      ({ args }) => status < 400 || args.includes('always'),
    );
    const isLast = visit.closes || headerOf(visit.request.headers, 'connection')?.toLowerCase() === 'close';
    const length = status === 101 ? [] : [['Content-Length', String(byteLength(body))] as const];
    return [
      ['Server', this.#footer(visit)],
      ['Date', httpDate(this.#container.now())],
      ...(status === 204 || status === 304
        ? []
        : [...(type === '' ? [] : [['Content-Type', type] as const]), ...length]),
      ...extra.filter(([name]) => name === 'Last-Modified' || name === 'Location'),
      ['Connection', status === 101 ? 'upgrade' : isLast ? 'close' : 'keep-alive'],
      ...extra.filter(([name]) => name !== 'Last-Modified' && name !== 'Location'),
      ...added.map(({ args: [name = '', value = ''] }) => [name, expand(visit, value)] as const),
    ];
  }

  /** By name among those on the port: exact, then `*.x`, then `x.*`; else default_server, else the first. */
  serverFor(port: number, host: string): Directive {
    const candidates = this.#servers.filter((server) => listensOf(server).includes(port));
    const lower = host.toLowerCase();
    const fallback =
      candidates.find((s) => all(s, 'listen').some(({ args }) => args.includes('default_server'))) ?? candidates[0]!;
    return (
      candidates.find((s) => named(s).includes(lower)) ??
      candidates.find((s) => named(s).some((n) => n.startsWith('*.') && lower.endsWith(n.slice(1)))) ??
      candidates.find((s) => named(s).some((n) => n.endsWith('.*') && lower.startsWith(n.slice(0, -1)))) ??
      candidates.find((s) => named(s).some((n) => n.startsWith('~') && matches(n.slice(1), lower, false))) ??
      fallback
    );
  }

  #locate(visit: Visit, given: string, depth: number): Answer {
    const { server } = visit;
    if (depth > 10) {
      this.#error(visit, `rewrite or internal redirection cycle while internally redirecting to "${given}"`);
      return this.#page(visit, 500, undefined, depth);
    }
    const atServer = this.#rewritten(visit, given, server, depth);
    if (typeof atServer !== 'string') return atServer.given;
    const location = locationFor(all(server, 'location'), atServer);
    const large = tooLarge(visit, location);
    // The page of that error is not too large itself.
    if (large && depth === 0) return this.#refused(visit, large, location, depth);
    return this.#within(visit, atServer, location, depth);
  }

  /** A location's phases: rewrites, access, content. */
  #within(visit: Visit, given: string, location: Directive | undefined, depth: number): Answer {
    visit.own.set('uri', given);
    const path = location ? this.#rewritten(visit, given, location, depth) : given;
    if (typeof path !== 'string') return path.given;
    visit.own.set('uri', path);
    const refusal = refusalOf(visit, location);
    if (!(refusal instanceof Promise))
      return refusal ? this.#refused(visit, refusal, location, depth) : this.#content(visit, path, location, depth);
    return refusal.then((late) =>
      late ? this.#refused(visit, late, location, depth) : this.#content(visit, path, location, depth),
    );
  }

  #refused(
    visit: Visit,
    { status, error, challenge }: Refusal,
    location: Directive | undefined,
    depth: number,
  ): Answer {
    if (error) this.#error(visit, error);
    const page = this.#page(visit, status, location, depth);
    if (challenge === undefined || page instanceof Promise) return page;
    return { ...page, extra: [...(page.extra ?? []), ['WWW-Authenticate', challenge]] };
  }

  #content(visit: Visit, path: string, location: Directive | undefined, depth: number): Answer {
    const pass = find(location, 'proxy_pass');
    if (pass) return this.#passed(visit, path, pass, location!, depth);
    const foreign = (location?.block ?? []).find(({ name }) => /^(fastcgi|uwsgi|scgi|memcached|grpc)_pass$/.test(name));
    if (foreign) {
      this.#error(visit, `Portolan does not simulate ${foreign.name}`);
      return this.#page(visit, 502, location, depth);
    }
    if (find(location, 'stub_status')) {
      const n = this.#connections;
      const body = `Active connections: 1 \nserver accepts handled requests\n ${n} ${n} ${n} \nReading: 0 Writing: 1 Waiting: 0 \n`;
      return { status: 200, type: 'text/plain', body, location, server: visit.server };
    }
    return this.#file(visit, path, location, depth);
  }

  /** `set`, `rewrite`, `return` and `break`, in their order. The path, or what ends the request. */
  #rewritten(visit: Visit, given: string, block: Directive, depth: number): string | { readonly given: Answer } {
    const location = block.name === 'location' ? block : undefined;
    let path = given;
    for (const directive of block.block ?? []) {
      const { name, args } = directive;
      if (name === 'break') break;
      if (name === 'set') visit.own.set((args[0] ?? '').replace(/^\$/, ''), expand(visit, args[1] ?? ''));
      if (name === 'return') return { given: this.#return(visit, directive, location, depth) };
      if (name !== 'rewrite') continue;
      const [pattern = '', replacement = '', flag] = args;
      const found = regexOf(pattern)?.exec(path);
      if (!found) continue;
      found.slice(1).forEach((text, i) => void visit.own.set(String(i + 1), text ?? ''));
      const text = expand(visit, replacement);
      if (flag === 'redirect' || flag === 'permanent' || /^https?:\/\//.test(text)) {
        const status = flag === 'permanent' ? 301 : 302;
        const query = text.includes('?') ? '' : visit.uri.query;
        const to = `${text.startsWith('/') ? origin(visit) : ''}${text}${query}`;
        const page = this.#page(visit, status, location, depth) as Given;
        return { given: { ...page, extra: [['Location', to]] } };
      }
      path = text.replace(/\?.*$/, '');
      visit.own.set('uri', path);
      if (flag === 'break') break;
      if (location) return { given: this.#locate(visit, path, depth + 1) };
      if (flag === 'last') break;
    }
    return path;
  }

  #return(visit: Visit, { args }: Directive, location: Directive | undefined, depth: number): Answer {
    const bare = /^https?:|^\$scheme/.test(args[0] ?? '');
    const code = bare ? 302 : Number(args[0]);
    const text = expand(visit, (bare ? args[0] : args[1]) ?? '');
    if (REDIRECTS.includes(code))
      return {
        ...(this.#page(visit, code, location, depth) as Given),
        extra: [['Location', text.startsWith('/') ? `${origin(visit)}${text}` : text]],
      };
    if (args[1] === undefined && code >= 400) return this.#page(visit, code, location, depth);
    return { status: code, type: defaultType(visit, location), body: text, location, server: visit.server };
  }

  async #passed(visit: Visit, path: string, pass: Directive, location: Directive, depth: number): Promise<Given> {
    const proxy = await this.#proxy;
    const outcome = await proxy!.pass(visit, path, pass, location);
    if (!('given' in outcome)) {
      this.#error(visit, outcome.error, outcome.upstream);
      return this.#page(visit, outcome.status, location, depth);
    }
    const answer: Given = outcome.given;
    const intercepts = (find(location, 'proxy_intercept_errors') ?? find(visit.server, 'proxy_intercept_errors'))
      ?.args[0];
    return answer.status >= 300 && intercepts === 'on' && errorPageOf(visit.server, location, answer.status)
      ? this.#page(visit, answer.status, location, depth)
      : answer;
  }

  #file(visit: Visit, path: string, location: Directive | undefined, depth: number): Answer {
    const attempts = find(location, 'try_files') ?? find(visit.server, 'try_files');
    if (attempts && depth === 0) {
      const last = attempts.args.at(-1) ?? '';
      for (const attempt of attempts.args.slice(0, -1)) {
        const candidate = expand(visit, attempt).replace(/\/{2,}/g, '/');
        const stat = this.#container.files.stat(pathOnDisk(visit, candidate, location));
        if (stat && (stat.type === 'directory') === attempt.endsWith('/'))
          return this.#file(visit, candidate, location, depth + 1);
      }
      if (last.startsWith('=')) return this.#page(visit, Number(last.slice(1)), location, depth);
      if (last.startsWith('@')) return this.#named(visit, last, depth);
      return this.#locate(visit, expand(visit, last).replace(/\?.*/, ''), depth + 1);
    }
    const found = staticFile(visit, path, location);
    if ('given' in found) return found.given;
    if ('path' in found) return this.#locate(visit, found.path, depth + 1);
    if (found.error) this.#error(visit, found.error);
    const page = this.#page(visit, found.status, location, depth);
    return found.extra && !(page instanceof Promise) ? { ...page, extra: found.extra } : page;
  }

  /** `@name` */
  #named(visit: Visit, name: string, depth: number): Answer {
    const location = all(visit.server, 'location').find(({ args }) => args[0] === name);
    if (location) return this.#within(visit, visit.own.get('uri') ?? '/', location, depth + 1);
    this.#error(visit, `could not find named location "${name}"`);
    return this.#page(visit, 500, undefined, depth);
  }

  /** nginx's own, or what `error_page` names: with its status, unless that is changed by `=`. */
  #page(visit: Visit, status: number, location: Directive | undefined, depth: number): Answer {
    if (CLOSING.includes(status)) visit.closes = true;
    const body = pageOf(status, this.#footer(visit));
    const own: Given = {
      ...{ status, type: body === undefined ? '' : 'text/html', body: body ?? '' },
      ...{ location, server: visit.server, isOwnPage: true },
    };
    const custom = depth > 4 || status < 300 ? undefined : errorPageOf(visit.server, location, status);
    if (!custom) return own;
    const target = expand(visit, custom.args.at(-1) ?? '');
    if (/^https?:\/\//.test(target)) return { ...own, status: 302, extra: [['Location', target]] };
    const change = custom.args.find((arg) => arg.startsWith('='));
    const turned = target.startsWith('@')
      ? this.#named(visit, target, depth + 1)
      : this.#locate(visit, target, depth + 2);
    const settle = (given: Given): Given => {
      if (change === '=') return given;
      if (change === undefined && given.status !== 200) return own;
      return { ...given, status: change === undefined ? status : Number(change.slice(1)) };
    };
    return turned instanceof Promise ? turned.then(settle) : settle(turned);
  }

  #footer({ server }: Visit): string {
    return find(server, 'server_tokens')?.args[0] === 'off' ? 'nginx' : `nginx/${this.#version}`;
  }

  #error(visit: Visit, text: string, upstream?: string): void {
    const via = upstream === undefined ? '' : `, upstream: "${upstream}"`;
    this.#container.log(
      `${slashTime(this.#container.now())} [error] 29#29: *${visit.connection} ${text}, client: ${visit.ip}, server: ${visit.serverName}, request: "${requestLine(visit)}"${via}, host: "${visit.uri.authority}"`,
      'stderr',
    );
  }
}
