// What must become of a request, read off the documentation sentence by sentence, slowly, and with nothing of the simulator's own code.
// Sources: the API reference (v1.34) of Service, EndpointSlice, NetworkPolicy and Ingress; the pages "Service", "Virtual IPs and Service
// Proxies", "DNS for Services and Pods", "Network Policies" and "Ingress"; KEP-1669 and KEP-3015; ingress-nginx's user guide.
// A reading gives all outcomes that may be: `200 w1 seeing c1`, `404`, `refused`, `timeout`, `unresolved`, `unreachable`.

import {
  type BackendPlan,
  type IngressPlan,
  NAMESPACES,
  NODES,
  type NodeName,
  nameOf,
  type PodPlan,
  type PolicyPlan,
  type Request,
  type ServicePlan,
  type World,
} from './traffic.ts';

/** What only the running cluster knows: who has which address. */
export interface Book {
  /** By name: Pods, `laptop`, `internet`, `node-1`, `node-1 ext`. */
  readonly ips: Readonly<Record<string, string>>;
  /** Load balancers' addresses by Service. */
  readonly balancers: Readonly<Record<string, string>>;
  /** The Pod of ingress-nginx, and its Service. */
  readonly controller: PodPlan;
  readonly front: ServicePlan;
  readonly coredns: readonly PodPlan[];
}

/** In the world's internet: it answers HTTP. */
const EXAMPLE = '192.0.2.10';
/** An endpoint that nobody has: no Pod has this address. */
export const NOBODY = '10.244.9.9';

type Outcomes = ReadonlySet<string>;
const only = (...outcomes: readonly string[]): Outcomes => new Set(outcomes);
const anyOf = (all: readonly Outcomes[]): Outcomes => new Set(all.flatMap((some) => [...some]));

interface Client {
  readonly name: string;
  readonly ip: string;
  readonly pod: PodPlan | undefined;
  /** Undefined: it is outside the cluster. */
  readonly node: NodeName | undefined;
}

interface Endpoint {
  readonly ip: string;
  readonly port: number;
  readonly node: NodeName | undefined;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

export class Reading {
  readonly #world: World;
  readonly #book: Book;
  readonly #services: readonly ServicePlan[];
  readonly #pods: readonly PodPlan[];

  constructor(world: World, book: Book, clients: readonly PodPlan[]) {
    this.#world = world;
    this.#book = book;
    this.#services = [...world.services, book.front];
    this.#pods = [...world.pods, ...clients, book.controller, ...book.coredns];
  }

