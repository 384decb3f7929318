import { expect, test } from 'vitest';
import { type Hop, told } from '#machine/hop.ts';
import type { Evidence } from './check.ts';
import { brokenWay } from './explain.ts';

const evidence = { list: async () => [] } as unknown as Evidence;
const opened: Hop = {
  at: 'laptop',
  ...told('opens a TCP connection to 203.0.113.11:30080', 'opens-connection', {
    protocol: 'TCP',
    to: '203.0.113.11:30080',
  }),
  ok: true,
};
const broken: Hop = {
  at: 'node/node-1',
  ...told('the firewall of the cloud lets nothing in to port 30080', 'cloud-firewall', { port: '30080' }),
  ok: false,
};

test('beside a verdict stands where its request broke, and what would mend it, in each language', async () => {
  const way = await brokenWay({ trace: [opened, broken] }, evidence);
  expect(way?.en.steps.map(({ at, ok }) => [at, ok])).toEqual([
    ['laptop', true],
    ['node/node-1', false],
  ]);
  expect(way?.en.mend).toContain('firewall');
  expect(way?.zh.steps[1]?.text).toContain('云防火墙');
  expect(way?.zh.mend).toContain('放行');
});

test('a way that was whole is not told', async () => {
  expect(await brokenWay({ trace: [opened] }, evidence)).toBeUndefined();
});
