// What the webhook says no to, in cert-manager's words.

import { expect, test } from 'vitest';
import { review } from './review.ts';

const certificate = (spec: object) => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'web', namespace: 'default' },
  spec: { secretName: 'web-tls', dnsNames: ['web.example.com'], issuerRef: { name: 'own' }, ...spec },
});
const issuer = (spec: object) => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Issuer',
  metadata: { name: 'own', namespace: 'default' },
  spec,
});
const acme = (more: object) => ({
  acme: { server: 'https://acme.example.com/directory', privateKeySecretRef: { name: 'key' }, ...more },
});

test.each<[string, object, string | undefined]>([
  ['a good certificate', certificate({}), undefined],
  [
    'no name at all',
    certificate({ dnsNames: [] }),
    'spec: Invalid value: "": at least one of commonName (from the commonName field or from a literalSubject), dnsNames, emailSANs, ipAddresses, otherNames, or uriSANs must be set',
  ],
  [
    'an issuer of no such kind',
    certificate({ issuerRef: { name: 'own', kind: 'Clusterissuer' } }),
    'spec.issuerRef.kind: Invalid value: "Clusterissuer": must be one of Issuer or ClusterIssuer (did you forget to set spec.issuerRef.kind.group?)',
  ],
  [
    'a long common name',
    certificate({ commonName: 'x'.repeat(65) }),
    'spec.commonName: Too long: may not be more than 64 bytes',
  ],
  [
    'a short life',
    certificate({ duration: '30m' }),
    'spec.duration: Invalid value: 30m0s: certificate duration must be greater than 1h0m0s',
  ],
  [
    'renewed before it begins',
    certificate({ duration: '24h', renewBefore: '48h' }),
    'spec.renewBefore: Invalid value: 48h0m0s: certificate duration 24h0m0s must be greater than renewBefore 48h0m0s',
  ],
  [
    'a weak key',
    certificate({ privateKey: { size: 1024 } }),
    'spec.privateKey.size: Invalid value: 1024: must be between 2048 and 8192 for rsa keyAlgorithm',
  ],
  [
    'an unknown curve',
    certificate({ privateKey: { algorithm: 'ECDSA', size: 224 } }),
    'spec.privateKey.size: Unsupported value: 224: supported values: "256", "384", "521"',
  ],
  [
    'no history',
    certificate({ revisionHistoryLimit: 0 }),
    'spec.revisionHistoryLimit: Invalid value: 0: must not be less than 1',
  ],
  [
    'two things at once',
    certificate({ ipAddresses: ['300'], privateKey: { size: 9000 } }),
    '[spec.ipAddresses[0]: Invalid value: "300": invalid IP address, spec.privateKey.size: Invalid value: 9000: must be between 2048 and 8192 for rsa keyAlgorithm]',
  ],
  ['a good issuer', issuer(acme({ solvers: [{ http01: { ingress: {} } }] })), undefined],
  ['an issuer of nothing', issuer({}), 'spec: Required value: at least one issuer must be configured'],
  [
    'an issuer of two kinds',
    issuer({ selfSigned: {}, ca: { secretName: 'root' } }),
    'spec.selfSigned: Forbidden: may not specify more than one issuer type',
  ],
  [
    'an empty server',
    issuer(acme({ server: '' })),
    'spec.acme.server: Required value: acme server URL is a required field',
  ],
  [
    'a solver of nothing',
    issuer(acme({ solvers: [{}] })),
    'spec.acme.solvers[0]: Required value: no solver type configured',
  ],
  [
    'a class twice',
    issuer(acme({ solvers: [{ http01: { ingress: { class: 'nginx', ingressClassName: 'nginx' } } }] })),
    "spec.acme.solvers[0].http01.ingress: Forbidden: only one of 'ingressClassName', 'name' or 'class' should be specified",
  ],
])('%s', (_name, object, message) => {
  const { allowed, status } = review({
    ...{ uid: '1', name: 'x', namespace: 'default', operation: 'CREATE', dryRun: false },
    resource: { group: 'cert-manager.io', version: 'v1', resource: 'certificates' },
    userInfo: { username: 'me' },
    object: object as never,
  });
  expect([allowed, status?.message]).toEqual([message === undefined, message]);
});
