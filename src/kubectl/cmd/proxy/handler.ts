// Answers what a client asks of kubectl proxy: passes it on to the API server with the kubeconfig's credentials. Models kubectl/pkg/proxy.

import { sentHeaders, serializeBody } from '#apimachinery/serialize.ts';
import { type ApiRequest, type ApiResponse, ConnectionError, type Method, type Transport } from '#apimachinery/wire.ts';
import { byteLength } from '#machine/bytes.ts';
import { type Hop, told } from '#machine/hop.ts';
import { HOP_BY_HOP, type HttpRequest, type HttpResponse, headerOf } from '#machine/http.ts';
import type { HttpHandler, Peer } from '#machine/program.ts';
import { klog } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { accepts, type Filter } from './filter.ts';
import { httpDate, httpError, notFound, redirect, serveFile } from './static.ts';

export interface ProxyOptions {
  readonly upstream: Transport;
  /** Undefined when --disable-filter was given. */
  readonly filter: Filter | undefined;
  /** Begins and ends with a slash. */
  readonly apiPrefix: string;
  readonly wwwPrefix: string;
  /** Absolute; undefined when no files are served. */
  readonly wwwFolder: string | undefined;
}

/** The length is that of what is sent on, the host the server's. */
const NOT_SENT_ON = new Set([...HOP_BY_HOP, 'content-length', 'host']);

/** Go's path.Clean, keeping a slash at the end. */
function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}${path.endsWith('/') && parts.length > 0 ? '/' : ''}`;
}

const canonical = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());

/** Asks for an answer without end: a watch, or a log that is followed. */
function streams(path: string, search: string): boolean {
  const query = new URLSearchParams(search);
  const on = (name: string): boolean => ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(query.get(name) ?? '');
  return on('watch') || /^\/apis?\/(?:[^/]+\/){1,2}watch\//.test(path) || (path.endsWith('/log') && on('follow'));
}

/** In a lab answers travel whole. */
const noStreams: ApiResponse = {
  code: 501,
  body: {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: "Portolan's kubectl proxy does not stream: watches and followed logs are not passed on",
    reason: 'NotImplemented',
    code: 501,
  },
};

function upstreamRequest(factory: Factory, request: HttpRequest, path: string, peerIp: string): ApiRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    if (!NOT_SENT_ON.has(key)) headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  headers['x-forwarded-for'] = headers['x-forwarded-for'] ? `${headers['x-forwarded-for']}, ${peerIp}` : peerIp;
  const as = factory.flags.string('as');
  if (as) headers['impersonate-user'] = as;
  const { method, body } = request;
  return { method: method as Method, path, headers, ...(body !== '' && { body }) };
}

const AT = 'laptop';

const passed = (path: string): Hop => ({
  at: AT,
  ...told('kubectl proxy passed it on to the API server, with its own credentials', 'kubectl-proxied', { path }),
  ok: true,
});

const filtered = (path: string): Hop => ({
  at: AT,
  ...told('kubectl proxy does not pass this on: its filter forbids it', 'kubectl-proxy-filtered', { path }),
  ok: false,
});

function clientResponse(answer: ApiResponse, request: ApiRequest): HttpResponse {
  const length = request.method === 'HEAD' ? answer.headers?.['content-length'] : undefined;
  const { 'transfer-encoding': _, ...headers } = answer.headers ?? {};
  return {
    status: answer.code,
    headers: [
      ...sentHeaders(headers).map(([name, value]) => [canonical(name), value] as const),
      ...(length === undefined ? [] : [['Content-Length', length] as const]),
    ],
    body: answer.text ?? serializeBody(answer, request),
    via: [passed(request.path), ...((answer.via ?? []) as readonly Hop[])],
  };
}

/** Each piece as it comes. Differs: the head of the answer is sent with the first piece, not before. */
async function streamOn(
  factory: Factory,
  upstream: Transport,
  request: ApiRequest,
  { stream, gone }: Peer,
): Promise<ApiResponse> {
  if (!stream) return noStreams;
  const { signal, host } = factory.process;
  let write: ReturnType<typeof stream> | undefined;
  const send = (value: unknown): void => {
    const isText = typeof value === 'string';
    write ??= stream(200, [
      ['Content-Type', isText ? 'text/plain' : 'application/json'],
      ['Date', httpDate(host.now())],
    ]);
    write(isText ? value : `${JSON.stringify(value)}\n`);
  };
  return upstream.stream(request, send, gone ? AbortSignal.any([signal, gone]) : signal);
}

async function passOn(
  factory: Factory,
  upstream: Transport,
  request: HttpRequest,
  path: string,
  search: string,
  peer: Peer,
): Promise<HttpResponse> {
  const sent = upstreamRequest(factory, request, path + search, peer.ip);
  try {
    if (streams(path, search)) return clientResponse(await streamOn(factory, upstream, sent, peer), sent);
    return clientResponse(await upstream.request(sent, factory.process.signal), sent);
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    klog(factory, 'E', 'proxy_server.go:147', `Error while proxying request: ${error.message}`);
    return httpError(500, error.message);
  }
}

export function proxyHandler(factory: Factory, options: ProxyOptions): HttpHandler {
  const { upstream, filter, apiPrefix, wwwPrefix, wwwFolder } = options;
  const answer = async (request: HttpRequest, peer: Peer): Promise<HttpResponse> => {
    const [, raw = '/'] = /^[a-z]+:\/\/[^/?]*(.*)$/i.exec(request.url) ?? [];
    const [, path = '/', search = ''] = /^([^?#]*)(\?[^#]*)?/.exec(raw || '/') ?? [];
    const clean = cleanPath(path);
    if (clean !== (path || '/')) return redirect(clean + search);
    for (const prefix of [apiPrefix, ...(wwwFolder ? [wwwPrefix] : [])]) {
      if (prefix !== '/' && `${path}/` === prefix) return redirect(prefix + search);
    }
    if (wwwFolder !== undefined && path.startsWith(wwwPrefix)) {
      return serveFile(factory.process.files, wwwFolder, decodeURIComponent(path.slice(wwwPrefix.length)));
    }
    if (!path.startsWith(apiPrefix)) return notFound();
    const inner = apiPrefix.startsWith('/api') ? path : `/${path.slice(apiPrefix.length)}`;
    const host = headerOf(request.headers, 'host') ?? new URL(request.url).host;
    if (filter && !accepts(filter, request.method, inner, host))
      return { ...httpError(403, 'Forbidden'), via: [filtered(inner)] };
    return passOn(factory, upstream, request, inner, search, peer);
  };
  return async (request, peer) => {
    const { status, headers, body, via } = await answer(request, peer);
    const length = byteLength(body);
    return {
      status,
      // What passed through keeps the date that its server gave it.
      headers: [
        ...headers,
        ...(headerOf(headers, 'date') ? [] : [['Date', httpDate(factory.process.host.now())] as const]),
        ...(headerOf(headers, 'content-length') ? [] : [['Content-Length', String(length)] as const]),
      ],
      body: request.method === 'HEAD' ? '' : body,
      ...(via && { via }),
    };
  };
}
