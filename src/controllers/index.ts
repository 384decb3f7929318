// The controllers that Portolan's controller manager runs.

import { clusterroleaggregation } from './clusterroleaggregation/clusterroleaggregation.ts';
import type { Controller } from './controller.ts';
import { cronjob } from './cronjob/cronjob.ts';
import { customresourcedefinitionFinalizer } from './customresourcedefinition/finalizer.ts';
import { customresourcedefinitionNaming } from './customresourcedefinition/naming.ts';
import { daemonset } from './daemonset/daemonset.ts';
import { deployment } from './deployment/deployment.ts';
import { disruption } from './disruption/disruption.ts';
import { endpoints } from './endpoints/endpoints.ts';
import { endpointslice } from './endpointslice/endpointslice.ts';
import { endpointslicemirroring } from './endpointslicemirroring/endpointslicemirroring.ts';
import { garbagecollector } from './garbagecollector/garbagecollector.ts';
import { job } from './job/job.ts';
import { localpath } from './localpath/localpath.ts';
import { namespace } from './namespace/namespace.ts';
import { nodelifecycle } from './nodelifecycle/nodelifecycle.ts';
import { claims } from './persistentvolume/claim.ts';
import { volumes } from './persistentvolume/volume.ts';
import { podgc } from './podgc/podgc.ts';
import { pvcprotection } from './pvcprotection/pvcprotection.ts';
import { pvprotection } from './pvprotection/pvprotection.ts';
import { replicaset } from './replicaset/replicaset.ts';
import { replicationcontroller } from './replicationcontroller/replicationcontroller.ts';
import { resourcequota } from './resourcequota/resourcequota.ts';
import { rootca } from './rootca/rootca.ts';
import { serviceaccount } from './serviceaccount/serviceaccount.ts';
import { statefulset } from './statefulset/statefulset.ts';
import { tainteviction } from './tainteviction/tainteviction.ts';
import { ttlafterfinished } from './ttlafterfinished/ttlafterfinished.ts';

export const controllers: readonly Controller[] = [
  customresourcedefinitionNaming,
  customresourcedefinitionFinalizer,
  serviceaccount,
  rootca,
  clusterroleaggregation,
  deployment,
  replicaset,
  replicationcontroller,
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
  endpointslice,
  endpoints,
  endpointslicemirroring,
  garbagecollector,
  namespace,
];
