// Which listeners a route is attached to, and what its parents say of it. Models internal/controller/state/graph/route_common.go.

import type { Namespace } from '#api/core/types.ts';
import {
  GATEWAY_GROUP,
  type Gateway,
  type GRPCRoute,
  type HTTPRoute,
  type ParentReference,
  type TLSRoute,
} from '#api/gateway/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { type Said, said } from './conditions.ts';
import { intersection } from './hostnames.ts';
import type { JudgedListener, RouteKind } from './listeners.ts';

export type Route =
  | { readonly kind: 'HTTPRoute'; readonly route: HTTPRoute }
  | { readonly kind: 'GRPCRoute'; readonly route: GRPCRoute }
  | { readonly kind: 'TLSRoute'; readonly route: TLSRoute };

export interface Attachment {
  readonly listener: string;
  /** `undefined` stands for any. */
  readonly hostnames: readonly (string | undefined)[];
}

export interface AttachedParent {
  readonly parentRef: ParentReference;
  /** Empty: the Gateway does not take the route. */
  readonly attachments: readonly Attachment[];
  readonly conditions: readonly Said[];
}

/** Does a parentRef of the route mean this Gateway? */
export function refersTo(ref: ParentReference, route: Route, { metadata }: Gateway): boolean {
  return (
    (ref.group ?? GATEWAY_GROUP) === GATEWAY_GROUP &&
    (ref.kind ?? 'Gateway') === 'Gateway' &&
    ref.name === metadata.name &&
    (ref.namespace ?? route.route.metadata.namespace) === metadata.namespace
  );
}

/** @param taken `hostname:port` of TLSRoutes that came before: each is one route's. Grows. */
export function attach(
  parentRef: ParentReference,
  route: Route,
  gateway: Gateway,
  listeners: readonly JudgedListener[],
  namespaces: ReadonlyMap<string, Namespace>,
  taken: Set<string>,
): AttachedParent {
  const refuse = (reason: string, message: string): AttachedParent => ({
    parentRef,
    attachments: [],
    conditions: [said('Accepted', 'False', reason, message)],
  });
  if (parentRef.port !== undefined) {
    const index = (route.route.spec.parentRefs ?? []).indexOf(parentRef);
    return refuse('UnsupportedValue', `spec.parentRefs[${index}].port: Forbidden: cannot be set`);
  }
  const { sectionName } = parentRef;
  const meant = listeners.filter(({ listener: { name } }) => sectionName === undefined || sectionName === name);
  if (meant.length === 0) return refuse('NoMatchingParent', 'Listener is not found for this parent ref');
  const allowed = meant.filter((l) => isAllowed(l, route, gateway, namespaces));
  if (allowed.length === 0) return refuse('NotAllowedByListeners', 'Route is not allowed by any listener');
  let attachments = allowed
    .map((l) => ({ judged: l, hostnames: intersection(l.listener.hostname, route.route.spec.hostnames) }))
    .filter(({ hostnames }) => hostnames.length > 0);
  if (attachments.length === 0)
    return refuse('NoMatchingListenerHostname', 'Listener hostname does not match the Route hostnames');
  if (route.kind === 'TLSRoute') {
    const isolated = attachments.map(({ judged, hostnames }) => ({
      judged,
      hostnames: hostnames.filter((hostname) => !isOfAnother(hostname, judged, listeners)),
    }));
    const own = isolated.map(({ judged, hostnames }) => ({
      judged,
      hostnames: hostnames.filter((hostname) => isFirst(`${hostname ?? ''}:${judged.listener.port}`, taken)),
    }));
    attachments = own.filter(({ hostnames }, i) => hostnames.length > 0 || isolated[i]!.hostnames.length === 0);
    if (attachments.length === 0)
      return refuse('HostnameConflict', 'Hostname(s) conflict with another route of the same kind on the same port');
  }
  const valid = attachments.filter(({ judged }) => judged.isValid);
  if (valid.length === 0) return refuse('InvalidListener', 'Listener is invalid for this parent ref');
  return {
    parentRef,
    attachments: valid.map(({ judged, hostnames }) => ({ listener: judged.listener.name, hostnames })),
    conditions: [],
  };
}

/** A hostname that another listener of the port has as its own is that one's alone. Models isolateL4RouteListeners. */
const isOfAnother = (
  hostname: string | undefined,
  { listener }: JudgedListener,
  all: readonly JudgedListener[],
): boolean =>
  hostname !== undefined &&
  all.some((l) => l.listener !== listener && l.listener.port === listener.port && l.listener.hostname === hostname);

const isFirst = (key: string, taken: Set<string>): boolean => !taken.has(key) && taken.add(key).has(key);

function isAllowed(
  { listener, kinds }: JudgedListener,
  { kind, route }: Route,
  gateway: Gateway,
  namespaces: ReadonlyMap<string, Namespace>,
): boolean {
  if (!kinds.includes(kind satisfies RouteKind)) return false;
  const { from = 'Same', selector } = listener.allowedRoutes?.namespaces ?? {};
  const namespace = route.metadata.namespace ?? '';
  if (from === 'All') return true;
  if (from === 'Same') return namespace === gateway.metadata.namespace;
  return selector !== undefined && matchesSelector(selector, namespaces.get(namespace)?.metadata.labels ?? {});
}
