// A kubelet's GET of a probe or a hook: to a port of the Pod, or wherever its `host` says. Models pkg/probe/http request.go.

import type { Container, IntOrString, Pod, Probe } from '#api/core/types.ts';
import { goRequestError } from '#kubelet/images/go-error.ts';
import type { Exchange, HttpHeaders, HttpRequest, HttpResponse } from '#machine/http.ts';
import type { Connected, ConnectOptions, FetchOptions } from '#machine/program.ts';
import { answerToPlain } from '#machine/tls.ts';
import type { Served } from '#network/listener.ts';

type HttpGet = NonNullable<Probe['httpGet']>;

/** Where a kubelet's requests go: its Pods are next door, everybody else is in the network. */
export interface Reach {
  /** What listens at a port of the Pod. */
  own(port: number): Served | undefined;
  fetch(request: HttpRequest, options: FetchOptions): Promise<Exchange>;
  connect(host: string, port: number, options: ConnectOptions): Promise<Connected>;
  /** Nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** A port as a probe names it. Models pkg/probe/util.go ResolveContainerPort: a name that no port has is taken for a number. */
export function portOf(container: Container, port: IntOrString): number | { readonly error: string } {
  const named = typeof port === 'number' ? port : container.ports?.find(({ name }) => name === port)?.containerPort;
  if (named === undefined && !/^[+-]?\d+$/.test(String(port)))
    return { error: `strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax` };
  const number = named ?? Number(port);
  return number > 0 && number < 65_536 ? number : { error: `invalid port number: ${number}` };
}

/** Go's net.JoinHostPort. */
export const joinHostPort = (host: string, port: number): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** In the order in which Go writes them. What is given takes the place of the usual, and an empty Accept is none. */
export function headersOf(httpHeaders: HttpGet['httpHeaders'] = [], agent: string): HttpHeaders {
  const given = (name: string): string | undefined =>
    httpHeaders.find((header) => header.name.toLowerCase() === name)?.value;
  const usual = ['host', 'user-agent', 'accept', 'connection'];
  const accept = given('accept') ?? '*/*';
  return [
    ['User-Agent', given('user-agent') ?? agent],
    ['Connection', 'close'],
    ...(accept === '' ? [] : [['Accept', accept] as const]),
    ...httpHeaders
      .filter(({ name }) => !usual.includes(name.toLowerCase()))
      .map(({ name, value }) => [name, value] as const),
  ];
}

/** An answer, or Go's words for why there was none. */
export type Reached = { readonly response: HttpResponse } | { readonly error: string };

/** HTTP/2's first frame, as Go quotes it. */
const MALFORMED = String.raw`"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00@\x00"`;

/** @param headers Without Host. @param host The Host header; the URL's, where it is undefined. */
export function getFromNode(
  pod: Pod,
  url: string,
  headers: HttpHeaders,
  host: string | undefined,
  reach: Reach,
): Reached | Promise<Reached> {
  const { protocol, hostname, port, host: address } = new URL(url);
  const request: HttpRequest = { method: 'GET', url, headers: [['Host', host || address], ...headers], body: '' };
  if (hostname !== pod.status.podIP)
    return reach.fetch(request, { insecure: true, ...(reach.signal && { signal: reach.signal }) }).then((exchange) => {
      return exchange.ok ? { response: exchange.response } : { error: goRequestError('GET', url, exchange) };
    });
  const isTls = protocol === 'https:';
  const number = Number(port) || (isTls ? 443 : 80);
  const failed = (why: string): Reached => ({ error: `Get ${JSON.stringify(url)}: ${why}` });
  const listener = reach.own(number);
  if (!listener) return failed(`dial tcp ${joinHostPort(hostname, number)}: connect: connection refused`);
  const { handler, tls } = listener;
  // The kubelet takes any certificate. Source: pkg/probe/http New, InsecureSkipVerify.
  if (isTls && !tls) return failed('http: server gave HTTP response to HTTPS client');
  if (listener.http2 === 'only')
    return failed(`net/http: HTTP/1.x transport connection broken: malformed HTTP response ${MALFORMED}`);
  const answer = tls && !isTls ? answerToPlain(tls, request) : handler(request, { ip: pod.status.hostIP ?? '' });
  const reached = (response: Awaited<typeof answer>): Reached => ('status' in response ? { response } : failed('EOF'));
  return answer instanceof Promise ? answer.then(reached) : reached(answer);
}

/** The URL of an `httpGet`, or why there is none. */
export function urlOf(
  pod: Pod,
  container: Container,
  { path = '/', port, host, scheme = 'HTTP' }: HttpGet,
): string | { readonly error: string } {
  const number = portOf(container, port);
  if (typeof number !== 'number') return number;
  const address = joinHostPort(host || (pod.status.podIP ?? ''), number);
  const url = `${scheme.toLowerCase()}://${address}${path.startsWith('/') ? path : `/${path}`}`;
  const wrong = host && /[^\w.:~-]/.exec(host)?.[0];
  return wrong
    ? { error: `parse ${JSON.stringify(url)}: invalid character ${JSON.stringify(wrong)} in host name` }
    : url;
}
