import type { Gateway, Listener } from '#api/gateway/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { type Facts, find } from '../facts.ts';
import { type Finding, type Note, nearest, note } from './finding.ts';
import { behind, gatewayFault } from './listeners.ts';
import { backendFault } from './route-backends.ts';
import { type Route, saidOf } from './route-status.ts';

/** Undefined: its Gateways take it, and lead to something that is ready. */
export function routeFault(route: Route, facts: Facts): Finding | undefined {
  const { parentRefs = [] } = route.spec;
  const object = `${route.kind}/${keyOf(route)}`;
  if (parentRefs.length === 0)
    return { object, path: 'spec.parentRefs', notes: [note('no-parent', { route: object })] };
  const refused = parentRefs.map((_, i) => parentFault(route, i, facts)).find((fault) => fault);
  return refused ?? backendFault(route, facts);
}

function parentFault(route: Route, index: number, facts: Facts): Finding | undefined {
  const { metadata, spec } = route;
  const ref = spec.parentRefs![index]!;
  if ((ref.kind ?? 'Gateway') !== 'Gateway') return undefined;
  const object = `${route.kind}/${keyOf(route)}`;
  const at = `spec.parentRefs[${index}]`;
  const key = `${ref.namespace ?? metadata.namespace}/${ref.name}`;
  const gateway = find<Gateway>(facts, `Gateway/${key}`);
  if (!gateway) return parentMissing(object, at, key, facts);
  const accepted = saidOf(route, ref, 'Accepted');
  const about = (said: Note, path: string, where = object): Finding => ({ object: where, path, notes: [said] });
  if (!accepted || accepted.status === 'Unknown') {
    const silent = note('parent-silent', { route: object, gateway: key });
    const fault = gatewayFault(gateway, facts);
    return fault ? { ...fault, notes: [silent, ...(fault.notes ?? [])] } : about(silent, at);
  }
  // A listener that is not valid is no concern of a route that another one takes.
  const ill = accepted.status === 'True' ? behind(gateway, facts) : gatewayFault(gateway, facts);
  if (accepted.status === 'True')
    return ill && { ...ill, notes: [note('parent-ill', { route: object, gateway: key }), ...(ill.notes ?? [])] };
  const { reason, message = '' } = accepted;
  const listeners = gateway.spec.listeners.filter(
    ({ name }) => ref.sectionName === undefined || ref.sectionName === name,
  );
  if (reason === 'NoMatchingParent') {
    const names = gateway.spec.listeners.map(({ name }) => name).join(', ');
    return about(
      note('section-missing', { gateway: key, section: ref.sectionName ?? '-', listeners: names }),
      `${at}.sectionName`,
    );
  }
  if (reason === 'NotAllowedByListeners') return notAllowed(route, gateway, listeners[0]);
  if (reason === 'NoMatchingListenerHostname') {
    const hostnames = (spec.hostnames ?? []).join(', ');
    const taken = listeners.map(({ name, hostname = '*' }) => `${name}: ${hostname}`).join(', ');
    return about(note('hostname-unmatched', { hostnames, gateway: key, listeners: taken }), 'spec.hostnames');
  }
  if (reason === 'InvalidListener' && ill)
    return { ...ill, notes: [note('parent-ill', { route: object, gateway: key }), ...(ill.notes ?? [])] };
  return about(note('route-not-accepted', { route: object, message }), reason === 'UnsupportedValue' ? 'spec' : at);
}

function parentMissing(object: string, at: string, key: string, facts: Facts): Finding {
  const [namespace, name = ''] = key.split('/');
  const gateways = facts.list<Gateway>('Gateway');
  const first = note('parent-missing', { gateway: key });
  const elsewhere = gateways.find(({ metadata }) => metadata.name === name);
  if (elsewhere) {
    const said = note('parent-elsewhere', { gateway: keyOf(elsewhere), namespace: elsewhere.metadata.namespace ?? '' });
    return { object, path: `${at}.namespace`, notes: [first, said] };
  }
  const near = nearest(
    name,
    gateways.flatMap(({ metadata }) => (metadata.namespace === namespace ? metadata.name : [])),
  );
  return { object, path: `${at}.name`, notes: [first, ...(near ? [note('gateway-near', { near })] : [])] };
}

/** By its namespace, or by its kind. */
function notAllowed(route: Route, gateway: Gateway, listener: Listener | undefined): Finding {
  const key = keyOf(gateway);
  const object = `Gateway/${key}`;
  const { namespace = '' } = route.metadata;
  const index = listener ? gateway.spec.listeners.indexOf(listener) : 0;
  const at = `spec.listeners[${index}].allowedRoutes`;
  const { namespaces, kinds = [] } = listener?.allowedRoutes ?? {};
  const { from = 'Same', selector } = namespaces ?? {};
  const parameters = { gateway: key, listener: listener?.name ?? '-' };
  if (kinds.length > 0 && !kinds.some(({ kind }) => kind === route.kind)) {
    const names = kinds.map(({ kind }) => kind).join(', ');
    return {
      object,
      path: `${at}.kinds`,
      notes: [note('kind-not-allowed', { ...parameters, kind: route.kind, kinds: names })],
    };
  }
  const own = { ...parameters, namespace };
  if (from === 'Same' && namespace !== gateway.metadata.namespace)
    return { object, path: `${at}.namespaces.from`, notes: [note('namespace-not-same', own)] };
  if (from === 'Selector') {
    const labels =
      Object.entries(selector?.matchLabels ?? {})
        .map(([name, value]) => `${name}=${value}`)
        .join(' ') || '-';
    return { object, path: `${at}.namespaces.selector`, notes: [note('namespace-not-selected', { ...own, labels })] };
  }
  const { protocol = '-' } = listener ?? {};
  return {
    object,
    path: `spec.listeners[${index}].protocol`,
    notes: [note('protocol-takes-others', { ...parameters, protocol, kind: route.kind })],
  };
}
