// The network as programs use it: names, connections, requests and their answers, in simulated time.

import type { Node, Pod, Protocol, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Corefile } from '#machine/corefile.ts';
import { parseCorefile } from '#machine/corefile.ts';
import type { Exchange, HttpRequest, HttpResponse, NetworkError } from '#machine/http.ts';
import type {
  Connected,
  ConnectOptions,
  DatagramSocket,
  DnsAnswer,
  DnsReply,
  FetchOptions,
  Pinged,
  Place,
} from '#machine/program.ts';
import { parseIPv4 } from './address.ts';
import type { Balancer } from './balancer.ts';
import { Call } from './call/call.ts';
import { Captures, type Question } from './capture/captures.ts';
import type { Echo } from './capture/icmp.ts';
import { networkNamespaceOf } from './capture/way.ts';
import { datagramSocket } from './datagrams.ts';
import { hostsEntry } from './dns/resolv-conf.ts';
import type { Zone } from './dns/zone.ts';
import { compileZone } from './dns/zone.ts';
import type { ReadDocument } from './documents.ts';
import { lostBetween, type NetworkFaults } from './faults.ts';
import { healthAnswer, PROXY_HEALTH_PORT, proxyHealthAnswer } from './health.ts';
import type { Connection } from './kept.ts';
import { getsThrough, linkBetween } from './link.ts';
import type { FindDatagrams, FindListener, Served } from './listener.ts';
import { ping, pingTrace } from './ping.ts';
import type { Policies } from './policy/policy.ts';
import { ipOf, placesOf } from './proxy/arrival.ts';
import { Rules } from './proxy/rules.ts';
import type { Backend } from './proxy/service-port.ts';
import type { Trace } from './proxy/trace.ts';
import { trace } from './proxy/trace.ts';
import type { Lookup, ResolveOptions, ResolverView } from './resolver.ts';
import { lookup } from './resolver.ts';
import { roundTripMs } from './round-trip.ts';
import { routeTo } from './route.ts';
import type { OpenPort, OutsideHost, Topology } from './topology.ts';
import { standpointOf, topologyOf } from './topology.ts';
import { WORLD_HOSTS, worldListener, worldPorts } from './world.ts';

export interface ClusterView {
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  /** Namespaces beside those that have a Service: for DNS they exist. */
  readonly namespaces?: readonly string[];
  /** NetworkPolicies and the labels of namespaces. Default: none. */
  readonly policies?: Policies;
  /** Cluster DNS' configuration. Default: kubeadm's. */
  readonly corefile?: string | undefined;
  /** Changes whenever a Service, an EndpointSlice or a namespace does: then rules and zone are compiled anew. */
  readonly revision: number;
  /** Changes whenever a Pod, a node or a policy does. Default: `revision`. */
  readonly placesRevision?: number;
}

