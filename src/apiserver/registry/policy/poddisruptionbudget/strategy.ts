// Models pkg/registry/policy/poddisruptionbudget/strategy.go, with its validation and printer.

import type { PodDisruptionBudget } from '#api/policy/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { atMostAll, countOrPercent } from '../../apps/counts.ts';
import { orderedSelector, validateLabelSelector } from '../../apps/selector.ts';
import { ageColumn, integer, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';

const POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];

function validateBudget({ spec }: PodDisruptionBudget): FieldError[] {
  const errors: FieldError[] = [];
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const shown = {
      MinAvailable: minAvailable,
      Selector: spec.selector ? orderedSelector(spec.selector) : null,
      MaxUnavailable: maxUnavailable,
      UnhealthyPodEvictionPolicy: policy ?? null,
    };
    errors.push(field.invalid('spec', shown, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const [name, value] of Object.entries({ minAvailable, maxUnavailable })) {
    errors.push(...countOrPercent(`spec.${name}`, value), ...atMostAll(`spec.${name}`, value));
  }
  if (spec.selector) errors.push(...validateLabelSelector(spec.selector, 'spec.selector'));
  if (policy !== undefined && !POLICIES.includes(policy))
    errors.push(field.notSupported('spec.unhealthyPodEvictionPolicy', policy, POLICIES));
  return errors;
}

const COUNTS = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;
const NOTHING_KNOWN = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };

export const podDisruptionBudgetStrategy: Strategy<PodDisruptionBudget> = {
  resource: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  kind: 'PodDisruptionBudget',
  group: 'policy',
  version: 'v1',
  namespaced: true,
  shortNames: ['pdb'],
  statusSubresource: true,
  generation: true,
  allowUnconditionalUpdate: false,

  setDefaults(budget) {
    budget.spec ??= {};
    budget.status = { ...NOTHING_KNOWN, ...budget.status };
  },
  prepareForCreate(budget) {
    budget.status = { ...NOTHING_KNOWN };
  },
  validate: validateBudget,
  validateUpdate: validateBudget,
  validateStatusUpdate: ({ status }) =>
    COUNTS.filter((name) => status[name] < 0).map((name) =>
      field.invalid(`status.${name}`, status[name], 'must be greater than or equal to 0'),
    ),
  columns: [
    nameColumn,
    text('Min Available', 'The minimum number of pods that must be available.', ({ spec }) =>
      String(spec.minAvailable ?? 'N/A'),
    ),
    text('Max Unavailable', 'The maximum number of pods that may be unavailable.', ({ spec }) =>
      String(spec.maxUnavailable ?? 'N/A'),
    ),
    integer(
      'Allowed Disruptions',
      'Calculated number of pods that may be disrupted at this time.',
      ({ status }) => status.disruptionsAllowed,
    ),
    ageColumn,
  ],
};
