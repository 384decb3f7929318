// Certificates of an authority of one's own: what fails without anybody outside, and what clients say of it. Words as cert-manager 1.18.2,
// curl 7.88.1 and kube-apiserver 1.34 have them.

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Certificate } from '#kubelet/images/cert-manager/types.ts';
import { preload } from '#lab/preload.ts';
import { certificate, ingress, issuer, type Town, town } from './acme.test-helper.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
await preload();

let here: Town;
beforeAll(async () => {
  here = await town();
  const root = { isCA: true, commonName: 'own', dnsNames: ['own.example.com'], secretName: 'own-ca' };
  await here.apply(
    issuer('self', { selfSigned: {} }, 'Issuer'),
    certificate('root', root, { name: 'self' }),
    issuer('own', { ca: { secretName: 'own-ca' } }, 'Issuer'),
    certificate('web', { duration: '2h', renewBefore: '30m' }, { name: 'own' }),
    ingress({}, { tls: [{ hosts: ['shop.example.com'], secretName: 'web-tls' }] }),
  );
  await here.run("kubectl get secret own-ca -o jsonpath='{.data.ca\\.crt}' | base64 -d > ca.crt");
});
afterAll(() => here.stop());

const readiness = (name: string): string => {
  const { status } = here.get<Certificate>('certificates.cert-manager.io', name)!;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return `${ready?.status} ${ready?.reason}: ${ready?.message}`;
};

const code = async (host: string): Promise<string> =>
  (await here.run(`curl -sS --cacert ca.crt -o /dev/null -w '%{http_code}' https://${host}/`)).out;

test('a Secret whose certificate has another name: ingress-nginx shows its own certificate', async () => {
  expect(await code('shop.example.com')).toBe('200');
  await here.run(`dnszone add other.example.com A ${here.address}`);
  const tls = [{ hosts: ['other.example.com'], secretName: 'web-tls' }];
  await here.apply({
    ...ingress({}, { rules: [{ host: 'other.example.com' }], tls }),
    metadata: { name: 'other', namespace: 'default' },
  });
  const asked = await here.run('curl -sS --cacert ca.crt https://other.example.com/');
  expect(asked.code).toBe(60);
  expect(asked.out).toContain('curl: (60) SSL certificate problem: self-signed certificate\n');
});

test('a webhook that does not run: nothing of cert-manager can be made', async () => {
  await here.run('kubectl -n cert-manager scale deployment cert-manager-webhook --replicas=0');
  const late = JSON.stringify(issuer('late', { selfSigned: {} }, 'Issuer'));
  const { out } = await here.run(`kubectl apply -f - <<'END'\n${late}\nEND`);
  expect(out.replace(/tcp [\d.]+:443/, 'tcp IP:443')).toBe(
    'Error from server (InternalError): error when creating "STDIN": Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook: Post "https://cert-manager-webhook.cert-manager.svc:443/validate?timeout=30s": dial tcp IP:443: connect: connection refused\n',
  );
  await here.run('kubectl -n cert-manager scale deployment cert-manager-webhook --replicas=1');
});

test('a renewal that waits for its issuer until the certificate has expired, and is made up for', async () => {
  await here.run('kubectl delete issuer own');
  await here.lab.pass(100 * 60_000);
  expect(readiness('web')).toBe('True Ready: Certificate is up to date and has not expired');
  expect(here.events('Certificate').at(-3)).toMatch(
    /^Normal Issuing Renewing certificate as renewal was scheduled at /,
  );
  const told = 'Normal IssuerNotFound Referenced "Issuer" not found: issuer.cert-manager.io "own" not found';
  expect(here.events('CertificateRequest').slice(-6)).toEqual([expect.any(String), told, told, told, told, told]);
  const { out } = await here.run('kubectl describe certificaterequests | grep IssuerNotFound');
  expect([...out.matchAll(/certificaterequests-issuer-(\w+)/g)].map(([, name]) => name)).toEqual([
    ...['selfsigned', 'vault', 'ca', 'acme', 'venafi'],
  ]);
  expect(await code('shop.example.com')).toBe('200');
  await here.lab.pass(30 * 60_000);
  expect(readiness('web')).toMatch(/^False Expired: Certificate expired on Mon, 05 Jan 2026 11:0\d:\d\d UTC$/);
  const asked = await here.run('curl -sS --cacert ca.crt https://shop.example.com/');
  expect(asked.code).toBe(60);
  expect(asked.out).toContain('curl: (60) SSL certificate problem: certificate has expired\n');
  await here.apply(issuer('own', { ca: { secretName: 'own-ca' } }, 'Issuer'));
  expect(readiness('web')).toMatch(/^True Ready/);
  expect(await code('shop.example.com')).toBe('200');
});

test('what is told of a Certificate stands in the order in which it happened, also where all of it was at one moment', async () => {
  await here.apply(certificate('ordered', { secretName: 'ordered-tls' }, { name: 'own' }));
  const { out } = await here.run('kubectl describe certificate ordered');
  const reasons = [...out.matchAll(/^ {2}Normal +(\w+)/gm)].map(([, reason]) => reason);
  expect(reasons).toEqual(['Issuing', 'Generated', 'Requested', 'Issuing']);
});

test('a Certificate whose Secret is gone has no dates until it is issued again', async () => {
  const dates = (): unknown => here.get<Certificate>('certificates.cert-manager.io', 'web')!.status?.notAfter;
  expect(dates()).toBeDefined();
  await here.run('kubectl delete issuer own');
  await here.run('kubectl delete secret web-tls');
  expect(readiness('web')).toBe('False DoesNotExist: Issuing certificate as Secret does not exist');
  expect(dates()).toBeUndefined();
});
