// The cluster alone: API server, controllers, scheduler and kubelets on one storage. Models what kube-apiserver's and
// kube-controller-manager's main wire together.

import type { Lease } from '#api/coordination/types.ts';
import type { Node } from '#api/core/types.ts';
import { KUBERNETES_VERSION } from '#api/version.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { timestamp, uidFrom } from '#apimachinery/names.ts';
import type { Answer, ApiRequest, ApiResponse, WatchEvent } from '#apimachinery/wire.ts';
import { isStreaming } from '#apimachinery/wire.ts';
import { API_AUDIENCES } from '#apiserver/authn/authenticator.ts';
import { legacyClaims } from '#apiserver/authn/service-account.ts';
import type { User } from '#apiserver/authn/user.ts';
import { runPostStartHooks } from '#apiserver/post-start.ts';
import { strategies } from '#apiserver/registry/index.ts';
import type { NodeConnector } from '#apiserver/registry/rest/strategy.ts';
import { ApiServer } from '#apiserver/server.ts';
import { MemoryStorage, type StorageSnapshot } from '#apiserver/storage.ts';
import { Informer } from '#client/informer.ts';
import { AFTER_LATER, controllersOf } from '#controllers/index.ts';
import type { laterControllers } from '#controllers/later.ts';
import { post, put } from '#controllers/requests.ts';
import type { CloudProvider } from '#controllers/service/cloud.ts';
import { serviceaccounttoken } from '#controllers/serviceaccounttoken/serviceaccounttoken.ts';
import { LEASES, renewed } from '#kubelet/heartbeat.ts';
import type { FindImage } from '#kubelet/images/index.ts';
import type { KeyPair } from '#machine/tls.ts';
import { scheduler } from '#scheduler/scheduler.ts';
import { apiServerCertificate } from './api-server-certificate.ts';
import type { Authority } from './authority.ts';
import { API_SERVER, defaultStorageClass } from './bootstrap.ts';
import { CertificateSigner } from './certificate-signer.ts';
import type { Clock } from './clock.ts';
import { acquired, controlPlaneLeases, keeperOf, keyOfLease, renewedLease } from './control-plane-leases.ts';
import { LEARNER, LEARNER_TOKEN } from './kubeconfig.ts';
import { later } from './later.ts';
import { ControllerLoop, type Reconciled } from './loop.ts';
import { Nodes } from './nodes.ts';
import type { ResourceInfo } from './paths.ts';
import { EventRecorder } from './recorder.ts';
import type { Runtime } from './runtime/runtime.ts';

export interface ClusterDeps {
  readonly authority: Authority;
  readonly clock: Clock;
  readonly findImage: FindImage;
  random(): number;
  /** What objects are called, and which addresses they get: it does not depend on what repeats in time. */
  names(): number;
  /** The key of service accounts' tokens follows from it. */
  readonly secret: string;
  /** What surrounds the cluster; undefined: nothing that gives load balancers. */
  readonly cloud: CloudProvider | undefined;
  openApi?(groupVersion: string): unknown;
  /** A main process has ended by itself: there is work that no request has caused. */
  exited(): void;
  /** After every change of what is stored. */
  changed(): void;
  warn(words: string): void;
}

/** The program of which a controller, a kubelet or the scheduler is a part: managed fields bear its name. */
function programOf(user: string): string {
  if (user === 'default-scheduler') return 'kube-scheduler';
  if (/^(system:)?node:/.test(user)) return 'kubelet';
  if (user === 'service-controller') return 'cloud-controller-manager';
  if (['kube-apiserver', 'kube-scheduler', 'cloud-controller-manager'].includes(user)) return user;
  return user.startsWith('customresourcedefinition-') ? 'kube-apiserver' : 'kube-controller-manager';
}

/** A component's request, as it would look on the wire. Source: client-go rest.AddUserAgent. */
const componentHeaders = (user: string): Record<string, string> => ({
  'user-agent': `${programOf(user)}/${KUBERNETES_VERSION.gitVersion} (linux/amd64) kubernetes/portolan/${user}`,
});

/** Components act with rights of their own; nobody asks for a password inside. */
const GROUPS = ['system:masters', 'system:authenticated'] as const;

/** Events, leases, and all that a node asks for: how often they come depends on how much time goes by. */
const isPassing = (user: string, { path }: ApiRequest): boolean =>
  user.startsWith('system:node:') || /\/(?:events|leases)(?:\/|$)/.test(path);

/** Leases and what nodes report come again and again; an Event that goes has had its time. */
export const isNews = ({ type, resource }: WatchEvent): boolean =>
  resource !== LEASES && resource !== 'nodes' && !(resource === 'events' && type === 'DELETED');

/** A request to the API server, and what came of it. */
export interface Asked {
  readonly request: ApiRequest;
  /** Undefined: its credentials say who asked, or it has none. */
  readonly user: User | undefined;
  readonly code: number;
  /** The answer goes on: a watch, a log that is followed. */
  readonly isStream: boolean;
  /** Simulated milliseconds since the epoch. */
  readonly fromMs: number;
  readonly toMs: number;
}

