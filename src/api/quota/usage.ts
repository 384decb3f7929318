// Models pkg/quota/v1/evaluator/core: what an object uses of a quota. Shared by admission and by the quota controller.

import type { ApiObject } from '#apimachinery/meta.ts';
import { addQuantities, compareQuantities } from '#apimachinery/quantity.ts';
import type { ResourceList } from '../core/policy-types.ts';
import type { Container, Pod, Service } from '../core/types.ts';
import type { PersistentVolumeClaim } from '../core/volume-types.ts';

export function addLists(a: ResourceList, b: ResourceList): ResourceList {
  const sum = { ...a };
  for (const [name, value] of Object.entries(b)) sum[name] = addQuantities(sum[name], value);
  return sum;
}

function largest(a: ResourceList, b: ResourceList): ResourceList {
  const most = { ...a };
  for (const [name, value] of Object.entries(b)) {
    if (most[name] === undefined || compareQuantities(value, most[name]) > 0) most[name] = value;
  }
  return most;
}

/** Containers run side by side, init containers one after the other, sidecars beside all that come after them. */
function containersTotal({ spec }: Pod, of: (container: Container) => ResourceList): ResourceList {
  let sidecars: ResourceList = {};
  let starting: ResourceList = {};
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      sidecars = addLists(sidecars, of(container));
      starting = largest(starting, sidecars);
    } else {
      starting = largest(starting, addLists(sidecars, of(container)));
    }
  }
  const running = spec.containers.reduce((sum, container) => addLists(sum, of(container)), sidecars);
  return largest(running, starting);
}

interface Resources {
  readonly requests?: ResourceList;
  readonly limits?: ResourceList;
}

/** What a Pod may claim as a whole. Source: resourcehelper.IsSupportedPodLevelResource. */
const isForPods = (name: string): boolean => ['cpu', 'memory'].includes(name) || name.startsWith('hugepages-');

const claimed = ({ spec }: Pod): Resources => (spec.resources as Resources | undefined) ?? {};

/** What the Pod claims as a whole counts for its containers together. */
function podTotal(pod: Pod, key: keyof Resources): ResourceList {
  const whole = Object.entries(claimed(pod)[key] ?? {}).filter(([name]) => isForPods(name));
  const containers = containersTotal(pod, ({ resources }) => resources?.[key] ?? {});
  const overhead = (pod.spec.overhead as ResourceList | undefined) ?? {};
  return addLists({ ...containers, ...Object.fromEntries(whole) }, overhead);
}

/** Source: resourcehelper.IsPodLevelResourcesSet. */
export const hasPodResources = (pod: Pod): boolean => {
  const { requests = {}, limits = {} } = claimed(pod);
  return Object.keys({ ...requests, ...limits }).some(isForPods);
};

/** Source: resourcehelper.AggregateContainerRequests. */
export const containerRequests = (pod: Pod): ResourceList =>
  containersTotal(pod, ({ resources }) => resources?.requests ?? {});
/** Source: resourcehelper.PodRequests. */
export const podRequests = (pod: Pod): ResourceList => podTotal(pod, 'requests');
/** Source: resourcehelper.PodLimits. */
export const podLimits = (pod: Pod): ResourceList => podTotal(pod, 'limits');

/** `cpu` and `requests.cpu` are one; limits have only the long name. Source: podComputeUsageHelper. */
export function computeUsage(requests: ResourceList, limits: ResourceList): ResourceList {
  const usage: ResourceList = {};
  for (const [name, value] of Object.entries(requests)) {
    if (['cpu', 'memory', 'ephemeral-storage'].includes(name)) usage[name] = value;
    usage[`requests.${name}`] = value;
  }
  for (const [name, value] of Object.entries(limits)) usage[`limits.${name}`] = value;
  return usage;
}

function podUsage(pod: Pod): ResourceList {
  const { phase } = pod.status ?? {};
  if (phase === 'Failed' || phase === 'Succeeded') return {};
  return { pods: '1', ...computeUsage(podRequests(pod), podLimits(pod)) };
}

function serviceUsage({ spec }: Service): ResourceList {
  const ports = spec.ports ?? [];
  const usage: ResourceList = { services: '1', 'services.nodeports': '0', 'services.loadbalancers': '0' };
  if (spec.type === 'NodePort') usage['services.nodeports'] = String(ports.length);
  if (spec.type === 'LoadBalancer') {
    const counted = spec.allocateLoadBalancerNodePorts === false ? ports.filter((p) => p.nodePort) : ports;
    usage['services.nodeports'] = String(counted.length);
    usage['services.loadbalancers'] = '1';
  }
  return usage;
}

function claimUsage({ spec }: PersistentVolumeClaim): ResourceList {
  const size = spec.resources?.requests?.storage ?? '0';
  const usage: ResourceList = { persistentvolumeclaims: '1', 'requests.storage': size };
  if (spec.storageClassName) {
    const of = `${spec.storageClassName}.storageclass.storage.k8s.io`;
    usage[`${of}/persistentvolumeclaims`] = '1';
    usage[`${of}/requests.storage`] = size;
  }
  return usage;
}

/** Counted under their own name too, from before there was `count/…`. */
const COUNTED = ['configmaps', 'secrets', 'replicationcontrollers', 'resourcequotas'];

/** `resource` as storage names it: `pods`, `deployments.apps`. */
export function usageOf(resource: string, object: ApiObject): ResourceList {
  const count = { [`count/${resource}`]: '1' };
  if (resource === 'pods') return { ...count, ...podUsage(object as Pod) };
  if (resource === 'services') return { ...count, ...serviceUsage(object as Service) };
  if (resource === 'persistentvolumeclaims') return { ...count, ...claimUsage(object as PersistentVolumeClaim) };
  return COUNTED.includes(resource) ? { ...count, [resource]: '1' } : count;
}

/** The resources of storage that `hard` may speak of, whatever else is stored. */
export function countedResources(hard: readonly string[]): string[] {
  const found = new Set<string>();
  for (const name of hard) {
    if (name.startsWith('count/')) found.add(name.slice('count/'.length));
    else if (COUNTED.includes(name)) found.add(name);
    else if (name === 'services' || name.startsWith('services.')) found.add('services');
    else if (name.includes('persistentvolumeclaims') || name.endsWith('requests.storage'))
      found.add('persistentvolumeclaims');
    else found.add('pods');
  }
  return [...found];
}
