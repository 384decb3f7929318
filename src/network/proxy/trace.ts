// Follows one connection attempt through the cluster, hop by hop, and says where and why it ended.

import type { Protocol } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { type Hop, type Told, told } from '#machine/hop.ts';
import type { Place } from '#machine/program.ts';
import { inCidr, isLoopback } from '../address.ts';
import type { Balancer } from '../balancer.ts';
import { isClosed, lostBetween } from '../faults.ts';
import { PROXY_HEALTH_PORT } from '../health.ts';
import { joined, type Link, linkBetween } from '../link.ts';
import type { Denial } from '../policy/policy.ts';
import type { Machine, NodeMachine, Topology } from '../topology.ts';
import { objectOf, standpointOf } from '../topology.ts';
import { arriveDenial, ipOf, leaveDenial, listenerAt, nodeOf, placesOf, sharesNetwork } from './arrival.ts';
import type { Delivery, Nat, Packet, Pick, Recall, Trace, Verdict } from './packet.ts';
import {
  nameOf,
  whyDenied,
  whyLost,
  whyNobody,
  whyNoEndpoint,
  whyNoRoute,
  whyNoSuchPort,
  whyNotListening,
} from './reasons.ts';
import type { Rule, Rules } from './rules.ts';
import { lookup, lookupNodePort } from './rules.ts';
import type { Backend, ServicePortRule } from './service-port.ts';
import { backendObject } from './service-port.ts';

export type { Delivery, Packet, Pick, Recall, Trace, Verdict } from './packet.ts';

/** Pure: the same arguments give the same trace. Source: pkg/proxy/iptables, in its default configuration. */
export function trace(
  packet: Packet,
  topology: Topology,
  rules: Rules,
  pick: Pick,
  recall: Recall = () => undefined,
): Trace {
  return new Path(packet, topology, rules, pick, recall).follow();
}

/** The state of one walk: the hops so far, and who the packet says it is from. */
class Path {
  readonly #hops: Hop[] = [];
  readonly #from: Place;
  readonly #ip: string;
  readonly #port: number;
  readonly #protocol: Protocol;
  readonly #topology: Topology;
  readonly #rules: Rules;
  readonly #pick: Pick;
  readonly #recall: Recall;
  readonly #client: Machine | undefined;
  /** The machine that has the packet now: a node, or one outside. */
  #at: Place;
  #affinity: Trace['affinity'];
  #hasLeft = false;
  #link: Link | undefined;
  #nat: Nat | undefined;
  /** The node's address and port to which a load balancer opened a connection of its own. */
  #proxied: { readonly ip: string; readonly port: number } | undefined;

  constructor(packet: Packet, topology: Topology, rules: Rules, pick: Pick, recall: Recall) {
    this.#from = packet.from;
    this.#ip = packet.to.ip;
    this.#port = packet.to.port;
    this.#protocol = packet.to.protocol ?? 'TCP';
    this.#topology = topology;
    this.#rules = rules;
    this.#pick = pick;
    this.#recall = recall;
    this.#client = topology.byPlace.get(packet.from);
    this.#at = packet.from;
  }

