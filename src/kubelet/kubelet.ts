// Models pkg/kubelet: takes the Pods of one node through the stages of their life, and tells the API server how they are.

import type { Lease } from '#api/coordination/types.ts';
import type { Node, Pod } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { WatchEvent } from '#apimachinery/wire.ts';
import { isPodTerminal } from '#controllers/pods.ts';
import { post, put, putStatus } from '#controllers/requests.ts';
import { nextAddress } from './address.ts';
import { Agenda } from './agenda.ts';
import {
  healthyConditions,
  isReportDue,
  LEASE_NAMESPACE,
  LEASES,
  renewed,
  wellReason,
  wrongConditions,
} from './heartbeat.ts';
import { namesOf, nodeImages } from './node-images.ts';
import { newRuntime, resumedRuntime, takeChanges } from './pod-runtime.ts';
import type { ContainerRecord, KubeletDeps, PodRuntime, Task } from './runtime.ts';
import { stages } from './stages/index.ts';
import { planProbes } from './stages/probe.ts';
import { allocated, resizing } from './stages/resize.ts';
import type { Scene } from './stages/stage.ts';
import { haveGatesMoved, statusOf } from './status.ts';

export class Kubelet {
  readonly nodeName: string;
  /** As it was when the kubelet started; the cache may hold a newer one. */
  readonly #node: Node;
  readonly #deps: KubeletDeps;
  readonly #pods = new Map<string, PodRuntime>();
  readonly #agenda: Agenda;
  readonly #present = new Set<string>();
  readonly #pulls = new Map<string, number>();
  #lastIP: string | undefined;
  /** So many images were there when the node's status was last looked at. */
  #toldImages = 0;

  constructor(node: Node, deps: KubeletDeps) {
    this.#node = node;
    this.nodeName = node.metadata.name;
    this.#deps = deps;
    this.#agenda = new Agenda(deps, (uid) => this.#step(uid));
    for (const name of namesOf(node)) this.#present.add(name);
  }

