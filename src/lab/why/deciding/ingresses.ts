// Ingresses: which one should have taken a request, and why it did not; what its backend lacks.

import type { Service } from '#api/core/types.ts';
import type { Ingress, IngressClass } from '#api/networking/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { type Facts, find } from '../facts.ts';
import { withoutEndpoint } from './endpoints.ts';
import { type Case, type Finding, nearest, note } from './finding.ts';

const NGINX = 'k8s.io/ingress-nginx';
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const IS_DEFAULT = 'ingressclass.kubernetes.io/is-default-class';

/** One rule's path, and where it stands. */
interface Place {
  readonly ingress: Ingress;
  readonly host: string | undefined;
  readonly path: string;
  readonly pathType: string;
  readonly at: string;
  readonly backend: {
    readonly service?: { readonly name: string; readonly port?: { name?: string; number?: number } };
  };
}

function placesIn(facts: Facts): readonly Place[] {
  return facts.list<Ingress>('Ingress').flatMap((ingress) =>
    (ingress.spec.rules ?? []).flatMap(({ host, http }, i) =>
      (http?.paths ?? []).map(({ path = '/', pathType = 'ImplementationSpecific', backend }, j) => ({
        ingress,
        host,
        path,
        pathType,
        backend,
        at: `spec.rules[${i}]${`.http.paths[${j}]`}`,
      })),
    ),
  );
}

function coversHost(host: string | undefined, asked: string): boolean {
  if (host === undefined || host === '') return true;
  return host.startsWith('*.') ? asked.slice(asked.indexOf('.')) === host.slice(1) : host === asked;
}

/** Source: the table of the documentation, by elements of the path. */
function coversPath({ path, pathType }: Place, asked: string): boolean {
  if (pathType === 'Exact') return path === asked;
  const prefix = path.replace(/\/\*?$/, '');
  return asked === prefix || asked.startsWith(`${prefix}/`);
}

/** No rule took the request. */
export function noRule(controller: 'nginx' | 'gce', { reason, facts }: Case): Finding {
  const { host = '', path = '/' } = reason.parameters;
  const places = placesIn(facts);
  const meant = places.find((place) => coversHost(place.host, host) && coversPath(place, path));
  const byClass = meant && controller === 'nginx' ? classFault(meant.ingress, facts) : undefined;
  if (byClass) return byClass;
  const ofHost = places.filter((place) => coversHost(place.host, host) && !coversPath(place, path));
  if (ofHost[0]) {
    const { ingress, at } = ofHost[0];
    const owner = `Ingress/${keyOf(ingress)}`;
    const paths = ofHost.filter((place) => place.ingress === ingress).map((p) => `${p.path} (${p.pathType})`);
    return { object: owner, path: `${at}.path`, notes: [note('paths-of-host', { owner, paths: paths.join(', ') })] };
  }
  const hosts = places.flatMap((place) => (place.host ? [place.host] : []));
  const near = nearest(host, hosts) ?? hosts[0];
  const other = near === undefined ? undefined : places.find((place) => place.host === near);
  if (!other || near === undefined) return {};
  const owner = `Ingress/${keyOf(other.ingress)}`;
  const rule = other.at.replace(/\.http.*$/, '');
  return { object: owner, path: `${rule}.host`, notes: [note('host-near', { near, owner })] };
}

/** Why ingress-nginx leaves an Ingress alone; undefined: it does not. */
export function classFault(ingress: Ingress, facts: Facts, controller = NGINX): Finding | undefined {
  const object = `Ingress/${keyOf(ingress)}`;
  const named = ingress.metadata.annotations?.[CLASS_ANNOTATION];
  const path =
    named === undefined ? 'spec.ingressClassName' : `metadata.annotations[${JSON.stringify(CLASS_ANNOTATION)}]`;
  const classes = facts.list<IngressClass>('IngressClass');
  const name = ingress.spec.ingressClassName ?? named;
  const parameters = { ingress: keyOf(ingress), class: name ?? '' };
  if (name === undefined) {
    const isServed = classes.some(({ metadata }) => metadata.annotations?.[IS_DEFAULT] === 'true');
    return isServed ? undefined : { object, path, notes: [note('class-none', parameters)] };
  }
  const found = classes.find(({ metadata }) => metadata.name === name);
  if (named !== undefined) {
    if (named === 'nginx') return undefined;
    return {
      object,
      path,
      notes: [note('class-foreign', { ...parameters, controller: found?.spec?.controller ?? '-' })],
    };
  }
  if (!found) return { object, path, notes: [note('class-missing', parameters)] };
  if (found.spec?.controller === controller) return undefined;
  return { object, path, notes: [note('class-foreign', { ...parameters, controller: found.spec?.controller ?? '-' })] };
}

/** The rule leads to a Service that has nothing ready: it is missing, its port is, or its Pods are. */
export function noBackend({ reason, facts, before }: Case): Finding {
  const service = reason.parameters.service ?? '';
  const matched = before.findLast(({ reason: { code } }) => code === 'ingress-matched' || code === 'gce-mapped');
  const place = placesIn(facts).find(
    ({ ingress, backend }) =>
      (matched?.object === undefined || matched.object === `Ingress/${keyOf(ingress)}`) &&
      backend.service !== undefined &&
      (service === `${ingress.metadata.namespace}/${backend.service.name}` ||
        service.startsWith(`${ingress.metadata.namespace}-${backend.service.name}-`)),
  );
  const key = place ? `${place.ingress.metadata.namespace}/${place.backend.service!.name}` : service;
  const found = find<Service>(facts, `Service/${key}`);
  const object = place && `Ingress/${keyOf(place.ingress)}`;
  if (!found)
    return {
      ...(object && { object, path: `${place.at}.backend.service.name` }),
      notes: [note('backend-service-missing', { service: key })],
    };
  const wanted = place?.backend.service?.port;
  const ports = found.spec.ports ?? [];
  if (wanted && !ports.some(({ name, port }) => (wanted.name ? wanted.name === name : wanted.number === port))) {
    const known = ports.map(({ name, port }) => (name ? `${port} (${name})` : String(port))).join(', ');
    const port = String(wanted.name ?? wanted.number);
    return {
      object: object!,
      path: `${place!.at}.backend.service.port`,
      notes: [note('backend-port-missing', { service: key, port, ports: known })],
    };
  }
  return withoutEndpoint(key, facts) ?? { object: `Service/${key}`, path: 'spec.selector' };
}

/** The cloud's load balancer finds no backend healthy: also where it cannot reach any. */
export function noneHealthy(asked: Case): Finding {
  const { service = '' } = asked.reason.parameters;
  const found = find<Service>(asked.facts, `Service/${service}`);
  const { type = 'ClusterIP' } = found?.spec ?? {};
  const hasNeg = found?.metadata.annotations?.['cloud.google.com/neg'] !== undefined;
  if (!found || type !== 'ClusterIP' || hasNeg) return noBackend(asked);
  return {
    object: `Service/${service}`,
    path: 'spec.type',
    notes: [note('type-without-node-port', { service, type })],
  };
}
