// Signed messages of JSON as ACME has them: JWS with RS256 in flattened JSON, keys as JWK, and their thumbprints. Source: RFC 7515, 7517, 7638.

import { sha256 } from '@noble/hashes/sha2.js';
import { RSAPublicKey } from '@peculiar/asn1-rsa';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { bytesOf, toBytes } from './bytes.ts';
import { OID, type PrivateKey, publicKeyOf } from './keys.ts';
import { sign, verifySignature } from './signatures.ts';

/** Of RSA alone: what cert-manager's accounts have. */
export interface Jwk {
  readonly kty: 'RSA';
  readonly n: string;
  readonly e: string;
}

export interface Jws {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
}

const RS256 = '1.2.840.113549.1.1.11';
const DER_NULL = Uint8Array.of(5, 0).buffer;

export function base64url(data: Uint8Array | string): string {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Undefined for what is no base64url. */
export function fromBase64url(text: string): Uint8Array | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

export const sha256Of = (text: string): string => base64url(sha256(new TextEncoder().encode(text)));

/** Undefined for keys of other kinds. */
export function jwkOf(key: PrivateKey): Jwk | undefined {
  if (key.type !== 'RSA') return undefined;
  const info = AsnConvert.parse(publicKeyOf(key), SubjectPublicKeyInfo);
  const { modulus, publicExponent } = AsnConvert.parse(info.subjectPublicKey, RSAPublicKey);
  const unsigned = (bytes: Uint8Array): Uint8Array => (bytes[0] === 0 ? bytes.slice(1) : bytes);
  return {
    kty: 'RSA',
    n: base64url(unsigned(toBytes(modulus))),
    e: base64url(unsigned(toBytes(publicExponent))),
  };
}

/** The hash that names a key: its members in the order of the alphabet, and nothing else. */
export const thumbprint = ({ e, kty, n }: Jwk): string => sha256Of(JSON.stringify({ e, kty, n }));

/** @param payload Empty: a request that only reads (POST-as-GET). */
export function signJws(key: PrivateKey, header: object, payload: string): Jws {
  const head = base64url(JSON.stringify({ alg: 'RS256', ...header }));
  const body = base64url(payload);
  const signature = sign(key, RS256, new TextEncoder().encode(`${head}.${body}`));
  return { protected: head, payload: body, signature: base64url(signature) };
}

export function isSignedBy({ protected: head, payload, signature }: Jws, { n, e }: Jwk): boolean {
  const [modulus, exponent, signed] = [fromBase64url(n), fromBase64url(e), fromBase64url(signature)];
  if (!modulus || !exponent || !signed) return false;
  const positive = (bytes: Uint8Array): ArrayBuffer => bytesOf(bytes[0]! & 0x80 ? Uint8Array.of(0, ...bytes) : bytes);
  const key = new RSAPublicKey({ modulus: positive(modulus), publicExponent: positive(exponent) });
  const info = new SubjectPublicKeyInfo({
    algorithm: new AlgorithmIdentifier({ algorithm: OID.rsa, parameters: DER_NULL }),
    subjectPublicKey: AsnConvert.serialize(key),
  });
  const data = new TextEncoder().encode(`${head}.${payload}`);
  return verifySignature(AsnConvert.serialize(info), RS256, signed, data);
}
