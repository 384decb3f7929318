// The network alone, with a cluster that stands in lists: no API server, no Pods that run.

import type { Node, Pod, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import { type ClusterView, Network } from '#network/network.ts';
import { Rules } from '#network/proxy/rules.ts';

export { Rules };

const ADDRESS = (base: string, n: number): string => `${base}.${n >> 8}.${n & 255}`;

/** `services` Services, each on as many Pods; every tenth is a NodePort, every hundredth a LoadBalancer too. */
export function cluster(services: number, podsEach: number): ClusterView {
  const nodes = Array.from({ length: 10 }, (_, i) => node(i));
  const made = Array.from({ length: services }, (_, i) => service(i));
  const slices = made.map((s, i) => slice(s, i, podsEach));
  const pods = slices
    .slice(0, 100)
    .flatMap((s) => (s.endpoints ?? []).map(({ addresses }, n) => pod(s, addresses[0]!, n)));
  return { services: made, endpointSlices: slices, pods, nodes, namespaces: ['default'], revision: 1 };
}

const node = (i: number): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: `node-${i}` },
  spec: {},
  status: {
    addresses: [
      { type: 'InternalIP', address: `192.168.49.${10 + i}` },
      { type: 'ExternalIP', address: `203.0.113.${10 + i}` },
    ],
  },
});

const service = (i: number): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: `s-${i}`, namespace: 'default' },
  spec: {
    type: i % 100 === 0 ? 'LoadBalancer' : i % 10 === 0 ? 'NodePort' : 'ClusterIP',
    clusterIP: ADDRESS('10.96', i + 2),
    selector: { app: `s-${i}` },
    ports: [{ port: 80, targetPort: 8080, ...(i % 10 === 0 && { nodePort: 30_000 + i / 10 }) }],
  },
  status: { loadBalancer: i % 100 === 0 ? { ingress: [{ ip: ADDRESS('198.18', i / 100), ipMode: 'VIP' }] } : {} },
});

function slice({ metadata }: Service, i: number, pods: number): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${metadata.name}-x`,
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': metadata.name },
    },
    addressType: 'IPv4',
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: Array.from({ length: pods }, (_, n) => ({
      addresses: [
        `10.${128 + Math.floor((i * pods + n) / 65_536)}.${((i * pods + n) >> 8) & 255}.${(i * pods + n) & 255}`,
      ],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: `node-${n % 10}`,
      targetRef: { kind: 'Pod', namespace: 'default', name: `${metadata.name}-${n}` },
    })),
  };
}

const pod = ({ metadata }: EndpointSlice, ip: string, n: number): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${metadata.labels?.['kubernetes.io/service-name']}-${n}`, namespace: 'default' },
    spec: { nodeName: `node-${n % 10}`, containers: [] },
    status: { podIP: ip, phase: 'Running' },
  }) as Pod;

/** The same endpoints, but one of them is not ready any more. */
export function withOneUnready(view: ClusterView, at: number): ClusterView {
  const endpointSlices = [...view.endpointSlices];
  const old = endpointSlices[at]!;
  const endpoints = [...(old.endpoints ?? [])];
  endpoints[0] = { ...endpoints[0]!, conditions: { ready: endpoints[0]?.conditions?.ready === false } };
  endpointSlices[at] = { ...old, endpoints };
  return { ...view, endpointSlices, revision: view.revision + 1 };
}

export function networkOf(view: () => ClusterView): Network {
  const nodes = view().nodes.map(({ metadata }) => metadata.name);
  const ok = { status: 200, headers: [], body: 'ok' };
  let seed = 1;
  return new Network({
    topology: view,
    hosts: [{ place: 'internet', ips: ['198.51.100.80'], reachable: true }],
    listeners: () => () => ok,
    listeningPorts: (place) => (place.startsWith('pod/') ? [8080] : []),
    files: () => undefined,
    balancerAt: (ip) =>
      ip.startsWith('198.18.')
        ? { place: 'load-balancer/default/s-0', service: 'default/s-0', ip, nodes, healthy: nodes }
        : undefined,
    now: () => 0,
    random: () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647,
    sleep: async () => undefined,
  });
}
