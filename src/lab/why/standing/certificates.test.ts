import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentOf } from '../../../cli/documents.ts';
import { realTime } from '../../../cli/real-time.ts';
import { type Ask, expectTold, prompt, type Row, stopAll } from '../prompt.test-helper.ts';

const API = 'cert-manager.io/v1';
const issuer = (name: string, spec: object, kind = 'Issuer'): object => ({
  ...{ apiVersion: API, kind },
  metadata: { name, ...(kind === 'Issuer' && { namespace: 'default' }) },
  spec,
});
const acme = (name: string, solver: object): object =>
  issuer(name, {
    acme: {
      server: 'https://acme-v02.api.letsencrypt.org/directory',
      email: 'me@mydomain.com',
      privateKeySecretRef: { name: `${name}-account` },
      solvers: [solver],
    },
  });
const http01 = (ingressClassName: string): object => ({ http01: { ingress: { ingressClassName } } });
const certificate = (name: string, issuerRef: object, host = `${name}.mydomain.com`): object => ({
  ...{ apiVersion: API, kind: 'Certificate' },
  metadata: { name, namespace: 'default' },
  spec: { secretName: `${name}-tls`, issuerRef, dnsNames: [host], privateKey: { algorithm: 'ECDSA' } },
});

const OBJECTS = [
  issuer('own', { selfSigned: {} }),
  issuer('everywhere', { selfSigned: {} }, 'ClusterIssuer'),
  issuer('ca', { ca: { secretName: 'gone' } }),
  acme('letters', http01('nginx')),
  acme('classless', http01('ngnix')),
  acme('picky', { ...http01('nginx'), selector: { dnsNames: ['other.mydomain.com'] } }),
  acme('records', { dns01: { cloudflare: { email: 'me@mydomain.com', apiTokenSecretRef: { name: 't', key: 'k' } } } }),
  certificate('well', { name: 'own' }),
  certificate('kind', { name: 'everywhere' }),
  certificate('byca', { name: 'ca' }),
  certificate('nameless', { name: 'letters' }),
  certificate('astray', { name: 'classless' }),
  certificate('unsolved', { name: 'picky' }),
  certificate('record', { name: 'records' }),
];
const INSTALL = [
  'https://github.com/cert-manager/cert-manager/releases/download/v1.18.2/cert-manager.yaml',
  'https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.13.3/deploy/static/provider/cloud/deploy.yaml',
];

let ask: Ask;
beforeAll(async () => {
  ask = await prompt({ nodes: 1, documents: documentOf }, [], realTime);
  for (const url of INSTALL) await ask(`kubectl apply -f ${url}`);
  await ask('kubectl wait -n ingress-nginx --for=condition=Available deployment --all --timeout=300s');
  await ask('sleep 60');
  const address = await ask(
    "kubectl get service -n ingress-nginx ingress-nginx-controller -o jsonpath='{.status.loadBalancer.ingress[0].ip}'",
  );
  await ask(`dnszone add astray.mydomain.com A ${address}`);
  await ask(`kubectl apply -f - <<'END'\n${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: OBJECTS })}\nEND`);
  await ask('sleep 20');
}, 60_000);
afterAll(stopAll);

const waits = ['It stands at CertificateRequest default/', 'It has Order default/', 'pending'];
const ROWS: readonly Row[] = [
  {
    ...{ of: 'certificate/kind', code: 'certificate-unready', decided: 'Certificate/default/kind spec.issuerRef.kind' },
    says: ['the Issuer everywhere, and there is none', 'There is a ClusterIssuer everywhere'],
    ...{ mend: 'issuerRef.kind to ClusterIssuer', zh: '有一个 ClusterIssuer everywhere' },
  },
  {
    ...{ of: 'cert/byca', code: 'certificate-unready', decided: 'Issuer/default/ca spec.ca.secretName' },
    says: ['Issuer/default/ca cannot issue', 'secret "gone" not found'],
    ...{ mend: 'Mend at the issuer', zh: 'Issuer/default/ca 无法签发' },
  },
  {
    ...{
      of: 'certificate/nameless',
      code: 'certificate-unready',
      decided: 'Certificate/default/nameless spec.dnsNames[0]',
    },
    says: [
      ...waits,
      'asks http://nameless.mydomain.com/.well-known/acme-challenge/',
      'got: dial tcp: lookup nameless.mydomain.com: no such host. DNS',
    ],
    ...{ mend: 'dnszone add nameless.mydomain.com A ADDRESS', zh: 'DNS 里没有 nameless.mydomain.com 的记录' },
  },
  {
    ...{ of: 'certificate/astray', code: 'certificate-unready' },
    ...{ decided: 'Ingress/default/cm-acme-http-solver-DRAWN spec.ingressClassName' },
    says: [...waits, "wrong status code '404', expected '200'", 'names the class ngnix'],
    ...{ mend: 'kubectl get ingressclass', zh: '没有这个名字的 IngressClass' },
  },
  {
    ...{ of: 'certificate/unsolved', code: 'certificate-unready', decided: 'Issuer/default/picky spec.acme.solvers' },
    says: ['No solver of the issuer is for the names unsolved.mydomain.com'],
    ...{ mend: 'spec.acme.solvers', zh: '没有适用于 unsolved.mydomain.com 的 solver' },
  },
  {
    ...{
      of: 'certificate/record',
      code: 'certificate-unready',
      decided: 'Certificate/default/record spec.dnsNames[0]',
    },
    says: ['(DNS-01, record.mydomain.com)', 'Portolan does not simulate DNS-01'],
    ...{ mend: 'kubectl describe certificate record', zh: 'DNS-01' },
  },
];
test.each(ROWS.map((row) => [row.of, row] as const))('%s', (_, row) => expectTold(ask, row));

test('each step can be asked for itself', async () => {
  const names = await ask(
    "kubectl get certificaterequests,orders,challenges -o jsonpath='{range .items[*]}{.kind}/{.metadata.name} {end}'",
  );
  const of = (kind: string): string => names.split(' ').find((name) => name.startsWith(`${kind}/nameless`)) ?? kind;
  expect(await ask(`why ${of('CertificateRequest')}`)).toMatch(/^Because: It stands at CertificateRequest .* Order/);
  expect(await ask(`why ${of('Order')}`)).toMatch(/^Because: It has Order .*, state pending\. It waits for Challenge/);
  expect(await ask(`why ${of('Challenge')}`)).toMatch(/^Because: It waits for Challenge .*no such host/);
  expect(await ask('why clusterissuer/everywhere')).toContain('ClusterIssuer/everywhere has done its part');
  expect(await ask('why certificate/well')).toMatch(
    /^Certificate default\/well is ready: it stands in the Secret default\/well-tls/,
  );
});

test('with the record, the certificate comes', async () => {
  const address = (await ask('dnszone list')).match(/astray\.mydomain\.com\S*\s.*?A\s+(\S+)/)?.[1];
  await ask(`dnszone add nameless.mydomain.com A ${address}`);
  expect(
    await ask('kubectl wait certificate/nameless --for=condition=Ready --timeout=600s; why certificate/nameless'),
  ).toContain('Certificate default/nameless is ready');
});
