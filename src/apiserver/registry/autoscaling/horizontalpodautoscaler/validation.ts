// Models ValidateHorizontalPodAutoscaler of pkg/apis/autoscaling/validation/validation.go.

import type { HorizontalPodAutoscaler, ScalingRules } from '#api/autoscaling/types.ts';
import { type FieldError, field, nonNegative } from '#apimachinery/field.ts';
import { validateKindAndName } from '../../rest/references.ts';
import { validateMetric } from './metric-validation.ts';

const MAX_PERIOD = 1800;
const MAX_WINDOW = 3600;
const CHOICES = ['Disabled', 'Max', 'Min'];
const POLICIES = ['Percent', 'Pods'];

function validateRules(rules: ScalingRules | undefined, at: string): FieldError[] {
  if (!rules) return [];
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [] } = rules;
  const errors: FieldError[] = [];
  if (window !== undefined && window < 0) {
    errors.push(field.invalid(`${at}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero'));
  }
  if (window !== undefined && window > MAX_WINDOW) {
    const detail = `must be less than or equal to ${MAX_WINDOW}`;
    errors.push(field.invalid(`${at}.stabilizationWindowSeconds`, window, detail));
  }
  if (selectPolicy !== undefined && !CHOICES.includes(selectPolicy)) {
    errors.push(field.notSupported(`${at}.selectPolicy`, selectPolicy, CHOICES));
  }
  if (policies.length === 0) errors.push(field.required(`${at}.policies`, 'must specify at least one Policy'));
  policies.forEach(({ type, value = 0, periodSeconds = 0 }, i) => {
    const of = `${at}.policies[${i}]`;
    if (!POLICIES.includes(type)) errors.push(field.notSupported(`${of}.type`, type ?? '', POLICIES));
    if (value <= 0) errors.push(field.invalid(`${of}.value`, value, 'must be greater than zero'));
    if (periodSeconds <= 0)
      errors.push(field.invalid(`${of}.periodSeconds`, periodSeconds, 'must be greater than zero'));
    if (periodSeconds > MAX_PERIOD) {
      errors.push(field.invalid(`${of}.periodSeconds`, periodSeconds, `must be less than or equal to ${MAX_PERIOD}`));
    }
  });
  return errors;
}

export function validateAutoscaler({ spec }: HorizontalPodAutoscaler): FieldError[] {
  const errors: FieldError[] = [];
  const { minReplicas = 1, maxReplicas = 0, scaleTargetRef, metrics = [], behavior } = spec;
  if (minReplicas < 1)
    errors.push(field.invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  if (maxReplicas < 1) errors.push(field.invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0'));
  if (maxReplicas < minReplicas) {
    errors.push(field.invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  }
  errors.push(...validateKindAndName(scaleTargetRef, 'spec.scaleTargetRef'));
  metrics.forEach((metric, i) => {
    errors.push(...validateMetric(metric, `spec.metrics[${i}]`));
  });
  const measuresOthers = metrics.some(({ type }) => type === 'Object' || type === 'External');
  if (minReplicas === 0 && !measuresOthers) {
    const detail = 'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(field.forbidden('spec.metrics', detail));
  }
  errors.push(...validateRules(behavior?.scaleUp, 'spec.behavior.scaleUp'));
  errors.push(...validateRules(behavior?.scaleDown, 'spec.behavior.scaleDown'));
  return errors;
}

export const validateAutoscalerStatus = ({ status }: HorizontalPodAutoscaler): FieldError[] => [
  ...nonNegative('status.currentReplicas', status?.currentReplicas),
  ...nonNegative('status.desiredReplicas', status?.desiredReplicas),
];
