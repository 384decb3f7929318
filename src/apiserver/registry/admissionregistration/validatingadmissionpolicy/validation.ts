// Models pkg/apis/admissionregistration/validation validateValidatingAdmissionPolicySpec.

import type { ParamKind, ValidatingAdmissionPolicy, Validation } from '#api/admissionregistration/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1035Label, isDns1123Subdomain, isQualifiedName } from '#apimachinery/validation.ts';
import { cel } from '../../../cel/loader.ts';
import { type Compile, expressionErrors, validateMatch, validateMatchConditions } from '../match-resources.ts';

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const SOMETHING = 'validations or auditAnnotations must contain at least one item';
const MOST_ANNOTATIONS = 20;

export function validatePolicy(policy: ValidatingAdmissionPolicy): FieldError[] {
  const { spec } = policy;
  const errors: FieldError[] = [];
  const { failurePolicy, paramKind, matchConstraints, validations = [], auditAnnotations = [] } = spec;
  if (!failurePolicy) errors.push(field.required('spec.failurePolicy'));
  else if (failurePolicy !== 'Fail' && failurePolicy !== 'Ignore') {
    errors.push(field.notSupported('spec.failurePolicy', failurePolicy, ['Fail', 'Ignore']));
  }
  if (paramKind) errors.push(...validateParamKind(paramKind, 'spec.paramKind'));
  if (!matchConstraints) errors.push(field.required('spec.matchConstraints'));
  else {
    errors.push(...validateMatch(matchConstraints, 'spec.matchConstraints'));
    if ((matchConstraints.resourceRules ?? []).length === 0) {
      errors.push(field.required('spec.matchConstraints.resourceRules'));
    }
  }
  const { compileWith, compile } = policyCompilers(policy);
  errors.push(...validateMatchConditions(spec.matchConditions ?? [], 'spec.matchConditions', compileWith(false)));
  errors.push(...validateVariables(spec, compile));
  if (validations.length === 0 && auditAnnotations.length === 0) {
    errors.push(field.required('spec.validations', SOMETHING), field.required('spec.auditAnnotations', SOMETHING));
    return errors;
  }
  validations.forEach((v, i) => void errors.push(...validateOne(v, `spec.validations[${i}]`, compileWith(true))));
  errors.push(...validateAnnotations(policy, compileWith(true)));
  return errors;
}

