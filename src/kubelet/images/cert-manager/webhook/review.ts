// What the validating webhook refuses, and with which words. Models pkg/webhook/handlers and internal/webhook of cert-manager 1.18.
// Differs: orders and challenges are taken as they are, and anybody may approve a CertificateRequest who may write its status.

import type { AdmissionRequest, AdmissionResponse } from '#api/admission/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import type { Certificate, CertificateRequest, Issuer } from '../types.ts';
import { certificateErrors, issuerRefErrors } from './certificate.ts';
import { issuerErrors } from './issuer.ts';

export function review({ uid, object, oldObject, operation }: AdmissionRequest): AdmissionResponse {
  const errors = object && operation !== 'DELETE' ? errorsOf(object, oldObject) : [];
  if (errors.length === 0) return { uid, allowed: true };
  const told = [...new Set(errors.map((e) => `${e.field}: ${e.body}`))];
  const message = told.length === 1 ? told[0]! : `[${told.join(', ')}]`;
  return { uid, allowed: false, status: { code: 406, reason: 'NotAcceptable', message } };
}

function errorsOf(object: object, old: object | undefined): readonly FieldError[] {
  switch ((object as { kind?: string }).kind) {
    case 'Certificate':
      return certificateErrors(object as Certificate);
    case 'Issuer':
    case 'ClusterIssuer':
      return issuerErrors(object as Issuer);
    case 'CertificateRequest':
      return requestErrors(object as CertificateRequest, old as CertificateRequest | undefined);
    default:
      return [];
  }
}

/** Source: internal/apis/certmanager/validation/certificaterequest.go. */
function requestErrors(request: CertificateRequest, old: CertificateRequest | undefined): readonly FieldError[] {
  if (old)
    return deepEqual(old.spec, request.spec) ? [] : [field.forbidden('spec', 'cannot change spec after creation')];
  return [
    ...issuerRefErrors(request.spec.issuerRef),
    ...(request.spec.request ? [] : [field.required('spec.request', 'must be specified')]),
  ];
}
