// Models pkg/controller/clusterroleaggregation: a ClusterRole with an aggregationRule has the rules of those that it selects.

import { type ClusterRole, type PolicyRule, RBAC_GROUP } from '#api/rbac/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import type { Controller } from '../controller.ts';
import { collectionPath } from '../requests.ts';

const RESOURCE = `clusterroles.${RBAC_GROUP}`;
const MANAGER = 'clusterrole-aggregation-controller';

export const clusterroleaggregation: Controller = {
  name: MANAGER,
  resources: [RESOURCE],

  keysFor: (_event, cache) =>
    cache
      .list<ClusterRole>(RESOURCE)
      .filter(({ aggregationRule }) => aggregationRule)
      .map(({ metadata }) => metadata.name),

  sync(key, cache) {
    const role = cache.get<ClusterRole>(RESOURCE, key);
    if (!role?.aggregationRule) return { requests: [] };
    const all = [...cache.list<ClusterRole>(RESOURCE)].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const rules: PolicyRule[] = [];
    for (const selector of role.aggregationRule.clusterRoleSelectors ?? [])
      for (const other of all) {
        if (other.metadata.name === key || !matchesSelector(selector, other.metadata.labels)) continue;
        for (const rule of other.rules ?? []) if (!rules.some((r) => deepEqual(r, rule))) rules.push(rule);
      }
    if (deepEqual(rules, role.rules ?? [])) return { requests: [] };
    return {
      requests: [
        {
          method: 'PATCH',
          path: `${collectionPath(role.apiVersion, RESOURCE)}/${encodeURIComponent(key)}?fieldManager=${MANAGER}&force=true`,
          headers: { 'content-type': 'application/apply-patch+yaml' },
          body: { apiVersion: role.apiVersion, kind: role.kind, metadata: { name: key }, rules },
        },
      ],
    };
  },
};
