// Models the post-start hooks of kube-apiserver: the objects that it makes by itself when it comes up.

import type { APIService } from '#api/apiregistration/types.ts';
import type { ComponentStatus } from '#api/core/types.ts';
import type { ServiceCIDR } from '#api/networking/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { timestamp, uidFrom } from '#apimachinery/names.ts';
import { ensureBootstrapPolicy } from './authz/bootstrap-policy.ts';
import { type GroupVersion, groupVersionsOf } from './discovery.ts';
import { SERVICE_CIDR } from './registry/core/service/allocator.ts';
import type { Strategy } from './registry/rest/strategy.ts';
import { SYSTEM_PRIORITY_CLASSES } from './registry/scheduling/priorityclass/strategy.ts';
import type { Storage } from './storage.ts';

/** Group → [groupPriorityMinimum, versionPriority by version]. Source: pkg/controlplane/apiserver APIServicePriorities. */
const PRIORITIES: Readonly<Record<string, readonly [number, Readonly<Record<string, number>>?]>> = {
  '': [18000, { v1: 1 }],
  apps: [17800],
  'events.k8s.io': [17750],
  'authentication.k8s.io': [17700],
  'authorization.k8s.io': [17600],
  autoscaling: [17500, { v1: 15, v2: 30 }],
  batch: [17400],
  'certificates.k8s.io': [17300],
  'networking.k8s.io': [17200],
  policy: [17100],
  'rbac.authorization.k8s.io': [17000],
  'storage.k8s.io': [16800],
  'apiextensions.k8s.io': [16700],
  'admissionregistration.k8s.io': [16700],
  'scheduling.k8s.io': [16600],
  'coordination.k8s.io': [16500],
  'node.k8s.io': [16300],
  'discovery.k8s.io': [16200],
};

/** Differs: what an add-on serves in a real cluster (metrics.k8s.io) is local too, since the API server itself answers for it. */
function apiService({ group, version }: GroupVersion, now: string): APIService {
  const [minimum, versions] = PRIORITIES[group] ?? [100];
  const message = 'Local APIServices are always available';
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `${version}.${group}`, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
    spec: {
      ...(group && { group }),
      version,
      groupPriorityMinimum: minimum,
      versionPriority: versions?.[version] ?? (PRIORITIES[group] ? 15 : 100),
    },
    status: {
      conditions: [{ type: 'Available', status: 'True', lastTransitionTime: now, reason: 'Local', message }],
    },
  };
}

function serviceCidr(now: string): ServiceCIDR {
  const message = 'Kubernetes Service CIDR is ready';
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'kubernetes' },
    spec: { cidrs: [SERVICE_CIDR.text] },
    status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: now, reason: '', message }] },
  };
}

function componentStatus(name: string, message: string): ComponentStatus {
  const conditions = [{ type: 'Healthy', status: 'True' as const, message }];
  return { apiVersion: 'v1', kind: 'ComponentStatus', metadata: { name }, conditions };
}

/** Puts them into an empty storage. */
export function runPostStartHooks(storage: Storage, strategies: readonly Strategy<never>[], nowMs: number): void {
  const now = timestamp(nowMs);
  const put = (resource: string, object: ApiObject): void => {
    const uid = uidFrom(`${resource} ${object.metadata.name}`);
    storage.put(resource, { ...object, metadata: { ...object.metadata, uid, creationTimestamp: now } });
  };
  for (const priorityClass of SYSTEM_PRIORITY_CLASSES) {
    const { metadata } = priorityClass;
    put('priorityclasses.scheduling.k8s.io', {
      ...priorityClass,
      metadata: { ...metadata, generation: 1 },
      preemptionPolicy: 'PreemptLowerPriority',
    } as ApiObject);
  }
  ensureBootstrapPolicy(storage, nowMs);
  put('servicecidrs.networking.k8s.io', serviceCidr(now));
  for (const groupVersion of groupVersionsOf(strategies)) {
    if (groupVersion.group !== 'apiregistration.k8s.io')
      put('apiservices.apiregistration.k8s.io', apiService(groupVersion, now));
  }
  // Differs: they are asked for nowhere; Portolan's control plane cannot be unwell.
  for (const name of ['controller-manager', 'scheduler', 'etcd-0'])
    storage.put('componentstatuses', componentStatus(name, 'ok'));
}
