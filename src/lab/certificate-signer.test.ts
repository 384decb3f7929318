// Requests for certificates, from asking to what was signed. Texts: pkg/apis/certificates/validation, plugin/pkg/admission/certificates and
// pkg/controller/certificates/signer, from their source.

import 'reflect-metadata';
import { Pkcs10CertificateRequestGenerator, X509Certificate } from '@peculiar/x509';
import { expect, test } from 'vitest';
import { certificateSigningRequestColumns } from '#apiserver/registry/certificates/certificatesigningrequest/printer.ts';
import { LEARNER } from './kubeconfig.ts';
import { Lab } from './lab.ts';
import { preload } from './preload.ts';

await preload();

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
type Loose = any;

const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const CLIENT = 'kubernetes.io/kube-apiserver-client';

async function pem(name: string): Promise<string> {
  const keys = await crypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm: EC });
  return btoa(request.toString('pem'));
}

function lab() {
  const made = new Lab({ nodes: 1 });
  const call = async (method: string, path: string, body?: unknown, user: Loose = LEARNER): Promise<Loose> =>
    made.handle({ method, path, body, headers: {} } as never, user);
  const ask = (request: string, more: object = {}): Promise<Loose> =>
    call('POST', REQUESTS, {
      metadata: { name: 'r' },
      spec: { request, signerName: CLIENT, usages: ['client auth'], ...more },
    });
  const decide = async (type: string, user?: Loose): Promise<Loose> => {
    const { body } = await call('GET', `${REQUESTS}/r`);
    const conditions = [...(body.status.conditions ?? []), { type, status: 'True', reason: 'Test', message: 'm' }];
    return call('PUT', `${REQUESTS}/r/approval`, { ...body, status: { ...body.status, conditions } }, user);
  };
  return { call, ask, decide };
}

test('asked, approved, signed by the cluster, and shown', async () => {
  const { call, ask, decide } = lab();
  const asked = await ask(await pem('CN=jane,O=devs'), { expirationSeconds: 3600, username: 'somebody-else' });
  expect(asked.body.spec).toMatchObject({ username: LEARNER.name, expirationSeconds: 3600 });
  const approved = await decide('Approved');
  expect(approved.body.status.conditions[0]).toMatchObject({ lastUpdateTime: expect.any(String), type: 'Approved' });
  const { body } = await call('GET', `${REQUESTS}/r`);
  const certificate = new X509Certificate(atob(body.status.certificate));
  const root = await call('GET', '/api/v1/namespaces/default/configmaps/kube-root-ca.crt');
  const authority = new X509Certificate(root.body.data['ca.crt']);
  expect(certificate.subjectName.getField('CN')).toEqual(['jane']);
  expect(await certificate.verify({ publicKey: authority.publicKey, signatureOnly: true })).toBe(true);
  expect(certificate.notAfter.getTime() - Date.parse(asked.body.metadata.creationTimestamp)).toBeLessThan(3_700_000);
  const cells = certificateSigningRequestColumns.filter(({ name }) => name !== 'Age').map(({ cell }) => cell(body, 0));
  expect(cells).toEqual(['r', CLIENT, LEARNER.name, '60m', 'Approved,Issued']);
  expect((await decide('Denied')).body.message).toContain('Approved and Denied conditions are mutually exclusive');
});

test('denied stays denied, and nothing is signed', async () => {
  const { call, ask, decide } = lab();
  await ask(await pem('CN=jane'));
  await decide('Denied');
  expect((await call('GET', `${REQUESTS}/r`)).body.status.certificate).toBeUndefined();
  const { body } = await call('GET', `${REQUESTS}/r`);
  const undone = await call('PUT', `${REQUESTS}/r/approval`, { ...body, status: {} });
  expect(undone.body.message).toContain('updates may not remove a condition of type "Denied"');
});

test('what a signer does not sign is marked as failed', async () => {
  const { call, ask, decide } = lab();
  await ask(await pem('CN=jane'), { usages: ['client auth', 'server auth'] });
  await decide('Approved');
  expect((await call('GET', `${REQUESTS}/r`)).body.status.conditions[1]).toMatchObject({
    type: 'Failed',
    reason: 'SignerValidationFailure',
    message: 'usages did not match [client auth digital signature key encipherment]',
  });
});

test('who may not decide is refused', async () => {
  const { call, ask, decide } = lab();
  const auth = '/apis/rbac.authorization.k8s.io/v1';
  await call('POST', `${auth}/clusterroles`, {
    metadata: { name: 'updater' },
    rules: [
      { apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests/approval'], verbs: ['update'] },
    ],
  });
  await call('POST', `${auth}/clusterrolebindings`, {
    metadata: { name: 'updater' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'updater' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'joe' }],
  });
  await ask(await pem('CN=jane'));
  expect((await decide('Approved', { name: 'joe', groups: ['system:authenticated'] })).body.message).toBe(
    `certificatesigningrequests.certificates.k8s.io "r" is forbidden: user not permitted to approve requests with signerName "${CLIENT}"`,
  );
});

test.each([
  ['CN=jane,O=system:masters', {}, `is forbidden: use of ${CLIENT} signer with system:masters group is not allowed`],
  ['CN=jane', { usages: [] }, 'is invalid: spec.usages: Required value'],
  [
    'CN=jane',
    { expirationSeconds: 60 },
    'spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 600 seconds (10 minutes)',
  ],
  [
    'CN=jane',
    { signerName: 'mine' },
    `spec.signerName: Invalid value: "mine": must be a fully qualified domain and path of the form 'example.com/signer-name'`,
  ],
  ['CN=jane', { request: 'YQ==' }, 'spec.request: Invalid value: "YQ==": PEM block type must be CERTIFICATE REQUEST'],
])('refused: %s %j', async (name, more, expected) => {
  const { ask } = lab();
  expect((await ask(await pem(name), more)).body.message).toContain(expected);
});
