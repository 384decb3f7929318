// Models the rules that every workload's selector obeys: pkg/apis/apps/validation, and metav1 ValidateLabelSelector.

import type { PodTemplateSpec } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import type { LabelSelector } from '#apimachinery/meta.ts';
import { isLabelValue, isQualifiedName } from '#apimachinery/validation.ts';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

const isEmpty = (selector: LabelSelector): boolean =>
  Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;

export function validateLabelSelector(selector: LabelSelector, at: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    errors.push(...isQualifiedName(key).map((m) => field.invalid(`${at}.matchLabels`, key, m)));
    errors.push(...isLabelValue(value).map((m) => field.invalid(`${at}.matchLabels`, value, m)));
  }
  (selector.matchExpressions ?? []).forEach(({ key, operator, values = [] }, i) => {
    const here = `${at}.matchExpressions[${i}]`;
    if (!OPERATORS.includes(operator))
      errors.push(field.invalid(`${here}.operator`, operator ?? '', 'not a valid selector operator'));
    else if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
      errors.push(field.required(`${here}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
      errors.push(
        field.forbidden(`${here}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      );
    }
    errors.push(...isQualifiedName(key ?? '').map((m) => field.invalid(`${here}.key`, key ?? '', m)));
  });
  return errors;
}

/** `kind` as the message for an empty selector names it: `deployment`, `statefulset`; undefined for those that do not name it. */
export function validateSelector(selector: LabelSelector | undefined, kind: string): FieldError[] {
  if (!selector) return [field.required('spec.selector')];
  const errors = validateLabelSelector(selector, 'spec.selector');
  if (isEmpty(selector))
    errors.push(field.invalidGo('spec.selector', GO_EMPTY_SELECTOR, `empty selector is invalid for ${kind}`));
  return errors;
}

const GO_EMPTY_SELECTOR =
  'v1.LabelSelector{MatchLabels:map[string]string(nil), MatchExpressions:[]v1.LabelSelectorRequirement(nil)}';

export function validateTemplateMatches(
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
): FieldError[] {
  if (!selector || isEmpty(selector) || !template) return [];
  const labels = template.metadata?.labels;
  if (matchesSelector(selector, labels ?? {})) return [];
  return [
    field.invalidGo('spec.template.metadata.labels', goMap(labels), '`selector` does not match template `labels`'),
  ];
}

/** As the real server prints it: `map[string]string{"a":"b"}`, keys sorted, `map[string]string(nil)` for none. */
export function goMap(map: Readonly<Record<string, string>> | undefined): string {
  if (!map) return 'map[string]string(nil)';
  const entries = Object.keys(map)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${JSON.stringify(map[key])}`);
  return `map[string]string{${entries.join(', ')}}`;
}

export function validateSelectorUnchanged(
  selector: LabelSelector | undefined,
  old: LabelSelector | undefined,
): FieldError[] {
  const same = goSelector(selector) === goSelector(old);
  return same ? [] : [field.invalidGo('spec.selector', goSelector(selector), 'field is immutable')];
}

/** Go's `%#v` of a LabelSelector. */
export function goSelector(selector: LabelSelector | undefined): string {
  if (!selector) return '"null"';
  const expressions = selector.matchExpressions?.map(
    ({ key, operator, values }) =>
      `v1.LabelSelectorRequirement{Key:${JSON.stringify(key)}, Operator:${JSON.stringify(operator)}, Values:${values ? `[]string{${values.map((v) => JSON.stringify(v)).join(', ')}}` : '[]string(nil)'}}`,
  );
  return `v1.LabelSelector{MatchLabels:${goMap(selector.matchLabels)}, MatchExpressions:[]v1.LabelSelectorRequirement${expressions ? `{${expressions.join(', ')}}` : '(nil)'}}`;
}
