// An id that follows from names, so that saying the same twice is saying it once.

import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** A namespace of our own, for names that are JSON. */
const NAMESPACE = '2f8d6f0e-6c0b-4b0e-9d37-5c1f0a7be4d2';

/** Version 5: the same names always give the same. Source: RFC 9562, 5.5. Not by WebCrypto, which pages over plain HTTP do not have. */
export function uuidOf(names: readonly string[]): string {
  const namespace = hexToBytes(NAMESPACE.replaceAll('-', ''));
  const bytes = sha1(concatBytes(namespace, utf8ToBytes(JSON.stringify(names)))).slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
