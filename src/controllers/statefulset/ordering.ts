// Models pkg/controller/statefulset/stateful_set_control.go updateStatefulSet: which Pods are made, mended and removed next.

import type { ControllerRevision, StatefulSet } from '#api/apps/types.ts';
import type { Pod } from '#api/core/types.ts';
import type { Informer } from '#client/informer.ts';
import { isPodTerminal } from '../pods.ts';
import { mergePatch, post, remove } from '../requests.ts';
import { isClaimStale, missingClaims, retention, type Step } from './claims.ts';
import { lostIdentity, newPod, ordinalOf, revisionOf, startOf } from './identity.ts';
import { isRunningAndAvailable, isRunningAndReady } from './status.ts';

interface Turn {
  readonly steps: readonly Step[];
  /** Something is still under way: what comes after waits for it. */
  readonly blocked: boolean;
}

const REST: Turn = { steps: [], blocked: false };
const isTerminating = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined;

/** What to do now. `deleting`: a Pod is going, so history is left alone. */
export function nextSteps(
  set: StatefulSet,
  pods: readonly Pod[],
  current: ControllerRevision,
  update: ControllerRevision,
  cache: Informer,
  nowMs: number,
): { steps: readonly Step[]; deleting: boolean } {
  const start = startOf(set);
  const wanted = set.spec.replicas ?? 1;
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(set, pod), pod]));
  const ordinals = Array.from({ length: wanted }, (_, i) => start + i);
  const condemned = [...byOrdinal]
    .filter(([ordinal]) => ordinal >= 0 && (ordinal < start || ordinal >= start + wanted))
    .sort(([a], [b]) => b - a);
  const monotonic = set.spec.podManagementPolicy !== 'Parallel';
  const isUnavailable = (pod: Pod | undefined): boolean => !pod || !isRunningAndAvailable(pod, set, nowMs);

  const replica = (ordinal: number): Turn => {
    const pod = byOrdinal.get(ordinal);
    if (!pod) {
      if (isClaimStale(set, ordinal, cache)) return { steps: [], blocked: true };
      const revision = keepsCurrent(set, current, update, ordinal) ? current : update;
      return { steps: create(set, newPod(set, revision, ordinal), ordinal, cache), blocked: monotonic };
    }
    if (isPodTerminal(pod)) return { steps: isTerminating(pod) ? [] : [removal(set, pod)], blocked: true };
    const claims = pod.status?.phase === 'Pending' ? missingClaims(set, pod, ordinal, cache) : [];
    if (monotonic && (isTerminating(pod) || isUnavailable(pod))) return { steps: claims, blocked: true };
    const labels = lostIdentity(set, pod);
    return {
      steps: [
        ...claims,
        ...(labels ? [{ request: mergePatch('pods', pod, { metadata: { labels } }) }] : []),
        ...retention(set, pod, ordinal, false, cache),
      ],
      blocked: false,
    };
  };
  const replicas = inTurn(ordinals, replica, monotonic);
  if (replicas.blocked) return { steps: replicas.steps, deleting: false };

  const keeping = condemned.flatMap(([ordinal, pod]) => retention(set, pod, ordinal, true, cache));
  const firstUnavailable =
    ordinals.map((o) => byOrdinal.get(o)).find(isUnavailable) ??
    condemned.toReversed().find(([, pod]) => isUnavailable(pod))?.[1];
  const scaledDown = inTurn(
    condemned,
    ([, pod]): Turn => {
      if (isTerminating(pod)) return { steps: [], blocked: monotonic };
      const waits = monotonic && pod !== firstUnavailable && (!isRunningAndReady(pod) || isUnavailable(pod));
      return { steps: waits ? [] : [removal(set, pod)], blocked: true };
    },
    monotonic,
  );
  const steps = [...replicas.steps, ...keeping, ...scaledDown.steps];
  if (scaledDown.blocked || set.spec.updateStrategy?.type === 'OnDelete')
    return { steps, deleting: scaledDown.blocked };

  // The highest ordinal that is not up to date goes; one at a time. Source: the feature gate MaxUnavailableStatefulSet is off in v1.34.
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (const ordinal of ordinals.toReversed()) {
    if (ordinal - start < partition) break;
    const pod = byOrdinal.get(ordinal);
    if (pod && revisionOf(pod) !== update.metadata.name && !isTerminating(pod))
      return { steps: [...steps, removal(set, pod)], deleting: true };
    if (isUnavailable(pod)) break;
  }
  return { steps, deleting: false };
}

/** In order, as far as nothing blocks; all at once where order does not matter. Source: runForAll. */
function inTurn<T>(items: readonly T[], turn: (item: T) => Turn, monotonic: boolean): Turn {
  const steps: Step[] = [];
  let blocked = false;
  for (const item of items) {
    const next = turn(item);
    steps.push(...next.steps);
    blocked ||= next.blocked;
    if (monotonic && blocked) return { steps, blocked };
  }
  return items.length > 0 ? { steps, blocked } : REST;
}

/** A Pod made anew below the partition stays with the old template. Source: isCurrentRevisionNeeded. */
function keepsCurrent(
  { spec, status }: StatefulSet,
  current: ControllerRevision,
  update: ControllerRevision,
  ordinal: number,
): boolean {
  if (spec.updateStrategy?.type === 'OnDelete' || current.metadata.name === update.metadata.name) return false;
  const { rollingUpdate } = spec.updateStrategy ?? {};
  const until = rollingUpdate ? (rollingUpdate.partition ?? 0) : (status?.currentReplicas ?? 0);
  return ordinal < (spec.ordinals?.start ?? 0) + until;
}

function create(set: StatefulSet, pod: Pod, ordinal: number, cache: Informer): Step[] {
  const subject = `create Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
  return [
    ...missingClaims(set, pod, ordinal, cache),
    {
      request: post('pods', pod),
      event: { object: set, type: 'Normal', reason: 'SuccessfulCreate', message: `${subject} successful` },
      failure: { reason: 'FailedCreate', message: `${subject} failed` },
    },
  ];
}

function removal(set: StatefulSet, pod: Pod): Step {
  const subject = `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
  return {
    request: remove('pods', pod),
    event: { object: set, type: 'Normal', reason: 'SuccessfulDelete', message: `${subject} successful` },
    failure: { reason: 'FailedDelete', message: `${subject} failed` },
  };
}
