// Models the `omitempty` of the Go types: what is empty is as good as not there, and is never told.

import type { TypeRef } from './schema.ts';

/** Of these a nil list is told, as `null`. etcd's protobuf does not tell an empty one from it. */
const TOLD_NULL: ReadonlySet<string> = new Set([
  'ClusterRole.rules',
  'EndpointSlice.endpoints',
  'EndpointSlice.ports',
  'LimitRangeSpec.limits',
  'Role.rules',
  'V2HorizontalPodAutoscalerStatus.currentMetrics',
]);

/** Lists whose Go fields have no `omitempty`, and one that a client empties on purpose. Source: k8s.io/api types.go of each group. */
const TOLD_EMPTY: ReadonlySet<string> = new Set([
  ...TOLD_NULL,
  'CustomResourceDefinitionSpec.versions',
  'CustomResourceDefinitionStatus.conditions',
  'CustomResourceDefinitionStatus.storedVersions',
  'HTTPIngressRuleValue.paths',
  'NodeSelector.nodeSelectorTerms',
  'ObjectMeta.managedFields',
  'PodSpec.containers',
  'PolicyRule.verbs',
]);

/** Members that are values in Go, not pointers: `""`, `0` and `false` are what they are without being given. */
const PLAIN: Readonly<Record<string, string>> = {
  Container: 'image imagePullPolicy stdin stdinOnce terminationMessagePath terminationMessagePolicy tty workingDir',
  ContainerPort: 'hostIP hostPort name protocol',
  DeploymentSpec: 'minReadySeconds paused',
  EnvFromSource: 'prefix',
  EnvVar: 'value',
  HTTPIngressPath: 'path',
  IngressRule: 'host',
  IngressTLS: 'secretName',
  NodeSpec: 'podCIDR providerID unschedulable',
  ObjectMeta: 'generateName generation namespace resourceVersion selfLink uid',
  PersistentVolumeClaimSpec: 'volumeName',
  PersistentVolumeClaimVolumeSource: 'readOnly',
  PodSpec:
    'dnsPolicy hostIPC hostNetwork hostPID hostname nodeName priorityClassName restartPolicy schedulerName serviceAccount serviceAccountName subdomain',
  Probe: 'failureThreshold initialDelaySeconds periodSeconds successThreshold timeoutSeconds',
  Secret: 'type',
  ServicePort: 'name nodePort protocol',
  ServiceSpec:
    'clusterIP externalName externalTrafficPolicy healthCheckNodePort loadBalancerIP publishNotReadyAddresses sessionAffinity type',
  StatefulSetSpec: 'minReadySeconds podManagementPolicy serviceName',
  DaemonSetSpec: 'minReadySeconds',
  ReplicaSetSpec: 'minReadySeconds',
  Toleration: 'effect key operator value',
  VolumeMount: 'readOnly subPath subPathExpr',
};
const plain = new Set(Object.entries(PLAIN).flatMap(([type, names]) => names.split(' ').map((n) => `${type}.${n}`)));

/** Is it told as `null`? `value`: null, or a list. */
export const isNil = (struct: string, name: string, value: unknown): boolean =>
  TOLD_NULL.has(`${struct}.${name}`) && (value === null || (value as unknown[]).length === 0);

/** Whether `value`, of the member `name` of the Go type `struct`, is left out. */
export function isOmitted(struct: string, name: string, value: unknown, is: TypeRef['is']): boolean {
  if (is === 'list') return (value as unknown[]).length === 0 && !TOLD_EMPTY.has(`${struct}.${name}`);
  if (is === 'map') return Object.keys(value as object).length === 0;
  return (value === '' || value === 0 || value === false) && plain.has(`${struct}.${name}`);
}
