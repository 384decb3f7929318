// The certificate authorities of the simulated internet, whose roots machines trust: see src/machine/public-roots.ts.
// Differs: they bear the names of real ones, but their keys are published, and the same for all; nothing outside may trust them.

import { type Certificate, PURPOSE, parseCertificates } from './certificate.ts';
import type { KeyPair } from './handshake.ts';
import { issueCertificate } from './issue.ts';
import { keyFromSeed, type PrivateKey, privateKeyPem, publicKeyOf } from './keys.ts';
import { type Name, nameOf } from './name.ts';
import { readPublicKey } from './public-key.ts';

interface AuthoritySpec {
  readonly root: Name;
  readonly intermediate: Name;
}

const LETS_ENCRYPT = ['O', "Let's Encrypt"] as const;

export const PUBLIC_AUTHORITIES = {
  letsencrypt: {
    root: nameOf(['C', 'US'], ['O', 'Internet Security Research Group'], ['CN', 'ISRG Root X2']),
    intermediate: nameOf(['C', 'US'], LETS_ENCRYPT, ['CN', 'E7']),
  },
  digicert: {
    root: nameOf(['C', 'US'], ['O', 'DigiCert Inc'], ['OU', 'www.digicert.com'], ['CN', 'DigiCert Global Root G3']),
    intermediate: nameOf(['C', 'US'], ['O', 'DigiCert Inc'], ['CN', 'DigiCert Global G3 TLS ECC SHA384 2020 CA1']),
  },
  /** Nobody trusts it. */
  staging: {
    root: nameOf(
      ['C', 'US'],
      ['O', '(STAGING) Internet Security Research Group'],
      ['CN', '(STAGING) Bogus Broccoli X2'],
    ),
    intermediate: nameOf(['C', 'US'], ['O', "(STAGING) Let's Encrypt"], ['CN', '(STAGING) Puzzling Parsnip E7']),
  },
} satisfies Record<string, AuthoritySpec>;

export type PublicAuthority = keyof typeof PUBLIC_AUTHORITIES;

/** Longer than any lesson: an authority's own renewal is not what is taught. */
const LIFE = { from: Date.UTC(2020, 8, 4), to: Date.UTC(2040, 8, 17, 16) } as const;

interface Signer {
  readonly certificate: Certificate;
  readonly pem: string;
  readonly key: PrivateKey;
}

const made = new Map<PublicAuthority, { readonly root: Signer; readonly intermediate: Signer }>();

export function publicAuthority(which: PublicAuthority): { readonly root: Signer; readonly intermediate: Signer } {
  let known = made.get(which);
  if (!known) {
    const { root, intermediate } = PUBLIC_AUTHORITIES[which];
    const top = signer(`${which} root`, root, undefined);
    known = { root: top, intermediate: signer(`${which} intermediate`, intermediate, top) };
    made.set(which, known);
  }
  return known;
}

function signer(seed: string, subject: Name, issuer: Signer | undefined): Signer {
  const key = keyFromSeed(`portolan public authority: ${seed}`, 'P-384');
  const pem = issueCertificate({
    subject,
    publicKey: publicKeyOf(key),
    notBeforeMs: LIFE.from,
    notAfterMs: LIFE.to,
    serial: issuer ? '41d29dd172eaeea780c12c6ce92f8752' : '41d29dd172eaeea780c12c6ce92f8751',
    issuer: issuer ?? { key },
    basicConstraints: issuer ? { isCa: true, pathLength: 0 } : { isCa: true },
    keyUsage: issuer ? ['digitalSignature', 'keyCertSign', 'crlSign'] : ['keyCertSign', 'crlSign'],
    ...(issuer && { extendedKeyUsage: [PURPOSE.serverAuth, PURPOSE.clientAuth] }),
  });
  return { key, pem, certificate: parseCertificates(pem)[0]! };
}

export interface LeafSpec {
  /** Hexadecimal. */
  readonly serial: string;
  /** The first is the common name too. */
  readonly names: readonly string[];
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** A server's certificate and the intermediate that signed it, as PEM. */
export function leafBy(by: PublicAuthority, { names, ...spec }: LeafSpec): string {
  const { intermediate } = publicAuthority(by);
  const isRsa = readPublicKey(spec.publicKey).type === 'RSA';
  const certificate = issueCertificate({
    ...spec,
    subject: nameOf(['CN', names[0]!]),
    issuer: intermediate,
    keyUsage: isRsa ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature'],
    extendedKeyUsage: [PURPOSE.serverAuth, PURPOSE.clientAuth],
    basicConstraints: { isCa: false },
    subjectKeyId: true,
    alternativeNames: names.map((value) => ({ type: 'dns', value })),
  });
  return certificate + intermediate.pem;
}

const DAY_MS = 86_400_000;
const sites = new Map<string, KeyPair>();

/** What a site of the simulated internet shows: its certificate lives for 90 days and is new every 60. */
export function siteIdentity(names: readonly string[], nowMs: number, by: PublicAuthority): KeyPair {
  const period = Math.floor(nowMs / (60 * DAY_MS));
  const id = `${by} ${period} ${names.join(' ')}`;
  let known = sites.get(id);
  if (!known) {
    const key = keyFromSeed(`portolan site: ${names.join(' ')}`);
    const notBeforeMs = period * 60 * DAY_MS;
    const certificate = leafBy(by, {
      names,
      publicKey: publicKeyOf(key),
      notBeforeMs,
      notAfterMs: notBeforeMs + 90 * DAY_MS - 1000,
      serial: `04${(notBeforeMs / 1000).toString(16)}0000000000000000000000000001`.slice(0, 36),
    });
    known = { certificate, key: privateKeyPem(key) };
    sites.set(id, known);
  }
  return known;
}
