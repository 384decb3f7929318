// Models pkg/apis/discovery/validation.

import type { Endpoint, EndpointSlice } from '#api/discovery/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1123Label, isDns1123Subdomain, isQualifiedName } from '#apimachinery/validation.ts';
import { nonSpecialIp, validIp } from '../../core/service/ip.ts';

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20000;
const MAX_ENDPOINTS = 1000;

/** Source: IsFullyQualifiedDomainName. */
function validateDomain(given: string, at: string): FieldError[] {
  const name = given.replace(/\.$/, '');
  if (name === '') return [field.required(at)];
  const wrong = isDns1123Subdomain(name);
  if (wrong.length > 0) return [field.invalid(at, name, wrong.join(','))];
  const labels = name.split('.');
  if (labels.length < 2) {
    return [field.invalid(at, name, 'should be a domain with at least two segments separated by dots')];
  }
  const bad = labels.find((label) => isDns1123Label(label).length > 0);
  return bad === undefined ? [] : [field.invalid(at, bad, isDns1123Label(bad).join(','))];
}

/** An address of another family is still looked at as an address. */
function validateIp(address: string, family: 'IPv4' | 'IPv6', at: string): FieldError[] {
  const found = validIp(address);
  const errors: FieldError[] = [];
  if (found !== family) errors.push(field.invalid(at, address, `must be a valid ${family} address`));
  return [...errors, ...invalids(at, address, found ? nonSpecialIp(address) : ['must be a valid IP address'])];
}

function validateEndpoint(endpoint: Endpoint, type: EndpointSlice['addressType'], at: string): FieldError[] {
  const { addresses = [], nodeName, hostname } = endpoint;
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(field.required(`${at}.addresses`, 'must contain at least 1 address'));
  else if (addresses.length > MAX_ADDRESSES)
    errors.push(field.tooMany(`${at}.addresses`, addresses.length, MAX_ADDRESSES));
  addresses.forEach((address, i) => {
    const here = `${at}.addresses[${i}]`;
    if (type === 'FQDN') errors.push(...validateDomain(address, here));
    else if (ADDRESS_TYPES.includes(type)) errors.push(...validateIp(address, type, here));
  });
  if (nodeName !== undefined) errors.push(...invalids(`${at}.nodeName`, nodeName, isDns1123Subdomain(nodeName)));
  if (hostname !== undefined) errors.push(...invalids(`${at}.hostname`, hostname, isDns1123Label(hostname)));
  return errors;
}

/** The number of a port may be anything: nothing looks at it. */
function validatePorts(ports: NonNullable<EndpointSlice['ports']>): FieldError[] {
  if (ports.length > MAX_PORTS) return [field.tooMany('ports', ports.length, MAX_PORTS)];
  const names = new Set<string>();
  return ports.flatMap(({ name, protocol, appProtocol }, i) => {
    const at = `ports[${i}]`;
    const errors = name ? invalids(`${at}.name`, name, isDns1123Label(name)) : [];
    if (names.has(name)) errors.push(field.duplicate(`${at}.name`, name));
    names.add(name);
    if (!PROTOCOLS.includes(protocol ?? '')) errors.push(field.notSupported(`${at}.protocol`, protocol, PROTOCOLS));
    if (appProtocol !== undefined)
      errors.push(...invalids(`${at}.appProtocol`, appProtocol, isQualifiedName(appProtocol)));
    return errors;
  });
}

export function validateEndpointSlice({ addressType, endpoints, ports }: EndpointSlice): FieldError[] {
  const errors: FieldError[] = [];
  if (!addressType) errors.push(field.required('addressType'));
  else if (!ADDRESS_TYPES.includes(addressType))
    errors.push(field.notSupported('addressType', addressType, ADDRESS_TYPES));
  const all = endpoints ?? [];
  if (all.length > MAX_ENDPOINTS) errors.push(field.tooMany('endpoints', all.length, MAX_ENDPOINTS));
  else errors.push(...all.flatMap((endpoint, i) => validateEndpoint(endpoint, addressType, `endpoints[${i}]`)));
  return [...errors, ...validatePorts(ports ?? [])];
}

export function validateEndpointSliceUpdate(slice: EndpointSlice, old: EndpointSlice): FieldError[] {
  const errors = validateEndpointSlice(slice);
  if (slice.addressType === old.addressType) return errors;
  return [...errors, field.invalid('addressType', slice.addressType, 'field is immutable')];
}
