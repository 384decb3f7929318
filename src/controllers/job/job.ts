// Models pkg/controller/job: Pods that run to their end, each counted exactly once.

import type { Job, JobStatus } from '#api/batch/types.ts';
import type { Condition, Pod } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { type ApiObject, controllerOf, type Key, keyOf } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import { claim } from '../claim.ts';
import type { Controller, EventRecord, SyncResult } from '../controller.ts';
import { refusedCreate } from '../refusal.ts';
import { post, putStatus, remove } from '../requests.ts';
import { type Counts, count, isIndexed } from './counts.ts';
import { deadlineInMs, type Ending, endingOf, isFinished, newCondition } from './finish.ts';
import { indexesText, indexOf } from './indexes.ts';
import { type Managed, manage } from './manage.ts';
import { isTracked, untrack } from './pod.ts';
import { isPodFailed, judge } from './policy.ts';

const JOBS = 'jobs.batch';
/** Source: MaxUncountedPods. */
const MAX_UNCOUNTED = 500;
/** A Pod whose Job has gone: `orphan namespace/name`. */
const ORPHAN = 'orphan ';

export const job: Controller = {
  name: 'job-controller',
  resources: [JOBS, 'pods'],

  keysFor({ type, resource, object }, cache) {
    if (resource === JOBS) {
      const left = type === 'DELETED' ? cache.controlled<Pod>('pods', object.metadata.uid ?? '') : [];
      return [keyOf(object), ...left.filter(isTracked).map(orphanKey)];
    }
    const { namespace = '', labels } = object.metadata;
    const owner = controllerOf(object);
    const old = cache.previous('pods', keyOf(object));
    const lost = old && controllerOf(old);
    const keys = [owner, lost].flatMap((o) => (o?.kind === 'Job' ? [`${namespace}/${o.name}`] : []));
    const isGone = owner?.kind === 'Job' && cache.get(JOBS, `${namespace}/${owner.name}`)?.metadata.uid !== owner.uid;
    const orphan = type !== 'DELETED' && isTracked(object as Pod) && (isGone || !owner) ? [orphanKey(object)] : [];
    if (owner) return [...new Set([...keys, ...orphan])];
    const wanting = cache.list<Job>(JOBS, namespace).filter((j) => matchesSelector(j.spec.selector ?? {}, labels));
    return [...new Set([...keys, ...orphan, ...wanting.map(keyOf)])];
  },

  sync(key, cache, { nowMs, random }) {
    if (key.startsWith(ORPHAN)) {
      const pod = cache.get<Pod>('pods', key.slice(ORPHAN.length));
      const owner = pod && controllerOf(pod);
      const kept = owner && cache.locate(owner.uid);
      return { requests: pod && isTracked(pod) && !kept ? [untrack(pod)] : [] };
    }
    const object = cache.get<Job>(JOBS, key);
    // Somebody else keeps it. Source: batch.JobControllerName.
    if (!object || (object.spec.managedBy ?? 'kubernetes.io/job-controller') !== 'kubernetes.io/job-controller')
      return { requests: [] };
    const { owned, requests } = claim<Pod>(object, object.spec.selector ?? {}, 'pods', cache);
    if (requests.length > 0) return { requests };
    if (isFinished(object)) return { requests: owned.filter(isTracked).map(untrack) };
    return syncJob(object, owned, random, nowMs);
  },
};

const orphanKey = (object: ApiObject): Key => ORPHAN + keyOf(object);

