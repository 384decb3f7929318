// Models pkg/registry/authorization: subjectaccessreview, selfsubjectaccessreview, localsubjectaccessreview. May somebody do this?

import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { isQualifiedName } from '#apimachinery/validation.ts';
import type { User } from '../../../authn/user.ts';
import { type Action, onPath, onResource } from '../../../authz/attributes.ts';
import type { ServerContext, Strategy } from '../../rest/strategy.ts';

interface SelectorAttributes {
  rawSelector?: string;
  requirements?: { key?: string; operator?: string; values?: string[] }[];
}

interface ResourceAttributes {
  namespace?: string;
  verb?: string;
  group?: string;
  version?: string;
  resource?: string;
  subresource?: string;
  name?: string;
  fieldSelector?: SelectorAttributes;
  labelSelector?: SelectorAttributes;
}

interface NonResourceAttributes {
  path?: string;
  verb?: string;
}

export interface AccessReview extends ApiObject {
  spec?: {
    resourceAttributes?: ResourceAttributes;
    nonResourceAttributes?: NonResourceAttributes;
    user?: string;
    groups?: string[];
    extra?: Record<string, string[]>;
    uid?: string;
  };
  status?: { allowed: boolean; denied?: boolean; reason?: string };
}

/** As the internal type, which has no JSON names. */
const internalNonResource = ({ path = '', verb = '' }: NonResourceAttributes) => ({ Path: path, Verb: verb });

function validateSpec(
  { resourceAttributes, nonResourceAttributes, user, groups = [] }: NonNullable<AccessReview['spec']>,
  self: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  if (resourceAttributes && nonResourceAttributes) {
    const why = 'cannot be specified in combination with resourceAttributes';
    errors.push(field.invalid('spec.nonResourceAttributes', internalNonResource(nonResourceAttributes), why));
  }
  if (!resourceAttributes && !nonResourceAttributes) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    errors.push(field.invalid('spec.resourceAttributes', undefined, why));
  }
  if (!self && !user && groups.length === 0)
    errors.push(field.invalid('spec.user', user ?? '', 'at least one of user or group must be specified'));
  const { fieldSelector, labelSelector } = resourceAttributes ?? {};
  const at = 'spec.resourceAttributes';
  if (fieldSelector) errors.push(...validateSelector(fieldSelector, `${at}.fieldSelector`, requiredKey));
  if (labelSelector) errors.push(...validateSelector(labelSelector, `${at}.labelSelector`, labelKey));
  return errors;
}

const requiredKey = (key: string, at: string): FieldError[] => (key ? [] : [field.required(at, 'must be specified')]);
const labelKey = (key: string, at: string): FieldError[] => invalids(at, key, isQualifiedName(key));

/** Operators that nobody knows yet are let through. Source: validateFieldSelectorAttributes, validateLabelSelectorAttributes. */
function validateSelector(
  { rawSelector = '', requirements = [] }: SelectorAttributes,
  at: string,
  validateKey: (key: string, at: string) => FieldError[],
): FieldError[] {
  const errors: FieldError[] = [];
  if (rawSelector !== '' && requirements.length > 0) {
    const why = 'may not specified at the same time as requirements';
    errors.push(field.invalid(`${at}.rawSelector`, rawSelector, why));
  }
  if (rawSelector === '' && requirements.length === 0) {
    const why = `when ${at} is specified, requirements or rawSelector is required`;
    errors.push(field.required(`${at}.requirements`, why));
  }
  requirements.forEach(({ key = '', operator = '', values = [] }, i) => {
    const here = `${at}.requirements[${i}]`;
    if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
      errors.push(field.required(`${here}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
      const why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      errors.push(field.forbidden(`${here}.values`, why));
    }
    errors.push(...validateKey(key, `${here}.key`));
  });
  return errors;
}

function validate({ metadata, spec = {} }: AccessReview, { self = false, local = false }): FieldError[] {
  const errors = validateSpec(spec, self);
  const { managedFields: _managedFields, namespace, ...rest } = metadata;
  const named = local ? rest : { ...rest, ...(namespace && { namespace }) };
  if (Object.keys(named).length > 0) {
    const why = local ? 'must be empty except for namespace' : 'must be empty';
    errors.push(field.invalid('metadata', metadata, why));
  }
  if (!local) return errors;
  const { resourceAttributes, nonResourceAttributes } = spec;
  const asked = resourceAttributes?.namespace ?? '';
  if (resourceAttributes && asked !== namespace)
    errors.push(field.invalid('spec.resourceAttributes.namespace', asked, 'must match metadata.namespace'));
  if (nonResourceAttributes) {
    const why = 'disallowed on this kind of request';
    errors.push(field.invalid('spec.nonResourceAttributes', internalNonResource(nonResourceAttributes), why));
  }
  return errors;
}

function actionIn({ resourceAttributes, nonResourceAttributes }: NonNullable<AccessReview['spec']>): Action {
  if (!resourceAttributes) return onPath(nonResourceAttributes?.verb ?? '', nonResourceAttributes?.path ?? '');
  const { fieldSelector, verb = '', resource = '', ...rest } = resourceAttributes;
  const selector = fieldSelector?.rawSelector;
  return onResource({ ...rest, verb, resource, ...(selector && { fieldSelector: selector }) });
}

function judge(review: AccessReview, user: User, { authorizer }: ServerContext): AccessReview {
  const { allowed, reason } = authorizer.authorize({ ...actionIn(review.spec ?? {}), user });
  review.status = { allowed, ...(reason && { reason }) };
  return review;
}

const subjectIn = ({ user = '', groups = [], uid, extra }: NonNullable<AccessReview['spec']>): User => ({
  name: user,
  groups,
  ...(uid && { uid }),
  ...(extra && { extra }),
});

function accessReview(
  kind: string,
  local: boolean,
  answer: NonNullable<Strategy<AccessReview>['answer']>,
): Strategy<AccessReview> {
  const singular = kind.toLowerCase();
  const named = { resource: `${singular}s`, singular, kind, group: 'authorization.k8s.io', version: 'v1' };
  return { ...named, namespaced: local, verbs: ['create'], answer };
}

export const accessReviewStrategies: readonly Strategy<AccessReview>[] = [
  accessReview('LocalSubjectAccessReview', true, (review, context) => {
    const errors = validate(review, { local: true });
    return errors.length > 0 ? errors : judge(review, subjectIn(review.spec!), context);
  }),
  accessReview('SelfSubjectAccessReview', false, (review, context) => {
    const errors = validate(review, { self: true });
    return errors.length > 0 ? errors : judge(review, context.user, context);
  }),
  accessReview('SubjectAccessReview', false, (review, context) => {
    const errors = validate(review, {});
    return errors.length > 0 ? errors : judge(review, subjectIn(review.spec!), context);
  }),
];
