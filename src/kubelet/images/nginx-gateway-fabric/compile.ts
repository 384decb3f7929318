// From Gateways and routes to what nginx does, and to what their statuses say. Pure. Models internal/controller/state/{graph,dataplane}.

import type { Namespace, Secret } from '#api/core/types.ts';
import type {
  Gateway,
  GRPCRouteMatch,
  HTTPRouteMatch,
  ParentReference,
  RouteFilter,
  RouteRule,
} from '#api/gateway/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { type AttachedParent, attach, type Route, refersTo } from './attach.ts';
import { type BackendObjects, backendOf, type Endpoint } from './backends.ts';
import { merged, ROUTE_DEFAULTS, type Said } from './conditions.ts';
import { type JudgedListener, judgeListeners } from './listeners.ts';
import { judgeTlsRoute, type NamedPassage, passagesOf, unrouted } from './passthrough.ts';
import { byPrecedence, type Ranked } from './precedence.ts';
import { validateRoute } from './validate.ts';

/** Where a share of a rule's requests goes. */
export interface Target {
  readonly weight: number;
  /** `namespace/name` */
  readonly service?: string;
  readonly endpoints: readonly Endpoint[];
  /** Why requests are answered with 500. */
  readonly wrong?: string;
}

export interface Action {
  /** `HTTPRoute/namespace/name` */
  readonly object: string;
  readonly rule: number;
  readonly filters: readonly RouteFilter[];
  readonly targets: readonly Target[];
  readonly mirrors: readonly { readonly target: Target; readonly percent: number }[];
  readonly timeouts?: RouteRule<unknown>['timeouts'];
}

/** One match, in the order in which they are tried. */
export interface Choice {
  readonly hostname?: string;
  readonly match: HTTPRouteMatch;
  readonly action: Action;
}

export interface Server {
  readonly listener: string;
  readonly hostname?: string;
  readonly port: number;
  readonly certificate?: { readonly certificate: string; readonly key: string };
  readonly choices: readonly Choice[];
}

/** All that nginx knows. A value of JSON. */
export interface Configuration {
  /** `Gateway/namespace/name` */
  readonly gateway: string;
  readonly servers: readonly Server[];
  /** Of TLS listeners. */
  readonly passages: readonly NamedPassage[];
}

export interface GatewayObjects extends BackendObjects {
  readonly routes: readonly Route[];
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly namespaces: ReadonlyMap<string, Namespace>;
}

export interface RouteAtParent {
  readonly route: Route;
  readonly parentRef: ParentReference;
  readonly conditions: readonly Said[];
}

export interface Compiled {
  readonly listeners: readonly (JudgedListener & { readonly attachedRoutes: number })[];
  readonly parents: readonly RouteAtParent[];
  readonly configuration: Configuration;
}

interface Ready extends Ranked {
  readonly listener: string;
  readonly action: Action;
}

export function compileGateway(gateway: Gateway, objects: GatewayObjects): Compiled {
  const listeners = judgeListeners(gateway, objects.secrets, objects.grants);
  const parents: RouteAtParent[] = [];
  const attached = new Map<string, Set<string>>();
  const ready: Ready[] = [];
  const passages: NamedPassage[] = [];
  const taken = new Set<string>();
  const count = ({ attachments }: AttachedParent, { kind, route }: Route): void => {
    for (const { listener } of attachments) {
      const routes = attached.get(listener) ?? new Set();
      attached.set(listener, routes.add(`${kind}/${keyOf(route)}`));
    }
  };
  for (const route of objects.routes) {
    const refs = (route.route.spec.parentRefs ?? []).filter((ref) => refersTo(ref, route, gateway));
    if (refs.length === 0) continue;
    if (route.kind === 'TLSRoute') {
      const { backend, conditions } = judgeTlsRoute(route, objects);
      for (const ref of refs) {
        // A route without a backend to judge is attached nowhere, and accepted all the same.
        const parent = backend && attach(ref, route, gateway, listeners, objects.namespaces, taken);
        parents.push({
          route,
          parentRef: ref,
          conditions: merged(ROUTE_DEFAULTS, [...conditions, ...(parent?.conditions ?? [])]),
        });
        if (!parent) continue;
        count(parent, route);
        passages.push(...passagesOf(route, parent, backend, gateway.spec.listeners));
      }
      continue;
    }
    const { dropped, conditions } = validateRoute(route);
    const { actions, wrong } = actionsOf(route, objects);
    for (const ref of refs) {
      const parent = attach(ref, route, gateway, listeners, objects.namespaces, taken);
      parents.push({
        route,
        parentRef: ref,
        conditions: merged(merged(ROUTE_DEFAULTS, wrong ? [wrong] : []), [...conditions, ...parent.conditions]),
      });
      if (conditions.some(({ type, status }) => type === 'Accepted' && status === 'False')) continue;
      count(parent, route);
      ready.push(...choicesOf(route, parent, actions, dropped));
    }
  }
  const valid = listeners.filter(({ isValid }) => isValid);
  const isTls = ({ listener }: JudgedListener): boolean => listener.protocol === 'TLS';
  const servers = valid.filter((l) => !isTls(l)).map((judged) => serverOf(judged, ready, objects.secrets));
  const closing = valid.filter(isTls).flatMap(({ listener }) => unrouted(listener, passages));
  return {
    listeners: listeners.map((l) => ({ ...l, attachedRoutes: attached.get(l.listener.name)?.size ?? 0 })),
    parents,
    configuration: { gateway: `Gateway/${keyOf(gateway)}`, servers, passages: [...passages, ...closing] },
  };
}

