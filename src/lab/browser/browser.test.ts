import { expect, test } from 'vitest';
import type { Exchange, HttpHeaders, HttpRequest, NetworkError } from '#machine/http.ts';
import type { FetchOptions } from '#machine/program.ts';
import type { TlsSession } from '#machine/tls.ts';
import { fakeHost, runProgram } from '#shell/commands/testing/fake-host.ts';
import { Browser } from './browser.ts';
import { openProgram } from './open.ts';
import type { Visit } from './visit.ts';

const answer = (status: number, headers: HttpHeaders, body = '', tls?: Partial<TlsSession>): Exchange => ({
  ok: true,
  response: { status, headers, body },
  trace: [],
  elapsedMs: 1,
  ...(tls && { tls: tls as TlsSession }),
});
const failed = (error: Partial<NetworkError>, tls?: Partial<TlsSession>): Exchange => ({
  ok: false,
  error: { kind: 'refused', phase: 'connect', message: '', ...error },
  trace: [],
  elapsedMs: 1,
  ...(tls && { tls: tls as TlsSession }),
});
const HTML: HttpHeaders = [['Content-Type', 'text/html; charset=utf-8']];
const WELCOME =
  '<!DOCTYPE html><html><head><title>Welcome</title><style>p{}</style></head><body><h1>Hi &amp; hello</h1><p>One\n two</p><script>no()</script></body></html>';

function browserOf(fetch: (request: HttpRequest, options?: FetchOptions) => Exchange): Browser {
  return new Browser(fakeHost({ fetch }));
}

test('a page, after redirects, with the cookie that it was given on the way', async () => {
  const asked: string[] = [];
  const browser = browserOf(({ url, headers }) => {
    asked.push(`${url} ${headers.find(([name]) => name === 'Cookie')?.[1] ?? '-'}`);
    if (url === 'http://shop.test/')
      return answer(302, [
        ['Location', '/in'],
        ['Set-Cookie', 'seen=1; Path=/'],
      ]);
    if (url === 'http://shop.test/in') return answer(308, [['location', 'http://other.test/x?y=1']]);
    return answer(404, [...HTML], WELCOME);
  });
  const visit = await browser.visit('shop.test');
  expect(asked).toEqual(['http://shop.test/ -', 'http://shop.test/in seen=1', 'http://other.test/x?y=1 -']);
  expect(visit).toMatchObject({
    url: 'http://other.test/x?y=1',
    redirects: [
      { from: 'http://shop.test/', status: 302 },
      { from: 'http://shop.test/in', status: 308 },
    ],
    outcome: { kind: 'page', status: 404, reason: 'Not Found', type: 'html', connection: 'plain' },
  });
  await browser.visit('http://shop.test/in');
  expect(asked.at(-2)).toBe('http://shop.test/in seen=1');
});

test.each([
  ['text/plain', 'hello', 'text'],
  ['application/json; charset=utf-8', '{}', 'text'],
  ['application/problem+json', '{}', 'text'],
  ['image/png', '', 'other'],
  ['application/octet-stream', '', 'other'],
  ['', '<html><p>x', 'html'],
  ['', 'hello', 'text'],
])('%s is shown as such (%s)', async (type, body, shown) => {
  const headers: HttpHeaders = type === '' ? [] : [['content-type', type]];
  const { outcome } = await browserOf(() => answer(200, headers, body)).visit('http://a');
  expect(outcome).toMatchObject({ kind: 'page', type: shown });
});

test('whoever is sent in a circle hears so', async () => {
  const { outcome, redirects } = await browserOf(() => answer(301, [['Location', '/']])).visit('http://a');
  expect([outcome, redirects.length]).toEqual([{ kind: 'failure', code: 'ERR_TOO_MANY_REDIRECTS' }, 21]);
});

test.each([
  [{ kind: 'refused' }, 'ERR_CONNECTION_REFUSED'],
  [{ kind: 'timeout' }, 'ERR_CONNECTION_TIMED_OUT'],
  [{ kind: 'timeout', phase: 'transfer' }, 'ERR_TIMED_OUT'],
  [{ kind: 'unresolved' }, 'ERR_NAME_NOT_RESOLVED'],
  [{ kind: 'empty' }, 'ERR_EMPTY_RESPONSE'],
  [{ kind: 'tls', tls: { kind: 'plain' } }, 'ERR_SSL_PROTOCOL_ERROR'],
  [
    { kind: 'tls', tls: { kind: 'alert', alert: 'certificate_required', version: 'TLSv1.3' } },
    'ERR_BAD_SSL_CLIENT_AUTH_CERT',
  ],
] as const)('%o is %s', async (error, code) => {
  const { outcome } = await browserOf(() => failed(error)).visit('http://a');
  expect(outcome).toEqual({ kind: 'failure', code });
});

