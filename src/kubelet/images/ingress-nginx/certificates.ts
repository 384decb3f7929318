// The certificates of `spec.tls`, and the controller's own for everybody else. Models controller.go createServers,
// store/backend_ssl.go and internal/net/ssl GetFakeSSLCert.

import type { Secret } from '#api/core/types.ts';
import type { KeyPair } from '#pki/handshake.ts';
import { pki } from '#pki/loader.ts';
import { textOfBase64 } from '../base64.ts';
import type { CertificateFault } from './routes.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

/** A Secret's pair, if it has one. The same object for the same Secret. */
const pairs = new WeakMap<Secret, KeyPair | undefined>();

export function pairOf(secret: Secret): KeyPair | undefined {
  if (!pairs.has(secret)) {
    const { 'tls.crt': crt = '', 'tls.key': key = '' } = secret.data ?? {};
    const pair = { certificate: textOfBase64(crt), key: textOfBase64(key) };
    const isWell = crt !== '' && key !== '' && !pki().isIdentityFault(pki().loadIdentity(pair.certificate, pair.key));
    pairs.set(secret, isWell ? pair : undefined);
  }
  return pairs.get(secret);
}

/** In the words of the controller's log. */
export function certificateFault(secrets: ReadonlyMap<string, Secret>): CertificateFault {
  return (key, host) => {
    const secret = secrets.get(key);
    const pair = secret && pairOf(secret);
    const quoted = JSON.stringify(key);
    if (!pair)
      return `Error getting SSL certificate ${quoted}: local SSL certificate ${key} was not found. Using default certificate`;
    const [own] = pki().parseCertificates(pair.certificate);
    if (own && pki().certificateCovers(own, host.replace(/^\*\./, 'any.'), true)) return undefined;
    const names = (own?.alternativeNames ?? []).filter(({ type }) => type === 'dns').map(({ value }) => value);
    const server = JSON.stringify(host);
    const why =
      names.length > 0
        ? `x509: certificate is valid for ${names.join(', ')}, not ${host}`
        : 'x509: certificate relies on legacy Common Name field, use SANs instead';
    return `SSL certificate ${quoted} does not contain a Common Name or Subject Alternative Name for server ${server}: ${why}. Using default certificate`;
  };
}

/** Signed by itself, for a year. Differs: its key is no RSA key of 2048 bits, which would take long to make. */
export function fakeCertificate(nowMs: number, random: () => number): KeyPair {
  const { generateKey, publicKeyOf, privateKeyPem, issueCertificate, nameOf } = pki();
  const key = generateKey('P-256', random);
  const certificate = issueCertificate({
    subject: nameOf(['O', 'Acme Co'], ['CN', 'Kubernetes Ingress Controller Fake Certificate']),
    publicKey: publicKeyOf(key),
    notBeforeMs: nowMs,
    notAfterMs: nowMs + YEAR_MS,
    serial: serialOf(random),
    issuer: { key },
    keyUsage: ['keyEncipherment', 'digitalSignature'],
    extendedKeyUsage: [pki().PURPOSE.serverAuth],
    basicConstraints: { isCa: true },
    alternativeNames: [{ type: 'dns', value: 'ingress.local' }],
  });
  return { certificate, key: privateKeyPem(key) };
}

/** Hexadecimal, 16 bytes, positive. */
export const serialOf = (random: () => number): string =>
  `4${Array.from({ length: 31 }, () => Math.floor(random() * 16).toString(16)).join('')}`;
