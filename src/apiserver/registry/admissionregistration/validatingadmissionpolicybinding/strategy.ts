// Models pkg/registry/admissionregistration/validatingadmissionpolicybinding/strategy.go, with its defaults, validation and printer.

import type { ParamRef, ValidatingAdmissionPolicyBinding } from '#api/admissionregistration/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { selectorText } from '#apimachinery/labels.ts';
import { isDns1123Subdomain, isPathSegmentName } from '#apimachinery/validation.ts';
import { validateLabelSelector } from '../../apps/selector.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { setMatchDefaults, validateMatch } from '../match-resources.ts';

const ACTIONS = ['Audit', 'Deny', 'Warn'];

function validateBinding({ spec }: ValidatingAdmissionPolicyBinding): FieldError[] {
  const { policyName = '', paramRef, matchResources, validationActions = [] } = spec;
  const errors: FieldError[] = [];
  if (policyName === '') errors.push(field.required('spec.policyName'));
  else for (const why of isDns1123Subdomain(policyName)) errors.push(field.invalid('spec.policyName', policyName, why));
  if (paramRef) errors.push(...validateParamRef(paramRef, 'spec.paramRef'));
  if (matchResources) errors.push(...validateMatch(matchResources, 'spec.matchResources'));
  return [...errors, ...validateActions(validationActions)];
}

/** Source: validateParamRef. */
function validateParamRef({ name = '', selector, parameterNotFoundAction: action }: ParamRef, at: string) {
  const errors = name === '' ? [] : invalids(`${at}.name`, name, isPathSegmentName(name));
  const why = 'name and selector are mutually exclusive';
  if (name !== '' && selector) errors.push(field.forbidden(`${at}.name`, why));
  if (selector) errors.push(...validateLabelSelector(selector, `${at}.selector`));
  if (name !== '' && selector) errors.push(field.forbidden(`${at}.selector`, why));
  if (name === '' && !selector) errors.push(field.required(at, 'one of name or selector must be specified'));
  if (!action) errors.push(field.required(`${at}.parameterNotFoundAction`));
  else if (action !== 'Allow' && action !== 'Deny') {
    errors.push(field.notSupported(`${at}.parameterNotFoundAction`, action, ['Deny', 'Allow']));
  }
  return errors;
}

function validateActions(actions: readonly string[]): FieldError[] {
  const at = 'spec.validationActions';
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  actions.forEach((action, i) => {
    if (!ACTIONS.includes(action)) errors.push(field.notSupported(`${at}[${i}]`, action, ACTIONS));
    if (seen.has(action)) errors.push(field.duplicate(`${at}[${i}]`, action));
    seen.add(action);
  });
  if (seen.has('Deny') && seen.has('Warn')) {
    const why =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    errors.push(field.invalid(at, actions, why));
  }
  if (actions.length === 0) errors.push(field.required(at, 'at least one validation action is required'));
  return errors;
}

function paramText({ spec: { paramRef } }: ValidatingAdmissionPolicyBinding): string {
  if (!paramRef) return '<unset>';
  const { name, namespace, selector } = paramRef;
  if (name) return namespace ? `${namespace}/${name}` : name;
  return selector ? selectorText(selector) : '<unset>';
}

export const validatingAdmissionPolicyBindingStrategy: Strategy<ValidatingAdmissionPolicyBinding> = {
  resource: 'validatingadmissionpolicybindings',
  singular: 'validatingadmissionpolicybinding',
  kind: 'ValidatingAdmissionPolicyBinding',
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  namespaced: false,
  categories: ['api-extensions'],
  generation: true,
  allowUnconditionalUpdate: false,

  setDefaults(binding) {
    binding.spec ??= {};
    if (binding.spec.matchResources) setMatchDefaults(binding.spec.matchResources);
  },
  validate: validateBinding,
  columns: [
    nameColumn,
    text(
      'PolicyName',
      'PolicyName indicates the policy definition which the policy binding binded to',
      ({ spec }) => spec.policyName ?? '',
    ),
    text('ParamRef', 'ParamRef indicates the param resource which sets the configration param', paramText),
    ageColumn,
  ],
};
