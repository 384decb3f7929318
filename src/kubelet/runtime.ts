// What a kubelet knows about a Pod beyond its status, what it asks of the container runtime, and its work ahead.

import type { Container, ContainerState, LifecycleHandler, Pod, Probe } from '#api/core/types.ts';
import type { ApiObject, Key } from '#apimachinery/meta.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import type { EventRecord } from '#controllers/controller.ts';
import type { NodeFiles } from './host-path.ts';
import type { Image } from './image.ts';

/** Runs main processes. The lab implements it. */
export interface ContainerRuntime {
  /** `pod` has its IP. Called again for what runs already when a snapshot was restored. */
  start(pod: Pod, container: Container, restartCount: number): StartResult;
  /** SIGTERM comes. True: the program heeds it in its own way, and will tell when it has ended. */
  terminate?(podUid: string, container: string): boolean;
  /** What a container that is about to be stopped leaves as its message: its termination log, or its log's last lines. */
  lastWords?(podUid: string, container: Container, exitCode: number): string;
  /** The files of a node; undefined: there is no such machine. */
  nodeFiles?(nodeName: string): NodeFiles | undefined;
  /** Ends the process, if it still runs. */
  stop(podUid: string, container: string): void;
  /** The Pod's sandbox is gone: its files and its address with it. */
  removePod?(podUid: string): void;
  /**
   * Runs an exec or httpGet hook in a container. A promise lasts as long as the container's own program, and at most `timeoutMs`
   * simulated milliseconds (undefined: as long as it takes), after which the kubelet goes on as if it had gone well.
   */
  hook(pod: Pod, container: Container, handler: LifecycleHandler, timeoutMs?: number): HookResult | Promise<HookResult>;
  /** Asks a container once, from its node. A promise lasts at most as long as the probe's `timeoutSeconds`. */
  probe(pod: Pod, container: Container, probe: Probe): ProbeResult | Promise<ProbeResult>;
}

export interface StartResult {
  /** The runtime's words why the process could not start. */
  readonly startError?: string;
  /** Ends by itself so many simulated ms after its start. What ends otherwise is told to `Kubelet.exited`. */
  readonly exits?: { readonly afterMs: number; readonly code: number };
  /** How long it takes to end after SIGTERM; undefined: it ignores SIGTERM. */
  readonly stopMs?: number;
}

/** `output` of an exec hook, both streams; `error` as Go words it. */
export type HookResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: string; readonly output?: string };

/** A hook that runs: its container waits for it. */
export interface Hook {
  readonly which: 'postStart' | 'preStop';
  failed?: Extract<HookResult, { ok: false }>;
}

/** `message` as in the event: `dial tcp 10.244.1.5:80: connect: connection refused`. Of what is `ok`, it is a warning. */
export interface ProbeResult {
  readonly ok: boolean;
  readonly message?: string;
  /** The container could not be asked: it counts as no answer. `ok` is false. */
  readonly isUnknown?: boolean;
}

/** A cache to look objects up in: an Informer is one. */
export interface ObjectLookup {
  get<T extends ApiObject>(resource: string, key: Key): T | undefined;
  list<T extends ApiObject>(resource: string, namespace?: string): readonly T[];
}

export interface KubeletDeps {
  /** Milliseconds since the epoch, simulated. */
  now(): number;
  random(): number;
  /** Runs `run` after so many simulated ms; returns what cancels it. */
  after(ms: number, run: () => void, options: { readonly endless: boolean; readonly idle?: boolean }): () => void;
  request(request: ApiRequest): ApiResponse;
  event(record: EventRecord): void;
  findImage(
    reference: string,
  ): { readonly image: Image; readonly tag: string } | { readonly error: 'not-found'; readonly reference: string };
  readonly cache: ObjectLookup;
  readonly runtime: ContainerRuntime;
}

export type StageName =
  | 'admit'
  | 'reject'
  | 'resize'
  | 'deadline'
  | 'sandbox'
  | 'init'
  | 'pull'
  | 'pulled'
  | 'start'
  | 'exit'
  | 'restart'
  | 'probe'
  | 'hooked'
  | 'terminate'
  | 'kill'
  | 'remove';

export type ProbeKind = 'startup' | 'liveness' | 'readiness';

/** Work ahead for one Pod. */
export interface Task {
  readonly stage: StageName;
  readonly dueMs: number;
  /** Never brings the Pod nearer to rest: probes, back-off of what keeps failing. */
  readonly endless: boolean;
  /** Endless, and without effect as long as nothing else happens: a probe that passes as it did before. */
  readonly idle?: boolean;
  readonly container?: string;
  readonly probe?: ProbeKind;
}

export interface ProbeCount {
  attempts: number;
  successes: number;
  failures: number;
}

export interface Stopping {
  readonly then: 'kill' | 'exit';
  readonly graceMs: number;
  readonly sinceMs: number;
  /** A sidecar's SIGTERM waits until those before which it was started have ended. */
  waits?: boolean;
}

/** One container as the kubelet sees it. `state` and `lastState` are what the status shows. */
export interface ContainerRecord {
  /** Its resources may change while it runs. */
  spec: Container;
  readonly init: boolean;
  /** Added to a running Pod for debugging: never restarted, and the Pod does not depend on it. */
  readonly ephemeral: boolean;
  state: ContainerState;
  lastState?: ContainerState;
  restartCount: number;
  containerID?: string;
  imageID?: string;
  /** As the runtime names it, once pulled. */
  image?: string;
  /** Its first start has been begun. */
  attempted: boolean;
  started: boolean;
  ready: boolean;
  pullFailures: number;
  /** When its pull was asked for, and whether the pull has to wait for another Pod's. */
  pullStartedMs?: number;
  pullTookMs?: number;
  /** The wait before the next restart; 0 before the first crash. */
  backOffMs: number;
  stopMs?: number | undefined;
  hook?: Hook | undefined;
  /** A postStart hook runs: since when the process does, and its end, once that is known. */
  launch?: { readonly startedMs: number; end?: { readonly atMs: number; readonly code: number } } | undefined;
  /** Its postStart hook failed: the status's words, until it is started again. */
  hookError?: string | undefined;
  /** It was told to end: what comes when it has, and how long it has from when on. */
  stopping?: Stopping | undefined;
  /** It is restarted for its new resources, whatever its Pod's restart policy. */
  resizes?: boolean;
  /** Its process has ended by itself while it was being stopped. */
  ended?: boolean;
  /** With which it will end, or has. */
  exitCode?: number;
  probes: Partial<Record<ProbeKind, ProbeCount>>;
}

/** Why a kubelet ends a Pod, or does not take it. */
export interface Verdict {
  readonly reason: string;
  readonly message: string;
}

export interface PodRuntime {
  /** As last heard from the API server. */
  pod: Pod;
  readonly uid: string;
  admitted: boolean;
  startTime?: string;
  ip?: string;
  sandbox: boolean;
  readonly containers: Map<string, ContainerRecord>;
  mountFailures: number;
  terminating: boolean;
  /** Nothing of it is started any more: what still runs is ended, and then it is finished. */
  over: boolean;
  /** It is Failed, whatever its containers did: so its status says. */
  verdict?: Verdict;
  /** Why its containers have other resources than its spec says. */
  resizePending?: Verdict | undefined;
  /** It was never taken: nothing is known of its containers. */
  rejected?: boolean;
  /** Succeeded or Failed: its address is free again. */
  finished: boolean;
  /** Its sandbox is gone: only the object is left to delete. */
  removed: boolean;
  tasks: Task[];
}
