// Signatures of certificates and requests: which algorithm goes with a key, made and checked at once.

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { ECParameters } from '@peculiar/asn1-ecc';
import { RSAPublicKey } from '@peculiar/asn1-rsa';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { toBytes, toNumber } from './bytes.ts';
import { CURVES, curveOfOid, OID, type PrivateKey } from './keys.ts';
import { signRsa, verifyRsa } from './rsa.ts';

const HASHES = { 'SHA-1': sha1, 'SHA-256': sha256, 'SHA-384': sha384, 'SHA-512': sha512 } as const;
type Hash = keyof typeof HASHES;

/** By object identifier: the kind of key, the hash, and OpenSSL's name. */
export const SIGNATURE_ALGORITHMS: Readonly<
  Record<string, { readonly key: 'RSA' | 'EC' | 'Ed25519'; readonly hash?: Hash; readonly name: string }>
> = {
  '1.2.840.113549.1.1.5': { key: 'RSA', hash: 'SHA-1', name: 'sha1WithRSAEncryption' },
  '1.2.840.113549.1.1.11': { key: 'RSA', hash: 'SHA-256', name: 'sha256WithRSAEncryption' },
  '1.2.840.113549.1.1.12': { key: 'RSA', hash: 'SHA-384', name: 'sha384WithRSAEncryption' },
  '1.2.840.113549.1.1.13': { key: 'RSA', hash: 'SHA-512', name: 'sha512WithRSAEncryption' },
  '1.2.840.10045.4.1': { key: 'EC', hash: 'SHA-1', name: 'ecdsa-with-SHA1' },
  '1.2.840.10045.4.3.2': { key: 'EC', hash: 'SHA-256', name: 'ecdsa-with-SHA256' },
  '1.2.840.10045.4.3.3': { key: 'EC', hash: 'SHA-384', name: 'ecdsa-with-SHA384' },
  '1.2.840.10045.4.3.4': { key: 'EC', hash: 'SHA-512', name: 'ecdsa-with-SHA512' },
  '1.3.101.112': { key: 'Ed25519', name: 'ED25519' },
};

const ofName = (name: string): string => Object.entries(SIGNATURE_ALGORITHMS).find(([, a]) => a.name === name)![0];

/** Go's choice: the hash that is as strong as the curve. OpenSSL signs with SHA-256 always. */
export function algorithmFor(key: PrivateKey, by: 'go' | 'openssl' = 'go'): AlgorithmIdentifier {
  if (key.type === 'Ed25519') return new AlgorithmIdentifier({ algorithm: OID.ed25519 });
  if (key.type === 'RSA')
    return new AlgorithmIdentifier({ algorithm: ofName('sha256WithRSAEncryption'), parameters: null });
  const bits = by === 'openssl' || key.curve === 'P-256' ? 256 : key.curve === 'P-384' ? 384 : 512;
  return new AlgorithmIdentifier({ algorithm: ofName(`ecdsa-with-SHA${bits}`) });
}

/** The same key and data always give the same signature (RFC 6979, RFC 8017, RFC 8032). */
export function sign(key: PrivateKey, algorithm: string, data: Uint8Array): Uint8Array {
  const { hash } = SIGNATURE_ALGORITHMS[algorithm]!;
  if (key.type === 'Ed25519') return ed25519.sign(data, key.secret);
  const digest = HASHES[hash!](data);
  if (key.type === 'RSA') return signRsa(key.rsa, digest, hash!);
  return CURVES[key.curve].sign(digest, key.secret, { prehash: false, lowS: false, format: 'der' });
}

/** @param publicKey DER SubjectPublicKeyInfo. False as well where the algorithm is unknown or is another kind of key's. */
export function verifySignature(
  publicKey: ArrayBuffer | Uint8Array,
  algorithm: string,
  signature: ArrayBuffer | Uint8Array,
  data: ArrayBuffer | Uint8Array,
): boolean {
  const known = SIGNATURE_ALGORITHMS[algorithm];
  if (!known) return false;
  try {
    const info = AsnConvert.parse(publicKey, SubjectPublicKeyInfo);
    const bytes = toBytes(info.subjectPublicKey);
    const [signed, message] = [toBytes(signature), toBytes(data)];
    if (info.algorithm.algorithm === OID.ed25519)
      return known.key === 'Ed25519' && ed25519.verify(signed, message, bytes);
    if (!known.hash) return false;
    const digest = HASHES[known.hash](message);
    if (info.algorithm.algorithm === OID.rsa) {
      const { modulus, publicExponent } = AsnConvert.parse(info.subjectPublicKey, RSAPublicKey);
      const key = { n: toNumber(modulus), e: toNumber(publicExponent) };
      return known.key === 'RSA' && verifyRsa(key, signed, digest, known.hash);
    }
    const curve = curveOfOid(AsnConvert.parse(info.algorithm.parameters!, ECParameters).namedCurve);
    if (!curve || known.key !== 'EC') return false;
    return CURVES[curve].verify(signed, digest, bytes, { prehash: false, lowS: false, format: 'der' });
  } catch {
    return false;
  }
}
