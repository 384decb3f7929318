// Any small cluster: three nodes, four Pods, up to three Services of any kind, with any endpoints.

import fc from 'fast-check';
import type { Pod, Service } from '#api/core/types.ts';
import type { Endpoint, EndpointSlice } from '#api/discovery/types.ts';
import type { Balancer } from '../balancer.ts';
import { node, pod } from '../fixtures.test-data.ts';
import type { Topology } from '../topology.ts';
import { topologyOf } from '../topology.ts';

export interface RandomCluster {
  readonly services: readonly Service[];
  readonly slices: readonly EndpointSlice[];
  readonly pods: readonly Pod[];
  readonly balancers: readonly Balancer[];
  readonly zones: readonly (string | undefined)[];
  readonly topology: Topology;
}

export const NODES = ['one', 'two', 'three'] as const;
const INTERNAL = (i: number): string => `192.168.49.${11 + i}`;
const EXTERNAL = (i: number): string => `203.0.113.${11 + i}`;
export const addressesOfNode = (name: string): readonly string[] => {
  const i = NODES.indexOf(name as (typeof NODES)[number]);
  return [INTERNAL(i), EXTERNAL(i)];
};
const PODS = [0, 1, 2, 3].map((i) => pod(`p${i}`, `10.244.${(i % 3) + 1}.${10 + i}`, NODES[i % 3]!, {}));

const conditions = fc.constantFrom(
  ...[
    { ready: true, serving: true, terminating: false },
    { ready: true, serving: true, terminating: false },
    { ready: false, serving: false, terminating: false },
    { ready: false, serving: true, terminating: true },
    { ready: false, serving: false, terminating: true },
    {},
  ],
);
const hints = fc.constantFrom<Endpoint['hints'][]>(
  undefined,
  undefined,
  { forZones: [{ name: 'a' }] },
  { forZones: [{ name: 'b' }] },
  { forZones: [{ name: 'a' }], forNodes: [{ name: 'one' }] },
  { forZones: [{ name: 'b' }], forNodes: [{ name: 'two' }] },
);
const policy = fc.constantFrom('Cluster' as const, 'Local' as const);

const shape = fc.record({
  type: fc.constantFrom('ClusterIP' as const, 'NodePort' as const, 'LoadBalancer' as const),
  internal: policy,
  external: policy,
  hasExternalIP: fc.boolean(),
  hasNodePort: fc.boolean(),
  ipMode: fc.constantFrom('VIP' as const, 'VIP' as const, 'Proxy' as const),
  ranges: fc.constantFrom<string[][]>([], [], ['198.51.100.0/28'], ['10.244.0.0/16', '198.51.100.80/32']),
  endpoints: fc.array(fc.record({ of: fc.nat(3), conditions, hints }), { maxLength: 4 }),
  isHintedAll: fc.boolean(),
  targetPort: fc.constantFrom(8080, 8081),
  protocol: fc.constantFrom('TCP' as const, 'TCP' as const, 'UDP' as const),
  healthy: fc.subarray([...NODES]),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

export const randomCluster: fc.Arbitrary<RandomCluster> = fc
  .record({ shapes: fc.array(shape, { minLength: 1, maxLength: 3 }), zones: fc.tuple(zone(), zone(), zone()) })
  .map(({ shapes, zones }) => make(shapes, zones));

function zone(): fc.Arbitrary<string | undefined> {
  return fc.constantFrom('a', 'b', undefined);
}

function make(shapes: readonly Shape[], zones: readonly (string | undefined)[]): RandomCluster {
  const services = shapes.map(serviceOf);
  const slices = shapes.map(sliceOf);
  const balancers = services.flatMap(({ status }, i): Balancer[] => {
    const ip = status?.loadBalancer?.ingress?.[0]?.ip;
    const { healthy } = shapes[i]!;
    return ip
      ? [{ place: `load-balancer/default/s${i}`, service: `default/s${i}`, ip, nodes: [...NODES], healthy }]
      : [];
  });
  const nodes = NODES.map((name, i) => {
    const made = node(name, INTERNAL(i), EXTERNAL(i));
    return zones[i] ? { ...made, metadata: { name, labels: { 'topology.kubernetes.io/zone': zones[i] } } } : made;
  });
  const topology = topologyOf({
    pods: PODS,
    nodes,
    hosts: [
      { place: 'laptop', ips: ['198.51.100.7'], reachable: false },
      { place: 'internet', ips: ['198.51.100.80'], reachable: true },
    ],
    balancerAt: (ip) => balancers.find((b) => b.ip === ip),
    listening: (place) => (place.startsWith('pod/') ? [{ port: 8080 }] : []),
  });
  return { services, slices, pods: PODS, balancers, zones, topology };
}

function serviceOf(s: Shape, i: number): Service {
  const isOuter = s.type !== 'ClusterIP';
  const hasNodePort = s.type === 'NodePort' || (s.type === 'LoadBalancer' && s.hasNodePort);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `s${i}`, namespace: 'default' },
    spec: {
      type: s.type,
      clusterIP: `10.96.0.${10 + i}`,
      selector: { app: `s${i}` },
      internalTrafficPolicy: s.internal,
      ...((isOuter || s.hasExternalIP) && { externalTrafficPolicy: s.external }),
      ...(s.hasExternalIP && { externalIPs: [`203.0.113.${100 + i}`] }),
      ...(s.type === 'LoadBalancer' && { loadBalancerSourceRanges: s.ranges }),
      ports: [
        { port: 80, targetPort: s.targetPort, protocol: s.protocol, ...(hasNodePort && { nodePort: 30_080 + i }) },
      ],
    },
    status: {
      loadBalancer: s.type === 'LoadBalancer' ? { ingress: [{ ip: `198.18.0.${10 + i}`, ipMode: s.ipMode }] } : {},
    },
  };
}

function sliceOf(s: Shape, i: number): EndpointSlice {
  const endpoints = s.endpoints.map(({ of, conditions: c, hints: h }): Endpoint => {
    const target = PODS[of]!;
    const hinted = h ?? (s.isHintedAll ? { forZones: [{ name: 'a' }] } : undefined);
    return {
      addresses: [target.status.podIP!],
      conditions: c,
      nodeName: target.spec.nodeName!,
      ...(hinted && { hints: hinted }),
    };
  });
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `s${i}-abcde`, namespace: 'default', labels: { 'kubernetes.io/service-name': `s${i}` } },
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: '', port: s.targetPort, protocol: s.protocol }],
  };
}

export interface RandomPacket {
  readonly from: string;
  readonly ip: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

const outer = [0, 1, 2].flatMap((i) => [`10.96.0.${10 + i}`, `203.0.113.${100 + i}`, `198.18.0.${10 + i}`]);
export const randomPacket: fc.Arbitrary<RandomPacket> = fc
  .record({
    from: fc.constantFrom(
      'pod/default/p0',
      'pod/default/p1',
      'pod/default/p2',
      'node/one',
      'node/three',
      'laptop',
      'internet',
    ),
    to: fc.oneof(
      fc.record({ ip: fc.constantFrom(...outer), port: fc.constantFrom(80, 80, 80, 81) }),
      fc.record({
        ip: fc.constantFrom(...NODES.flatMap(addressesOfNode)),
        port: fc.constantFrom(30_080, 30_081, 30_082, 30_090),
      }),
    ),
    protocol: fc.constantFrom('TCP' as const, 'TCP' as const, 'TCP' as const, 'UDP' as const),
  })
  .map(({ from, to, protocol }) => ({ from, ...to, protocol }));
