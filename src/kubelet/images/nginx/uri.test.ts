import { expect, test } from 'vitest';
import type { HttpHeaders } from '#machine/http.ts';
import { pageOfFault, requestFault, withoutOddHeaders } from './request-fault.ts';
import { escaped, uriOf } from './uri.ts';

const host = ['Host', 'web.test'] as const;
const ask = (target: string, headers: HttpHeaders = [host]) => ({
  ...{ method: 'GET', url: `http://10.0.0.1${target}`, headers, body: '' },
});

// Source: ngx_http_parse_complex_uri.
test.each([
  ['/', '/'],
  ['/a//b///c', '/a/b/c'],
  ['/a/./b/../c', '/a/c'],
  ['/a/..', '/'],
  ['/a/.', '/a/'],
  ['/a%2Fb', '/a/b'],
  ['/a/%2e%2E/b', '/b'],
  ['/%3Fx%23y%25z', '/?x#y%z'],
  ['/%E4%BD%A0', '/你'],
])('%s is %s', (target, path) => expect(uriOf(ask(target))).toMatchObject({ path, requestUri: target, isBad: false }));

test('query and host', () => {
  expect(uriOf(ask('/a?b=//%zz', [['Host', 'Web.Test.:8080']]))).toMatchObject({
    ...{ query: '?b=//%zz', host: 'web.test', authority: 'Web.Test.:8080', isBad: false },
  });
  expect(uriOf(ask('/a//b'), false).path).toBe('/a//b');
});

test.each(['/..', '/a/../../b', '/%2e%2e/', '/%zz', '/%4', '/a%00'])('%s is a bad request', (target) => {
  expect(uriOf(ask(target)).isBad).toBe(true);
  expect(requestFault(ask(target), uriOf(ask(target)))).toMatchObject({ status: 400 });
});

// Source: ngx_escape_uri.
test.each([
  ["/plain-._~!$&'()*+,;=:@[]", "/plain-._~!$&'()*+,;=:@[]"],
  ['/?x#y%z', '/%3Fx%23y%25z'],
  ['/a b"<>\\^`{|}\u007f', '/a%20b%22%3C%3E%5C%5E%60%7B%7C%7D%7F'],
  ['/你', '/%E4%BD%A0'],
])('%s goes out as %s', (path, target) => expect(escaped(path)).toBe(target));

test('bytes that are no UTF-8 come out as they went in', () => {
  expect(escaped(uriOf(ask('/%FF%E4x%C3%A9')).path)).toBe('/%FF%E4x%C3%A9');
});

test.each([
  ['no Host', '/', [], 400],
  ['an empty one', '/', [['Host', '']], 400],
  ['two', '/', [host, host], 400],
  ['two dots', '/', [['Host', 'a..b']], 400],
  ['a slash', '/', [['Host', 'a/b']], 400],
  ['a port', '/', [['Host', 'a:80']], undefined],
  ['a long line', `/${'x'.repeat(8192)}`, [host], 414],
  ['a long header', '/', [host, ['A', 'x'.repeat(8192)]], 400],
  [
    'four buffers of headers',
    '/',
    [host, ...'ABCD'].map((n) => (typeof n === 'string' ? [n, 'x'.repeat(8000)] : n)),
    undefined,
  ],
  ['five', '/', [host, ...'ABCDE'].map((n) => (typeof n === 'string' ? [n, 'x'.repeat(8000)] : n)), 400],
] as [string, string, HttpHeaders, number | undefined][])('%s', (_name, target, headers, status) =>
  expect(requestFault(ask(target, headers), uriOf(ask(target, headers)))?.status).toBe(status),
);

test('the page of headers that are too large says so', () => {
  const request = ask('/', [host, ['A', 'x'.repeat(8192)]]);
  expect(pageOfFault(requestFault(request, uriOf(request))!, 'nginx')).toBe(
    '<html>\r\n<head><title>400 Request Header Or Cookie Too Large</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>Request Header Or Cookie Too Large</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
  );
});

test('headers with an underscore are dropped', () =>
  expect(withoutOddHeaders([host, ['x_y', '1'], ['X-Y', '2']])).toEqual([host, ['X-Y', '2']]));
