import { afterAll, expect, test } from 'vitest';
import { realTime } from '../../cli/real-time.ts';
import { Lab, type LabOptions } from '../lab.ts';
import { LaptopShell } from '../laptop-shell.ts';
import { preload } from '../preload.ts';

await preload();

const web = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [
            {
              name: 'web',
              image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
              args: ['netexec', '--http-port=8080'],
              readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 5 },
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] },
  },
];

const stops: (() => void)[] = [];
afterAll(() => {
  for (const stop of stops) stop();
});

async function laptop(options: LabOptions = {}): Promise<{ lab: Lab; at: (line: string) => Promise<string> }> {
  const lab = new Lab(options);
  stops.push(lab.drive(realTime));
  await lab.machines.warm();
  expect(lab.apply(web)).toBeUndefined();
  const shell = new LaptopShell(lab);
  const at = async (line: string): Promise<string> => {
    const { stdout, stderr } = await shell.capture(line);
    return `${stdout}${stderr}`;
  };
  return { lab, at };
}

test('what is broken is listed as the lines that broke it, and healed by them', async () => {
  const { lab, at } = await laptop();
  const lines = [
    'node-down node-1',
    'partition node-2 node-3',
    'slow laptop node-2 250',
    'lossy node-2 control-plane 30',
    'proxy-lag 2000',
    'crash deployment/web',
    'probe deployment/web readiness',
    'firewall 30080/TCP',
    'quota 3',
    'addresses 5',
  ];
  expect(await at('fault list')).toBe('nothing is broken\n');
  for (const line of lines) expect(await at(`fault ${line}`)).toBe(`${line}\n`);
  const printed = await at('fault list');
  expect(printed).toBe(lines.map((line) => `${line}\n`).join(''));
  for (const line of printed.trimEnd().split('\n')) {
    expect(await at(`fault heal ${line}`), line).toBe('');
    expect(await at('fault list'), line).not.toContain(line);
  }
  expect(lab.faults).toEqual({});
  expect(await at('fault quota 3; fault slow node-1 9; fault heal slow; fault list')).toMatch(
    /^quota 3\n(slow node-1 \S+ 9\n){5}quota 3\n$/,
  );
});

test.each([
  ['node-down node-9', 'there is no node node-9: give one of node-1, node-2, node-3'],
  ['partition moon', 'there is no place moon: give node-1, node-2, node-3, laptop, internet, control-plane'],
  ['partition laptop laptop', 'give two different places'],
  ['slow node-1 node-2', 'give at last how many milliseconds: fault slow node-1 node-2 300'],
  ['lossy node-1 node-2 130', 'give at last how many of a hundred are lost: fault lossy node-1 node-2 30'],
  ['crash web', 'give what it is about as deployment/NAME or pod/NAME, not web'],
  ['crash deployment/wob', 'no Pod belongs to deployment/wob in namespace default'],
  [
    'probe deployment/web liveness',
    'deployment/web has no liveness probe that could fail: without one the kubelet takes it for well',
  ],
  ['firewall 99999', '"99999" are no ports: give 30036, 30000-32767, 30036/UDP or node-ports'],
  ['addresses 300', 'give a number up to 254: fault addresses 0'],
  ['heal slow', 'nothing that is broken begins with "slow": see fault list'],
  ['earthquake', 'there is no fault earthquake: see fault --help'],
  [
    'expired-certificate web-tls',
    'give the name of a Secret and the hosts: fault expired-certificate web-tls shop.example.com',
  ],
])('fault %s is refused', async (line, words) => {
  const { lab, at } = await laptop();
  expect(await at(`fault ${line}`)).toBe(`fault: ${words}\n`);
  expect(lab.faults).toEqual({});
});

test('without a cloud there is neither firewall nor quota', async () => {
  const { at } = await laptop({ provider: 'bare-metal' });
  expect(await at('fault quota 0')).toContain('there is no cloud around this cluster');
  expect(await at('cloud bill')).toBe('cloud: there is no cloud around this cluster: its nodes are bare metal\n');
});

