// Certificates and requests, made and signed at once.

import { sha1 } from '@noble/hashes/legacy.js';
import { Attributes, CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  Certificate as AsnCertificate,
  Extensions as AsnExtensions,
  Attribute,
  AuthorityKeyIdentifier,
  BasicConstraints,
  ExtendedKeyUsage,
  Extension,
  GeneralName,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  type KeyUsageType,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import { bytesOf, fromHex, hex, toBytes } from './bytes.ts';
import type { AlternativeName, Certificate } from './certificate.ts';
import { EXTENSION } from './certificate.ts';
import { type PrivateKey, publicKeyOf } from './keys.ts';
import { asnName, type Name } from './name.ts';
import { encodePem } from './pem.ts';
import { algorithmFor, sign } from './signatures.ts';

export interface ExtensionSpec {
  readonly alternativeNames?: readonly AlternativeName[];
  readonly basicConstraints?: { readonly isCa: boolean; readonly pathLength?: number; readonly critical?: boolean };
  readonly keyUsage?: readonly KeyUsageType[];
  /** Object identifiers. */
  readonly extendedKeyUsage?: readonly string[];
  /** Subject key identifier: the hash of the public key. Default: only for authorities, as Go does it. */
  readonly subjectKeyId?: boolean;
}

export interface TemplateSpec extends ExtensionSpec {
  readonly subject: Name;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Hexadecimal: up to 20 bytes, not zero. */
  readonly serial: string;
  /** Who signs. `certificate` undefined: it is signed by itself. */
  readonly issuer: { readonly key: PrivateKey; readonly certificate?: Certificate };
  /** Whose habits: encodings of names, hashes of signatures. Default `go`. */
  readonly by?: 'go' | 'openssl';
}

const KEY_USAGE_FLAGS: Readonly<Record<KeyUsageType, number>> = {
  digitalSignature: KeyUsageFlags.digitalSignature,
  nonRepudiation: KeyUsageFlags.nonRepudiation,
  keyEncipherment: KeyUsageFlags.keyEncipherment,
  dataEncipherment: KeyUsageFlags.dataEncipherment,
  keyAgreement: KeyUsageFlags.keyAgreement,
  keyCertSign: KeyUsageFlags.keyCertSign,
  crlSign: KeyUsageFlags.cRLSign,
  encipherOnly: KeyUsageFlags.encipherOnly,
  decipherOnly: KeyUsageFlags.decipherOnly,
};

/** SHA-1 of the key's bits. Source: RFC 5280, 4.2.1.2 (1). */
export function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  return sha1(toBytes(AsnConvert.parse(publicKey, SubjectPublicKeyInfo).subjectPublicKey));
}

