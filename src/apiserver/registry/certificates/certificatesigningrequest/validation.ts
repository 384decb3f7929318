// Models pkg/apis/certificates/validation/validation.go.

import type { CertificateSigningRequest } from '#api/certificates/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { validateCertificate } from './certificate.ts';
import { parseRequest } from './request.ts';
import { validateSignerName } from './signer-name.ts';

/** Sorted, as errors list them. */
const USAGES = [
  ...['any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment'],
  ...['decipher only', 'digital signature', 'email protection', 'encipher only', 'ipsec end system', 'ipsec tunnel'],
  ...['ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime'],
  ...['server auth', 'signing', 'timestamping'],
];
const DECISIONS = ['Approved', 'Denied'];
const FINAL = [...DECISIONS, 'Failed'];
const CONDITIONS = 'status.conditions';
const MIN_SECONDS = 600;

export function validateCertificateSigningRequest(csr: CertificateSigningRequest): FieldError[] {
  const spec = (csr.spec ?? {}) as Partial<CertificateSigningRequest['spec']>;
  const { request, usages = [], signerName = '', expirationSeconds } = spec;
  const errors: FieldError[] = [];
  const parsed = parseRequest(request ?? '');
  if ('error' in parsed) errors.push(field.invalid('spec.request', request, parsed.error));
  if (usages.length === 0) errors.push(field.required('spec.usages'));
  usages.forEach((usage, i) => {
    if (!USAGES.includes(usage)) errors.push(field.notSupported(`spec.usages[${i}]`, usage, USAGES));
  });
  usages.forEach((usage, i) => {
    if (usages.indexOf(usage) < i) errors.push(field.duplicate(`spec.usages[${i}]`, usage));
  });
  errors.push(...validateSignerName(signerName, 'spec.signerName'));
  if (expirationSeconds !== undefined && expirationSeconds < MIN_SECONDS) {
    const why = 'may not specify a duration less than 600 seconds (10 minutes)';
    errors.push(field.invalid('spec.expirationSeconds', expirationSeconds, why));
  }
  return [...errors, ...validateConditions(csr), ...validateCertificate(csr.status?.certificate ?? '')];
}

function validateConditions({ status }: CertificateSigningRequest): FieldError[] {
  const seen = new Set<string>();
  return (status?.conditions ?? []).flatMap(({ type, status: is }, i) => {
    const at = `${CONDITIONS}[${i}]`;
    const errors = type ? [] : [field.required(`${at}.type`)];
    const allowed = FINAL.includes(type) ? ['True'] : ['False', 'True', 'Unknown'];
    if (!is) errors.push(field.required(`${at}.status`));
    else if (!allowed.includes(is)) errors.push(field.notSupported(`${at}.status`, is, allowed));
    if (DECISIONS.includes(type) && DECISIONS.some((other) => other !== type && seen.has(other))) {
      const why = 'Approved and Denied conditions are mutually exclusive';
      errors.push(field.invalid(`${at}.type`, type, why));
    }
    if (seen.has(type)) errors.push(field.duplicate(`${at}.type`, type));
    seen.add(type);
    return errors;
  });
}

/** What the way of an update allows. */
export interface Allowed {
  /** Through `…/approval`. */
  readonly decisions?: boolean;
  /** Through `…/status`. */
  readonly certificate?: boolean;
}

/** Once decided, always decided. */
export function validateCertificateSigningRequestUpdate(
  csr: CertificateSigningRequest,
  old: CertificateSigningRequest,
  { decisions = false, certificate = false }: Allowed = {},
): FieldError[] {
  const errors = validateCertificateSigningRequest(csr);
  const of = ({ status }: CertificateSigningRequest, type: string) =>
    (status?.conditions ?? []).filter((c) => c.type === type);
  for (const type of FINAL) {
    if (of(csr, type).length >= of(old, type).length) continue;
    errors.push(field.forbidden(CONDITIONS, `updates may not remove a condition of type "${type}"`));
  }
  for (const type of decisions ? [] : DECISIONS) {
    const [before, after] = [of(old, type), of(csr, type)];
    if (after.length > before.length) {
      errors.push(field.forbidden(CONDITIONS, `updates may not add a condition of type "${type}"`));
    } else if (after.length === before.length && !deepEqual(before, after)) {
      // Differs: upstream adds the difference, as Go's cmp prints it.
      errors.push(field.forbidden(CONDITIONS, `updates may not modify a condition of type "${type}"`));
    }
  }
  const [before = '', after = ''] = [old.status?.certificate, csr.status?.certificate];
  if (after === before) return errors;
  const at = 'status.certificate';
  if (!certificate) return [...errors, field.forbidden(at, 'updates may not set certificate content')];
  return before === ''
    ? errors
    : [...errors, field.forbidden(at, 'updates may not modify existing certificate content')];
}