  /** Undefined: what is asked for has no address here, or the documentation does not say. */
  of({ from, to }: Request): Outcomes | undefined {
    const client = this.client(from);
    if (to.by === 'name') return this.#byName(client, nameOf(to, this.#world), to.port);
    const { ips, balancers } = this.#book;
    if (to.by === 'ingress') {
      const outcomes = this.#connect(client, balancers[this.#book.front.name]!, 80);
      const all = [...outcomes].map((outcome) => this.#ingress(outcome, to.host, to.path));
      return all.some((some) => some === undefined) ? undefined : anyOf(all as Outcomes[]);
    }
    const ip = addressOf(to, this.#world, this.#book);
    if (to.by === 'node')
      return this.#connect(client, ips[to.address === 'inside' ? to.node : `${to.node} ext`]!, to.port);
    return ip === undefined ? undefined : this.#connect(client, ip, to.port);
  }

  client(from: string): Client {
    const { ips } = this.#book;
    if (from === 'laptop' || from === 'internet')
      return { name: from, ip: ips[from]!, pod: undefined, node: undefined };
    const node = NODES.find((name) => from === `node/${name}`);
    if (node) return { name: node, ip: ips[node]!, pod: undefined, node };
    const pod = this.#pods.find(({ name }) => name === from)!;
    return { name: from, ip: ips[from]!, pod, node: pod.node };
  }

  // "DNS for Services and Pods"

  #byName(client: Client, name: string, port: number): Outcomes {
    // Only Pods ask the cluster's DNS; the world's knows nothing of its Services.
    if (!client.pod) return only('unresolved');
    const found = this.#resolve(name, client.pod.namespace, []);
    const answered =
      found.length === 0 ? only('unresolved') : anyOf(found.map((ip) => this.#connect(client, ip, port)));
    // A question is a UDP datagram to one of CoreDNS' Pods, for which policies hold too.
    return anyOf(
      this.#book.coredns.map((server) =>
        this.#mayLeave(client, this.#book.ips[server.name]!, 53, 'UDP') ? answered : only('timeout'),
      ),
    );
  }

  /** The addresses of a name; none: it cannot be resolved. */
  #resolve(name: string, own: string, seen: readonly ServicePlan[]): readonly string[] {
    if (name === 'example.com') return [EXAMPLE];
    const [, service, namespace = own] = /^(\w+)(?:\.(\w+)(?:\.svc(?:\.cluster\.local\.?)?)?)?$/.exec(name) ?? [];
    const plan = this.#services.find((s) => s.name === service && s.namespace === namespace);
    if (!plan || seen.includes(plan)) return [];
    // "Services of type ExternalName … return a CNAME record".
    if (plan.type === 'ExternalName') return this.#resolve(plan.externalName, '', [...seen, plan]);
    // "Headless Services … resolve to the set of IPs of all of the Pods selected by the Service", those that are ready.
    if (plan.type === 'Headless')
      return [
        ...new Set(
          this.#addresses(plan)
            .filter((e) => e.ready)
            .map((e) => e.ip),
        ),
      ];
    return [plan.clusterIP];
  }

  // "Virtual IPs and Service Proxies"

  #connect(client: Client, ip: string, port: number): Outcomes {
    const { ips, balancers } = this.#book;
    const isOutside = client.node === undefined;
    if (ip === EXAMPLE) {
      if (!this.#mayLeave(client, ip, port)) return only('timeout');
      return only(port === 80 || port === 443 ? '200 example.com' : 'refused');
    }
    const owner = NODES.find((name) => ips[name] === ip || ips[`${name} ext`] === ip);
    if (owner) {
      // A node's inner address is one of a private network.
      if (isOutside && ip === ips[owner]) return only('timeout');
      return this.#atNode(client, owner, ip, port);
    }
    const pod = this.#podAt(ip);
    // "Pods … can communicate with all other pods": those outside cannot.
    if (pod) return isOutside ? only('timeout') : this.#arrive(client, ip, port, client.ip);
    const plan = this.#services.find((s) => s.clusterIP === ip || s.externalIP === ip || balancers[s.name] === ip)!;
    const servicePort = plan.ports.find((p) => p.port === port);
    if (balancers[plan.name] === ip) return this.#balancer(client, plan, port, servicePort !== undefined);
    // "ClusterIP: … makes the Service only reachable from within the cluster"; externalIPs "are not managed by Kubernetes".
    if (isOutside || !servicePort) return only('timeout');
    const isOuter = plan.externalIP === ip;
    const usable = usableOf(this.#endpoints(plan, port));
    if (isOuter && !client.pod && usable.length === 0) return only('timeout');
    return this.#proxy(client, plan, port, client.node!, isOuter ? 'outer' : 'cluster', false, ip);
  }

  #balancer(client: Client, plan: ServicePlan, port: number, hasPort: boolean): Outcomes {
    const usable = usableOf(this.#endpoints(plan, port));
    const isInside = client.node !== undefined;
    // kube-proxy takes the address inside the cluster already; without endpoints it refuses what Pods send, not what its node sends.
    if (isInside && (client.pod || usable.length > 0 || !hasPort)) {
      if (!hasPort) return only('timeout');
      if (usable.length > 0 && !admits(plan.ranges, client.ip)) return only('timeout');
      return this.#proxy(client, plan, port, client.node!, 'outer', false, this.#book.balancers[plan.name]!);
    }
    const source = isInside ? this.#book.ips[`${client.node} ext`]! : client.ip;
    // "loadBalancerSourceRanges: … traffic through the cloud-provider load-balancer will be restricted to the specified client IPs".
    if (!hasPort || !admits(plan.ranges, source)) return only('timeout');
    const well = NODES.filter(
      (node) => plan.external === 'Cluster' || this.#addresses(plan).some((e) => e.ready && e.node === node),
    );
    const ip = this.#book.balancers[plan.name]!;
    return anyOf(
      (well.length > 0 ? well : NODES).map((node) => this.#proxy(client, plan, port, node, 'outer', true, ip)),
    );
  }

  /** "Each node proxies that port (the same port number on every Node) into your Service." */
  #atNode(client: Client, node: NodeName, ip: string, nodePort: number): Outcomes {
    const isOwn = client.node === node;
    if (!isOwn && !this.#mayLeave(client, ip, nodePort)) return only('timeout');
    for (const plan of this.#services)
      for (const [i, { port }] of plan.ports.entries())
        if ((plan.type === 'NodePort' || plan.type === 'LoadBalancer') && plan.nodePort + i === nodePort) {
          const isFar = client.node === undefined || (!client.pod && !isOwn);
          return this.#proxy(client, plan, port, node, 'outer', isFar, isOwn ? ip : undefined);
        }
    return only('refused');
  }

  /**
   * kube-proxy on a node has the connection. `isFar`: it comes neither from a Pod nor from this node.
   * `judgedAt`: what egress policies see of it if there is no endpoint; undefined: they have let it go already.
   */
  #proxy(
    client: Client,
    plan: ServicePlan,
    port: number,
    node: NodeName,
    way: 'cluster' | 'outer',
    isFar: boolean,
    judgedAt: string | undefined,
  ): Outcomes {
    const all = this.#endpoints(plan, port);
    // "If there are no endpoints … kube-proxy rejects the connection."
    if (usableOf(all).length === 0)
      return only(judgedAt === undefined || this.#mayLeave(client, judgedAt, port) ? 'refused' : 'timeout');
    // "Local … drops the traffic if there are no endpoints on the node"; what comes from inside to an outer address "will always get
    // Cluster semantics".
    const isLocal = way === 'cluster' ? plan.internal === 'Local' : plan.external === 'Local' && isFar;
    const chosen = isLocal ? usableOf(all.filter((e) => e.node === node)) : nearOf(all, plan, node);
    if (chosen.length === 0) return only('timeout');
    return anyOf(
      chosen.map((endpoint) => {
        // Policy Cluster "obscures the client source IP"; so does a Pod that reaches itself.
        const isHidden = endpoint.ip === client.ip || (way === 'outer' && plan.external === 'Cluster');
        const seen = isHidden ? this.#book.ips[node]! : client.ip;
        return this.#arrive(client, endpoint.ip, endpoint.port, seen, judgedAt === undefined);
      }),
    );
  }

  #arrive(client: Client, ip: string, port: number, seen: string, hasLeft = false): Outcomes {
    if (!hasLeft && !this.#mayLeave(client, ip, port)) return only('timeout');
    const pod = this.#podAt(ip);
    if (!pod) return only('unreachable');
    if (!this.#mayEnter(client, pod, seen, port)) return only('timeout');
    return only(pod.port === port ? `200 ${pod.name} seeing ${this.#nameOf(seen)}` : 'refused');
  }

  /** The endpoints of a Service's port, as "EndpointSlices" has them. */
  #endpoints(plan: ServicePlan, port: number): readonly Endpoint[] {
    const { targetPort } = plan.ports.find((p) => p.port === port) ?? {};
    if (targetPort === undefined) return [];
    if (!plan.selector) return this.#addresses(plan);
    // "targetPort … if this is a string, it will be looked up as a named port in the target Pod's container ports."
    return this.#addresses(plan).flatMap((e) => {
      const named = targetPort === 'http' ? this.#podAt(e.ip)?.port : undefined;
      const number = typeof targetPort === 'number' ? targetPort : named;
      return number === undefined ? [] : [{ ...e, port: number }];
    });
  }

  /** All the addresses of a Service, whatever the port. */
  #addresses(plan: ServicePlan): readonly Endpoint[] {
    const { ips } = this.#book;
    if (plan.selector) {
      const selector = Object.entries(plan.selector);
      return this.#pods
        .filter((p) => p.namespace === plan.namespace && selector.every(([key, value]) => p.labels[key] === value))
        .map((p) => ({
          ...{ ip: ips[p.name]!, port: 0, node: p.node, serving: p.ready, terminating: false },
          // "publishNotReadyAddresses … endpoints are considered ready even if the Pods themselves are not".
          ready: p.ready || plan.publishNotReady,
        }));
    }
    return plan.hand.map(({ pod, port, node, conditions }) => ({
      ip: pod === undefined ? NOBODY : ips[this.#world.pods[pod]!.name]!,
      port,
      node,
      // "A nil value should be interpreted as true" of ready and serving.
      ready: conditions.ready ?? true,
      serving: conditions.serving ?? true,
      terminating: conditions.terminating ?? false,
    }));
  }

  // "Ingress", and ingress-nginx's user guide

  /** What arrived at the controller is a request for a host and a path. Undefined: for an ExternalName, of which nothing is written. */
  #ingress(arrived: string, hostHeader: string, uri: string): Outcomes | undefined {
    const [, seen] = /^200 controller seeing (.*)$/.exec(arrived) ?? [];
    if (seen === undefined) return only(arrived);
    const host = hostHeader.toLowerCase().replace(/:\d+$/, '');
    const path = uri.replace(/\?.*/, '');
    const rules = this.#rulesFor(host);
    // nginx' own, where the documentation has the path belong to the rule: a location that ends with a slash is not for the path without.
    if (!path.endsWith('/') && rules.every((rule) => rule.path !== path) && rules.some((r) => r.path === `${path}/`))
      return only('301');
    const found = this.#backendFor(host, path);
    if (!found) return only('404');
    const { plan, backend } = found;
    const service = this.#services.find((s) => s.name === backend.service && s.namespace === plan.namespace);
    if (service?.type === 'ExternalName') return undefined;
    const port = service?.ports.find((p) => p.port === backend.port || p.name === backend.port)?.port;
    const ready = service && port !== undefined ? this.#endpoints(service, port).filter((e) => e.ready) : [];
    if (ready.length === 0) return only('503');
    // nginx connects to endpoints itself, and "passes to the next server" what fails, three times in all.
    const controller = this.client('controller');
    const tried = ready.map((e) => [...this.#arrive(controller, e.ip, e.port, controller.ip)][0]!);
    const failures = tried.filter((t) => !t.startsWith('200'));
    const answers = tried.filter((t) => t.startsWith('200')).map((t) => `${t.split(' seeing')[0]} for ${seen}`);
    const given = failures.map((failure) => (failure === 'timeout' ? '504' : '502'));
    if (answers.length === 0) return only(...given);
    return failures.length < 3 ? only(...answers) : only(...answers, ...given);
  }

  get #ours(): readonly IngressPlan[] {
    return this.#world.ingresses.filter(({ ours }) => ours);
  }

  /** The host that rules are for, of those that a request's host may be. */
  #chosen(host: string): string {
    const hosts = this.#ours.flatMap(({ rules }) => rules.map((rule) => rule.host));
    // "Precise matches … or a wildcard"; "*.foo.com" stands for one label.
    const wild = `*.${host.split('.').slice(1).join('.')}`;
    return hosts.includes(host) ? host : hosts.includes(wild) ? wild : '';
  }

  #rulesFor(host: string) {
    const chosen = this.#chosen(host);
    return this.#ours.flatMap((plan) =>
      plan.rules
        .filter((rule) => rule.host === chosen)
        .flatMap((rule) => rule.paths.map((p) => ({ plan, ...p, isExact: p.pathType === 'Exact' }))),
    );
  }