/** Source: validateParamKind. */
function validateParamKind({ apiVersion = '', kind = '' }: ParamKind, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (value: string, why: string): void => void errors.push(field.invalid(`${at}.apiVersion`, value, why));
  const [version = '', group = '', ...more] = apiVersion === '/' ? [] : apiVersion.split('/').reverse();
  if (apiVersion === '') errors.push(field.required(`${at}.apiVersion`));
  else if (more.length > 0) refuse(apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
  else {
    const misnamed = group === '' ? [] : isDns1123Subdomain(group);
    if (misnamed.length > 0) refuse(group, misnamed.join(','));
    const unversioned = isDns1035Label(version);
    if (version === '') refuse(apiVersion, 'version must be specified');
    else if (unversioned.length > 0) refuse(version, unversioned.join(','));
  }
  if (kind === '') return [...errors, field.required(`${at}.kind`)];
  const unkind = isDns1035Label(kind.toLowerCase());
  const lead = 'may have mixed case, but should otherwise match: ';
  return unkind.length > 0 ? [...errors, field.invalid(`${at}.kind`, kind, lead + unkind.join(','))] : errors;
}

/** Source: validateAuditAnnotation. */
function validateAnnotations({ metadata, spec }: ValidatingAdmissionPolicy, compile: Compile): FieldError[] {
  const annotations = spec.auditAnnotations ?? [];
  const errors: FieldError[] = [];
  if (annotations.length > MOST_ANNOTATIONS) {
    const why = `must not have more than ${MOST_ANNOTATIONS} auditAnnotations`;
    const shown = annotations.map(({ key, valueExpression }) => ({ Key: key, ValueExpression: valueExpression }));
    errors.push(field.invalid('spec.auditAnnotations', shown, why));
  }
  const seen = new Set<string>();
  annotations.forEach(({ key = '', valueExpression = '' }, i) => {
    const at = `spec.auditAnnotations[${i}]`;
    const full = `${metadata.name}/${key}`;
    errors.push(...invalids(`${at}.key`, full, isQualifiedName(full)));
    const value = valueExpression.trim();
    if (value === '') errors.push(field.required(`${at}.valueExpression`, 'valueExpression is not specified'));
    else errors.push(...expressionErrors(value, `${at}.valueExpression`, compile, ['string', 'null']));
    if (seen.has(key)) errors.push(field.duplicate(`${at}.key`, key));
    seen.add(key);
  });
  return errors;
}

/** Names that nobody here can work out, in any expression of a valid policy. */
export function unsimulatedExpressions(policy: ValidatingAdmissionPolicy): string[] {
  const { programs } = cel().compilePolicy(policy.spec);
  return [...new Set(programs.flatMap((p) => ('unsimulated' in p ? [p.unsimulated] : [])))];
}

function policyCompilers(policy: ValidatingAdmissionPolicy) {
  const { policyEnvironment, compile } = cel();
  const { spec } = policy;
  const hasParams = spec.paramKind !== undefined;
  // What lacks a part is told of elsewhere, and nothing can use it.
  const usable = (variables: ValidatingAdmissionPolicy['spec']['variables'] = []) =>
    variables.filter(({ name, expression }) => name && expression);
  return {
    /** Variables are there for validations, and not for match conditions that come before them. */
    compileWith(withVariables: boolean): Compile {
      const environment = policyEnvironment({ hasParams, variables: withVariables ? usable(spec.variables) : [] });
      return (expression) => compile(expression, environment);
    },
    /** The expression of the variable at `index`, which may use those before it. */
    compile: (expression: string, index: number) =>
      compile(expression, policyEnvironment({ hasParams, variables: usable(spec.variables?.slice(0, index)) })),
  };
}

function validateVariables(
  { variables = [] }: ValidatingAdmissionPolicy['spec'],
  compile: (expression: string, index: number) => ReturnType<Compile>,
): FieldError[] {
  return variables.flatMap(({ name = '', expression = '' }, i) => {
    const at = `spec.variables[${i}]`;
    const errors: FieldError[] = [];
    if (name.trim() === '') errors.push(field.required(`${at}.name`, 'name is not specified'));
    else if (!isCelIdentifier(name)) errors.push(field.invalid(`${at}.name`, name, 'must be a valid CEL identifier'));
    if (expression.trim() === '') {
      return [...errors, field.required(`${at}.expression`, 'expression is not specified')];
    }
    const program = compile(expression, i);
    if (!('error' in program)) return errors;
    return [...errors, field.invalid(`${at}.expression`, expression, `compilation failed: ${program.error}`)];
  });
}

const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** Source: isCELIdentifier. */
const isCelIdentifier = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name);

function validateOne(validation: Validation, path: string, compile: Compile): FieldError[] {
  const { expression = '', message = '', messageExpression = '', reason } = validation;
  const errors: FieldError[] = [];
  if (expression.trim() === '') errors.push(field.required(`${path}.expression`, 'expression is not specified'));
  else errors.push(...expressionErrors(expression, `${path}.expression`, compile, ['bool']));
  if (messageExpression !== '' && messageExpression.trim() === '') {
    errors.push(field.invalid(`${path}.messageExpression`, messageExpression, 'must be non-empty if specified'));
  } else if (messageExpression !== '') {
    errors.push(...expressionErrors(messageExpression, `${path}.messageExpression`, compile, ['string']));
  }
  if (message !== '' && message.trim() === '') {
    errors.push(field.invalid(`${path}.message`, message, 'must be non-empty if specified'));
  } else if (/[\n\r]/.test(message.trim())) {
    errors.push(field.invalid(`${path}.message`, message, 'must not contain line breaks'));
  }
  if (reason !== undefined && !REASONS.includes(reason)) {
    errors.push(field.notSupported(`${path}.reason`, reason, REASONS));
  }
  return errors;
}
