// Models pkg/registry/core/resourcequota/strategy.go, with its printer.

import type { ResourceQuota } from '#api/core/policy-types.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { validateQuota, validateQuotaStatus, validateQuotaUpdate } from './validation.ts';

/** `requests.cpu: 1/2, pods: 3/10`, sorted by name. */
function amounts({ status }: ResourceQuota, limits: boolean): string {
  return Object.keys(status.hard ?? {})
    .sort()
    .filter((name) => name.startsWith('limits.') === limits)
    .map((name) => `${name}: ${status.used?.[name] ?? '0'}/${status.hard![name]}`)
    .join(', ');
}

export const resourceQuotaStrategy: Strategy<ResourceQuota> = {
  resource: 'resourcequotas',
  singular: 'resourcequota',
  kind: 'ResourceQuota',
  group: '',
  version: 'v1',
  namespaced: true,
  shortNames: ['quota'],
  statusSubresource: true,

  setDefaults(quota) {
    quota.spec ??= {};
    quota.status ??= {};
  },
  prepareForCreate(quota) {
    quota.status = {};
  },
  validate: validateQuota,
  validateUpdate: validateQuotaUpdate,
  validateStatusUpdate: validateQuotaStatus,
  columns: [
    nameColumn,
    text('Request', 'Request represents a minimum amount of cpu/memory that a container may consume.', (quota) =>
      amounts(quota, false),
    ),
    text(
      'Limit',
      'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.',
      (quota) => amounts(quota, true),
    ),
    ageColumn,
  ],
};