  /** Give it every event of `pods`, `configmaps` and `secrets`. It asks for nothing before its timers run. */
  receive({ type, resource, object }: WatchEvent): void {
    if (resource !== 'pods') {
      if (type !== 'DELETED') this.#retryIn(object.metadata.namespace);
      return;
    }
    const pod = object as Pod;
    if (pod.spec.nodeName !== this.nodeName) return;
    const { uid = '' } = pod.metadata;
    const runtime = this.#pods.get(uid);
    if (type === 'DELETED') {
      if (runtime) this.#forget(runtime);
      return;
    }
    if (!runtime) {
      const made = newRuntime(pod);
      this.#pods.set(uid, made);
      if (isPodTerminal(pod)) made.finished = true;
      if (!made.finished || pod.metadata.deletionTimestamp)
        this.#plan(made, {
          stage: pod.metadata.deletionTimestamp ? 'terminate' : 'admit',
          dueMs: this.#deps.now(),
          endless: false,
        });
      return;
    }
    const old = runtime.pod;
    runtime.pod = pod;
    if (!pod.metadata.deletionTimestamp) {
      this.#follow(runtime, old, pod);
      return;
    }
    const shorter =
      old.metadata.deletionTimestamp &&
      (pod.metadata.deletionGracePeriodSeconds ?? 0) < (old.metadata.deletionGracePeriodSeconds ?? 0);
    if (old.metadata.deletionTimestamp && !shorter) return;
    // Nothing else that was planned matters any more: only whether it is ready is asked until its end. Source: worker.doProbe.
    runtime.tasks = runtime.tasks.filter(({ probe }) => probe === 'readiness');
    this.#plan(runtime, { stage: 'terminate', dueMs: this.#deps.now(), endless: false });
  }

  /** What may change in a running Pod. */
  #follow(runtime: PodRuntime, old: Pod, pod: Pod): void {
    const added = takeChanges(runtime, pod);
    if (runtime.admitted && (resizing(runtime).length > 0 || runtime.resizePending))
      this.#plan(runtime, { stage: 'resize', dueMs: this.#deps.now(), endless: false });
    if (old.spec.activeDeadlineSeconds !== pod.spec.activeDeadlineSeconds && runtime.admitted)
      this.#plan(runtime, { stage: 'deadline', dueMs: this.#deps.now(), endless: false });
    // Before there is a sandbox they are started in their turn.
    if ((added || haveGatesMoved(old, pod)) && runtime.sandbox)
      this.#plan(runtime, { stage: 'init', dueMs: this.#deps.now(), endless: false });
  }

  /** The main process of a container has ended by itself. Unknown or ended containers are ignored. */
  exited(podUid: string, container: string, code: number): void {
    const runtime = this.#pods.get(podUid);
    const record = runtime?.containers.get(container);
    if (!runtime || !record) return;
    const nowMs = this.#deps.now();
    if (record.launch) {
      record.launch.end = { atMs: nowMs, code };
      return;
    }
    if (!record.state.running) return;
    record.exitCode = code;
    record.ended = true;
    // A preStop hook has its time, even when it was the one that ended the process.
    if (record.hook) return;
    const stage = record.stopping?.then ?? 'exit';
    runtime.tasks = runtime.tasks.filter((t) => !(t.stage === stage && t.container === container));
    this.#plan(runtime, { stage, container, dueMs: nowMs, endless: false });
  }

  /** Takes up a Pod where its stored status says it stands: after a snapshot was restored. */
  resume(pod: Pod): void {
    if (pod.spec.nodeName !== this.nodeName) return;
    const { runtime, tasks } = resumedRuntime(pod, this.#deps, this.#present);
    this.#pods.set(runtime.uid, runtime);
    if (runtime.ip && !pod.spec.hostNetwork) this.#lastIP = runtime.ip;
    const scene = this.#scene(runtime);
    for (const record of runtime.containers.values()) if (record.state.running) planProbes(scene, record);
    runtime.tasks.push(...tasks);
    this.#wake(runtime);
  }

  /** Its own process has stopped: containers go on, and nothing else does until `wake`. */
  pause(): void {
    this.#agenda.clear();
  }

  /** Catches up with what has become of its Pods since `pause`. */
  wake(): void {
    for (const runtime of [...this.#pods.values()]) {
      const object = this.#deps.cache.get<Pod>('pods', keyOf(runtime.pod));
      const isSame = object?.metadata.uid === runtime.uid;
      this.receive({ type: isSame ? 'MODIFIED' : 'DELETED', resource: 'pods', object: isSame ? object : runtime.pod });
      if (isSame) this.#wake(runtime);
    }
    for (const object of this.#deps.cache.list<Pod>('pods')) this.receive({ type: 'ADDED', resource: 'pods', object });
    this.heartbeat();
  }

  /** Forgets everything, timers too: before Pods are resumed. */
  reset(): void {
    this.#agenda.clear();
    this.#pods.clear();
    this.#present.clear();
    this.#pulls.clear();
    this.#lastIP = undefined;
  }

  /** Call it every `HEARTBEAT_MS`: renews the lease, and puts right what the node's conditions say. */
  heartbeat(): void {
    const { cache, request, event } = this.#deps;
    const node = cache.get<Node>('nodes', this.nodeName);
    if (!node) return;
    const nowMs = this.#deps.now();
    const lease = cache.get<Lease>(LEASES, `${LEASE_NAMESPACE}/${this.nodeName}`);
    request((lease ? put : post)(LEASES, renewed(node, lease, nowMs)));
    const { conditions = [] } = node.status;
    const wrong = wrongConditions(conditions);
    const images = this.#newImages(node);
    if (wrong.length === 0 && !images && !isReportDue(conditions, nowMs)) return;
    const status = { ...node.status, conditions: healthyConditions(conditions, nowMs), ...(images && { images }) };
    request(putStatus('nodes', node, status));
    for (const type of wrong) {
      const reason = wellReason(type);
      const message = `Node ${this.nodeName} status is now: ${reason}`;
      event({ object: node, type: 'Normal', reason, message });
    }
    // Meanwhile others may have said of the Pods what they thought.
    if (wrong.includes('Ready')) for (const runtime of this.#pods.values()) this.#write(runtime, this.#nodeIP());
  }

  /** Undefined: the node has told of all that it has. */
  #newImages(node: Node): Node['status']['images'] {
    if (this.#toldImages === this.#present.size) return undefined;
    this.#toldImages = this.#present.size;
    const images = nodeImages(this.#present, (name) => this.#deps.findImage(name));
    return deepEqual(images, node.status.images ?? []) ? undefined : images;
  }

  #forget(runtime: PodRuntime): void {
    this.#agenda.drop(runtime.uid);
    this.#pods.delete(runtime.uid);
    this.#retryResizes(runtime);
    if (runtime.removed) return;
    for (const record of runtime.containers.values())
      if (record.state.running) this.#deps.runtime.stop(runtime.uid, record.spec.name);
    this.#deps.runtime.removePod?.(runtime.uid);
  }

  #plan(runtime: PodRuntime, task: Task): void {
    runtime.tasks.push(task);
    this.#wake(runtime);
  }

  #wake({ uid, tasks }: PodRuntime): void {
    let progressMs = Number.POSITIVE_INFINITY;
    let endlessMs = Number.POSITIVE_INFINITY;
    let idleMs = Number.POSITIVE_INFINITY;
    for (const { dueMs, endless, idle } of tasks) {
      if (idle) idleMs = Math.min(idleMs, dueMs);
      else if (endless) endlessMs = Math.min(endlessMs, dueMs);
      else progressMs = Math.min(progressMs, dueMs);
    }
    this.#agenda.set(uid, { progress: progressMs, endless: endlessMs, idle: idleMs });
  }

  /** Does what is due for a Pod, and what follows from it without waiting; then writes its status once. */
  #step(uid: string): void {
    const runtime = this.#pods.get(uid);
    if (!runtime) return;
    const wasFinished = runtime.finished;
    const scene = this.#scene(runtime);
    for (;;) {
      const nowMs = this.#deps.now();
      const due = runtime.tasks.filter((t) => t.dueMs <= nowMs);
      const task = due.sort((a, b) => a.dueMs - b.dueMs)[0];
      if (!task) break;
      runtime.tasks.splice(runtime.tasks.indexOf(task), 1);
      const record = runtime.containers.get(task.container ?? '');
      if (task.container === undefined || record) stages[task.stage](scene, record as ContainerRecord, task);
    }
    scene.flush();
    if (this.#pods.has(uid)) this.#wake(runtime);
    if (runtime.finished && !wasFinished) this.#retryResizes(runtime);
  }

  /** There may be room now for a resize that was put off. Source: allocation RetryPendingResizes. */
  #retryResizes(cause: PodRuntime): void {
    for (const runtime of this.#pods.values())
      if (runtime !== cause && runtime.resizePending?.reason === 'Deferred')
        this.#plan(runtime, { stage: 'resize', dueMs: this.#deps.now(), endless: false });
  }

  #scene(runtime: PodRuntime): Scene & { flush(): void } {
    const deps = this.#deps;
    let changed = false;
    const nodeIP = this.#nodeIP();
    const writeNow = (): void => {
      changed = false;
      this.#write(runtime, nodeIP);
    };
    return {
      deps,
      nodeName: this.nodeName,
      nodeIP,
      runtime,
      get pod() {
        return runtime.pod;
      },
      get nowMs() {
        return deps.now();
      },
      present: this.#present,
      pulls: this.#pulls,
      allocateIP: () => this.#allocateIP(),
      others: () => [...this.#pods.values()].filter((r) => r !== runtime && r.admitted && !r.finished).map(allocated),
      roomMade: () => this.#retryResizes(runtime),
      event: (type, reason, message, record) => {
        const list = record?.init ? 'initContainers' : record?.ephemeral ? 'ephemeralContainers' : 'containers';
        deps.event({
          object: runtime.pod,
          type,
          reason,
          message,
          ...(record && { fieldPath: `spec.${list}{${record.spec.name}}` }),
        });
      },
      write: () => {
        changed = true;
      },
      writeNow,
      later: (run) => {
        if (this.#pods.get(runtime.uid) !== runtime) return;
        const scene = this.#scene(runtime);
        run(scene);
        scene.flush();
        this.#wake(runtime);
      },
      next: (stage, waitMs, { container, probe, idle = false, endless = idle } = {}) => {
        runtime.tasks.push({
          stage,
          dueMs: deps.now() + waitMs,
          endless,
          ...(idle && { idle }),
          ...(container !== undefined && { container }),
          ...(probe && { probe }),
        });
      },
      flush: () => {
        if (changed) writeNow();
      },
    };
  }

  #write(runtime: PodRuntime, nodeIP: string): void {
    const stored = this.#deps.cache.get<Pod>('pods', keyOf(runtime.pod));
    if (!stored || stored.metadata.uid !== runtime.uid) return;
    runtime.pod = stored;
    const status = statusOf(runtime, nodeIP, this.#deps.now());
    if (!deepEqual(stored.status, status)) this.#deps.request(putStatus('pods', stored, status));
  }

  #nodeIP(): string {
    const { status } = this.#deps.cache.get<Node>('nodes', this.nodeName) ?? this.#node;
    return status?.addresses?.find((a) => a.type === 'InternalIP')?.address ?? '';
  }

  #allocateIP(): string {
    const cidr = this.#node.spec.podCIDR ?? '10.244.0.0/24';
    const used = new Set([...this.#pods.values()].flatMap((r) => (r.ip && !r.finished ? [r.ip] : [])));
    this.#lastIP = nextAddress(cidr, used, this.#lastIP);
    return this.#lastIP;
  }

  /** A ConfigMap or Secret has come or changed: what failed for want of it is tried soon. */
  #retryIn(namespace: string | undefined): void {
    for (const runtime of this.#pods.values()) {
      if (runtime.pod.metadata.namespace !== namespace) continue;
      const soonMs = this.#deps.now() + 1000;
      const isWrong = (name = ''): boolean =>
        runtime.containers.get(name)?.state.waiting?.reason === 'CreateContainerConfigError';
      const waits = (t: Task): boolean =>
        t.endless && t.dueMs > soonMs && (t.stage === 'sandbox' || (t.stage === 'pull' && isWrong(t.container)));
      if (!runtime.tasks.some(waits)) continue;
      runtime.tasks = runtime.tasks.map((t) => (waits(t) ? { ...t, dueMs: soonMs, endless: false } : t));
      this.#wake(runtime);
    }
  }
}
