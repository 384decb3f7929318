// The container runtime of all nodes: starts main processes, keeps their files and logs, runs what is executed in them.

import type { Container, LifecycleHandler, Pod, Probe } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Answer, ExecChannel, NodeRefusal, PodDialer } from '#apimachinery/wire.ts';
import type { ContainerUsage, ExecTarget } from '#apiserver/registry/rest/strategy.ts';
import type { AdmissionWebhook, Image } from '#kubelet/image.ts';
import type { FindImage, FoundImage } from '#kubelet/images/index.ts';
import { liveFiles } from '#kubelet/live-volume.ts';
import { resolveContainer, withSubPaths } from '#kubelet/resolve.ts';
import type { ContainerRuntime, HookResult, ProbeResult, StartResult } from '#kubelet/runtime.ts';
import { identityOf, readOnlyPaths, userName } from '#kubelet/security.ts';
import { type TokenSource, tokenSource } from '#kubelet/token.ts';
import { FileLayer } from '#machine/file-nodes.ts';
import type { Exchange, HttpRequest } from '#machine/http.ts';
import { type FilesSnapshot, MemoryFiles } from '#machine/memory-files.ts';
import type { FetchOptions, Place, Program } from '#machine/program.ts';
import type { Clock } from '../clock.ts';
import type { Cluster } from '../cluster.ts';
import { type Faults, failsProbe } from '../faults.ts';
import { inClusterApi } from '../in-cluster.ts';
import { Machine, type World } from '../machine.ts';
import { dialerTo } from '../port-forward.ts';
import { Ports } from '../ports.ts';
import { isOfAny } from '../workload.ts';
import { askContainer } from './ask.ts';
import type { PodSandbox, RunningContainer } from './container.ts';
import { type ContainerSurroundings, MainProcessView } from './container-view.ts';
import { attachTo, execIn, runToEnd } from './exec.ts';
import { hookHttp, hookResult } from './hook.ts';
import { lastWords, TERMINATION_LOG } from './last-words.ts';
import { LogBuffer } from './log-buffer.ts';
import { logsOf } from './logs.ts';
import { runScript } from './main-script.ts';
import { mountsOf } from './mounts.ts';
import type { Reach } from './node-request.ts';
import { openPort } from './open-port.ts';
import { isMeasured, RequestMeter, usageOf } from './usage.ts';

export interface RuntimeDeps {
  readonly clock: Clock;
  random(): number;
  readonly world: World;
  readonly cluster: Cluster;
  readonly findImage: FindImage;
  /** Programs that images may name. */
  readonly programs: ReadonlyMap<string, Program>;
  /** What takes their places in images of that userland. */
  readonly userlands: Readonly<Record<NonNullable<Image['userland']>, ReadonlyMap<string, Program>>>;
  /** Those of a computer that is no container. */
  filesOf(place: Place): MemoryFiles | undefined;
  /** A kubelet's request: not one of those that anybody asks about. */
  fetch(from: Place, request: HttpRequest, options: FetchOptions): Promise<Exchange>;
  /** Why a program at that place cannot connect to the API server's Service, in Go's words; undefined: it can. */
  apiUnreachable(from: Place): string | undefined;
  faults(): Faults;
  /** The addresses of a name as that place's resolver finds them, at once. */
  resolve(from: Place, name: string, options?: { readonly search?: boolean }): readonly string[];
  /** In `instant` time nobody waits: what has started counts as measured, and what volumes hold follows at once. */
  readonly followsAtOnce: boolean;
  /** A container's work has ended: there may be more to do that no request has caused. */
  worked(): void;
}

/** The last words of a container that a fault ends. */
const CRASH = 'fatal: unrecoverable error, exiting';

export class Runtime implements ContainerRuntime {
  /** Told when a main process has ended by itself. */
  onExit: ((nodeName: string, podUid: string, container: string, code: number) => void) | undefined;
  readonly #deps: RuntimeDeps;
  readonly #surroundings: ContainerSurroundings;
  readonly #sandboxes = new Map<string, PodSandbox & { readonly ports: Ports; readonly place: Place }>();
  readonly #byPlace = new Map<Place, string>();
  readonly #programs = new Map<Image, ReadonlyMap<string, Program>>();
  readonly #layers = new Map<FoundImage, FileLayer>();
  readonly #tokens: TokenSource;
  readonly #working = new Set<Promise<void>>();
  #kept: Readonly<Record<string, FilesSnapshot>> = {};

