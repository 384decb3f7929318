// An EndpointSlice as it stands, and Endpoints.

import type { Endpoints } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { endpointsFault, sliceFault } from '../deciding/slices.ts';
import { byFault } from './standing.ts';

export const sliceStanding = byFault<EndpointSlice>(
  (slice, { facts }) => sliceFault(slice, facts),
  (slice) => {
    const object = `EndpointSlice/${keyOf(slice)}`;
    return { code: 'endpointsAreWell', parameters: { object, ready: String(slice.endpoints?.length ?? 0) } };
  },
);

export const endpointsStanding = byFault<Endpoints>(
  (endpoints, { facts }) => endpointsFault(endpoints, facts),
  (endpoints) => {
    const ready = (endpoints.subsets ?? []).flatMap(({ addresses = [] }) => addresses).length;
    return { code: 'endpointsAreWell', parameters: { object: `Endpoints/${keyOf(endpoints)}`, ready: String(ready) } };
  },
);
