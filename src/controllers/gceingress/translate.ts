// What an Ingress asks of the cloud, or why it cannot be had. Models kubernetes/ingress-gce pkg/controller/translator.

import type { Service, ServicePort } from '#api/core/types.ts';
import type { Ingress, IngressBackend } from '#api/networking/types.ts';
import type { Informer } from '#client/informer.ts';

const NEG_ANNOTATION = 'cloud.google.com/neg';

/** Are the Pods themselves the balancer's backends, as a network endpoint group? Else the nodes are, at the node port. */
export function usesNeg({ metadata }: Service): boolean {
  try {
    return (JSON.parse(metadata.annotations?.[NEG_ANNOTATION] ?? '{}') as { ingress?: boolean }).ingress === true;
  } catch {
    return false;
  }
}

export const servicePortOf = ({ spec }: Service, port: string): ServicePort | undefined =>
  spec.ports?.find((p) => String(p.port) === port || p.name === port);

/** In the words of the event `Translate`; undefined: all is well. */
export function translationFault(ingress: Ingress, cache: Informer): string | undefined {
  const { namespace = 'default' } = ingress.metadata;
  const { defaultBackend, rules = [], tls = [] } = ingress.spec;
  const backends: readonly IngressBackend[] = [
    ...(defaultBackend ? [defaultBackend] : []),
    ...rules.flatMap(({ http }) => http?.paths.map(({ backend }) => backend) ?? []),
  ];
  if (tls.length > 0) return 'Portolan does not simulate HTTPS of this load balancer: take spec.tls away';
  for (const { service: given } of backends) {
    if (!given) continue;
    const key = `${namespace}/${given.name}`;
    const service = cache.get<Service>('services', key);
    if (!service) return `invalid ingress spec: could not find service ${JSON.stringify(key)}`;
    const port = String(given.port?.number ?? given.port?.name ?? '');
    if (!servicePortOf(service, port))
      return `invalid ingress spec: could not find port ${JSON.stringify(port)} in service ${JSON.stringify(key)}`;
    const { type = 'ClusterIP' } = service.spec;
    if (!usesNeg(service) && type !== 'NodePort' && type !== 'LoadBalancer')
      return `invalid ingress spec: service ${JSON.stringify(key)} is type ${JSON.stringify(type)}, expected "NodePort" or "LoadBalancer"`;
  }
  return undefined;
}