export class Cluster {
  readonly storage = new MemoryStorage();
  readonly cache = new Informer();
  /** Told of every request, when it has been answered. Undefined: nobody looks, and nothing is paid for it. */
  onRequest: ((asked: Asked) => void) | undefined;
  /** Told of every change, after the cache. */
  onEvent: ((event: WatchEvent) => void) | undefined;
  readonly recorder: EventRecorder;
  readonly #deps: ClusterDeps;
  readonly #loop: ControllerLoop;
  readonly #signer: CertificateSigner;
  #server: ApiServer | undefined;
  #nodes: Nodes | undefined;
  #isComplete = false;
  /** See `ClusterDeps.names`. */
  #isPassing = false;
  #serving: KeyPair | undefined;
  readonly #madeMs: number;
  #newsMs: number;

  constructor(deps: ClusterDeps) {
    this.#deps = deps;
    const { clock } = deps;
    this.#madeMs = clock.now();
    this.#newsMs = clock.now();
    const random = (): number => deps.random();
    const request = (user: string, asked: ApiRequest): ApiResponse => this.request(user, asked);
    this.recorder = new EventRecorder({ now: () => clock.now(), timestamp: () => clock.timestamp(), random, request });
    const tokens = serviceaccounttoken({
      issue: (account, secret) => this.#server!.authenticator.key.sign(legacyClaims(account, secret)),
      rootCa: deps.authority.certificate,
    });
    this.#loop = new ControllerLoop([...controllersOf(deps.authority.certificate), tokens, scheduler], {
      clock,
      cache: this.cache,
      random: () => deps.names(),
      request,
      event: (source, record) => this.recorder.record(source, record),
      warn: (words) => deps.warn(words),
    });
    if (later.value) this.#complete(later.value);
    this.#signer = new CertificateSigner({
      authority: deps.authority,
      now: () => clock.now(),
      request: (asked) => this.request('certificate-controller', asked),
    });
    this.storage.subscribe((event) => {
      if (isNews(event)) this.#newsMs = clock.now();
      this.cache.receive(event);
      this.#signer.receive(event);
      this.#loop.receive(event);
      this.#nodes?.receive(event);
      this.onEvent?.(event);
      deps.changed();
    });
  }

  /** Gives the cluster its container runtime and its network. Called once, before anything is asked of it. */
  attach(runtime: Runtime, connector: NodeConnector): void {
    const { clock } = this.#deps;
    const random = (): number => this.#deps.random();
    this.#server = new ApiServer({
      storage: this.storage,
      strategies,
      context: {
        now: () => clock.now(),
        random: () => (this.#isPassing ? this.#deps.random() : this.#deps.names()),
        nodes: connector,
      },
      after: (ms, run, options) => clock.after(ms, run, { endless: true, ...options }),
      authorizationMode: 'Node,RBAC',
      secret: this.#deps.secret,
      tokens: { [LEARNER_TOKEN]: LEARNER },
      serverAddress: `${API_SERVER.ip}:${API_SERVER.port}`,
      ...(this.#deps.openApi && { openapi: (groupVersion: string) => this.#deps.openApi!(groupVersion) as never }),
    });
    runPostStartHooks(this.storage, strategies, clock.now());
    this.storage.put('storageclasses.storage.k8s.io', defaultStorageClass(clock.timestamp()));
    this.#nodes = new Nodes({
      clock,
      random,
      cache: this.cache,
      runtime,
      findImage: this.#deps.findImage,
      request: (user, asked) => this.request(user, asked),
      event: (record, node) => this.recorder.record('kubelet', record, node),
      exited: () => this.#deps.exited(),
      beaten: () => this.#renew(),
    });
  }

  /** What the API server shows. Made when somebody first asks; the library for certificates must be there. */
  readonly servingCertificate = (): KeyPair =>
    (this.#serving ??= apiServerCertificate(this.#deps.authority, this.#madeMs));

  /** When something was last written that is no sign of life, or a kubelet was stopped or started. */
  get newsMs(): number {
    return Math.max(this.#newsMs, this.nodes.changedMs);
  }

  /** The kubelets of the nodes. */
  get nodes(): Nodes {
    return this.#nodes!;
  }

  /** Nodes that are there from the beginning have said so already. */
  enrol(): void {
    const nowMs = this.#deps.clock.now();
    for (const node of this.storage.list<Node>('nodes')) {
      const lease = renewed(node, undefined, nowMs);
      const metadata = {
        ...lease.metadata,
        uid: uidFrom(`leases ${node.metadata.name}`),
        creationTimestamp: timestamp(nowMs),
      };
      this.storage.put(LEASES, { ...lease, metadata });
    }
    for (const name of this.#ownLeases()) this.storage.put(LEASES, acquired(name, nowMs));
  }

  #ownLeases(): readonly string[] {
    return controlPlaneLeases(this.#deps.cloud !== undefined);
  }

  /** The control plane's own signs of life. */
  #renew(): void {
    const nowMs = this.#deps.clock.now();
    for (const name of this.#ownLeases()) {
      const lease = this.cache.get<Lease>(LEASES, keyOfLease(name));
      const asked = lease ? put(LEASES, renewedLease(lease, nowMs)) : post(LEASES, acquired(name, nowMs));
      this.request(keeperOf(name), asked);
    }
  }

  /** `user` undefined: the request's own credentials say who asks. */
  handle(request: ApiRequest, user: User | undefined): Answer | Promise<Answer> {
    if (request.method !== 'GET') this.#loop.relent();
    return this.#told(request, user, this.#server!.handle(request, user));
  }

  #told<T extends Answer | Promise<Answer>>(request: ApiRequest, user: User | undefined, given: T): T {
    const tell = this.onRequest;
    if (!tell) return given;
    const fromMs = this.#deps.clock.now();
    const answered = (answer: Answer): void =>
      tell({ request, user, code: answer.code, isStream: isStreaming(answer), fromMs, toMs: this.#deps.clock.now() });
    if (given instanceof Promise) void given.then(answered, () => undefined);
    else answered(given);
    return given;
  }

  /** Who asks, and may they? */
  admit(request: ApiRequest, user: User | undefined): ReturnType<ApiServer['admit']> {
    return this.#server!.admit(request, user);
  }

  /** Whose token it is; undefined: nobody's. */
  userOf(token: string): User | undefined {
    const verified = this.#server!.authenticator.verify(token, API_AUDIENCES);
    return 'user' in verified ? verified.user : undefined;
  }

  get secret(): string {
    return this.#server!.authenticator.secret;
  }

  /** A component's own request: answered at once. */
  request(user: string, asked: ApiRequest): ApiResponse {
    const headers = { 'content-type': 'application/json', ...componentHeaders(user), ...asked.headers };
    const component: User = { name: `system:${user}`, groups: GROUPS };
    const sent = { ...asked, headers };
    const was = this.#isPassing;
    this.#isPassing = isPassing(user, asked);
    const handled = this.#server!.handle(sent, component);
    this.#isPassing = was;
    const answer = this.#told(sent, component, handled);
    if (answer instanceof Promise || isStreaming(answer))
      throw new Error(`${asked.method} ${asked.path} did not answer at once`);
    return answer;
  }

  /** Fetches the controllers that a page's first prompt does not wait for, and lets them catch up. */
  async complete(): Promise<void> {
    this.#complete(await later.load());
    this.#loop.run();
  }

  #complete(controllersFor: typeof laterControllers): void {
    if (this.#isComplete) return;
    this.#isComplete = true;
    const more = controllersFor({
      get: (path) => this.request('horizontal-pod-autoscaler', { method: 'GET', path }),
      resourceFor: (apiVersion, kind) => this.resourceFor(apiVersion, kind),
      ...(this.#deps.cloud && { cloud: this.#deps.cloud }),
    });
    const { cache } = this;
    const objects = cache.resources.flatMap((resource) => cache.list(resource).map((o) => [resource, o] as const));
    this.#loop.join(more, AFTER_LATER, objects);
  }

  /** Resolves when every certificate that is due has been signed; undefined: none is. */
  get signing(): Promise<void> | undefined {
    return this.#signer.pending;
  }

  /** Runs controllers until nothing is stale. */
  run(): void {
    this.#loop.run();
  }

  /** While they are held, controllers and the scheduler act by `reconcileNext` only. Call `run` after they were let go. */
  hold(held: boolean): void {
    this.#loop.hold(held);
  }

  /** How many keys wait for a controller. */
  get waiting(): number {
    return this.#loop.waiting;
  }

  /** One turn of one controller; undefined when nothing waits for any. */
  reconcileNext(): Reconciled | undefined {
    return this.#loop.reconcileNext();
  }

  resourceFor(apiVersion: string, kind: string): ResourceInfo | undefined {
    return [...this.#server!.strategies].find(
      (s) => s.kind === kind && (s.group ? `${s.group}/${s.version}` : s.version) === apiVersion,
    );
  }

  /** `secret`: what the tokens of that state were signed with. */
  restore(snapshot: StorageSnapshot, secret: string): void {
    this.#server!.authenticator.rekey(secret);
    this.storage.restore(snapshot);
    this.#server!.restored();
    this.recorder.forget();
    this.cache.clear();
    const objects = Object.entries(snapshot.objects).flatMap(([resource, list]) =>
      list.map((object) => [resource, object] as const),
    );
    for (const [resource, object] of objects)
      this.cache.receive({ type: 'ADDED', resource, object: object as ApiObject });
    this.#nodes!.restart();
    this.#loop.restart(objects);
    this.#deps.changed();
  }
}
