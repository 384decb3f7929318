// Models ValidateNode and ValidateNodeUpdate of pkg/apis/core/validation/validation.go.

import type { Node, Taint } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isLabelValue, isQualifiedName } from '#apimachinery/validation.ts';
import { validateEffect } from '../pod/scheduling-validation.ts';
import { validateAmount } from '../resources.ts';
import { validCidr, validIp } from '../service/ip.ts';

/** As it is held inside. */
const internal = ({ key, value = '', effect, timeAdded }: Taint) => ({
  Key: key,
  Value: value,
  Effect: effect,
  TimeAdded: timeAdded ?? null,
});

/** The path is that of the metadata: taints were an annotation once. */
function validateTaints(taints: readonly Taint[]): FieldError[] {
  const seen = new Set<string>();
  return taints.flatMap((taint, i) => {
    const at = `metadata.taints[${i}]`;
    const { key = '', value = '', effect = '' } = taint as Partial<Taint>;
    const errors = invalids(`${at}.key`, key, isQualifiedName(key));
    const wrong = isLabelValue(value);
    if (wrong.length > 0) errors.push(field.invalid(`${at}.value`, value, wrong.join(';')));
    errors.push(...(effect ? validateEffect(effect, `${at}.effect`) : [field.required(`${at}.effect`)]));
    const pair = `${key}:${effect}`;
    if (seen.has(pair)) {
      const { body, ...error } = field.duplicate(at, internal(taint));
      errors.push({ ...error, body: `${body}: taints must be unique by key and effect pair` });
    }
    seen.add(pair);
    return errors;
  });
}

const validateResources = ({ status }: Node): FieldError[] =>
  (['capacity', 'allocatable'] as const).flatMap((list) =>
    Object.entries(status?.[list] ?? {}).flatMap(([name, amount]) =>
      validateAmount(name, String(amount), `status.${list}.${name}`),
    ),
  );

function validateRanges(ranges: readonly string[]): FieldError[] {
  const at = 'spec.podCIDRs';
  const errors = ranges.flatMap((range, i) =>
    validCidr(range)
      ? []
      : [field.invalid(`${at}[${i}]`, range, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')],
  );
  if (ranges.length < 2) return errors;
  const families = new Set(ranges.map((range) => validIp(range.split('/')[0]!)));
  if (families.size < 2 || ranges.length > 2) {
    errors.push(field.invalid(at, ranges, 'may specify no more than one CIDR for each IP family'));
  }
  ranges.forEach((range, i) => {
    if (ranges.indexOf(range) < i) errors.push(field.duplicate(`${at}[${i}]`, range));
  });
  return errors;
}

export const validateNode = (node: Node): FieldError[] => [
  ...validateTaints(node.spec.taints ?? []),
  ...validateResources(node),
  ...validateRanges(node.spec.podCIDRs ?? []),
];

/** What the control plane gave it once stays. */
export function validateNodeUpdate(node: Node, old: Node): FieldError[] {
  const errors = validateResources(node);
  const [before, after] = [old.spec.podCIDRs ?? [], node.spec.podCIDRs ?? []];
  const differs = before.length !== after.length || before.some((range, i) => range !== after[i]);
  if (before.length > 0 && differs) {
    errors.push(field.forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (old.spec.providerID && old.spec.providerID !== node.spec.providerID) {
    errors.push(field.forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  return [...errors, ...validateTaints(node.spec.taints ?? [])];
}
