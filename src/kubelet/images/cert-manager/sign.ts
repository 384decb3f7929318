// Keys, requests and signatures of cert-manager. Models pkg/util/pki of cert-manager 1.18.

import type { Secret } from '#api/core/types.ts';
import type { AlternativeName, Certificate as X509 } from '#pki/certificate.ts';
import type { ExtensionSpec } from '#pki/issue.ts';
import type { KeyKind, PrivateKey } from '#pki/keys.ts';
import { pki } from '#pki/loader.ts';
import type { Name } from '#pki/name.ts';
import { secretText } from '../base64.ts';
import { durationMs } from './certificates/lifetime.ts';
import type { Certificate, CertificateRequest } from './types.ts';

export function keyKind({ spec: { privateKey = {} } }: Certificate): KeyKind {
  const { algorithm = 'RSA', size } = privateKey;
  if (algorithm === 'ECDSA') return size === 384 ? 'P-384' : size === 521 ? 'P-521' : 'P-256';
  if (algorithm === 'Ed25519') return 'Ed25519';
  return { rsaBits: size ?? 2048 };
}

export const keyPem = ({ spec: { privateKey = {} } }: Certificate, key: PrivateKey): string =>
  pki().privateKeyPem(key, privateKey.encoding === 'PKCS8' || key.type === 'Ed25519' ? 'pkcs8' : 'traditional');

type Specified = Pick<Certificate, 'spec'>;

/** In the order of Go's pkix.Name. */
export function subjectOf({ spec: { subject = {}, commonName } }: Specified): Name {
  const of = (short: string, values: readonly string[] = []) => values.map((value) => [short, value] as const);
  return pki().nameOf(
    ...of('C', subject.countries),
    ...of('O', subject.organizations),
    ...of('OU', subject.organizationalUnits),
    ...of('L', subject.localities),
    ...of('ST', subject.provinces),
    ...of('street', subject.streetAddresses),
    ...of('postalCode', subject.postalCodes),
    ...of('CN', commonName ? [commonName] : []),
    ...of('serialNumber', subject.serialNumber ? [subject.serialNumber] : []),
  );
}

export function alternativeNamesOf({ spec }: Specified): readonly AlternativeName[] {
  const of = (type: AlternativeName['type'], values: readonly string[] = []): AlternativeName[] =>
    values.map((value) => ({ type, value }));
  return [
    ...of('dns', spec.dnsNames),
    ...of('email', spec.emailAddresses),
    ...of('ip', spec.ipAddresses),
    ...of('uri', spec.uris),
  ];
}

export function requestPem(certificate: Specified, key: PrivateKey): string {
  const { usages, isCA, encodeUsagesInRequest = true } = certificate.spec;
  return pki().makeRequest({
    subject: subjectOf(certificate),
    key,
    ...(encodeUsagesInRequest && usagesOf(usages, isCA)),
    alternativeNames: alternativeNamesOf(certificate),
  });
}

type Flag = NonNullable<ExtensionSpec['keyUsage']>[number];

const KEY_USAGES: Readonly<Record<string, Flag>> = {
  signing: 'digitalSignature',
  'digital signature': 'digitalSignature',
  'content commitment': 'nonRepudiation',
  'key encipherment': 'keyEncipherment',
  'key agreement': 'keyAgreement',
  'data encipherment': 'dataEncipherment',
  'cert sign': 'keyCertSign',
  'crl sign': 'crlSign',
};
const PURPOSES: Readonly<Record<string, string>> = {
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
};

/** Usages of cert-manager's list that have no bits here are known all the same. Source: pkg/apis/certmanager/v1 KeyUsage. */
const OTHER_USAGES = new Set(
  'any,encipher only,decipher only,email protection,s/mime,ipsec end system,ipsec tunnel,ipsec user,timestamping,ocsp signing,microsoft sgc,netscape sgc'.split(
    ',',
  ),
);

export const isUsage = (name: string): boolean =>
  Object.hasOwn(KEY_USAGES, name) || Object.hasOwn(PURPOSES, name) || OTHER_USAGES.has(name);

/** Source: DefaultKeyUsages; an authority signs certificates besides. */
function usagesOf(usages: readonly string[] = ['digital signature', 'key encipherment'], isCA = false): ExtensionSpec {
  const keyUsage = [...usages.flatMap((u) => KEY_USAGES[u] ?? []), ...(isCA ? (['keyCertSign'] as const) : [])];
  return {
    keyUsage: [...new Set(keyUsage)],
    extendedKeyUsage: usages.flatMap((u) => PURPOSES[u] ?? []),
    basicConstraints: { isCa: isCA },
  };
}

export interface Signed {
  readonly certificate: string;
  readonly ca: string;
}

export interface Signer {
  readonly key: PrivateKey;
  /** Its own certificate and those above it. Undefined: signed by itself. */
  readonly chain?: readonly X509[];
}

/** The key pair of a CA issuer, or what is wrong with it. */
export function signerOf(secret: Secret): Signer | string {
  const loaded = pki().loadIdentity(secretText(secret, 'tls.crt'), secretText(secret, 'tls.key'));
  if (loaded === 'no certificate' || loaded === 'bad certificate') return 'error decoding certificate PEM block';
  if (loaded === 'no key' || loaded === 'bad key') return 'error decoding private key PEM block';
  if (loaded === 'mismatch') return 'certificate private key does not match certificate';
  return { key: loaded.key, chain: loaded.chain };
}

export const privateKeyOf = (secret: Secret | undefined): PrivateKey | undefined =>
  pki().parsePrivateKey(secretText(secret, 'tls.key'));

export function sign(
  { spec }: CertificateRequest,
  signer: Signer,
  nowMs: number,
  random: () => number,
): Signed | string {
  const request = pki().parseRequest(atob(spec.request));
  if (!request) return 'error decoding certificate request PEM block';
  const { chain = [] } = signer;
  const bytes = Array.from({ length: 16 }, () => Math.floor(random() * 256));
  bytes[0] = (bytes[0]! & 0x7f) | 1;
  const pem = pki().issueCertificate({
    subject: request.subject,
    publicKey: request.publicKey,
    notBeforeMs: nowMs,
    notAfterMs: nowMs + durationMs(spec.duration),
    serial: bytes.map((b) => b.toString(16).padStart(2, '0')).join(''),
    issuer: { key: signer.key, ...(chain[0] && { certificate: chain[0] }) },
    ...usagesOf(spec.usages, spec.isCA),
    ...(request.alternativeNames && { alternativeNames: request.alternativeNames }),
  });
  const pemOf = pki().certificatePem;
  if (chain.length === 0) return { certificate: pem, ca: pem };
  const root = chain.at(-1)!;
  const between = chain.filter((c) => !pki().isSelfIssued(c));
  return { certificate: pem + between.map(pemOf).join(''), ca: pemOf(root) };
}
