// Models validateCertificate of pkg/apis/certificates/validation: what a signer may put into status.certificate.

import { type FieldError, field } from '#apimachinery/field.ts';
import { pki } from '#pki/loader.ts';
import { fromBase64 } from '../../core/secret/base64.ts';

const BLOCK = /-----BEGIN ([^-\n]+)-----\n([\s\S]*?)-----END \1-----/g;

/** `certificate` is base64 of PEM; empty: there is none yet. The library must be loaded. */
export function validateCertificate(certificate: string): FieldError[] {
  const problem = certificate === '' ? undefined : problemOf(fromBase64(certificate) ?? '');
  return problem ? [field.invalid('status.certificate', '<certificate data>', problem)] : [];
}

function problemOf(pem: string): string | undefined {
  const blocks = [...pem.matchAll(BLOCK)];
  if (blocks.length === 0) return 'must contain at least one CERTIFICATE PEM block';
  for (const [block, label = '', body = ''] of blocks) {
    if (label !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(label)}`;
    if (body.includes(':')) return 'no PEM block headers are permitted';
    try {
      new (pki().x509.X509Certificate)(block);
    } catch {
      return 'x509: malformed certificate';
    }
  }
  return undefined;
}
