// Models pkg/controller/replication: ReplicationControllers are ReplicaSets whose selector is a map.

import type { ReplicationController } from '#api/core/types.ts';
import { replicas } from '../replicaset/replicas.ts';

export const replicationcontroller = replicas<ReplicationController>({
  name: 'replication-controller',
  resource: 'replicationcontrollers',
  kind: 'ReplicationController',
  selector: ({ spec }) => ({ matchLabels: spec.selector ?? {} }),
  siblings: (_controller, pods) => pods,
});
