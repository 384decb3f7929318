// Models pkg/registry/networking/ingress/strategy.go, and the DefaultIngressClass admission plugin.

import type { Ingress, IngressClass } from '#api/networking/types.ts';
import type { ServerContext, Strategy } from '../../rest/strategy.ts';
import { ingressColumns } from './printer.ts';
import { CLASS_ANNOTATION, validateIngress, validateIngressCreate } from './validation.ts';

const DEFAULT_CLASS_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class';

/** Of several defaults the newest, then the first by name. */
export function defaultIngressClass({ storage }: ServerContext): string | undefined {
  const newest = ({ metadata }: IngressClass): string => metadata.creationTimestamp ?? '';
  return storage
    .list<IngressClass>('ingressclasses.networking.k8s.io')
    .filter(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS_ANNOTATION] === 'true')
    .sort((a, b) => {
      if (newest(a) !== newest(b)) return newest(a) > newest(b) ? -1 : 1;
      return a.metadata.name < b.metadata.name ? -1 : 1;
    })[0]?.metadata.name;
}

export const ingressStrategy: Strategy<Ingress> = {
  resource: 'ingresses',
  singular: 'ingress',
  kind: 'Ingress',
  group: 'networking.k8s.io',
  version: 'v1',
  namespaced: true,
  shortNames: ['ing'],
  statusSubresource: true,
  generation: true,

  setDefaults(ingress) {
    ingress.spec ??= {};
    ingress.status ??= {};
    ingress.status.loadBalancer ??= {};
  },
  admit(ingress, context) {
    if (ingress.spec.ingressClassName !== undefined || ingress.metadata.annotations?.[CLASS_ANNOTATION] !== undefined) {
      return undefined;
    }
    const name = defaultIngressClass(context);
    if (name) ingress.spec.ingressClassName = name;
    return undefined;
  },
  prepareForCreate(ingress) {
    ingress.status = { loadBalancer: {} };
  },
  prepareForUpdate(ingress, old) {
    ingress.status = structuredClone(old.status ?? { loadBalancer: {} });
  },
  validate: validateIngressCreate,
  validateUpdate: validateIngress,
  warnings({ metadata }, old) {
    const annotated = metadata.annotations?.[CLASS_ANNOTATION] !== undefined;
    return annotated && old === undefined
      ? [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`]
      : [];
  },
  columns: ingressColumns,
};
