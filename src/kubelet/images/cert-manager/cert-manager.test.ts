// cert-manager from its manifest on: what becomes of issuers, certificates and annotated Ingresses, and the texts that `kubectl describe` shows.

import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { Secret } from '#api/core/types.ts';
import { parseYamlDocuments } from '#apimachinery/yaml.ts';
import { loadYaml } from '#apimachinery/yaml-loader.ts';
import { type Story, story } from '#lab/story.test-helper.ts';
import { pki } from '#pki/loader.ts';
import type { Certificate, CertificateRequest, Issuer } from './types.ts';

vi.setConfig({ testTimeout: 60_000 });
await loadYaml();
const parsed = parseYamlDocuments(
  readFileSync(new URL('../../../../content/manifests/cert-manager/v1.18.2.yaml', import.meta.url), 'utf8'),
);
if ('error' in parsed) throw new Error(parsed.error);
const manifest = parsed.ok;

const API = 'cert-manager.io/v1';
const issuer = (name: string, spec: object) => ({
  apiVersion: API,
  kind: 'Issuer',
  metadata: { name, namespace: 'default' },
  spec,
});
const certificate = (name: string, more: object = {}, issuerName = 'own') => ({
  apiVersion: API,
  kind: 'Certificate',
  metadata: { name, namespace: 'default' },
  spec: {
    secretName: `${name}-tls`,
    issuerRef: { name: issuerName },
    dnsNames: [`${name}.test`],
    privateKey: { algorithm: 'ECDSA' },
    ...more,
  },
});

