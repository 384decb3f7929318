// What a connection to a Service may come to, read off the specification sentence by sentence, slowly and without any of the
// network's own code. Sources: the API reference of Service, EndpointSlice and LoadBalancerIngress (v1.34); KEP-1669 (terminating
// endpoints), KEP-2086 (internalTrafficPolicy), KEP-1860 (ipMode), KEP-4444 and KEP-3015 (traffic distribution); kubernetes-facts.md 4.2.

import type { Service } from '#api/core/types.ts';
import type { Endpoint } from '#api/discovery/types.ts';
import { addressesOfNode, NODES, type RandomCluster, type RandomPacket } from './random-cluster.test-helper.ts';

type Node = (typeof NODES)[number];

/** `10.244.1.10 seeing 198.51.100.7`, `refused` or `silence`. */
export type Outcome = string;

export function outcomesOf(cluster: RandomCluster, packet: RandomPacket): ReadonlySet<Outcome> {
  const isOutside = packet.from === 'laptop' || packet.from === 'internet';
  const client = clientOf(cluster, packet.from);
  const owner = NODES.find((name) => addressesOfNode(name).includes(packet.ip));

  if (owner) {
    // "The internal address of a node is reachable within the cluster only."
    if (isOutside && !packet.ip.startsWith('203.0.113.')) return new Set(['silence']);
    // "Each node proxies that port (the same port number on every Node) into your Service."
    const service = cluster.services.find(({ spec }) => spec.ports![0]!.nodePort === packet.port && same(spec, packet));
    // Nobody else listens on these nodes.
    if (!service) return new Set(['refused']);
    return at(
      cluster,
      service,
      owner,
      client,
      'outer',
      isOutside || (packet.from.startsWith('node/') && client.node !== owner),
    );
  }
  const service = cluster.services.find((s) => addressesOf(s).includes(packet.ip));
  if (!service) return new Set(['silence']);
  const fits = service.spec.ports![0]!.port === packet.port && same(service.spec, packet);
  const ingress = service.status?.loadBalancer?.ingress?.find(({ ip }) => ip === packet.ip);

  if (isOutside) {
    // "A ClusterIP is only reachable from within the cluster"; "externalIPs … these IPs are not managed by Kubernetes".
    if (!ingress) return new Set(['silence']);
    return balanced(cluster, service, client, fits);
  }
  // "Proxy: traffic is delivered to the load balancer, even from within the cluster" (ipMode).
  if (ingress?.ipMode === 'Proxy')
    return balanced(cluster, service, { ...client, ip: addressesOfNode(client.node!)[1]! }, fits);
  if (!fits) return new Set(['silence']);
  // kube-proxy rejects for Pods and for what comes in from outside; what a node itself sends goes out.
  if (packet.ip !== service.spec.clusterIP && !client.isPod && usable(endpointsOf(cluster, service)).length === 0)
    return ingress
      ? balanced(cluster, service, { ...client, ip: addressesOfNode(client.node!)[1]! }, true)
      : new Set(['silence']);
  if (ingress) {
    const ranges = service.spec.loadBalancerSourceRanges ?? [];
    // "If specified and supported by the platform, traffic through the load balancer is restricted to the specified client IPs";
    // where there is no endpoint at all the connection is refused before.
    if (usable(endpointsOf(cluster, service)).length > 0 && !admits(ranges, client.ip)) return new Set(['silence']);
  }
  return at(cluster, service, client.node!, client, packet.ip === service.spec.clusterIP ? 'cluster' : 'outer', false);
}

interface Client {
  readonly ip: string;
  readonly node: Node | undefined;
  readonly isPod: boolean;
}

function clientOf({ pods }: RandomCluster, from: string): Client {
  if (from === 'laptop') return { ip: '198.51.100.7', node: undefined, isPod: false };
  if (from === 'internet') return { ip: '198.51.100.80', node: undefined, isPod: false };
  if (from.startsWith('node/'))
    return { ip: addressesOfNode(from.slice(5))[0]!, node: from.slice(5) as Node, isPod: false };
  const pod = pods.find(({ metadata }) => `pod/default/${metadata.name}` === from)!;
  return { ip: pod.status.podIP!, node: pod.spec.nodeName as Node, isPod: true };
}

const same = (spec: Service['spec'], packet: RandomPacket): boolean => spec.ports![0]!.protocol === packet.protocol;

const addressesOf = ({ spec, status }: Service): string[] => [
  spec.clusterIP!,
  ...(spec.externalIPs ?? []),
  ...(status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip!),
];

