import { afterAll, beforeAll, expect, test } from 'vitest';
import { realTime } from '../../cli/real-time.ts';
import { Lab } from '../lab.ts';
import { LaptopShell } from '../laptop-shell.ts';
import { preload } from '../preload.ts';
import { closed, opened, portsOf } from './firewall.ts';

await preload();

let stop = (): void => undefined;
let at: (line: string) => Promise<string>;
beforeAll(async () => {
  const lab = new Lab();
  stop = lab.drive(realTime);
  await lab.machines.warm();
  const shell = new LaptopShell(lab);
  at = async (line) => {
    const { stdout, stderr } = await shell.capture(line);
    return `${stdout}${stderr}`;
  };
});
afterAll(() => stop());

test('the bill follows what the cluster uses: five forwarding rules go together, more cost more', async () => {
  expect(
    await at('cloud bill'),
  ).toBe(`By the prices of: Google Cloud, us-central1, list prices of September 2026. Traffic is not counted.

WHAT                        COUNT  EACH, AN HOUR  A MONTH
control plane               1      $0.100         $73.00
node (4 CPU, 16 GB)         3      $0.134         $293.46
external address of a node  3      $0.005         $10.95
together                                          $377.41
`);
  await at(
    'kubectl create deployment web --image=nginx; for n in 1 2 3 4 5; do kubectl expose deployment web --name=web-$n --port=80 --type=LoadBalancer; done',
  );
  await at('sleep 60');
  expect(await at('cloud bill')).toMatch(
    /first 5 forwarding rules, together +1 +\$0\.025 +\$18\.25\ntogether +\$395\.66\n/,
  );
  await at('kubectl expose deployment web --name=web-6 --port=80 --type=LoadBalancer; sleep 60');
  expect(await at('cloud bill')).toMatch(/each further forwarding rule +1 +\$0\.010 +\$7\.30\ntogether +\$402\.96\n/);
  expect((await at('cloud load-balancers')).match(/network +service\/default\/web-\d +80\/TCP +1\n/g)).toHaveLength(6);
  expect(await at('cloud quota')).toMatch(/load balancers +6 +50\n/);
});

test('prices say whose they are, and of when', async () => {
  expect(await at('cloud prices')).toMatch(/^Examples: Google Cloud, us-central1, list prices of September 2026\.\n/);
});

test('the firewall closes a port to the outside, and opens it again', async () => {
  await at(
    'kubectl expose deployment web --name=np --port=80 --type=NodePort --overrides=\'{"spec":{"ports":[{"port":80,"nodePort":30036}]}}\'',
  );
  expect(await at('curl -s -m 3 -o /dev/null -w "%{http_code}" http://203.0.113.11:30036')).toBe('200');
  expect(await at('cloud firewall close node-ports')).toBe(
    'FROM     TO     PORTS        ACTION\noutside  nodes  30000-32767  deny\noutside  nodes  all          allow\n',
  );
  expect(await at('curl -sS -m 3 http://203.0.113.11:30036')).toContain('timed out');
  expect(await at('cloud firewall open 30036/TCP')).toContain('30036/UDP');
  expect(await at('curl -s -m 3 -o /dev/null -w "%{http_code}" http://203.0.113.11:30036')).toBe('200');
  expect(await at('cloud firewall open 1-65535')).toBe('FROM     TO     PORTS  ACTION\noutside  nodes  all    allow\n');
});

test('mistakes say what to write', async () => {
  expect(await at('cloud firewall close x')).toBe(
    'cloud: "x" are no ports: give 30036, 30000-32767, 30036/UDP or node-ports\n',
  );
  expect(await at('cloud firewall shut 1')).toBe('cloud: there is no firewall shut: see cloud --help\n');
  expect(await at('cloud rain')).toBe('cloud: there is no command rain: see cloud --help\n');
  expect(await at('cloud')).toContain('cloud firewall close PORTS');
});

test.each([
  ['30036', { from: 30036, to: 30036 }],
  ['30000-32767/udp', { from: 30000, to: 32767, protocol: 'UDP' }],
  ['2-1', '"2-1" are no ports: give 30036, 30000-32767, 30036/UDP or node-ports'],
  ['80/QUIC', 'there is no protocol QUIC: give TCP or UDP'],
] as const)('ports: %s', (text, read) => expect(portsOf(text)).toEqual(read));

test('rules: what one covers is not kept twice, and opening leaves the rest closed', () => {
  const all = closed(closed([], { from: 10, to: 20 }), { from: 12, to: 13, protocol: 'TCP' });
  expect(all).toEqual([{ from: 10, to: 20 }]);
  expect(closed(all, { from: 1, to: 30 })).toEqual([{ from: 1, to: 30 }]);
  expect(opened(all, { from: 12, to: 15 })).toEqual([
    { from: 10, to: 11 },
    { from: 16, to: 20 },
  ]);
  expect(opened([{ from: 10, to: 10, protocol: 'UDP' }], { from: 10, to: 10, protocol: 'TCP' })).toEqual([
    { from: 10, to: 10, protocol: 'UDP' },
  ]);
  expect(opened(all, { from: 15, to: 30, protocol: 'TCP' })).toEqual([
    { from: 10, to: 14 },
    { from: 15, to: 20, protocol: 'UDP' },
    { from: 15, to: 20, protocol: 'SCTP' },
  ]);
});
