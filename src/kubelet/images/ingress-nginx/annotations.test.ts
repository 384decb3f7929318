// Which wrong values an Ingress is refused for, which give way to the default, which shut the location.
// Vouched for by internal/ingress/annotations of ingress-nginx 1.13.
import { expect, test } from 'vitest';
import { parseAnnotations } from './annotations.ts';
import { takesCanary } from './canary.ts';
import { ingress } from './fixtures.test-data.ts';
import { settingsOf } from './settings.ts';

const parsed = (given: Record<string, string>) =>
  parseAnnotations(ingress('web', [], given), settingsOf(), () => undefined);

test.each([
  [{ 'proxy-body-size': '8mb' }, { bodyBytes: 1_048_576 }],
  [{ 'proxy-read-timeout': '30s' }, { readTimeout: 60 }],
  [{ 'proxy-connect-timeout': '5s' }, { connectTimeout: 5 }],
  [{ 'backend-protocol': 'FOO' }, { protocol: 'HTTP' }],
  [{ 'ssl-redirect': 'no' }, { sslRedirect: true }],
  [{ 'force-ssl-redirect': 'no' }, { forceSslRedirect: false }],
  [{ 'preserve-trailing-slash': 'yes' }, { preserveTrailingSlash: false }],
  [{ 'use-regex': 'perhaps' }, { useRegex: false }],
  [{ 'enable-cors': 'on' }, { cors: undefined }],
  [{ 'rewrite-target': '/new?x=1' }, { rewriteTarget: '' }],
  [{ 'limit-rps': '2', 'limit-burst-multiplier': 'x' }, { limits: [{ name: 'rps', perSecond: 2, burst: 10 }] }],
])('%j: the default, and a line in the log', (given, expected) => {
  const { location, problems, warnings } = parsed(given);
  expect(location).toMatchObject(expected);
  expect(problems).toEqual([]);
  const [name, value] = Object.entries(given).at(-1)!;
  expect(warnings).toEqual([
    `validation error on ingress default/web: annotation ${name} contains invalid value ${value}`,
  ]);
});

test('a canary whose weight is no number takes nobody', () => {
  const { canary, problems } = parsed({ canary: 'true', 'canary-weight': 'abc', 'canary-weight-total': 'x' });
  expect([canary?.weight, canary?.weightTotal, problems]).toEqual([0, 100, []]);
});

test.each([
  [{ 'limit-rps': 'x' }, 'limit-rps'],
  [{ 'limit-whitelist': '10.0.0.0/8,' }, 'limit-whitelist'],
  [{ 'permanent-redirect': 'https://new.com$request_uri' }, 'permanent-redirect'],
  [{ 'temporal-redirect': 'https://new.com$request_uri' }, 'temporal-redirect'],
  [{ 'permanent-redirect': 'https://new.com', 'permanent-redirect-code': 'x' }, 'permanent-redirect-code'],
  [{ 'from-to-www-redirect': 'yes' }, 'from-to-www-redirect'],
  [{ 'auth-type': 'token' }, 'auth-type'],
])('%j: refused', (given, name) => {
  expect(parsed(given).problems).toEqual([`annotation nginx.ingress.kubernetes.io/${name} contains invalid value`]);
});

test.each([
  [{ 'whitelist-source-range': '10.0.0.0/8,' }, [], 'whitelist-source-range'],
  [{ 'allowlist-source-range': '10.0.0.0/33' }, [], 'allowlist-source-range'],
  [{ 'denylist-source-range': 'x' }, [], 'denylist-source-range'],
])('%j: accepted, and every request is denied', (given, allowlist, name) => {
  const { location, problems } = parsed(given);
  expect([location.allowlist, location.denied, problems]).toEqual([
    allowlist,
    `annotation nginx.ingress.kubernetes.io/${name} contains invalid value`,
    [],
  ]);
});

test('of the two names of the list of those let in, the new one wins', () => {
  const given = { 'whitelist-source-range': '10.0.0.0/8', 'allowlist-source-range': '192.0.2.1, 192.0.2.2' };
  expect(parsed(given).location.allowlist).toEqual(['192.0.2.1', '192.0.2.2']);
});

test.each([
  [{ 'permanent-redirect': '/other' }, { url: '/other', code: 301 }],
  [
    { 'permanent-redirect': '/other', 'permanent-redirect-code': '200' },
    { url: '/other', code: 301 },
  ],
  [
    { 'permanent-redirect': 'https://b.com', 'permanent-redirect-code': '308' },
    { url: 'https://b.com', code: 308 },
  ],
  [{ 'temporal-redirect': '/other', 'permanent-redirect': 'https://b.com' }, undefined],
])('%j: redirect', (given, expected) => expect(parsed(given).location.redirect).toEqual(expected));

test('a pattern for a canary’s header tells capitals', () => {
  const { canary } = parsed({ canary: 'true', 'canary-by-header': 'X-Who', 'canary-by-header-pattern': '^beta' });
  const takes = (value: string): boolean =>
    takesCanary(canary!, { header: () => value, cookie: () => undefined, random: () => 0.5 });
  expect([takes('beta-1'), takes('Beta-1')]).toEqual([true, false]);
});