  constructor(deps: RuntimeDeps) {
    this.#deps = deps;
    const { clock, cluster } = deps;
    this.#surroundings = {
      now: () => clock.now(),
      random: () => deps.random(),
      api: ({ files, place }) =>
        inClusterApi({
          read: (path) => files.read(path),
          unreachable: () => deps.apiUnreachable(place),
          handle: (request) => cluster.handle(request, undefined),
        }),
      resolve: ({ place }, name, options) => deps.resolve(place, name, options),
      after: (ms, run, options) => clock.after(ms, run, options),
      work: (run, signal) => this.#work(run, signal),
      sleep: (ms, signal) => deps.world.sleep(ms, signal),
      exit: (nodeName, podUid, container, code) => this.onExit?.(nodeName, podUid, container, code),
    };
    this.#tokens = tokenSource(
      (pod, request) => deps.cluster.request(`node:${pod.spec.nodeName}`, request),
      () => deps.clock.now(),
    );
  }

  /** Resolves when the first of the containers' works has ended; undefined: none is under way. */
  get working(): Promise<void> | undefined {
    return this.#working.size === 0 ? undefined : Promise.race(this.#working);
  }

  /** After this step of the clock: whoever asks for it is in the middle of one. */
  #work(run: () => Promise<void>, signal: AbortSignal): void {
    const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    const done = Promise.race([Promise.resolve().then(run), ended]).finally(() => {
      this.#working.delete(done);
      this.#deps.worked();
    });
    this.#working.add(done);
  }

  start(pod: Pod, container: Container, restartCount: number): StartResult {
    const found = this.#deps.findImage(container.image);
    if (!found)
      return { startError: `failed to create containerd task: image ${JSON.stringify(container.image)} is not there` };
    const { image } = found;
    const resolved = resolveContainer(pod, container, image.config, this.#deps.cluster.cache, this.#tokens);
    const { clock, followsAtOnce } = this.#deps;
    const { cache } = this.#deps.cluster;
    const sandbox = this.#sandboxOf(pod);
    const id = `${sandbox.uid}/${container.name}`;
    const { now } = this.#surroundings;
    const files = new MemoryFiles(resolved.files, now, {
      layer: this.#layerOf(found),
      ...mountsOf(pod, withSubPaths(container, resolved.env), sandbox, {
        cache,
        node: this.nodeFiles(pod.spec.nodeName ?? ''),
        nowMs: now(),
        live: (volume) => liveFiles(volume, pod, { cache, tokens: this.#tokens, now, atOnce: followsAtOnce }),
      }),
      isReadOnly: readOnlyPaths(pod, container),
    });
    const kept = this.#kept[id];
    if (kept) files.restore(kept);
    const { hostname } = resolved;
    const programs = this.#programsOf(image);
    const identity = identityOf(pod, container, image.config.user);
    const user = userName(identity.uid, image.config.user) ?? String(identity.uid);
    const machine = new Machine(
      {
        place: sandbox.place,
        hostname,
        user,
        identity,
        homeDir: user === 'root' ? '/root' : '/',
        files,
        programs,
        addresses: [pod.status.podIP ?? ''],
      },
      this.#deps.world,
      sandbox.ports,
    ) as RunningContainer['machine'];
    const log = new LogBuffer();
    const before = sandbox.logs.get(container.name);
    if (before && restartCount > 0) sandbox.previousLogs.set(container.name, before);
    sandbox.logs.set(container.name, log);

    const ended = new AbortController();
    const view = new MainProcessView(this.#surroundings, pod, container.name, resolved, machine, log, ended);
    const process = image.start(resolved.argv, view);
    if ('startError' in process && process.startError) return { startError: process.startError };
    const listeners = 'script' in process ? [] : process.listeners;
    const meter = new RequestMeter(now);
    const running: RunningContainer = {
      name: container.name,
      image,
      machine,
      environment: resolved.env,
      workingDir: resolved.workingDir,
      log,
      listeners,
      webhooks: ('script' in process ? undefined : process.webhooks) ?? [],
      meter,
      ended,
    };
    for (const [i, listener] of listeners.entries()) {
      if (openPort(sandbox.ports, listener, running)) continue;
      log.add({ atMs: clock.now(), stream: 'stderr', text: `bind: address already in use: 0.0.0.0:${listener.port}` });
      for (const { port, protocol } of listeners.slice(0, i)) sandbox.ports.close(port, protocol);
      return { exits: { afterMs: 10, code: 1 } };
    }
    sandbox.containers.set(container.name, running);
    if (isOfAny(pod, this.#deps.faults().crashing)) {
      log.add({ atMs: clock.now(), stream: 'stderr', text: CRASH });
      return { exits: { afterMs: 1000, code: 1 } };
    }
    if ('script' in process) {
      const exited = (code: number): void => this.onExit?.(pod.spec.nodeName ?? '', sandbox.uid, container.name, code);
      return runScript(pod, container, running, process.script, { world: this.#deps.world, now, exited });
    }
    return {
      ...(process.exits && { exits: process.exits }),
      ...(process.stopMs !== undefined && { stopMs: process.stopMs }),
    };
  }

  nodeFiles(nodeName: string): MemoryFiles | undefined {
    return this.#deps.filesOf(`node/${nodeName}`);
  }

  /** One map for all containers of an image: there are many containers. */
  #programsOf(image: Image): ReadonlyMap<string, Program> {
    let programs = this.#programs.get(image);
    if (!programs) {
      const { programs: all, userlands } = this.#deps;
      const own = image.userland ? userlands[image.userland] : undefined;
      programs = new Map(
        [...all, ...(own ?? []), ...(image.brings ?? [])].filter(([name]) => image.programs.includes(name)),
      );
      this.#programs.set(image, programs);
    }
    return programs;
  }

  /** The main processes of a Pod end, as by a fault of theirs. */
  crash({ spec, metadata }: Pod): void {
    const sandbox = this.#sandboxes.get(metadata.uid ?? '');
    for (const [name, { log }] of sandbox?.containers ?? []) {
      log.add({ atMs: this.#deps.clock.now(), stream: 'stderr', text: CRASH });
      this.onExit?.(spec.nodeName ?? '', metadata.uid ?? '', name, 1);
    }
  }

  /** What all containers of an image begin with. */
  #layerOf(found: FoundImage): FileLayer {
    let layer = this.#layers.get(found);
    if (!layer) {
      const { image, tag } = found;
      this.#layers.set(
        found,
        (layer = new FileLayer({ '/tmp/': '', '/root/': '', [TERMINATION_LOG]: '', ...image.files(tag) })),
      );
    }
    return layer;
  }

  terminate(podUid: string, container: string): boolean {
    return this.#sandboxes.get(podUid)?.containers.get(container)?.heed?.() ?? false;
  }

  lastWords(podUid: string, container: Container, exitCode: number): string {
    const sandbox = this.#sandboxes.get(podUid);
    return sandbox ? lastWords(sandbox, container, exitCode) : '';
  }

  stop(podUid: string, container: string): void {
    const sandbox = this.#sandboxes.get(podUid);
    const running = sandbox?.containers.get(container);
    if (!sandbox || !running) return;
    sandbox.containers.delete(container);
    for (const { port, protocol } of running.listeners) sandbox.ports.close(port, protocol);
    running.ended.abort('SIGKILL');
    running.log.end();
  }

  removePod(podUid: string): void {
    const sandbox = this.#sandboxes.get(podUid);
    if (!sandbox) return;
    for (const name of [...sandbox.containers.keys()]) this.stop(podUid, name);
    this.#sandboxes.delete(podUid);
    if (this.#byPlace.get(sandbox.place) === podUid) this.#byPlace.delete(sandbox.place);
  }

  hook(
    pod: Pod,
    container: Container,
    handler: LifecycleHandler,
    timeoutMs?: number,
  ): HookResult | Promise<HookResult> {
    const sandbox = this.#sandboxes.get(pod.metadata.uid ?? '');
    const running = sandbox?.containers.get(container.name);
    if (!sandbox || !running) return { ok: false, error: 'container not running' };
    const ran = handler.exec
      ? runToEnd(running, handler.exec.command ?? []).then((ran) => hookResult(handler, ran, this.#deps.random))
      : handler.httpGet
        ? hookHttp(pod, container, handler.httpGet, this.#reachFrom(pod, sandbox.ports))
        : { ok: false as const, error: 'invalid handler' };
    if (timeoutMs === undefined || !(ran instanceof Promise)) return ran;
    const over = new AbortController();
    const patience = this.#deps.world.sleep(timeoutMs, over.signal).then((): HookResult => ({ ok: true }));
    return Promise.race([ran, patience]).finally(() => over.abort());
  }

  probe(pod: Pod, container: Container, probe: Probe): ProbeResult | Promise<ProbeResult> {
    const sandbox = this.#sandboxes.get(pod.metadata.uid ?? '');
    const running = sandbox?.containers.get(container.name);
    if (!sandbox || !running) return { ok: false, message: 'container not running' };
    if (failsProbe(this.#deps.faults(), pod, container, probe)) return { ok: false, message: failure(pod, probe) };
    return askContainer({ pod, container, running, probe }, this.#reachFrom(pod, sandbox.ports), this.#deps.world);
  }

  #reachFrom({ spec }: Pod, ports: Ports): Reach {
    const node = `node/${spec.nodeName}`;
    const { world, fetch } = this.#deps;
    return {
      own: (port) => ports.served(port),
      fetch: (request, options) => fetch(node, request, options),
      connect: (host, port, options) => world.connect(node, host, port, options),
    };
  }

  exec(pod: Pod, target: ExecTarget, signal: AbortSignal): ExecChannel | NodeRefusal {
    const container = this.#sandboxes.get(pod.metadata.uid ?? '')?.containers.get(target.container);
    const where = { pod, container, containerName: target.container };
    return target.subresource === 'attach' ? attachTo(where, signal) : execIn(where, target, signal);
  }

  /** Models containerd's internal/cri/server/sandbox_portforward_linux.go. */
  portForward(pod: Pod): PodDialer | NodeRefusal {
    const uid = pod.metadata.uid ?? '';
    const fullName = `${pod.metadata.name}_${pod.metadata.namespace}`;
    if (!this.#sandboxes.has(uid))
      return { refused: { code: 500, text: `pod not found (${JSON.stringify(fullName)})` } };
    return dialerTo(
      pod,
      () => this.#sandboxes.get(uid)?.ports,
      () => this.#deps.random(),
    );
  }

  /** For metrics.k8s.io. */
  usage(pod: Pod): readonly ContainerUsage[] | undefined {
    const sandbox = this.#sandboxes.get(pod.metadata.uid ?? '');
    const { clock, followsAtOnce } = this.#deps;
    if (!sandbox || !(followsAtOnce ? isMeasured(pod, Number.POSITIVE_INFINITY) : isMeasured(pod, clock.now())))
      return undefined;
    return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap((container) => {
      const running = sandbox.containers.get(container.name);
      if (!running) return [];
      const { image, listeners, meter } = running;
      const requests = meter.lastMinute();
      return [usageOf(pod, container, { imageBytes: image.sizeBytes, isServer: listeners.length > 0, requests })];
    });
  }

  logs(namespace: string, podName: string, query: Readonly<Record<string, string>>): Answer {
    const pod = this.#deps.cluster.storage.get<Pod>('pods', `${namespace}/${podName}`);
    const container = query.container ?? pod?.spec.containers[0]?.name ?? '';
    const sandbox = this.#sandboxes.get(pod?.metadata.uid ?? '');
    return logsOf(sandbox, { podName, container }, query, this.#deps.clock.now());
  }

  /** What a container said last before it ended, or says now. Undefined: nothing. */
  lastLine({ metadata }: Pod, container: string): string | undefined {
    const sandbox = this.#sandboxes.get(metadata.uid ?? '');
    const before = sandbox?.previousLogs.get(container);
    const now = sandbox?.logs.get(container);
    return (now?.ended || !before ? now : before)?.lines.at(-1)?.text;
  }

  /** Who answers the API server's admission reviews there; undefined: no simulated program does. */
  webhookAt(place: Place, port: number): AdmissionWebhook | undefined {
    const sandbox = this.#sandboxes.get(this.#byPlace.get(place) ?? '');
    return [...(sandbox?.containers.values() ?? [])].flatMap((c) => c.webhooks).find((w) => w.port === port);
  }

  /** The first running container at a Pod's place: its files stand for the Pod's. */
  machineAt(place: Place): RunningContainer['machine'] | undefined {
    const sandbox = this.#sandboxes.get(this.#byPlace.get(place) ?? '');
    return sandbox?.containers.values().next().value?.machine;
  }

  #sandboxOf(pod: Pod): PodSandbox & { readonly ports: Ports; readonly place: Place } {
    const uid = pod.metadata.uid ?? '';
    let sandbox = this.#sandboxes.get(uid);
    if (!sandbox) {
      const place = `pod/${keyOf(pod)}`;
      sandbox = { uid, place, ports: new Ports(), containers: new Map(), previousLogs: new Map(), logs: new Map() };
      this.#sandboxes.set(uid, sandbox);
      this.#byPlace.set(place, uid);
    }
    return sandbox;
  }

  snapshot(): Readonly<Record<string, FilesSnapshot>> {
    const files: Record<string, FilesSnapshot> = {};
    for (const { uid, containers } of this.#sandboxes.values()) {
      for (const [name, { machine }] of containers) files[`${uid}/${name}`] = machine.files.snapshot();
    }
    return files;
  }

  /** Everything stops; what is started again finds its files as they were. */
  restore(files: Readonly<Record<string, FilesSnapshot>>): void {
    for (const uid of [...this.#sandboxes.keys()]) this.removePod(uid);
    this.#kept = files;
  }
}

/** What a probe that fails by a fault says: as if the server were there, and unwell. */
function failure({ status }: Pod, { httpGet, tcpSocket }: Probe): string {
  if (httpGet) return 'HTTP probe failed with statuscode: 503';
  return tcpSocket ? `dial tcp ${status.podIP ?? ''}:${tcpSocket.port}: i/o timeout` : '';
}
