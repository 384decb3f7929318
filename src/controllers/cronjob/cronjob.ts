// Models pkg/controller/cronjob/cronjob_controllerv2.go: makes a Job whenever the schedule strikes.

import type { CronJob, Job } from '#api/batch/types.ts';
import type { ObjectReference } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { controllerOf, keyOf } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { isTimeZone } from '#apimachinery/time-zone.ts';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Controller, EventRecord, SyncResult } from '../controller.ts';
import { isFinished, jobCondition } from '../job/finish.ts';
import { isNamespaceTerminating } from '../refusal.ts';
import { controllerRef, post, putStatus, remove } from '../requests.ts';
import { lastStrike, parseSchedule, type Schedule } from './schedule.ts';

const CRONJOBS = 'cronjobs.batch';
const JOBS = 'jobs.batch';
const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
/** Source: nextScheduleTimeDuration's delta. */
const DELTA_MS = 100;

export const cronjob: Controller = {
  name: 'cronjob-controller',
  resources: [CRONJOBS, JOBS],

  keysFor({ resource, object }) {
    if (resource === CRONJOBS) return [keyOf(object)];
    const owner = controllerOf(object);
    return owner?.kind === 'CronJob' ? [`${object.metadata.namespace}/${owner.name}`] : [];
  },

  sync(key, cache, { nowMs }) {
    const cron = cache.get<CronJob>(CRONJOBS, key);
    if (!cron) return { requests: [] };
    const children = cache.controlled<Job>(JOBS, cron.metadata.uid ?? '');
    const { status, events } = nextStatus(cron, children);
    const said = deepEqual(cron.status ?? {}, status) ? [] : [putStatus(CRONJOBS, cron, status)];
    const old = tooMany(cron, children);
    const tidy: SyncResult = {
      requests: [...said, ...old.map((j) => remove(JOBS, j, { propagationPolicy: 'Background' }))],
      events: [
        ...events,
        ...old.map((j) => tell(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${j.metadata.name}`)),
      ],
    };
    // What was written down comes back as an event; the schedule is looked at then.
    if (tidy.requests.length > 0 || cron.metadata.deletionTimestamp || cron.spec.suspend) return tidy;
    return onSchedule(cron, children, events, nowMs);
  },
};

function tell(object: CronJob, type: EventRecord['type'], reason: string, message: string): EventRecord {
  return { object, type, reason, message };
}

/** Who is active, and when something last ran and last succeeded. Source: syncCronJob's first half. */
function nextStatus(
  cron: CronJob,
  children: readonly Job[],
): { status: NonNullable<CronJob['status']>; events: EventRecord[] } {
  const events: EventRecord[] = [];
  const old = cron.status ?? {};
  let { lastScheduleTime, lastSuccessfulTime } = old;
  const active: ObjectReference[] = [];
  for (const reference of old.active ?? []) {
    const job = children.find((j) => j.metadata.uid === reference.uid);
    if (!job) events.push(tell(cron, 'Warning', 'MissingJob', `Active job went missing: ${reference.name}`));
    else if (!isFinished(job)) active.push(reference);
    else {
      const condition = jobCondition(job, 'Complete') ? 'Complete' : 'Failed';
      const text = `Saw completed job: ${job.metadata.name}, condition: ${condition}`;
      events.push(tell(cron, 'Normal', 'SawCompletedJob', text));
    }
  }
  for (const job of children) {
    const scheduled = job.metadata.annotations?.[SCHEDULED];
    const { completionTime } = job.status ?? {};
    if (completionTime && completionTime > (lastSuccessfulTime ?? '')) lastSuccessfulTime = completionTime;
    const isKnown = old.active?.some((a) => a.uid === job.metadata.uid);
    const isNew =
      scheduled !== undefined && Date.parse(scheduled) > Date.parse(lastScheduleTime ?? '1970-01-01T00:00:00Z');
    if (isNew) {
      lastScheduleTime = timestamp(Date.parse(scheduled));
      if (!isKnown && !isFinished(job)) active.push(referenceTo(job));
    } else if (!isKnown && !isFinished(job)) {
      const text = `Saw a job that the controller did not create or forgot: ${job.metadata.name}`;
      events.push(tell(cron, 'Warning', 'UnexpectedJob', text));
    }
  }
  return {
    status: {
      ...(active.length > 0 && { active }),
      ...(lastScheduleTime && { lastScheduleTime }),
      ...(lastSuccessfulTime && { lastSuccessfulTime }),
    },
    events,
  };
}

function referenceTo({ metadata }: Job): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    kind: 'Job',
    ...(namespace && { namespace }),
    name,
    ...(uid && { uid }),
    apiVersion: 'batch/v1',
    ...(resourceVersion && { resourceVersion }),
  };
}

/** Finished Jobs past the limits, oldest first. Source: cleanupFinishedJobs. */
function tooMany({ spec }: CronJob, children: readonly Job[]): readonly Job[] {
  const past = (type: string, limit: number | undefined): readonly Job[] => {
    if (limit === undefined) return [];
    const ended = children
      .filter((j) => jobCondition(j, type) && !j.metadata.deletionTimestamp)
      .sort((a, b) => ((a.status?.startTime ?? '') < (b.status?.startTime ?? '') ? -1 : 1));
    return ended.slice(0, Math.max(0, ended.length - limit));
  };
  return [...past('Complete', spec.successfulJobsHistoryLimit), ...past('Failed', spec.failedJobsHistoryLimit)];
}

/** Source: syncCronJob's second half. */
function onSchedule(cron: CronJob, children: readonly Job[], told: readonly EventRecord[], nowMs: number): SyncResult {
  const { spec, status = {}, metadata } = cron;
  const { timeZone, startingDeadlineSeconds, concurrencyPolicy } = spec;
  const refuse = (reason: string, message: string): SyncResult => ({
    requests: [],
    events: [...told, tell(cron, 'Warning', reason, message)],
  });
  if (timeZone !== undefined && !isTimeZone(timeZone))
    return refuse('UnknownTimeZone', `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone ${timeZone}`);
  const schedule = parseSchedule(spec.schedule, timeZone);
  if (typeof schedule === 'string')
    return refuse('UnparseableSchedule', `unparseable schedule: ${JSON.stringify(spec.schedule)} : ${schedule}`);
  const anchor = Date.parse(status.lastScheduleTime ?? metadata.creationTimestamp ?? '');
  const earliest =
    startingDeadlineSeconds === undefined ? anchor : Math.max(anchor, nowMs - startingDeadlineSeconds * 1000);
  const strike = lastStrike(schedule, earliest, nowMs);
  const rest = (events: readonly EventRecord[] = []): SyncResult => ({
    requests: [],
    events: [...told, ...events],
    ...untilNext(schedule, nowMs),
  });
  if (!strike) return rest();
  const warnings =
    strike.missed > 100
      ? [
          tell(
            cron,
            'Warning',
            'TooManyMissedTimes',
            'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
          ),
        ]
      : [];
  const active = status.active ?? [];
  const name = `${metadata.name}-${Math.floor(strike.atMs / 60_000)}`;
  if (children.some((j) => j.metadata.name === name)) return rest(warnings);
  if (concurrencyPolicy === 'Forbid' && active.length > 0) {
    const text = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    return rest([...warnings, tell(cron, 'Normal', 'JobAlreadyActive', text)]);
  }
  const replaced =
    concurrencyPolicy === 'Replace' ? children.filter((j) => active.some((a) => a.uid === j.metadata.uid)) : [];
  const requests: ApiRequest[] = replaced.map((j) => remove(JOBS, j, { propagationPolicy: 'Background' }));
  const events = [
    ...told,
    ...warnings,
    ...replaced.map((j) => tell(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${j.metadata.name}`)),
  ];
  return {
    requests: [...requests, post(JOBS, jobFrom(cron, name, strike.atMs))],
    events: [...events, tell(cron, 'Normal', 'SuccessfulCreate', `Created job ${name}`)],
    refused: (_done, refusal) =>
      isNamespaceTerminating(refusal)
        ? { events, retry: false }
        : {
            events: [...events, tell(cron, 'Warning', 'FailedCreate', `Error creating job: ${refusal.message ?? ''}`)],
          },
    ...untilNext(schedule, nowMs),
  };
}

/** A schedule never ends, so waiting for it does not pull time ahead. */
function untilNext(schedule: Schedule, nowMs: number): Pick<SyncResult, 'requeueAfterMs' | 'ends'> {
  const next = schedule.next(nowMs);
  return next === undefined ? {} : { requeueAfterMs: next - nowMs + DELTA_MS, ends: false };
}

/** Source: getJobFromTemplate2. */
function jobFrom(cron: CronJob, name: string, atMs: number): Job {
  const { namespace } = cron.metadata;
  const { metadata = {}, spec } = cron.spec.jobTemplate;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      ...(namespace && { namespace }),
      ...(metadata.labels && { labels: metadata.labels }),
      annotations: { ...metadata.annotations, [SCHEDULED]: timestamp(atMs) },
      ownerReferences: [controllerRef(cron)],
    },
    spec,
  };
}
