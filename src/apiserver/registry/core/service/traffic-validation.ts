// Models validateServiceExternalTrafficPolicy, validateServiceInternalTrafficFieldsValue and validateServiceTrafficDistribution.

import type { Service } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isValidPortNum } from '#apimachinery/validation.ts';
import { externallyAccessible, needsHealthCheck } from './defaults.ts';

export function validateTrafficPolicies(service: Service): FieldError[] {
  const { spec } = service;
  const errors: FieldError[] = [];
  const policies = ['Cluster', 'Local'];
  const external = spec.externalTrafficPolicy;
  if (!externallyAccessible(service)) {
    if (external)
      errors.push(
        field.invalid('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services'),
      );
  } else if (!policies.includes(external ?? '')) {
    errors.push(field.notSupported('spec.externalTrafficPolicy', external, policies));
  }
  if (needsHealthCheck(service)) {
    if (!spec.healthCheckNodePort) errors.push(field.required('spec.healthCheckNodePort'));
    else
      errors.push(
        ...invalids(
          'spec.healthCheckNodePort',
          spec.healthCheckNodePort ?? 0,
          isValidPortNum(spec.healthCheckNodePort ?? 0),
        ),
      );
  } else if (spec.healthCheckNodePort) {
    errors.push(
      field.invalid(
        'spec.healthCheckNodePort',
        spec.healthCheckNodePort,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    );
  }
  if (spec.internalTrafficPolicy && !policies.includes(spec.internalTrafficPolicy)) {
    errors.push(field.notSupported('spec.internalTrafficPolicy', spec.internalTrafficPolicy, policies));
  }
  const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];
  if (spec.trafficDistribution !== undefined && !distributions.includes(spec.trafficDistribution)) {
    errors.push(field.notSupported('spec.trafficDistribution', spec.trafficDistribution, distributions));
  }
  return errors;
}
