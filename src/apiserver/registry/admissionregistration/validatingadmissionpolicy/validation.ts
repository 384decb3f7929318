// Models pkg/apis/admissionregistration/validation validateValidatingAdmissionPolicySpec.

import type { ValidatingAdmissionPolicy, Validation } from '#api/admissionregistration/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isQualifiedName } from '#apimachinery/validation.ts';
import { cel } from '../../../cel/loader.ts';
import { type Compile, expressionErrors, validateMatch, validateMatchConditions } from '../match-resources.ts';

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];
const SOMETHING = 'validations or auditAnnotations must contain at least one element';

export function validatePolicy(policy: ValidatingAdmissionPolicy): FieldError[] {
  const { spec } = policy;
  const errors: FieldError[] = [];
  const { failurePolicy, paramKind, matchConstraints, validations = [], auditAnnotations = [] } = spec;
  if (failurePolicy !== 'Fail' && failurePolicy !== 'Ignore') {
    errors.push(field.notSupported('spec.failurePolicy', failurePolicy, ['Fail', 'Ignore']));
  }
  if (paramKind) {
    const { apiVersion = '', kind = '' } = paramKind;
    if (apiVersion === '') errors.push(field.required('spec.paramKind.apiVersion'));
    else if (apiVersion.split('/').length > 2) {
      const why = `unexpected GroupVersion string: ${apiVersion}`;
      errors.push(field.invalid('spec.paramKind.apiVersion', apiVersion, why));
    }
    if (kind === '') errors.push(field.required('spec.paramKind.kind'));
  }
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
  auditAnnotations.forEach(({ key = '', valueExpression = '' }, i) => {
    const at = `spec.auditAnnotations[${i}]`;
    const full = `${policy.metadata.name}/${key}`;
    for (const why of key === '' ? [] : isQualifiedName(full)) errors.push(field.invalid(`${at}.key`, full, why));
    if (key === '') errors.push(field.required(`${at}.key`));
    if (valueExpression.trim() === '') {
      errors.push(field.required(`${at}.valueExpression`, 'valueExpression is not specified'));
    } else {
      errors.push(...expressionErrors(valueExpression, `${at}.valueExpression`, compileWith(true), ['string', 'null']));
    }
  });
  return errors;
}

/** Names that nobody here can work out, in any expression of a valid policy. */
export function unsimulatedExpressions(policy: ValidatingAdmissionPolicy): string[] {
  const { programs } = cel().compilePolicy(policy);
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
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  variables.forEach(({ name = '', expression = '' }, i) => {
    const at = `spec.variables[${i}]`;
    if (name === '') errors.push(field.required(`${at}.name`, 'name is not specified'));
    else if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      errors.push(field.invalid(`${at}.name`, name, 'name is not a valid CEL identifier'));
    }
    if (seen.has(name) && name !== '') errors.push(field.duplicate(`${at}.name`, name));
    seen.add(name);
    if (expression.trim() === '') errors.push(field.required(`${at}.expression`, 'expression is not specified'));
    else {
      const program = compile(expression, i);
      if ('error' in program) {
        errors.push(field.invalid(`${at}.expression`, expression, `compilation failed: ${program.error}`));
      }
    }
  });
  return errors;
}

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
    errors.push(field.invalid(`${path}.message`, message, 'message must be non-empty if specified'));
  } else if (message.trim().includes('\n')) {
    errors.push(field.invalid(`${path}.message`, message, 'message must not contain line breaks'));
  } else if (expression.trim().includes('\n') && message.trim() === '') {
    const why = 'message must be specified if expression contains line breaks';
    errors.push(field.required(`${path}.message`, why));
  }
  if (reason !== undefined && !REASONS.includes(reason)) {
    errors.push(field.notSupported(`${path}.reason`, reason, REASONS));
  }
  return errors;
}
