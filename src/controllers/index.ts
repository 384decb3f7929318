// The controllers that Portolan's controller manager runs.

import type { Controller } from './controller.ts';
import { deployment } from './deployment/deployment.ts';
import { endpoints } from './endpoints/endpoints.ts';
import { endpointslice } from './endpointslice/endpointslice.ts';
import { replicaset } from './replicaset/replicaset.ts';

export const controllers: readonly Controller[] = [deployment, replicaset, endpointslice, endpoints];
