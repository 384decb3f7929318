// A kubelet's own requests to a container: httpGet and tcpSocket. Models pkg/probe/{http,tcp}.

import type { Container, Pod, Probe } from '#api/core/types.ts';
import type { ProbeResult } from '#kubelet/runtime.ts';
import { goError } from '#machine/go-error.ts';
import { headerOf } from '#machine/http.ts';
import type { Connected } from '#machine/program.ts';
import { getFromNode, headersOf, joinHostPort, portOf, type Reach, type Reached, urlOf } from './node-request.ts';

/** So much of an answer is read, in characters. Source: pkg/probe/http maxRespBodyLength. */
export const MOST_READ = 10 * 1024;

/** Source: net/http defaultCheckRedirect. */
const MOST_REDIRECTS = 10;

export const failure = (message: string): ProbeResult => ({ ok: false, message });

/** It could not be asked at all. */
export const unknown = (message: string): ProbeResult => ({ ok: false, message, isUnknown: true });

export function probeHttp(
  pod: Pod,
  container: Container,
  probe: Probe,
  reach: Reach,
): ProbeResult | Promise<ProbeResult> {
  const { httpHeaders = [] } = probe.httpGet!;
  const first = urlOf(pod, container, probe.httpGet!);
  if (typeof first !== 'string') return unknown(first.error);
  const headers = headersOf(httpHeaders, 'kube-probe/1.34');
  const host = httpHeaders.find(({ name }) => name.toLowerCase() === 'host')?.value;
  const ask = (url: string, hops: number): ProbeResult | Promise<ProbeResult> => {
    const own = hops === 0 ? host : undefined;
    const judge = (reached: Reached): ProbeResult | Promise<ProbeResult> => {
      if ('error' in reached) return failure(reached.error);
      const { status, headers: got, body } = reached.response;
      const location = [301, 302, 303, 307, 308].includes(status) ? headerOf(got, 'Location') : undefined;
      const next = location && new URL(location, url);
      // To another host the kubelet does not follow. Source: RedirectChecker.
      if (next && next.hostname === new URL(first).hostname) {
        if (hops + 1 >= MOST_REDIRECTS)
          return failure(`Get ${JSON.stringify(location)}: stopped after ${MOST_REDIRECTS} redirects`);
        return ask(next.href, hops + 1);
      }
      if (status >= 200 && status < 300) return { ok: true };
      if (status >= 300 && status < 400)
        return { ok: true, message: `Probe terminated redirects, Response body: ${body.slice(0, MOST_READ)}` };
      // Not the body: it may hold what events must not tell. Source: DoHTTPProbe.
      return failure(`HTTP probe failed with statuscode: ${status}`);
    };
    const reached = getFromNode(pod, url, headers, own, reach);
    return reached instanceof Promise ? reached.then(judge) : judge(reached);
  };
  return ask(first, 0);
}

/** What is said of a GET that has taken too long. */
export function lateHttp(pod: Pod, container: Container, { httpGet }: Probe): ProbeResult {
  const url = urlOf(pod, container, httpGet!);
  const why = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
  return failure(`Get ${JSON.stringify(url)}: ${why}`);
}

export function probeTcp(
  pod: Pod,
  container: Container,
  { tcpSocket }: Probe,
  reach: Reach,
): ProbeResult | Promise<ProbeResult> {
  const { port, host = '' } = tcpSocket!;
  const number = portOf(container, port);
  if (typeof number !== 'number') return unknown(number.error);
  const to = host || (pod.status.podIP ?? '');
  const refused = `dial tcp ${joinHostPort(to, number)}: connect: connection refused`;
  if (to === pod.status.podIP) return reach.own(number) ? { ok: true } : failure(refused);
  const judge = (connected: Connected): ProbeResult => {
    if (!connected.ok) return failure(dialError(connected, to, number));
    connected.stream.close();
    return { ok: true };
  };
  return reach.connect(to, number, reach.signal ? { signal: reach.signal } : {}).then(judge);
}

/** What is said of a connection that has taken too long. */
export function lateTcp(pod: Pod, container: Container, { tcpSocket }: Probe): ProbeResult {
  const { port, host } = tcpSocket!;
  const address = joinHostPort(host || (pod.status.podIP ?? ''), Number(portOf(container, port)));
  return failure(`dial tcp ${address}: i/o timeout`);
}

function dialError({ error, remote }: Extract<Connected, { ok: false }>, host: string, port: number): string {
  if (error.kind === 'unresolved') return `dial tcp: lookup ${host}: no such host`;
  return goError(error.kind, joinHostPort(remote?.ip ?? host, port));
}