function syncJob(object: Job, pods: readonly Pod[], random: () => number, nowMs: number): SyncResult {
  const counts = count(object, pods);
  const ending = endingOf(object, counts, nowMs);
  const rests: Managed = { create: [], remove: [] };
  const managed = ending
    ? { create: [], remove: counts.active }
    : object.metadata.deletionTimestamp
      ? rests
      : manage(object, counts, random, nowMs);
  const told = (reason: string, did: string, pod: Pod): EventRecord => ({
    object,
    type: 'Normal',
    reason,
    message: `${did} pod: ${pod.metadata.name}`,
  });
  const { status, events } = nextStatus(object, counts, managed, ending, nowMs);
  const isSaid = deepEqual(object.status ?? {}, status);
  const writes: ApiRequest[] = isSaid ? [] : [putStatus(JOBS, object, status)];
  // What is written down as terminated needs its mark no longer; before that, it must not lose it.
  const counted = isSaid ? pods.filter((p) => isTracked(p) && isSettled(object, p, ending)) : [];
  const gone = (pod: Pod): Change => ({
    request: remove('pods', pod),
    event: told('SuccessfulDelete', 'Deleted', pod),
  });
  const changes: Change[] = [
    ...managed.create.map((pod) => ({ request: post('pods', pod), event: told('SuccessfulCreate', 'Created', pod) })),
    // A Pod too many has not failed, so it is not counted.
    ...managed.remove.flatMap((pod) => [...(ending || !isTracked(pod) ? [] : [{ request: untrack(pod) }]), gone(pod)]),
  ];
  const deadlineMs = deadlineInMs(object, nowMs);
  const waits = [managed.waitMs, deadlineMs].filter((ms) => ms !== undefined && ms > 0) as number[];
  return {
    requests: [...changes.map((c) => c.request), ...writes, ...counted.map(untrack)],
    events: [...changes.flatMap((c) => c.event ?? []), ...events],
    refused(done, refusal) {
      const made = changes.slice(0, done).flatMap((c) => c.event ?? []);
      if (done >= managed.create.length) return { events: made };
      const { status: less } = nextStatus(
        object,
        counts,
        { ...managed, create: managed.create.slice(0, done) },
        ending,
        nowMs,
      );
      return {
        ...refusedCreate(object, made, refusal),
        requests: deepEqual(object.status ?? {}, less) ? [] : [putStatus(JOBS, object, less)],
      };
    },
    ...(waits.length > 0 && {
      requeueAfterMs: Math.min(...waits),
      ends: deadlineMs !== undefined || !managed.keepsFailing,
    }),
  };
}

interface Change {
  readonly request: ApiRequest;
  readonly event?: EventRecord;
}

/** Source: canRemoveFinalizer. */
function isSettled(object: Job, pod: Pod, ending: Ending | undefined): boolean {
  if (object.metadata.deletionTimestamp || pod.status?.phase === 'Succeeded') return true;
  if (ending?.type === 'SuccessCriteriaMet') return true;
  const failed = isPodFailed(pod, object);
  if (ending) return failed || pod.metadata.deletionTimestamp !== undefined;
  if (!failed) return false;
  return !count(object, [pod]).retries.has(indexOf(pod));
}

