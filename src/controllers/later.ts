// The controllers that are fetched after a page's first prompt: they have nothing to do before somebody asks for more than Deployments.

import type { Controller } from './controller.ts';
import { cronjob } from './cronjob/cronjob.ts';
import { daemonset } from './daemonset/daemonset.ts';
import { disruption } from './disruption/disruption.ts';
import { type AutoscalerDeps, horizontalpodautoscaler } from './horizontalpodautoscaler/horizontalpodautoscaler.ts';
import { job } from './job/job.ts';
import { localpath } from './localpath/localpath.ts';
import { nodelifecycle } from './nodelifecycle/nodelifecycle.ts';
import { claims } from './persistentvolume/claim.ts';
import { volumes } from './persistentvolume/volume.ts';
import { podgc } from './podgc/podgc.ts';
import { pvcprotection } from './pvcprotection/pvcprotection.ts';
import { pvprotection } from './pvprotection/pvprotection.ts';
import { resourcequota } from './resourcequota/resourcequota.ts';
import { statefulset } from './statefulset/statefulset.ts';
import { tainteviction } from './tainteviction/tainteviction.ts';
import { ttlafterfinished } from './ttlafterfinished/ttlafterfinished.ts';

export const laterControllers = (deps: AutoscalerDeps): readonly Controller[] => [
  statefulset,
  daemonset,
  job,
  cronjob,
  ttlafterfinished,
  disruption,
  resourcequota,
  volumes,
  claims,
  localpath,
  pvcprotection,
  pvprotection,
  nodelifecycle,
  tainteviction,
  podgc,
  horizontalpodautoscaler(deps),
];
