// nginx's answers: virtual servers, locations, static files, its error pages and its log lines.

import type { HttpHeaders, HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { ServerView } from '../../image.ts';
import { byteLength, commonLogTime, httpDate, slashTime } from '../process.ts';
import type { Directive } from './config.ts';

const REASONS: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Authorization Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  410: 'Gone',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};
const REDIRECTS = [301, 302, 303, 307, 308];

/** Source: conf/mime.types, what lessons serve. */
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  xml: 'text/xml',
  txt: 'text/plain',
  js: 'application/javascript',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  ico: 'image/x-icon',
  pdf: 'application/pdf',
};

/** `listen 80`, `listen [::]:80`, `listen 0.0.0.0:80`: the ports in order, each once. */
export function portsOf(servers: readonly Directive[]): readonly number[] {
  return [...new Set(servers.flatMap(listensOf))];
}

function listensOf({ block = [] }: Directive): readonly number[] {
  const listens = block.filter(({ name }) => name === 'listen');
  if (listens.length === 0) return [80];
  return listens.flatMap(({ args: [address = ''] }) => {
    if (address.startsWith('unix:')) return [];
    const port = /(?:^|:)(\d+)$/.exec(address)?.[1];
    return [port === undefined ? 80 : Number(port)];
  });
}

export class NginxServer {
  readonly #servers: readonly Directive[];
  readonly #version: string;
  readonly #container: ServerView;
  #connections = 0;

  constructor(servers: readonly Directive[], version: string, container: ServerView) {
    this.#servers = servers;
    this.#version = version;
    this.#container = container;
  }

  answer(request: HttpRequest, ip: string, port: number): HttpResponse {
    this.#connections++;
    const url = new URL(request.url);
    const server = this.serverFor(port, url.hostname);
    const visit: Visit = { request, ip, port, url, server, serverName: named(server)[0] ?? '' };
    const given = this.#locate(visit, decode(url.pathname), 0);
    const body = request.method === 'HEAD' ? '' : given.body;
    const agent = headerOf(request.headers, 'user-agent') ?? '-';
    const referer = headerOf(request.headers, 'referer') ?? '-';
    const forwarded = headerOf(request.headers, 'x-forwarded-for') ?? '-';
    if (find(server, 'access_log')?.args[0] !== 'off' && find(given.location, 'access_log')?.args[0] !== 'off')
      this.#container.log(
        `${ip} - - [${commonLogTime(this.#container.now())}] "${requestLine(visit)}" ${given.status} ${byteLength(body)} "${referer}" "${agent}" "${forwarded}"`,
      );
    return { status: given.status, headers: this.#headers(given), body };
  }

