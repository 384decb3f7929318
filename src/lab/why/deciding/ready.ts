// Which endpoints of a Service are ready.

import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Facts } from '../facts.ts';

/** `key` is the Service's. */
export const slicesOf = (key: string, facts: Facts): readonly EndpointSlice[] =>
  facts
    .list<EndpointSlice>('EndpointSlice')
    .filter(({ metadata }) => `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name']}` === key);

/** How many addresses. */
export function readyEndpoints(key: string, facts: Facts): number {
  const ready = slicesOf(key, facts).flatMap(({ endpoints, ports }) =>
    !ports?.length ? [] : (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false),
  );
  return new Set(ready.flatMap(({ addresses }) => addresses)).size;
}
