// What a Gateway's listeners are worth: which kinds of routes they take, which certificate they show, what is wrong with them.
// Models internal/controller/state/graph/gateway_listener.go.

import type { Secret } from '#api/core/types.ts';
import { GATEWAY_GROUP, type Gateway, type Listener, type ReferenceGrant } from '#api/gateway/types.ts';
import { LISTENER_DEFAULTS, merged, type Said, said } from './conditions.ts';
import { conflictsAmong } from './conflicts.ts';
import { isPermitted } from './grants.ts';

export type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute';
const HTTP_KINDS: readonly RouteKind[] = ['HTTPRoute', 'GRPCRoute'];
/** By protocol. */
const ROUTE_KINDS: Readonly<Record<string, readonly RouteKind[]>> = {
  HTTP: HTTP_KINDS,
  HTTPS: HTTP_KINDS,
  TLS: ['TLSRoute'],
};

export interface JudgedListener {
  readonly listener: Listener;
  readonly kinds: readonly RouteKind[];
  readonly isValid: boolean;
  readonly conditions: readonly Said[];
  /** `namespace/name` of the Secret whose certificate it shows. */
  readonly secret?: string;
}

const invalid = (message: string): Said => said('Programmed', 'False', 'Invalid', message);

export function judgeListeners(
  gateway: Gateway,
  secrets: ReadonlyMap<string, Secret>,
  grants: readonly ReferenceGrant[],
): readonly JudgedListener[] {
  const looked = gateway.spec.listeners.map((listener) => {
    const { kinds, faults } = kindsOf(listener);
    return { listener, kinds, own: [...protocolFaults(listener), ...modeFaults(listener), ...faults] };
  });
  const conflicts = conflictsAmong(looked.filter(({ own }) => own.length === 0).map(({ listener }) => listener));
  return looked.map(({ listener, kinds, own }) => {
    const certificate = certificateOf(listener, gateway, secrets, grants);
    const wrong = [...own, ...(conflicts.get(listener) ?? []), ...('faults' in certificate ? certificate.faults : [])];
    return {
      listener,
      kinds,
      isValid: wrong.length === 0,
      conditions: merged(LISTENER_DEFAULTS, wrong),
      ...('secret' in certificate && { secret: certificate.secret }),
    };
  });
}

function protocolFaults({ protocol }: Listener): readonly Said[] {
  if (ROUTE_KINDS[protocol]) return [];
  const message = `protocol: Unsupported value: ${JSON.stringify(protocol)}: supported values: "HTTP", "HTTPS", "TLS"`;
  return [said('Accepted', 'False', 'UnsupportedProtocol', message), invalid(message)];
}

/** Passing TLS on is all that TLS listeners do. */
function modeFaults({ protocol, tls }: Listener): readonly Said[] {
  if (protocol !== 'TLS' || tls?.mode === 'Passthrough') return [];
  const message = tls
    ? 'TLS.Mode: Required value: Mode must be passthrough for TLS listener'
    : 'TLS: Required value: tls must be defined for TLS listener';
  return [said('Accepted', 'False', 'UnsupportedValue', message), invalid(message)];
}

function kindsOf({ protocol, allowedRoutes }: Listener): {
  readonly kinds: readonly RouteKind[];
  readonly faults: readonly Said[];
} {
  const wanted = allowedRoutes?.kinds ?? [];
  const possible = ROUTE_KINDS[protocol] ?? [];
  if (wanted.length === 0) return { kinds: possible, faults: [] };
  const isKnown = (kind: (typeof wanted)[number]): boolean =>
    (kind.group ?? GATEWAY_GROUP) === GATEWAY_GROUP && (possible as readonly string[]).includes(kind.kind);
  const kinds = wanted.filter(isKnown).map(({ kind }) => kind as RouteKind);
  const unknown = wanted.find((kind) => !isKnown(kind));
  if (!unknown) return { kinds, faults: [] };
  const message = `Unsupported route kind "${unknown.group ?? GATEWAY_GROUP}/${unknown.kind}"`;
  return { kinds, faults: [said('ResolvedRefs', 'False', 'InvalidRouteKinds', message), invalid(message)] };
}

function certificateOf(
  { protocol, tls }: Listener,
  { metadata }: Gateway,
  secrets: ReadonlyMap<string, Secret>,
  grants: readonly ReferenceGrant[],
): { readonly secret: string } | { readonly faults: readonly Said[] } {
  if (protocol !== 'HTTPS') return { faults: [] };
  const [ref] = tls?.certificateRefs ?? [];
  const refused = (reason: string, message: string) => ({
    faults: [
      said('Accepted', 'False', reason, message),
      said('ResolvedRefs', 'False', reason, message),
      invalid(message),
    ],
  });
  if (!ref) {
    const message = 'tls.certificateRefs: Required value: certificateRefs must be defined for TLS mode terminate';
    return refused('InvalidCertificateRef', message);
  }
  const { group = '', kind = 'Secret', name } = ref;
  if (group !== '' || kind !== 'Secret') {
    const message = `tls.certificateRefs[0].kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Secret"`;
    return refused('InvalidCertificateRef', message);
  }
  const own = metadata.namespace ?? '';
  const namespace = ref.namespace ?? own;
  const key = `${namespace}/${name}`;
  if (!isPermitted({ from: { kind: 'Gateway', namespace: own }, to: { kind: 'Secret', namespace, name } }, grants))
    return refused('RefNotPermitted', `Certificate ref to secret ${key} not permitted by any ReferenceGrant`);
  const secret = secrets.get(key);
  const why = !secret
    ? 'secret does not exist'
    : secret.type !== 'kubernetes.io/tls'
      ? `unsupported secret type ${JSON.stringify(secret.type)}`
      : undefined;
  if (why)
    return refused('InvalidCertificateRef', `tls.certificateRefs[0]: Invalid value: ${JSON.stringify(key)}: ${why}`);
  return { secret: key };
}