function serverOf(
  { listener, secret }: JudgedListener,
  ready: readonly Ready[],
  secrets: GatewayObjects['secrets'],
): Server {
  const { data } = (secret && secrets.get(secret)) || {};
  const choices = ready.filter((r) => r.listener === listener.name).toSorted(byPrecedence);
  return {
    listener: listener.name,
    ...(listener.hostname !== undefined && { hostname: listener.hostname }),
    port: listener.port,
    ...(data && { certificate: { certificate: atob(data['tls.crt'] ?? ''), key: atob(data['tls.key'] ?? '') } }),
    choices: choices.map(({ hostname, match, action }) => ({
      ...(hostname !== undefined && { hostname }),
      match,
      action,
    })),
  };
}

function choicesOf(
  route: Route,
  { attachments }: AttachedParent,
  actions: readonly Action[],
  dropped: ReadonlySet<number>,
): Ready[] {
  const { metadata, spec } = route.route;
  const common = { route: keyOf(route.route), created: metadata.creationTimestamp ?? '' };
  const rules = (spec.rules ?? []) as readonly RouteRule<unknown>[];
  return attachments.flatMap(({ listener, hostnames }) =>
    rules.flatMap((rule, i) =>
      dropped.has(i)
        ? []
        : matchesOf(route.kind, rule).flatMap((match) =>
            hostnames.map((hostname) => ({ ...common, listener, hostname, match, rule: i, action: actions[i]! })),
          ),
    ),
  );
}

/** A gRPC call is a POST to `/service/method`. */
function matchesOf(kind: Route['kind'], { matches = [] }: RouteRule<unknown>): readonly HTTPRouteMatch[] {
  if (matches.length === 0) return [{ path: { type: 'PathPrefix', value: '/' } }];
  if (kind === 'HTTPRoute') return matches as readonly HTTPRouteMatch[];
  return (matches as readonly GRPCRouteMatch[]).map(({ method: { service, method } = {}, headers }) => {
    const path: HTTPRouteMatch['path'] =
      service && method
        ? { type: 'Exact', value: `/${service}/${method}` }
        : service
          ? { type: 'PathPrefix', value: `/${service}` }
          : method
            ? { type: 'RegularExpression', value: `/[^/]+/${method}` }
            : { type: 'PathPrefix', value: '/' };
    return { path, ...(headers && { headers }) };
  });
}

function actionsOf(
  route: Route,
  objects: BackendObjects,
): { readonly actions: readonly Action[]; readonly wrong: Said | undefined } {
  let wrong: Said | undefined;
  const targetOf = (ref: Parameters<typeof backendOf>[0] & { weight?: number }, path: string): Target => {
    const backend = backendOf(ref, route, path, objects);
    const { weight = 1 } = ref;
    if ('service' in backend) return { weight, ...backend };
    wrong ??= backend.wrong;
    return { weight, endpoints: [], wrong: backend.wrong.message };
  };
  const rules = (route.route.spec.rules ?? []) as readonly RouteRule<unknown>[];
  const actions = rules.map(({ filters = [], backendRefs = [], timeouts }, rule): Action => {
    const path = `spec.rules[${rule}]`;
    return {
      object: `${route.kind}/${keyOf(route.route)}`,
      rule,
      filters,
      targets: backendRefs.map((ref, i) => targetOf(ref, `${path}.backendRefs[${i}]`)),
      mirrors: filters.flatMap(({ requestMirror: mirror }, i) => {
        if (!mirror) return [];
        const { numerator, denominator = 100 } = mirror.fraction ?? { numerator: mirror.percent ?? 100 };
        const target = targetOf(mirror.backendRef, `${path}.filters[${i}].requestMirror.backendRef`);
        return [{ target, percent: (numerator / denominator) * 100 }];
      }),
      ...(timeouts && { timeouts }),
    };
  });
  return { actions, wrong };
}
