// A kubelet's gRPC probe: the standard health service, in plain HTTP/2. Models pkg/probe/grpc.

import type { Pod, Probe } from '#api/core/types.ts';
import type { ProbeResult } from '#kubelet/runtime.ts';
import { Messages } from '#machine/grpc/messages.ts';
import { HEALTH_PROTO } from '#machine/grpc/protos.ts';
import { codeName, errorText } from '#machine/grpc/status.ts';
import { answerOf, bodyOf, GRPC_TYPE } from '#machine/grpc/wire.ts';
import type { Served } from '#network/listener.ts';

const messages = new Messages(HEALTH_PROTO);
const CHECK = 'grpc.health.v1.HealthCheck';

export async function probeGrpc(pod: Pod, probe: Probe, served: Served | undefined): Promise<ProbeResult> {
  const { port, service = '' } = probe.grpc!;
  const within = `${probe.timeoutSeconds ?? 1}s`;
  const address = `${pod.status.podIP ?? ''}:${port}`;
  // It tries to connect for as long as it may, whatever the reason: refused, TLS, or HTTP/1 at the other end.
  if (!served?.http2 || served.tls)
    return fails(
      `timeout: failed to connect service ${JSON.stringify(address)} within ${within}: context deadline exceeded`,
    );
  const request = {
    method: 'POST',
    url: `http://${address}/grpc.health.v1.Health/Check`,
    headers: [
      ['Host', address],
      ['Content-Type', GRPC_TYPE],
      ['User-Agent', 'kube-probe/1.34 grpc-go/1.72.1'],
      ['TE', 'trailers'],
    ],
    body: bodyOf([messages.encode(`${CHECK}Request`, { service })]),
    version: 'HTTP/2',
  } as const;
  const answered = await served.handler(request, { ip: pod.status.hostIP ?? '' });
  if (!('status' in answered))
    return fails('error: health rpc probe failed: rpc error: code = Unavailable desc = error reading from server: EOF');
  const { status, messages: replies } = answerOf(answered);
  if (codeName(status.code) === 'Unimplemented') {
    const what = 'error: this server does not implement the grpc health protocol (grpc.health.v1.Health)';
    return fails(`${what}: ${status.message}`);
  }
  if (status.code !== 0) return fails(`error: health rpc probe failed: ${errorText(status)}`);
  const { status: health = 'UNKNOWN' } = messages.decode(`${CHECK}Response`, replies[0] ?? new Uint8Array());
  return health === 'SERVING' ? { ok: true } : fails(`service unhealthy (responded with ${JSON.stringify(health)})`);
}

const fails = (message: string): ProbeResult => ({ ok: false, message });

/** What is said of a call that has taken too long. */
export const lateGrpc = ({ timeoutSeconds = 1 }: Probe): ProbeResult =>
  fails(`timeout: health rpc did not complete within ${timeoutSeconds}s`);
