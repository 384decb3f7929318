// Models ValidateDaemonSetSpec of pkg/apis/apps/validation.

import type { DaemonSet, DaemonSetSpec } from '#api/apps/types.ts';
import { type FieldError, field, nonNegative } from '#apimachinery/field.ts';
import { validateAlwaysRestart, validateTemplate } from '../../core/pod/validation.ts';
import { amount, atMostAll, countOrPercent } from '../counts.ts';
import { validateSelector, validateTemplateMatches } from '../selector.ts';

function validateStrategy({ type, rollingUpdate }: NonNullable<DaemonSetSpec['updateStrategy']>): FieldError[] {
  const at = 'spec.updateStrategy';
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') {
    const shown = { Type: type ?? '', RollingUpdate: rollingUpdate ?? null };
    return [field.notSupported(at, shown, ['RollingUpdate', 'OnDelete'])];
  }
  const { maxUnavailable, maxSurge } = rollingUpdate ?? {};
  const [unavailable, surge] = [`${at}.rollingUpdate.maxUnavailable`, `${at}.rollingUpdate.maxSurge`];
  const errors = [
    ...countOrPercent(unavailable, maxUnavailable),
    ...countOrPercent(surge, maxSurge),
    ...atMostAll(unavailable, maxUnavailable),
    ...atMostAll(surge, maxSurge),
  ];
  const [some, more] = [amount(maxUnavailable) !== 0, amount(maxSurge) !== 0];
  if (some && more) errors.push(field.invalid(surge, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (!some && !more) errors.push(field.required(unavailable, 'cannot be 0 when maxSurge is 0'));
  return errors;
}

export function validateDaemonSet({ spec }: DaemonSet): FieldError[] {
  // The order is the DaemonSet's own: it tells of the labels first, and misses no selector.
  const errors = validateTemplateMatches(spec.selector, spec.template);
  if (spec.selector) errors.push(...validateSelector(spec.selector, 'daemonset'));
  return [
    ...errors,
    ...validateTemplate(spec.template, 'spec.template'),
    ...validateAlwaysRestart(spec.template, 'spec.template', 'DaemonSet'),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateStrategy(spec.updateStrategy ?? {}),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
  ];
}