/** Through the cloud's load balancer: it knows its own ports and ranges, and sends to any node that its health checks found well. */
function balanced(cluster: RandomCluster, service: Service, client: Client, fits: boolean): ReadonlySet<Outcome> {
  if (!fits || !admits(service.spec.loadBalancerSourceRanges ?? [], client.ip)) return new Set(['silence']);
  const ingress = service.status!.loadBalancer!.ingress![0]!;
  const { healthy, nodes } = cluster.balancers.find(({ ip }) => ip === ingress.ip)!;
  const isProxy = ingress.ipMode === 'Proxy';
  if (isProxy && !service.spec.ports![0]!.nodePort) return new Set(['silence']);
  // "Proxy: the destination … set to the node's IP and node port or the pod's IP and port": the balancer is the client then.
  const seen = isProxy
    ? { ip: ingress.ip!, node: undefined, isPod: false }
    : { ...client, node: undefined, isPod: false };
  const out = new Set<Outcome>();
  for (const name of healthy.length > 0 ? healthy : nodes)
    for (const outcome of at(cluster, service, name as Node, seen, 'outer', true)) out.add(outcome);
  return out;
}

/** kube-proxy on one node has the connection. `fromFar`: it comes neither from a Pod nor from this node. */
function at(
  cluster: RandomCluster,
  service: Service,
  node: Node,
  client: Client,
  way: 'cluster' | 'outer',
  fromFar: boolean,
): ReadonlySet<Outcome> {
  const all = endpointsOf(cluster, service);
  // "If there are no endpoints … connections are rejected."
  if (usable(all).length === 0) return new Set(['refused']);
  const { internalTrafficPolicy, externalTrafficPolicy } = service.spec;
  // "Local … drops the traffic if there are no endpoints on the node"; "traffic sent to an External IP or LoadBalancer IP from
  // within the cluster will always get Cluster semantics".
  const isLocal = way === 'cluster' ? internalTrafficPolicy === 'Local' : externalTrafficPolicy === 'Local' && fromFar;
  const chosen = isLocal ? usable(all.filter((e) => e.nodeName === node)) : near(cluster, all, node);
  if (chosen.length === 0) return new Set(['silence']);
  const port = service.spec.ports![0]!.targetPort;
  const out = new Set<Outcome>();
  for (const { addresses } of chosen) {
    const ip = addresses[0]!;
    // "externalTrafficPolicy: Cluster … hides the source"; a Pod that reaches itself is masqueraded too.
    const isHidden = ip === client.ip || (way === 'outer' && externalTrafficPolicy === 'Cluster');
    if (port !== 8080) out.add('refused');
    else out.add(`${ip} seeing ${isHidden ? addressesOfNode(node)[0] : client.ip}`);
  }
  return out;
}

function endpointsOf({ slices }: RandomCluster, { metadata }: Service): readonly Endpoint[] {
  const endpoints = slices
    .filter((s) => s.metadata.labels?.['kubernetes.io/service-name'] === metadata.name)
    .flatMap((s) => s.endpoints ?? []);
  // The same address twice is one endpoint: the first word counts.
  return endpoints.filter((e, i) => endpoints.findIndex((o) => o.addresses[0] === e.addresses[0]) === i);
}

/** "nil should be interpreted as true." */
const isReady = ({ conditions = {} }: Endpoint): boolean => conditions.ready ?? true;

/** KEP-1669: ready endpoints; if there are none, those that are serving and terminating. */
function usable(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const ready = endpoints.filter(isReady);
  return ready.length > 0
    ? ready
    : endpoints.filter(({ conditions = {} }) => (conditions.serving ?? true) && conditions.terminating);
}

/** Hints count if every ready endpoint has one, and at least one is for here; nodes before zones. */
function near({ zones }: RandomCluster, all: readonly Endpoint[], node: Node): readonly Endpoint[] {
  const ready = all.filter(isReady);
  if (ready.length === 0) return usable(all);
  const zone = zones[NODES.indexOf(node)];
  if (ready.every((e) => (e.hints?.forNodes ?? []).length > 0)) {
    const own = ready.filter((e) => e.hints!.forNodes!.some(({ name }) => name === node));
    if (own.length > 0) return own;
  }
  if (ready.every((e) => (e.hints?.forZones ?? []).length > 0)) {
    const own = ready.filter((e) => e.hints!.forZones!.some(({ name }) => name === zone));
    if (own.length > 0) return own;
  }
  return ready;
}

function admits(ranges: readonly string[], ip: string): boolean {
  const bits = (address: string): string =>
    address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  return (
    ranges.length === 0 ||
    ranges.some((range) => {
      const [base = '', length = '32'] = range.split('/');
      return bits(base).slice(0, Number(length)) === bits(ip).slice(0, Number(length));
    })
  );
}
