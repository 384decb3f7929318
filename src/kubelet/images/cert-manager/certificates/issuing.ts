// From the Issuing condition to the Secret. Models pkg/controller/certificates/issuing of cert-manager 1.18.
// Portolan does not simulate JKS and PKCS #12 keystores nor additional output formats: an event says so.

import type { Secret } from '#api/core/types.ts';
import { type ControllerContext, pathOf, rfc3339 } from '../context.ts';
import { keyPem, privateKeyOf } from '../sign.ts';
import { ANNOTATION, type Certificate, type CertificateRequest, conditionOf, isTrue } from '../types.ts';
import { nextKey } from './key-manager.ts';
import { nextRequest } from './request-manager.ts';
import { dropRevisions } from './revisions.ts';
import { store, temporaryCertificate } from './secret.ts';

const COMPONENT = 'certificates-issuing';

export function issue(certificate: Certificate, secret: Secret | undefined, context: ControllerContext): void {
  const held = nextKey(certificate, secret, context);
  const key = privateKeyOf(held);
  if (!held || !key) return;
  const request = nextRequest(certificate, key, held.metadata.name, context);
  if (!request) return;
  const ready = conditionOf(request, 'Ready');
  const invalid = conditionOf(request, 'InvalidRequest');
  if (ready?.reason === 'Failed' || ready?.reason === 'Denied' || isTrue(invalid)) {
    fail(certificate, request, context);
    return;
  }
  if (!isTrue(ready) || !request.status?.certificate) {
    if (certificate.metadata.annotations?.[ANNOTATION.issueTemporary] === 'true' && !secret?.data?.['tls.crt'])
      issueTemporary(certificate, secret, keyPem(certificate, key), context);
    return;
  }
  tellOfFormats(certificate, context);
  const { certificate: chain, ca } = request.status;
  if (!store(certificate, secret, { key: keyPem(certificate, key), chain, ...(ca !== undefined && { ca }) }, context))
    return;
  finish(certificate, held.metadata.name, context);
}

function finish(certificate: Certificate, temporary: string, context: ControllerContext): void {
  const { namespace = 'default' } = certificate.metadata;
  const conditions = (certificate.status?.conditions ?? []).filter(({ type }) => type !== 'Issuing');
  const revision = (certificate.status?.revision ?? 0) + 1;
  context.merge(`${pathOf(certificate)}/status`, {
    status: {
      ...{ conditions, revision },
      ...{ nextPrivateKeySecretName: null, lastFailureTime: null, failedIssuanceAttempts: null },
    },
  });
  context.ask('DELETE', `/api/v1/namespaces/${namespace}/secrets/${temporary}`);
  context.tell(COMPONENT, certificate, 'Normal', 'Issuing', 'The certificate has been successfully issued');
  dropRevisions(certificate, revision, context);
}

function fail(certificate: Certificate, request: CertificateRequest, context: ControllerContext): void {
  const ready = conditionOf(request, 'Ready');
  const invalid = conditionOf(request, 'InvalidRequest');
  const { reason = 'Failed', message: why = '' } = (isTrue(invalid) ? invalid : ready) ?? {};
  const message = `The certificate request has failed to complete and will be retried: ${why}`;
  const { generation = 1 } = certificate.metadata;
  const condition = { type: 'Issuing', status: 'False', reason, message, observedGeneration: generation } as const;
  const failure = {
    lastFailureTime: request.status?.failureTime ?? rfc3339(context.now()),
    failedIssuanceAttempts: (certificate.status?.failedIssuanceAttempts ?? 0) + 1,
  };
  if (context.setCondition(certificate, condition, failure))
    context.tell(COMPONENT, certificate, 'Warning', reason, message);
}

function issueTemporary(
  certificate: Certificate,
  secret: Secret | undefined,
  key: string,
  context: ControllerContext,
): void {
  const chain = temporaryCertificate(certificate, key, context);
  if (store(certificate, secret, { key, chain: btoa(chain) }, context))
    context.tell(COMPONENT, certificate, 'Normal', 'Issuing', 'Issued temporary certificate');
}

function tellOfFormats(certificate: Certificate, context: ControllerContext): void {
  const { keystores = {}, additionalOutputFormats = [] } = certificate.spec;
  const wanted = [...Object.keys(keystores), ...additionalOutputFormats.map(({ type }) => type)];
  if (wanted.length === 0) return;
  const text = `Portolan does not simulate ${wanted.join(', ')}: the Secret has ca.crt, tls.crt and tls.key only`;
  context.tellOnce(COMPONENT, certificate, 'Warning', 'NotSimulated', text);
}
