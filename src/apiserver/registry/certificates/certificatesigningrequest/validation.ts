// Models pkg/apis/certificates/validation/validation.go.

import { type CertificateSigningRequest, isApproved, isDenied } from '#api/certificates/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { parseRequest } from './request.ts';

const USAGES = [
  ...['signing', 'digital signature', 'content commitment', 'key encipherment', 'key agreement', 'data encipherment'],
  ...['cert sign', 'crl sign', 'encipher only', 'decipher only', 'any', 'server auth', 'client auth', 'code signing'],
  ...['email protection', 's/mime', 'ipsec end system', 'ipsec tunnel', 'ipsec user', 'timestamping', 'ocsp signing'],
  ...['microsoft sgc', 'netscape sgc'],
];

const SIGNER_NAME =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+\/[a-z0-9]([-a-z0-9.:]*[a-z0-9])?$/;
const MIN_SECONDS = 600;

export function validateCertificateSigningRequest(csr: CertificateSigningRequest): FieldError[] {
  const {
    request = '',
    usages = [],
    signerName = '',
    expirationSeconds,
  } = (csr.spec ?? {}) as Partial<CertificateSigningRequest['spec']>;
  const errors: FieldError[] = [];
  const parsed = parseRequest(request);
  if ('error' in parsed) errors.push(field.invalid('spec.request', request, parsed.error));
  if (usages.length === 0) errors.push(field.required('spec.usages'));
  usages.forEach((usage, i) => {
    if (!USAGES.includes(usage)) errors.push(field.notSupported(`spec.usages[${i}]`, usage, USAGES));
    if (usages.indexOf(usage) < i) errors.push(field.duplicate(`spec.usages[${i}]`, usage));
  });
  if (signerName === '') errors.push(field.required('spec.signerName'));
  else if (!SIGNER_NAME.test(signerName)) {
    const why = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    errors.push(field.invalid('spec.signerName', signerName, why));
  } else if (signerName === 'kubernetes.io/legacy-unknown') {
    const why = 'the legacy signerName is not allowed via this API version';
    errors.push(field.invalid('spec.signerName', signerName, why));
  }
  if (expirationSeconds !== undefined && expirationSeconds < MIN_SECONDS) {
    const why = 'may not specify a duration less than 600 seconds (10 minutes)';
    errors.push(field.invalid('spec.expirationSeconds', expirationSeconds, why));
  }
  return [...errors, ...validateConditions(csr)];
}

function validateConditions(csr: CertificateSigningRequest): FieldError[] {
  const errors: FieldError[] = [];
  (csr.status?.conditions ?? []).forEach(({ type, status }, i) => {
    const at = `status.conditions[${i}]`;
    if (!type) errors.push(field.required(`${at}.type`));
    if (!status) errors.push(field.required(`${at}.status`));
    else if (['Approved', 'Denied', 'Failed'].includes(type) && status !== 'True')
      errors.push(field.notSupported(`${at}.status`, status, ['True']));
  });
  if (isApproved(csr) && isDenied(csr)) {
    const why = 'Approved and Denied conditions are mutually exclusive';
    const at = (csr.status.conditions ?? []).findLastIndex(({ type }) => type === 'Approved' || type === 'Denied');
    errors.push(field.invalid(`status.conditions[${at}].type`, csr.status.conditions![at]!.type, why));
  }
  return errors;
}

/** Once decided, always decided. */
export function validateCertificateSigningRequestUpdate(
  csr: CertificateSigningRequest,
  old: CertificateSigningRequest,
): FieldError[] {
  const errors = validateConditions(csr);
  for (const type of ['Approved', 'Denied', 'Failed']) {
    const of = (c: CertificateSigningRequest) => (c.status?.conditions ?? []).filter((x) => x.type === type);
    const [before, after] = [of(old), of(csr)];
    if (
      after.length < before.length ||
      (before.length > 0 &&
        !deepEqual(
          before.map((c) => c.status),
          after.map((c) => c.status),
        ))
    )
      errors.push(
        field.forbidden('status.conditions', `updates may not remove a condition of type ${JSON.stringify(type)}`),
      );
  }
  const { certificate } = old.status ?? {};
  if (certificate && csr.status?.certificate !== certificate)
    errors.push(field.forbidden('status.certificate', 'updates may not modify existing certificate content'));
  return errors;
}
