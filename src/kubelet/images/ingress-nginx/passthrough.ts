// Hosts whose TLS is passed on to their Service, unopened. Models internal/ingress/controller/controller.go getConfiguration and nginx.go
// OnUpdate, and pkg/tcpproxy.

import type { Service } from '#api/core/types.ts';
import { told } from '#machine/hop.ts';
import type { Passage } from '#machine/preread.ts';
import type { Backend } from './backends.ts';
import type { Server } from './routes.ts';

export interface Passthrough {
  readonly hostname: string;
  /** `namespace/name` */
  readonly ingress: string;
  /** `namespace/name` */
  readonly service: string;
  /** The Service's address: kube-proxy picks the endpoint, not nginx. */
  readonly ip: string;
  readonly port: number;
}

export function passthroughOf(
  servers: readonly Server[],
  backends: ReadonlyMap<string, Backend>,
  services: ReadonlyMap<string, Service>,
  warn: (text: string) => void,
): readonly Passthrough[] {
  return servers.flatMap(({ hostname, locations, sslPassthrough }) => {
    if (!sslPassthrough) return [];
    const root = locations.findIndex(({ path }) => path === '/');
    for (const { path } of root < 0 ? locations : locations.slice(0, root))
      warn(`Ignoring SSL Passthrough for location "${path}" in server "${hostname}"`);
    const location = locations[root];
    const backend = backends.get(location?.backend ?? '');
    const service = services.get(backend?.service ?? '');
    if (!location) return [];
    if (!backend?.service || !service) {
      warn(`Missing Service for SSL Passthrough backend "${location.backend}"`);
      return [];
    }
    const { servicePort } = backend;
    const port = service.spec.ports?.find(({ name, port: own }) => String(own) === servicePort || name === servicePort);
    return [
      {
        hostname,
        ingress: location.ingress ?? '',
        service: backend.service,
        ip: service.spec.clusterIP ?? '',
        port: port?.port ?? 0,
      },
    ];
  });
}

/** Names are compared whole: a host with a star is passed on to nobody. Nor are names that no such Ingress has: those end at nginx. */
export function passageFor(passthrough: readonly Passthrough[], name: string | undefined, place: string): Passage {
  const meant = passthrough.find(({ hostname }) => hostname === name);
  if (!meant) return { via: [] };
  const { hostname, ingress, service, ip, port } = meant;
  const what = `the TLS handshake asks for ${hostname}: Ingress ${ingress} passes it through`;
  const matched = told(what, 'sni-ingress-matched', { name: hostname, ingress });
  const endpoint = `${ip}:${port}`;
  const sent = told(`passed the connection on to ${endpoint} of Service ${service}, still encrypted`, 'sni-sent', {
    endpoint,
    service,
  });
  return {
    to: /^[\d.]+$/.test(ip) && port > 0 ? [{ ip, port }] : [],
    via: [
      { at: place, did: matched.did, object: `Ingress/${ingress}`, ok: true, reason: matched.reason },
      { at: place, did: sent.did, object: `Service/${service}`, ok: true, reason: sent.reason },
    ],
  };
}
