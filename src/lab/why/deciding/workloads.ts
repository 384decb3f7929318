// Why what makes Pods has too few that are ready: none are asked for, some are refused, or those that there are do not get well.

import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '#api/apps/types.ts';
import type { Event, Pod } from '#api/core/types.ts';
import { controllerOf } from '#apimachinery/meta.ts';
import type { Facts } from '../facts.ts';
import { type Finding, note } from './finding.ts';
import { placeOf } from './place.ts';
import { unwell } from './pods.ts';
import { refusedPod } from './refused-pods.ts';

export type Workload = Deployment | ReplicaSet | StatefulSet | DaemonSet;

/** So many different troubles are told of one by one. */
const MOST = 3;

export interface Count {
  readonly ready: number;
  readonly wanted: number;
  /** Made by the present template. */
  readonly updated: number;
}

export function countOf({ spec, status = {} }: Workload): Count {
  if ('desiredNumberScheduled' in status) {
    const { desiredNumberScheduled: wanted = 0, numberReady: ready = 0, updatedNumberScheduled = 0 } = status;
    return { ready, wanted, updated: isOnDelete(spec) ? wanted : updatedNumberScheduled };
  }
  const wanted = 'replicas' in spec ? (spec.replicas ?? 1) : 0;
  const { readyReplicas: ready = 0, updatedReplicas } = status as { readyReplicas?: number; updatedReplicas?: number };
  // A ReplicaSet's template never changes; with a partition, or on deletion only, the old ones are meant to stay.
  const isHeldBack = isOnDelete(spec) || ('updateStrategy' in spec && hasPartition(spec.updateStrategy));
  const isSet = !('strategy' in spec) && !('updateStrategy' in spec);
  return { ready, wanted, updated: isHeldBack || isSet ? wanted : (updatedReplicas ?? 0) };
}

const isOnDelete = (spec: Workload['spec']): boolean =>
  'updateStrategy' in spec && spec.updateStrategy?.type === 'OnDelete';

const hasPartition = (strategy: object = {}): boolean =>
  'rollingUpdate' in strategy && ((strategy.rollingUpdate as { partition?: number }).partition ?? 0) > 0;

/** Undefined: as many are ready as are wanted, all of them as the template has it. */
export function workloadFault(workload: Workload, facts: Facts): Finding | undefined {
  const { ready, wanted, updated } = countOf(workload);
  const place = placeOf(workload);
  const object = `${workload.kind}/${place.key}`;
  const ill = podsOf(workload, facts).flatMap((pod) => {
    const fault = pod.metadata.deletionTimestamp ? undefined : unwell(pod, facts);
    return fault ? [{ pod, fault }] : [];
  });
  if (wanted === 0 && ill.length === 0) {
    if (workload.kind === 'DaemonSet')
      return { object, path: 'spec.template.spec', notes: [note('no-node-wanted', { owner: object })] };
    return { object, path: 'spec.replicas', notes: [note('zero-replicas', { owner: object })] };
  }
  const isShort = ready < wanted;
  const isBehind = updated < wanted;
  if (!isShort && isBehind && 'paused' in workload.spec && workload.spec.paused)
    return { object, path: 'spec.paused', notes: [note('paused', { owner: object, ...place })] };
  if (!isShort && !isBehind && ill.length === 0) return undefined;
  const first = isShort
    ? note('too-few-ready', { owner: object, ready: String(ready), wanted: String(wanted) })
    : note('rollout-stands', { owner: object });
  const refusal = isShort || isBehind ? refusalOf(workload, facts) : undefined;
  if (refusal !== undefined) {
    const { notes, ...at } = refusedPod(object, refusal, workload.metadata.namespace ?? '', facts);
    return { ...at, notes: [first, ...(notes ?? [])] };
  }
  if (ill.length === 0)
    return {
      object,
      path: 'spec',
      notes: [first, note('pods-to-come', { ...place, type: workload.kind.toLowerCase() })],
    };
  // The same trouble is told once, of the first that has it.
  const kinds = new Map<string, { readonly fault: Finding; readonly pods: string[] }>();
  for (const { pod, fault } of ill) {
    const code = fault.notes?.map((said) => said.code).join() ?? '';
    const known = kinds.get(code);
    if (known) known.pods.push(pod.metadata.name);
    else kinds.set(code, { fault, pods: [] });
  }
  const told = [...kinds.values()].slice(0, MOST);
  // What is told last decides what would mend it: that of the first, which has the field too.
  const notes = told
    .toReversed()
    .flatMap(({ fault, pods }) => [
      ...(fault.notes ?? []),
      ...(pods.length > 0 ? [note('so-have-others', { pods: pods.join(', ') })] : []),
    ]);
  const { fault } = told[0]!;
  return { ...fault, notes: [first, ...notes] };
}

/** Those of a Deployment belong to its ReplicaSets. */
export function podsOf(workload: Workload, facts: Facts): readonly Pod[] {
  const makers = new Set([workload, ...setsOf(workload, facts)].map(({ metadata }) => metadata.uid));
  return facts.list<Pod>('Pod').filter((pod) => makers.has(controllerOf(pod)?.uid));
}

const setsOf = (workload: Workload, facts: Facts): readonly ReplicaSet[] =>
  workload.kind === 'Deployment'
    ? facts.list<ReplicaSet>('ReplicaSet').filter((set) => controllerOf(set)?.uid === workload.metadata.uid)
    : [];

/** Why the API server takes no more Pods from it, in its words. StatefulSets and DaemonSets say so by events only. */
function refusalOf(workload: Workload, facts: Facts): string | undefined {
  for (const { status } of [workload, ...setsOf(workload, facts)]) {
    const conditions = status && 'conditions' in status ? status.conditions : [];
    const failed = conditions?.find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True');
    if (failed) return failed.message;
  }
  if (workload.kind === 'Deployment' || workload.kind === 'ReplicaSet') return undefined;
  const own = facts
    .list<Event>('Event')
    .filter(({ involvedObject }) => involvedObject.uid === workload.metadata.uid)
    .toSorted((a, b) => (a.lastTimestamp ?? '').localeCompare(b.lastTimestamp ?? ''));
  const last = own.at(-1);
  return last?.reason === 'FailedCreate' ? last.message : undefined;
}
