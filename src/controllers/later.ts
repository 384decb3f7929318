// The controllers that are fetched after a page's first prompt: they have nothing to do before somebody asks for more than Deployments.

import type { Controller } from './controller.ts';
import { cronjob } from './cronjob/cronjob.ts';
import { daemonset } from './daemonset/daemonset.ts';
import { disruption } from './disruption/disruption.ts';
import { gceIngress } from './gceingress/gceingress.ts';
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
import type { CloudProvider } from './service/cloud.ts';
import { service } from './service/service.ts';
import { statefulset } from './statefulset/statefulset.ts';
import { tainteviction } from './tainteviction/tainteviction.ts';
import { ttlafterfinished } from './ttlafterfinished/ttlafterfinished.ts';

export interface LaterDeps extends AutoscalerDeps {
  /** The cloud around the cluster. Without one nobody cares for load balancers. */
  readonly cloud?: CloudProvider;
}

export const laterControllers = (deps: LaterDeps): readonly Controller[] => [
  statefulset,
  daemonset(),
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
  ...(deps.cloud ? [service(deps.cloud), gceIngress()] : []),
];
