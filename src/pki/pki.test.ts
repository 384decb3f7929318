// Keys, certificates and chains. The faults and their order are those of OpenSSL 3.0.19: `openssl s_client`, `openssl verify`.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PUBLIC_ROOTS } from '#machine/public-roots.ts';
import { type AlternativeName, type Certificate, PURPOSE, parseCertificates } from './certificate.ts';
import { shakeHands, type TlsClient, type TlsServer } from './handshake.ts';
import { loadIdentity } from './identity.ts';
import { issueCertificate, makeRequest, type TemplateSpec } from './issue.ts';
import { generateKey, type KeyKind, keyFromSeed, parsePrivateKey, privateKeyPem, publicKeyOf } from './keys.ts';
import { nameOf } from './name.ts';
import { faultText } from './openssl-words.ts';
import { publicAuthority, siteIdentity } from './public-authorities.ts';
import { parseRequest } from './request.ts';
import { verifyChain } from './verify.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const DAY = 86_400_000;
const key = keyFromSeed('test');

function random(): () => number {
  let state = 7;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const openssl = ((): string | undefined => {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
})();

interface Made {
  readonly pem: string;
  readonly certificate: Certificate;
}

function issue(name: string, issuer?: Made, more: Partial<TemplateSpec> = {}): Made {
  const own = keyFromSeed(name);
  const pem = issueCertificate({
    subject: nameOf(['CN', name]),
    publicKey: publicKeyOf(own),
    notBeforeMs: NOW - DAY,
    notAfterMs: NOW + DAY,
    serial: '0102',
    issuer: issuer
      ? { key: keyFromSeed(issuer.certificate.subject[0]!.value), certificate: issuer.certificate }
      : { key: own },
    ...more,
  });
  return { pem, certificate: parseCertificates(pem)[0]! };
}
const authority = { basicConstraints: { isCa: true }, keyUsage: ['keyCertSign', 'crlSign'] } as const;
const names = (...list: string[]): { alternativeNames: AlternativeName[] } => ({
  alternativeNames: list.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? 'ip' : 'dns', value })),
});

const root = issue('root', undefined, authority);
const middle = issue('middle', root, authority);
const leaf = issue('web.test', middle, names('web.test', '*.apps.test', '10.0.0.1', '::1'));
const own = issue('own.test', undefined, names('own.test'));
const old = issue('old.test', root, { ...names('old.test'), notAfterMs: NOW - 1 });
const early = issue('early.test', root, { ...names('early.test'), notBeforeMs: NOW + 1000 });
const noAuthority = issue('no-ca', root, { basicConstraints: { isCa: false } });
const underNone = issue('under.test', noAuthority, names('under.test'));
const forClients = issue('client.test', root, { ...names('client.test'), extendedKeyUsage: [PURPOSE.clientAuth] });
const direct = issue('direct.test', root, names('direct.test'));
const oldRoot = issue('old-root', undefined, { ...authority, notAfterMs: NOW - DAY / 2 });
const underOld = issue('under-old.test', oldRoot, names('under-old.test'));
const otherRoot = issue('root', undefined, { ...authority, publicKey: publicKeyOf(key), issuer: { key } });

