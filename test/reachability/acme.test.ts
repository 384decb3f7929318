// Certificates by ACME from end to end: what the authority asks for, what answers it, and each usual way that it fails. Words as cert-manager
// 1.18.2 and Let's Encrypt (Boulder of 2025) have them.

import { afterAll, expect, test, vi } from 'vitest';
import type { Secret } from '#api/core/types.ts';
import type { Challenge, Order } from '#kubelet/images/cert-manager/acme/types.ts';
import type { Certificate, CertificateRequest, Issuer } from '#kubelet/images/cert-manager/types.ts';
import { preload } from '#lab/preload.ts';
import { acme, certificate, ingress, issuer, STAGING, type Town, town } from './acme.test-helper.ts';

vi.setConfig({ testTimeout: 120_000 });
await preload();

/** One cluster for all: each test has names of its own, but for the first. */
const here: Town = await town();
afterAll(() => here.stop());

const ready = ({ status }: Certificate | Issuer): string =>
  (status?.conditions ?? [])
    .filter(({ type }) => type === 'Ready')
    .map((c) => `${c.status} ${c.reason}: ${c.message}`)[0] ?? '';
const ORDERS = 'orders.acme.cert-manager.io';
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
  const { lab, apply, get, events, run } = here;
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

test('two thirds of ninety days later it is renewed, without anybody asking', async () => {
  const before = here.get<Secret>('secrets', 'web-tls')!.data!['tls.crt'];
  await here.lab.pass(61 * 86_400_000);
  const { status } = here.get<Certificate>(CERTIFICATES, 'web')!;
  expect([status?.revision, here.get<Secret>('secrets', 'web-tls')!.data!['tls.crt'] === before]).toEqual([2, false]);
  expect((await here.run("curl -sS -o /dev/null -w '%{http_code}' https://shop.example.com/")).out).toBe('200');
});

const nameOf = (sub: string): string => `${sub}.example.com`;
const own = (name: string, more: object = {}) => certificate(name, { dnsNames: [nameOf(name)], ...more });
const issuing = ({ status }: Certificate): string => {
  const c = status?.conditions?.find(({ type }) => type === 'Issuing');
  return c ? `${c.status} ${c.reason}: ${c.message}` : '';
};
const challengeOf = (name: string): Challenge =>
  here.lab.cluster.storage.list<Challenge>(CHALLENGES).find(({ spec }) => spec.dnsName === nameOf(name))!;
const orderOf = (name: string): Order =>
  here.lab.cluster.storage.list<Order>(ORDERS).find(({ spec }) => spec.dnsNames?.includes(nameOf(name)))!;
const requestOf = (name: string): string => {
  const request = here.get<CertificateRequest>('certificaterequests.cert-manager.io', `${name}-1`)!;
  const c = request.status?.conditions?.find(({ type }) => type === 'Ready');
  return `${c?.status} ${c?.reason}: ${c?.message}`;
};
const token = (text: string | undefined): string => (text ?? '').replace(/[\w-]{43}(\.[\w-]{43})?/g, 'TOKEN');

test.each<[string, object, string]>([
  [
    'an issuer that is not there',
    { name: 'gone', kind: 'ClusterIssuer' },
    'False Pending: Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "gone" not found',
  ],
  [
    'an issuer of the other kind',
    { name: 'letsencrypt' },
    'False Pending: Referenced "Issuer" not found: issuer.cert-manager.io "letsencrypt" not found',
  ],
])('%s', async (_what, issuerRef, condition) => {
  const name = `no-issuer-${Object.keys(issuerRef).length}`;
  await here.apply(own(name, { issuerRef }));
  expect(requestOf(name)).toBe(condition);
  expect(ready(here.get<Certificate>(CERTIFICATES, name)!)).toBe(
    'False DoesNotExist: Issuing certificate as Secret does not exist',
  );
});

