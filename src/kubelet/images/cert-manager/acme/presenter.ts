// Puts what answers a challenge into the cluster, and takes it away again. Models pkg/issuer/acme/http/http.go: Present, CleanUp.

import type { Ingress } from '#api/networking/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { ControllerContext, Json } from '../context.ts';
import { RESOURCES } from '../resources.ts';
import { challengePath, solverIngress, solverPath, solverPod, solverRoute, solverService } from './solver-objects.ts';
import type { Challenge } from './types.ts';

const collection = (resource: string, namespace: string): string => {
  const [plural, ...group] = resource.split('.');
  const root = group.length === 0 ? '/api/v1' : `/apis/${group.join('.')}/v1`;
  return `${root}/namespaces/${namespace}/${plural}`;
};

const ownedBy = ({ metadata }: Challenge, resource: string, { cache }: ControllerContext): readonly ApiObject[] =>
  cache
    .controlled<ApiObject>(resource, metadata.uid ?? '')
    .filter(({ metadata: { deletionTimestamp } }) => deletionTimestamp === undefined);

/** Undefined: everything is there. Else why not; what is there stays as it is, so it may be called again. */
export function present(challenge: Challenge, context: ControllerContext): string | undefined {
  const { namespace = 'default', name } = challenge.metadata;
  const { http01 } = challenge.spec.solver;
  if (http01?.gatewayHTTPRoute && !context.options.hasGatewayApi)
    return `couldn't Present challenge ${namespace}/${name}: gateway api is not enabled`;
  const ensure = (resource: string, make: () => object): string | undefined => {
    const existing = ownedBy(challenge, resource, context)[0];
    if (existing) return existing.metadata.name;
    const made = context.ask('POST', collection(resource, namespace), make() as Json);
    return made && (made.body as ApiObject).metadata.name;
  };
  const pod = ensure(RESOURCES.pods, () => solverPod(challenge, context));
  const service = ensure(RESOURCES.services, () => solverService(challenge));
  if (pod === undefined || service === undefined) return 'the Pod or the Service of the solver could not be created';
  if (http01?.gatewayHTTPRoute)
    return ensure(RESOURCES.routes, () => solverRoute(challenge, service)) === undefined
      ? 'the HTTPRoute of the solver could not be created'
      : undefined;
  if (http01?.ingress?.name !== undefined) return addPath(challenge, http01.ingress.name, service, context);
  return ensure(RESOURCES.ingresses, () => solverIngress(challenge, service)) === undefined
    ? 'the Ingress of the solver could not be created'
    : undefined;
}

export function cleanUp(challenge: Challenge, context: ControllerContext): void {
  const { namespace = 'default' } = challenge.metadata;
  const resources = [RESOURCES.pods, RESOURCES.services, RESOURCES.ingresses, RESOURCES.routes];
  for (const resource of resources)
    for (const { metadata } of ownedBy(challenge, resource, context))
      context.ask('DELETE', `${collection(resource, namespace)}/${metadata.name}`);
  const named = challenge.spec.solver.http01?.ingress?.name;
  if (named !== undefined) removePath(challenge, named, context);
}

/** The challenge's path in an Ingress that somebody else has made. */
function addPath(challenge: Challenge, name: string, service: string, context: ControllerContext): string | undefined {
  const { namespace = 'default' } = challenge.metadata;
  const ingress = context.get<Ingress>(RESOURCES.ingresses, namespace, name);
  if (!ingress) return `ingresses.networking.k8s.io ${JSON.stringify(name)} not found`;
  const wanted = solverPath(challenge, service);
  const { dnsName } = challenge.spec;
  const rules = ingress.spec.rules ?? [];
  const rule = rules.find(({ host }) => host === dnsName);
  if (rule?.http?.paths.some(({ path }) => path === wanted.path)) return undefined;
  const next = rule
    ? rules.map((r) => (r === rule ? { ...r, http: { paths: [...(r.http?.paths ?? []), wanted] } } : r))
    : [...rules, { host: dnsName, http: { paths: [wanted] } }];
  return replaceRules(ingress, next, context) ? undefined : `the Ingress ${name} could not be changed`;
}

function removePath(challenge: Challenge, name: string, context: ControllerContext): void {
  const { namespace = 'default' } = challenge.metadata;
  const ingress = context.get<Ingress>(RESOURCES.ingresses, namespace, name);
  const { dnsName, token } = challenge.spec;
  const gone = challengePath(token);
  const rules = ingress?.spec.rules ?? [];
  if (!ingress || !rules.some((r) => r.host === dnsName && r.http?.paths.some(({ path }) => path === gone))) return;
  const next = rules.flatMap((rule) => {
    if (rule.host !== dnsName || !rule.http) return [rule];
    const paths = rule.http.paths.filter(({ path }) => path !== gone);
    return paths.length === 0 ? [] : [{ ...rule, http: { paths } }];
  });
  replaceRules(ingress, next, context);
}

/** Its ServiceAccount may update Ingresses, not patch them. */
const replaceRules = (ingress: Ingress, rules: readonly unknown[], context: ControllerContext): boolean => {
  const { namespace = 'default', name } = ingress.metadata;
  const next = { ...ingress, apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', spec: { ...ingress.spec, rules } };
  return context.ask('PUT', `${collection(RESOURCES.ingresses, namespace)}/${name}`, next) !== undefined;
};
