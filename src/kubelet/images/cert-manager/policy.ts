// Must a certificate be issued anew, and why? Models internal/controller/certificates/policies of cert-manager 1.18: the first that is true counts.

import type { Secret } from '#api/core/types.ts';
import { parseGoDuration } from '#apimachinery/duration.ts';
import type { Certificate as X509 } from '#pki/certificate.ts';
import { pki } from '#pki/loader.ts';
import { secretText } from '../base64.ts';
import { ANNOTATION, type Certificate, kindOf } from './types.ts';

export interface Violation {
  readonly reason: string;
  readonly message: string;
}

/** Source: DefaultCertificateDuration 90 d. */
const DEFAULT_DURATION_MS = 90 * 86_400_000;

export const durationMs = (text: string | undefined): number =>
  text === undefined ? DEFAULT_DURATION_MS : (parseGoDuration(text) ?? DEFAULT_DURATION_MS);

export const leafOf = (secret: Secret | undefined): X509 | undefined =>
  pki().parseCertificates(secretText(secret, 'tls.crt'))[0];

/** A third before the end, unless the certificate says otherwise. Source: pki.RenewalTime; rounded down to a second. */
export function renewalMs({ notBeforeMs, notAfterMs }: X509, { spec }: Certificate): number {
  const life = notAfterMs - notBeforeMs;
  const wanted =
    spec.renewBefore !== undefined
      ? parseGoDuration(spec.renewBefore)
      : spec.renewBeforePercentage !== undefined
        ? (life * spec.renewBeforePercentage) / 100
        : undefined;
  const before = wanted !== undefined && wanted > 0 && wanted < life ? wanted : life / 3;
  return Math.floor((notAfterMs - before) / 1000) * 1000;
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());

/** Go's time.RFC3339. */
export const rfc3339 = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export function violationOf(
  certificate: Certificate,
  secret: Secret | undefined,
  nowMs: number,
): Violation | undefined {
  const { spec } = certificate;
  if (!secret) return { reason: 'DoesNotExist', message: 'Issuing certificate as Secret does not exist' };
  const missing = (what: string): Violation => ({
    reason: 'MissingData',
    message: `Issuing certificate as Secret does not contain ${what}`,
  });
  if (!secret.data || Object.keys(secret.data).length === 0) return missing('any data');
  if (!secret.data['tls.key']) return missing('a private key');
  if (!secret.data['tls.crt']) return missing('a certificate');
  const loaded = pki().loadIdentity(secretText(secret, 'tls.crt'), secretText(secret, 'tls.key'));
  if (loaded === 'mismatch')
    return {
      reason: 'InvalidKeyPair',
      message: 'Issuing certificate as Secret contains an invalid key-pair: tls: private key does not match public key',
    };
  if (typeof loaded === 'string')
    return { reason: 'InvalidKeyPair', message: `Issuing certificate as Secret contains invalid data: ${loaded}` };
  const { annotations = {} } = secret.metadata;
  const was = [annotations[ANNOTATION.issuerKind], annotations[ANNOTATION.issuerName]];
  if (was[0] !== kindOf(spec.issuerRef) || was[1] !== spec.issuerRef.name)
    return {
      reason: 'IncorrectIssuer',
      message: `Issuing certificate as Secret was previously issued by ${JSON.stringify(`${was[0] ?? ''}.${annotations[ANNOTATION.issuerGroup] ?? 'cert-manager.io'}/${was[1] ?? ''}`)}`,
    };
  const leaf = loaded.chain[0]!;
  const names = (type: string): string[] =>
    (leaf.alternativeNames ?? []).filter((n) => n.type === type).map(({ value }) => value);
  const changed = [
    ...((spec.commonName ?? '') === '' || spec.commonName === pki().commonName(leaf.subject)
      ? []
      : ['spec.commonName']),
    ...(sameList(names('dns'), spec.dnsNames ?? []) ? [] : ['spec.dnsNames']),
    ...(sameList(names('ip'), spec.ipAddresses ?? []) ? [] : ['spec.ipAddresses']),
  ];
  if (changed.length > 0)
    return {
      reason: 'SecretMismatch',
      message: `Issuing certificate as Existing issued Secret is not up to date for spec: [${changed.join(' ')}]`,
    };
  if (leaf.notAfterMs < nowMs)
    return {
      reason: 'Expired',
      message: `Certificate expired on ${new Date(leaf.notAfterMs).toUTCString().replace('GMT', 'UTC')}`,
    };
  const renewal = renewalMs(leaf, certificate);
  if (renewal <= nowMs)
    return {
      reason: 'Renewing',
      message: `Renewing certificate as renewal was scheduled at ${rfc3339(renewal).replace('T', ' ').replace('Z', ' +0000 UTC')}`,
    };
  return undefined;
}
