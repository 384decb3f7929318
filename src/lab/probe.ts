// A kubelet's own requests to a container: httpGet and tcpSocket. Models pkg/probe/{http,tcp}.

import type { Container, IntOrString, Pod, Probe } from '#api/core/types.ts';
import type { ProbeResult } from '#kubelet/runtime.ts';
import type { HttpHandler } from '#machine/program.ts';

type FindHandler = (port: number) => HttpHandler | undefined;

function portOf(container: Container, port: IntOrString): number | undefined {
  return typeof port === 'number' ? port : container.ports?.find(({ name }) => name === port)?.containerPort;
}

export function probeHttp(
  pod: Pod,
  container: Container,
  { path = '/', port, host, scheme = 'HTTP', httpHeaders = [] }: NonNullable<Probe['httpGet']>,
  handlerAt: FindHandler,
): ProbeResult | Promise<ProbeResult> {
  const number = portOf(container, port);
  if (number === undefined) return { ok: false, message: `couldn't find port: ${JSON.stringify(port)} in container` };
  const address = `${host ?? pod.status.podIP ?? ''}:${number}`;
  const url = `${scheme.toLowerCase()}://${address}${path.startsWith('/') ? path : `/${path}`}`;
  const handler = handlerAt(number);
  if (!handler)
    return { ok: false, message: `Get ${JSON.stringify(url)}: dial tcp ${address}: connect: connection refused` };
  if (scheme === 'HTTPS')
    return { ok: false, message: `Get ${JSON.stringify(url)}: http: server gave HTTP response to HTTPS client` };
  const headers = [
    ['Host', address],
    ['User-Agent', 'kube-probe/1.34'],
    ['Accept', '*/*'],
    ...httpHeaders.map(({ name, value }) => [name, value] as const),
  ] as const;
  const judge = ({ status }: { readonly status: number }): ProbeResult =>
    status >= 200 && status < 400
      ? { ok: true }
      : { ok: false, message: `HTTP probe failed with statuscode: ${status}` };
  const answer = handler({ method: 'GET', url, headers, body: '' }, { ip: pod.status.hostIP ?? '' });
  const failed = (): ProbeResult => ({ ok: false, message: `Get ${JSON.stringify(url)}: EOF` });
  if (answer instanceof Promise) return answer.then((response) => ('status' in response ? judge(response) : failed()));
  return 'status' in answer ? judge(answer) : failed();
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
