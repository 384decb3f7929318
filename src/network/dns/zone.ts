// The records of the cluster's own zone, as an index that is compiled once from Services, slices and Pods.

import type { Protocol, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Key } from '#apimachinery/meta.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { DnsAnswer } from '#machine/program.ts';
import { slicesByService } from '../proxy/rules.ts';
import { OUTSIDE_NAMES } from './outside.ts';

/** Source: kubelet --cluster-domain, kubeadm's Corefile. */
export const CLUSTER_DOMAIN = 'cluster.local';

/** An address that DNS publishes: ready ones only, as CoreDNS does. */
export interface PublishedEndpoint {
  readonly ip: string;
  /** The Pod's hostname under this Service, else the address with dashes. */
  readonly label: string;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: Protocol }[];
}

export interface Zone {
  readonly services: ReadonlyMap<Key, Service>;
  readonly namespaces: ReadonlySet<string>;
  readonly endpoints: ReadonlyMap<Key, readonly PublishedEndpoint[]>;
  readonly serviceByIp: ReadonlyMap<string, Key>;
  /** Names of endpoints by address: `10-244-1-4.web.default`. */
  readonly endpointNames: ReadonlyMap<string, readonly string[]>;
  /** Records of public zones beside those names. */
  readonly records?: readonly DnsAnswer[];
  /** Namespaces of Pods by address. */
  readonly podNamespaces?: ReadonlyMap<string, string>;
  /** Where questions about other names are forwarded to: addresses by name. */
  readonly outside: Readonly<Record<string, string>>;
}

export function compileZone(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
  namespaces: Iterable<string> = [],
  outside: Zone['outside'] = OUTSIDE_NAMES,
): Zone {
  const byKey = new Map(services.map((service) => [keyOf(service), service]));
  const endpoints = new Map<Key, readonly PublishedEndpoint[]>();
  const serviceByIp = new Map<string, Key>();
  const endpointNames = new Map<string, string[]>();
  for (const [key, own] of slicesByService(slices)) {
    const published = own.flatMap(publish);
    endpoints.set(key, published);
    const [namespace, name] = key.split('/');
    for (const { ip, label } of published) {
      const names = endpointNames.get(ip) ?? [];
      names.push(`${label}.${name}.${namespace}`);
      endpointNames.set(ip, names);
    }
  }
  for (const [key, { spec }] of byKey)
    for (const ip of spec.clusterIPs ?? (spec.clusterIP ? [spec.clusterIP] : []))
      if (ip !== 'None') serviceByIp.set(ip, key);
  const known = new Set([...namespaces, ...services.map(({ metadata }) => metadata.namespace ?? '')]);
  return { services: byKey, namespaces: known, endpoints, serviceByIp, endpointNames, outside };
}

function publish({ addressType, endpoints, ports }: EndpointSlice): readonly PublishedEndpoint[] {
  if (addressType === 'FQDN') return [];
  return (endpoints ?? []).flatMap(({ addresses, hostname, conditions }) => {
    if (conditions?.ready === false) return [];
    const numbered = (ports ?? []).flatMap(({ name, port, protocol = 'TCP' }) =>
      port === undefined ? [] : [{ name: name ?? '', port, protocol }],
    );
    return addresses.map((ip) => ({ ip, label: hostname || ip.replaceAll(/[.:]/g, '-'), ports: numbered }));
  });
}
