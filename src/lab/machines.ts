// Every computer of the lab, the network between them, and the programs on them.

import type { Node, Pod, Service } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { loadYaml } from '#apimachinery/yaml-loader.ts';
import type { NodeConnector } from '#apiserver/registry/rest/strategy.ts';
import type { KubectlBindings } from '#kubectl/command.ts';
import { type FindImage, serverPrograms } from '#kubelet/images/index.ts';
import { goError } from '#machine/go-error.ts';
import type { Exchange, HttpRequest } from '#machine/http.ts';
import { Lazy, lazyProgram } from '#machine/lazy.ts';
import type { Place, Program } from '#machine/program.ts';
import { ACME_HOSTS, VALIDATOR } from '#network/acme-hosts.ts';
import type { ReadDocument } from '#network/documents.ts';
import { Network } from '#network/network.ts';
import { commands, userlands } from '#shell/commands/index.ts';
import { interpreter } from '#shell/interpreter.ts';
import { shProgram } from '#shell/program.ts';
import { AcmeAuthorities } from './acme-authorities.ts';
import { apiListener } from './api-listener.ts';
import { Balancers } from './balancers.ts';
import { API_SERVER, POD_CIDR, type Provider } from './bootstrap.ts';
import type { Browser, VisitOptions } from './browser/browser.ts';
import { browserCode } from './browser/lazy.ts';
import type { Visit } from './browser/visit.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import type { Computer } from './computer.ts';
import { makeComputers, OUTSIDE } from './computers.ts';
import { connectorTo } from './connector.ts';
import { openEditor } from './editor.ts';
import type { LoggedExchange } from './exchange-log.ts';
import { type Faults, unheardNodes } from './faults.ts';
import { LEARNER_TOKEN, SERVER_URL } from './kubeconfig.ts';
import { type PodNode, throughKubelets } from './kubelet-door.ts';
import { L7Balancers } from './l7-balancers.ts';
import { laptopPrograms } from './laptop-programs.ts';
import type { World } from './machine.ts';
import { NetworkView } from './network-view.ts';
import { kubeletListens } from './node-daemons.ts';
import type { NodeView } from './node-programs/node-programs.ts';
import type { Ports } from './ports.ts';
import { preloadPrograms } from './preload.ts';
import { Runtime } from './runtime/runtime.ts';
import type { MachinesSnapshot } from './snapshot.ts';
import { type ApiDoor, labTransport } from './transport.ts';
import { whyCommand } from './why/command.ts';
import { isOfAny } from './workload.ts';

/** How a kubectl on the laptop reaches the API server. */
export const connectBy =
  (door: ApiDoor): KubectlBindings['connect'] =>
  (target) =>
    labTransport(target, target.server.replace(/\/$/, '') === SERVER_URL ? door : undefined, OUTSIDE.laptop);

