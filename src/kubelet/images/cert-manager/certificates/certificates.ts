// Certificates: ready or not, issued when they must be. Models pkg/controller/certificates/{trigger,readiness} of cert-manager 1.18.

import type { Secret } from '#api/core/types.ts';
import { type ControllerContext, rfc3339 } from '../context.ts';
import { RESOURCES } from '../resources.ts';
import { type Certificate, type CertificateRequest, conditionOf, isTrue } from '../types.ts';
import { backoffEndMs } from './backoff.ts';
import { issue } from './issuing.ts';
import { dropKeys } from './key-manager.ts';
import { renewalMs } from './lifetime.ts';
import { ownsSecret } from './owner.ts';
import { type Evidence, leafOf, triggerOf, unreadinessOf } from './policy.ts';
import { keepTemplate } from './secret.ts';

const GOOD = { status: 'True', reason: 'Ready', message: 'Certificate is up to date and has not expired' } as const;
const NEVER = Number.POSITIVE_INFINITY;
/** Source: trigger_controller.go: a Certificate whose Secret is another's is looked at again after so long. */
const NOT_OWNER_MS = 180_000;

/** Returns when it has to be looked at again. */
export function syncCertificate(certificate: Certificate, context: ControllerContext): number {
  const { spec, status, metadata } = certificate;
  if (metadata.deletionTimestamp !== undefined) return NEVER;
  const { namespace = 'default', name, generation = 1 } = metadata;
  const nowMs = context.now();
  const secret = context.get<Secret>(RESOURCES.secrets, namespace, spec.secretName);
  const request = context.get<CertificateRequest>(RESOURCES.requests, namespace, `${name}-${status?.revision ?? 0}`);
  const evidence: Evidence = { certificate, secret, request, nowMs };
  const leaf = leafOf(secret);
  tellReadiness(evidence, context);
  if (isTrue(conditionOf(certificate, 'Issuing'))) {
    issue(certificate, secret, context);
    return leaf ? leaf.notAfterMs + 1000 : NEVER;
  }
  if (certificate.status?.nextPrivateKeySecretName !== undefined) dropKeys(certificate, context);
  // Each of two would be issued because the Secret is the other's, without an end.
  if (!ownsSecret(certificate, secret, context)) return nowMs + NOT_OWNER_MS;
  const violation = triggerOf(evidence);
  if (!violation) {
    if (secret) keepTemplate(certificate, secret, context);
    return leaf ? renewalMs(leaf, certificate) : NEVER;
  }
  const retryMs = backoffEndMs(certificate, context);
  if (nowMs < retryMs) return leaf && leaf.notAfterMs > nowMs ? Math.min(retryMs, leaf.notAfterMs + 1000) : retryMs;
  const condition = { type: 'Issuing', status: 'True', ...violation, observedGeneration: generation } as const;
  if (context.setCondition(certificate, condition))
    context.tell('certificates-trigger', certificate, 'Normal', 'Issuing', violation.message);
  return leaf ? leaf.notAfterMs + 1000 : NEVER;
}

function tellReadiness(evidence: Evidence, context: ControllerContext): void {
  const { certificate, secret } = evidence;
  const wrong = unreadinessOf(evidence);
  const leaf = leafOf(secret);
  const readiness = wrong ? ({ status: 'False', ...wrong } as const) : GOOD;
  const { generation = 1 } = certificate.metadata;
  context.setCondition(
    certificate,
    { type: 'Ready', ...readiness, observedGeneration: generation },
    leaf
      ? {
          notBefore: rfc3339(leaf.notBeforeMs),
          notAfter: rfc3339(leaf.notAfterMs),
          renewalTime: rfc3339(renewalMs(leaf, certificate)),
        }
      : certificate.status?.notAfter === undefined
        ? {}
        : { notBefore: null, notAfter: null, renewalTime: null },
  );
}
