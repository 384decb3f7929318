// A kubelet's own requests to a container: httpGet and tcpSocket. Models pkg/probe/{http,tcp}.

import type { Container, IntOrString, Pod, Probe } from '#api/core/types.ts';
import type { ProbeResult } from '#kubelet/runtime.ts';
import { answerToPlain } from '#machine/tls.ts';
import type { Served } from '#network/listener.ts';

export type FindHandler = (port: number) => Served | undefined;

function portOf(container: Container, port: IntOrString): number | undefined {
  return typeof port === 'number' ? port : container.ports?.find(({ name }) => name === port)?.containerPort;
}

/** HTTP/2's first frame, as Go quotes it. */
const MALFORMED = String.raw`"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00@\x00"`;

/** What a kubelet's GET came to: a status, or why there was no answer. */
type Reached = { readonly status: number } | { readonly error: string };

export function getFromNode(
  pod: Pod,
  container: Container,
  { path = '/', port, host, scheme = 'HTTP', httpHeaders = [] }: NonNullable<Probe['httpGet']>,
  handlerAt: FindHandler,
  agent: string,
): Reached | Promise<Reached> {
  const number = portOf(container, port);
  if (number === undefined) return { error: `couldn't find port: ${JSON.stringify(port)} in container` };
  const address = `${host ?? pod.status.podIP ?? ''}:${number}`;
  const url = `${scheme.toLowerCase()}://${address}${path.startsWith('/') ? path : `/${path}`}`;
  const listener = handlerAt(number);
  if (!listener) return { error: `Get ${JSON.stringify(url)}: dial tcp ${address}: connect: connection refused` };
  const { handler, tls } = listener;
  // The kubelet takes any certificate. Source: pkg/probe/http New, InsecureSkipVerify.
  if (scheme === 'HTTPS' && !tls)
    return { error: `Get ${JSON.stringify(url)}: http: server gave HTTP response to HTTPS client` };
  if (listener.http2 === 'only')
    return {
      error: `Get ${JSON.stringify(url)}: net/http: HTTP/1.x transport connection broken: malformed HTTP response ${MALFORMED}`,
    };
  // Source: pkg/probe/http/request.go newProbeRequest: what the probe says itself stands in the place of these.
  const given = new Set(httpHeaders.map(({ name }) => name.toLowerCase()));
  const usual = [
    ['Host', address],
    ['User-Agent', agent],
    ['Accept', '*/*'],
  ] as const;
  const headers = [
    ...usual.filter(([name]) => !given.has(name.toLowerCase())),
    ...httpHeaders.map(({ name, value }) => [name, value] as const),
  ];
  const request = { method: 'GET', url, headers, body: '' } as const;
  const answer =
    tls && scheme !== 'HTTPS' ? answerToPlain(tls, request) : handler(request, { ip: pod.status.hostIP ?? '' });
  const reached = (response: Awaited<typeof answer>): Reached =>
    'status' in response ? response : { error: `Get ${JSON.stringify(url)}: EOF` };
  return answer instanceof Promise ? answer.then(reached) : reached(answer);
}

export function probeHttp(
  pod: Pod,
  container: Container,
  action: NonNullable<Probe['httpGet']>,
  handlerAt: FindHandler,
): ProbeResult | Promise<ProbeResult> {
  const judge = (reached: Reached): ProbeResult =>
    'error' in reached
      ? { ok: false, message: reached.error }
      : reached.status >= 200 && reached.status < 400
        ? { ok: true }
        : { ok: false, message: `HTTP probe failed with statuscode: ${reached.status}` };
  const reached = getFromNode(pod, container, action, handlerAt, 'kube-probe/1.34');
  return reached instanceof Promise ? reached.then(judge) : judge(reached);
}

export function probeTcp(
  pod: Pod,
  container: Container,
  { port, host }: NonNullable<Probe['tcpSocket']>,
  handlerAt: FindHandler,
): ProbeResult {
  const number = portOf(container, port);
  if (number === undefined) return { ok: false, message: `couldn't find port: ${JSON.stringify(port)} in container` };
  if (handlerAt(number)) return { ok: true };
  return { ok: false, message: `dial tcp ${host ?? pod.status.podIP ?? ''}:${number}: connect: connection refused` };
}
