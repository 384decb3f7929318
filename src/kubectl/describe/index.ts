// The kinds that have a describer of their own, by kind and group.

import { seldomVerbs } from '../cmd/seldom.ts';
import { configMap, namespace, secret, serviceAccount } from './config.ts';
import { deployment } from './deployment.ts';
import { type Describer, register } from './describer.ts';
import { endpointSlice, endpoints } from './endpoints.ts';
import { generic } from './generic.ts';
import { ingress, ingressClass } from './ingress.ts';
import { job } from './job.ts';
import { networkPolicy } from './network-policy.ts';
import { node } from './node.ts';
import { pod } from './pod.ts';
import { service } from './service.ts';
import { daemonSet, replicaSet, replicationController, statefulSet } from './workloads.ts';

const DESCRIBERS: Readonly<Record<string, Describer>> = {
  ConfigMap: register(configMap),
  'DaemonSet.apps': register(daemonSet),
  'Deployment.apps': register(deployment),
  Endpoints: register(endpoints),
  'EndpointSlice.discovery.k8s.io': register(endpointSlice),
  'Ingress.networking.k8s.io': register(ingress),
  'IngressClass.networking.k8s.io': register(ingressClass),
  'Job.batch': register(job),
  Namespace: register(namespace),
  'NetworkPolicy.networking.k8s.io': register(networkPolicy),
  Node: register(node),
  Pod: register(pod),
  'ReplicaSet.apps': register(replicaSet),
  ReplicationController: register(replicationController),
  Secret: register(secret),
  Service: register(service),
  ServiceAccount: register(serviceAccount),
  'StatefulSet.apps': register(statefulSet),
};

/** `group` is empty for the core group. */
export async function describerFor(kind: string, group: string): Promise<Describer> {
  const key = group ? `${kind}.${group}` : kind;
  return DESCRIBERS[key] ?? (await seldomVerbs.load()).seldomDescribers[key] ?? register(generic);
}
