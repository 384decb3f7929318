// The names of kube-proxy's chains. Models pkg/proxy/iptables portProtoHash and servicePortEndpointChainName.

import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Backend, ServicePortRule } from '../service-port.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Sixteen letters of the hash: as many as a chain's name has room for. */
function hash(text: string): string {
  let letters = '';
  let bits = 0;
  let value = 0;
  for (const byte of sha256(utf8ToBytes(text)).subarray(0, 10)) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) letters += BASE32[(value >> (bits - 5)) & 31];
    value &= 31;
  }
  return letters;
}

/** `SVC`: all endpoints; `SVL`: the node's own; `EXT`: what comes to an outer address; `FW`: whom a load balancer admits. */
export function serviceChain(kind: 'SVC' | 'SVL' | 'EXT' | 'FW', { name, protocol }: ServicePortRule): string {
  return `KUBE-${kind}-${hash(name + protocol.toLowerCase())}`;
}

export function endpointChain({ name, protocol }: ServicePortRule, { ip, port }: Backend): string {
  return `KUBE-SEP-${hash(`${name}${protocol.toLowerCase()}${ip}:${port}`)}`;
}
