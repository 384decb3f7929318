// Models ValidateDeployment and ValidateDeploymentUpdate of pkg/apis/apps/validation.

import type { Deployment } from '#api/apps/types.ts';
import { type FieldError, field, nonNegative } from '#apimachinery/field.ts';
import { validateAlwaysRestart, validateTemplate } from '../../core/pod/validation.ts';
import { amount, atMostAll, countOrPercent } from '../counts.ts';
import { validateSelector, validateSelectorUnchanged, validateTemplateMatches } from '../selector.ts';

const TYPES = ['Recreate', 'RollingUpdate'];

function validateStrategy({ spec }: Deployment): FieldError[] {
  const { strategy = {} } = spec;
  const at = 'spec.strategy';
  if (strategy.type === 'Recreate') {
    return strategy.rollingUpdate
      ? [field.forbidden(`${at}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
      : [];
  }
  if (strategy.type !== 'RollingUpdate')
    return [field.notSupported(at, { Type: strategy.type, RollingUpdate: strategy.rollingUpdate ?? null }, TYPES)];
  const { maxUnavailable, maxSurge } = strategy.rollingUpdate ?? {};
  const errors = [
    ...countOrPercent(`${at}.rollingUpdate.maxUnavailable`, maxUnavailable),
    ...countOrPercent(`${at}.rollingUpdate.maxSurge`, maxSurge),
  ];
  if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) {
    errors.push(
      field.invalid(`${at}.rollingUpdate.maxUnavailable`, maxUnavailable ?? 0, 'may not be 0 when `maxSurge` is 0'),
    );
  }
  return [...errors, ...atMostAll(`${at}.rollingUpdate.maxUnavailable`, maxUnavailable)];
}

export function validateDeployment(deployment: Deployment): FieldError[] {
  const { spec } = deployment;
  const errors = [...nonNegative('spec.replicas', spec.replicas), ...validateSelector(spec.selector, 'deployment')];
  errors.push(...validateTemplateMatches(spec.selector, spec.template));
  errors.push(...validateTemplate(spec.template, 'spec.template'));
  // Upstream judges it as the template of the ReplicaSets that will come.
  errors.push(...validateAlwaysRestart(spec.template, 'spec.template', 'ReplicaSet'));
  errors.push(...validateStrategy(deployment));
  errors.push(...nonNegative('spec.minReadySeconds', spec.minReadySeconds));
  errors.push(...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit));
  errors.push(...nonNegative('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds));
  if ((spec.progressDeadlineSeconds ?? 600) <= (spec.minReadySeconds ?? 0)) {
    errors.push(
      field.invalid(
        'spec.progressDeadlineSeconds',
        spec.progressDeadlineSeconds,
        'must be greater than minReadySeconds',
      ),
    );
  }
  return errors;
}

export function validateDeploymentUpdate(deployment: Deployment, old: Deployment): FieldError[] {
  return [...validateDeployment(deployment), ...validateSelectorUnchanged(deployment.spec.selector, old.spec.selector)];
}