test('a container that crashes: restarts, back-off, and it comes back when it is healed', async () => {
  const { at } = await laptop();
  await at('fault crash deployment/web; sleep 90');
  const broken = await at('kubectl get pods --no-headers');
  expect(broken.match(/CrashLoopBackOff|Error/g)).toHaveLength(2);
  expect(await at('kubectl logs deployment/web --previous')).toContain('fatal: unrecoverable error, exiting');
  expect(await at('curl -sS -m 3 http://203.0.113.11:30080')).toContain('curl: (7)');
  await at('fault heal crash; sleep 330');
  expect((await at('kubectl get pods --no-headers')).match(/1\/1 +Running/g)).toHaveLength(2);
  expect(await at('curl -s -m 3 http://203.0.113.11:30080/hostname')).toMatch(/^web-/);
});

test('a probe that fails takes the Pods out of the Service, and says why', async () => {
  const { at } = await laptop();
  await at('fault probe deployment/web; sleep 40');
  expect((await at('kubectl get pods --no-headers')).match(/0\/1 +Running/g)).toHaveLength(2);
  expect(await at('kubectl get events')).toContain('Readiness probe failed: HTTP probe failed with statuscode: 503');
  await at('fault heal; sleep 20');
  expect((await at('kubectl get pods --no-headers')).match(/1\/1 +Running/g)).toHaveLength(2);
});

test('a slow link takes its time, and the reason is said when the client does not wait', async () => {
  const { at } = await laptop();
  await at('for n in node-1 node-2 node-3; do fault slow laptop $n 400; done');
  const time = Number(await at("curl -s -o /dev/null -w '%{time_total}' http://203.0.113.11:30080"));
  expect(time).toBeGreaterThan(1.6);
  expect(await at('curl -sS -m 1 http://203.0.113.11:30080; why')).toContain(
    'Because: The link between laptop and node/node-1 is slow: a packet takes 400 ms each way',
  );
  expect(await at('ping -c 1 203.0.113.11')).toMatch(/time=8\d\d\.\d ms/);
});

test('a lossy link: pings are lost, connections come late, and all is lost at 100 %', async () => {
  const { at } = await laptop();
  await at('fault lossy laptop node-1 50');
  const [, lost] = /(\d+)% packet loss/.exec(await at('ping -c 200 -i 0.2 -q 203.0.113.11'))!;
  expect(Number(lost)).toBeGreaterThan(60);
  expect(Number(lost)).toBeLessThan(90);
  await at('fault lossy laptop node-1 100');
  expect(await at('curl -sS -m 5 http://203.0.113.11:30080; why')).toContain(
    'Because: The link between laptop and node/node-1 loses 100 % of packets',
  );
  expect(await at('curl -sS http://203.0.113.11:30080')).toContain('curl: (28)');
});

test('a quota and a full range leave a Service pending, with the cloud’s words', async () => {
  const { at } = await laptop();
  await at('fault quota 1; kubectl expose deployment web --name=two --port=80 --type=LoadBalancer; sleep 30');
  expect(await at('kubectl get events')).toContain("Quota 'FORWARDING_RULES' exceeded.  Limit: 1.0");
  await at('fault heal; fault addresses 1; kubectl delete service two');
  await at('kubectl expose deployment web --name=three --port=80 --type=LoadBalancer; sleep 30');
  expect(await at('kubectl get events')).toContain('IP_SPACE_EXHAUSTED');
});

test('a certificate that has expired, of an authority that clients know', async () => {
  const { at } = await laptop();
  expect(await at('fault expired-certificate web-tls shop.example.com')).toContain('secret/web-tls has a certificate');
  const dates = await at(
    "kubectl get secret web-tls -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -subject -checkend 0",
  );
  expect(dates).toContain('CN = shop.example.com');
  expect(dates).toContain('Certificate will expire');
  expect(await at('fault expired-certificate web-tls shop.example.com')).toContain('that has expired');
});
