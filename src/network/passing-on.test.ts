// Where a connection ends that proxies pass on by the name in its handshake.

import { expect, test } from 'vitest';
import type { Passage } from '#machine/preread.ts';
import type { Connection } from './kept.ts';
import type { Served } from './listener.ts';
import { passedOn } from './passing-on.ts';
import type { Trace } from './proxy/packet.ts';

const handler: Served['handler'] = () => ({ status: 200, headers: [], body: '' });
const at = (ip: string) => ({ ip, port: 443 });

/** Servers by address; whom nobody is behind refuses. */
function network(servers: Readonly<Record<string, Served>>) {
  return {
    dial: (from: string, { ip, port }: { ip: string; port: number }): { trace: Trace; listener?: Served } => {
      const listener = servers[ip];
      const hop = { at: ip, did: '', ok: listener !== undefined, reason: { code: 'accepted', parameters: {} } };
      const delivered = { place: `pod/${ip}`, ip, port, sourceIP: from };
      return {
        trace: {
          verdict: listener ? 'delivered' : 'refused',
          hops: [hop],
          ...(listener && { delivered }),
        } as unknown as Trace,
        ...(listener && { listener }),
      };
    },
  };
}

const proxy = (passage: (name: string | undefined) => Passage): Served => ({ handler, preread: passage });
const connection = (served: Served): Connection => ({
  ...{ served, place: 'pod/proxy', own: at('10.0.0.1'), sourceIP: '203.0.113.9', sourcePort: 40_000, roundTripMs: 2 },
  trace: { verdict: 'delivered', hops: [] } as unknown as Trace,
});

test.each<[string, Passage, string | undefined, readonly string[]]>([
  ['it keeps what it does not pass on', { via: [] }, 'pod/proxy', []],
  ['to a backend', { via: [], to: [at('10.0.0.2')] }, 'pod/10.0.0.2', []],
  [
    'to the next, where the first refuses',
    { via: [], to: [at('10.0.0.9'), at('10.0.0.2')] },
    'pod/10.0.0.2',
    ['accepted'],
  ],
  ['to nobody, where all refuse', { via: [], to: [at('10.0.0.9')] }, undefined, ['accepted', 'sni-unreachable']],
  ['to nobody, where there is none', { via: [], to: [] }, undefined, ['sni-unreachable']],
])('%s', async (_what, passage, place, broken) => {
  const backend: Served = { handler };
  const first = connection(proxy(() => passage));
  const got = await passedOn(network({ '10.0.0.2': backend }), first, 'one.test', () => 0.5);
  expect(got.connection?.place).toBe(place);
  expect(got.hops.filter(({ ok }) => !ok).map(({ reason }) => reason.code)).toEqual(broken);
  // The backend sees the proxy; the client's connection is still there behind it.
  if (place === 'pod/10.0.0.2') {
    expect(got.connection).toMatchObject({ sourceIP: 'pod/proxy', served: backend, through: first });
    expect(got.connection!.roundTripMs).toBeGreaterThan(first.roundTripMs);
  }
});

test('the name goes along from proxy to proxy', async () => {
  const names: (string | undefined)[] = [];
  const second = proxy((name) => {
    names.push(name);
    return { via: [], to: [at('10.0.0.2')] };
  });
  const servers = network({ '10.0.0.2': { handler }, '10.0.0.3': second });
  const got = await passedOn(
    servers,
    connection(proxy(() => ({ via: [], to: [at('10.0.0.3')] }))),
    'one.test',
    () => 0.5,
  );
  expect([got.connection?.place, got.connection?.through?.place, names]).toEqual([
    'pod/10.0.0.2',
    'pod/10.0.0.3',
    ['one.test'],
  ]);
});

test('a circle has an end', async () => {
  const self = proxy(() => ({ via: [], to: [at('10.0.0.1')] }));
  const got = await passedOn(network({ '10.0.0.1': self }), connection(self), 'one.test', () => 0.5);
  expect([got.connection, got.hops.at(-1)?.reason.code]).toEqual([undefined, 'sni-loop']);
});
