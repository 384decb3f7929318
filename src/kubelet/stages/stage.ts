// Pod life as data: each stage is one step of it, with what it needs to know and what comes after.

import type { Pod } from '#api/core/types.ts';
import type { ContainerRecord, KubeletDeps, PodRuntime, Task } from '../runtime.ts';

/** The Pod and its node while one step is done. */
export interface Scene {
  readonly deps: KubeletDeps;
  readonly nodeName: string;
  readonly nodeIP: string;
  readonly runtime: PodRuntime;
  readonly pod: Pod;
  readonly nowMs: number;
  /** Image references that are on the node. */
  readonly present: Set<string>;
  /** Pulls under way on the node: reference → when it ends. */
  readonly pulls: Map<string, number>;
  allocateIP(): string;
  /** The node's other Pods that were taken and have not ended. */
  others(): readonly Pod[];
  /** Others on the node may have what they wait for. */
  roomMade(): void;
  /** Records an event; with a container, on its field. */
  event(type: 'Normal' | 'Warning', reason: string, message: string, container?: ContainerRecord): void;
  /** The status has changed: write it when this step is over. */
  write(): void;
  /** Writes it at once: something that follows needs it to be there. */
  writeNow(): void;
  /** Goes on after waiting for an answer, as a step of its own. */
  later(run: (scene: Scene) => void): void;
  /** Plans a next step for the same Pod. */
  next(
    stage: Task['stage'],
    waitMs: number,
    more?: { container?: string; probe?: NonNullable<Task['probe']>; endless?: boolean; idle?: boolean },
  ): void;
}

/** `record` is there for the stages of one container. */
export type Stage = (scene: Scene, record: ContainerRecord, task: Task) => void;

/** Believable times, in simulated milliseconds. */
export const TAKES = {
  /** To find that a Pod cannot be taken. */
  admit: 100,
  /** Volumes, network, sandbox. */
  sandbox: 600,
  /** Create and start one container. */
  start: 150,
  /** The relist after which a kubelet notices that a container has ended. */
  notice: 1000,
  /** How often it looks again at what it could not do. */
  resync: 10_000,
} as const;

/** Image pulls and restarts: 10 s, doubling, at most 300 s. Source: kubelet MaxContainerBackOff, imageBackOff. */
export const BACK_OFF = { first: 10_000, last: 300_000 } as const;

export const graceMsOf = ({ pod }: Scene): number => (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;

export function describePod({ metadata }: Pod): string {
  return `${metadata.name}_${metadata.namespace ?? ''}(${metadata.uid ?? ''})`;
}

/** `1.8s`, `402ms`, `2m0s`: as Go prints a rounded duration. */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  const seconds = ms / 1000;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round((seconds - minutes * 60) * 1000) / 1000;
  if (minutes >= 60) return `${Math.floor(minutes / 60)}h${minutes % 60}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}