test.each<[string, Made[], Made[], string[]]>([
  ['a whole chain', [leaf, middle], [root], []],
  ['the root sent as well', [leaf, middle, root], [root], []],
  ['the wrong order does not matter to OpenSSL', [leaf, root, middle], [root], []],
  [
    'a missing intermediate',
    [leaf],
    [root],
    ['20@0 unable to get local issuer certificate', '21@0 unable to verify the first certificate'],
  ],
  ['an unknown root', [leaf, middle, root], [], ['19@2 self-signed certificate in certificate chain']],
  ['an unknown root that is not sent', [leaf, middle], [], ['20@1 unable to get local issuer certificate']],
  ['signed by itself', [own], [root], ['18@0 self-signed certificate']],
  ['signed by itself, and trusted', [own], [own], []],
  ['expired', [old], [root], ['10@0 certificate has expired']],
  ['not yet valid', [early], [root], ['9@0 certificate is not yet valid']],
  ['an issuer that is no authority', [underNone, noAuthority], [root], ['79@1 invalid CA certificate']],
  ['for clients only', [forClients], [root], ['26@0 unsuitable certificate purpose']],
  ['an expired authority', [underOld], [oldRoot], ['10@1 certificate has expired']],
  // Without key identifiers it would be a bad signature.
  [
    'another authority of the same name',
    [direct],
    [otherRoot],
    ['20@0 unable to get local issuer certificate', '21@0 unable to verify the first certificate'],
  ],
])('%s', (_name, sent, trusted, faults) => {
  const found = verifyChain(
    sent.map(({ certificate }) => certificate),
    { nowMs: NOW, trusted: trusted.map(({ certificate }) => certificate), purpose: 'server' },
  );
  expect(found.faults.map(({ code, depth, text }) => `${code}@${depth} ${text}`)).toEqual(faults);
  if (!openssl) return;
  const folder = mkdtempSync(join(tmpdir(), 'pki-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = (name: string, list: Made[]): string => {
    writeFileSync(join(folder, name), list.map(({ pem }) => pem).join(''));
    return join(folder, name);
  };
  const args = [
    'verify',
    '-no-CAfile',
    '-no-CApath',
    '-no-CAstore',
    '-purpose',
    'sslserver',
    '-attime',
    String(NOW / 1000),
  ];
  if (trusted.length > 0) args.push('-trusted', file('trusted', trusted));
  if (sent.length > 1) args.push('-untrusted', file('sent', sent.slice(1)));
  let said = '';
  try {
    execFileSync('openssl', [...args, file('leaf', sent.slice(0, 1))], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    said = (error as { stderr: string }).stderr;
  }
  // openssl verify stops at what its callback does not let pass: the first fault is the one that all clients see.
  const first = /error (\d+) at (\d+) depth lookup: (.*)/.exec(said);
  expect(first ? `${first[1]}@${first[2]} ${first[3]}` : undefined).toBe(faults[0]);
});

test('curl and Go take any trusted certificate as the end of a chain, openssl only one signed by itself', () => {
  const given = { nowMs: NOW, trusted: [middle.certificate] };
  expect(verifyChain([leaf.certificate], { ...given, partialChain: true }).faults).toEqual([]);
  expect(verifyChain([leaf.certificate], given).faults[0]).toMatchObject({ code: 2, depth: 1 });
});

test.each<[KeyKind]>([['P-256'], ['P-384'], ['P-521'], ['Ed25519'], [{ rsaBits: 1024 }]])(
  'a key of kind %j',
  (kind) => {
    const made = generateKey(kind, random());
    for (const form of ['pkcs8', 'traditional'] as const)
      expect(parsePrivateKey(privateKeyPem(made, form))).toEqual(made);
    const request = makeRequest({ subject: nameOf(['CN', 'a']), key: made, ...names('a.test') });
    expect(parseRequest(request)).toMatchObject({
      isGenuine: true,
      alternativeNames: [{ type: 'dns', value: 'a.test' }],
    });
    const pem = issueCertificate({
      subject: nameOf(['O', 'Ümlaut'], ['CN', 'x']),
      publicKey: publicKeyOf(made),
      notBeforeMs: NOW,
      notAfterMs: NOW + 1000,
      serial: 'ff01',
      issuer: { key: made },
    });
    const [certificate] = parseCertificates(pem);
    expect(certificate).toMatchObject({
      serial: 'ff01',
      subject: [{ value: 'Ümlaut' }, { value: 'x' }],
      notBeforeMs: NOW,
    });
    if (openssl) {
      const input = privateKeyPem(made);
      expect(execFileSync('openssl', ['pkey', '-check', '-noout'], { input, encoding: 'utf8' })).toMatch(
        'Key is valid',
      );
    }
  },
);

test.each([
  [leaf.pem, privateKeyPem(keyFromSeed('web.test')), 'loaded'],
  [leaf.pem, privateKeyPem(key), 'mismatch'],
  ['', privateKeyPem(key), 'no certificate'],
  [leaf.pem.replace(/MII\w{8}/, 'AAAAAAAAAAA'), privateKeyPem(key), 'bad certificate'],
  [leaf.pem, leaf.pem, 'no key'],
  [leaf.pem, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'bad key'],
])('a pair is checked when it is loaded (%#)', (certificate, keyText, outcome) => {
  const loaded = loadIdentity(certificate, keyText);
  expect(typeof loaded === 'string' ? loaded : 'loaded').toBe(outcome);
});

const server = (more: Partial<TlsServer> = {}): TlsServer => ({
  identity: () => ({ certificate: leaf.pem + middle.pem, key: privateKeyPem(keyFromSeed('web.test')) }),
  ...more,
});
const noNames = issue('plain.test', root);
const plain = server({ identity: () => ({ certificate: noNames.pem, key: privateKeyPem(keyFromSeed('plain.test')) }) });

test.each<[string, TlsServer, Partial<TlsClient>, string]>([
  ['its name', server(), {}, 'TLSv1.3 TLS_AES_256_GCM_SHA384'],
  [
    'another name',
    server(),
    { host: 'x.test' },
    "SSL: no alternative certificate subject name matches target host name 'x.test'",
  ],
  ['a wildcard', server(), { host: 'a.apps.test' }, 'TLSv1.3 TLS_AES_256_GCM_SHA384'],
  [
    'a wildcard is one label',
    server(),
    { host: 'a.b.apps.test' },
    "SSL: no alternative certificate subject name matches target host name 'a.b.apps.test'",
  ],
  ['an address', server(), { host: '10.0.0.1' }, 'TLSv1.3 TLS_AES_256_GCM_SHA384'],
  ['an address of IPv6', server(), { host: '0:0::1' }, 'TLSv1.3 TLS_AES_256_GCM_SHA384'],
  ['a common name alone, to curl', plain, { host: 'plain.test' }, 'TLSv1.3 TLS_AES_256_GCM_SHA384'],
  [
    'a common name alone, to Go',
    plain,
    { host: 'plain.test', software: 'go' },
    "SSL: no alternative certificate subject name matches target host name 'plain.test'",
  ],
  ['nobody trusted', server(), { trusted: '' }, 'SSL certificate problem: unable to get local issuer certificate'],
  ['anything goes', server(), { trusted: '', insecure: true, host: 'x' }, 'TLSv1.3 TLS_AES_256_GCM_SHA384'],
  ['TLS 1.2', server({ software: 'go' }), { versions: ['TLSv1.2'] }, 'TLSv1.2 ECDHE-ECDSA-AES128-GCM-SHA256'],
  [
    'no version in common',
    server({ versions: ['TLSv1.3'] }),
    { versions: ['TLSv1.2'] },
    'error:0A00042E:SSL routines::tlsv1 alert protocol version',
  ],
  [
    'no such name',
    server({ identity: () => 'unrecognized_name' }),
    {},
    'error:0A000458:SSL routines::tlsv1 unrecognized name',
  ],
  [
    'a pair that does not fit',
    server({ identity: () => ({ certificate: leaf.pem, key: privateKeyPem(key) }) }),
    {},
    'error:0A000438:SSL routines::tlsv1 alert internal error',
  ],
  [
    'no certificate of the client',
    server({ clients: { authorities: root.pem, required: true } }),
    {},
    'error:0A00045C:SSL routines::tlsv13 alert certificate required',
  ],
  [
    'one of another authority',
    server({ clients: { authorities: root.pem, required: true } }),
    { identity: { certificate: own.pem, key: privateKeyPem(keyFromSeed('own.test')) } },
    'error:0A000418:SSL routines::tlsv1 alert unknown ca',
  ],
  [
    'the right one',
    server({ clients: { authorities: root.pem, required: true } }),
    { identity: { certificate: forClients.pem, key: privateKeyPem(keyFromSeed('client.test')) } },
    'TLSv1.3 TLS_AES_256_GCM_SHA384',
  ],
])('handshake: %s', (_name, offered, client, outcome) => {
  const { session, fault } = shakeHands(offered, { host: 'web.test', trusted: root.pem, nowMs: NOW, ...client });
  expect(fault ? faultText(fault) : `${session?.version} ${session?.cipher}`).toBe(outcome);
});

test('the server learns the name that is asked for, and never an address', () => {
  const asked: (string | undefined)[] = [];
  const identity: TlsServer['identity'] = (name) => {
    asked.push(name);
    return 'unrecognized_name';
  };
  for (const host of ['web.test', '10.0.0.1', '::1', 'web.test.'])
    shakeHands({ identity }, { host, trusted: '', nowMs: NOW });
  expect(asked).toEqual(['web.test', undefined, undefined, 'web.test']);
});

test('machines trust the public authorities, and sites show what those have signed', () => {
  expect(PUBLIC_ROOTS).toBe(publicAuthority('letsencrypt').root.pem + publicAuthority('digicert').root.pem);
  const client = { host: 'www.site.test', trusted: PUBLIC_ROOTS, nowMs: NOW };
  for (const by of ['letsencrypt', 'digicert'] as const)
    expect(
      shakeHands({ identity: () => siteIdentity(['site.test', 'www.site.test'], NOW, by) }, client).fault,
    ).toBeUndefined();
  const staging = shakeHands({ identity: () => siteIdentity(['www.site.test'], NOW, 'staging') }, client).fault;
  expect(staging).toMatchObject({ kind: 'verify', fault: { code: 20 } });
});
