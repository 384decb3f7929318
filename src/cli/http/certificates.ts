// The certificates of one run of `portolan cluster --tls`: an authority, and what it signs. Models kubeadm's pki phase.

import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { ALL_AUTHENTICATED, type User } from '#apiserver/authn/user.ts';
import type { Authority } from '#lab/authority.ts';

/** PEM texts. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  readonly authority: Authority;
  readonly server: Certified;
  readonly client: Certified;
}

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNED = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DAY = 86_400_000;
/** Clocks differ: from an hour before, for a year and the authority for ten, as kubeadm's. */
const LIFE = { before: DAY / 24, after: 365 * DAY, authority: 3650 * DAY } as const;

/** @param user Whose client certificate it is: name and groups become CN and O. */
export async function makeCertificates(user: User, nowMs: number): Promise<Certificates> {
  cryptoProvider.set(webcrypto as never);
  const pair = async (): Promise<webcrypto.CryptoKeyPair> =>
    (await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const notBefore = new Date(nowMs - LIFE.before);
  const notAfter = new Date(nowMs + LIFE.after);
  const caKeys = await pair();
  const issuer = 'CN=kubernetes';
  const ca = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: issuer,
    notBefore,
    notAfter: new Date(nowMs + LIFE.authority),
    keys: caKeys,
    signingAlgorithm: SIGNED,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(
        KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment | KeyUsageFlags.keyCertSign,
        true,
      ),
    ],
  });
  const signed = async (
    subject: Record<string, string[]>[],
    usage: ExtendedKeyUsage,
    names: readonly ConstructorParameters<typeof SubjectAlternativeNameExtension>[0][],
  ): Promise<Certified> => {
    const keys = await pair();
    const cert = await X509CertificateGenerator.create({
      serialNumber: serial(),
      subject,
      issuer,
      notBefore,
      notAfter,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: SIGNED,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([usage]),
        ...names.map((name) => new SubjectAlternativeNameExtension(name)),
      ],
    });
    return { cert: pem(cert), key: await keyPem(keys.privateKey) };
  };
  return {
    authority: { certificate: pem(ca), key: Buffer.from(await keyDer(caKeys.privateKey)).toString('base64') },
    server: await signed([{ CN: ['kube-apiserver'] }], ExtendedKeyUsage.serverAuth, [
      [
        ...['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'].map(
          (value) => ({ type: 'dns', value }) as const,
        ),
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ],
    ]),
    client: await signed(
      [
        ...user.groups.filter((group) => group !== ALL_AUTHENTICATED).map((group) => ({ O: [group] })),
        { CN: [user.name] },
      ],
      ExtendedKeyUsage.clientAuth,
      [],
    ),
  };
}

const pem = (certificate: X509Certificate): string => `${certificate.toString('pem')}\n`;

const keyDer = (key: webcrypto.CryptoKey): Promise<ArrayBuffer> => webcrypto.subtle.exportKey('pkcs8', key);

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await keyDer(key), 'PRIVATE KEY')}\n`;
}

/** Positive, 128 bits of chance. */
function serial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0]! &= 0x7f;
  return Buffer.from(bytes).toString('hex');
}
