// What annotations say of a Certificate, and what is said of wrong ones. Vouched for by translateAnnotations and issuerForIngressLike of
// pkg/controller/certificate-shim, cert-manager 1.18.
import { expect, test } from 'vitest';
import { issuerRefOf, passedOn, translate } from './annotations.ts';
import { certificatesForGateway } from './wanted.ts';

const own = (given: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [`cert-manager.io/${name}`, value]));

test('each of them changes a field of the Certificate', () => {
  const { spec, fault } = translate(
    own({
      'common-name': 'a.test',
      'email-sans': 'a@a.test,b@a.test',
      'subject-organizations': 'One,Two',
      'subject-organizationalunits': 'Shop',
      'subject-countries': 'DE',
      'subject-provinces': 'Hesse',
      'subject-localities': 'Fulda',
      'subject-postalcodes': '36037',
      'subject-streetaddresses': 'Any Street 1',
      'subject-serialnumber': '7',
      duration: '2160h',
      'renew-before': '1440h30m',
      usages: 'digital signature, server auth',
      'revision-history-limit': '7',
      'private-key-algorithm': 'ECDSA',
      'private-key-encoding': 'PKCS8',
      'private-key-size': '384',
      'private-key-rotation-policy': 'Never',
      'secret-template': '{"labels": {"a": "b"}}',
    }),
  );
  expect(fault).toBeUndefined();
  expect(spec).toEqual({
    commonName: 'a.test',
    emailAddresses: ['a@a.test', 'b@a.test'],
    subject: {
      organizations: ['One', 'Two'],
      organizationalUnits: ['Shop'],
      countries: ['DE'],
      provinces: ['Hesse'],
      localities: ['Fulda'],
      postalCodes: ['36037'],
      streetAddresses: ['Any Street 1'],
      serialNumber: '7',
    },
    duration: '2160h0m0s',
    renewBefore: '1440h30m0s',
    usages: ['digital signature', 'server auth'],
    revisionHistoryLimit: 7,
    privateKey: { algorithm: 'ECDSA', encoding: 'PKCS8', size: 384, rotationPolicy: 'Never' },
    secretTemplate: { labels: { a: 'b' } },
  });
  expect(translate(own({ 'renew-before-percentage': '30' })).spec).toEqual({ renewBeforePercentage: 30 });
});

test.each([
  [{ duration: 'long' }, '"cert-manager.io/duration": time: invalid duration "long"'],
  [{ 'renew-before': '1 day' }, '"cert-manager.io/renew-before": time: invalid duration "1 day"'],
  [
    { 'renew-before-percentage': 'x' },
    '"cert-manager.io/renew-before-percentage": strconv.ParseInt: parsing "x": invalid syntax',
  ],
  [{ usages: 'playing ping pong' }, '"cert-manager.io/usages": invalid key usage name "playing ping pong"'],
  [{ usages: 'server auth,,signing' }, '"cert-manager.io/usages": invalid key usage name ""'],
  [
    { 'revision-history-limit': '0' },
    '"cert-manager.io/revision-history-limit": revision history limit must be a positive number "0"',
  ],
  [{ 'private-key-algorithm': 'DSA' }, '"cert-manager.io/private-key-algorithm": invalid private key algorithm "DSA"'],
  [{ 'private-key-encoding': 'DER' }, '"cert-manager.io/private-key-encoding": invalid private key encoding "DER"'],
  [
    { 'private-key-size': '1024' },
    '"cert-manager.io/private-key-size": invalid private key size for RSA algorithm "1024"',
  ],
  [
    { 'private-key-algorithm': 'ECDSA', 'private-key-size': '2048' },
    '"cert-manager.io/private-key-size": invalid private key size for ECDSA algorithm "2048"',
  ],
  [
    { 'private-key-rotation-policy': 'Sometimes' },
    '"cert-manager.io/private-key-rotation-policy": invalid private key rotation policy "Sometimes"',
  ],
  [
    { 'secret-template': '{"annotations": {"cert-manager.io/x": ""}}' },
    '"cert-manager.io/secret-template": secretTemplate must not have cert-manager.io/ annotations: "cert-manager.io/x"',
  ],
])('%j is wrong', (given, why) => {
  expect(translate(own(given)).fault).toBe(`invalid ingress annotation ${why}`);
});

