// tcpdump in Pods and on nodes shows the packets of the ways that traces tell: addresses before and after translation, on each interface.
// Lines: tcpdump 4.99's print-tcp.c, print-domain.c, print-icmp.c.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pod, Service } from '#api/core/types.ts';
import { runAt } from '#lab/in-pod.test-helper.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../src/cli/real-time.ts';

await preload();

const pod = (name: string, nodeName: string, container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { nodeName, terminationGracePeriodSeconds: 0, containers: [{ name: 'main', ...container }] },
});
const service = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
const NETSHOOT = { image: 'nicolaka/netshoot', command: ['sleep', 'infinity'] };
const objects = [
  pod('shoot', 'node-1', NETSHOOT),
  pod('web', 'node-2', { image: 'nginx:1.27' }),
  pod('near', 'node-1', { image: 'nginx:1.27' }),
  service('web', { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, nodePort: 30_080 }] }),
  service('near', { selector: { app: 'near' }, ports: [{ port: 80 }] }),
  service('none', { selector: { app: 'none' }, ports: [{ port: 80 }] }),
];

let lab: Lab;
let stop: () => void;
beforeAll(() => {
  lab = new Lab({ nodes: 3 });
  expect(lab.apply(objects)).toBeUndefined();
  stop = lab.drive(realTime);
});
afterAll(() => stop());

const ipOf = (name: string): string => lab.cluster.storage.get<Pod>('pods', `default/${name}`)!.status!.podIP!;
const clusterIP = (name: string): string =>
  lab.cluster.storage.get<Service>('services', `default/${name}`)!.spec.clusterIP!;
const nodeIP = (n: number): string => `192.168.49.1${n}`;

/** What tcpdump prints at a place while a command runs at another. Source ports, numbers and options are left out. */
async function dump(place: string, args: string, from: string, command: string): Promise<readonly string[]> {
  const machine = place.startsWith('node/') ? place : `pod/default/${place}`;
  const captured = nodeOrPod(machine, `tcpdump ${args}`);
  await runAt(lab, 'laptop', 'sleep 1');
  await nodeOrPod(from, command);
  const text = await captured;
  return text
    .split('\n')
    .filter((line) => / IP /.test(line))
    .map((line) =>
      line
        .replace(/^\S+ /, '')
        .replace(/\.(3[2-9]|[45]\d|60)\d{3}(?=[ :])/g, '.PORT')
        .replace(/(?<=Flags.*), (seq \d+(:\d+)?|ack \d+|win \d+|options \[[^\]]*\])/g, ''),
    );
}

async function nodeOrPod(place: string, line: string): Promise<string> {
  if (place.startsWith('node/')) return runOnNode(place.slice(5), line);
  return runAt(lab, place, line);
}

/** As `ssh NODE` from the laptop. */
const runOnNode = (name: string, line: string): Promise<string> => runAt(lab, 'laptop', `ssh ${name} '${line}'`);

test('a Pod sees its Service’s address, the server’s Pod its own, and each node both sides of the translation', async () => {
  const [shoot, web, vip] = [ipOf('shoot'), ipOf('web'), clusterIP('web')];
  expect(await dump('shoot', '-nn -c 10 tcp', 'pod/default/shoot', 'curl -s web')).toEqual([
    `IP ${shoot}.PORT > ${vip}.80: Flags [S], length 0`,
    `IP ${vip}.80 > ${shoot}.PORT: Flags [S.], length 0`,
    `IP ${shoot}.PORT > ${vip}.80: Flags [.], length 0`,
    expect.stringMatching(/^IP .*: Flags \[P\.\], length \d+: HTTP: GET \/ HTTP\/1\.1$/),
    `IP ${vip}.80 > ${shoot}.PORT: Flags [.], length 0`,
    expect.stringMatching(/^IP .*: Flags \[P\.\], length \d+: HTTP: HTTP\/1\.1 200 OK$/),
    `IP ${shoot}.PORT > ${vip}.80: Flags [.], length 0`,
    `IP ${shoot}.PORT > ${vip}.80: Flags [F.], length 0`,
    `IP ${vip}.80 > ${shoot}.PORT: Flags [F.], length 0`,
    `IP ${shoot}.PORT > ${vip}.80: Flags [.], length 0`,
  ]);
  const syn = "-nn -i any 'tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn'";
  const veth = expect.stringMatching(/^veth[0-9a-f]{8} In {2}IP /);
  expect(
    await dump('node/node-1', syn.replace('-nn', '-nn -c 3').replaceAll("'", '"'), 'pod/default/shoot', 'curl -s web'),
  ).toEqual([
    veth,
    `cni0  In  IP ${shoot}.PORT > ${vip}.80: Flags [S], length 0`,
    `eth0  Out IP ${shoot}.PORT > ${web}.80: Flags [S], length 0`,
  ]);
  expect(
    await dump('node/node-2', syn.replace('-nn', '-nn -c 3').replaceAll("'", '"'), 'pod/default/shoot', 'curl -s web'),
  ).toEqual([
    `eth0  In  IP ${shoot}.PORT > ${web}.80: Flags [S], length 0`,
    `cni0  Out IP ${shoot}.PORT > ${web}.80: Flags [S], length 0`,
    expect.stringMatching(/^veth[0-9a-f]{8} Out IP /),
  ]);
});

