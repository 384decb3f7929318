// Models SetDefaults_Service of pkg/apis/core/v1/defaults.go, and pkg/api/service/util.go.

import type { Service } from '#api/core/types.ts';

/** Reachable from outside by kube-proxy's doing. Source: ExternallyAccessible. */
export function externallyAccessible({ spec }: Service): boolean {
  return (
    spec.type === 'LoadBalancer' ||
    spec.type === 'NodePort' ||
    (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0)
  );
}

/** A load balancer that must know which nodes have endpoints. Source: NeedsHealthCheck. */
export function needsHealthCheck({ spec }: Service): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
}

export const isHeadless = ({ spec }: Service): boolean =>
  (spec.clusterIPs ?? []).length === 1 && spec.clusterIPs![0] === 'None';

export function setServiceDefaults(service: Service): void {
  service.spec ??= {};
  const { spec } = service;
  spec.sessionAffinity ||= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  else if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10800 } };
  }
  spec.type ||= 'ClusterIP';
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP';
    if (port.targetPort === undefined || port.targetPort === null || port.targetPort === 0 || port.targetPort === '') {
      port.targetPort = port.port;
    }
    if (port.nodePort === 0) delete port.nodePort;
    if (port.name === '') delete port.name;
  }
  if (externallyAccessible(service)) spec.externalTrafficPolicy ||= 'Cluster';
  if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type === 'LoadBalancer') {
    spec.allocateLoadBalancerNodePorts ??= true;
    for (const ingress of service.status?.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= 'VIP';
  }
  service.status ??= {};
  service.status.loadBalancer ??= {};
  dropEmpty(service);
}

/** Go's omitempty: an empty list, map or text is not stored. */
function dropEmpty({ spec }: Service): void {
  const fields = spec as Record<string, unknown>;
  for (const name of ['ports', 'selector', 'externalIPs', 'clusterIPs', 'ipFamilies', 'loadBalancerSourceRanges']) {
    const value = fields[name];
    if (value === null || (typeof value === 'object' && Object.keys(value).length === 0)) delete fields[name];
  }
  for (const name of ['clusterIP', 'externalName', 'loadBalancerIP', 'externalTrafficPolicy']) {
    if (fields[name] === '' || fields[name] === null) delete fields[name];
  }
  if (spec.healthCheckNodePort === 0) delete spec.healthCheckNodePort;
  if (spec.publishNotReadyAddresses === false) delete spec.publishNotReadyAddresses;
}