  #backendFor(host: string, path: string): { readonly plan: IngressPlan; readonly backend: BackendPlan } | undefined {
    const chosen = this.#chosen(host);
    const [best] = this.#rulesFor(host)
      .filter((p) => (p.isExact ? p.path === path : isUnder(path, p.path)))
      // "precedence will be given first to the longest matching path … then to paths with an exact path type".
      .sort((a, b) => Number(b.isExact) - Number(a.isExact) || b.path.length - a.path.length);
    if (best) return best;
    // "defaultBackend … should handle requests that don't match any rule": those for its own hosts, and for hosts that nobody names.
    const fallback = this.#ours.find(
      ({ rules, defaultBackend }) => defaultBackend && (chosen === '' || rules.some((rule) => rule.host === chosen)),
    );
    return fallback && { plan: fallback, backend: fallback.defaultBackend! };
  }

  // "Network Policies"

  /** May this connection leave the client's Pod, for the address that it has when it leaves the node? */
  #mayLeave(client: Client, ip: string, port: number, protocol: 'TCP' | 'UDP' = 'TCP'): boolean {
    const { ips } = this.#book;
    if (!client.pod) return true;
    // "Traffic to and from the node where a Pod is running is always allowed"; "a Pod cannot block access to itself".
    if (ip === ips[client.pod.node] || ip === ips[`${client.pod.node} ext`] || ip === client.ip) return true;
    return this.#isAllowed('Egress', client.pod, ip, this.#podAt(ip), port, protocol);
  }

  #mayEnter(client: Client, pod: PodPlan, seen: string, port: number): boolean {
    if (client.pod === pod || (!client.pod && client.node === pod.node)) return true;
    return this.#isAllowed('Ingress', pod, seen, pod, port, 'TCP');
  }

  #isAllowed(
    direction: 'Ingress' | 'Egress',
    pod: PodPlan,
    peerIP: string,
    server: PodPlan | undefined,
    port: number,
    protocol: 'TCP' | 'UDP',
  ): boolean {
    const isolating = this.#world.policies.filter(
      ({ namespace, spec }) =>
        namespace === pod.namespace && typesOf(spec).includes(direction) && selects(spec.podSelector ?? {}, pod.labels),
    );
    // "By default, a pod is non-isolated."
    if (isolating.length === 0) return true;
    // "Network policies do not conflict; they are additive."
    return isolating.some(({ namespace, spec }) => {
      const rules =
        direction === 'Ingress'
          ? (spec.ingress ?? []).map((r) => ({ peers: r.from, ports: r.ports }))
          : (spec.egress ?? []).map((r) => ({ peers: r.to, ports: r.ports }));
      return rules.some(
        ({ peers, ports }) =>
          // "If this field is empty or missing, this rule matches all".
          (!peers || peers.length === 0 || peers.some((peer) => this.#isPeer(peer, peerIP, namespace))) &&
          (!ports ||
            ports.length === 0 ||
            ports.some((p) => {
              if ((p.protocol ?? 'TCP') !== protocol) return false;
              if (p.port === undefined) return true;
              if (typeof p.port === 'string') return p.port === 'http' && server?.port === port;
              return p.endPort === undefined ? port === p.port : port >= p.port && port <= p.endPort;
            })),
      );
    });
  }

  #isPeer(peer: Peer, ip: string, namespace: string): boolean {
    if (peer.ipBlock)
      return inBlock(ip, peer.ipBlock.cidr) && !(peer.ipBlock.except ?? []).some((cidr) => inBlock(ip, cidr));
    const pod = this.#podAt(ip);
    if (!pod) return false;
    const inNamespace = peer.namespaceSelector
      ? selects(peer.namespaceSelector, NAMESPACES[pod.namespace] ?? { 'kubernetes.io/metadata.name': pod.namespace })
      : pod.namespace === namespace;
    return inNamespace && selects(peer.podSelector ?? {}, pod.labels);
  }

  #podAt(ip: string): PodPlan | undefined {
    return this.#pods.find(({ name }) => this.#book.ips[name] === ip);
  }

  #nameOf(ip: string): string {
    return Object.entries(this.#book.ips).find(([, own]) => own === ip)?.[0] ?? ip;
  }
}