function started(...objects: object[]): Story {
  const told = story(manifest);
  told.lab.settle();
  expect(told.lab.apply(objects)).toBeUndefined();
  return told;
}
const conditions = (of: Certificate | Issuer | CertificateRequest): string[] =>
  (of.status?.conditions ?? []).map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`);

const CERTIFICATES = 'certificates.cert-manager.io';

test('a certificate of an issuer that signs by itself', () => {
  const told = started(issuer('own', { selfSigned: {} }), certificate('web'));
  expect(conditions(told.get<Issuer>('issuers.cert-manager.io', 'own'))).toEqual(['Ready=True IsReady: ']);
  expect(conditions(told.get<Certificate>(CERTIFICATES, 'web'))).toEqual([
    'Ready=True Ready: Certificate is up to date and has not expired',
  ]);
  expect(told.events('Certificate').map((e) => e.replace(/"web-.{5}"/, '"web-xxxxx"'))).toEqual([
    'Normal Issuing Issuing certificate as Secret does not exist',
    'Normal Generated Stored new private key in temporary Secret resource "web-xxxxx"',
    'Normal Requested Created new CertificateRequest resource "web-1"',
    'Normal Issuing The certificate has been successfully issued',
  ]);
  expect(told.events('CertificateRequest')).toEqual([
    'Normal cert-manager.io Certificate request has been approved by cert-manager.io',
    'Normal CertificateIssued Certificate fetched from issuer successfully',
  ]);
  const secret = told.get<Secret>('secrets', 'web-tls');
  expect([secret.type, Object.keys(secret.data ?? {}).sort()]).toEqual([
    'kubernetes.io/tls',
    ['ca.crt', 'tls.crt', 'tls.key'],
  ]);
  expect(secret.metadata.annotations).toMatchObject({
    'cert-manager.io/alt-names': 'web.test',
    'cert-manager.io/issuer-name': 'own',
  });
  const loaded = pki().loadIdentity(atob(secret.data!['tls.crt']!), atob(secret.data!['tls.key']!));
  expect(loaded).toMatchObject({ chain: [{ alternativeNames: [{ type: 'dns', value: 'web.test' }] }] });
  expect(told.list<Secret>('secrets').map((s) => s.metadata.name)).toEqual(['web-tls']);
});

test('an authority of its own, as most clusters have it: by itself, then from its Secret', () => {
  const told = started(
    issuer('own', { selfSigned: {} }),
    certificate('root', { isCA: true, commonName: 'my-ca', secretName: 'root' }),
    issuer('ca', { ca: { secretName: 'root' } }),
    certificate('web', {}, 'ca'),
  );
  expect(conditions(told.get<Issuer>('issuers.cert-manager.io', 'ca'))).toEqual([
    'Ready=True KeyPairVerified: Signing CA verified',
  ]);
  const { data = {} } = told.get<Secret>('secrets', 'web-tls');
  const root = told.get<Secret>('secrets', 'root').data!['tls.crt']!;
  expect(data['ca.crt']).toBe(root);
  const identity = { certificate: atob(data['tls.crt']!), key: atob(data['tls.key']!) };
  const client = { host: 'web.test', trusted: atob(root), nowMs: told.lab.clock.now() };
  expect(pki().shakeHands({ identity: () => identity }, client).fault).toBeUndefined();
});

test.each([
  [
    'an issuer that is not there',
    [certificate('web', {}, 'nope')],
    'Ready=False Pending: Referenced "Issuer" not found: issuer.cert-manager.io "nope" not found',
  ],
  [
    'an authority without its Secret',
    [issuer('ca', { ca: { secretName: 'gone' } }), certificate('web', {}, 'ca')],
    'Ready=False Pending: Referenced issuer does not have a Ready status condition',
  ],
])('%s leaves the request pending', (_name, objects, condition) => {
  const told = started(...objects);
  expect(conditions(told.get<CertificateRequest>('certificaterequests.cert-manager.io', 'web-1'))).toContain(condition);
  expect(conditions(told.get<Certificate>(CERTIFICATES, 'web'))).toEqual([
    'Ready=False DoesNotExist: Issuing certificate as Secret does not exist',
    'Issuing=True DoesNotExist: Issuing certificate as Secret does not exist',
  ]);
});

test('an issuer whose Secret is missing says so, and recovers', () => {
  const told = started(issuer('ca', { ca: { secretName: 'root' } }));
  expect(conditions(told.get<Issuer>('issuers.cert-manager.io', 'ca'))).toEqual([
    'Ready=False ErrGetKeyPair: Error getting keypair for CA issuer: secret "root" not found',
  ]);
  expect(
    told.lab.apply([
      issuer('own', { selfSigned: {} }),
      certificate('root', { isCA: true, commonName: 'x', secretName: 'root' }),
    ]),
  ).toBeUndefined();
  expect(conditions(told.get<Issuer>('issuers.cert-manager.io', 'ca'))).toEqual([
    'Ready=True KeyPairVerified: Signing CA verified',
  ]);
});

test('two thirds into its life it is renewed, with a new key', () => {
  const told = started(issuer('own', { selfSigned: {} }), certificate('web', { duration: '1h' }));
  const before = told.get<Secret>('secrets', 'web-tls').data!;
  told.lab.advance(38 * 60_000);
  expect(told.get<Secret>('secrets', 'web-tls').data).toEqual(before);
  told.lab.advance(3 * 60_000);
  const after = told.get<Secret>('secrets', 'web-tls').data!;
  expect(after['tls.crt']).not.toBe(before['tls.crt']);
  expect(after['tls.key']).not.toBe(before['tls.key']);
  expect(told.get<Certificate>(CERTIFICATES, 'web').status?.revision).toBe(2);
});

test('of two certificates with one Secret only its owner is issued; the other waits until the Secret is its own', () => {
  const told = started(
    issuer('own', { selfSigned: {} }),
    certificate('second', { secretName: 'shared' }),
    certificate('first', { secretName: 'shared' }),
  );
  const owner = () => told.get<Secret>('secrets', 'shared').metadata.annotations?.['cert-manager.io/certificate-name'];
  // Made in the same second: the name decides.
  expect(owner()).toBe('first');
  expect(told.get<Certificate>(CERTIFICATES, 'first').status?.revision).toBe(1);
  const other = told.get<Certificate>(CERTIFICATES, 'second');
  expect([other.status?.revision, conditions(other)]).toEqual([
    undefined,
    [expect.stringMatching(/^Ready=False IncorrectCertificate: Secret was issued for "first"\. If this message/)],
  ]);
  expect(told.events('Certificate').filter((e) => e.includes('successfully issued'))).toHaveLength(1);
  told.ask('DELETE', '/apis/cert-manager.io/v1/namespaces/default/certificates/first');
  told.lab.advance(200_000);
  expect(owner()).toBe('second');
});

test('an annotated Ingress gets its Certificate; a block without a name for its Secret is skipped', () => {
  const ingress = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'site', namespace: 'default', annotations: { 'cert-manager.io/issuer': 'own' } },
    spec: {
      defaultBackend: { service: { name: 'web', port: { number: 80 } } },
      tls: [{ hosts: ['a.test'], secretName: 'site-tls' }, { hosts: ['b.test'] }],
    },
  };
  const told = started(issuer('own', { selfSigned: {} }), ingress);
  expect(told.get<Certificate>(CERTIFICATES, 'site-tls').spec.dnsNames).toEqual(['a.test']);
  expect(told.get<Secret>('secrets', 'site-tls').type).toBe('kubernetes.io/tls');
  expect(told.events('Ingress')).toEqual([
    'Warning BadConfig Skipped a TLS block: spec.tls[1].secretName: Required value',
    'Normal CreateCertificate Successfully created Certificate "site-tls"',
  ]);
});