test.each([
  ['http://', 'ERR_INVALID_URL'],
  ['http://a b', 'ERR_INVALID_URL'],
  ['ftp://a', 'ERR_UNKNOWN_URL_SCHEME'],
  ['javascript:alert(1)', 'ERR_UNKNOWN_URL_SCHEME'],
])('%s is not asked for', async (url, code) => {
  const browser = browserOf(() => {
    throw new Error('asked');
  });
  expect((await browser.visit(url)).outcome).toEqual({ kind: 'failure', code });
});

const fault = (code: number) => ({ code, text: '', depth: 0 }) as unknown as TlsSession['faults'][number];
test.each([
  ['nobody knows who signed it', { faults: [fault(20)], covers: true }, 'ERR_CERT_AUTHORITY_INVALID'],
  [
    'that, and it has expired, for another',
    { faults: [fault(10), fault(18)], covers: false },
    'ERR_CERT_AUTHORITY_INVALID',
  ],
  ['expired, for another', { faults: [fault(10)], covers: false }, 'ERR_CERT_COMMON_NAME_INVALID'],
  ['expired', { faults: [fault(10)], covers: true }, 'ERR_CERT_DATE_INVALID'],
])('a certificate: %s: a warning, and what stands behind it', async (_, tls, code) => {
  const browser = browserOf((_request, options) =>
    options?.insecure
      ? answer(200, HTML, WELCOME, tls)
      : failed({ kind: 'tls', phase: 'tls', tls: { kind: 'verify', fault: tls.faults[0]! } }, tls),
  );
  expect((await browser.visit('https://a')).outcome).toEqual({ kind: 'doubt', code });
  expect((await browser.visit('https://a', { proceeds: true })).outcome).toMatchObject({
    kind: 'page',
    connection: 'doubted',
  });
});

test('a terminal without a panel is told in words', async () => {
  const browser = browserOf(({ url }, options) => {
    if (url === 'http://shop.test:30080/') return answer(200, HTML, WELCOME);
    if (url === 'http://go.test/') return answer(301, [['Location', 'https://a.test/']]);
    if (url.startsWith('https:') && !options?.insecure)
      return failed(
        { kind: 'tls', phase: 'tls', tls: { kind: 'name', host: 'a.test' } },
        { faults: [], covers: false },
      );
    if (url.startsWith('https:')) return answer(200, [], '', { faults: [], covers: false });
    return failed({});
  });
  const open = openProgram(browser, undefined);
  const run = async (...args: string[]) => runProgram(open, ['open', ...args], {});
  expect(await run('shop.test:30080')).toMatchObject({
    code: 0,
    stdout:
      'http://shop.test:30080/ shows 200 OK, text/html; charset=utf-8, 153 bytes.\n\nWelcome\nHi & hello\nOne two\n',
  });
  expect(await run('http://gone.test')).toMatchObject({
    code: 1,
    stderr: 'http://gone.test/: gone.test refused to connect (ERR_CONNECTION_REFUSED)\n',
  });
  expect((await run('http://go.test')).stderr).toBe(
    'http://go.test/ leads on (301)\nhttps://a.test/: a browser warns here: your connection is not private, as its certificate is for another name (NET::ERR_CERT_COMMON_NAME_INVALID). To go on all the same: open --proceed https://a.test/\n',
  );
  expect((await run('--proceed', 'https://a.test')).stdout).toBe(
    'https://a.test/ shows 200 OK, 0 bytes. Not secure: its certificate is doubtful.\n',
  );
  expect(await run()).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Usage: open/) });
  expect((await run('-a', 'x')).stderr).toMatch(/^open: unknown option -a\n/);
});

test('beside a panel nothing is printed', async () => {
  const shown: Visit[] = [];
  const open = openProgram(
    browserOf(() => answer(500, HTML, WELCOME)),
    (visit) => shown.push(visit),
  );
  expect(await runProgram(open, ['open', 'http://a'], {})).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(shown).toMatchObject([{ url: 'http://a/', outcome: { status: 500 } }]);
});
