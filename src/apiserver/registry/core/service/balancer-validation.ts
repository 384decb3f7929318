// Models what validation asks of a Service's load balancer, and of its status.

import type { Service } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1123Subdomain, isQualifiedName } from '#apimachinery/validation.ts';
import { INVALID_IP, validCidr, validIp } from './ip.ts';

const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";
const INVALID_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

const validateRange = (range: string, at: string): FieldError[] =>
  validCidr(range) ? [] : [field.invalid(at, range, INVALID_CIDR)];

/** In the field, or else in the annotation that was there before it. */
function validateRanges({ spec, metadata }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const annotation = metadata.annotations?.[RANGES];
  if (ranges.length === 0 && annotation === undefined) return errors;
  const at = ranges.length > 0 ? 'spec.LoadBalancerSourceRanges' : `metadata.annotations[${RANGES}]`;
  if (spec.type !== 'LoadBalancer') errors.push(field.forbidden(at, ONLY_LOAD_BALANCER));
  if (ranges.length > 0) {
    ranges.forEach((range, i) => {
      errors.push(...validateRange(range.trim(), `${at}[${i}]`));
    });
  } else if (annotation!.trim() !== '') {
    errors.push(...annotation!.split(',').flatMap((range) => validateRange(range.trim(), at)));
  }
  return errors;
}

/** Source: validateLoadBalancerClassField. */
export function validateBalancerClass({ spec: { type, loadBalancerClass: name } }: Service): FieldError[] {
  if (name === undefined) return [];
  if (type !== 'LoadBalancer') return [field.forbidden('spec.loadBalancerClass', ONLY_LOAD_BALANCER)];
  return invalids('spec.loadBalancerClass', name, isQualifiedName(name));
}

export function validateLoadBalancerFields(service: Service): FieldError[] {
  const { spec } = service;
  const errors = validateRanges(service);
  if (spec.allocateLoadBalancerNodePorts !== undefined && spec.type !== 'LoadBalancer') {
    errors.push(field.forbidden('spec.allocateLoadBalancerNodePorts', ONLY_LOAD_BALANCER));
  }
  return [...errors, ...validateBalancerClass(service)];
}

/** An address in a status. */
export const validateIpThere = (ip: string | undefined, at: string): FieldError[] =>
  ip && !validIp(ip) ? [field.invalid(at, ip, INVALID_IP)] : [];

export function validateHostnameThere(hostname: string | undefined, at: string): FieldError[] {
  if (!hostname) return [];
  const errors = invalids(at, hostname, isDns1123Subdomain(hostname));
  if (validIp(hostname)) errors.push(field.invalid(at, hostname, 'must be a DNS name, not an IP address'));
  return errors;
}

/** Source: ValidateLoadBalancerStatus. */
export function validateServiceStatus({ spec, status }: Service): FieldError[] {
  const at = 'status.loadBalancer.ingress';
  const all = status?.loadBalancer?.ingress ?? [];
  if (spec.type !== 'LoadBalancer' && all.length > 0) {
    return [field.forbidden(at, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  return all.flatMap(({ ip, hostname, ipMode }, i) => {
    const errors = validateIpThere(ip, `${at}[${i}].ip`);
    const mode = `${at}[${i}].ipMode`;
    if (ipMode === undefined) {
      if (ip) errors.push(field.required(mode, 'must be specified when `ip` is set'));
    } else if (!ip) {
      errors.push(field.forbidden(mode, 'may not be specified when `ip` is not set'));
    } else if (ipMode !== 'VIP' && ipMode !== 'Proxy') {
      errors.push(field.notSupported(mode, ipMode, ['Proxy', 'VIP']));
    }
    return [...errors, ...validateHostnameThere(hostname, `${at}[${i}].hostname`)];
  });
}
