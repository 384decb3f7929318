// The Secret with the certificate. Models internal/secretsmanager of cert-manager 1.18: SecretsManager.UpdateData.

import type { Secret } from '#api/core/types.ts';
import { pki } from '#pki/loader.ts';
import type { ControllerContext } from '../context.ts';
import { alternativeNamesOf, subjectOf } from '../sign.ts';
import { ANNOTATION, type Certificate, kindOf } from '../types.ts';

export interface Issued {
  /** PEM. */
  readonly key: string;
  /** PEM, in base64. */
  readonly chain: string;
  readonly ca?: string;
}

/** False where it was refused. */
export function store(
  certificate: Certificate,
  secret: Secret | undefined,
  { key, chain, ca }: Issued,
  context: ControllerContext,
): boolean {
  const { spec, metadata } = certificate;
  const { namespace = 'default', name } = metadata;
  const own = {
    [ANNOTATION.altNames]: (spec.dnsNames ?? []).join(','),
    [ANNOTATION.certificateName]: name,
    [ANNOTATION.commonName]: spec.commonName ?? '',
    [ANNOTATION.ipSans]: (spec.ipAddresses ?? []).join(','),
    [ANNOTATION.issuerGroup]: spec.issuerRef.group ?? '',
    [ANNOTATION.issuerKind]: kindOf(spec.issuerRef),
    [ANNOTATION.issuerName]: spec.issuerRef.name,
    [ANNOTATION.uriSans]: (spec.uris ?? []).join(','),
  };
  const annotations = { ...spec.secretTemplate?.annotations, ...own };
  const labels = { ...spec.secretTemplate?.labels, 'controller.cert-manager.io/fao': 'true' };
  const data = { ...(ca && { 'ca.crt': ca }), 'tls.crt': chain, 'tls.key': btoa(key) };
  const collection = `/api/v1/namespaces/${namespace}/secrets`;
  if (secret)
    return context.merge(`${collection}/${spec.secretName}`, { metadata: { annotations, labels }, data }) !== undefined;
  return (
    context.ask('POST', collection, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: spec.secretName, namespace, annotations, labels },
      type: 'kubernetes.io/tls',
      data,
    }) !== undefined
  );
}

/** What the template says is put back where somebody has taken it away. Source: NewSecretPostIssuancePolicyChain. */
export function keepTemplate({ spec }: Certificate, { metadata }: Secret, context: ControllerContext): void {
  const { annotations = {}, labels = {} } = spec.secretTemplate ?? {};
  const isKept = (wanted: Readonly<Record<string, string>>, has: Readonly<Record<string, string>> = {}): boolean =>
    Object.entries(wanted).every(([key, value]) => has[key] === value);
  if (isKept(annotations, metadata.annotations) && isKept(labels, metadata.labels)) return;
  context.merge(`/api/v1/namespaces/${metadata.namespace ?? 'default'}/secrets/${metadata.name}`, {
    metadata: { annotations, labels },
  });
}

/** PEM: signed by nobody who is trusted, so that whoever serves it can start. Source: pki.GenerateLocallySignedTemporaryCertificate. */
export function temporaryCertificate(certificate: Certificate, keyText: string, context: ControllerContext): string {
  const key = pki().parsePrivateKey(keyText)!;
  const signer = pki().keyFromSeed('cert-manager.local');
  const bytes = Array.from({ length: 16 }, () => Math.floor(context.container.random() * 256));
  bytes[0] = (bytes[0]! & 0x7f) | 1;
  const nowMs = context.now();
  const authority = pki().issueCertificate({
    subject: pki().nameOf(['CN', 'cert-manager.local']),
    publicKey: pki().publicKeyOf(signer),
    notBeforeMs: nowMs,
    notAfterMs: nowMs + 90 * 86_400_000,
    serial: '1234567890',
    issuer: { key: signer },
    basicConstraints: { isCa: true },
    keyUsage: ['digitalSignature', 'keyCertSign'],
  });
  return pki().issueCertificate({
    subject: subjectOf(certificate),
    publicKey: pki().publicKeyOf(key),
    notBeforeMs: nowMs,
    notAfterMs: nowMs + 90 * 86_400_000,
    serial: bytes.map((b) => b.toString(16).padStart(2, '0')).join(''),
    issuer: { key: signer, certificate: pki().parseCertificates(authority)[0]! },
    keyUsage: ['digitalSignature', 'keyEncipherment'],
    basicConstraints: { isCa: false },
    alternativeNames: alternativeNamesOf(certificate),
  });
}
