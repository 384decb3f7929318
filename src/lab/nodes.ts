// The kubelets of all nodes: each is told of its own Pods.

import type { Node, Pod } from '#api/core/types.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import type { EventRecord } from '#controllers/controller.ts';
import { HEARTBEAT_MS } from '#kubelet/heartbeat.ts';
import type { FindImage } from '#kubelet/images/index.ts';
import { Kubelet } from '#kubelet/kubelet.ts';
import type { Clock } from './clock.ts';
import type { Runtime } from './runtime/runtime.ts';

export interface NodesDeps {
  readonly clock: Clock;
  random(): number;
  readonly cache: Informer;
  readonly runtime: Runtime;
  readonly findImage: FindImage;
  request(user: string, request: ApiRequest): ApiResponse;
  event(record: EventRecord, node: string): void;
  /** A main process has ended by itself, and its kubelet knows. */
  exited(): void;
  /** All kubelets have said that they are alive. */
  beaten(): void;
}

export class Nodes {
  readonly #deps: NodesDeps;
  readonly #kubelets = new Map<string, Kubelet>();
  /** Those whose kubelet does not run, with what it will find when it does: it hears nothing and says nothing; containers go on. */
  readonly #stopped = new Map<string, (() => void)[]>();
  #cancelHeartbeat: (() => void) | undefined;
  /** When a kubelet was last stopped or started. */
  changedMs = Number.NEGATIVE_INFINITY;

  constructor(deps: NodesDeps) {
    this.#deps = deps;
    deps.runtime.onExit = (nodeName, podUid, container, code) => {
      const tell = (): void => this.#kubelets.get(nodeName)?.exited(podUid, container, code);
      const missed = this.#stopped.get(nodeName);
      if (missed) missed.push(tell);
      else tell();
      deps.exited();
    };
  }

  receive(event: WatchEvent): void {
    if (event.resource === 'nodes') {
      const name = event.object.metadata.name;
      // Differs: a Node that a client makes has a machine, whose kubelet reports for it. A real one stays unknown without one.
      if (event.type === 'ADDED' && !this.#kubelets.has(name))
        this.#kubelets.set(name, this.#kubelet(event.object as Node));
      if (this.#kubelets.size > 0 && !this.#cancelHeartbeat) this.#beat();
    } else if (event.resource === 'pods') {
      const { nodeName } = (event.object as Pod).spec;
      if (nodeName) this.#running(nodeName)?.receive(event);
    } else if (event.resource === 'configmaps' || event.resource === 'secrets') {
      // A Pod may be waiting for it.
      for (const name of this.#kubelets.keys()) this.#running(name)?.receive(event);
    }
  }

  /** As `systemctl stop kubelet`. False: there is no such node. */
  stop(name: string): boolean {
    const kubelet = this.#kubelets.get(name);
    if (!kubelet) return false;
    if (this.#stopped.has(name)) return true;
    this.changedMs = this.#deps.clock.now();
    this.#stopped.set(name, []);
    kubelet.pause();
    return true;
  }

  /** As `systemctl start kubelet`: it takes up its Pods where they stand. */
  start(name: string): boolean {
    const kubelet = this.#kubelets.get(name);
    if (!kubelet) return false;
    const missed = this.#stopped.get(name);
    if (!missed) return true;
    this.changedMs = this.#deps.clock.now();
    this.#stopped.delete(name);
    for (const tell of missed) tell();
    kubelet.wake();
    return true;
  }

  isRunning(name: string): boolean {
    return this.#running(name) !== undefined;
  }

  #running(name: string): Kubelet | undefined {
    return this.#stopped.has(name) ? undefined : this.#kubelets.get(name);
  }

  /** All kubelets at once, so that whoever looks at the cluster is woken once. */
  #beat(): void {
    const again = (): void => {
      this.beat();
      this.#beat();
    };
    this.#cancelHeartbeat = this.#deps.clock.after(HEARTBEAT_MS, again, { idle: true });
  }

  /** All kubelets that run say now that their nodes are alive. */
  beat(): void {
    for (const name of this.#kubelets.keys()) this.#running(name)?.heartbeat();
    this.#deps.beaten();
  }

  #kubelet(node: Node): Kubelet {
    const { clock, cache, runtime } = this.#deps;
    const { name } = node.metadata;
    return new Kubelet(node, {
      now: () => clock.now(),
      random: () => this.#deps.random(),
      after: (ms, run, options) => clock.after(ms, run, options),
      request: (request) => this.#deps.request(`system:node:${name}`, request),
      event: (record) => this.#deps.event(record, name),
      findImage: (reference) => {
        const found = this.#deps.findImage(reference);
        return found ?? { error: 'not-found', reference };
      },
      cache,
      runtime,
    });
  }

  /** Rebuilds every kubelet from what is stored: after a restore. */
  restart(): void {
    for (const kubelet of this.#kubelets.values()) kubelet.reset();
    this.#kubelets.clear();
    this.#stopped.clear();
    this.#cancelHeartbeat?.();
    this.#beat();
    for (const node of this.#deps.cache.list<Node>('nodes'))
      this.#kubelets.set(node.metadata.name, this.#kubelet(node));
    for (const pod of this.#deps.cache.list<Pod>('pods')) {
      if (pod.spec.nodeName) this.#kubelets.get(pod.spec.nodeName)?.resume(pod);
    }
  }
}
