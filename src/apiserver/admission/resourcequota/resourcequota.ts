// Models apiserver/pkg/admission/plugin/resourcequota: what a write would use is held against each quota of its namespace.
// Differs: upstream trusts status.used, and waits for the controller that keeps it; here what is stored is counted each time.

import type { ResourceList, ResourceQuota } from '#api/core/policy-types.ts';
import type { Container, Pod } from '#api/core/types.ts';
import { inScope, quotaUsage } from '#api/quota/scopes.ts';
import { addLists, computeUsage, hasPodResources, usageOf } from '#api/quota/usage.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { compareQuantities, subtractQuantities } from '#apimachinery/quantity.ts';
import { qualifiedResource } from '../../registry/rest/versions.ts';
import { type AdmissionPlugin, type Attributes, refuse } from '../admission.ts';

const QUOTAS = 'resourcequotas';

const pick = (list: ResourceList, names: readonly string[]): ResourceList =>
  Object.fromEntries(names.flatMap((name) => (list[name] === undefined ? [] : [[name, list[name]]])));

/** `pods=1,requests.cpu=200m`. */
const pretty = (list: ResourceList): string =>
  Object.keys(list)
    .sort()
    .map((name) => `${name}=${list[name]}`)
    .join(',');

const COMPUTE = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

/** Where compute is bounded, every container has to say what it takes. Source: podEvaluator.Constraints. */
function unsaid(pod: Pod, hard: readonly string[]): string | undefined {
  const { spec } = pod;
  // What the Pod claims as a whole is enough.
  if (hasPodResources(pod)) return undefined;
  const required = COMPUTE.filter((name) => hard.includes(name)).sort();
  const lacks = (name: string, { resources = {} }: Container): boolean =>
    computeUsage(resources.requests ?? {}, resources.limits ?? {})[name] === undefined;
  const texts = required.flatMap((name) => {
    const containers = [...spec.containers, ...(spec.initContainers ?? [])].filter((c) => lacks(name, c));
    return containers.length > 0
      ? [`${name} for: ${[...new Set(containers.map((c) => c.name))].sort().join(',')}`]
      : [];
  });
  return texts.length > 0 ? `must specify ${texts.join('; ')}` : undefined;
}

/** Only of these can a change use more. Pods change by resizing. */
const MEASURED_ON_UPDATE = ['services', 'persistentvolumeclaims'];

/** What the write adds; nothing that it gives back. */
function requested(attributes: Attributes, resource: string): ResourceList {
  const { operation, subresource, object, old } = attributes;
  const usage = usageOf(resource, object!);
  if (operation === 'CREATE') return subresource === '' ? usage : {};
  const measured =
    resource === 'pods' ? subresource === 'resize' : subresource === '' && MEASURED_ON_UPDATE.includes(resource);
  if (!measured || !old) return {};
  const before = usageOf(resource, old);
  return Object.fromEntries(
    Object.entries(usage)
      .filter(([name, value]) => compareQuantities(value, before[name]) > 0)
      .map(([name, value]) => [name, subtractQuantities(value, before[name])]),
  );
}

export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  handles: ['CREATE', 'UPDATE'],

  validate(attributes, context) {
    const { strategy, namespace, object, dryRun } = attributes;
    if (!strategy.namespaced || strategy.resource === 'events' || !object) return undefined;
    const { storage } = context;
    const quotas = storage.list<ResourceQuota>(QUOTAS, namespace);
    if (quotas.length === 0) return undefined;
    const resource = strategy.storedAs?.resource ?? qualifiedResource(strategy);
    const delta = requested(attributes, resource);
    const after: ResourceQuota[] = [];
    for (const quota of quotas) {
      const hard = quota.spec.hard ?? {};
      const names = Object.keys(delta).filter((name) => hard[name] !== undefined);
      if (!inScope(quota, resource, object)) continue;
      const missing =
        resource === 'pods' && attributes.operation === 'CREATE' && attributes.subresource === ''
          ? unsaid(object as Pod, Object.keys(hard))
          : undefined;
      if (missing) return refuse(attributes, `failed quota: ${quota.metadata.name}: ${missing}`);
      if (names.length === 0) continue;
      const used = quotaUsage(quota, (of, ns) => storage.list(of, ns));
      const next = addLists(used, pick(delta, names));
      const exceeded = names.filter((name) => compareQuantities(next[name], hard[name]) > 0);
      if (exceeded.length > 0) {
        const [asked, is, most] = [delta, used, hard].map((list) => pretty(pick(list, exceeded)));
        return refuse(
          attributes,
          `exceeded quota: ${quota.metadata.name}, requested: ${asked}, used: ${is}, limited: ${most}`,
        );
      }
      if (!deepEqual(quota.status, { hard, used: next })) after.push({ ...quota, status: { hard, used: next } });
    }
    if (!dryRun) for (const quota of after) storage.put(QUOTAS, quota);
    return undefined;
  },
};
