// What a route leads to: Services that are not there, may not be referred to, or have nothing ready.

import type { Service } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { type Facts, find } from '../facts.ts';
import { withoutEndpoint } from './endpoints.ts';
import { type Finding, nearest, note } from './finding.ts';
import { ruleWithoutBackend } from './gateways.ts';
import { readyEndpoints } from './ready.ts';
import { type Route, saidOf } from './route-status.ts';

interface Place {
  readonly at: string;
  readonly service: string;
  readonly port: number | undefined;
  readonly isService: boolean;
  readonly rule: number;
}

function placesOf({ metadata, spec }: Route): readonly Place[] {
  return (spec.rules ?? []).flatMap(({ backendRefs = [] }, rule) =>
    backendRefs.map(({ name, namespace = metadata.namespace, kind = 'Service', port }, i) => ({
      at: `spec.rules[${rule}].backendRefs[${i}]`,
      service: `${namespace}/${name}`,
      port,
      isService: kind === 'Service',
      rule,
    })),
  );
}

/** Undefined: each of its backends is there, and has something ready. */
export function backendFault(route: Route, facts: Facts): Finding | undefined {
  const object = `${route.kind}/${keyOf(route)}`;
  const places = placesOf(route);
  const unresolved = (route.spec.parentRefs ?? [])
    .map((ref) => saidOf(route, ref, 'ResolvedRefs'))
    .find((condition) => condition?.status === 'False');
  if (unresolved?.reason === 'RefNotPermitted') {
    const rules = [...new Set(places.map(({ rule }) => rule))];
    const found = rules
      .map((rule) => ruleWithoutBackend(object, rule, facts))
      .find(({ notes = [] }) => notes.some(({ code }) => code === 'grant-missing'));
    if (found) return { ...found, notes: [note('refs-unresolved', { route: object }), ...(found.notes ?? [])] };
  }
  for (const place of places) {
    const fault = placeFault(object, place, facts);
    if (fault)
      return {
        ...fault,
        notes: [note(unresolved ? 'refs-unresolved' : 'backend-ill', { route: object }), ...(fault.notes ?? [])],
      };
  }
  if (!unresolved) return undefined;
  return {
    object,
    path: 'spec.rules',
    notes: [note('refs-unresolved', { route: object }), note('controller-says', { message: unresolved.message ?? '' })],
  };
}

function placeFault(object: string, { at, service, port, isService }: Place, facts: Facts): Finding | undefined {
  if (!isService) return undefined;
  const found = find<Service>(facts, `Service/${service}`);
  const [namespace, name = ''] = service.split('/');
  if (!found) {
    const names = facts
      .list<Service>('Service')
      .flatMap(({ metadata }) => (metadata.namespace === namespace ? metadata.name : []));
    const near = nearest(name, names);
    const said = [note('route-service-missing', { service }), ...(near ? [note('service-near', { near })] : [])];
    return { object, path: `${at}.name`, notes: said };
  }
  const { ports = [] } = found.spec;
  if (!ports.some((own) => own.port === port)) {
    const known = ports.map((own) => own.port).join(', ');
    return {
      object,
      path: `${at}.port`,
      notes: [note('backend-port-missing', { service, port: String(port ?? '-'), ports: known })],
    };
  }
  if (readyEndpoints(service, facts) > 0) return undefined;
  const fault = withoutEndpoint(service, facts) ?? { object: `Service/${service}`, path: 'spec.selector' };
  return { ...fault, notes: [note('backend-without-endpoint', { service }), ...(fault.notes ?? [])] };
}
