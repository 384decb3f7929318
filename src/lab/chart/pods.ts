// Pods on the chart: one by one, or, where there are many, those of one workload on one node together.

import type { Pod } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Chart, Spot, SpotState } from './chart.ts';

/** More than so many, and those of one owner on one node are drawn as one. */
const ONE_BY_ONE = 24;

/** What a container that waits will hardly get out of by itself. */
const TROUBLE = /BackOff|^Err|Error$|^Invalid|^OOMKilled$/;

export const isReady = ({ status, metadata }: Pod): boolean =>
  !metadata.deletionTimestamp && (status?.conditions ?? []).some((c) => c.type === 'Ready' && c.status === 'True');

/** The word that `kubectl get pods` has under STATUS, in the main. */
export function stateOf(pod: Pod): { readonly state: SpotState; readonly word: string } {
  const { metadata, status = {} } = pod;
  if (metadata.deletionTimestamp) return { state: 'waiting', word: 'Terminating' };
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const { state } of containers) {
    const reason = state?.waiting?.reason ?? (state?.terminated?.exitCode ? state.terminated.reason : undefined);
    if (reason && reason !== 'PodInitializing')
      return { state: TROUBLE.test(reason) ? 'broken' : 'waiting', word: reason };
  }
  const phase = status.reason ?? status.phase ?? 'Pending';
  if (phase === 'Succeeded') return { state: 'ok', word: 'Completed' };
  if (phase === 'Pending') return { state: 'waiting', word: 'Pending' };
  if (phase !== 'Running') return { state: 'broken', word: phase };
  return isReady(pod) ? { state: 'ok', word: 'Running' } : { state: 'waiting', word: 'Running' };
}

export function podSpots(pods: readonly Pod[]): { readonly spots: readonly Spot[]; readonly groups: Chart['groups'] } {
  if (pods.length <= ONE_BY_ONE) return { spots: pods.map(single), groups: {} };
  const together = new Map<string, Pod[]>();
  for (const pod of pods) {
    const id = groupOf(pod);
    together.set(id, [...(together.get(id) ?? []), pod]);
  }
  const spots: Spot[] = [];
  const groups: Record<string, string> = {};
  for (const [id, members] of together) {
    if (members.length === 1) {
      spots.push(single(members[0]!));
      continue;
    }
    spots.push(group(id, members));
    for (const member of members) groups[idOf(member)] = id;
  }
  return { spots, groups };
}

export const idOf = (pod: Pod): string => `pod/${keyOf(pod)}`;

function single(pod: Pod): Spot {
  const { state, word } = stateOf(pod);
  const ip = pod.status?.podIP;
  return {
    id: idOf(pod),
    lane: 'pods',
    kind: 'Pod',
    name: pod.metadata.name,
    namespace: pod.metadata.namespace ?? '',
    object: `Pod/${keyOf(pod)}`,
    note: state === 'ok' && ip ? ip : word,
    ...(state === 'waiting' && word === 'Running' && { said: 'notReady' }),
    state,
    node: pod.spec.nodeName ?? '',
  };
}

function group(id: string, members: readonly Pod[]): Spot {
  const first = members[0]!;
  const ready = members.filter(isReady).length;
  const isBroken = members.some((pod) => stateOf(pod).state === 'broken');
  return {
    id,
    lane: 'pods',
    kind: 'Pods',
    name: workloadOf(first),
    namespace: first.metadata.namespace ?? '',
    note: `${ready}/${members.length}`,
    state: ready === members.length ? 'ok' : isBroken ? 'broken' : 'waiting',
    node: first.spec.nodeName ?? '',
    count: members.length,
  };
}

const groupOf = (pod: Pod): string => `pods/${pod.metadata.namespace}/${workloadOf(pod)}@${pod.spec.nodeName ?? ''}`;

/** A Deployment's ReplicaSet is named after the template's hash, which says nothing to a reader. */
function workloadOf({ metadata }: Pod): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  const hash = metadata.labels?.['pod-template-hash'];
  return (
    (hash && owner?.name.endsWith(`-${hash}`) ? owner.name.slice(0, -hash.length - 1) : owner?.name) ?? metadata.name
  );
}
