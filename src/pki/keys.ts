// Private keys: made by the lab's chance, read from and written as PEM. The kinds that servers and cert-manager use.

import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { ECParameters, ECPrivateKey } from '@peculiar/asn1-ecc';
import { PrivateKeyInfo, PrivateKey as PrivateKeyOctets } from '@peculiar/asn1-pkcs8';
import { RSAPrivateKey, RSAPublicKey } from '@peculiar/asn1-rsa';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { bytesOf, positiveBytes, toBytes, toNumber } from './bytes.ts';
import { decodePem, encodePem } from './pem.ts';
import { remembered } from './recent.ts';
import { generateRsa, inverse, type RsaKey } from './rsa.ts';

export type Curve = 'P-256' | 'P-384' | 'P-521';

export type PrivateKey =
  | { readonly type: 'EC'; readonly curve: Curve; readonly secret: Uint8Array }
  | { readonly type: 'RSA'; readonly rsa: RsaKey }
  | { readonly type: 'Ed25519'; readonly secret: Uint8Array };

export type KeyKind = Curve | 'Ed25519' | { readonly rsaBits: number };

export const CURVES = { 'P-256': p256, 'P-384': p384, 'P-521': p521 } as const;

export const OID = {
  rsa: '1.2.840.113549.1.1.1',
  ec: '1.2.840.10045.2.1',
  ed25519: '1.3.101.112',
  curves: {
    'P-256': '1.2.840.10045.3.1.7',
    'P-384': '1.3.132.0.34',
    'P-521': '1.3.132.0.35',
  } satisfies Record<Curve, string>,
} as const;

const DER_NULL = Uint8Array.of(5, 0).buffer;

export const curveOfOid = (oid: string | undefined): Curve | undefined =>
  (Object.keys(OID.curves) as Curve[]).find((curve) => OID.curves[curve] === oid);

/** @param random In [0, 1): the key follows from it. */
export function generateKey(kind: KeyKind, random: () => number): PrivateKey {
  if (typeof kind === 'object') return { type: 'RSA', rsa: generateRsa(kind.rsaBits, random) };
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(random() * 256));
  if (kind === 'Ed25519') return { type: 'Ed25519', secret: bytes(32) };
  const curve = CURVES[kind];
  return { type: 'EC', curve: kind, secret: curve.keygen(bytes(curve.lengths.seed!)).secretKey };
}

/** A key that is the same wherever it is made: for the simulated world's own authorities and servers, whose keys are public knowledge. */
export function keyFromSeed(seed: string, kind: Curve = 'P-256'): PrivateKey {
  const curve = CURVES[kind];
  const text = new TextEncoder();
  const bytes = [0, 1, 2].flatMap((n) => [...sha512(text.encode(`${n} ${seed}`))]);
  return {
    type: 'EC',
    curve: kind,
    secret: curve.keygen(Uint8Array.from(bytes.slice(0, curve.lengths.seed))).secretKey,
  };
}

const ecAlgorithm = (curve: Curve): AlgorithmIdentifier =>
  new AlgorithmIdentifier({
    algorithm: OID.ec,
    parameters: AsnConvert.serialize(new ECParameters({ namedCurve: OID.curves[curve] })),
  });

const publicKeys = new WeakMap<PrivateKey, Uint8Array>();

/** DER SubjectPublicKeyInfo. */
export function publicKeyOf(key: PrivateKey): Uint8Array {
  let known = publicKeys.get(key);
  if (!known) publicKeys.set(key, (known = derivePublicKey(key)));
  return known;
}

function derivePublicKey(key: PrivateKey): Uint8Array {
  const info = ((): SubjectPublicKeyInfo => {
    switch (key.type) {
      case 'EC':
        return new SubjectPublicKeyInfo({
          algorithm: ecAlgorithm(key.curve),
          subjectPublicKey: bytesOf(CURVES[key.curve].getPublicKey(key.secret, false)),
        });
      case 'Ed25519':
        return new SubjectPublicKeyInfo({
          algorithm: new AlgorithmIdentifier({ algorithm: OID.ed25519 }),
          subjectPublicKey: bytesOf(ed25519.getPublicKey(key.secret)),
        });
      case 'RSA':
        return new SubjectPublicKeyInfo({
          algorithm: new AlgorithmIdentifier({ algorithm: OID.rsa, parameters: DER_NULL }),
          subjectPublicKey: AsnConvert.serialize(
            new RSAPublicKey({
              modulus: bytesOf(positiveBytes(key.rsa.n)),
              publicExponent: bytesOf(positiveBytes(key.rsa.e)),
            }),
          ),
        });
    }
  })();
  return toBytes(AsnConvert.serialize(info));
}

