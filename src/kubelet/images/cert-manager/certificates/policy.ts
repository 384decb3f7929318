// Must a certificate be issued anew, and is it ready? Models internal/controller/certificates/policies of cert-manager 1.18: of each chain of
// checks the first that finds something counts.

import type { Secret } from '#api/core/types.ts';
import type { Certificate as X509 } from '#pki/certificate.ts';
import { pki } from '#pki/loader.ts';
import { secretText } from '../../base64.ts';
import { rfc3339 } from '../context.ts';
import { privateKeyOf } from '../sign.ts';
import { ANNOTATION, type Certificate, type CertificateRequest, kindOf } from '../types.ts';
import { renewalMs } from './lifetime.ts';
import { certificateMismatches, keyMismatches, requestMismatches } from './matching.ts';

export interface Violation {
  readonly reason: string;
  readonly message: string;
}

export interface Evidence {
  readonly certificate: Certificate;
  readonly secret: Secret | undefined;
  /** The request that the certificate in the Secret came from; undefined: it is gone. */
  readonly request: CertificateRequest | undefined;
  readonly nowMs: number;
}

type Check = (evidence: Evidence) => Violation | undefined;

const parsed = new Map<string, X509 | undefined>();

export function leafOf(secret: Secret | undefined): X509 | undefined {
  const text = secretText(secret, 'tls.crt');
  if (!parsed.has(text)) {
    if (parsed.size > 1000) parsed.clear();
    parsed.set(text, pki().parseCertificates(text)[0]);
  }
  return parsed.get(text);
}

const firstOf =
  (checks: readonly Check[]): Check =>
  (evidence) => {
    for (const check of checks) {
      const found = check(evidence);
      if (found) return found;
    }
    return undefined;
  };

const secretThere: Check = ({ secret }) =>
  secret ? undefined : { reason: 'DoesNotExist', message: 'Issuing certificate as Secret does not exist' };

const secretComplete: Check = ({ secret }) => {
  const { data = {} } = secret ?? {};
  const what =
    Object.keys(data).length === 0
      ? 'any data'
      : !data['tls.key']
        ? 'a private key'
        : !data['tls.crt']
          ? 'a certificate'
          : undefined;
  return what === undefined
    ? undefined
    : { reason: 'MissingData', message: `Issuing certificate as Secret does not contain ${what}` };
};

const keysAgree: Check = ({ secret }) => {
  const as = 'Issuing certificate as Secret contains';
  const key = privateKeyOf(secret);
  if (!key)
    return {
      reason: 'InvalidKeyPair',
      message: `${as} invalid private key data: error decoding private key PEM block`,
    };
  const leaf = leafOf(secret);
  if (!leaf)
    return {
      reason: 'InvalidCertificate',
      message: `${as} an invalid certificate: error decoding certificate PEM block`,
    };
  if (pki().hex(pki().publicKeyOf(key)) === pki().hex(leaf.publicKey)) return undefined;
  return { reason: 'InvalidKeyPair', message: `${as} a private key that does not match the certificate` };
};

const keyAsWanted: Check = ({ certificate, secret }) => {
  const wrong = keyMismatches(certificate, privateKeyOf(secret)!);
  if (wrong.length === 0) return undefined;
  return { reason: 'SecretMismatch', message: `Existing private key is not up to date for spec: [${wrong.join(' ')}]` };
};

const sameIssuer: Check = ({ certificate: { spec }, secret }) => {
  const { annotations = {} } = secret!.metadata;
  const [name, kind, group] = [ANNOTATION.issuerName, ANNOTATION.issuerKind, ANNOTATION.issuerGroup].map(
    (key) => annotations[key],
  );
  if (name === undefined && kind === undefined && group === undefined) return undefined;
  const full = (k: string | undefined, g: string | undefined, n: string | undefined): string =>
    `${k || 'Issuer'}.${g || 'cert-manager.io'}/${n ?? ''}`;
  const was = full(kind, group, name);
  if (was === full(kindOf(spec.issuerRef), spec.issuerRef.group, spec.issuerRef.name)) return undefined;
  return {
    reason: 'IncorrectIssuer',
    message: `Issuing certificate as Secret was previously issued by ${JSON.stringify(was)}`,
  };
};

const sameCertificate: Check = ({ certificate, secret }) => {
  const name = secret!.metadata.annotations?.[ANNOTATION.certificateName];
  if (name === undefined || name === certificate.metadata.name) return undefined;
  return {
    reason: 'IncorrectCertificate',
    message: `Secret was issued for ${JSON.stringify(name)}. If this message is not transient, you might have two conflicting Certificates pointing to the same secret.`,
  };
};

const keyOfRequest: Check = ({ secret, request }) => {
  const asked = request && pki().parseRequest(atob(request.spec.request));
  if (!asked || pki().hex(asked.publicKey) === pki().hex(pki().publicKeyOf(privateKeyOf(secret)!))) return undefined;
  return {
    reason: 'SecretMismatch',
    message: 'Secret contains a private key that does not match the current CertificateRequest',
  };
};

const asSpecified: Check = ({ certificate, secret, request }) => {
  if (request) {
    const wrong = requestMismatches(certificate, request);
    if (wrong.length === 0) return undefined;
    const message = `Fields on existing CertificateRequest resource not up to date: [${wrong.join(' ')}]`;
    return { reason: 'RequestChanged', message };
  }
  const wrong = certificateMismatches(certificate, leafOf(secret)!);
  if (wrong.length === 0) return undefined;
  const message = `Issuing certificate as Existing issued Secret is not up to date for spec: [${wrong.join(' ')}]`;
  return { reason: 'SecretMismatch', message };
};

const notDue: Check = ({ certificate, secret, nowMs }) => {
  const dueMs = renewalMs(leafOf(secret)!, certificate);
  if (dueMs > nowMs) return undefined;
  const at = rfc3339(dueMs).replace('T', ' ').replace('Z', ' +0000 UTC');
  return { reason: 'Renewing', message: `Renewing certificate as renewal was scheduled at ${at}` };
};

const notExpired: Check = ({ secret, nowMs }) => {
  const { notAfterMs } = leafOf(secret)!;
  if (nowMs <= notAfterMs) return undefined;
  const at = new Date(notAfterMs).toUTCString().replace('GMT', 'UTC');
  return { reason: 'Expired', message: `Certificate expired on ${at}` };
};

/** Why it must be issued; undefined: it need not. */
export const triggerOf = firstOf([
  ...[secretThere, secretComplete, keysAgree, sameIssuer, sameCertificate, keyAsWanted],
  ...[keyOfRequest, asSpecified, notDue],
]);

/** Why it is not ready; undefined: it is. What is only due for renewal is still good. */
export const unreadinessOf = firstOf([
  ...[secretThere, secretComplete, keysAgree, sameIssuer, sameCertificate, keyAsWanted],
  ...[keyOfRequest, asSpecified, notExpired],
]);
