// The statuses that the controller writes. Models internal/controller/status.

import type { Service } from '#api/core/types.ts';
import type { Gateway, GatewayClass, RouteParentStatus } from '#api/gateway/types.ts';
import { GATEWAY_GROUP } from '#api/gateway/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import type { Route } from './attach.ts';
import type { Compiled, RouteAtParent } from './compile.ts';
import { dated, GATEWAY_DEFAULTS, merged, type Said, said } from './conditions.ts';

/** Addresses of the Service in front of the nginx Pods. */
export function addressesOf(service: Service | undefined): readonly { type: string; value: string }[] {
  if (!service) return [];
  if (service.spec.type !== 'LoadBalancer') {
    const { clusterIP } = service.spec;
    return clusterIP && clusterIP !== 'None' ? [{ type: 'IPAddress', value: clusterIP }] : [];
  }
  return (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) =>
    ip ? [{ type: 'IPAddress', value: ip }] : hostname ? [{ type: 'Hostname', value: hostname }] : [],
  );
}

/**
 * What is said of the Gateway as a whole. It is programmed as soon as nginx has been given its configuration: whether a Pod of
 * it is ready, or its Service has an address, is not looked at. Source: PrepareGatewayRequests of v2.1.
 */
export function gatewayConditions({ listeners }: Compiled): readonly Said[] {
  const valid = listeners.filter(({ isValid }) => isValid).length;
  if (valid === 0) {
    const message = 'Gateway has no valid listeners';
    return [said('Accepted', 'False', 'ListenersNotValid', message), said('Programmed', 'False', 'Invalid', message)];
  }
  const partly = said('Accepted', 'True', 'ListenersNotValid', 'Gateway has at least one valid listener');
  return merged(GATEWAY_DEFAULTS, valid < listeners.length ? [partly] : []);
}

export function gatewayStatus(
  { metadata, status: before }: Gateway,
  compiled: Compiled,
  conditions: readonly Said[],
  addresses: readonly { type: string; value: string }[],
  now: string,
): NonNullable<Gateway['status']> {
  const generation = metadata.generation ?? 0;
  return {
    ...(addresses.length > 0 && { addresses: [...addresses] }),
    conditions: dated(conditions, before?.conditions ?? [], generation, now),
    listeners: compiled.listeners.map(({ listener: { name }, kinds, attachedRoutes, conditions: own }) => ({
      name,
      supportedKinds: kinds.map((kind) => ({ group: GATEWAY_GROUP, kind })),
      attachedRoutes,
      conditions: dated(own, before?.listeners?.find((l) => l.name === name)?.conditions ?? [], generation, now),
    })),
  };
}

/** Parents of other controllers stay as they are. */
export function routeParents(
  { route }: Route,
  own: readonly RouteAtParent[],
  controllerName: string,
  now: string,
): RouteParentStatus[] {
  const before = route.status?.parents ?? [];
  const others = before.filter((parent) => parent.controllerName !== controllerName);
  const mine = own.map(({ parentRef, conditions }) => {
    const last = before.find((p) => p.controllerName === controllerName && deepEqual(p.parentRef, parentRef));
    return {
      parentRef,
      controllerName,
      conditions: dated(conditions, last?.conditions ?? [], route.metadata.generation ?? 0, now),
    };
  });
  return [...others, ...mine];
}

export function classStatus(
  { metadata, status }: GatewayClass,
  isOwn: boolean,
  now: string,
): NonNullable<GatewayClass['status']> {
  const conditions = isOwn
    ? [
        said('Accepted', 'True', 'Accepted', 'GatewayClass is accepted'),
        said('SupportedVersion', 'True', 'SupportedVersion', 'Gateway API CRD versions are supported'),
        said('ResolvedRefs', 'True', 'ResolvedRefs', 'ParametersRef resource is resolved'),
      ]
    : [
        said(
          'Accepted',
          'False',
          'GatewayClassConflict',
          'The resource is ignored due to a conflicting GatewayClass resource',
        ),
      ];
  return { conditions: dated(conditions, status?.conditions ?? [], metadata.generation ?? 0, now) };
}
