// Models pkg/registry/networking/ingressclass/strategy.go.

import type { IngressClass } from '#api/networking/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';

function validateIngressClass({ spec }: IngressClass): FieldError[] {
  const controller = spec?.controller ?? '';
  if (controller.length > 250) return [field.tooLong('spec.controller', 250)];
  if (controller === '') return [field.required('spec.controller')];
  if (!/^[a-z0-9.-]+\/\S+$/.test(controller)) {
    return [field.invalid('spec.controller', controller, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  return [];
}

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
  validateUpdate(ingressClass, old) {
    const controller = ingressClass.spec?.controller;
    const changed = controller !== old.spec?.controller;
    return [
      ...(changed ? [field.invalid('spec.controller', controller, 'field is immutable')] : []),
      ...validateIngressClass(ingressClass),
    ];
  },
  columns: [
    nameColumn,
    text('Controller', 'Controller that is responsible for handling this class', ({ spec }) => spec?.controller ?? ''),
    text('Parameters', 'A reference to a resource with additional parameters', parameters),
    ageColumn,
  ],
};
