// Models pkg/apis/rbac/validation/validation.go.

import {
  type ClusterRole,
  type PolicyRule,
  RBAC_GROUP,
  type Role,
  type RoleBinding,
  type Subject,
} from '#api/rbac/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isDns1123Subdomain, isPathSegmentName } from '#apimachinery/validation.ts';
import { validateLabelSelector } from '../apps/selector.ts';

function validateRule(rule: PolicyRule, namespaced: boolean, at: string): FieldError[] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const errors: FieldError[] = [];
  if (verbs.length === 0) errors.push(field.required(`${at}.verbs`, 'verbs must contain at least one value'));
  if (nonResourceURLs.length > 0) {
    const refuse = (why: string): void => {
      errors.push(field.invalid(`${at}.nonResourceURLs`, nonResourceURLs, why));
    };
    if (namespaced) refuse('namespaced rules cannot apply to non-resource URLs');
    if (apiGroups.length + resources.length + resourceNames.length > 0)
      refuse('rules cannot apply to both regular resources and non-resource URLs');
    return errors;
  }
  if (apiGroups.length === 0)
    errors.push(field.required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0)
    errors.push(field.required(`${at}.resources`, 'resource rules must supply at least one resource'));
  return errors;
}

export const validateRole = ({ rules }: Role): FieldError[] =>
  (rules ?? []).flatMap((rule, i) => validateRule(rule, true, `rules[${i}]`));

export function validateClusterRole({ rules, aggregationRule }: ClusterRole): FieldError[] {
  const errors = (rules ?? []).flatMap((rule, i) => validateRule(rule, false, `rules[${i}]`));
  if (!aggregationRule) return errors;
  const at = 'aggregationRule.clusterRoleSelectors';
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0)
    errors.push(field.required(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  return [...errors, ...selectors.flatMap((selector, i) => validateLabelSelector(selector, `${at}[${i}]`))];
}

/** A RoleBinding may name either kind of role and leave out an account's namespace; a ClusterRoleBinding may not. */
export function validateBinding({ roleRef, subjects = [] }: RoleBinding, namespaced: boolean): FieldError[] {
  const { apiGroup = '', kind = '', name = '' } = (roleRef ?? {}) as Partial<RoleBinding['roleRef']>;
  const errors: FieldError[] = [];
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (apiGroup !== RBAC_GROUP) errors.push(field.notSupported('roleRef.apiGroup', apiGroup, [RBAC_GROUP]));
  if (!kinds.includes(kind)) errors.push(field.notSupported('roleRef.kind', kind, kinds));
  if (name === '') errors.push(field.required('roleRef.name'));
  else for (const m of isPathSegmentName(name)) errors.push(field.invalid('roleRef.name', name, m));
  return [...errors, ...subjects.flatMap((subject, i) => validateSubject(subject, namespaced, `subjects[${i}]`))];
}

function validateSubject(
  { kind = '', name = '', apiGroup = '', namespace }: Subject,
  namespaced: boolean,
  at: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (name === '') errors.push(field.required(`${at}.name`));
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '') for (const m of isDns1123Subdomain(name)) errors.push(field.invalid(`${at}.name`, name, m));
      if (apiGroup !== '') errors.push(field.notSupported(`${at}.apiGroup`, apiGroup, ['']));
      if (!namespaced && !namespace) errors.push(field.required(`${at}.namespace`));
      break;
    case 'User':
    case 'Group':
      if (apiGroup !== RBAC_GROUP) errors.push(field.notSupported(`${at}.apiGroup`, apiGroup, [RBAC_GROUP]));
      break;
    default:
      errors.push(field.notSupported(`${at}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
  }
  return errors;
}

export function validateBindingUpdate(binding: RoleBinding, old: RoleBinding, namespaced: boolean): FieldError[] {
  const errors = validateBinding(binding, namespaced);
  if (deepEqual(binding.roleRef, old.roleRef)) return errors;
  const { apiGroup = '', kind = '', name = '' } = binding.roleRef ?? {};
  // The internal type has no JSON names.
  const shown = { APIGroup: apiGroup, Kind: kind, Name: name };
  return [...errors, field.invalid('roleRef', shown, 'cannot change roleRef')];
}
