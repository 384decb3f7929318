// The kubelets of all nodes: each is told of its own Pods.

import type { Node, Pod } from '#api/core/types.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from '#apimachinery/wire.ts';
import type { Informer } from '#client/informer.ts';
import type { EventRecord } from '#controllers/controller.ts';
import { findImage } from '#kubelet/images/index.ts';
import { Kubelet } from '#kubelet/kubelet.ts';
import type { Clock } from './clock.ts';
import type { Runtime } from './runtime.ts';

export interface NodesDeps {
  readonly clock: Clock;
  random(): number;
  readonly cache: Informer;
  readonly runtime: Runtime;
  request(user: string, request: ApiRequest): ApiResponse;
  event(record: EventRecord, node: string): void;
  /** A main process has ended by itself, and its kubelet knows. */
  exited(): void;
}

export class Nodes {
  readonly #deps: NodesDeps;
  readonly #kubelets = new Map<string, Kubelet>();

  constructor(deps: NodesDeps) {
    this.#deps = deps;
    deps.runtime.onExit = (nodeName, podUid, container, code) => {
      this.#kubelets.get(nodeName)?.exited(podUid, container, code);
      deps.exited();
    };
  }

  receive(event: WatchEvent): void {
    if (event.resource === 'nodes') {
      const name = event.object.metadata.name;
      if (event.type === 'ADDED' && !this.#kubelets.has(name))
        this.#kubelets.set(name, this.#kubelet(event.object as Node));
    } else if (event.resource === 'pods') {
      const { nodeName } = (event.object as Pod).spec;
      if (nodeName) this.#kubelets.get(nodeName)?.receive(event);
    } else if (event.resource === 'configmaps' || event.resource === 'secrets') {
      // A Pod may be waiting for it.
      for (const kubelet of this.#kubelets.values()) kubelet.receive(event);
    }
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
        const found = findImage(reference);
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
    for (const node of this.#deps.cache.list<Node>('nodes'))
      this.#kubelets.set(node.metadata.name, this.#kubelet(node));
    for (const pod of this.#deps.cache.list<Pod>('pods')) {
      if (pod.spec.nodeName) this.#kubelets.get(pod.spec.nodeName)?.resume(pod);
    }
  }
}