  #headers({ status, type, body, extra = [], location, server }: Given): HttpHeaders {
    // add_header holds for successes and redirects, and is inherited only by blocks that have none of their own.
    const own = all(location, 'add_header');
    const added = (own.length > 0 ? own : all(server, 'add_header')).filter(
      ({ args }) => status < 400 || args.includes('always'),
    );
    return [
      ['Server', `nginx/${this.#version}`],
      ['Date', httpDate(this.#container.now())],
      ...(status === 204 || status === 304
        ? []
        : [['Content-Type', type] as const, ['Content-Length', String(byteLength(body))] as const]),
      ...extra.filter(([name]) => name === 'Last-Modified' || name === 'Location'),
      ['Connection', 'keep-alive'],
      ...extra.filter(([name]) => name !== 'Last-Modified' && name !== 'Location'),
      ...added.map(({ args: [name = '', value = ''] }) => [name, value] as const),
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

  #locate(visit: Visit, path: string, depth: number): Given {
    const { server } = visit;
    if (depth > 10) {
      this.#error(visit, `rewrite or internal redirection cycle while internally redirecting to "${path}"`);
      return this.#page(visit, 500, undefined);
    }
    const atServer = find(server, 'return');
    if (atServer) return this.#return(visit, atServer, undefined);
    const location = locationFor(all(server, 'location'), path);
    const returns = find(location, 'return');
    if (returns) return this.#return(visit, returns, location);
    if (find(location, 'proxy_pass') || find(location, 'fastcgi_pass')) {
      this.#error(visit, 'Portolan does not simulate proxy_pass and fastcgi_pass');
      return this.#page(visit, 502, location);
    }
    return this.#file(visit, path, location, depth);
  }

  #return(visit: Visit, { args }: Directive, location: Directive | undefined): Given {
    const bare = /^https?:|^\$scheme/.test(args[0] ?? '');
    const code = bare ? 302 : Number(args[0]);
    const text = this.#expand(visit, (bare ? args[0] : args[1]) ?? '');
    if (REDIRECTS.includes(code))
      return {
        ...this.#page(visit, code, location),
        extra: [['Location', text.startsWith('/') ? `${origin(visit)}${text}` : text]],
      };
    if (args[1] === undefined && code >= 400) return this.#page(visit, code, location);
    return { status: code, type: this.#defaultType(visit, location), body: text, location, server: visit.server };
  }

  #file(visit: Visit, path: string, location: Directive | undefined, depth: number): Given {
    const { method, headers } = visit.request;
    const attempts = find(location, 'try_files') ?? find(visit.server, 'try_files');
    if (attempts && depth === 0) {
      const last = attempts.args.at(-1) ?? '';
      for (const attempt of attempts.args.slice(0, -1)) {
        const candidate = this.#expand(visit, attempt).replace(/\/{2,}/g, '/');
        const stat = this.#container.files.stat(this.#path(visit, candidate, location));
        if (stat && (stat.type === 'directory') === attempt.endsWith('/'))
          return this.#file(visit, candidate, location, depth + 1);
      }
      if (last.startsWith('=')) return this.#page(visit, Number(last.slice(1)), location);
      return this.#locate(visit, this.#expand(visit, last).replace(/\?.*/, ''), depth + 1);
    }
    const full = this.#path(visit, path, location);
    const stat = this.#container.files.stat(full);
    if (path.endsWith('/')) {
      const indexes = (find(location, 'index') ?? find(visit.server, 'index'))?.args ?? ['index.html'];
      const index = indexes.find((name) => this.#container.files.stat(`${full}${name}`)?.type === 'file');
      if (index !== undefined) return this.#locate(visit, `${path}${index}`, depth + 1);
      if (stat?.type === 'directory') {
        this.#error(visit, `directory index of "${full}" is forbidden`);
        return this.#page(visit, 403, location);
      }
      this.#error(visit, `"${full}${indexes[0]}" is not found (2: No such file or directory)`);
      return this.#page(visit, 404, location);
    }
    if (stat?.type === 'directory')
      return { ...this.#page(visit, 301, location), extra: [['Location', `${origin(visit)}${path}/`]] };
    const body = stat && this.#container.files.read(full);
    if (!stat || body === undefined) {
      this.#error(visit, `open() "${full}" failed (2: No such file or directory)`);
      return this.#page(visit, 404, location);
    }
    if (method !== 'GET' && method !== 'HEAD') return this.#page(visit, 405, location);
    const etag = `"${Math.floor(stat.modifiedMs / 1000).toString(16)}-${stat.size.toString(16)}"`;
    const facts: HttpHeaders = [
      ['Last-Modified', httpDate(stat.modifiedMs)],
      ['ETag', etag],
    ];
    const common = { location, server: visit.server };
    if (headerOf(headers, 'if-none-match') === etag)
      return { status: 304, type: '', body: '', extra: facts, ...common };
    const extension = /\.(\w+)$/.exec(full)?.[1] ?? '';
    return {
      status: 200,
      type: TYPES[extension] ?? this.#defaultType(visit, location),
      body,
      extra: [...facts, ['Accept-Ranges', 'bytes']],
      ...common,
    };
  }

  #path({ server }: Visit, path: string, location: Directive | undefined): string {
    const alias = find(location, 'alias')?.args[0];
    if (alias !== undefined) return `${alias}${path.slice((location?.args.at(-1) ?? '').length)}`;
    const root = (find(location, 'root') ?? find(server, 'root'))?.args[0] ?? '/etc/nginx/html';
    return `${root.replace(/\/$/, '')}${path}`;
  }

  #defaultType({ server }: Visit, location: Directive | undefined): string {
    return (find(location, 'default_type') ?? find(server, 'default_type'))?.args[0] ?? 'application/octet-stream';
  }

  #page(visit: Visit, status: number, location: Directive | undefined): Given {
    const reason = `${status} ${REASONS[status] ?? ''}`.trim();
    const common = { status, type: 'text/html', location, server: visit.server };
    const custom = [...all(location, 'error_page'), ...all(visit.server, 'error_page')].find(({ args }) =>
      args.includes(String(status)),
    );
    const file =
      custom &&
      this.#container.files.read(
        this.#path(
          visit,
          custom.args.at(-1) ?? '',
          locationFor(all(visit.server, 'location'), custom.args.at(-1) ?? ''),
        ),
      );
    if (file !== undefined) return { ...common, body: file };
    const body = `<html>\r\n<head><title>${reason}</title></head>\r\n<body>\r\n<center><h1>${reason}</h1></center>\r\n<hr><center>nginx/${this.#version}</center>\r\n</body>\r\n</html>\r\n`;
    return { ...common, body };
  }

  #expand({ request, ip, url, port, serverName }: Visit, text: string): string {
    const { podIP, hostname } = this.#container;
    const values: Record<string, string> = {
      hostname,
      host: url.hostname,
      http_host: headerOf(request.headers, 'host') ?? url.host,
      uri: decode(url.pathname),
      request_uri: `${url.pathname}${url.search}`,
      args: url.search.slice(1),
      query_string: url.search.slice(1),
      is_args: url.search === '' ? '' : '?',
      request_method: request.method,
      remote_addr: ip,
      server_addr: podIP,
      server_port: String(port),
      server_name: serverName,
      scheme: 'http',
      nginx_version: this.#version,
      request_body: request.body,
    };
    return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
      const name = (braced ?? bare ?? '').toLowerCase();
      const value = name.startsWith('http_')
        ? (headerOf(request.headers, name.slice(5).replaceAll('_', '-')) ?? values[name] ?? '')
        : values[name];
      return value ?? (name.startsWith('arg_') ? (url.searchParams.get(name.slice(4)) ?? '') : whole);
    });
  }

  #error(visit: Visit, text: string): void {
    const host = headerOf(visit.request.headers, 'host') ?? visit.url.host;
    this.#container.log(
      `${slashTime(this.#container.now())} [error] 29#29: *${this.#connections} ${text}, client: ${visit.ip}, server: ${visit.serverName}, request: "${requestLine(visit)}", host: "${host}"`,
      'stderr',
    );
  }
}

