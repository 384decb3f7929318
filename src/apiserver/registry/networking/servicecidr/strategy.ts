// Models pkg/registry/networking/servicecidr/strategy.go, with its validation and printer.

import type { ServiceCIDR } from '#api/networking/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { isNetwork, parseCidr } from '../cidr.ts';

function validateServiceCidr({ spec }: ServiceCIDR): FieldError[] {
  const cidrs = spec.cidrs ?? [];
  if (cidrs.length === 0) return [field.required('spec.cidrs', 'at least one CIDR required')];
  if (cidrs.length > 2) return [field.invalid('spec.cidrs', { CIDRs: cidrs }, 'may only hold up to 2 values')];
  const parsed = cidrs.map(parseCidr);
  const errors = cidrs.flatMap((cidr, i) => {
    const at = `spec.cidrs[${i}]`;
    const found = parsed[i];
    if (!found) return [field.invalid(at, cidr, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];
    return isNetwork(found) ? [] : [field.invalid(at, cidr, 'must not have bits set beyond the prefix length')];
  });
  if (cidrs.length === 2 && parsed[0] && parsed[1] && parsed[0].family === parsed[1].family) {
    const why = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
    errors.push(field.invalid('spec.cidrs', cidrs, why));
  }
  return errors;
}

/** A second family may be added, and nothing else. */
function validateUpdate(cidr: ServiceCIDR, old: ServiceCIDR): FieldError[] {
  const [now, before] = [cidr.spec.cidrs ?? [], old.spec.cidrs ?? []];
  const fixed = (at: string, shown: unknown): FieldError => field.invalid(at, shown, 'field is immutable');
  const changed = now.flatMap((range, i) =>
    i >= before.length || range === before[i] ? [] : [fixed(`spec.cidrs[${i}]`, range)],
  );
  if (now.length === before.length) return changed;
  if (before.length === 1 && now.length === 2) return [...changed, ...validateServiceCidr(cidr)];
  return [fixed('spec.cidrs', cidr.spec.cidrs)];
}

export const serviceCidrStrategy: Strategy<ServiceCIDR> = {
  resource: 'servicecidrs',
  singular: 'servicecidr',
  kind: 'ServiceCIDR',
  group: 'networking.k8s.io',
  version: 'v1',
  namespaced: false,
  statusSubresource: true,

  setDefaults(cidr) {
    cidr.spec ??= {};
    cidr.status ??= {};
  },
  prepareForCreate(cidr) {
    cidr.status = {};
  },
  validate: validateServiceCidr,
  validateUpdate,
  columns: [
    nameColumn,
    text(
      'CIDRs',
      'CIDRs defines the IP blocks in CIDR notation (e.g. "192.168.0.0/24" or "2001:db8::/64") from which to assign service cluster IPs. Max of two CIDRs is allowed, one of each IP family. This field is immutable.',
      ({ spec }) => (spec.cidrs ?? []).join(','),
    ),
    ageColumn,
  ],
};
