// The order of fields in Go's structs: in it kubectl prints as JSON what it holds as a typed object.

import { OBJECT_META_ORDER } from '#apimachinery/meta.ts';

/** By path below the object; a list's items have its path. Source: k8s.io/api core/v1 types.go. */
const STRUCTS: Readonly<Record<string, readonly string[]>> = {
  metadata: OBJECT_META_ORDER,
  'Service.spec': [
    'ports',
    'selector',
    'clusterIP',
    'clusterIPs',
    'type',
    'externalIPs',
    'sessionAffinity',
    'loadBalancerIP',
    'loadBalancerSourceRanges',
    'externalName',
    'externalTrafficPolicy',
    'healthCheckNodePort',
    'publishNotReadyAddresses',
    'sessionAffinityConfig',
    'ipFamilies',
    'ipFamilyPolicy',
    'allocateLoadBalancerNodePorts',
    'loadBalancerClass',
    'internalTrafficPolicy',
    'trafficDistribution',
  ],
  'Service.spec.ports': ['name', 'protocol', 'appProtocol', 'port', 'targetPort', 'nodePort'],
};

/** `kind`, `apiVersion`, then as the structs have them; fields of structs not listed here keep the order in which they came. */
export function inGoOrder(object: unknown): unknown {
  const { kind, apiVersion, metadata, spec, ...rest } = object as Record<string, unknown>;
  const name = String(kind);
  return {
    kind,
    apiVersion,
    ...(metadata !== undefined && { metadata: arrange(metadata, 'metadata') }),
    ...(spec !== undefined && { spec: arrange(spec, `${name}.spec`) }),
    ...rest,
  };
}

function arrange(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => arrange(item, path));
  if (typeof value !== 'object' || value === null) return value;
  const order = STRUCTS[path];
  const entries = Object.entries(value).map(([key, inner]) => [key, arrange(inner, `${path}.${key}`)] as const);
  if (!order) return Object.fromEntries(entries);
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.fromEntries(entries.sort(([a], [b]) => rank(a) - rank(b)));
}
