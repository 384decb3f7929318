// Models ValidateIngressClass and ValidateIngressClassUpdate of pkg/apis/networking/validation/validation.go.

import type { IngressClass } from '#api/networking/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1123Label } from '#apimachinery/validation.ts';
import { validateDomainPrefixed, validateTyped } from '../../rest/references.ts';

type Parameters = NonNullable<NonNullable<IngressClass['spec']>['parameters']>;

const MAX_CONTROLLER = 250;
const SCOPES = ['Cluster', 'Namespace'];

function validateParameters(parameters: Parameters): FieldError[] {
  const at = 'spec.parameters';
  const errors = validateTyped(parameters, at);
  const { scope, namespace } = parameters;
  if (!scope) return [...errors, field.required(`${at}.scope`)];
  if (!SCOPES.includes(scope)) return [...errors, field.notSupported(`${at}.scope`, scope, SCOPES)];
  if (scope === 'Cluster') {
    if (namespace !== undefined)
      errors.push(field.forbidden(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  } else if (namespace === undefined) {
    errors.push(field.required(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'"));
  } else {
    errors.push(...invalids(`${at}.namespace`, namespace, isDns1123Label(namespace)));
  }
  return errors;
}

export function validateIngressClass({ spec }: IngressClass): FieldError[] {
  const at = 'spec.controller';
  const controller = spec?.controller ?? '';
  const errors: FieldError[] = [];
  if (controller.length > MAX_CONTROLLER) errors.push(field.tooLong(at, MAX_CONTROLLER));
  errors.push(...validateDomainPrefixed(controller, at));
  return spec?.parameters ? [...errors, ...validateParameters(spec.parameters)] : errors;
}

export function validateIngressClassUpdate(ingressClass: IngressClass, old: IngressClass): FieldError[] {
  const controller = ingressClass.spec?.controller;
  const errors = validateIngressClass(ingressClass);
  if (controller === old.spec?.controller) return errors;
  return [field.invalid('spec.controller', controller, 'field is immutable'), ...errors];
}
