// Models validatePodResources of pkg/apis/core/validation: what a Pod claims as a whole.

import type { PodSpec } from '#api/core/types.ts';
import { containerRequests } from '#api/quota/usage.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { compareQuantities } from '#apimachinery/quantity.ts';
import { validatePodResourceName, validateRequirements } from '../resources.ts';

interface Requirements {
  limits?: Record<string, string>;
  requests?: Record<string, string>;
  claims?: { name?: string }[];
}

export function validatePodResources(spec: PodSpec, at: string): FieldError[] {
  const resources = spec.resources as Requirements | undefined;
  if (!resources) return [];
  const errors = resources.claims
    ? [field.forbidden(`${at}.claims`, 'claims cannot be set for Resources at pod-level')]
    : [];
  errors.push(...validateRequirements(resources, at, new Set(), validatePodResourceName));
  const sum = containerRequests({ spec: { ...spec, containers: spec.containers ?? [] } } as never);
  for (const [name, amount] of Object.entries(sum)) {
    const whole = resources.requests?.[name] ?? '0';
    if (compareQuantities(amount, whole) > 0) {
      const why = `must be greater than or equal to aggregate container requests of ${amount}`;
      errors.push(field.invalid(`${at}.requests[${name}]`, whole, why));
    }
  }
  (spec.containers ?? []).forEach(({ resources: own }, i) => {
    for (const [name, limit] of Object.entries(own?.limits ?? {})) {
      const whole = resources.limits?.[name];
      if (whole !== undefined && compareQuantities(limit, whole) > 0) {
        const why = `must be less than or equal to pod limits of ${whole}`;
        errors.push(field.invalid(`${at}.containers[${i}][${name}].limits`, limit, why));
      }
    }
  });
  return errors;
}
