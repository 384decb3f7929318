// What Let's Encrypt makes of a host, in its words.

import { expect, test } from 'vitest';
import type { Exchange, NetworkError } from '#machine/http.ts';
import type { DnsReply } from '#machine/program.ts';
import { type Viewpoint, validateHttp01 } from './validation.ts';

const NAME = 'shop.example.com';
const AT = `http://${NAME}/.well-known/acme-challenge/tok`;
const found = (...ips: string[]): DnsReply => ({
  code: 'NOERROR',
  tried: [],
  answers: ips.map((data) => ({ name: NAME, type: 'A', ttl: 60, data })),
});
const answered = (status: number, body: string, location?: string): Exchange => ({
  ok: true,
  response: { status, body, headers: location === undefined ? [] : [['Location', location]] },
  trace: [],
  elapsedMs: 1,
});
const failed = (kind: NetworkError['kind'], phase: NetworkError['phase']): Exchange => ({
  ok: false,
  error: { kind, phase, message: '' },
  trace: [],
  elapsedMs: 1,
});

test.each<[string, DnsReply, readonly Exchange[], string | undefined]>([
  ['as it should be', found('203.0.113.9'), [answered(200, 'tok.thumb\n')], undefined],
  [
    'a redirect to HTTPS',
    found('203.0.113.9'),
    [answered(308, '', `https://${NAME}/.well-known/acme-challenge/tok`), answered(200, 'tok.thumb')],
    undefined,
  ],
  [
    'no such name',
    { code: 'NXDOMAIN', answers: [], tried: [] },
    [],
    `dns 400 DNS problem: NXDOMAIN looking up A for ${NAME} - check that a DNS record exists for this domain; DNS problem: NXDOMAIN looking up AAAA for ${NAME} - check that a DNS record exists for this domain`,
  ],
  [
    'a private address',
    found('192.168.10.11'),
    [],
    `dns 400 no valid A records found for ${NAME}; no valid AAAA records found for ${NAME}`,
  ],
  [
    'a firewall',
    found('203.0.113.9'),
    [failed('timeout', 'connect')],
    `connection 400 203.0.113.9: Fetching ${AT}: Timeout during connect (likely firewall problem)`,
  ],
  [
    'nobody listens',
    found('203.0.113.9'),
    [failed('refused', 'connect')],
    `connection 400 203.0.113.9: Fetching ${AT}: Connection refused`,
  ],
  [
    'slow',
    found('203.0.113.9'),
    [failed('timeout', 'transfer')],
    `connection 400 203.0.113.9: Fetching ${AT}: Timeout after connect (your server may be slow or overloaded)`,
  ],
  [
    'not found',
    found('203.0.113.9'),
    [answered(404, '')],
    `unauthorized 403 203.0.113.9: Invalid response from ${AT}: 404`,
  ],
  [
    'another page',
    found('203.0.113.9'),
    [answered(200, 'Welcome')],
    'unauthorized 403 The key authorization file from the server did not match this challenge. Expected "tok.thumb" (got "Welcome")',
  ],
  [
    'a redirect to a node port',
    found('203.0.113.9'),
    [answered(301, '', `https://${NAME}:30443/x`)],
    `connection 400 203.0.113.9: Fetching https://${NAME}:30443/x: Invalid port in redirect target. Only ports 80 and 443 are supported, not 30443`,
  ],
  [
    'a redirect to an address',
    found('203.0.113.9'),
    [answered(301, '', 'http://203.0.113.10/x')],
    'connection 400 203.0.113.9: Fetching http://203.0.113.10/x: Invalid host in redirect target "203.0.113.10". Only domain names are supported, not IP addresses',
  ],
  [
    'redirects without end',
    found('203.0.113.9'),
    Array.from({ length: 10 }, () => answered(302, '', AT)),
    `connection 400 203.0.113.9: Fetching ${AT}: Too many redirects`,
  ],
])('%s', async (_name, reply, exchanges, told) => {
  const left = [...exchanges];
  const from: Viewpoint = { lookup: async () => reply, fetch: async () => left.shift()! };
  const fault = await validateHttp01(NAME, 'tok', 'tok.thumb', from);
  expect(fault && `${fault.type} ${fault.status} ${fault.detail}`).toBe(told);
  expect(left).toEqual([]);
});
