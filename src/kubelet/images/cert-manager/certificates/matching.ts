// Is what was asked for, or was issued, what the Certificate says? Models pkg/util/pki/match.go of cert-manager 1.18: fields in its order.

import type { Certificate as X509 } from '#pki/certificate.ts';
import type { PrivateKey } from '#pki/keys.ts';
import { pki } from '#pki/loader.ts';
import type { Name } from '#pki/name.ts';
import { subjectOf } from '../sign.ts';
import { type Certificate, type CertificateRequest, kindOf } from '../types.ts';
import { durationMs } from './lifetime.ts';

const sameSet = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  JSON.stringify([...new Set(a)].sort()) === JSON.stringify([...new Set(b)].sort());

interface Named {
  readonly subject: Name;
  readonly alternativeNames?: readonly { readonly type: string; readonly value: string }[] | undefined;
}

const namesOf = ({ alternativeNames = [] }: Named, type: string): string[] =>
  alternativeNames.filter((n) => n.type === type).map(({ value }) => value);

/** Fields of the spec that the request does not have as they are now. */
export function requestMismatches({ spec }: Certificate, request: CertificateRequest): readonly string[] {
  const asked = pki().parseRequest(atob(request.spec.request));
  if (!asked) return [];
  const subject = subjectOf({ spec });
  const { issuerRef, isCA = false, usages, duration } = request.spec;
  const group = (given: string | undefined): string => given || 'cert-manager.io';
  return [
    ...(pki().sameName(asked.subject, subject)
      ? []
      : [(pki().commonName(asked.subject) ?? '') === (spec.commonName ?? '') ? 'spec.subject' : 'spec.commonName']),
    ...(sameSet(namesOf(asked, 'dns'), spec.dnsNames) ? [] : ['spec.dnsNames']),
    ...(sameSet(namesOf(asked, 'ip'), spec.ipAddresses) ? [] : ['spec.ipAddresses']),
    ...(sameSet(namesOf(asked, 'uri'), spec.uris) ? [] : ['spec.uris']),
    ...(sameSet(namesOf(asked, 'email'), spec.emailAddresses) ? [] : ['spec.emailAddresses']),
    ...(isCA === (spec.isCA ?? false) ? [] : ['spec.isCA']),
    ...(sameSet(usages, spec.usages) ? [] : ['spec.usages']),
    ...(durationMs(duration) === durationMs(spec.duration) ? [] : ['spec.duration']),
    ...(issuerRef.name === spec.issuerRef.name &&
    kindOf(issuerRef) === kindOf(spec.issuerRef) &&
    group(issuerRef.group) === group(spec.issuerRef.group)
      ? []
      : ['spec.issuerRef']),
  ];
}

/** The same of a certificate, where its request is gone: an issuer may have put in more than it was asked for. */
export function certificateMismatches({ spec }: Certificate, leaf: X509): readonly string[] {
  const common = pki().commonName(leaf.subject) ?? '';
  const known = [...namesOf(leaf, 'dns'), common];
  return [
    ...(spec.commonName === undefined || spec.commonName === common || known.includes(spec.commonName)
      ? []
      : ['spec.commonName']),
    ...(sameSet(
      [...namesOf(leaf, 'dns')].filter((n) => n !== spec.commonName),
      (spec.dnsNames ?? []).filter((n) => n !== spec.commonName),
    )
      ? []
      : ['spec.dnsNames']),
    ...(sameSet(namesOf(leaf, 'uri'), spec.uris) ? [] : ['spec.uris']),
    ...(sameSet(namesOf(leaf, 'ip'), spec.ipAddresses) ? [] : ['spec.ipAddresses']),
    ...(sameSet(namesOf(leaf, 'email'), spec.emailAddresses) ? [] : ['spec.emailAddresses']),
  ];
}

/** Source: PrivateKeyMatchesSpec. */
export function keyMismatches({ spec }: { readonly spec: Certificate['spec'] }, key: PrivateKey): readonly string[] {
  const { algorithm = 'RSA', size } = spec.privateKey ?? {};
  const own = key.type === 'EC' ? 'ECDSA' : key.type;
  if (own !== algorithm) return ['spec.privateKey.algorithm'];
  if (key.type === 'Ed25519') return [];
  const bits = key.type === 'RSA' ? key.rsa.n.toString(2).length : Number(key.curve.slice(2));
  return bits === (size ?? (key.type === 'RSA' ? 2048 : 256)) ? [] : ['spec.privateKey.size'];
}