interface Visit {
  readonly request: HttpRequest;
  readonly ip: string;
  readonly port: number;
  readonly url: URL;
  readonly server: Directive;
  readonly serverName: string;
}

interface Given {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly extra?: HttpHeaders;
  readonly location: Directive | undefined;
  readonly server: Directive;
}

const all = (block: Directive | undefined, name: string): readonly Directive[] =>
  block?.block?.filter((d) => d.name === name) ?? [];
const find = (block: Directive | undefined, name: string): Directive | undefined =>
  block?.block?.find((d) => d.name === name);
const named = (server: Directive): readonly string[] =>
  all(server, 'server_name').flatMap(({ args }) => args.map((n) => n.toLowerCase()));
const requestLine = ({ request, url }: Visit): string => `${request.method} ${url.pathname}${url.search} HTTP/1.1`;
const origin = ({ url, port }: Visit): string => `http://${url.hostname}${port === 80 ? '' : `:${port}`}`;

/** Exact, then the longest prefix unless a regular expression matches; `^~` keeps the prefix. Source: ngx_http_core_module. */
function locationFor(locations: readonly Directive[], path: string): Directive | undefined {
  const exact = locations.find(({ args }) => args[0] === '=' && args[1] === path);
  if (exact) return exact;
  const prefixes = locations.filter(
    ({ args }) => (args.length === 1 || args[0] === '^~') && path.startsWith(args.at(-1) ?? ''),
  );
  const longest = prefixes.reduce<Directive | undefined>(
    (best, l) => ((l.args.at(-1)?.length ?? 0) > (best?.args.at(-1)?.length ?? -1) ? l : best),
    undefined,
  );
  if (longest?.args[0] === '^~') return longest;
  return (
    locations.find(
      ({ args }) => (args[0] === '~' || args[0] === '~*') && matches(args[1] ?? '', path, args[0] === '~*'),
    ) ?? longest
  );
}

function matches(pattern: string, text: string, ignoreCase: boolean): boolean {
  try {
    return new RegExp(pattern, ignoreCase ? 'i' : '').test(text);
  } catch {
    return false;
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
