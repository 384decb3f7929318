// Models pkg/controller/resourcequota: keeps in each quota what there is of what it bounds. Admission adds what is made; this gives
// back what has gone, and counts what was there before the quota.

import type { ResourceQuota } from '#api/core/policy-types.ts';
import { quotaUsage } from '#api/quota/scopes.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { compareQuantities } from '#apimachinery/quantity.ts';
import type { Controller } from '../controller.ts';
import { putStatus } from '../requests.ts';

const QUOTAS = 'resourcequotas';

export const resourcequota: Controller = {
  name: 'resourcequota-controller',
  // A quota may count any kind.
  resources: ['*'],

  keysFor({ resource, object }, cache) {
    const { namespace } = object.metadata;
    if (!namespace || resource === 'events') return [];
    return cache.list(QUOTAS, namespace).map(keyOf);
  },

  sync(key, cache) {
    const quota = cache.get<ResourceQuota>(QUOTAS, key);
    if (!quota) return { requests: [] };
    const hard = quota.spec.hard ?? {};
    const used = quotaUsage(quota, (resource, namespace) => cache.list(resource, namespace));
    const known = quota.status.used ?? {};
    // Admission may have written the same amount in another notation.
    const isSaid =
      deepEqual(quota.status.hard ?? {}, hard) &&
      Object.keys(known).length === Object.keys(used).length &&
      Object.entries(used).every(
        ([name, value]) => known[name] !== undefined && compareQuantities(known[name], value) === 0,
      );
    return { requests: isSaid ? [] : [putStatus(QUOTAS, quota, { hard, used })] };
  },
};
