// Models ValidateLimitRange of pkg/apis/core/validation.

import type { LimitRange, LimitRangeItem } from '#api/core/policy-types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { compareQuantities, milliValue, parseQuantity, QUANTITY_ERROR } from '#apimachinery/quantity.ts';
import { isQualifiedName } from '#apimachinery/validation.ts';
import { isExtended, validateContainerResourceName, validateResourceName } from '../resources.ts';

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];

export function validateLimitRange({ spec }: LimitRange): FieldError[] {
  const seen = new Set<string>();
  return (spec.limits ?? []).flatMap((item, i) => {
    const at = `spec.limits[${i}]`;
    const errors = validateType(item.type ?? '', `${at}.type`);
    if (seen.has(item.type)) errors.push(field.duplicate(`${at}.type`, item.type));
    seen.add(item.type);
    return [...errors, ...validateItem(item, at)];
  });
}

function validateType(type: string, at: string): FieldError[] {
  const wrong = isQualifiedName(type).map((m) => field.invalid(at, type, m));
  if (wrong.length > 0 || type.includes('/') || TYPES.includes(type)) return wrong;
  return [field.invalid(at, type, 'must be a standard limit type or fully qualified')];
}

const MEMBERS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

function validateItem(item: LimitRangeItem, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const ofPod = item.type === 'Pod';
  const validateName = ofPod || item.type === 'Container' ? validateContainerResourceName : validateResourceName;
  for (const member of MEMBERS) {
    if (member === 'maxLimitRequestRatio' && item.type === 'PersistentVolumeClaim') {
      if (!item.min?.storage && !item.max?.storage) {
        const why = 'either minimum or maximum storage value is required, but neither was provided';
        errors.push(field.required(`${at}.limits`, why));
      }
    }
    const entries = Object.entries(item[member] ?? {});
    if (ofPod && (member === 'default' || member === 'defaultRequest')) {
      if (entries.length > 0)
        errors.push(field.forbidden(`${at}.${member}`, "may not be specified when `type` is 'Pod'"));
      continue;
    }
    for (const [name, value] of entries) {
      errors.push(...validateName(name, `${at}.${member}[${name}]`));
      if (parseQuantity(value) === undefined)
        errors.push(field.invalid(`${at}.${member}[${name}]`, value, QUANTITY_ERROR));
      names.add(name);
    }
  }
  for (const name of [...names].sort()) errors.push(...validateBounds(item, name, at));
  return errors;
}

/** Smallest ≤ default request ≤ default limit ≤ largest, as far as they are given. */
function validateBounds(item: LimitRangeItem, name: string, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const [min, max] = [item.min?.[name], item.max?.[name]];
  const [limit, request] = item.type === 'Pod' ? [] : [item.default?.[name], item.defaultRequest?.[name]];
  const ratio = item.maxLimitRequestRatio?.[name];
  const over = (a: string | undefined, b: string | undefined): boolean =>
    a !== undefined && b !== undefined && compareQuantities(a, b) > 0;
  const wrong = (member: string, shown: string, why: string): void => {
    errors.push(field.invalid(`${at}.${member}[${name}]`, shown, why));
  };
  if (over(min, max)) wrong('min', min!, `min value ${min} is greater than max value ${max}`);
  if (over(min, request))
    wrong('defaultRequest', request!, `min value ${min} is greater than default request value ${request}`);
  if (over(request, max))
    wrong('defaultRequest', request!, `default request value ${request} is greater than max value ${max}`);
  if (over(request, limit))
    wrong('defaultRequest', request!, `default request value ${request} is greater than default limit value ${limit}`);
  if (over(min, limit)) wrong('default', min!, `min value ${min} is greater than default value ${limit}`);
  if (over(limit, max)) wrong('default', max!, `default value ${limit} is greater than max value ${max}`);
  if (ratio !== undefined) {
    if (compareQuantities(ratio, 1) < 0) wrong('maxLimitRequestRatio', ratio, `ratio ${ratio} is less than 1`);
    if (min !== undefined && max !== undefined) {
      const most = milliValue(max) / milliValue(min);
      if (milliValue(ratio) / 1000 > most) {
        wrong('maxLimitRequestRatio', ratio, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`);
      }
    }
  }
  const mustMatch = isExtended(name) || name.startsWith('hugepages-');
  if (mustMatch && limit !== undefined && request !== undefined && compareQuantities(limit, request) !== 0) {
    wrong('defaultRequest', request, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`);
  }
  return errors;
}
