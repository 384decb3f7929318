// The controllers that run from the beginning on: every cluster needs them at once. The others are in later.ts.

import { clusterroleaggregation } from './clusterroleaggregation/clusterroleaggregation.ts';
import type { Controller } from './controller.ts';
import { customresourcedefinitionFinalizer } from './customresourcedefinition/finalizer.ts';
import { customresourcedefinitionNaming } from './customresourcedefinition/naming.ts';
import { deployment } from './deployment/deployment.ts';
import { endpoints } from './endpoints/endpoints.ts';
import { endpointslice } from './endpointslice/endpointslice.ts';
import { endpointslicemirroring } from './endpointslicemirroring/endpointslicemirroring.ts';
import { garbagecollector } from './garbagecollector/garbagecollector.ts';
import { namespace } from './namespace/namespace.ts';
import { replicaset } from './replicaset/replicaset.ts';
import { replicationcontroller } from './replicationcontroller/replicationcontroller.ts';
import { rootca } from './rootca/rootca.ts';
import { serviceaccount } from './serviceaccount/serviceaccount.ts';

/** @param authority The cluster's certificate authority, as PEM. */
export const controllersOf = (authority: string): readonly Controller[] => [
  customresourcedefinitionNaming,
  customresourcedefinitionFinalizer,
  serviceaccount,
  rootca(authority),
  clusterroleaggregation,
  deployment,
  replicaset,
  replicationcontroller,
  endpointslice,
  endpoints,
  endpointslicemirroring,
  garbagecollector,
  namespace,
];

/** Whose turn comes after that of those in later.ts: what makes Pods comes before what counts them. */
export const AFTER_LATER: Controller = endpointslice;
