// Models pkg/controller/ttlafterfinished: a finished Job goes when its time is over.

import type { Job } from '#api/batch/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Controller } from '../controller.ts';
import { isFinished, jobCondition } from '../job/finish.ts';
import { remove } from '../requests.ts';

export const ttlafterfinished: Controller = {
  name: 'ttl-after-finished-controller',
  resources: ['jobs.batch'],

  keysFor({ type, object }) {
    return type === 'DELETED' || (object as Job).spec.ttlSecondsAfterFinished === undefined ? [] : [keyOf(object)];
  },

  sync(key, cache, { nowMs }) {
    const job = cache.get<Job>('jobs.batch', key);
    const seconds = job?.spec.ttlSecondsAfterFinished;
    if (!job || seconds === undefined || job.metadata.deletionTimestamp || !isFinished(job)) return { requests: [] };
    const end = jobCondition(job, 'Complete') ?? jobCondition(job, 'Failed');
    const leftMs = Date.parse(end?.lastTransitionTime ?? '') + seconds * 1000 - nowMs;
    if (leftMs > 0) return { requests: [], requeueAfterMs: leftMs };
    return { requests: [remove('jobs.batch', job, { propagationPolicy: 'Foreground' })] };
  },
};
