// Models validatePodFailurePolicy and validateSuccessPolicy of pkg/apis/batch/validation.

import type { JobSpec, PodFailurePolicyRule, SuccessPolicyRule } from '#api/batch/types.ts';
import { type FieldError, field, invalids, nonNegative } from '#apimachinery/field.ts';
import { isQualifiedName } from '#apimachinery/validation.ts';

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];
const MAX_RULES = 20;
const MAX_CODES = 255;

/** Go's `%q` of a list. */
const quoted = (values: readonly string[]): string => `[${values.map((v) => JSON.stringify(v)).join(' ')}]`;

const oneOf = (value: string | undefined, allowed: readonly string[], at: string): FieldError[] => {
  if (!value) return [field.required(at, `valid values: ${quoted(allowed)}`)];
  return allowed.includes(value) ? [] : [field.notSupported(at, value, allowed)];
};

type OnExitCodes = NonNullable<PodFailurePolicyRule['onExitCodes']>;

function validateExitCodes(
  { operator, containerName, values = [] }: OnExitCodes,
  names: ReadonlySet<string>,
  at: string,
) {
  const errors = oneOf(operator, OPERATORS, `${at}.operator`);
  if (containerName !== undefined && !names.has(containerName)) {
    const why = 'must be one of the container or initContainer names in the pod template';
    errors.push(field.invalid(`${at}.containerName`, containerName, why));
  }
  if (values.length === 0) errors.push(field.invalid(`${at}.values`, null, 'at least one value is required'));
  else if (values.length > MAX_CODES) errors.push(field.tooMany(`${at}.values`, values.length, MAX_CODES));
  values.forEach((code, i) => {
    if (operator === 'In' && code === 0)
      errors.push(field.invalid(`${at}.values[${i}]`, code, 'must not be 0 for the In operator'));
    if (values.indexOf(code) < i) errors.push(field.duplicate(`${at}.values[${i}]`, code));
  });
  const ordered = values.every((code, i) => i === 0 || values[i - 1]! <= code);
  return ordered ? errors : [...errors, field.invalid(`${at}.values`, values, 'must be ordered')];
}

function validateFailureRule(rule: PodFailurePolicyRule, spec: JobSpec, names: ReadonlySet<string>, at: string) {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  const errors =
    action === 'FailIndex' && spec.backoffLimitPerIndex === undefined
      ? [field.invalid(`${at}.action`, action, 'requires the backoffLimitPerIndex to be set')]
      : oneOf(action, ACTIONS, `${at}.action`);
  if (onExitCodes) errors.push(...validateExitCodes(onExitCodes, names, `${at}.onExitCodes`));
  if (onPodConditions.length > MAX_RULES)
    errors.push(field.tooMany(`${at}.onPodConditions`, onPodConditions.length, MAX_RULES));
  onPodConditions.forEach(({ type = '', status }, i) => {
    const here = `${at}.onPodConditions[${i}]`;
    errors.push(...invalids(`${here}.type`, type, isQualifiedName(type)), ...oneOf(status, STATUSES, `${here}.status`));
  });
  const both = onExitCodes && onPodConditions.length > 0;
  if (both)
    errors.push(field.invalidWithoutValue(at, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  if (!onExitCodes && onPodConditions.length === 0)
    errors.push(field.invalidWithoutValue(at, 'specifying one of OnExitCodes and OnPodConditions is required'));
  return errors;
}

export function validateFailurePolicy(spec: JobSpec, at: string): FieldError[] {
  const { rules = [] } = spec.podFailurePolicy ?? {};
  const { containers = [], initContainers = [] } = spec.template.spec;
  const names = new Set([...containers, ...initContainers].map(({ name }) => name));
  return [
    ...(rules.length > MAX_RULES ? [field.tooMany(`${at}.rules`, rules.length, MAX_RULES)] : []),
    ...rules.flatMap((rule, i) => validateFailureRule(rule, spec, names, `${at}.rules[${i}]`)),
  ];
}

/** How many indexes `0,2-5` names, or why it names none. Source: validateIndexesFormat. */
function countIndexes(text: string, completions: number): number | string {
  if (text === '') return 0;
  let total = 0;
  let last: number | undefined;
  for (const part of text.split(',')) {
    const ends = part.split('-');
    if (ends.length > 2)
      return `cannot parse index range: ${JSON.stringify(part)}: too many hyphens? expected at most one`;
    const bad = ends.find((end) => !/^\d+$/.test(end));
    if (bad !== undefined) return `cannot convert string to integer for index: ${JSON.stringify(bad)}`;
    const [from, to = from] = ends.map(Number) as [number, number?];
    for (const value of [from, to])
      if (value >= completions) return `too large index: ${JSON.stringify(String(value))}`;
    if (last !== undefined && last >= from) return `non-increasing order, previous: ${last}, current: ${from}`;
    if (to! < from) return `non-increasing order, previous: ${from}, current: ${to}`;
    total += to! - from + 1;
    last = to;
  }
  return total;
}

function validateSuccessRule(
  { succeededIndexes: indexes, succeededCount: count }: SuccessPolicyRule,
  completions: number,
  at: string,
) {
  const errors: FieldError[] = [];
  if (count === undefined && indexes === undefined)
    errors.push(field.required(at, 'at least one of succeededCount or succeededIndexes must be specified'));
  const named = indexes === undefined ? undefined : countIndexes(indexes, completions);
  if (typeof named === 'string')
    errors.push(field.invalid(`${at}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${named}`));
  if (count === undefined) return errors;
  const here = `${at}.succeededCount`;
  errors.push(...nonNegative(here, count));
  if (count > completions) {
    const why = `must be less than or equal to ${completions} (the number of specified completions)`;
    errors.push(field.invalid(here, count, why));
  }
  const most = typeof named === 'number' ? named : 0;
  if (named !== undefined && count > most) {
    const why = `must be less than or equal to ${most} (the number of indexes in the specified succeededIndexes field)`;
    errors.push(field.invalid(here, count, why));
  }
  return errors;
}

export function validateSuccessPolicy({ successPolicy, completions = 0 }: JobSpec, at: string): FieldError[] {
  const rules = successPolicy?.rules ?? [];
  if (rules.length === 0)
    return [field.required(`${at}.rules`, 'at least one rules must be specified when the successPolicy is specified')];
  return [
    ...(rules.length > MAX_RULES ? [field.tooMany(`${at}.rules`, rules.length, MAX_RULES)] : []),
    ...rules.flatMap((rule, i) => validateSuccessRule(rule, completions, `${at}.rules[${i}]`)),
  ];
}
