// Models the rules that every workload's selector obeys: pkg/apis/apps/validation, and metav1 ValidateLabelSelector.

import type { PodTemplateSpec } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { sorted } from '#apimachinery/go-value.ts';
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
  if (isEmpty(selector)) errors.push(field.invalid('spec.selector', {}, `empty selector is invalid for ${kind}`));
  return errors;
}

/** No selector matches nothing, an empty one everything. Source: LabelSelectorAsSelector. */
export function validateTemplateMatches(selector: LabelSelector | undefined, template: PodTemplateSpec): FieldError[] {
  const labels = template.metadata?.labels;
  if (selector && matchesSelector(selector, labels ?? {})) return [];
  return [
    field.invalid('spec.template.metadata.labels', sorted(labels), '`selector` does not match template `labels`'),
  ];
}

export function validateSelectorUnchanged(
  selector: LabelSelector | undefined,
  old: LabelSelector | undefined,
): FieldError[] {
  const shown = orderedSelector(selector);
  return deepEqual(shown, orderedSelector(old)) ? [] : [field.invalid('spec.selector', shown, 'field is immutable')];
}

/** As encoding/json writes a LabelSelector: its members in the struct's order, labels sorted. */
export function orderedSelector(selector: LabelSelector | undefined): LabelSelector | undefined {
  if (!selector) return undefined;
  const { matchLabels, matchExpressions } = selector;
  return {
    ...(matchLabels && Object.keys(matchLabels).length > 0 && { matchLabels: sorted(matchLabels) }),
    ...(matchExpressions?.length && {
      matchExpressions: matchExpressions.map(({ key, operator, values }) => ({
        key,
        operator,
        ...(values?.length && { values }),
      })),
    }),
  };
}
