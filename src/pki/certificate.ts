// An X.509 certificate, read once into plain values.

import { AsnConvert } from '@peculiar/asn1-schema';
import {
  Certificate as AsnCertificate,
  type Extension as AsnExtension,
  AuthorityKeyIdentifier,
  BasicConstraints,
  ExtendedKeyUsage,
  KeyUsage,
  type KeyUsageType,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
} from '@peculiar/asn1-x509';
import { hex, toBytes } from './bytes.ts';
import { type Name, nameFrom } from './name.ts';
import { decodePem, encodePem } from './pem.ts';

export interface AlternativeName {
  readonly type: 'dns' | 'ip' | 'email' | 'uri' | 'other';
  readonly value: string;
}

export interface RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** What certificates and requests say of whom they are for. */
export interface Extensions {
  readonly extensions: readonly RawExtension[];
  /** Undefined: there is no such extension. */
  readonly alternativeNames: readonly AlternativeName[] | undefined;
  readonly basicConstraints: { readonly isCa: boolean; readonly pathLength: number | undefined } | undefined;
  readonly keyUsage: readonly KeyUsageType[] | undefined;
  /** Object identifiers. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  /** Hexadecimal. */
  readonly subjectKeyId: string | undefined;
  readonly authorityKeyId: string | undefined;
}

export interface Certificate extends Extensions {
  readonly der: Uint8Array;
  readonly version: number;
  /** Hexadecimal, without a sign. */
  readonly serial: string;
  readonly subject: Name;
  readonly issuer: Name;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** Object identifier. */
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  /** What is signed. */
  readonly signed: Uint8Array;
}

export const EXTENSION = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeNames: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

export const PURPOSE = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  any: '2.5.29.37.0',
} as const;

/** Certificates that were read, by their PEM or DER in hexadecimal: the same ones are shown again and again. */
const read = new Map<string, Certificate | undefined>();
const KEPT = 500;

/** Undefined if these bytes are no certificate. */
export function parseCertificate(der: Uint8Array): Certificate | undefined {
  const key = hex(der);
  if (!read.has(key)) {
    if (read.size >= KEPT) read.clear();
    read.set(key, parse(der));
  }
  return read.get(key);
}

/** Every certificate of a PEM text, in order. Undefined for a block that is none. */
export function parseCertificates(pem: string): readonly (Certificate | undefined)[] {
  return decodePem(pem)
    .filter(({ label }) => label === 'CERTIFICATE' || label === 'TRUSTED CERTIFICATE')
    .map(({ bytes }) => parseCertificate(bytes));
}

export const certificatePem = ({ der }: Certificate): string => encodePem('CERTIFICATE', der);

function parse(der: Uint8Array): Certificate | undefined {
  try {
    const asn = AsnConvert.parse(der, AsnCertificate);
    const { tbsCertificate: tbs } = asn;
    const serial = hex(tbs.serialNumber).replace(/^(00)+(?=..)/, '');
    return {
      der,
      version: tbs.version + 1,
      serial,
      subject: nameFrom(tbs.subject),
      issuer: nameFrom(tbs.issuer),
      notBeforeMs: tbs.validity.notBefore.getTime().getTime(),
      notAfterMs: tbs.validity.notAfter.getTime().getTime(),
      publicKey: toBytes(AsnConvert.serialize(tbs.subjectPublicKeyInfo)),
      signatureAlgorithm: asn.signatureAlgorithm.algorithm,
      signature: toBytes(asn.signatureValue),
      signed: toBytes(asn.tbsCertificateRaw ?? AsnConvert.serialize(tbs)),
      ...readExtensions(tbs.extensions ?? []),
    };
  } catch {
    return undefined;
  }
}

export function readExtensions(list: readonly AsnExtension[]): Extensions {
  const valueAt = (oid: string): ArrayBuffer | undefined => list.find(({ extnID }) => extnID === oid)?.extnValue.buffer;
  const read = <T>(oid: string, get: (der: ArrayBuffer) => T): T | undefined => {
    const value = valueAt(oid);
    return value && get(value);
  };
  return {
    extensions: list.map(({ extnID, critical, extnValue }) => ({
      oid: extnID,
      critical,
      value: toBytes(extnValue.buffer),
    })),
    alternativeNames: read(EXTENSION.alternativeNames, (der) =>
      [...AsnConvert.parse(der, SubjectAlternativeName)].map((name): AlternativeName => {
        if (name.dNSName !== undefined) return { type: 'dns', value: name.dNSName };
        if (name.iPAddress !== undefined) return { type: 'ip', value: name.iPAddress };
        if (name.rfc822Name !== undefined) return { type: 'email', value: name.rfc822Name };
        if (name.uniformResourceIdentifier !== undefined) return { type: 'uri', value: name.uniformResourceIdentifier };
        return { type: 'other', value: '' };
      }),
    ),
    basicConstraints: read(EXTENSION.basicConstraints, (der) => {
      const { cA, pathLenConstraint } = AsnConvert.parse(der, BasicConstraints);
      return { isCa: cA, pathLength: pathLenConstraint };
    }),
    keyUsage: read(EXTENSION.keyUsage, (der) => AsnConvert.parse(der, KeyUsage).toJSON()),
    extendedKeyUsage: read(EXTENSION.extendedKeyUsage, (der) => [...AsnConvert.parse(der, ExtendedKeyUsage)]),
    subjectKeyId: read(EXTENSION.subjectKeyId, (der) => hex(AsnConvert.parse(der, SubjectKeyIdentifier).buffer)),
    authorityKeyId: read(EXTENSION.authorityKeyId, (der) => {
      const { keyIdentifier } = AsnConvert.parse(der, AuthorityKeyIdentifier);
      return keyIdentifier && hex(keyIdentifier.buffer);
    }),
  };
}
