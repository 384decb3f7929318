// What a container's main process sees. There are many containers: what is the same for all of them is held once.

import type { Pod } from '#api/core/types.ts';
import type { ContainerView } from '#kubelet/image.ts';
import type { InClusterApi } from '#kubelet/in-cluster.ts';
import type { ResolvedContainer } from '#kubelet/resolve.ts';
import type { Machine } from '../machine.ts';
import type { LogBuffer } from './log-buffer.ts';

/** What it asks of its runtime. */
export interface ContainerSurroundings {
  /** Shared by all: may be called by itself. */
  readonly now: () => number;
  readonly random: () => number;
  api(machine: Machine): InClusterApi;
  resolve(machine: Machine, name: string, options?: { readonly search?: boolean }): readonly string[];
  after: ContainerView['after'];
  work(run: () => Promise<void>, signal: AbortSignal): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  exit(nodeName: string, podUid: string, container: string, code: number): void;
}

export class MainProcessView implements ContainerView {
  readonly now: () => number;
  readonly random: () => number;
  readonly podName: string;
  readonly namespace: string;
  readonly podIP: string;
  readonly nodeName: string;
  readonly #surroundings: ContainerSurroundings;
  readonly #uid: string;
  readonly #name: string;
  readonly #resolved: ResolvedContainer;
  readonly #machine: Machine;
  readonly #log: LogBuffer;
  readonly #ended: AbortController;
  #api: InClusterApi | undefined;

  constructor(
    surroundings: ContainerSurroundings,
    pod: Pod,
    name: string,
    resolved: ResolvedContainer,
    machine: Machine,
    log: LogBuffer,
    ended: AbortController,
  ) {
    this.now = surroundings.now;
    this.random = surroundings.random;
    this.#surroundings = surroundings;
    // Not the Pod itself: it would keep that version of it.
    const { metadata, spec, status } = pod;
    this.podName = metadata.name;
    this.namespace = metadata.namespace ?? 'default';
    this.podIP = status.podIP ?? '';
    this.nodeName = spec.nodeName ?? '';
    this.#uid = metadata.uid ?? '';
    this.#name = name;
    this.#resolved = resolved;
    this.#machine = machine;
    this.#log = log;
    this.#ended = ended;
  }

  get hostname(): string {
    return this.#resolved.hostname;
  }

  get env(): Readonly<Record<string, string>> {
    return this.#resolved.env.all();
  }

  get files(): ContainerView['files'] {
    return this.#machine.files;
  }

  get api(): InClusterApi {
    return (this.#api ??= this.#surroundings.api(this.#machine));
  }

  /** Made when somebody asks: most servers never do. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  log(text: string, stream: 'stdout' | 'stderr' = 'stdout'): void {
    this.#log.add({ atMs: this.now(), stream, text });
  }

  fetch(...asked: Parameters<ContainerView['fetch']>): ReturnType<ContainerView['fetch']> {
    return this.#machine.fetch(...asked);
  }

  resolve(name: string, options?: { readonly search?: boolean }): readonly string[] {
    return this.#surroundings.resolve(this.#machine, name, options);
  }

  after(ms: number, run: () => void, options?: Parameters<ContainerView['after']>[2]): () => void {
    const unlessEnded = (): void => {
      if (!this.#ended.signal.aborted) run();
    };
    return this.#surroundings.after(ms, unlessEnded, options);
  }

  work(run: () => Promise<void>): void {
    this.#surroundings.work(run, this.#ended.signal);
  }

  sleep(ms: number): Promise<void> {
    return this.#surroundings.sleep(ms, this.#ended.signal);
  }

  exit(code: number): void {
    this.#surroundings.exit(this.nodeName, this.#uid, this.#name, code);
  }
}
