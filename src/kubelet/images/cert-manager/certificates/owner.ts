// Whose a Secret is that several Certificates name. Models CertificateOwnsSecret of internal/controller/certificates/certificates.go,
// cert-manager 1.18.

import type { Secret } from '#api/core/types.ts';
import type { ControllerContext } from '../context.ts';
import { RESOURCES } from '../resources.ts';
import { ANNOTATION, API_VERSION, type Certificate } from '../types.ts';

/** The Certificate that the Secret says; where it says none that names it, the oldest. */
export function ownsSecret(certificate: Certificate, secret: Secret | undefined, context: ControllerContext): boolean {
  const { metadata, spec } = certificate;
  const names = context
    .list<Certificate>(RESOURCES.certificates, API_VERSION, 'Certificate')
    .filter((other) => other.metadata.namespace === metadata.namespace && other.spec.secretName === spec.secretName)
    .map((other) => [other.metadata.creationTimestamp ?? '', other.metadata.name] as const)
    .sort(([timeA, nameA], [timeB, nameB]) => (timeA === timeB ? compare(nameA, nameB) : compare(timeA, timeB)))
    .map(([, name]) => name);
  const said = secret?.metadata.annotations?.[ANNOTATION.certificateName] ?? '';
  return (names.includes(said) ? said : names[0]) === metadata.name;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
