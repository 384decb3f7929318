import type { Container, Node, Pod } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from '#apimachinery/wire.ts';
import { Informer } from '#client/informer.ts';
import type { EventRecord } from '#controllers/controller.ts';
import { controllersOf } from '#controllers/index.ts';
import { findImage } from '#kubelet/images/index.ts';
import { Kubelet } from '#kubelet/kubelet.ts';
import type { ContainerRuntime, HookResult, ProbeResult, StartResult } from '#kubelet/runtime.ts';
import { scheduler } from '#scheduler/scheduler.ts';
import { Clock } from './clock.ts';
import { ControllerLoop } from './loop.ts';
import { randomFrom } from './random.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

/** As much of an API server as controllers and kubelets ask for, with real controllers, scheduler, kubelets and clock. */
export class World {
  readonly cache = new Informer();
  readonly clock = new Clock(START);
  readonly random = randomFrom(1);
  readonly events: EventRecord[] = [];
  readonly calls: string[] = [];
  readonly kubelets = new Map<string, Kubelet>();
  /** What a container does when it is started, by name. */
  readonly starts: Record<string, StartResult> = {};
  probeAnswer: ProbeResult = { ok: true };
  /** Told when a container's process is ended. */
  stopped: (name: string) => void = () => undefined;
  readonly hooks: string[] = [];
  hookAnswer: HookResult | Promise<HookResult> = { ok: true };
  #revision = 0;
  readonly #loop: ControllerLoop;