test('a name that nobody has: the self check waits, and goes on when the record is there', async () => {
  await here.apply(own('nameless'));
  const challenge = challengeOf('nameless');
  expect(challenge.status).toMatchObject({ state: 'pending', processing: true, presented: true });
  expect(token(challenge.status?.reason)).toBe(
    'Waiting for HTTP-01 challenge propagation: failed to perform self check GET request \'http://nameless.example.com/.well-known/acme-challenge/TOKEN\': Get "http://nameless.example.com/.well-known/acme-challenge/TOKEN": dial tcp: lookup nameless.example.com: no such host',
  );
  expect(requestOf('nameless')).toMatch(
    /^False Pending: Waiting on certificate issuance from order default\/nameless-1-\d+: "pending"$/,
  );
  const solver = (await here.run('kubectl get pod,service,ingress -o name')).out.match(/\S*cm-acme-http-solver-\w{5}/g);
  expect(solver?.map((name) => name.split('-solver')[0]).sort()).toEqual([
    'ingress.networking.k8s.io/cm-acme-http',
    'pod/cm-acme-http',
    'service/cm-acme-http',
  ]);
  await here.run(`dnszone add nameless.example.com A ${here.address}`);
  const waited = await here.run('kubectl wait --for=condition=Ready certificate/nameless --timeout=60s');
  expect(waited.out).toBe('certificate.cert-manager.io/nameless condition met\n');
});

test('a record that points elsewhere: somebody else answers', async () => {
  await here.run('dnszone add elsewhere.example.com A 192.0.2.10');
  await here.apply(own('elsewhere'));
  expect(token(challengeOf('elsewhere').status?.reason)).toBe(
    'Waiting for HTTP-01 challenge propagation: did not get expected response when querying endpoint, expected "TOKEN" but got: <!doctype html>\n<html>\n<... (truncated)',
  );
});

test('a class that no controller serves: the way in knows nothing of the solver', async () => {
  await here.run(`dnszone add classless.example.com A ${here.address}`);
  await here.apply(
    issuer('traefik', acme({}, { http01: { ingress: { ingressClassName: 'traefik' } } })),
    own('classless', { issuerRef: { name: 'traefik', kind: 'ClusterIssuer' } }),
  );
  expect(challengeOf('classless').status?.reason).toBe(
    "Waiting for HTTP-01 challenge propagation: wrong status code '404', expected '200'",
  );
});

/** Who may come in: the load balancer's firewall keeps all others out. Null: everybody. */
const ranges = async (loadBalancerSourceRanges: readonly string[] | null): Promise<void> => {
  const patch = JSON.stringify({ spec: { loadBalancerSourceRanges } });
  const { code } = await here.run(`kubectl -n ingress-nginx patch service ingress-nginx-controller -p '${patch}'`);
  expect(code).toBe(0);
};

test('a firewall that keeps the world out: the self check does not see it, the authority does; then it waits for longer each time', async () => {
  await here.run(`dnszone add walled.example.com A ${here.address}`);
  await ranges(['10.0.0.0/8']);
  await here.apply(own('walled'));
  const reason = `Error accepting authorization: acme: authorization error for walled.example.com: 400 urn:ietf:params:acme:error:connection: ${here.address}: Fetching http://walled.example.com/.well-known/acme-challenge/TOKEN: Timeout during connect (likely firewall problem)`;
  expect(token(challengeOf('walled').status?.reason)).toBe(reason);
  expect([challengeOf('walled').status?.state, orderOf('walled').status?.state]).toEqual(['invalid', 'invalid']);
  const failed = here.get<Certificate>(CERTIFICATES, 'walled')!;
  expect(issuing(failed).replace(/-1-\d+/, '-1-N')).toBe(
    'False Failed: The certificate request has failed to complete and will be retried: Failed to wait for order resource "walled-1-N" to become ready: order is in "invalid" state: ',
  );
  expect(failed.status?.failedIssuanceAttempts).toBe(1);
  await here.lab.pass(3_500_000);
  expect(here.get<Certificate>(CERTIFICATES, 'walled')!.status?.failedIssuanceAttempts).toBe(1);
  await here.lab.pass(200_000);
  expect(here.get<Certificate>(CERTIFICATES, 'walled')!.status?.failedIssuanceAttempts).toBe(2);
  await ranges(null);
  await here.lab.pass(3_700_000);
  expect(ready(here.get<Certificate>(CERTIFICATES, 'walled')!)).toMatch(/^False DoesNotExist/);
  await here.lab.pass(3_800_000);
  expect(ready(here.get<Certificate>(CERTIFICATES, 'walled')!)).toMatch(/^True Ready/);
});