function extension(oid: string, critical: boolean, value: unknown): Extension {
  return new Extension({ extnID: oid, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function alternativeName({ type, value }: AlternativeName): GeneralName {
  switch (type) {
    case 'ip':
      return new GeneralName({ iPAddress: value });
    case 'email':
      return new GeneralName({ rfc822Name: value });
    case 'uri':
      return new GeneralName({ uniformResourceIdentifier: value });
    default:
      return new GeneralName({ dNSName: value });
  }
}

/** In the order in which Go's crypto/x509 writes them. */
function extensionsOf(
  spec: ExtensionSpec,
  subjectKey?: Uint8Array,
  authorityKeyId?: string,
  by: 'go' | 'openssl' = 'go',
): Extension[] {
  const { keyUsage, extendedKeyUsage, basicConstraints, alternativeNames } = spec;
  const out: Extension[] = [];
  if (keyUsage?.length)
    out.push(
      extension(
        EXTENSION.keyUsage,
        true,
        new KeyUsage(keyUsage.reduce((bits, flag) => bits | KEY_USAGE_FLAGS[flag], 0)),
      ),
    );
  if (extendedKeyUsage?.length)
    out.push(extension(EXTENSION.extendedKeyUsage, false, new ExtendedKeyUsage([...extendedKeyUsage])));
  if (basicConstraints) {
    const { isCa, pathLength, critical = true } = basicConstraints;
    out.push(
      extension(
        EXTENSION.basicConstraints,
        critical,
        new BasicConstraints({ cA: isCa, ...(pathLength !== undefined && { pathLenConstraint: pathLength }) }),
      ),
    );
  }
  if (subjectKey && (spec.subjectKeyId ?? basicConstraints?.isCa))
    out.push(extension(EXTENSION.subjectKeyId, false, new SubjectKeyIdentifier(bytesOf(keyIdentifier(subjectKey)))));
  if (authorityKeyId)
    out.push(
      extension(
        EXTENSION.authorityKeyId,
        false,
        new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(bytesOf(fromHex(authorityKeyId))) }),
      ),
    );
  if (alternativeNames?.length)
    out.push(
      extension(EXTENSION.alternativeNames, false, new SubjectAlternativeName(alternativeNames.map(alternativeName))),
    );
  if (by === 'go') return out;
  const place = ({ extnID }: Extension): number => OPENSSL_ORDER.indexOf(extnID);
  return out.sort((a, b) => place(a) - place(b));
}

/** Of `openssl req -x509`, whose own come before those of -addext. */
const OPENSSL_ORDER: readonly string[] = [
  EXTENSION.subjectKeyId,
  EXTENSION.authorityKeyId,
  EXTENSION.basicConstraints,
  EXTENSION.keyUsage,
  EXTENSION.extendedKeyUsage,
  EXTENSION.alternativeNames,
];

/** The certificate as PEM. */
export function issueCertificate(spec: TemplateSpec): string {
  const { subject, publicKey, notBeforeMs, notAfterMs, serial, issuer, by = 'go' } = spec;
  const algorithm = algorithmFor(issuer.key, by);
  const serialBytes = fromHex(serial);
  const whole = (ms: number): Date => new Date(Math.floor(ms / 1000) * 1000);
  const ownKeyId = by === 'openssl' && spec.subjectKeyId ? hex(keyIdentifier(publicKey)) : undefined;
  const authorityKeyId = issuer.certificate?.subjectKeyId ?? (issuer.certificate ? undefined : ownKeyId);
  const hasAny = by === 'go' || spec.subjectKeyId === true;
  const extensions = hasAny ? extensionsOf(spec, publicKey, authorityKeyId, by) : [];
  const tbs = new TBSCertificate({
    version: extensions.length > 0 ? Version.v3 : Version.v1,
    serialNumber: bytesOf(serialBytes[0]! & 0x80 ? Uint8Array.of(0, ...serialBytes) : serialBytes),
    signature: algorithm,
    issuer: asnName(issuer.certificate?.subject ?? subject, by),
    validity: new Validity({ notBefore: whole(notBeforeMs), notAfter: whole(notAfterMs) }),
    subject: asnName(subject, by),
    subjectPublicKeyInfo: AsnConvert.parse(publicKey, SubjectPublicKeyInfo),
    ...(extensions.length > 0 && { extensions: new AsnExtensions(extensions) }),
  });
  const signed = toBytes(AsnConvert.serialize(tbs));
  const certificate = new AsnCertificate({
    tbsCertificate: tbs,
    signatureAlgorithm: algorithm,
    signatureValue: bytesOf(sign(issuer.key, algorithm.algorithm, signed)),
  });
  return encodePem('CERTIFICATE', toBytes(AsnConvert.serialize(certificate)));
}

export interface RequestSpec extends ExtensionSpec {
  readonly subject: Name;
  readonly key: PrivateKey;
  readonly by?: 'go' | 'openssl';
}

/** PKCS #9 extensionRequest. */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** A certificate signing request (PKCS #10) as PEM. */
export function makeRequest(spec: RequestSpec): string {
  const { subject, key, by = 'go' } = spec;
  const extensions = extensionsOf(spec);
  const info = new CertificationRequestInfo({
    version: 0,
    subject: asnName(subject, by),
    subjectPKInfo: AsnConvert.parse(publicKeyOf(key), SubjectPublicKeyInfo),
    attributes: new Attributes(
      extensions.length === 0
        ? []
        : [
            new Attribute({
              type: EXTENSION_REQUEST,
              values: [AsnConvert.serialize(new AsnExtensions(extensions))],
            }),
          ],
    ),
  });
  const algorithm = algorithmFor(key, by);
  const request = new CertificationRequest({
    certificationRequestInfo: info,
    signatureAlgorithm: algorithm,
    signature: bytesOf(sign(key, algorithm.algorithm, toBytes(AsnConvert.serialize(info)))),
  });
  return encodePem('CERTIFICATE REQUEST', toBytes(AsnConvert.serialize(request)));
}
