// Why an object is as it is, without a request: a Service that waits for its address or has no endpoint, an Ingress that nobody serves.

import type { Event, Pod, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Ingress, IngressClass } from '#api/networking/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { isGce } from '#controllers/gceingress/class.ts';
import { type Hop, type Told, told } from '#machine/hop.ts';
import { classFault } from './deciding/ingresses.ts';
import { type Broken, brokenLink } from './explain.ts';
import { type Facts, find } from './facts.ts';
import { LABELS } from './words/labels.ts';
import { filled, type Language } from './words/language.ts';

/** What is wrong with it, or a sentence that nothing is. */
export type Standing = { readonly broken: Broken } | { readonly text: string; readonly isMissing?: true };

export interface Around {
  readonly facts: Facts;
  readonly language: Language;
  /** Does a cloud give load balancers their addresses here? */
  readonly hasCloud: boolean;
}

const said = (
  label: keyof typeof LABELS,
  language: Language,
  parameters: Readonly<Record<string, string>>,
): Standing => ({
  text: filled(LABELS[label][language], parameters),
});

function broken(object: string, why: Told, { facts, language }: Around): Standing {
  const hop: Hop = { at: object.charAt(0).toLowerCase() + object.slice(1), ...why, object, ok: false };
  return { broken: brokenLink(hop, [], language, facts) };
}

export function serviceStanding(key: string, around: Around): Standing {
  const { facts, language, hasCloud } = around;
  const object = `Service/${key}`;
  const name = { name: key, plain: key.slice(key.indexOf('/') + 1) };
  const service = find<Service>(facts, object);
  if (!service) return { text: filled(LABELS.noService[language], name), isMissing: true };
  const { type = 'ClusterIP', loadBalancerClass, ports = [] } = service.spec;
  if (type === 'ExternalName') return said('noAddressWanted', language, { ...name, type });
  const address = service.status?.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname)[0];
  if (type === 'LoadBalancer' && !address) {
    if (loadBalancerClass)
      return broken(object, told('waits', 'foreign-class', { service: key, class: loadBalancerClass }), around);
    const port = String(ports[0]?.nodePort ?? '-');
    if (!hasCloud) return broken(object, told('waits', 'no-cloud', { service: key, port }), around);
    const message = refusalOf(service, facts);
    if (message === undefined) return said('waits', language, name);
    return broken(object, told('was refused', 'cloud-refused', { service: key, message }), around);
  }
  const ready = readyEndpoints(service, facts);
  if (ready === 0) return broken(object, told('has no endpoint', 'service-without-endpoint', { service: key }), around);
  return address
    ? said('hasAddress', language, { ...name, address, ready: String(ready) })
    : said('isWell', language, { ...name, type, ready: String(ready) });
}

/** The cloud's last words, where it does not give what was asked for. */
function refusalOf({ metadata }: Service, facts: Facts): string | undefined {
  const own = facts
    .list<Event>('Event')
    .filter(
      ({ involvedObject, source }) => involvedObject.uid === metadata.uid && source?.component === 'service-controller',
    )
    .toSorted((a, b) => (a.lastTimestamp ?? '').localeCompare(b.lastTimestamp ?? ''));
  const last = own.findLast(({ reason }) => reason !== 'EnsuringLoadBalancer');
  if (last?.reason !== 'SyncLoadBalancerFailed') return undefined;
  return last.message?.replace(/^.*?failed to ensure load balancer: /, '');
}

function readyEndpoints({ metadata }: Service, facts: Facts): number {
  const slices = facts
    .list<EndpointSlice>('EndpointSlice')
    .filter(
      (slice) =>
        slice.metadata.namespace === metadata.namespace &&
        slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name,
    );
  const ready = slices.flatMap(({ endpoints, ports }) =>
    !ports?.length ? [] : (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false),
  );
  return new Set(ready.flatMap(({ addresses }) => addresses)).size;
}

export function ingressStanding(key: string, around: Around): Standing {
  const { facts, language, hasCloud } = around;
  const object = `Ingress/${key}`;
  const ingress = find<Ingress>(facts, object);
  if (!ingress) return { text: filled(LABELS.noIngress[language], { name: key }), isMissing: true };
  const address = ingress.status?.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname)[0];
  if (address) return said('ingressHasAddress', language, { name: key, address });
  if (isGce(ingress))
    return hasCloud
      ? said('ingressWaits', language, { name: key })
      : broken(object, told('nobody serves it', 'ingress-unserved', { ingress: key }), around);
  if (classFault(ingress, facts))
    return broken(object, told('nobody serves it', 'ingress-unserved', { ingress: key }), around);
  const { controller = '-' } = classOf(ingress, facts)?.spec ?? {};
  const runs = facts
    .list<Pod>('Pod')
    .some(
      ({ metadata, status }) =>
        metadata.labels?.['app.kubernetes.io/name'] === 'ingress-nginx' && status.phase === 'Running',
    );
  if (!runs)
    return broken(object, told('nobody serves it', 'ingress-no-controller', { ingress: key, controller }), around);
  return said('ingressWaits', language, { name: key });
}

const classOf = ({ spec }: Ingress, facts: Facts): IngressClass | undefined =>
  facts
    .list<IngressClass>('IngressClass')
    .find((found) =>
      spec.ingressClassName === undefined
        ? found.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true'
        : keyOf(found) === spec.ingressClassName,
    );
