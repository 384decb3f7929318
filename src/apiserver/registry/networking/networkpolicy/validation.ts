// Models ValidateNetworkPolicy of pkg/apis/networking/validation.

import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '#api/networking/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isValidPortName, isValidPortNum } from '#apimachinery/validation.ts';
import { validateLabelSelector } from '../../apps/selector.ts';
import { contains, parseCidr } from '../cidr.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const CIDR_ERROR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

function validatePort({ protocol, port, endPort }: NetworkPolicyPort, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const end = (why: string): void => {
    errors.push(field.invalid(`${at}.endPort`, endPort, why));
  };
  if (protocol !== undefined && !PROTOCOLS.includes(protocol))
    errors.push(field.notSupported(`${at}.protocol`, protocol, PROTOCOLS));
  if (port === undefined) {
    if (endPort !== undefined) end('may not be specified when `port` is not specified');
  } else if (typeof port === 'number') {
    errors.push(...isValidPortNum(port).map((m) => field.invalid(`${at}.port`, port, m)));
    if (endPort !== undefined) {
      if (endPort < port) end('must be greater than or equal to `port`');
      isValidPortNum(endPort).forEach(end);
    }
  } else {
    if (endPort !== undefined) end('may not be specified when `port` is non-numeric');
    errors.push(...isValidPortName(port).map((m) => field.invalid(`${at}.port`, port, m)));
  }
  return errors;
}

function validateBlock({ cidr, except = [] }: { cidr: string; except?: string[] }, at: string): FieldError[] {
  if (!cidr) return [field.required(`${at}.cidr`)];
  const block = parseCidr(cidr);
  if (!block) return [field.invalid(`${at}.cidr`, cidr, CIDR_ERROR)];
  return except.flatMap((text, i) => {
    const here = `${at}.except[${i}]`;
    const inner = parseCidr(text);
    if (!inner) return [field.invalid(here, text, CIDR_ERROR)];
    return contains(block, inner) && inner.bits > block.bits
      ? []
      : [field.invalid(here, text, 'must be a strict subset of `cidr`')];
  });
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (podSelector) errors.push(...validateLabelSelector(podSelector, `${at}.podSelector`));
  if (namespaceSelector) errors.push(...validateLabelSelector(namespaceSelector, `${at}.namespaceSelector`));
  if (ipBlock) errors.push(...validateBlock(ipBlock, `${at}.ipBlock`));
  if (!podSelector && !namespaceSelector && !ipBlock) errors.push(field.required(at, 'must specify a peer'));
  else if (ipBlock && (podSelector || namespaceSelector))
    errors.push(field.forbidden(at, 'may not specify both ipBlock and another peer'));
  return errors;
}

export function validateNetworkPolicy({ spec }: NetworkPolicy): FieldError[] {
  const errors = validateLabelSelector(spec.podSelector, 'spec.podSelector');
  const rules = [
    ...(spec.ingress ?? []).map(({ ports, from }, i) => ({
      at: `spec.ingress[${i}]`,
      ports,
      peers: from,
      word: 'from',
    })),
    ...(spec.egress ?? []).map(({ ports, to }, i) => ({ at: `spec.egress[${i}]`, ports, peers: to, word: 'to' })),
  ];
  for (const { at, ports = [], peers = [], word } of rules) {
    errors.push(...ports.flatMap((port, i) => validatePort(port, `${at}.ports[${i}]`)));
    errors.push(...peers.flatMap((peer, i) => validatePeer(peer, `${at}.${word}[${i}]`)));
  }
  const types = spec.policyTypes ?? [];
  if (types.length > 2) {
    return [...errors, field.invalid('spec.policyTypes', types, 'may not specify more than two policyTypes')];
  }
  types.forEach((type, i) => {
    if (!['Ingress', 'Egress'].includes(type))
      errors.push(field.notSupported(`spec.policyTypes[${i}]`, type, ['Ingress', 'Egress']));
  });
  return errors;
}
