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

const CONFLICTS = [
  ['BestEffort', 'NotBestEffort'],
  ['NotTerminating', 'Terminating'],
];
const SELECTOR = 'spec.scopeSelector.matchExpressions';
const VALUED = ['In', 'NotIn'];
const UNVALUED = ['Exists', 'DoesNotExist'];
/** Scopes that a Pod either has or has not. */
const ONLY_EXISTS = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];

/** Two of them exclude each other, or one does not fit what is limited. */
function validateScope(scope: string, { spec }: ResourceQuota, wrong: (why: string) => FieldError): FieldError[] {
  return Object.keys(spec.hard ?? {})
    .filter((name) => isStandardQuotaResource(name) && !fits(scope, name))
    .map(() => wrong('unsupported scope applied to resource'));
}

const conflicts = (scopes: readonly string[], shown: unknown): FieldError[] =>
  CONFLICTS.filter((pair) => pair.every((scope) => scopes.includes(scope))).map(() =>
    field.invalid('spec.scopes', shown, 'conflicting scopes'),
  );

function validateScopes(quota: ResourceQuota): FieldError[] {
  const { scopes = [] } = quota.spec;
  const wrong = (why: string): FieldError => field.invalid('spec.scopes', scopes, why);
  return [
    ...scopes.flatMap((scope) => [
      ...(SCOPES.includes(scope) ? [] : [wrong('unsupported scope')]),
      ...validateScope(scope, quota, wrong),
    ]),
    ...conflicts(scopes, scopes),
  ];
}

/** As it is held inside, in the order of the Go fields. */
const internal = (requirements: readonly ScopeRequirement[]) => ({
  MatchExpressions: requirements.map(({ scopeName, operator, values }) => ({
    ScopeName: scopeName ?? '',
    Operator: operator ?? '',
    Values: values ?? null,
  })),
});

/** The paths do not say which of the expressions it is. Source: validateScopedResourceSelectorRequirement. */
function validateRequirement(requirement: ScopeRequirement, quota: ResourceQuota): FieldError[] {
  const { scopeName = '', operator = '', values = [] } = requirement;
  const errors: FieldError[] = [];
  if (!SCOPES.includes(scopeName)) errors.push(field.invalid(`${SELECTOR}.scopeName`, scopeName, 'unsupported scope'));
  const shown = internal(quota.spec.scopeSelector?.matchExpressions ?? []);
  errors.push(...validateScope(scopeName, quota, (why) => field.invalid(SELECTOR, shown, why)));
  if (ONLY_EXISTS.includes(scopeName) && operator !== 'Exists') {
    const why =
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    errors.push(field.invalid(`${SELECTOR}.operator`, operator, why));
  }
  if (VALUED.includes(operator)) {
    const why = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    if (values.length === 0) errors.push(field.required(`${SELECTOR}.values`, why));
  } else if (UNVALUED.includes(operator)) {
    const why = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    if (values.length > 0) errors.push(field.invalid(`${SELECTOR}.values`, values, why));
  } else {
    errors.push(field.invalid(`${SELECTOR}.operator`, operator, 'not a valid selector operator'));
  }
  return errors;
}

export function validateQuota(quota: ResourceQuota): FieldError[] {
  const requirements = quota.spec.scopeSelector?.matchExpressions ?? [];
  return [
    ...validateAmounts(quota.spec.hard, 'spec.hard'),
    ...validateScopes(quota),
    ...requirements.flatMap((requirement) => validateRequirement(requirement, quota)),
    // Shown are the other list's scopes, whatever they are.
    ...conflicts(
      requirements.map(({ scopeName }) => scopeName),
      quota.spec.scopes,
    ),
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
