// A certificate signing request (PKCS #10), read into plain values.

import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Extensions as AsnExtensions } from '@peculiar/asn1-x509';
import { toBytes } from './bytes.ts';
import { type Extensions, readExtensions } from './certificate.ts';
import { type Name, nameFrom } from './name.ts';
import { decodePem } from './pem.ts';
import { remembered } from './recent.ts';
import { verifySignature } from './signatures.ts';

export interface SigningRequest extends Extensions {
  readonly subject: Name;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  /** Is it signed with the key that it is for? */
  readonly isGenuine: boolean;
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** Undefined if the text holds no request that can be read. */
export const parseRequest = remembered((pem: string): SigningRequest | undefined => {
  const block = decodePem(pem).find(
    ({ label }) => label === 'CERTIFICATE REQUEST' || label === 'NEW CERTIFICATE REQUEST',
  );
  if (!block) return undefined;
  try {
    const asn = AsnConvert.parse(block.bytes, CertificationRequest);
    const { certificationRequestInfo: info } = asn;
    const asked = info.attributes.find(({ type }) => type === EXTENSION_REQUEST)?.values[0];
    const publicKey = toBytes(AsnConvert.serialize(info.subjectPKInfo));
    const signed = asn.certificationRequestInfoRaw ?? AsnConvert.serialize(info);
    return {
      subject: nameFrom(info.subject),
      publicKey,
      signatureAlgorithm: asn.signatureAlgorithm.algorithm,
      signature: toBytes(asn.signature),
      isGenuine: verifySignature(publicKey, asn.signatureAlgorithm.algorithm, asn.signature, signed),
      ...readExtensions(asked ? AsnConvert.parse(asked, AsnExtensions) : []),
    };
  } catch {
    return undefined;
  }
});