export interface MachinesDeps {
  readonly clock: Clock;
  random(): number;
  /** See `ClusterDeps.names`. */
  names(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  rest(ms: number, signal?: AbortSignal): Promise<void>;
  work(ms: number, signal?: AbortSignal): Promise<void>;
  readonly cluster: Cluster;
  readonly door: ApiDoor;
  /** A program somewhere has sent a request, and this came of it. */
  exchanged(from: Place, request: HttpRequest, exchange: Exchange): void;
  lastExchange(): LoggedExchange | undefined;
  readonly entered: World['entered'];
  /** Breaks what is said, mends all else, and lets the cluster deal with it. */
  setFaults(faults: Faults): void;
  /** A container's work has ended. */
  worked(): void;
  readonly programs: Readonly<Record<string, Program>>;
  readonly home: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  edit(path: string): Promise<string | undefined>;
  /** Absent: nobody shows the laptop's files. */
  readonly judged: KubectlBindings['judged'];
  /** Absent: there is no browser's panel. */
  readonly browse: ((visit: Visit) => void) | undefined;
  readonly documents: ReadDocument;
  readonly findImage: FindImage;
  readonly nodes: number;
  readonly provider: Provider;
  readonly isInstant: boolean;
}

export class Machines {
  readonly laptop: Computer;
  readonly network: Network;
  readonly runtime: Runtime;
  readonly connector: NodeConnector;
  /** How a kubectl on the laptop reaches the cluster and the editor. */
  readonly kubectlBindings: KubectlBindings;
  readonly #kubectl = new Lazy<Program>(async () => {
    const [{ makeKubectl }, { groups }] = await Promise.all([
      import('#kubectl/kubectl.ts'),
      import('#kubectl/cmd/index.ts'),
    ]);
    return makeKubectl(this.kubectlBindings, groups);
  });
  #browser: Browser | undefined;
  readonly #computers: ReadonlyMap<Place, Computer>;
  readonly #deps: MachinesDeps;
  readonly #balancers: Balancers;
  readonly #l7: L7Balancers;
  readonly #acme: AcmeAuthorities;
  #faults: Faults = {};
  /** How often the API server has found no webhook where one should be. */
  unreachedWebhooks = 0;
  /** When something was last broken or mended, or a public record changed. */
  changedMs = Number.NEGATIVE_INFINITY;

  constructor(deps: MachinesDeps) {
    this.#deps = deps;
    const { clock, cluster } = deps;
    const random = (): number => deps.random();
    const now = (): number => clock.now();
    const world: World = {
      now,
      random,
      sleep: (ms, signal) => deps.sleep(ms, signal),
      rest: (ms, signal) => deps.rest(ms, signal),
      work: (ms, signal) => deps.work(ms, signal),
      fetch: async (from, request, options) => {
        const exchange = await this.network.fetch(from, request, options);
        const { stream: _own, ...told } = exchange;
        deps.exchanged(from, request, told as Exchange);
        return exchange;
      },
      lookup: (from, name, type, options) => this.network.lookup(from, name, type, options),
      connect: (from, host, port, options) => this.network.connect(from, host, port, options),
      datagrams: (from, host, port) => this.network.datagrams(from, host, port),
      ping: (from, ip, echo) => this.network.ping(from, ip, echo),
      listening: (place) => this.network.listeningAt(place),
      entered: deps.entered,
      capture: (place, listener) => this.network.captures.open(place, listener),
    };
    const shell = shProgram({ flavor: 'bash' });
    const why = whyCommand({
      last: () => deps.lastExchange(),
      list: (resource) => cluster.storage.list(resource),
      lastLine: (pod, container) => this.runtime.lastLine(pod, container),
      hasCloud: deps.provider === 'cloud',
    });
    const general = new Map<string, Program>([
      ...commands,
      ['why', why],
      ['bash', shell],
      ['sh', shProgram({ flavor: 'sh' })],
    ]);
    this.kubectlBindings = {
      connect: connectBy(deps.door),
      edit: (process, path) => openEditor(process, path, shell, deps.edit),
      judged: deps.judged,
    };
    const kubectl = lazyProgram(this.#kubectl, (program) => program);
    const open = lazyProgram(browserCode, (code) => code.openProgram(this.#browserOf(code), deps.browse));
    const own = laptopPrograms({
      get: () => this.#faults,
      set: (faults) => deps.setFaults(faults),
      list: <T extends ApiObject>(resource: string) => cluster.storage.list<T>(resource),
      request: (request) =>
        labTransport({ server: SERVER_URL, token: LEARNER_TOKEN }, deps.door, OUTSIDE.laptop).request(request),
      hasCloud: deps.provider === 'cloud',
    });
    const { laptop, internet, nodes, zone } = makeComputers({
      world,
      nodes: deps.nodes,
      provider: deps.provider,
      kubelets: () => cluster.nodes,
      general,
      shell,
      laptop: [['kubectl', kubectl], ['open', open], ['xdg-open', open], ...own, ...Object.entries(deps.programs)],
      home: deps.home,
      env: deps.env,
      edit: deps.edit,
      nodeView: (name) => this.#nodeView(name),
      zoneChanged: () => {
        this.changedMs = now();
      },
    });
    this.laptop = laptop;
    this.#computers = new Map([laptop, internet, ...nodes.values()].map((computer) => [computer.place, computer]));

    const api = apiListener((request) => deps.door.handle(request), deps.cluster.servingCertificate, now);
    this.runtime = new Runtime({
      findImage: deps.findImage,
      apiUnreachable: (from) => this.#apiUnreachable(from),
      fetch: (from, request, options) => this.network.fetch(from, request, options),
      filesOf: (place) => this.#computers.get(place)?.files,
      faults: () => this.#faults,
      resolve: (from, name, options) => this.network.addressesOf(from, name, options),
      followsAtOnce: deps.isInstant,
      worked: () => deps.worked(),
      clock,
      random,
      world,
      cluster,
      programs: new Map([...general, ['ash', shProgram({ flavor: 'ash' })], ...serverPrograms]),
      userlands,
    });
    this.#balancers = new Balancers({
      clock,
      cache: cluster.cache,
      answers: (name) => !(this.#faults.nodesDown?.includes(name) ?? false),
    });
    this.#l7 = new L7Balancers({
      ...{ cache: cluster.cache, now, random },
      fetch: (from, request, options) => this.network.fetch(from, request, options),
    });
    this.#acme = new AcmeAuthorities({ network: () => this.network, now, random, names: () => deps.names() });
    cluster.onEvent = (event) => {
      this.#balancers.receive(event);
      this.#l7.receive(event.resource);
      if (this.#faults.proxyLagMs && /^(services|endpointslices)\b/.test(event.resource)) void this.network.rules;
    };
    const view = new NetworkView(cluster.storage);
    this.network = new Network({
      topology: () => view.now(),
      balancerAt: (ip) => this.#balancers.at(ip),
      faults: () => this.#faults,
      hosts: [
        // On bare metal the laptop stands beside the nodes, in their own network.
        {
          place: 'laptop',
          ips: [OUTSIDE.laptop],
          reachable: false,
          ...(deps.provider === 'bare-metal' && { besideNodes: true }),
        },
        { place: 'internet', ips: [OUTSIDE.internet], reachable: true },
        { place: 'control-plane', ips: [API_SERVER.ip], reachable: true, sharesNodeNetwork: true },
        ...Object.entries(ACME_HOSTS).map(([place, { ip }]) => ({ place, ips: [ip], reachable: true })),
        { place: VALIDATOR.name, ips: [VALIDATOR.ip], reachable: true },
      ],
      listeners: (place, port) =>
        place === 'control-plane'
          ? port === API_SERVER.port
            ? api
            : undefined
          : (this.#ports(place)?.served(port) ?? this.#l7.handlerAt(place, port) ?? this.#acme.listenerAt(place, port)),
      datagrams: (place, port) => this.#ports(place)?.datagrams(port),
      listeningPorts: (place) =>
        place === 'control-plane'
          ? [API_SERVER.port]
          : (this.#ports(place)?.listening ??
            [80, 443].filter((port) => this.#l7.handlerAt(place, port) ?? this.#acme.listenerAt(place, port))),
      moreHosts: () => this.#l7.hosts,
      records: () => zone.records(),
      files: (place) => this.#computers.get(place)?.files ?? this.runtime.machineAt(place)?.files,
      documents: deps.documents,
      now,
      random,
      sleep: (ms, signal) => deps.sleep(ms, signal),
    });
    const unreached = (): void => {
      this.unreachedWebhooks++;
    };
    this.connector = throughKubelets(
      connectorTo(this.network, this.runtime, cluster.cache, unreached),
      (namespace, name) => this.#podNode(namespace, name),
    );
  }

  /** Opens a URL in the laptop's browser, as `open` does, without showing it. */
  async visit(url: string, options: VisitOptions): Promise<Visit> {
    return this.#browserOf(await browserCode.load()).visit(url, options);
  }

  /** One for all that is opened: its cookies are kept. */
  #browserOf({ Browser }: NonNullable<typeof browserCode.value>): Browser {
    return (this.#browser ??= new Browser(this.laptop));
  }

  /** Fetches what is not needed before the first prompt, so that the first command does not wait for it: first what that command needs. */
  async warm(): Promise<void> {
    await Promise.all([interpreter.load(), this.#kubectl.load(), loadYaml(), this.#deps.cluster.complete()]);
    await preloadPrograms();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#deps.sleep(ms, signal);
  }

  #apiUnreachable(from: Place): string | undefined {
    const service = this.#deps.cluster.cache.get<Service>('services', 'default/kubernetes');
    const to = { ip: service?.spec.clusterIP ?? API_SERVER.ip, port: 443 };
    const { verdict } = this.network.dial(from, to).trace;
    return verdict === 'delivered' ? undefined : goError(verdict, `${to.ip}:${to.port}`);
  }

  /** Is there such a place to send from? */
  knows(place: Place): boolean {
    return this.#computers.has(place) || this.runtime.machineAt(place) !== undefined;
  }

  #ports(place: Place): Ports | undefined {
    return this.#computers.get(place)?.ports ?? this.runtime.machineAt(place)?.ports;
  }

  #nodeView(name: string): NodeView {
    return {
      name,
      podCidr: POD_CIDR,
      rules: () => this.network.rules,
      nodes: () => this.#deps.cluster.storage.list<Node>('nodes'),
      now: () => this.#deps.clock.now(),
    };
  }

  /** The node of a Pod, and whether the API server reaches its kubelet. */
  #podNode(namespace: string, name: string): PodNode {
    const { storage, nodes } = this.#deps.cluster;
    const pod = storage.get<Pod>('pods', `${namespace}/${name}`);
    const nodeName = pod?.spec.nodeName ?? '';
    const node = storage.get<Node>('nodes', nodeName);
    const ip = node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
    const isUnheard = unheardNodes(this.#faults).has(nodeName);
    const fails = isUnheard ? 'timeout' : node && !nodes.isRunning(nodeName) ? 'refused' : undefined;
    return { pod, ip, fails };
  }

  get faults(): Faults {
    return this.#faults;
  }

  /** Breaks what `faults` say, and mends all else. */
  setFaults(faults: Faults): void {
    const before = this.#faults;
    const unheard = unheardNodes(before);
    const now = unheardNodes(faults);
    // What has happened until now, kube-proxy has programmed: only what comes is late.
    void this.network.rules;
    this.#faults = faults;
    this.changedMs = this.#deps.clock.now();
    const { nodes, storage } = this.#deps.cluster;
    const crashed = faults.crashing?.filter((workload) => !before.crashing?.includes(workload));
    for (const pod of crashed?.length ? storage.list<Pod>('pods') : [])
      if (isOfAny(pod, crashed)) this.runtime.crash(pod);
    for (const name of now) if (!unheard.has(name)) nodes.stop(name);
    for (const name of unheard) if (!now.has(name)) nodes.start(name);
    this.#balancers.checkAll();
  }

  snapshot(): MachinesSnapshot {
    const acme = this.#acme.snapshot();
    return {
      files: Object.fromEntries([...this.#computers].map(([place, { files }]) => [place, files.snapshot()])),
      containers: this.runtime.snapshot(),
      ...(Object.keys(this.#faults).length > 0 && { faults: this.#faults }),
      ...(acme && { acme }),
    };
  }

  restore(snapshot: MachinesSnapshot): void {
    for (const [place, files] of Object.entries(snapshot.files)) this.#computers.get(place)?.files.restore(files);
    this.runtime.restore(snapshot.containers);
    this.#faults = snapshot.faults ?? {};
    this.#acme.restore(snapshot.acme);
  }

  /** After the cluster has been restored too. */
  restart(): void {
    this.#balancers.restart();
    this.#l7.restart();
    for (const [place, { ports }] of this.#computers) if (place.startsWith('node/')) kubeletListens(ports, true);
    for (const name of unheardNodes(this.#faults)) this.#deps.cluster.nodes.stop(name);
  }
}
