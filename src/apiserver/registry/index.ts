// The list of resources that the API server has. A new kind is one folder and one line here.
// Portolan does not simulate events.k8s.io/v1: it would show the same Events as v1 does.

import { deploymentStrategy } from './apps/deployment/strategy.ts';
import { replicaSetStrategy } from './apps/replicaset/strategy.ts';
import { configMapStrategy } from './core/configmap/strategy.ts';
import { namespaceStrategy } from './core/namespace/strategy.ts';
import { nodeStrategy } from './core/node/strategy.ts';
import { podStrategy } from './core/pod/strategy.ts';
import { serviceStrategy } from './core/service/strategy.ts';
import { endpointSliceStrategy } from './discovery/endpointslice/strategy.ts';
import type { Strategy } from './rest/strategy.ts';

// biome-ignore lint/suspicious/noExplicitAny: kinds differ, and each strategy knows only its own.
export const strategies: readonly Strategy<any>[] = [
  configMapStrategy,
  namespaceStrategy,
  nodeStrategy,
  podStrategy,
  serviceStrategy,
  deploymentStrategy,
  replicaSetStrategy,
  endpointSliceStrategy,
];