test.each([
  [{}, undefined],
  [own({ issuer: 'own' }), { name: 'own', kind: 'Issuer', group: 'cert-manager.io' }],
  [own({ 'cluster-issuer': 'all' }), { name: 'all', kind: 'ClusterIssuer', group: 'cert-manager.io' }],
  [
    own({ issuer: 'aws', 'issuer-kind': 'AWSPCAIssuer', 'issuer-group': 'awspca.cert-manager.io' }),
    { name: 'aws', kind: 'AWSPCAIssuer', group: 'awspca.cert-manager.io' },
  ],
  [{ 'kubernetes.io/tls-acme': 'false' }, undefined],
  [{ 'kubernetes.io/tls-acme': 'true' }, 'failed to determine issuer name to be used for ingress resource'],
  [
    own({ issuer: 'own', 'cluster-issuer': 'all' }),
    'both "cert-manager.io/issuer" and "cert-manager.io/cluster-issuer" may not be set',
  ],
  [
    own({ 'cluster-issuer': 'all', 'issuer-kind': 'Issuer' }),
    'both "cert-manager.io/cluster-issuer" and "cert-manager.io/issuer-kind" may not be set',
  ],
])('%j: whose certificate', (annotations, ref) => {
  expect(issuerRefOf(annotations)).toEqual(ref);
});

test('what the Certificate is annotated with: the Ingress is edited in place, another class solves', () => {
  expect(passedOn({ 'acme.cert-manager.io/http01-edit-in-place': 'true' }, 'shop')).toEqual({
    'acme.cert-manager.io/http01-override-ingress-name': 'shop',
    'cert-manager.io/issue-temporary-certificate': 'true',
  });
  expect(passedOn({ 'acme.cert-manager.io/http01-ingress-class': 'other' }, 'shop')).toEqual({
    'acme.cert-manager.io/http01-override-ingress-class': 'other',
  });
});

test('a Gateway: one Certificate a Secret, with the names of its listeners; others are skipped, each with a word', () => {
  const listener = (hostname: string | undefined, tls?: object) => ({
    ...(hostname && { hostname }),
    ...(tls && { tls }),
  });
  const { wanted, problems } = certificatesForGateway({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'door', namespace: 'default', annotations: own({ issuer: 'own' }) },
    spec: {
      listeners: [
        listener('a.test', { certificateRefs: [{ name: 'one' }] }),
        listener('b.test', { certificateRefs: [{ name: 'one' }] }),
        listener('c.test', { certificateRefs: [{ name: 'two' }] }),
        listener('plain.test'),
        listener('through.test', { mode: 'Passthrough' }),
        listener(undefined, { certificateRefs: [{ name: 'three' }] }),
        listener('d.test', {}),
        listener('e.test', { certificateRefs: [{ name: 'four', namespace: 'other' }] }),
      ],
    },
  });
  expect(wanted?.map(({ spec }) => [spec.secretName, spec.dnsNames])).toEqual([
    ['one', ['a.test', 'b.test']],
    ['two', ['c.test']],
  ]);
  expect(problems).toEqual([
    'Skipped a listener block: spec.listeners[5].hostname: Required value: the hostname cannot be empty',
    'Skipped a listener block: spec.listeners[6].tls.certificateRef: Required value: listener has no certificateRefs',
    'Skipped a listener block: spec.listeners[7].tls.certificateRef[0].namespace: Invalid value: "other": cross-namespace secret references are not allowed in listeners',
  ]);
});
