// Models initIPFamilyFields of pkg/registry/core/service/storage/alloc.go, for a cluster that has IPv4 only.

import type { Service, ServiceSpec } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { validateClusterIpFields } from './cluster-ip-validation.ts';
import { validIp } from './ip.ts';

/** Infers family and policy, and refuses what a single-stack cluster cannot give. Mutates. */
export function initIpFamilyFields(service: Service, old: Service | undefined): readonly FieldError[] {
  const { spec } = service;
  if (spec.type === 'ExternalName') return [];
  if (old && unchangedPreferDualStack(spec, old.spec)) return [];
  const headlessWithoutSelector = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  spec.ipFamilyPolicy ??= old?.spec.ipFamilyPolicy ?? (headlessWithoutSelector ? 'RequireDualStack' : 'SingleStack');

  const loose = validateClusterIpFields(service);
  if (loose.length > 0) return loose;

  const errors: FieldError[] = [];
  const policy = 'spec.ipFamilyPolicy';
  const single = spec.ipFamilyPolicy === 'SingleStack';
  if (old && single) {
    if (same(spec.clusterIPs, old.spec.clusterIPs) && (spec.clusterIPs ?? []).length > 1)
      spec.clusterIPs = spec.clusterIPs!.slice(0, 1);
    if (same(spec.ipFamilies, old.spec.ipFamilies) && (spec.ipFamilies ?? []).length > 1)
      spec.ipFamilies = spec.ipFamilies!.slice(0, 1);
  } else if (old && isReduced(spec.ipFamilies, old.spec.ipFamilies)) {
    // Two cluster IPs there never are here, so none is released.
    errors.push(field.invalid(policy, spec.ipFamilyPolicy, "must be 'SingleStack' to release the secondary IP family"));
  }
  if (single && spec.clusterIPs?.length === 2) {
    errors.push(
      field.invalid(
        policy,
        spec.ipFamilyPolicy,
        "must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified",
      ),
    );
  }
  if (single && spec.ipFamilies?.length === 2) {
    errors.push(
      field.invalid(
        policy,
        spec.ipFamilyPolicy,
        "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
      ),
    );
  }
  const families = [...(spec.ipFamilies ?? [])];
  for (const [i, ip] of (spec.clusterIPs ?? []).entries()) {
    if (ip === 'None') break;
    if (i < families.length) continue;
    const family = validIp(ip)!;
    if (family === 'IPv4') families.push(family);
    else
      errors.push(
        field.invalid(`spec.clusterIPs[${i}]`, spec.clusterIPs, `${family} is not configured on this cluster`),
      );
  }
  if (errors.length > 0) return errors;

  if (headlessWithoutSelector) {
    // Allowed both families even here: nothing is allocated for it.
    if (families.length === 0) families.push('IPv4');
    if (families.length < 2 && !single) families.push(families[0] === 'IPv4' ? 'IPv6' : 'IPv4');
    spec.ipFamilies = families;
    return [];
  }
  if (spec.ipFamilyPolicy === 'RequireDualStack') {
    errors.push(field.invalid(policy, spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services'));
  }
  for (const [i, family] of families.entries()) {
    if (family !== 'IPv4')
      errors.push(field.invalid(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'));
  }
  if (errors.length > 0) return errors;
  spec.ipFamilies = families.length > 0 ? families : ['IPv4'];
  return [];
}

/** Given, but fewer. Source: reducedIPFamilies. */
const isReduced = (now: readonly string[] = [], before: readonly string[] = []): boolean =>
  now.length > 0 && now.length < before.length;

const same = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  (a ?? []).join() === (b ?? []).join();

function unchangedPreferDualStack(spec: ServiceSpec, old: ServiceSpec): boolean {
  return (
    spec.ipFamilyPolicy === 'PreferDualStack' &&
    old.ipFamilyPolicy === 'PreferDualStack' &&
    spec.clusterIP === old.clusterIP &&
    same(spec.clusterIPs, old.clusterIPs) &&
    same(spec.ipFamilies, old.ipFamilies)
  );
}
