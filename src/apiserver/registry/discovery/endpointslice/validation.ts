// Models pkg/apis/discovery/validation.

import type { EndpointSlice } from '#api/discovery/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isDns1123Label, isDns1123Subdomain, isValidPortNum } from '#apimachinery/validation.ts';
import { nonSpecialIp, validIp } from '../../core/service/ip.ts';

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

export function validateEndpointSlice(slice: EndpointSlice): FieldError[] {
  const errors: FieldError[] = [];
  if (!slice.addressType) errors.push(field.required('addressType'));
  else if (!ADDRESS_TYPES.includes(slice.addressType)) {
    errors.push(field.notSupported('addressType', slice.addressType, ADDRESS_TYPES));
  }
  (slice.endpoints ?? []).forEach((endpoint, i) => {
    const at = `endpoints[${i}].addresses`;
    const addresses = endpoint.addresses ?? [];
    if (addresses.length === 0) errors.push(field.required(at, 'must contain at least 1 address'));
    for (const [a, address] of addresses.entries()) {
      const here = `${at}[${a}]`;
      if (slice.addressType === 'FQDN') {
        errors.push(...isDns1123Subdomain(address).map((message) => field.invalid(here, address, message)));
        continue;
      }
      const family = validIp(address);
      if (!family)
        errors.push(field.invalid(here, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
      else if (slice.addressType === 'IPv4' && family !== 'IPv4')
        errors.push(field.invalid(here, address, 'must be an IPv4 address'));
      else if (slice.addressType === 'IPv6' && family !== 'IPv6')
        errors.push(field.invalid(here, address, 'must be an IPv6 address'));
      else errors.push(...nonSpecialIp(address).map((message) => field.invalid(here, address, message)));
    }
    if (endpoint.hostname !== undefined) {
      errors.push(
        ...isDns1123Label(endpoint.hostname).map((m) =>
          field.invalid(`endpoints[${i}].hostname`, endpoint.hostname, m),
        ),
      );
    }
  });
  const names = new Set<string>();
  (slice.ports ?? []).forEach((port, i) => {
    const at = `ports[${i}]`;
    if (port.name) errors.push(...isDns1123Label(port.name).map((m) => field.invalid(`${at}.name`, port.name, m)));
    if (names.has(port.name)) errors.push(field.duplicate(`${at}.name`, port.name));
    names.add(port.name);
    if (port.protocol && !PROTOCOLS.includes(port.protocol)) {
      errors.push(field.notSupported(`${at}.protocol`, port.protocol, PROTOCOLS));
    }
    if (port.port !== undefined)
      errors.push(...isValidPortNum(port.port).map((m) => field.invalid(`${at}.port`, port.port, m)));
  });
  return errors;
}

export function validateEndpointSliceUpdate(slice: EndpointSlice, old: EndpointSlice): FieldError[] {
  const errors = validateEndpointSlice(slice);
  if (slice.addressType !== old.addressType)
    errors.push(field.invalid('addressType', slice.addressType, 'field is immutable'));
  return errors;
}
