import { expect, test } from 'vitest';
import type { HttpHeaders } from '#machine/http.ts';
import { goMux, goServed } from './go-http.ts';

const peer = { ip: '10.244.1.9', gone: new AbortController().signal };
const reached = () => ({ status: 200, headers: [], body: 'handler' });
const host = ['Host', 'web'] as const;
const served = goServed(reached);
const mux = goMux({ now: () => Date.parse('2026-01-05T09:00:00Z') }, reached);
const ask = (url: string, headers: HttpHeaders = [host], method = 'GET') => ({ method, url, headers, body: '' });

test.each([
  ['no Host', [], 400, '400 Bad Request: missing required Host header'],
  ['an empty Host', [['Host', '']], 200, 'handler'],
  ['two', [host, ['host', 'other']], 400, '400 Bad Request'],
  ['one that is none', [['Host', 'a b']], 400, '400 Bad Request: malformed Host header'],
  ['a name that is none', [host, ['a b', '1']], 400, '400 Bad Request: invalid header name'],
  ['a megabyte of headers', [host, ['a', 'x'.repeat(1_052_672)]], 431, '431 Request Header Fields Too Large'],
] as [string, HttpHeaders, number, string][])('%s', async (_name, headers, status, body) =>
  expect(await served(ask('http://web/', headers), peer)).toMatchObject({ status, body }),
);

test('HTTP/1.0 needs no Host, and an escape that is none is a bad request', async () => {
  expect(await served({ ...ask('http://web/', []), version: 'HTTP/1.0' }, peer)).toMatchObject({ status: 200 });
  expect(await served(ask('http://web/%zz'), peer)).toMatchObject({ status: 400, body: '400 Bad Request' });
  expect(await served(ask('http://web/?x=%zz'), peer)).toMatchObject({ status: 200 });
});

test.each([
  ['http://web/a/../b//c?x=1', '/b/c?x=1'],
  ['http://web//', '/'],
  ['http://web/./a/', '/a/'],
  ['http://web/a//%2Fb', '/a/%252Fb'],
])('a mux sends %s on to %s', async (url, to) => {
  const { status, headers, body } = await mux(ask(url), peer);
  expect([status, new Map(headers).get('Location'), body]).toEqual([
    301,
    to,
    `<a href="${to}">Moved Permanently</a>.\n\n`,
  ]);
});

test('what is clean is answered; without a mux everything is; a POST is sent on without a page', async () => {
  expect(await mux(ask('http://web/a/.b/c?x=//'), peer)).toMatchObject({ status: 200 });
  expect(await served(ask('http://web//a/..'), peer)).toMatchObject({ status: 200 });
  expect(await mux(ask('http://web//a', [host], 'POST'), peer)).toMatchObject({ status: 301, body: '' });
});
