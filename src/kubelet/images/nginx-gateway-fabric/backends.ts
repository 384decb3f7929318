// What stands behind a backendRef: a Service's ready endpoints, or what is wrong with the reference.
// Models internal/controller/state/graph/backend_refs.go and state/resolver.

import type { Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { BackendReference, ReferenceGrant } from '#api/gateway/types.ts';
import type { Route } from './attach.ts';
import { type Said, said } from './conditions.ts';
import { isPermitted } from './grants.ts';

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

export type Backend =
  | { readonly service: string; readonly endpoints: readonly Endpoint[] }
  /** A reference that is not to be followed: its share of requests is answered with 500. */
  | { readonly wrong: Said };

export interface BackendObjects {
  readonly services: ReadonlyMap<string, Service>;
  readonly slices: readonly EndpointSlice[];
  readonly grants: readonly ReferenceGrant[];
}

/** `path`: where the reference stands, `spec.rules[0].backendRefs[0]`. */
export function backendOf(
  { group = '', kind = 'Service', name, namespace, port }: BackendReference,
  route: Route,
  path: string,
  { services, slices, grants }: BackendObjects,
): Backend {
  const wrong = (reason: string, message: string): Backend => ({
    wrong: said('ResolvedRefs', 'False', reason, message),
  });
  if (group !== '')
    return wrong(
      'InvalidKind',
      `${path}.group: Unsupported value: ${JSON.stringify(group)}: supported values: "core", ""`,
    );
  if (kind !== 'Service')
    return wrong(
      'InvalidKind',
      `${path}.kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Service"`,
    );
  const own = route.route.metadata.namespace ?? '';
  const at = namespace ?? own;
  const key = `${at}/${name}`;
  const reference = { from: { kind: route.kind, namespace: own }, to: { kind: 'Service', namespace: at, name } };
  if (!isPermitted(reference, grants))
    return wrong(
      'RefNotPermitted',
      `${path}.namespace: Forbidden: Backend ref to Service ${key} not permitted by any ReferenceGrant`,
    );
  const service = services.get(key);
  if (!service) return wrong('BackendNotFound', `${path}.name: Not found: ${JSON.stringify(name)}`);
  const found = service.spec.ports?.find((p) => p.port === port);
  if (!found) return wrong('BackendNotFound', `no matching port for Service ${name} and port ${port}`);
  return { service: key, endpoints: endpointsOf(at, name, found.name ?? '', slices) };
}

/** Only what is ready: nginx sends to Pods itself, not to the Service's address. */
function endpointsOf(
  namespace: string,
  name: string,
  port: string,
  slices: readonly EndpointSlice[],
): readonly Endpoint[] {
  const found = slices
    .filter(
      ({ metadata, addressType }) =>
        addressType === 'IPv4' &&
        metadata.namespace === namespace &&
        metadata.labels?.['kubernetes.io/service-name'] === name,
    )
    .flatMap(({ endpoints, ports }) =>
      (ports ?? [])
        .filter((p) => (p.name ?? '') === port && p.port !== undefined)
        .flatMap((p) =>
          (endpoints ?? [])
            .filter(({ conditions }) => conditions?.ready !== false)
            .flatMap(({ addresses }) => addresses.map((ip) => ({ ip, port: p.port! }))),
        ),
    );
  return found.sort((a, b) => (a.ip < b.ip ? -1 : 1));
}