export const publicKeyPem = (key: PrivateKey): string => encodePem('PUBLIC KEY', publicKeyOf(key));

function rsaDer({ n, e, d, p, q }: RsaKey): ArrayBuffer {
  const number = (value: bigint): ArrayBuffer => bytesOf(positiveBytes(value));
  return AsnConvert.serialize(
    new RSAPrivateKey({
      version: 0,
      modulus: number(n),
      publicExponent: number(e),
      privateExponent: number(d),
      prime1: number(p),
      prime2: number(q),
      exponent1: number(d % (p - 1n)),
      exponent2: number(d % (q - 1n)),
      coefficient: number(inverse(q, p)),
    }),
  );
}

function ecDer(curve: Curve, secret: Uint8Array, withCurve: boolean): ArrayBuffer {
  return AsnConvert.serialize(
    new ECPrivateKey({
      version: 1,
      privateKey: new OctetString(bytesOf(secret)),
      ...(withCurve && { parameters: new ECParameters({ namedCurve: OID.curves[curve] }) }),
      publicKey: bytesOf(CURVES[curve].getPublicKey(secret, false)),
    }),
  );
}

/** @param form `pkcs8`: `PRIVATE KEY`, what OpenSSL 3 writes. `traditional`: `RSA PRIVATE KEY` or `EC PRIVATE KEY`, as cert-manager and openssl ecparam do. */
export function privateKeyPem(key: PrivateKey, form: 'pkcs8' | 'traditional' = 'pkcs8'): string {
  if (form === 'traditional' && key.type === 'RSA') return encodePem('RSA PRIVATE KEY', toBytes(rsaDer(key.rsa)));
  if (form === 'traditional' && key.type === 'EC')
    return encodePem('EC PRIVATE KEY', toBytes(ecDer(key.curve, key.secret, true)));
  const [algorithm, octets] = ((): [AlgorithmIdentifier, ArrayBuffer] => {
    switch (key.type) {
      case 'RSA':
        return [new AlgorithmIdentifier({ algorithm: OID.rsa, parameters: DER_NULL }), rsaDer(key.rsa)];
      case 'EC':
        return [ecAlgorithm(key.curve), ecDer(key.curve, key.secret, false)];
      case 'Ed25519':
        return [
          new AlgorithmIdentifier({ algorithm: OID.ed25519 }),
          AsnConvert.serialize(new OctetString(bytesOf(key.secret))),
        ];
    }
  })();
  const info = new PrivateKeyInfo({
    version: 0,
    privateKeyAlgorithm: algorithm,
    privateKey: new PrivateKeyOctets(octets),
  });
  return encodePem('PRIVATE KEY', toBytes(AsnConvert.serialize(info)));
}

/** The first private key in the text; undefined if there is none that can be read. */
export const parsePrivateKey = remembered((pem: string): PrivateKey | undefined => {
  for (const { label, bytes } of decodePem(pem)) {
    try {
      if (label === 'RSA PRIVATE KEY') return rsaFrom(bytes);
      if (label === 'EC PRIVATE KEY') return ecFrom(bytes, undefined);
      if (label === 'PRIVATE KEY') return pkcs8From(bytes);
    } catch {
      return undefined;
    }
  }
  return undefined;
});

function pkcs8From(der: Uint8Array): PrivateKey | undefined {
  const { privateKeyAlgorithm, privateKey } = AsnConvert.parse(der, PrivateKeyInfo);
  const octets = toBytes(privateKey.buffer);
  switch (privateKeyAlgorithm.algorithm) {
    case OID.rsa:
      return rsaFrom(octets);
    case OID.ec:
      return ecFrom(octets, privateKeyAlgorithm.parameters ?? undefined);
    case OID.ed25519:
      return { type: 'Ed25519', secret: toBytes(AsnConvert.parse(octets, OctetString).buffer) };
    default:
      return undefined;
  }
}

function rsaFrom(der: Uint8Array): PrivateKey {
  const key = AsnConvert.parse(der, RSAPrivateKey);
  const [n, e, d] = [toNumber(key.modulus), toNumber(key.publicExponent), toNumber(key.privateExponent)];
  return { type: 'RSA', rsa: { n, e, d, p: toNumber(key.prime1), q: toNumber(key.prime2) } };
}

function ecFrom(der: Uint8Array, parameters: ArrayBuffer | undefined): PrivateKey | undefined {
  const key = AsnConvert.parse(der, ECPrivateKey);
  const named = key.parameters ?? (parameters && AsnConvert.parse(parameters, ECParameters));
  const curve = curveOfOid(named?.namedCurve);
  return curve && { type: 'EC', curve, secret: toBytes(key.privateKey.buffer) };
}