/** Source: trackJobStatusAndRemoveFinalizers, with what syncJob says of suspension and start. */
function nextStatus(
  object: Job,
  counts: Counts,
  managed: Managed,
  ending: Ending | undefined,
  nowMs: number,
): { status: JobStatus; events: readonly EventRecord[] } {
  const events: EventRecord[] = [];
  const old = object.status ?? {};
  const tracked = new Set(counts.pods.filter(isTracked).map((p) => p.metadata.uid ?? ''));
  const { uncountedTerminatedPods = {} } = old;
  // What has lost its mark is counted; what has ended is on its way.
  const stays = (uids: readonly string[] = []): string[] => uids.filter((uid) => tracked.has(uid));
  const succeeded = stays(uncountedTerminatedPods.succeeded);
  const failed = stays(uncountedTerminatedPods.failed);
  const left = (uids: readonly string[] = [], kept: readonly string[]): number => uids.length - kept.length;
  const failedCount = (old.failed ?? 0) + left(uncountedTerminatedPods.failed, failed);
  let succeededCount = (old.succeeded ?? 0) + left(uncountedTerminatedPods.succeeded, succeeded);
  const room = (): boolean => succeeded.length + failed.length < MAX_UNCOUNTED;
  for (const pod of counts.pods) {
    const { uid = '' } = pod.metadata;
    if (!isTracked(pod) || !room() || !isSettled(object, pod, ending)) continue;
    const known = failed.includes(uid) || succeeded.includes(uid);
    if (known) continue;
    if (pod.status?.phase === 'Succeeded') {
      if (!isIndexed(object)) succeeded.push(uid);
    } else if (pod.status?.phase === 'Failed' || (isPodFailed(pod, object) && ending?.type !== 'SuccessCriteriaMet')) {
      if (judge(object, pod).counts) failed.push(uid);
    } else if (ending?.type === 'FailureTarget') failed.push(uid);
  }
  if (isIndexed(object)) succeededCount = counts.succeededIndexes.size;
  const active = counts.active.length - managed.remove.length + managed.create.length;
  const removedReady = managed.remove.length > 0 ? readyOf(managed.remove) : 0;
  const terminating = counts.terminating + managed.remove.length;
  let conditions: Condition[] = [...(old.conditions ?? [])];
  let startTime = old.startTime ?? (object.spec.suspend ? undefined : timestamp(nowMs));
  let completionTime: string | undefined;
  if (ending) {
    if (!conditions.some((c) => c.type === ending.type))
      conditions.push(newCondition(ending.type, 'True', ending.reason, ending.message, nowMs));
    const open = succeeded.length + failed.length + terminating + active + tracked.size;
    if (open === 0) {
      const isSuccess = ending.type === 'SuccessCriteriaMet';
      conditions.push(newCondition(isSuccess ? 'Complete' : 'Failed', 'True', ending.reason, ending.message, nowMs));
      if (isSuccess) completionTime = timestamp(nowMs);
      events.push(...finished(object, ending, succeededCount));
    }
  } else if (!object.metadata.deletionTimestamp) {
    const suspended = suspension(object, conditions, nowMs);
    if (suspended) {
      conditions = suspended.conditions;
      events.push(suspended.event);
      if (!object.spec.suspend) startTime = timestamp(nowMs);
    }
  }
  const completed = isIndexed(object) ? indexesText(counts.succeededIndexes) : '';
  const status: JobStatus = {
    ...(conditions.length > 0 && { conditions }),
    ...(startTime !== undefined && { startTime }),
    ...(completionTime !== undefined && { completionTime }),
    ...(active > 0 && { active }),
    ...(succeededCount > 0 && { succeeded: succeededCount }),
    ...(failedCount > 0 && { failed: failedCount }),
    terminating,
    ...(completed !== '' && { completedIndexes: completed }),
    ...(object.spec.backoffLimitPerIndex !== undefined && { failedIndexes: indexesText(counts.failedIndexes) }),
    uncountedTerminatedPods: {
      ...(succeeded.length > 0 && { succeeded }),
      ...(failed.length > 0 && { failed }),
    },
    ready: counts.ready - removedReady,
  };
  return { status, events };
}

function readyOf(pods: readonly Pod[]): number {
  return pods.filter((p) => p.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True')).length;
}

/** Source: recordJobFinished. */
function finished(object: Job, { type, reason, message }: Ending, succeeded: number): EventRecord[] {
  if (type === 'FailureTarget') return [{ object, type: 'Warning', reason, message }];
  const { completions } = object.spec;
  const tooMany: EventRecord[] =
    completions !== undefined && succeeded > completions
      ? [
          {
            object,
            type: 'Warning',
            reason: 'TooManySucceededPods',
            message: 'Too many succeeded pods running after completion count reached',
          },
        ]
      : [];
  return [...tooMany, { object, type: 'Normal', reason: 'Completed', message: 'Job completed' }];
}

/** Undefined: nothing changes. A Job that was never suspended does not say so. Source: ensureJobConditionStatus. */
function suspension(
  object: Job,
  conditions: readonly Condition[],
  nowMs: number,
): { conditions: Condition[]; event: EventRecord } | undefined {
  const status = object.spec.suspend ? 'True' : 'False';
  const old = conditions.find((c) => c.type === 'Suspended');
  if (old ? old.status === status : status === 'False') return undefined;
  const [reason, message] = object.spec.suspend ? ['JobSuspended', 'Job suspended'] : ['JobResumed', 'Job resumed'];
  const next = newCondition('Suspended', status, reason!, message!, nowMs);
  return {
    conditions: old ? conditions.map((c) => (c === old ? next : c)) : [...conditions, next],
    event: { object, type: 'Normal', reason: object.spec.suspend ? 'Suspended' : 'Resumed', message: message! },
  };
}
