// Models pkg/registry/discovery/endpointslice/strategy.go.

import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { endpointSliceColumns } from './printer.ts';
import { validateEndpointSlice, validateEndpointSliceUpdate } from './validation.ts';

export const endpointSliceStrategy: Strategy<EndpointSlice> = {
  resource: 'endpointslices',
  singular: 'endpointslice',
  kind: 'EndpointSlice',
  group: 'discovery.k8s.io',
  version: 'v1',
  namespaced: true,
  generation: true,
  allowUnconditionalUpdate: true,

  setDefaults(slice) {
    // An absent list is stored as null: the Go fields have no omitempty.
    slice.endpoints ??= null;
    slice.ports ??= null;
    for (const port of slice.ports ?? []) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  validate: validateEndpointSlice,
  validateUpdate: validateEndpointSliceUpdate,
  columns: endpointSliceColumns,
};