  constructor(nodes = 2) {
    const request = (_user: string, asked: ApiRequest): ApiResponse => this.request(asked);
    const deps = { clock: this.clock, cache: this.cache, random: () => this.random.next(), request };
    this.#loop = new ControllerLoop([...controllersOf(''), scheduler], {
      ...deps,
      event: (_source, record) => this.events.push(record),
    });
    for (let n = 1; n <= nodes; n++) this.#addNode(`node-${n}`, n);
    this.settle();
  }

  #addNode(name: string, n: number): void {
    const node: Node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, uid: name },
      spec: { podCIDR: `10.244.${n}.0/24` },
      status: {
        addresses: [{ type: 'InternalIP', address: `192.168.10.1${n}` }],
        allocatable: { cpu: '4', memory: '8Gi', pods: '250' },
      },
    };
    const runtime: ContainerRuntime = {
      start: (_pod, { name: c }) => this.starts[c] ?? { stopMs: 50 },
      stop: (_uid, name) => this.stopped(name),
      probe: () => this.probeAnswer,
      hook: (_pod, { name: c }, handler, timeoutMs) => {
        this.hooks.push(`${c} ${JSON.stringify(handler)} ${timeoutMs ?? '-'}`);
        return this.hookAnswer;
      },
    };
    const { clock, cache } = this;
    this.kubelets.set(
      name,
      new Kubelet(node, {
        now: () => clock.now(),
        random: () => this.random.next(),
        after: (ms, run, options) => clock.after(ms, run, options),
        request: (r) => this.request(r),
        event: (record) => this.events.push(record),
        findImage: (reference) => findImage(reference) ?? { error: 'not-found', reference },
        cache,
        runtime,
      }),
    );
    this.#tell({ type: 'ADDED', resource: 'nodes', object: node });
  }

  #tell(event: WatchEvent): void {
    this.cache.receive(event);
    this.#loop.receive(event);
    for (const kubelet of this.kubelets.values()) kubelet.receive(event);
  }

  request({ method, path, body }: ApiRequest): ApiResponse {
    const parts = path.split('/').slice(2);
    const group = path.startsWith('/apis') ? parts.shift()! : '';
    parts.shift();
    const namespace = parts[0] === 'namespaces' && parts.length > 2 ? parts[1]! : '';
    const [plural = '', name = '', sub] = namespace ? parts.slice(2) : parts;
    const resource = group ? `${plural}.${group}` : plural;
    this.calls.push(`${method} ${plural}${sub ? `/${sub}` : ''}`);
    const now = timestamp(this.clock.now());
    const key = namespace ? `${namespace}/${name}` : name;
    const old = this.cache.get(resource, key);
    if (method === 'POST' && sub === 'binding') {
      const pod = structuredClone(old as Pod);
      pod.spec.nodeName = (body as { target: { name: string } }).target.name;
      pod.status.conditions = [{ type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now }];
      return this.#store(resource, pod, old);
    }
    if (method === 'POST') {
      const made = structuredClone(body as ApiObject);
      made.metadata = {
        ...made.metadata,
        name: made.metadata.name ?? `${made.metadata.generateName}${this.#revision}`,
        uid: `uid-${this.#revision}`,
        creationTimestamp: now,
        generation: 1,
      };
      if (resource === 'pods') (made as Pod).status = { phase: 'Pending', qosClass: 'BestEffort' };
      return this.#store(resource, made, undefined);
    }
    if (!old) return { code: 404, body: {} };
    if (method === 'DELETE') {
      const { gracePeriodSeconds } = body as { gracePeriodSeconds?: number };
      const { spec } = old as Pod;
      if (resource === 'pods' && gracePeriodSeconds !== 0 && spec.nodeName) {
        if (old.metadata.deletionTimestamp) return { code: 200, body: old };
        return this.#store(
          resource,
          {
            ...old,
            metadata: {
              ...old.metadata,
              deletionTimestamp: now,
              deletionGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
            },
          },
          old,
        );
      }
      this.#tell({ type: 'DELETED', resource, object: old });
      return { code: 200, body: old };
    }
    if (method === 'PATCH') return this.#store(resource, merge(old, body) as ApiObject, old);
    const next = structuredClone(body as ApiObject);
    return this.#store(
      resource,
      sub === 'status' ? ({ ...old, status: (next as Pod).status } as ApiObject) : next,
      old,
    );
  }

  #store(resource: string, object: ApiObject, old: ApiObject | undefined): ApiResponse {
    const specChanged =
      old && JSON.stringify((old as Pod).spec) !== JSON.stringify((object as Pod).spec) && resource !== 'pods';
    const stored = {
      ...object,
      metadata: {
        ...object.metadata,
        resourceVersion: String(++this.#revision),
        ...(specChanged && { generation: (object.metadata.generation ?? 0) + 1 }),
      },
    };
    this.#tell({ type: old ? 'MODIFIED' : 'ADDED', resource, object: stored });
    return { code: old ? 200 : 201, body: stored };
  }

  /** Lets simulated time run until nothing that ends is left, or `limitMs` have passed. */
  settle(limitMs = 600_000): void {
    const untilMs = this.clock.now() + limitMs;
    this.#loop.run();
    while (this.clock.pending > 0 && this.clock.runNext(untilMs)) {
      if (this.clock.nextDueMs !== this.clock.now()) this.#loop.run();
    }
    this.#loop.run();
  }

  advance(ms: number): void {
    const untilMs = this.clock.now() + ms;
    this.#loop.run();
    while (this.clock.runNext(untilMs)) this.#loop.run();
    this.clock.advanceTo(untilMs);
  }

  apply(object: ApiObject): void {
    const { apiVersion, kind, metadata } = object;
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    this.request({
      method: 'POST',
      path: `${root}/namespaces/${metadata.namespace}/${kind.toLowerCase()}s`,
      body: object,
    });
  }

  get pods(): readonly Pod[] {
    return this.cache.list<Pod>('pods');
  }

  pod(name: string): Pod {
    return this.cache.get<Pod>('pods', `default/${name}`)!;
  }

  told(about: string): string[] {
    return this.events.filter((e) => e.object.metadata.name === about).map((e) => `${e.reason}: ${e.message}`);
  }
}

function merge(into: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const out: Record<string, unknown> = typeof into === 'object' && into !== null ? { ...into } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else out[key] = merge(out[key], value);
  }
  return out;
}

export const podOf = (container: Partial<Container>, spec: Partial<Pod['spec']> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'nginx:1.27', ...container }], ...spec },
  status: {},
});