test('the sixth certificate of a week for the same names is refused', async () => {
  await here.run(`dnszone add often.example.com A ${here.address}`);
  await here.apply(own('often'));
  for (let i = 2; i <= 5; i++) await here.run('kubectl delete secret often-tls');
  expect(here.get<Certificate>(CERTIFICATES, 'often')!.status?.revision).toBe(5);
  await here.run('kubectl delete secret often-tls');
  const order = here.lab.cluster.storage
    .list<Order>(ORDERS)
    .find(({ metadata }) => metadata.name.startsWith('often-6-'));
  expect(order?.status?.state).toBe('errored');
  expect(order?.status?.reason?.replace(/retry after .* UTC/, 'retry after THEN')).toBe(
    'Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited: too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after THEN: see https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers',
  );
});

test('a name that ends in nothing public is refused at once', async () => {
  await here.apply(certificate('inside', { dnsNames: ['inside.test'] }));
  const order = here.lab.cluster.storage.list<Order>(ORDERS).find(({ spec }) => spec.dnsNames?.includes('inside.test'));
  expect(order?.status?.reason).toBe(
    'Failed to create Order: 400 urn:ietf:params:acme:error:rejectedIdentifier: Invalid identifiers requested :: Cannot issue for "inside.test": Domain name does not end with a valid public suffix (TLD)',
  );
});

test('a wildcard needs DNS-01, which is not simulated', async () => {
  await here.apply(certificate('wild', { dnsNames: ['*.example.com'] }));
  expect(here.events('Order')).toContain(
    'Warning Solver Failed to determine a valid solver configuration for the set of domains on the Order: no configured challenge solvers can be used for this challenge',
  );
  await here.apply(
    issuer('by-dns', acme({}, { dns01: { cloudflare: { apiTokenSecretRef: { name: 'token', key: 'token' } } } })),
    own('by-dns', { issuerRef: { name: 'by-dns', kind: 'ClusterIssuer' } }),
  );
  expect(challengeOf('by-dns').status?.reason).toBe(
    'Portolan does not simulate DNS-01: nobody writes the TXT record at cloudflare',
  );
});

test("staging's certificates are trusted by nobody; a site that redirects to HTTPS passes its challenge all the same", async () => {
  await here.run(`dnszone add staged.example.com A ${here.address}`);
  await here.apply(issuer('staging', acme({ server: STAGING, privateKeySecretRef: { name: 'staging' } })), {
    ...ingress(
      { 'cert-manager.io/cluster-issuer': 'staging', 'nginx.ingress.kubernetes.io/force-ssl-redirect': 'true' },
      {
        rules: [
          {
            host: 'staged.example.com',
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
            },
          },
        ],
        tls: [{ hosts: ['staged.example.com'], secretName: 'staged-tls' }],
      },
    ),
    metadata: {
      name: 'staged',
      namespace: 'default',
      annotations: {
        'cert-manager.io/cluster-issuer': 'staging',
        'nginx.ingress.kubernetes.io/force-ssl-redirect': 'true',
      },
    },
  });
  expect(ready(here.get<Certificate>(CERTIFICATES, 'staged-tls')!)).toMatch(/^True Ready/);
  const asked = await here.run('curl -sS https://staged.example.com/');
  expect(asked.out).toContain('curl: (60) SSL certificate problem: unable to get local issuer certificate');
  const shown = await here.run(
    'openssl s_client -connect staged.example.com:443 -servername staged.example.com </dev/null',
  );
  expect(shown.out).toContain("issuer=C = US, O = (STAGING) Let's Encrypt, CN = (STAGING) Puzzling Parsnip E7");
  expect((await here.run("curl -sS -o /dev/null -w '%{http_code}' http://staged.example.com/")).out).toBe('308');
});

test('what it makes is called the same, whatever else has been drawn meanwhile', async () => {
  const left = here.lab.snapshot();
  const names = async (random: number): Promise<readonly string[]> => {
    here.lab.restore({ ...left, random });
    await here.apply(own('named'));
    const told = ['Certificate', 'CertificateRequest', 'Order'].flatMap((kind) => here.events(kind));
    return told.flatMap((text) => /"?(?:default\/)?(named-[\w-]+)/.exec(text)?.[1] ?? []);
  };
  const first = await names(1);
  expect(new Set(first.map((name) => name.split('-').length))).toEqual(new Set([2, 3, 4]));
  expect(await names(2)).toEqual(first);
});
