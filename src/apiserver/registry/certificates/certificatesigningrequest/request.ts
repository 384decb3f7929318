// Models pkg/apis/certificates ParseCSR: what a request for a certificate asks.

import type { Pkcs10CertificateRequest } from '@peculiar/x509';
import { pki } from '#pki/loader.ts';
import { fromBase64 } from '../../core/secret/base64.ts';

export interface Subject {
  readonly commonName: string;
  readonly organizations: readonly string[];
}

/** The request, or why it is none. The library must be loaded. */
export function parseRequest(base64: string): Pkcs10CertificateRequest | { readonly error: string } {
  const pem = fromBase64(base64) ?? '';
  const [, label] = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/.exec(pem) ?? [];
  if (label !== 'CERTIFICATE REQUEST') return { error: 'PEM block type must be CERTIFICATE REQUEST' };
  try {
    const { Pkcs10CertificateRequest } = pki().x509;
    return new Pkcs10CertificateRequest(pem);
  } catch {
    return { error: 'asn1: structure error: malformed certificate request' };
  }
}

export const subjectOf = ({ subjectName }: Pick<Pkcs10CertificateRequest, 'subjectName'>): Subject => ({
  commonName: subjectName.getField('CN')[0] ?? '',
  organizations: subjectName.getField('O'),
});
