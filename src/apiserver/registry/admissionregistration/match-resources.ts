// Models pkg/apis/admissionregistration: which requests something is about, and CEL in it. Shared by policies, bindings and webhooks.

import type {
  MatchCondition,
  MatchResources,
  NamedRuleWithOperations,
  RuleWithOperations,
} from '#api/admissionregistration/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isPathSegmentName, isQualifiedName } from '#apimachinery/validation.ts';
import type { NoProgram, Program } from '../../cel/compile.ts';
import { validateLabelSelector } from '../apps/selector.ts';

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

export function setMatchDefaults(match: MatchResources): void {
  match.matchPolicy ??= 'Equivalent';
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  for (const rule of [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])]) rule.scope ??= '*';
}

export function validateMatch(match: MatchResources, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { matchPolicy } = match;
  if (matchPolicy === undefined) errors.push(field.required(`${path}.matchPolicy`));
  else if (matchPolicy !== 'Exact' && matchPolicy !== 'Equivalent') {
    errors.push(field.notSupported(`${path}.matchPolicy`, matchPolicy, ['Equivalent', 'Exact']));
  }
  for (const key of ['namespaceSelector', 'objectSelector'] as const) {
    const selector = match[key];
    errors.push(...(selector ? validateLabelSelector(selector, `${path}.${key}`) : [field.required(`${path}.${key}`)]));
  }
  for (const key of ['resourceRules', 'excludeResourceRules'] as const) {
    match[key]?.forEach((rule, i) => void errors.push(...validateNamedRule(rule, `${path}.${key}[${i}]`)));
  }
  return errors;
}

function validateNamedRule(rule: NamedRuleWithOperations, path: string): FieldError[] {
  const errors = (rule.resourceNames ?? []).flatMap((name, i, names) => {
    const at = `${path}.resourceNames[${i}]`;
    const again = names.indexOf(name) < i ? [field.duplicate(at, name)] : [];
    return [...invalids(at, name, isPathSegmentName(name)), ...again];
  });
  return [...errors, ...validateRule(rule, path)];
}

export function validateRule(rule: RuleWithOperations, path: string): FieldError[] {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  const errors: FieldError[] = [];
  const star = (key: string, all: readonly string[], what: string): void => {
    if (all.length > 1 && all.includes('*')) {
      errors.push(field.invalid(`${path}.${key}`, all, `if '*' is present, must not specify other ${what}`));
    }
  };
  if (operations.length === 0) errors.push(field.required(`${path}.operations`));
  star('operations', operations, 'operations');
  operations.forEach((operation, i) => {
    if (!OPERATIONS.includes(operation)) {
      errors.push(field.notSupported(`${path}.operations[${i}]`, operation, OPERATIONS));
    }
  });
  if (apiGroups.length === 0) errors.push(field.required(`${path}.apiGroups`));
  star('apiGroups', apiGroups, 'API groups');
  if (apiVersions.length === 0) errors.push(field.required(`${path}.apiVersions`));
  star('apiVersions', apiVersions, 'API versions');
  apiVersions.forEach((version, i) => {
    if (version === '') errors.push(field.required(`${path}.apiVersions[${i}]`));
  });
  if (resources.length === 0) errors.push(field.required(`${path}.resources`));
  errors.push(...validateResources(resources, `${path}.resources`));
  if (scope !== undefined && !['*', 'Cluster', 'Namespaced'].includes(scope)) {
    errors.push(field.notSupported(`${path}.scope`, scope, ['*', 'Cluster', 'Namespaced']));
  }
  return errors;
}

function validateResources(resources: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const whole = new Set<string>();
  const parts = new Set<string>();
  // Upstream remembers the last resource that is no subresource, whatever came before.
  let isPlain = false;
  resources.forEach((resource, i) => {
    const at = `${path}[${i}]`;
    if (resource === '') errors.push(field.required(at));
    const slash = resource.indexOf('/');
    if (slash < 0) {
      if (resource !== '') isPlain = resource !== '*';
      return;
    }
    const [name, part] = [resource.slice(0, slash), resource.slice(slash + 1)];
    const covered = [...(whole.has(name) ? [`${name}/*`] : []), ...(parts.has(part) ? [`*/${part}`] : [])];
    for (const by of covered)
      errors.push(field.invalid(at, resource, `if '${by}' is present, must not specify ${resource}`));
    if (part === '*') whole.add(name);
    if (name === '*') parts.add(part);
  });
  if (resources.length > 1 && resources.includes('*/*')) {
    errors.push(field.invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  }
  if (resources.includes('*') && isPlain) {
    const why = "if '*' is present, must not specify other resources without subresources";
    errors.push(field.invalid(path, resources, why));
  }
  return errors;
}

export type Compile = (expression: string) => Program | NoProgram;

/** What is wrong with an expression. `wanted`: the types that it may come to. Source: validateCELCondition. */
export function expressionErrors(
  expression: string,
  path: string,
  compile: Compile,
  wanted: readonly string[],
): FieldError[] {
  const program = compile(expression);
  if ('error' in program) return [field.invalid(path, expression, `compilation failed: ${program.error}`)];
  if ('type' in program && !wanted.includes(program.type) && program.type !== 'dyn') {
    return [field.invalid(path, expression, mustEvaluate(wanted))];
  }
  return [];
}

const mustEvaluate = (wanted: readonly string[]): string =>
  wanted.length === 1 ? `must evaluate to ${wanted[0]}` : `must evaluate to one of the types: [${wanted.join(' ')}]`;

export function validateMatchConditions(
  conditions: readonly MatchCondition[],
  path: string,
  compile: Compile,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  if (conditions.length > 64) {
    errors.push(field.tooMany(path, conditions.length, 64));
  }
  conditions.forEach(({ name = '', expression = '' }, i) => {
    const at = `${path}[${i}]`;
    if (expression.trim() === '') errors.push(field.required(`${at}.expression`));
    else errors.push(...expressionErrors(expression.trim(), `${at}.expression`, compile, ['bool']));
    if (name === '') errors.push(field.required(`${at}.name`));
    else for (const why of isQualifiedName(name)) errors.push(field.invalid(`${at}.name`, name, why));
    if (seen.has(name) && name !== '') errors.push(field.duplicate(`${at}.name`, name));
    seen.add(name);
  });
  return errors;
}
