// How long a Certificate whose issuance has failed waits: an hour, then twice as long each time. Models shouldBackoffReissuingOnFailure of
// pkg/controller/certificates/trigger/trigger_controller.go, cert-manager 1.18.

import type { ControllerContext } from '../context.ts';
import { RESOURCES } from '../resources.ts';
import type { Certificate, CertificateRequest } from '../types.ts';
import { requestMismatches } from './matching.ts';

const HOUR_MS = 3_600_000;
/** Source: maxDelay. */
const MOST_HOURS = 32;

/** In milliseconds since the epoch; 0: it need not wait. What was asked for otherwise in the meantime is tried at once. */
export function backoffEndMs(certificate: Certificate, context: ControllerContext): number {
  const { metadata, status = {} } = certificate;
  if (status.lastFailureTime === undefined) return 0;
  const { namespace = 'default', name } = metadata;
  const next = context.get<CertificateRequest>(RESOURCES.requests, namespace, `${name}-${(status.revision ?? 0) + 1}`);
  if (next && requestMismatches(certificate, next).length > 0) return 0;
  const attempts = Math.max(1, status.failedIssuanceAttempts ?? 1);
  return Date.parse(status.lastFailureTime) + Math.min(MOST_HOURS, 2 ** (attempts - 1)) * HOUR_MS;
}