  follow(): Trace {
    const target = `${this.#ip}:${this.#port}`;
    if (!this.#client) {
      const did = `has no network: ${this.#from} is not running`;
      return this.#end('unreachable', this.#from, told(did, 'not-running', { who: this.#from }));
    }
    this.#at = standpointOf(this.#client);
    if (isLoopback(this.#ip)) return this.#loopback();
    this.#passed(
      this.#from,
      this.#protocol === 'UDP'
        ? told(`sends a UDP datagram to ${target}`, 'sends-datagram', { to: target })
        : told(`opens a ${this.#protocol} connection to ${target}`, 'opens-connection', {
            protocol: this.#protocol,
            to: target,
          }),
    );
    return this.#client.kind === 'outside' ? this.#fromOutside() : this.#fromInside();
  }

  // A place talking to itself: no Service is involved, but for node ports, which hold on a node's loopback too.
  #loopback(): Trace {
    const client = this.#client!;
    const node = nodeOf(client, this.#topology);
    const onNode = node && sharesNetwork(client, node);
    // Of the loopback only IPv4 is forwarded. Source: kube-proxy's localhostNodePorts, Linux route_localnet.
    if (onNode && !this.#ip.includes(':')) {
      const rule = lookupNodePort(this.#rules, this.#port, this.#protocol);
      // What leaves by way of the loopback is masqueraded.
      const sourceIP = node.internalIP ?? '127.0.0.1';
      if (rule) return this.#service(rule, node, { internal: true, sourceIP });
      const toPod = this.#hostPort(node, sourceIP);
      if (toPod) return toPod;
    }
    const target = onNode ? node : client;
    this.#hasLeft = true;
    return this.#deliver(target, this.#ip, '127.0.0.1');
  }

  #fromInside(): Trace {
    const client = this.#client!;
    const node = nodeOf(client, this.#topology);
    const sourceIP = ipOf(client);
    const rule = lookup(this.#rules, this.#ip, this.#port, this.#protocol);
    if (rule && node && !rule.leavesCluster && !this.#isUnheeded(rule, node))
      return this.#service(rule, node, { internal: true, sourceIP });

    const machine = this.#topology.byIp.get(this.#ip);
    // At its own node's address the connection may still be translated before it is judged.
    const stopped = machine && machine === node ? undefined : this.#leave(this.#ip, this.#port);
    if (stopped) return stopped;
    const balancer = rule && this.#topology.balancerAt(this.#ip);
    if (balancer)
      return this.#loadBalancer(
        balancer,
        node?.externalIP ?? node?.internalIP ?? sourceIP,
        rule.leavesCluster ? 'Proxy' : 'VIP',
      );
    if (rule && !machine)
      return this.#end('timeout', node?.place ?? this.#from, whyNobody(this.#ip, 'has the address'));
    if (machine?.kind === 'node')
      // What shares a node's network comes from that node's address, not from a Pod's.
      return this.#node(machine, sourceIP, { internal: machine === node || !(node && sharesNetwork(client, node)) });
    if (machine?.kind === 'pod') return this.#deliver(machine, this.#ip, sourceIP);
    const owner = this.#rules.owners.get(this.#ip);
    if (owner) return this.#noSuchPort(owner.service);
    if (machine) return this.#outside(machine, node?.externalIP ?? node?.internalIP ?? sourceIP);

    const at = node?.place ?? this.#from;
    if (inCidr(this.#ip, this.#topology.serviceCidr))
      return this.#end(
        'timeout',
        at,
        told(`no Service has the address ${this.#ip}: the packet is dropped, no answer comes`, 'no-service-there', {
          ip: this.#ip,
        }),
      );
    if (inCidr(this.#ip, this.#topology.podCidr)) return this.#noPodThere(at);
    return this.#end('timeout', at, whyNobody(this.#ip));
  }

  #noPodThere(at: string): Trace {
    const did = `no Pod has the address ${this.#ip}: no route to host`;
    return this.#end('unreachable', at, told(did, 'no-pod-there', { ip: this.#ip }));
  }

  /** Outer addresses without endpoints are refused to Pods and to what comes in, not to what a node itself sends. Source: iptablesJumpChains, OUTPUT. */
  #isUnheeded({ via, target }: Rule, node: NodeMachine): boolean {
    if (via === 'ClusterIP' || target.backends.length > 0 || !sharesNetwork(this.#client!, node)) return false;
    const machine = this.#topology.byIp.get(this.#ip);
    return machine !== node;
  }

  #fromOutside(): Trace {
    const client = this.#client!;
    const sourceIP = ipOf(client);
    const machine = this.#topology.byIp.get(this.#ip);
    if (machine === client) return this.#deliver(client, this.#ip, sourceIP);
    const { faults } = this.#topology;
    if (
      machine?.kind === 'node' &&
      this.#ip === machine.externalIP &&
      faults &&
      isClosed(faults, this.#port, this.#protocol)
    ) {
      const did = `the cloud's firewall lets nothing in to port ${this.#port} of nodes: the packet is dropped, no answer comes`;
      return this.#end('timeout', 'firewall', told(did, 'cloud-firewall', { port: String(this.#port) }));
    }
    if (
      machine?.kind === 'node' &&
      (this.#ip === machine.externalIP || (client.kind === 'outside' && client.reachesNodes))
    ) {
      const rule = lookup(this.#rules, this.#ip, this.#port, this.#protocol);
      if (rule) return this.#service(rule, machine, { internal: false, sourceIP });
      return this.#node(machine, sourceIP, { internal: false });
    }
    if (machine?.kind === 'outside') return this.#outside(machine, sourceIP);
    if (client.kind === 'outside' && client.reachesPods && inCidr(this.#ip, this.#topology.podCidr)) {
      if (machine) return this.#deliver(machine, this.#ip, sourceIP);
      return this.#noPodThere(this.#from);
    }
    const balancer = this.#topology.balancerAt(this.#ip);
    if (balancer) {
      const mode = lookup(this.#rules, this.#ip, this.#port, this.#protocol)?.leavesCluster ? 'Proxy' : 'VIP';
      return this.#loadBalancer(balancer, sourceIP, mode);
    }
    const reason = whyNoRoute(this.#ip, this.#rules.owners.get(this.#ip), machine, this.#topology);
    return this.#end('timeout', this.#from, reason);
  }

  /** The cloud's load balancer: any node that passes its health checks. As a proxy it connects to the node port itself. */
  #loadBalancer({ place, service, ip, nodes, healthy }: Balancer, sourceIP: string, mode: 'VIP' | 'Proxy'): Trace {
    const object = `Service/${service}`;
    const rule = lookup(this.#rules, this.#ip, this.#port, this.#protocol);
    const lost = ({ did, reason }: Told) =>
      this.#end('timeout', place, { did: `${did}: no answer comes`, reason }, object);
    if (!rule || rule.target.service !== service)
      return lost(
        told(
          `the load balancer ${ip} of Service ${service} does not forward port ${this.#port}/${this.#protocol}, and drops the packet`,
          'balancer-no-port',
          { ip, service, port: `${this.#port}/${this.#protocol}` },
        ),
      );
    const { sourceRanges, nodePort } = rule.target;
    if (sourceRanges.length > 0 && !sourceRanges.some((range) => inCidr(sourceIP, range)))
      return this.#end(
        'timeout',
        place,
        told(
          `the load balancer's firewall drops the packet: ${sourceIP} is not in loadBalancerSourceRanges (${sourceRanges.join(', ')}): no answer comes`,
          'source-not-in-ranges',
          { ip: sourceIP, ranges: sourceRanges.join(', '), service },
        ),
        object,
      );
    const choice = healthy.length > 0 ? healthy : nodes;
    // With affinity the cloud keeps a client on one node, as far as there is a choice. Source: Google's CLIENT_IP affinity.
    const at =
      rule.target.affinityMs === undefined ? this.#pick(Math.max(1, choice.length)) : sumOf(sourceIP) % choice.length;
    const name = choice[at];
    const node = name === undefined ? undefined : this.#topology.byPlace.get(`node/${name}`);
    if (node?.kind !== 'node')
      return lost(told(`the load balancer ${ip} has no node to send to`, 'balancer-no-node', { ip }));
    this.#at = place;
    const isWell = healthy.length > 0;
    const unwell = isWell ? '' : ', though none passes its health checks';
    const entry = `${ip}:${this.#port}`;
    if (mode === 'VIP') {
      this.#passed(
        place,
        told(
          `took the connection at ${entry} and sent it to node ${node.name}${unwell}`,
          isWell ? 'balancer-sent' : 'balancer-sent-unwell',
          { at: entry, node: node.name },
        ),
        object,
      );
      return this.#service(rule, node, { internal: false, sourceIP });
    }
    const forward = nodePort ? lookupNodePort(this.#rules, nodePort, this.#protocol) : undefined;
    if (!forward)
      return lost(
        told(
          `the load balancer ${ip} works as a proxy, and Service ${service} has no node port to send to`,
          'balancer-no-node-port',
          { ip, service },
        ),
      );
    this.#passed(
      place,
      told(
        `took the connection at ${entry} and opened one of its own to NodePort ${nodePort} of node ${node.name}${unwell}`,
        isWell ? 'balancer-connected' : 'balancer-connected-unwell',
        { at: entry, node: node.name, port: String(nodePort) },
      ),
      object,
    );
    this.#proxied = { ip: node.internalIP ?? node.externalIP ?? '', port: forward.target.nodePort ?? 0 };
    return this.#service(forward, node, { internal: false, sourceIP: ip });
  }

  /** Arrived at an address of a node: a node port, or something that listens on the node itself. */
  #node(node: NodeMachine, sourceIP: string, { internal }: { internal: boolean }): Trace {
    const lost = this.#lostOnTheWayTo(node);
    if (lost) return lost;
    const rule = lookupNodePort(this.#rules, this.#port, this.#protocol);
    if (rule) {
      const { service } = rule.target;
      this.#passed(
        node.place,
        told(`took the connection on NodePort ${this.#port} of Service ${service}`, 'node-port', {
          port: String(this.#port),
          service,
        }),
        `Service/${service}`,
      );
      return this.#service(rule, node, { internal, sourceIP });
    }
    const toPod = this.#hostPort(node, sourceIP);
    if (toPod) return toPod;
    if (this.#port === PROXY_HEALTH_PORT && this.#protocol === 'TCP') {
      const port = String(PROXY_HEALTH_PORT);
      const what = told(`kube-proxy answers on its health port ${port}`, 'proxy-health-port', { port });
      this.#passed(node.place, what, objectOf(node.place));
      return this.#delivered({ place: node.place, ip: this.#ip, port: this.#port, sourceIP, isProxyHealth: true });
    }
    const health = this.#protocol === 'TCP' ? this.#rules.byHealthPort.get(this.#port) : undefined;
    if (health) {
      this.#passed(
        node.place,
        told(
          `kube-proxy answers health checks of Service ${health.service} on port ${this.#port}`,
          'service-health-port',
          { port: String(this.#port), service: health.service },
        ),
        `Service/${health.service}`,
      );
      return this.#delivered({ place: node.place, ip: this.#ip, port: this.#port, sourceIP, health });
    }
    return this.#deliver(node, this.#ip, sourceIP);
  }

  /** Models the CNI plugin portmap. */
  #hostPort(node: NodeMachine, sourceIP: string): Trace | undefined {
    const open = node.hostPorts.get(`${this.#port}:${this.#protocol}`) ?? [];
    const hostPort = open.find(({ hostIP }) => hostIP === undefined || hostIP === this.#ip);
    const pod = hostPort && this.#topology.byPlace.get(hostPort.pod);
    if (!pod) return undefined;
    this.#passed(
      node.place,
      told(`took the connection on hostPort ${this.#port} of Pod ${pod.place.slice(4)}`, 'host-port', {
        port: String(this.#port),
        pod: pod.place.slice(4),
      }),
      objectOf(pod.place),
    );
    this.#translated(node, sourceIP, { ip: ipOf(pod), port: hostPort.port, sourceIP });
    return this.#deliver(pod, ipOf(pod), sourceIP, hostPort.port);
  }

  /** kube-proxy on `node` decides. `internal`: the connection comes from a Pod or from this node. */
  #service(rule: Rule, node: NodeMachine, { internal, sourceIP }: { internal: boolean; sourceIP: string }): Trace {
    const { target, via } = rule;
    const at = `service/${target.service}`;
    const object = `Service/${target.service}`;
    const lost = this.#lostOnTheWayTo(node);
    if (lost) return lost;
    if (target.backends.length === 0)
      return (
        this.#leave(this.#ip, this.#port) ??
        this.#end('refused', at, whyNoEndpoint(target, this.#topology.pods), object)
      );

    const { sourceRanges } = target;
    if (via === 'LoadBalancer' && sourceRanges.length > 0 && !sourceRanges.some((range) => inCidr(sourceIP, range))) {
      const ranges = sourceRanges.join(', ');
      const did = `${sourceIP} is not in loadBalancerSourceRanges (${ranges}): the packet is dropped, no answer comes`;
      const { service } = target;
      return this.#end('timeout', at, told(did, 'source-not-in-ranges', { ip: sourceIP, ranges, service }), object);
    }
    // From inside, external addresses take a short cut to all endpoints: only what comes from outside obeys Local.
    const policy = via === 'ClusterIP' ? target.internalPolicy : internal ? 'Cluster' : target.externalPolicy;
    const backends = policy === 'Local' ? target.backendsOnNode(node.name) : target.backendsFor(node);
    if (backends.length === 0) {
      const field = via === 'ClusterIP' ? 'internalTrafficPolicy' : 'externalTrafficPolicy';
      const { service } = target;
      const did = `${field} is Local and node ${node.name} has no endpoint of Service ${service}: the packet is dropped, no answer comes`;
      const reason = told(did, 'local-without-endpoint', { field, node: node.name, service });
      return this.#end('timeout', at, reason, object);
    }
    const backend = this.#choose(target, node, sourceIP, backends);
    const endpoint = `${backend.ip}:${backend.port}`;
    const ready = String(backends.length);
    this.#passed(
      at,
      told(`picked endpoint ${endpoint} of ${ready} ready`, 'picked-endpoint', { endpoint, ready }),
      object,
    );
    const hairpin = this.#client!.kind === 'pod' && backend.ip === sourceIP;
    // Where Local asks for the client's address, a Pod keeps its own on the short cut too. Source: proxier.go, "pod traffic for external destinations".
    const masqueraded = hairpin || (via !== 'ClusterIP' && target.externalPolicy === 'Cluster');
    const seen = masqueraded ? (node.internalIP ?? sourceIP) : sourceIP;
    this.#translated(node, sourceIP, { ip: backend.ip, port: backend.port, sourceIP: seen });
    return this.#arrive(backend, seen);
  }

  /** Each node's kube-proxy remembers for itself. */
  #choose(target: ServicePortRule, node: NodeMachine, sourceIP: string, backends: readonly Backend[]): Backend {
    const key = `${node.name} ${target.name}:${target.protocol} ${sourceIP}`;
    const remembered = target.affinityMs === undefined ? undefined : this.#recall(key);
    const same = remembered && backends.find((b) => b.ip === remembered.ip && b.port === remembered.port);
    const chosen = same ?? backends[this.#pick(backends.length)] ?? backends[0]!;
    if (target.affinityMs !== undefined) this.#affinity = { key, backend: chosen, forMs: target.affinityMs };
    return chosen;
  }

  #arrive(backend: Backend, sourceIP: string): Trace {
    const stopped = this.#leave(backend.ip, backend.port);
    if (stopped) return stopped;
    const machine = this.#topology.byIp.get(backend.ip);
    if (!machine) {
      const object = backendObject(backend);
      // The next router takes it; only a neighbour is asked for, and found missing.
      if (!object && !inCidr(backend.ip, this.#topology.podCidr))
        return this.#end('timeout', standpointOf(this.#client!), whyNobody(backend.ip));
      const who = object ? `${object} is gone` : `nothing has the address ${backend.ip}`;
      const what = told(`${who}: no route to host`, 'endpoint-gone', { endpoint: object ?? '-', ip: backend.ip });
      return this.#end('unreachable', `ip/${backend.ip}`, what, object);
    }
    if (machine.kind === 'outside') return this.#outside(machine, sourceIP, backend.port);
    return this.#deliver(machine, backend.ip, sourceIP, backend.port);
  }

  #outside(machine: Machine, sourceIP: string, port = this.#port): Trace {
    if (machine.kind === 'outside' && !machine.reachable)
      return this.#end(
        'timeout',
        this.#from,
        told(`${machine.place} cannot be reached from elsewhere: no answer comes`, 'host-unreachable', {
          who: machine.place,
        }),
      );
    return this.#deliver(machine, ipOf(machine), sourceIP, port);
  }

  /** The packet goes on to another machine: does it get there? */
  #lostOnTheWayTo(machine: Machine): Trace | undefined {
    const there = standpointOf(machine);
    const { faults } = this.#topology;
    const fault = faults && lostBetween(faults, this.#at, there);
    if (fault !== undefined) return this.#end('timeout', there, whyLost(fault), objectOf(there));
    if (faults) this.#link = joined(this.#link, linkBetween(faults, this.#at, there));
    this.#at = there;
    return undefined;
  }

  #deliver(machine: Machine, ip: string, sourceIP: string, port = this.#port): Trace {
    const stopped =
      this.#leave(ip, port) ??
      this.#lostOnTheWayTo(machine) ??
      this.#denied(arriveDenial(this.#client!, machine, { sourceIP, port, protocol: this.#protocol }, this.#topology));
    if (stopped) return stopped;
    const place = listenerAt(machine, { ip, port, protocol: this.#protocol }, this.#topology);
    if (place === undefined) {
      const open = placesOf(machine).flatMap((p) => this.#topology.listening(p));
      return this.#end(
        'refused',
        machine.place,
        whyNotListening(nameOf(machine), port, this.#protocol, open),
        objectOf(machine.place),
      );
    }
    this.#passed(
      place,
      told(`accepted the connection on port ${port}`, 'accepted', { port: String(port) }),
      objectOf(place),
    );
    return this.#delivered({ place, ip, port, sourceIP });
  }

  /** The first address that the packet leaves the client's node with is the one that egress policies judge. */
  #leave(ip: string, port: number): Trace | undefined {
    if (this.#hasLeft) return undefined;
    this.#hasLeft = true;
    return this.#denied(leaveDenial(this.#client!, { ip, port, protocol: this.#protocol }, this.#topology));
  }

  #denied(denial: Denial | undefined): Trace | undefined {
    if (!denial) return undefined;
    const at = `pod/${keyOf(denial.pod)}`;
    return this.#end('timeout', at, whyDenied(denial), `NetworkPolicy/${denial.policies[0]}`);
  }

  #noSuchPort(service: string): Trace {
    const reason = whyNoSuchPort(service, this.#ip, `${this.#port}/${this.#protocol}`, this.#rules);
    return this.#end('timeout', `service/${service}`, reason, `Service/${service}`);
  }

  #translated({ place }: NodeMachine, sourceIP: string, after: Nat['after']): void {
    const { ip, port } = this.#proxied ?? { ip: this.#ip, port: this.#port };
    this.#nat = { node: place, before: { ip, port, sourceIP }, after };
  }

  #passed(at: string, { did, reason }: Told, object?: string): void {
    this.#hops.push(object ? { at, did, object, ok: true, reason } : { at, did, ok: true, reason });
  }

  #delivered(delivered: Delivery): Trace {
    return {
      verdict: 'delivered',
      hops: this.#hops,
      at: this.#at,
      ...(this.#nat && { nat: this.#nat }),
      delivered,
      ...(this.#link && { link: this.#link }),
      ...(this.#affinity ? { affinity: this.#affinity } : {}),
    };
  }

  #end(verdict: Verdict, at: string, { did, reason }: Told, object?: string): Trace {
    this.#hops.push({ at, did, ...(object && { object }), ok: false, reason });
    const carried = { at: this.#at, ...(this.#nat && { nat: this.#nat }) };
    return { verdict, hops: this.#hops, ...carried, ...(this.#link && { link: this.#link }) };
  }
}

const sumOf = (ip: string): number => ip.split('.').reduce((sum, part) => sum + Number(part), 0);
