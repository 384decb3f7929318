// Models ValidateResourceQuota of pkg/apis/core/validation.

import type { ResourceList, ResourceQuota, ScopeRequirement } from '#api/core/policy-types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isStandardQuotaResource, validateAmount, validateQuotaResourceName } from '../resources.ts';

/** Source: helper.IsStandardResourceQuotaScope. */
const SCOPES = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
];
const POD_RESOURCES = new Set([
  'pods',
  ...['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
]);

/** Source: helper.IsResourceQuotaScopeValidForResource. */
function fits(scope: string, name: string): boolean {
  if (scope === 'BestEffort') return name === 'pods';
  if (scope === 'VolumeAttributesClass') return ['persistentvolumeclaims', 'requests.storage'].includes(name);
  return !SCOPES.includes(scope) || POD_RESOURCES.has(name);
}

function validateAmounts(list: ResourceList | undefined, at: string): FieldError[] {
  return Object.entries(list ?? {}).flatMap(([name, value]) => [
    ...validateQuotaResourceName(name, `${at}[${name}]`),
    ...validateAmount(name, value, `${at}[${name}]`),
  ]);
}

function validateScopes({ spec }: ResourceQuota): FieldError[] {
  const { scopes = [] } = spec;
  const wrong = (why: string): FieldError => field.invalid('spec.scopes', scopes, why);
  const errors = scopes.flatMap((scope) => [
    ...(SCOPES.includes(scope) ? [] : [wrong('unsupported scope')]),
    ...Object.keys(spec.hard ?? {})
      .filter((name) => isStandardQuotaResource(name) && !fits(scope, name))
      .map(() => wrong('unsupported scope applied to resource')),
  ]);
  for (const pair of [
    ['BestEffort', 'NotBestEffort'],
    ['NotTerminating', 'Terminating'],
  ]) {
    if (pair.every((scope) => scopes.includes(scope))) errors.push(wrong('conflicting scopes'));
  }
  return errors;
}

const NEED_VALUES = ['PriorityClass', 'VolumeAttributesClass'];

function validateRequirement({ scopeName, operator, values = [] }: ScopeRequirement, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!SCOPES.includes(scopeName)) errors.push(field.invalid(`${at}.scopeName`, scopeName, 'unsupported scope'));
  if (!NEED_VALUES.includes(scopeName) && operator !== 'Exists') {
    errors.push(
      field.invalid(
        `${at}.operator`,
        operator ?? '',
        "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
      ),
    );
  }
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
    errors.push(
      field.required(
        `${at}.values`,
        "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
      ),
    );
  } else if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
    errors.push(
      field.invalid(
        `${at}.values`,
        values,
        "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
      ),
    );
  } else if (!['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator)) {
    errors.push(field.invalid(`${at}.operator`, operator ?? '', 'not a valid selector operator'));
  }
  return errors;
}

export function validateQuota(quota: ResourceQuota): FieldError[] {
  const requirements = quota.spec.scopeSelector?.matchExpressions ?? [];
  return [
    ...validateAmounts(quota.spec.hard, 'spec.hard'),
    ...validateScopes(quota),
    ...requirements.flatMap((r, i) => validateRequirement(r, `spec.scopeSelector.matchExpressions[${i}]`)),
  ];
}

export function validateQuotaUpdate(quota: ResourceQuota, old: ResourceQuota): FieldError[] {
  const before = new Set(old.spec.scopes);
  const after = new Set(quota.spec.scopes);
  const same = before.size === after.size && [...before].every((scope) => after.has(scope));
  const changed = same ? [] : [field.invalid('spec.scopes', quota.spec.scopes, 'field is immutable')];
  return [...validateQuota(quota), ...changed];
}

export const validateQuotaStatus = ({ status }: ResourceQuota): FieldError[] => [
  ...validateAmounts(status.hard, 'status.hard'),
  ...validateAmounts(status.used, 'status.used'),
];
