// Models ValidateEndpoints of pkg/apis/core/validation/validation.go.

import type { EndpointAddress, Endpoints } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1123Label, isDns1123Subdomain, isQualifiedName, isValidPortNum } from '#apimachinery/validation.ts';
import { INVALID_IP, nonSpecialIp, validIp } from '../service/ip.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

export function validateEndpoints({ subsets = [] }: Endpoints): FieldError[] {
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const at = `subsets[${i}]`;
    const errors: FieldError[] = [];
    if (addresses.length + notReadyAddresses.length === 0) {
      errors.push(field.required(at, 'must specify `addresses` or `notReadyAddresses`'));
    }
    errors.push(...addresses.flatMap((address, a) => validateAddress(address, `${at}.addresses[${a}]`)));
    errors.push(
      ...notReadyAddresses.flatMap((address, a) => validateAddress(address, `${at}.notReadyAddresses[${a}]`)),
    );
    for (const [p, port] of ports.entries()) {
      const here = `${at}.ports[${p}]`;
      if (ports.length > 1 && !port.name) errors.push(field.required(`${here}.name`));
      else if (port.name) errors.push(...invalids(`${here}.name`, port.name, isDns1123Label(port.name)));
      errors.push(...invalids(`${here}.port`, port.port ?? 0, isValidPortNum(port.port ?? 0)));
      if (!PROTOCOLS.includes(port.protocol ?? ''))
        errors.push(field.notSupported(`${here}.protocol`, port.protocol, PROTOCOLS));
      const { appProtocol } = port as { appProtocol?: string };
      if (appProtocol !== undefined)
        errors.push(...invalids(`${here}.appProtocol`, appProtocol, isQualifiedName(appProtocol)));
    }
    return errors;
  });
}

function validateAddress({ ip = '', hostname, nodeName }: EndpointAddress, at: string): FieldError[] {
  const valid = validIp(ip);
  const errors = valid ? [] : [field.invalid(`${at}.ip`, ip, INVALID_IP)];
  if (hostname) errors.push(...invalids(`${at}.hostname`, hostname, isDns1123Label(hostname)));
  if (nodeName !== undefined) errors.push(...invalids(`${at}.nodeName`, nodeName, isDns1123Subdomain(nodeName)));
  return [...errors, ...invalids(`${at}.ip`, ip, valid ? nonSpecialIp(ip) : ['must be a valid IP address'])];
}
