// What the API server asks of nodes: container logs, and connections into the cluster's network.

import type { NodeConnector } from '#apiserver/registry/rest/strategy.ts';
import type { HttpHeaders } from '#machine/http.ts';
import type { Network } from '#network/network.ts';
import type { Runtime } from './runtime.ts';

/** Dial times out after so long. Source: apiserver proxy transport, 30 s. */
const DIAL_TIMEOUT_MS = 30_000;

export function connectorTo(network: Network, runtime: Runtime): NodeConnector {
  return {
    logs: (namespace, pod, query) => runtime.logs(namespace, pod, query),
    exec: (pod, target, signal) => runtime.exec(pod, target, signal),
    portForward: (pod) => runtime.portForward(pod),
    usage: (pod) => runtime.usage(pod),

    async http({ scheme, ip, port }, request) {
      const headers: HttpHeaders = Object.entries(request.headers ?? {});
      const body =
        request.body === undefined
          ? ''
          : typeof request.body === 'string'
            ? request.body
            : JSON.stringify(request.body);
      const url = `${scheme}://${ip}:${port}${request.path}`;
      const exchange = await network.fetch(
        'control-plane',
        { method: request.method, url, headers, body },
        { connectTimeoutMs: DIAL_TIMEOUT_MS, insecure: true },
      );
      if (exchange.ok) return { response: exchange.response };
      return { error: goError(exchange.error.kind, `${ip}:${port}`) };
    },
  };
}

/** Go's words for it. Source: net.OpError, net/http, crypto/tls. */
export function goError(kind: string, address: string): string {
  switch (kind) {
    case 'refused':
      return `dial tcp ${address}: connect: connection refused`;
    case 'unreachable':
      return `dial tcp ${address}: connect: no route to host`;
    case 'reset':
      return `read tcp ${address}: read: connection reset by peer`;
    case 'empty':
      return 'EOF';
    case 'tls':
      return 'tls: first record does not look like a TLS handshake';
    default:
      return `dial tcp ${address}: i/o timeout`;
  }
}
