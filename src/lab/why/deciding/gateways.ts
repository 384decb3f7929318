// Gateways and routes: what is attached, what was not accepted, and whom a grant is missing from.

import type { Gateway, HTTPRoute, ReferenceGrant, TLSRoute } from '#api/gateway/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { type Facts, find } from '../facts.ts';
import { type Case, type Finding, nearest, note } from './finding.ts';

const covers = (hostname: string | undefined, host: string): boolean =>
  hostname === undefined || (hostname.startsWith('*.') ? host.endsWith(hostname.slice(1)) : hostname === host);

export function noListener({ reason, hop, facts }: Case): Finding {
  const { host = '' } = reason.parameters;
  const object = hop.object ?? '';
  const listeners = find<Gateway>(facts, object)?.spec.listeners ?? [];
  const near =
    nearest(
      host,
      listeners.flatMap(({ hostname }) => hostname ?? []),
    ) ?? listeners[0]?.hostname;
  const index = listeners.findIndex(({ hostname }) => hostname !== undefined && hostname === near);
  if (index < 0 || near === undefined) return { object, path: 'spec.listeners' };
  const owner = `${object} listener ${listeners[index]!.name}`;
  return { object, path: `spec.listeners[${index}].hostname`, notes: [note('host-near', { near, owner })] };
}

/** Routes that name the Gateway. */
const routesOf = (gateway: string, facts: Facts, kind: 'HTTPRoute' | 'TLSRoute'): readonly (HTTPRoute | TLSRoute)[] =>
  facts
    .list<HTTPRoute | TLSRoute>(kind)
    .filter(({ metadata, spec }) =>
      (spec.parentRefs ?? []).some((ref) => `Gateway/${ref.namespace ?? metadata.namespace}/${ref.name}` === gateway),
    );

export const noRouteRule = (asked: Case): Finding => noRoute(asked, 'HTTPRoute', asked.reason.parameters.host ?? '');

/** The name is that of the TLS handshake. */
export const noTlsRoute = (asked: Case): Finding => noRoute(asked, 'TLSRoute', asked.reason.parameters.name ?? '');

function noRoute({ hop, facts }: Case, kind: 'HTTPRoute' | 'TLSRoute', host: string): Finding {
  const routes = routesOf(hop.object ?? '', facts, kind);
  for (const route of routes) {
    const object = `${kind}/${keyOf(route)}`;
    for (const { conditions } of route.status?.parents ?? []) {
      const refused = conditions.find(({ type, status }) => type === 'Accepted' && status === 'False');
      if (!refused) continue;
      const { message = '', reason: code } = refused;
      const path = code === 'NoMatchingListenerHostname' ? 'spec.hostnames' : 'spec.parentRefs';
      return { object, path, notes: [note('route-not-accepted', { route: object, message })] };
    }
  }
  const forHost = routes.find(
    ({ spec: { hostnames = [] } }) => hostnames.length === 0 || hostnames.some((h) => covers(h, host)),
  );
  if (forHost) {
    const object = `${kind}/${keyOf(forHost)}`;
    const path = kind === 'HTTPRoute' ? 'spec.rules[0].matches' : 'spec.parentRefs';
    return { object, path, notes: [note('route-for-host', { route: object })] };
  }
  const [route] = routes;
  if (!route) return { object: hop.object ?? '', path: 'spec.listeners', notes: [note('no-route-attached', {})] };
  const hostnames = route.spec.hostnames ?? [];
  const near = nearest(host, hostnames) ?? hostnames[0] ?? '';
  const object = `${kind}/${keyOf(route)}`;
  return {
    object,
    path: `spec.hostnames[${hostnames.indexOf(near)}]`,
    notes: [note('host-near', { near, owner: object })],
  };
}

export const noValidBackend = ({ reason, hop, facts }: Case): Finding =>
  ruleWithoutBackend(hop.object ?? '', Number(reason.parameters.rule ?? 0), facts);

/** Why the backends of a route's rule cannot be referred to. */
export function ruleWithoutBackend(object: string, index: number, facts: Facts): Finding {
  const [kind] = object.split('/');
  const route = find<HTTPRoute>(facts, object);
  const refs = route?.spec.rules?.[index]?.backendRefs ?? [];
  const at = `spec.rules[${index}].backendRefs`;
  const from = route?.metadata.namespace ?? '';
  for (const [i, { name, namespace: to = from }] of refs.entries()) {
    const isGranted = facts
      .list<ReferenceGrant>('ReferenceGrant')
      .some(
        ({ metadata, spec }) =>
          metadata.namespace === to &&
          spec.from.some((f) => f.kind === kind && f.namespace === from) &&
          spec.to.some((t) => t.kind === 'Service' && (t.name === undefined || t.name === name)),
      );
    if (to !== from && !isGranted)
      return { object, path: `${at}[${i}].namespace`, notes: [note('grant-missing', { to, from })] };
    const service = find(facts, `Service/${to}/${name}`);
    if (!service) return { object, path: `${at}[${i}].name` };
  }
  return { object, path: refs.length === 1 ? `${at}[0].port` : at };
}
