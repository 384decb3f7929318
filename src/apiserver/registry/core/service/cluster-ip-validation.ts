// Models what validation asks of a Service's own addresses and their families, and what of them may change.

import type { Service } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isHeadless } from './defaults.ts';
import { INVALID_IP, validIp } from './ip.ts';

const FIXED = 'may not change once set';

/** Models ValidateServiceClusterIPsRelatedFields. The allocator asks it first, and alone. */
export function validateClusterIpFields(service: Service): FieldError[] {
  const { spec } = service;
  if (spec.type === 'ExternalName') return [];
  const path = 'spec.clusterIPs';
  const ips = spec.clusterIPs ?? [];
  const shown = spec.clusterIPs;
  const errors: FieldError[] = [];
  if (spec.clusterIP) {
    if (ips.length === 0) errors.push(field.required(path));
    else if (ips[0] !== spec.clusterIP) errors.push(field.invalid(path, shown, 'first value must match `clusterIP`'));
  } else if (ips.length > 0) {
    errors.push(field.invalid(path, shown, 'must be empty when `clusterIP` is not specified'));
  }
  const families = spec.ipFamilies ?? [];
  families.forEach((family, i) => {
    if (family !== 'IPv4' && family !== 'IPv6')
      errors.push(field.notSupported(`spec.ipFamilies[${i}]`, family, ['IPv4', 'IPv6']));
    if (families.indexOf(family) < i) errors.push(field.duplicate(`spec.ipFamilies[${i}]`, family));
  });
  const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  if (spec.ipFamilyPolicy && !policies.includes(spec.ipFamilyPolicy)) {
    errors.push(field.notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies));
  }
  let invalidIp = false;
  ips.forEach((ip, i) => {
    if (i === 0 && ip === 'None') {
      if (ips.length > 1) {
        invalidIp = true;
        errors.push(field.invalid(path, shown, "'None' must be the first and only value"));
      }
    } else if (!validIp(ip)) {
      invalidIp = true;
      errors.push(field.invalid(`${path}[${i}]`, ip, INVALID_IP));
    }
  });
  if (ips.length > 2) errors.push(field.invalid(path, shown, 'may only hold up to 2 values'));
  if (invalidIp) return errors;
  if (ips.length > 1 && new Set(ips.map(validIp)).size !== ips.length) {
    errors.push(field.invalid(path, shown, 'may specify no more than one IP for each IP family'));
  }
  if (!isHeadless(service) && errors.length === 0) {
    ips.slice(0, families.length).forEach((ip, i) => {
      if (validIp(ip) !== families[i]) {
        errors.push(
          field.invalid(`${path}[${i}]`, ip, `expected an ${families[i]} value as indicated by \`ipFamilies[${i}]\``),
        );
      }
    });
  }
  return errors;
}

const isNamed = (...services: readonly Service[]): boolean => services.some(({ spec }) => spec.type === 'ExternalName');

const onlySingle = ({ spec }: Service, what: string): FieldError[] =>
  spec.ipFamilyPolicy === 'SingleStack'
    ? []
    : [
        field.invalid(
          'spec.ipFamilyPolicy',
          spec.ipFamilyPolicy,
          `must be set to 'SingleStack' when releasing the secondary ${what}`,
        ),
      ];

/** Source: validateUpgradeDowngradeClusterIPs. */
export function validateClusterIpChange(service: Service, old: Service): FieldError[] {
  if (isNamed(service, old) || (isHeadless(service) && isHeadless(old))) return [];
  const before = old.spec.clusterIPs ?? [];
  const shown = service.spec.clusterIPs;
  const after = shown ?? [];
  if (before.length === after.length) {
    return before.flatMap((ip, i) => (ip === after[i] ? [] : [field.invalid(`spec.clusterIPs[${i}]`, shown, FIXED)]));
  }
  if (after.length === 0) return [field.invalid('spec.clusterIPs[0]', shown, 'primary clusterIP can not be unset')];
  const errors: FieldError[] = [];
  if (before.length > 0 && after[0] !== before[0]) errors.push(field.invalid('spec.clusterIPs[0]', shown, FIXED));
  if (after.length === 1 && before.length > 1) errors.push(...onlySingle(service, 'clusterIP'));
  return errors;
}

/** Source: validateUpgradeDowngradeIPFamilies, which shows the addresses where it means the families. */
export function validateFamilyChange(service: Service, old: Service): FieldError[] {
  if (isNamed(service, old) || isHeadless(service) || isHeadless(old)) return [];
  const before = old.spec.ipFamilies ?? [];
  const after = service.spec.ipFamilies ?? [];
  const at = 'spec.ipFamilies[0]';
  if (before.length === after.length) {
    return before.flatMap((family, i) => (family === after[i] ? [] : [field.invalid(at, after, FIXED)]));
  }
  const errors: FieldError[] = [];
  if (before.length > after.length && (service.spec.clusterIPs ?? []).length === 0) {
    errors.push(field.invalid(at, service.spec.ipFamilies, 'primary ipFamily can not be unset'));
  }
  if (before.length > 0 && after.length > 0 && after[0] !== before[0]) {
    errors.push(field.invalid(at, service.spec.clusterIPs, FIXED));
  }
  if (after.length === 1 && before.length > 1) errors.push(...onlySingle(service, 'ipFamily'));
  return errors;
}
