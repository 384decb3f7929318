// The certificate of the API server. Models kubeadm's apiserver.crt: for its names inside the cluster and its addresses, valid for a year.

import type { KeyPair } from '#machine/tls.ts';
import { pki } from '#pki/loader.ts';
import type { Authority } from './authority.ts';
import { API_SERVER } from './bootstrap.ts';

/** Source: kubeadm pkiutil GetAPIServerAltNames, CertificateValidityPeriod. */
const NAMES = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'];
const ADDRESSES = ['10.96.0.1', API_SERVER.ip];
const YEAR_MS = 365 * 86_400_000;

/** @param nowMs When the cluster was made. */
export function apiServerCertificate(authority: Authority, nowMs: number): KeyPair {
  const {
    keyFromSeed,
    issueCertificate,
    parseCertificates,
    parsePrivateKey,
    privateKeyPem,
    publicKeyOf,
    nameOf,
    PURPOSE,
  } = pki();
  const key = keyFromSeed(`kube-apiserver ${authority.key}`);
  const signer = parsePrivateKey(`-----BEGIN PRIVATE KEY-----\n${authority.key}\n-----END PRIVATE KEY-----`);
  const [certificate] = parseCertificates(authority.certificate);
  if (!signer || !certificate) throw new Error("the cluster's authority has no certificate or no key that can be read");
  return {
    key: privateKeyPem(key),
    certificate: issueCertificate({
      subject: nameOf(['CN', 'kube-apiserver']),
      publicKey: publicKeyOf(key),
      notBeforeMs: certificate.notBeforeMs,
      notAfterMs: nowMs + YEAR_MS,
      serial: '3c1f4a5be2d07791',
      issuer: { key: signer, certificate },
      keyUsage: ['digitalSignature', 'keyEncipherment'],
      extendedKeyUsage: [PURPOSE.serverAuth],
      basicConstraints: { isCa: false },
      alternativeNames: [
        ...NAMES.map((value) => ({ type: 'dns', value }) as const),
        ...ADDRESSES.map((value) => ({ type: 'ip', value }) as const),
      ],
    }),
  };
}