export interface NetworkDeps {
  topology(): ClusterView;
  /** Machines outside: laptop, internet, the control plane. Read again when `placesRevision` changes. */
  readonly hosts: readonly OutsideHost[] | (() => readonly OutsideHost[]);
  readonly listeners: FindListener;
  /** Default: nobody takes datagrams. */
  readonly datagrams?: FindDatagrams;
  /** Open ports of a place; a bare number is open on all addresses, for any protocol. */
  listeningPorts(place: Place): readonly (number | OpenPort)[];
  /** Machines outside that come and go: the same list until they do. Default: none. */
  moreHosts?(): readonly OutsideHost[];
  /** For /etc/resolv.conf and /etc/hosts. */
  files(place: Place): { read(path: string): string | undefined } | undefined;
  /** Public names beside the world's own: addresses by name. */
  readonly names?: Readonly<Record<string, string>>;
  /** Records of public zones that somebody keeps: the learner's. Default: none. */
  records?(): readonly DnsAnswer[];
  /** Reads the manifests that the simulated internet serves. Default: it has none. */
  readonly documents?: ReadDocument;
  /** The cloud's load balancer that has an address. Default: there is no cloud. */
  balancerAt?(ip: string): Balancer | undefined;
  /** What is broken now; undefined: nothing. */
  faults?(): NetworkFaults | undefined;
  readonly serviceCidr?: string;
  readonly podCidr?: string;
  now(): number;
  random(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Where to connect: an address and a port. */
export interface Target {
  readonly ip: string;
  readonly port: number;
  readonly protocol?: Protocol;
}

export class Network {
  readonly captures: Captures;
  readonly #deps: NetworkDeps;
  readonly #remembered = new Map<string, { readonly backend: Backend; readonly untilMs: number }>();
  readonly #rules = new Rules();
  #rulesRevision: number | undefined;
  /** What kube-proxy will have programmed when it has caught up. */
  readonly #coming: (Pick<ClusterView, 'services' | 'endpointSlices'> & { readonly atMs: number })[] = [];
  #corefile: { readonly text: string | undefined; readonly valid: Corefile | undefined } | undefined;
  #zone: { readonly view: ClusterView; readonly zone: Zone } | undefined;
  #places:
    | {
        readonly revision: number;
        readonly view: ClusterView;
        readonly topology: Topology;
        readonly more: readonly OutsideHost[];
      }
    | undefined;

  constructor(deps: NetworkDeps) {
    this.#deps = deps;
    const { now, random, sleep } = deps;
    this.captures = new Captures({ topology: () => this.#topology(), now, random, sleep });
  }

  /**
   * The same, but no time passes for the way, nor for what is lost on it: for whoever only wants to know. A server that takes its time
   * is waited for.
   */
  readonly atOnce: Pick<Network, 'fetch' | 'connect'> = {
    fetch: (from, request, options = {}) => new Call(this, this.#unhurried, from, options).run(request),
    connect: (from, host, port, options = {}) => new Call(this, this.#unhurried, from, options).connect(host, port),
  };

  get #unhurried(): NetworkDeps {
    // Only a wait for a server's answer can be ended from outside.
    return { ...this.#deps, sleep: (ms, signal) => (signal ? this.#deps.sleep(ms, signal) : Promise.resolve()) };
  }

  /** One request, from the name to the answer. Never rejects. */
  fetch(from: Place, request: HttpRequest, options: FetchOptions = {}): Promise<Exchange> {
    return new Call(this, this.#deps, from, options).run(request);
  }

  /** A TCP connection, for whatever protocol. Never rejects. */
  connect(from: Place, host: string, port: number, options: ConnectOptions = {}): Promise<Connected> {
    return new Call(this, this.#deps, from, options).connect(host, port);
  }

  /** A UDP socket to there; only a name that is not found fails. Never rejects. */
  async datagrams(from: Place, host: string, port: number): Promise<DatagramSocket | NetworkError> {
    const call = new Call(this, this.#deps, from, {});
    const ip = await call.resolve(host, port);
    return typeof ip === 'string' ? datagramSocket(this, this.#deps, from, { ip, port }) : ip;
  }

  /** One question to DNS, without /etc/hosts, as dig and nslookup ask it. Silent servers are waited for. */
  async lookup(
    from: Place,
    name: string,
    type: DnsAnswer['type'],
    options: ResolveOptions & { readonly signal?: AbortSignal } = {},
  ): Promise<DnsReply> {
    const { reply, silentMs } = this.resolve(from, name, type, options);
    await this.#deps.sleep(silentMs + 0.2 + this.#deps.random() * 1.5, options.signal);
    return reply;
  }

  /** The same, without waiting. */
  resolve(from: Place, name: string, type: DnsAnswer['type'], options: ResolveOptions = {}): Lookup {
    const rules = this.#currentRules();
    const { corefile, pods } = this.#deps.topology();
    if (corefile !== this.#corefile?.text) this.#readCorefile(corefile);
    const isVerified = corefile?.includes('verified') ?? false;
    const zone: Zone = {
      ...this.#currentZone(),
      records: this.#deps.records?.() ?? [],
      ...(isVerified && { podNamespaces: namespacesByIp(pods) }),
    };
    const topology = this.#topology();
    const view: ResolverView = {
      topology,
      zone,
      corefile: this.#corefile?.valid,
      readFile: (place, path) => this.#deps.files(place)?.read(path),
      random: () => this.#deps.random(),
      ask: (place, ip, protocol) =>
        trace({ from: place, to: { ip, port: 53, protocol } }, topology, rules, (n) => this.#pick(n)),
      ...(this.captures.areOpen && { asked: (question: Question) => this.captures.question(question) }),
    };
    return lookup(from, name, type, options, view);
  }

  /** What getaddrinfo finds for a name, without waiting; empty: nothing. */
  addressesOf(from: Place, name: string, options?: { readonly search?: boolean }): readonly string[] {
    if (parseIPv4(name) !== undefined) return [name];
    if (name === 'localhost') return ['127.0.0.1'];
    const own = hostsEntry(this.#deps.files(from)?.read('/etc/hosts') ?? '', name);
    if (own !== undefined) return [own];
    const { answers } = this.resolve(from, name, 'A', options).reply;
    return answers.flatMap(({ type, data }) => (type === 'A' ? [data] : []));
  }

  /** One connection attempt, decided at once: no time passes. The listener is there exactly when it was delivered. */
  dial(
    from: Place,
    to: Target,
    pick: (n: number) => number = (n) => this.#pick(n),
  ): { readonly trace: Trace; readonly listener?: Served } {
    const result = trace({ from, to }, this.#topology(), this.#currentRules(), pick, (key) => this.#recall(key));
    if (result.affinity) {
      const { key, backend, forMs } = result.affinity;
      this.#remembered.set(key, { backend, untilMs: this.#deps.now() + forMs });
    }
    const { delivered } = result;
    if (!delivered) return { trace: result };
    const { health, place, isProxyHealth } = delivered;
    if (health) return { trace: result, listener: { handler: () => healthAnswer(health, place) } };
    if (isProxyHealth) return { trace: result, listener: { handler: ({ url }) => this.#proxyHealth(place, url) } };
    const protocol = to.protocol ?? 'TCP';
    if (protocol !== 'TCP') return { trace: result };
    const found =
      worldListener(delivered.place, delivered.port, () => this.#deps.now(), this.#deps.documents) ??
      this.#deps.listeners(delivered.place, delivered.port, protocol);
    if (!found) return { trace: result };
    return { trace: result, listener: typeof found === 'function' ? { handler: found } : found };
  }

  /** Is a connection still open that was kept from there? Its server may have ended, or the way be cut. */
  holds(from: Place, { through, ...connection }: Connection): boolean {
    if (through) return this.holds(from, through) && this.holds(through.place, connection);
    const { place, own, served, link } = connection;
    const found = this.#deps.listeners(place, own.port, 'TCP');
    if (!found || (typeof found === 'function' ? found !== served.handler : found !== served)) return false;
    const { byPlace, faults } = this.#topology();
    const [near, far] = [byPlace.get(from), byPlace.get(place)];
    if (!faults || !near || !far) return !link;
    const ends = [standpointOf(near), standpointOf(far)] as const;
    // On a bad link, or one that was bad, each request opens its own.
    return !link && !linkBetween(faults, ...ends) && !lostBetween(faults, ...ends);
  }

  /** Does `ip` answer a ping from there? Pods, nodes and machines outside do; virtual addresses of Services do not. */
  ping(from: Place, ip: string, echo: Echo = { id: 1, sequence: 1, size: 56 }): Pinged {
    const { link, ...result } = ping(from, ip, this.#topology(), this.#currentRules());
    const { random } = this.#deps;
    const to = result.hops.at(-1)?.at ?? from;
    const client = this.#topology().byPlace.get(from);
    const path = client ? routeTo(client, ip, this.#topology()) : [];
    const tripMs = roundTripMs(from, to, random) + 2 * (link?.delayMs ?? 0);
    const arrives = getsThrough(link, random) && getsThrough(link, random);
    const isAnswered = arrives && result.verdict === 'answered';
    const carried = pingTrace(from, ip, result, this.#topology());
    this.captures.ping(from, ip, carried, echo, isAnswered ? tripMs : undefined);
    return { ...result, ...(!arrives && { verdict: 'timeout' }), path, roundTripMs: tripMs };
  }

  /** Ports that are open where a place is: Pods of `hostNetwork` share their node's, and kube-proxy's health ports are there. */
  listeningAt(place: Place): readonly OpenPort[] {
    const topology = this.#topology();
    const machine = topology.byPlace.get(networkNamespaceOf(place, topology));
    if (!machine) return [];
    const health = [PROXY_HEALTH_PORT, ...this.#currentRules().byHealthPort.keys()];
    const proxys = machine.kind === 'node' ? health.map((port) => ({ port, protocol: 'TCP' as const })) : [];
    return [...placesOf(machine).flatMap((own) => topology.listening(own)), ...proxys];
  }

  /** The address that a place sends from. */
  addressOf(place: Place): string {
    const machine = this.#topology().byPlace.get(place);
    return machine ? ipOf(machine) : '0.0.0.0';
  }

  /** What kube-proxy has programmed now. Looking at it after a change tells when the change was, where kube-proxy lags. For the picture, and for `iptables-save`-like displays. */
  get rules(): Rules {
    return this.#currentRules();
  }

  /** The rules as they are now: only what belongs to a Service that has changed is made anew. */
  #currentRules(): Rules {
    const { revision, services, endpointSlices } = this.#deps.topology();
    if (this.#rulesRevision !== revision) {
      this.#rulesRevision = revision;
      const lagMs = this.#deps.faults?.()?.proxyLagMs ?? 0;
      if (lagMs > 0) this.#coming.push({ services, endpointSlices, atMs: this.#deps.now() + lagMs });
      else {
        this.#coming.length = 0;
        this.#rules.update(services, endpointSlices);
      }
    }
    while (this.#coming.length > 0 && this.#coming[0]!.atMs <= this.#deps.now()) {
      const next = this.#coming.shift()!;
      this.#rules.update(next.services, next.endpointSlices);
    }
    return this.#rules;
  }

  /** One that cannot be read changes nothing: CoreDNS goes on with the last. Source: plugin reload. */
  #readCorefile(text: string | undefined): void {
    const read = text === undefined ? undefined : parseCorefile(text);
    this.#corefile = { text, valid: read && 'error' in read ? this.#corefile?.valid : read };
  }

  /** The zone is made when a name is asked for. */
  #currentZone(): Zone {
    const view = this.#deps.topology();
    const last = this.#zone;
    if (last?.view.revision === view.revision) return last.zone;
    // Most revisions are about something else: then the same objects stand in the lists.
    if (last && sameSources(last.view, view)) return (this.#zone = { ...last, view }).zone;
    const { services, endpointSlices, namespaces } = view;
    const zone = compileZone(services, endpointSlices, namespaces, this.#deps.names);
    return (this.#zone = { view, zone }).zone;
  }

  #proxyHealth(place: Place, url: string): HttpResponse {
    const node = this.#topology().byPlace.get(place);
    return proxyHealthAnswer(url, node?.kind === 'node' && node.isLeaving, this.#deps.now());
  }

  #topology(): Topology {
    const view = this.#deps.topology();
    const revision = view.placesRevision ?? view.revision;
    const faults = this.#deps.faults?.();
    const last = this.#places;
    if (last?.revision === revision && last.topology.faults === faults) return last.topology;
    const { hosts, serviceCidr, podCidr } = this.#deps;
    const { policies } = view;
    const more = this.#deps.moreHosts?.() ?? NO_HOSTS;
    const isAsBefore = last !== undefined && last.topology.faults === faults && last.more === more;
    if (isAsBefore && typeof hosts !== 'function' && samePlaces(last.view, view)) {
      this.#places = { ...last, revision };
      return last.topology;
    }
    const topology = topologyOf({
      pods: view.pods,
      nodes: view.nodes,
      hosts: [...WORLD_HOSTS, ...(typeof hosts === 'function' ? hosts() : hosts), ...more],
      ...(serviceCidr ? { serviceCidr } : {}),
      ...(podCidr ? { podCidr } : {}),
      ...(policies ? { policies } : {}),
      ...(faults ? { faults } : {}),
      balancerAt: (ip) => this.#deps.balancerAt?.(ip),
      listening: (place) =>
        worldPorts(place) ??
        this.#deps.listeningPorts(place).map((port) => (typeof port === 'number' ? { port } : port)),
    });
    this.#places = { revision, view, topology, more };
    return topology;
  }

  #pick(n: number): number {
    return Math.floor(this.#deps.random() * n);
  }

  #recall(key: string): Backend | undefined {
    const remembered = this.#remembered.get(key);
    if (remembered && remembered.untilMs > this.#deps.now()) return remembered.backend;
    this.#remembered.delete(key);
    return undefined;
  }
}

function sameSources(a: ClusterView, b: ClusterView): boolean {
  return (
    sameItems(a.services, b.services) &&
    sameItems(a.endpointSlices, b.endpointSlices) &&
    sameItems(a.namespaces ?? [], b.namespaces ?? [])
  );
}

const NO_HOSTS: readonly OutsideHost[] = [];

function samePlaces(a: ClusterView, b: ClusterView): boolean {
  return (
    sameItems(a.pods, b.pods) &&
    sameItems(a.nodes, b.nodes) &&
    sameItems(a.policies?.all ?? [], b.policies?.all ?? []) &&
    a.policies?.namespaceLabels === b.policies?.namespaceLabels
  );
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i]);

const namespacesByIp = (pods: readonly Pod[]): ReadonlyMap<string, string> =>
  new Map(pods.flatMap(({ metadata, status }) => (status?.podIP ? [[status.podIP, metadata.namespace ?? '']] : [])));
