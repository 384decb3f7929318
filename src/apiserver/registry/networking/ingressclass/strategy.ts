// Models pkg/registry/networking/ingressclass/strategy.go.

import type { IngressClass } from '#api/networking/types.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { validateIngressClass, validateIngressClassUpdate } from './validation.ts';

function parameters({ spec }: IngressClass): string {
  const found = spec?.parameters;
  if (!found) return '<none>';
  return `${found.kind}${found.apiGroup ? `.${found.apiGroup}` : ''}/${found.name}`;
}

export const ingressClassStrategy: Strategy<IngressClass> = {
  resource: 'ingressclasses',
  singular: 'ingressclass',
  kind: 'IngressClass',
  group: 'networking.k8s.io',
  version: 'v1',
  namespaced: false,
  generation: true,

  setDefaults({ spec }) {
    if (spec?.parameters) spec.parameters.scope ??= 'Cluster';
  },
  validate: validateIngressClass,
  validateUpdate: validateIngressClassUpdate,
  columns: [
    nameColumn,
    text('Controller', 'Controller that is responsible for handling this class', ({ spec }) => spec?.controller ?? ''),
    text('Parameters', 'A reference to a resource with additional parameters', parameters),
    ageColumn,
  ],
};