type Peer = NonNullable<NonNullable<PolicyPlan['spec']['ingress']>[number]['from']>[number];
type Selector = NonNullable<PolicyPlan['spec']['podSelector']>;

/** The address that a request goes to, for those that have one. */
export function addressOf(to: Request['to'], world: World, { ips, balancers }: Book): string | undefined {
  switch (to.by) {
    case 'pod':
      return ips[world.pods[to.pod]!.name];
    case 'node':
      return ips[to.address === 'inside' ? to.node : `${to.node} ext`];
    case 'cluster':
    case 'balancer':
    case 'external': {
      const plan = world.services[to.service]!;
      if (plan.type === 'Headless' || plan.type === 'ExternalName') return undefined;
      if (to.by === 'balancer') return balancers[plan.name] ?? plan.clusterIP;
      return to.by === 'external' ? (plan.externalIP ?? plan.clusterIP) : plan.clusterIP;
    }
    default:
      return undefined;
  }
}

/** KEP-1669: those that are ready; if none is, those that still serve while they terminate. */
function usableOf(all: readonly Endpoint[]): readonly Endpoint[] {
  const ready = all.filter((e) => e.ready);
  return ready.length > 0 ? ready : all.filter((e) => e.serving && e.terminating);
}

/** KEP-3015: "PreferSameNode: … prefer sending traffic to endpoints on the same node as the client". The controller knows nothing of slices by hand. */
function nearOf(all: readonly Endpoint[], plan: ServicePlan, node: NodeName): readonly Endpoint[] {
  const own = plan.sameNode && plan.selector ? all.filter((e) => e.ready && e.node === node) : [];
  return own.length > 0 ? own : usableOf(all);
}

/** "Matches based on a URL path prefix split by /." */
function isUnder(path: string, prefix: string): boolean {
  const elements = (text: string): string[] => text.split('/').filter((element) => element !== '');
  return elements(prefix).every((element, i) => element === elements(path)[i]);
}

/** "If not specified, Ingress always, and Egress only if there are egress rules." */
const typesOf = ({ policyTypes, egress }: PolicyPlan['spec']): readonly string[] =>
  policyTypes ?? (egress && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);

function selects(
  { matchLabels = {}, matchExpressions = [] }: Selector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      if (operator === 'In') return value !== undefined && values.includes(value);
      return value === undefined || !values.includes(value);
    })
  );
}

const bits = (ip: string): string =>
  ip
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');

function inBlock(ip: string, cidr: string): boolean {
  const [base = '', length = '32'] = cidr.split('/');
  return bits(base).slice(0, Number(length)) === bits(ip).slice(0, Number(length));
}

const admits = (ranges: readonly string[], ip: string): boolean =>
  ranges.length === 0 || ranges.some((range) => inBlock(ip, range));
