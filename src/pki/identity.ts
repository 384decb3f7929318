// What a server shows and proves: a chain of certificates and the key of the first. Checked when it is loaded, as servers do.

import { hex } from './bytes.ts';
import { type Certificate, parseCertificates } from './certificate.ts';
import { type PrivateKey, parsePrivateKey, publicKeyOf } from './keys.ts';
import { decodePem } from './pem.ts';

export interface Identity {
  /** The server's own certificate first, in the order of the file. */
  readonly chain: readonly Certificate[];
  readonly key: PrivateKey;
}

/** Why a pair cannot be loaded. Each server has its own words for it. */
export type IdentityFault =
  | 'no certificate'
  | 'bad certificate'
  | 'no key'
  | 'bad key'
  /** The key is not the one that the certificate is for. */
  | 'mismatch';

export const isIdentityFault = (loaded: Identity | IdentityFault): loaded is IdentityFault =>
  typeof loaded === 'string';

/** @param certificate PEM chain. @param key PEM. Both may be one text. */
export function loadIdentity(certificate: string, key: string): Identity | IdentityFault {
  const chain = parseCertificates(certificate);
  if (chain.length === 0) return 'no certificate';
  if (chain.some((c) => c === undefined)) return 'bad certificate';
  if (!decodePem(key).some(({ label }) => label.endsWith('PRIVATE KEY'))) return 'no key';
  const parsed = parsePrivateKey(key);
  if (!parsed) return 'bad key';
  if (hex(publicKeyOf(parsed)) !== hex(chain[0]!.publicKey)) return 'mismatch';
  return { chain: chain as readonly Certificate[], key: parsed };
}