test('a node port on another node: the node that took it masquerades', async () => {
  const web = ipOf('web');
  const laptop = lab.machines.network.addressOf('laptop');
  const wanted = [
    `eth0  In  IP ${laptop}.PORT > 203.0.113.13.30080: Flags [S], length 0`,
    `eth0  Out IP ${nodeIP(3)}.PORT > ${web}.80: Flags [S], length 0`,
  ];
  const args = '-nn -i any -c 2 "tcp[tcpflags] == tcp-syn"';
  expect(await dump('node/node-3', args, 'laptop', 'curl -s 203.0.113.13:30080')).toEqual(wanted);
});

test('a refusal is a reset of the server’s, or a router’s ICMP where a Service has no endpoint; silence is a SYN again and again', async () => {
  const [shoot, near, none] = [ipOf('shoot'), ipOf('near'), clusterIP('none')];
  expect(await dump('shoot', '-nn -c 2 port 81', 'pod/default/shoot', `curl -s ${near}:81`)).toEqual([
    `IP ${shoot}.PORT > ${near}.81: Flags [S], length 0`,
    `IP ${near}.81 > ${shoot}.PORT: Flags [R.], length 0`,
  ]);
  expect(await dump('shoot', `-nn -c 2 host ${none} or icmp`, 'pod/default/shoot', 'curl -s none')).toEqual([
    `IP ${shoot}.PORT > ${none}.80: Flags [S], length 0`,
    `IP ${shoot.replace(/\d+$/, '1')} > ${shoot}: ICMP ${none} tcp port 80 unreachable, length 68`,
  ]);
  expect(await dump('shoot', '-nn -c 3 tcp', 'pod/default/shoot', 'curl -s -m 5 web:81')).toEqual(
    Array(3).fill(`IP ${shoot}.PORT > ${clusterIP('web')}.81: Flags [S], length 0`),
  );
});

test('names: each that the search list makes, both kinds of address, and what cluster DNS says', async () => {
  const shoot = ipOf('shoot');
  const lines = await dump('shoot', '-nn -c 8 udp port 53', 'pod/default/shoot', 'curl -s web.default');
  const ends = `IP ${shoot}.PORT > 10.96.0.10.53: `;
  expect(lines.map((line) => line.replace(/: \d+/, ': ID'))).toEqual(
    [
      `${ends}ID+ A? web.default.default.svc.cluster.local. (55)`,
      `IP 10.96.0.10.53 > ${shoot}.PORT: ID NXDomain*- 0/1/0 (148)`,
      `${ends}ID+ AAAA? web.default.default.svc.cluster.local. (55)`,
      `IP 10.96.0.10.53 > ${shoot}.PORT: ID NXDomain*- 0/1/0 (148)`,
      `${ends}ID+ A? web.default.svc.cluster.local. (47)`,
      `IP 10.96.0.10.53 > ${shoot}.PORT: ID*- 1/0/0 A ${clusterIP('web')} (92)`,
      `${ends}ID+ AAAA? web.default.svc.cluster.local. (47)`,
      `IP 10.96.0.10.53 > ${shoot}.PORT: ID*- 0/1/0 (140)`,
    ].map((line) => line.replace(/: \d+/, ': ID')),
  );
});

test('echoes have their numbers, and what cannot be shown is said', async () => {
  const [shoot, near] = [ipOf('shoot'), ipOf('near')];
  expect(
    (await dump('shoot', '-n -c 2 icmp', 'pod/default/shoot', `ping -c 1 ${near}`)).map((l) =>
      l.replace(/id \d+/, 'id N'),
    ),
  ).toEqual([
    `IP ${shoot} > ${near}: ICMP echo request, id N, seq 1, length 64`,
    `IP ${near} > ${shoot}: ICMP echo reply, id N, seq 1, length 64`,
  ]);
  const said = async (args: string): Promise<string> => runAt(lab, 'pod/default/shoot', `tcpdump ${args}`);
  expect(await said('-w /tmp/x.pcap')).toBe(
    'tcpdump: -w: Portolan does not simulate files of packets; they are printed only\n[exit 1]',
  );
  expect(await said('-i wlan0')).toBe('tcpdump: wlan0: No such device exists\n(No such device exists)\n[exit 1]');
  expect(await said('port')).toBe("tcpdump: can't parse filter expression: syntax error\n[exit 1]");
});
