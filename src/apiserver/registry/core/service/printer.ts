// Models printService of pkg/printers/internalversion/printers.go, rendered wide as kubectl always asks for.

import type { Service } from '#api/core/types.ts';
import { ageColumn, formatLabels, nameColumn, text, wide } from '../../columns.ts';
import type { Column } from '../../rest/strategy.ts';

/** Source: getServiceExternalIP. */
export function externalIp({ spec, status }: Service): string {
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || '<none>';
    case 'LoadBalancer': {
      const ingress = [...new Set((status?.loadBalancer?.ingress ?? []).map((i) => i.ip || i.hostname || ''))].sort();
      const all = [...ingress.filter(Boolean), ...external];
      return all.join(',') || '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

/** Source: makePortString. */
export function servicePorts({ spec }: Service): string {
  const ports = (spec.ports ?? []).map((p) => `${p.port}${p.nodePort ? `:${p.nodePort}` : ''}/${p.protocol}`);
  return ports.join(',') || '<none>';
}

export const serviceColumns: readonly Column<Service>[] = [
  nameColumn,
  text(
    'Type',
    'type determines how the Service is exposed. Defaults to ClusterIP. Valid options are ExternalName, ClusterIP, NodePort, and LoadBalancer. More info: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types',
    ({ spec }) => spec.type ?? '',
  ),
  text(
    'Cluster-IP',
    'clusterIP is the IP address of the service and is usually assigned randomly. More info: https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies',
    ({ spec }) => spec.clusterIPs?.[0] || '<none>',
  ),
  text(
    'External-IP',
    'externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service. These IPs are not managed by Kubernetes.',
    externalIp,
  ),
  text(
    'Port(s)',
    'The list of ports that are exposed by this service. More info: https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies',
    servicePorts,
  ),
  ageColumn,
  wide(
    text(
      'Selector',
      'Route service traffic to pods with label keys and values matching this selector. More info: https://kubernetes.io/docs/concepts/services-networking/service/',
      ({ spec }) => formatLabels(spec.selector),
    ),
  ),
];
