// Models pkg/registry/core/service/strategy.go svcStrategy and storage/storage.go.

import type { Service } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { releaseAddresses, withAddresses } from './addresses.ts';
import { allocateCreate, allocateUpdate } from './allocator.ts';
import { validateServiceStatus } from './balancer-validation.ts';
import { dropTypeDependentFields, normalizeClusterIps, patchAllocatedValues } from './carry-over.ts';
import { setServiceDefaults } from './defaults.ts';
import { serviceColumns } from './printer.ts';
import { serviceProxy } from './proxy.ts';
import { validateService, validateServiceUpdate } from './validation.ts';
import { serviceWarnings } from './warnings.ts';

export const serviceStrategy: Strategy<Service> = {
  resource: 'services',
  singular: 'service',
  kind: 'Service',
  group: '',
  version: 'v1',
  namespaced: true,
  shortNames: ['svc'],
  categories: ['all'],
  statusSubresource: true,
  allowCreateOnUpdate: true,
  returnDeletedObject: true,
  nameRule: 'dns1035',

  setDefaults: setServiceDefaults,
  prepareForCreate(service) {
    service.status = { loadBalancer: {} };
  },
  prepareForUpdate(service, old) {
    service.status = structuredClone(old.status ?? { loadBalancer: {} });
    patchAllocatedValues(service, old);
    normalizeClusterIps(service, old);
    dropTypeDependentFields(service, old);
    if (service.spec.type !== 'LoadBalancer') service.status.loadBalancer = {};
  },
  beginCreate(service, context, dryRun) {
    normalizeClusterIps(service, undefined);
    return withAddresses(allocateCreate(service, context, dryRun), service, undefined, context);
  },
  beginUpdate(service, old, context, dryRun) {
    patchAllocatedValues(service, old);
    normalizeClusterIps(service, old);
    return withAddresses(allocateUpdate(service, old, context, dryRun), service, old, context);
  },
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  validateStatusUpdate: validateServiceStatus,
  warnings: serviceWarnings,
  afterDelete(service, context) {
    const { storage } = context;
    releaseAddresses(service, context);
    // The Endpoints of the same name go at once; EndpointSlices are left to the garbage collector.
    if (storage.get('endpoints', keyOf(service))) storage.remove('endpoints', keyOf(service));
  },

  selectableFields: {
    'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
    'spec.type': ({ spec }) => spec.type ?? '',
  },
  columns: serviceColumns,
  subresources: { proxy: serviceProxy },
};
