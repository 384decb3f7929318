// What the cluster uses of the cloud: nodes with addresses, load balancers of Services and of Ingresses.

import type { Node, Service } from '#api/core/types.ts';
import type { Ingress } from '#api/networking/types.ts';
import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import { isGce } from '#controllers/gceingress/class.ts';
import { isFinalized } from '#controllers/service/wanted.ts';

export interface LoadBalancer {
  readonly address: string;
  /** `service/NAME`, `ingress/NAME`, with its namespace. */
  readonly of: string;
  readonly kind: 'network' | 'application';
  readonly ports: readonly string[];
  /** Forwarding rules: one for each protocol of a Service, one for each of HTTP and HTTPS of an Ingress. */
  readonly rules: number;
}

export interface Inventory {
  readonly nodes: number;
  readonly nodeAddresses: number;
  readonly balancers: readonly LoadBalancer[];
}

export type List = <T extends ApiObject>(resource: string) => readonly T[];

export function inventoryOf(list: List): Inventory {
  const nodes = list<Node>('nodes');
  const services = list<Service>('services').flatMap((service): readonly LoadBalancer[] => {
    const address = service.status?.loadBalancer?.ingress?.[0]?.ip;
    if (!address || !isFinalized(service)) return [];
    const ports = (service.spec.ports ?? []).map(({ port, protocol = 'TCP' }) => `${port}/${protocol}`);
    const rules = new Set(ports.map((port) => port.slice(port.indexOf('/')))).size;
    return [{ address, of: `service/${keyOf(service)}`, kind: 'network', ports, rules }];
  });
  const ingresses = list<Ingress>('ingresses.networking.k8s.io').flatMap((ingress): readonly LoadBalancer[] => {
    const address = ingress.status?.loadBalancer?.ingress?.[0]?.ip;
    if (!address || !isGce(ingress)) return [];
    const ports = (ingress.spec.tls ?? []).length > 0 ? ['80/HTTP', '443/HTTPS'] : ['80/HTTP'];
    return [{ address, of: `ingress/${keyOf(ingress)}`, kind: 'application', ports, rules: ports.length }];
  });
  return {
    nodes: nodes.length,
    nodeAddresses: nodes.filter(({ status }) => status.addresses?.some(({ type }) => type === 'ExternalIP')).length,
    balancers: [...services, ...ingresses],
  };
}
