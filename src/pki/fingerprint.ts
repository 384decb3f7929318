// Hashes of certificates, by which people compare them.

import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hex } from './bytes.ts';
import type { Certificate } from './certificate.ts';

/** `AB:CD:…`, as openssl -fingerprint prints it. */
export function fingerprint({ der }: Certificate, hash: 'sha1' | 'sha256' = 'sha1'): string {
  return hex(hash === 'sha1' ? sha1(der) : sha256(der))
    .toUpperCase()
    .match(/../g)!
    .join(':');
}
