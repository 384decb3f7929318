// The CertificateRequest of the next issuance. Models pkg/controller/certificates/requestmanager of cert-manager 1.18.
// Differs: who asked is written by the controller, where the webhook would; it is the same.

import type { PrivateKey } from '#pki/keys.ts';
import { pki } from '#pki/loader.ts';
import { type ControllerContext, ownerOf, pathOf } from '../context.ts';
import { RESOURCES } from '../resources.ts';
import { requestPem } from '../sign.ts';
import { ANNOTATION, API_VERSION, type Certificate, type CertificateRequest, conditionOf } from '../types.ts';
import { requestMismatches } from './matching.ts';

const COMPONENT = 'certificates-request-manager';
const USER = {
  username: 'system:serviceaccount:cert-manager:cert-manager',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:cert-manager', 'system:authenticated'],
} as const;

/** Undefined: it has only been made now. */
export function nextRequest(
  certificate: Certificate,
  key: PrivateKey,
  keySecret: string,
  context: ControllerContext,
): CertificateRequest | undefined {
  const { namespace = 'default', name } = certificate.metadata;
  const revision = (certificate.status?.revision ?? 0) + 1;
  const requestName = `${name}-${revision}`;
  const found = context.get<CertificateRequest>(RESOURCES.requests, namespace, requestName);
  const request = found && { ...found, apiVersion: API_VERSION, kind: 'CertificateRequest' };
  if (request) {
    if (isOfNow(request, certificate, key)) return request;
    context.ask('DELETE', pathOf(request));
    return undefined;
  }
  const { spec } = certificate;
  const made = context.ask('POST', `/apis/${API_VERSION}/namespaces/${namespace}/certificaterequests`, {
    apiVersion: API_VERSION,
    kind: 'CertificateRequest',
    metadata: {
      name: requestName,
      namespace,
      ...(certificate.metadata.labels && { labels: certificate.metadata.labels }),
      annotations: {
        ...passedOn(certificate.metadata.annotations),
        [ANNOTATION.certificateName]: name,
        [ANNOTATION.revision]: String(revision),
        [ANNOTATION.privateKey]: keySecret,
      },
      ownerReferences: [ownerOf(certificate)],
    },
    spec: {
      request: btoa(requestPem(certificate, key)),
      issuerRef: spec.issuerRef,
      ...(spec.duration !== undefined && { duration: spec.duration }),
      ...(spec.isCA && { isCA: true }),
      ...(spec.usages && { usages: spec.usages }),
      ...USER,
    },
  });
  if (made) {
    const text = `Created new CertificateRequest resource ${JSON.stringify(requestName)}`;
    context.tell(COMPONENT, certificate, 'Normal', 'Requested', text);
  }
  return undefined;
}

/** Is it about the key and the spec as they are now, and not left from an attempt that failed before? */
function isOfNow(request: CertificateRequest, certificate: Certificate, key: PrivateKey): boolean {
  const asked = pki().parseRequest(atob(request.spec.request));
  if (!asked || pki().hex(asked.publicKey) !== pki().hex(pki().publicKeyOf(key))) return false;
  if (requestMismatches(certificate, request).length > 0) return false;
  const issuing = Date.parse(conditionOf(certificate, 'Issuing')?.lastTransitionTime ?? '');
  const failed = Date.parse(request.status?.failureTime ?? '');
  return !(failed < issuing);
}

/** What the last `kubectl apply` was is the Certificate's own. */
function passedOn(annotations: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(annotations).filter(
      ([name]) => !/^(?:kubectl\.kubernetes\.io|fluxcd\.io|argocd\.argoproj\.io)\//.test(name),
    ),
  );
}
