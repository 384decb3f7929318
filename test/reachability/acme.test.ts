// Certificates by ACME from end to end: what the authority asks for, what answers it, and each usual way that it fails. Words as cert-manager
// 1.18.2 and Let's Encrypt (Boulder of 2025) have them.

import { afterEach, expect, test, vi } from 'vitest';
import type { Secret } from '#api/core/types.ts';
import type { Certificate, Issuer } from '#kubelet/images/cert-manager/types.ts';
import { preload } from '#lab/preload.ts';
import { acme, certificate, ingress, issuer, type Town, town } from './acme.test-helper.ts';

vi.setConfig({ testTimeout: 120_000 });
await preload();

let here: Town | undefined;
afterEach(() => here?.stop());
const arrive = async (options?: Parameters<typeof town>[0]): Promise<Town> => (here = await town(options));

const ready = ({ status }: Certificate | Issuer): string =>
  (status?.conditions ?? [])
    .filter(({ type }) => type === 'Ready')
    .map((c) => `${c.status} ${c.reason}: ${c.message}`)[0] ?? '';
const CERTIFICATES = 'certificates.cert-manager.io';
const CHALLENGES = 'challenges.acme.cert-manager.io';
/** Names and tokens are by chance. */
const plain = (text: string): string =>
  text
    .replace(/web-1-\d+-\d+/g, 'CHALLENGE')
    .replace(/web-1-\d+/g, 'ORDER')
    .replace(/challenge\/[\w-]{43}/g, 'challenge/TOKEN')
    .replace(/"web-[a-z0-9]{5}"/, '"web-xxxxx"');

test('an issuer, a certificate, a challenge that the authority itself looks at, and a site with a trusted certificate', async () => {
  const { lab, apply, get, events, run } = await arrive();
  await apply(issuer('letsencrypt', acme()));
  const made = get<Issuer>('clusterissuers.cert-manager.io', 'letsencrypt', '')!;
  expect(ready(made)).toBe('True ACMEAccountRegistered: The ACME account was registered with the ACME server');
  expect(made.status?.acme?.uri).toMatch(/^https:\/\/acme-v02\.api\.letsencrypt\.org\/acme\/acct\/\d+$/);
  expect(get<Secret>('secrets', 'account', 'cert-manager')?.data?.['tls.key']).toBeDefined();
  await apply(certificate('web'), ingress({}, { tls: [{ hosts: ['shop.example.com'], secretName: 'web-tls' }] }));
  expect(ready(get<Certificate>(CERTIFICATES, 'web')!)).toBe(
    'True Ready: Certificate is up to date and has not expired',
  );
  expect(events('Certificate').map(plain)).toEqual([
    'Normal Issuing Issuing certificate as Secret does not exist',
    'Normal Generated Stored new private key in temporary Secret resource "web-xxxxx"',
    'Normal Requested Created new CertificateRequest resource "web-1"',
    'Normal Issuing The certificate has been successfully issued',
  ]);
  expect(events('CertificateRequest').map(plain)).toEqual([
    'Normal cert-manager.io Certificate request has been approved by cert-manager.io',
    'Normal OrderCreated Created Order resource default/ORDER',
    'Normal OrderPending Waiting on certificate issuance from order default/ORDER: ""',
    'Normal OrderPending Waiting on certificate issuance from order default/ORDER: "pending"',
    'Normal OrderPending Waiting on certificate issuance from order default/ORDER: "ready"',
    'Normal CertificateIssued Certificate fetched from issuer successfully',
  ]);
  expect(events('Order').map(plain)).toEqual([
    'Normal Created Created Challenge resource "CHALLENGE" for domain "shop.example.com"',
    'Normal Complete Order completed successfully',
  ]);
  expect(events('Challenge').map(plain)).toEqual([
    'Normal Started Challenge scheduled for processing',
    'Normal Presented Presented challenge using HTTP-01 challenge mechanism',
    'Normal DomainVerified Domain "shop.example.com" verified with "HTTP-01" validation',
  ]);
  // What answered is gone.
  const left = ['pods', 'services', 'ingresses.networking.k8s.io', CHALLENGES].flatMap((resource) =>
    lab.cluster.storage.list(resource).filter(({ metadata }) => /solver|web-1/.test(metadata.name)),
  );
  expect(left.map(({ metadata }) => metadata.name)).toEqual([]);
  expect((await run("curl -sS -o /dev/null -w '%{http_code}' https://shop.example.com/")).out).toBe('200');
});
