// What kind of key a certificate is for, and how long it is.

import { ECParameters } from '@peculiar/asn1-ecc';
import { RSAPublicKey } from '@peculiar/asn1-rsa';
import { AsnConvert } from '@peculiar/asn1-schema';
import { SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { toBytes, toNumber } from './bytes.ts';
import { type Curve, curveOfOid, OID } from './keys.ts';

export type PublicKey =
  | { readonly type: 'RSA'; readonly bits: number; readonly modulus: bigint; readonly exponent: bigint }
  | { readonly type: 'EC'; readonly bits: number; readonly curve: Curve; readonly point: Uint8Array }
  | { readonly type: 'Ed25519'; readonly bits: 256; readonly point: Uint8Array }
  | { readonly type: 'other'; readonly bits: 0 };

/** @param publicKey DER SubjectPublicKeyInfo. */
export function readPublicKey(publicKey: Uint8Array): PublicKey {
  const { algorithm, subjectPublicKey } = AsnConvert.parse(publicKey, SubjectPublicKeyInfo);
  if (algorithm.algorithm === OID.rsa) {
    const key = AsnConvert.parse(subjectPublicKey, RSAPublicKey);
    const modulus = toNumber(key.modulus);
    return { type: 'RSA', bits: modulus.toString(2).length, modulus, exponent: toNumber(key.publicExponent) };
  }
  if (algorithm.algorithm === OID.ec && algorithm.parameters) {
    const curve = curveOfOid(AsnConvert.parse(algorithm.parameters, ECParameters).namedCurve);
    if (curve) return { type: 'EC', bits: Number(curve.slice(2)), curve, point: toBytes(subjectPublicKey) };
  }
  if (algorithm.algorithm === OID.ed25519) return { type: 'Ed25519', bits: 256, point: toBytes(subjectPublicKey) };
  return { type: 'other', bits: 0 };
}
