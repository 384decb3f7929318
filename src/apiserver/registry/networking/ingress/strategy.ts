// Models pkg/registry/networking/ingress/strategy.go.

import type { Ingress } from '#api/networking/types.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { ingressColumns } from './printer.ts';
import { CLASS_ANNOTATION, validateIngress, validateIngressCreate, validateIngressStatus } from './validation.ts';

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
  prepareForCreate(ingress) {
    ingress.status = { loadBalancer: {} };
  },
  prepareForUpdate(ingress, old) {
    ingress.status = structuredClone(old.status ?? { loadBalancer: {} });
  },
  validate: validateIngressCreate,
  validateUpdate: validateIngress,
  validateStatusUpdate: validateIngressStatus,
  warnings({ metadata }, old) {
    const annotated = metadata.annotations?.[CLASS_ANNOTATION] !== undefined;
    return annotated && old === undefined
      ? [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`]
      : [];
  },
  columns: ingressColumns,
};
