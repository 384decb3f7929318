// Why an EndpointSlice, or Endpoints, lead nowhere: no Service reads them, or the Pods behind them are not well.

import type { Endpoints, Pod, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { type Facts, find } from '../facts.ts';
import { withoutEndpoint } from './endpoints.ts';
import { type Finding, type Note, note } from './finding.ts';
import { unwell } from './pods.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

/** Undefined: all that it lists is ready, and a Service reads it. */
export function sliceFault(slice: EndpointSlice, facts: Facts): Finding | undefined {
  const { namespace, labels } = slice.metadata;
  const object = `EndpointSlice/${keyOf(slice)}`;
  const name = labels?.[SERVICE_NAME];
  if (!name)
    return {
      object,
      path: `metadata.labels["${SERVICE_NAME}"]`,
      notes: [note('slice-of-nobody', { slice: keyOf(slice), label: SERVICE_NAME })],
    };
  const service = `${namespace}/${name}`;
  if (!find<Service>(facts, `Service/${service}`))
    return { object, path: `metadata.labels["${SERVICE_NAME}"]`, notes: [note('slice-without-service', { service })] };
  const endpoints = slice.endpoints ?? [];
  const unready = endpoints.flatMap(({ conditions, targetRef }, i) =>
    conditions?.ready === false ? [{ path: `endpoints[${i}].conditions.ready`, pod: targetRef?.name }] : [],
  );
  const ready = endpoints.length - unready.length;
  if (ready > 0 && unready.length === 0) return undefined;
  const counted = note('endpoints-ready', { object, ready: String(ready), all: String(endpoints.length), service });
  return ofPods(counted, { object, ...unready[0] }, unready, service, facts);
}

/** They have the name of their Service. Undefined: as with slices. */
export function endpointsFault(endpoints: Endpoints, facts: Facts): Finding | undefined {
  const service = keyOf(endpoints);
  const object = `Endpoints/${service}`;
  if (!find<Service>(facts, `Service/${service}`))
    return { object, notes: [note('slice-without-service', { service })] };
  const { subsets = [] } = endpoints;
  const ready = subsets.flatMap(({ addresses = [] }) => addresses).length;
  const unready = subsets.flatMap(({ notReadyAddresses = [] }) => notReadyAddresses);
  if (ready > 0 && unready.length === 0) return undefined;
  const counted = note('endpoints-ready', {
    object,
    ready: String(ready),
    all: String(ready + unready.length),
    service,
  });
  return ofPods(
    counted,
    { object, path: 'subsets' },
    unready.map(({ targetRef }) => ({ pod: targetRef?.name })),
    service,
    facts,
  );
}

/** What is wrong with the first of the Pods; where there is none, with the Service. */
function ofPods(
  counted: Note,
  own: { readonly object: string; readonly path?: string },
  unready: readonly { readonly pod: string | undefined }[],
  service: string,
  facts: Facts,
): Finding {
  const [namespace] = service.split('/');
  const faults = unready.flatMap(({ pod }) => {
    const found = pod === undefined ? undefined : find<Pod>(facts, `Pod/${namespace}/${pod}`);
    return (found && unwell(found, facts)) ?? [];
  });
  const fault = faults[0] ??
    (unready.length === 0 ? withoutEndpoint(service, facts) : undefined) ?? {
      object: own.object,
      ...(own.path && { path: own.path }),
    };
  return { ...fault, notes: [counted, ...(fault.notes ?? [])] };
}
