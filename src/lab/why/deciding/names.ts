// Names that DNS does not have: whose they may be, and who does not answer for them.

import type { Service } from '#api/core/types.ts';
import type { Gateway, HTTPRoute } from '#api/gateway/types.ts';
import type { Ingress } from '#api/networking/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import type { Facts } from '../facts.ts';
import { withoutEndpoint } from './endpoints.ts';
import { type Case, type Finding, nearest, note } from './finding.ts';

export function noSuchName({ reason, facts }: Case): Finding {
  const { name = '', tried = '' } = reason.parameters;
  const host = name.replace(/\.$/, '').toLowerCase();
  const byHost = ownerOfHost(host, facts);
  if (byHost) return { ...byHost.finding, notes: [note('host-without-record', { owner: byHost.owner, host })] };
  const services = facts.list<Service>('Service');
  const [first = '', second] = host.split('.');
  const own = /^[^.]+\.([^.]+)\.svc\./.exec(tried.split(', ')[0] ?? '')?.[1];
  if (own === undefined || !tried.includes('.svc.')) {
    const inside = services.find(
      ({ metadata }) => metadata.name === first && (second === undefined || metadata.namespace === second),
    );
    return inside
      ? {
          object: `Service/${keyOf(inside)}`,
          path: 'spec.type',
          notes: [note('names-inside', { service: keyOf(inside) })],
        }
      : {};
  }
  const namespace = second ?? own;
  const headless = services.find(
    ({ metadata, spec }) => metadata.name === first && metadata.namespace === namespace && spec.clusterIP === 'None',
  );
  if (headless) {
    const key = keyOf(headless);
    const { notes = [], ...field } = withoutEndpoint(key, facts) ?? {
      object: `Service/${key}`,
      path: 'spec.clusterIP',
    };
    return { ...field, notes: [note('headless', { service: key }), ...notes] };
  }
  const elsewhere = services.find(({ metadata }) => metadata.name === first && metadata.namespace !== namespace);
  if (elsewhere) {
    const parameters = { name: first, namespace: elsewhere.metadata.namespace ?? '' };
    return {
      object: `Service/${keyOf(elsewhere)}`,
      path: 'metadata.namespace',
      notes: [note('service-elsewhere', parameters)],
    };
  }
  const here = services.filter(({ metadata }) => metadata.namespace === namespace);
  const near = nearest(
    first,
    here.map(({ metadata }) => metadata.name),
  );
  if (near === undefined) return {};
  const object = `Service/${namespace}/${near}`;
  const shown = namespace === own ? near : `${near}.${namespace}`;
  return { object, path: 'metadata.name', notes: [note('service-near', { near: shown })] };
}

/** What routes by this host, of all that do. */
function ownerOfHost(host: string, facts: Facts): { readonly owner: string; readonly finding: Finding } | undefined {
  for (const ingress of facts.list<Ingress>('Ingress')) {
    const index = (ingress.spec.rules ?? []).findIndex((rule) => rule.host === host);
    const object = `Ingress/${keyOf(ingress)}`;
    if (index >= 0) return { owner: object, finding: { object, path: `spec.rules[${index}].host` } };
  }
  for (const route of facts.list<HTTPRoute>('HTTPRoute')) {
    const index = (route.spec.hostnames ?? []).indexOf(host);
    const object = `HTTPRoute/${keyOf(route)}`;
    if (index >= 0) return { owner: object, finding: { object, path: `spec.hostnames[${index}]` } };
  }
  for (const gateway of facts.list<Gateway>('Gateway')) {
    const index = gateway.spec.listeners.findIndex(({ hostname }) => hostname === host);
    const object = `Gateway/${keyOf(gateway)}`;
    if (index >= 0) return { owner: object, finding: { object, path: `spec.listeners[${index}].hostname` } };
  }
  return undefined;
}

/** A headless Service without ready Pods: a name, but no address. */
export function nameWithoutAddress({ reason, facts }: Case): Finding {
  for (const tried of reason.parameters.tried?.split(', ') ?? []) {
    const [, name, namespace] = /^([^.]+)\.([^.]+)\.svc\./.exec(tried) ?? [];
    const found = name && namespace ? withoutEndpoint(`${namespace}/${name}`, facts) : undefined;
    if (found) return found;
  }
  return {};
}
