// A small cluster for the tests of this room: two nodes, three Pods, one Service of every kind.

import type { Node, Pod, Service, ServiceSpec } from '#api/core/types.ts';
import type { Endpoint, EndpointSlice } from '#api/discovery/types.ts';
import type { NetworkPolicy } from '#api/networking/types.ts';
import type { Balancer } from './balancer.ts';
import type { OpenPort, Topology } from './topology.ts';
import { topologyOf } from './topology.ts';

export function pod(
  name: string,
  ip: string,
  nodeName: string,
  labels: Record<string, string>,
  ready = true,
  spec: object = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels },
    spec: { containers: [], nodeName, ...spec },
    status: { phase: 'Running', podIP: ip, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

export function node(name: string, internal: string, external?: string): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: {},
    status: {
      addresses: [
        { type: 'InternalIP', address: internal },
        ...(external ? [{ type: 'ExternalIP' as const, address: external }] : []),
      ],
    },
  };
}

export function service(name: string, spec: ServiceSpec, status: Service['status'] = {}): Service {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec, status };
}

/** `ports`: the Pods' port, or a list of `[name, port]`. */
export function slice(
  name: string,
  endpoints: readonly Endpoint[],
  ports: number | readonly [string, number][],
): EndpointSlice {
  const list = typeof ports === 'number' ? [['', ports] as const] : ports;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-abcde`, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [...endpoints],
    ports: list.map(([n, port]) => ({ name: n, port, protocol: 'TCP' })),
  };
}

export function endpoint(
  target: Pod,
  conditions: Endpoint['conditions'] = { ready: true, serving: true, terminating: false },
): Endpoint {
  return {
    addresses: [target.status.podIP ?? ''],
    conditions,
    targetRef: { kind: 'Pod', namespace: 'default', name: target.metadata.name },
    ...(target.spec.nodeName ? { nodeName: target.spec.nodeName } : {}),
  };
}

export const web1 = pod('web-1', '10.244.1.4', 'one', { app: 'web' });
export const web2 = pod('web-2', '10.244.2.4', 'two', { app: 'web' });
export const client = pod('client', '10.244.1.9', 'one', { app: 'client' });
export const sick = pod('sick', '10.244.1.7', 'one', { app: 'sick' }, false);
export const nodes = [node('one', '192.168.49.11', '203.0.113.11'), node('two', '192.168.49.12', '203.0.113.12')];

/** A load balancer as the cloud makes it. */
export const balancer = (name: string, ip: string, healthy: readonly string[] = ['one', 'two']): Balancer => ({
  place: `load-balancer/default/${name}`,
  service: `default/${name}`,
  ip,
  nodes: ['one', 'two'],
  healthy,
});

export const open: Readonly<Record<string, readonly OpenPort[]>> = {
  'pod/default/web-1': [{ port: 8080, protocol: 'TCP' }],
  'pod/default/web-2': [{ port: 8080, protocol: 'TCP' }],
  laptop: [{ port: 8001, protocol: 'TCP', address: '127.0.0.1' }],
  internet: [{ port: 80, protocol: 'TCP' }],
  'node/one': [{ port: 10250, protocol: 'TCP' }],
};

export function topology(
  pods: readonly Pod[] = [web1, web2, client, sick],
  policies: readonly NetworkPolicy[] = [],
  balancers: readonly Balancer[] = [],
): Topology {
  return topologyOf({
    pods,
    nodes,
    policies: { all: policies, namespaceLabels: {} },
    hosts: [
      { place: 'laptop', ips: ['192.168.1.20'], reachable: false },
      { place: 'internet', ips: ['198.51.100.7'], reachable: true },
    ],
    balancerAt: (ip) => balancers.find((b) => b.ip === ip),
    listening: (place) => open[place] ?? [],
  });
}
