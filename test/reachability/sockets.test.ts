// ss and netstat show what listens; wget of BusyBox sends what it is given. Words: iproute2 6.9 misc/ss.c, busybox 1.37 networking/{netstat,wget}.c.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAt } from '#lab/in-pod.test-helper.ts';
import { Lab } from '#lab/lab.ts';
import { LAPTOP } from '#lab/laptop.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../src/cli/real-time.ts';

await preload();

const pod = (name: string, containers: readonly object[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { nodeName: 'node-1', containers },
});
const objects = [
  pod('web', [
    { name: 'web', image: 'nginx:1.27' },
    { name: 'shoot', image: 'nicolaka/netshoot', command: ['sleep', 'infinity'] },
  ]),
  pod('udp', [
    {
      name: 'main',
      image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
      args: ['netexec', '--http-port=8080', '--udp-port=8081'],
    },
  ]),
  pod('box', [{ name: 'main', image: 'busybox:1.37', command: ['sleep', 'infinity'] }]),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'udp' },
    spec: { selector: { app: 'udp' }, ports: [{ port: 80, targetPort: 8080 }] },
  },
];
let lab: Lab;
let stop: () => void;
beforeAll(() => {
  lab = new Lab({ nodes: 1 });
  expect(lab.apply(objects)).toBeUndefined();
  stop = lab.drive(realTime);
});
afterAll(() => stop());

const inShoot = (line: string): Promise<string> =>
  runAt(lab, 'laptop', `KUBECONFIG=${LAPTOP.homeDir}/.kube/config kubectl exec web -c shoot -- sh -c '${line}'`);

test('listening sockets of a Pod, from a container beside the server', async () => {
  expect(await inShoot('ss -tln')).toBe(
    'State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\nLISTEN 0      4096         0.0.0.0:80        0.0.0.0:*\n',
  );
  expect(await inShoot('netstat -tlnp')).toBe(
    `Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      -
`,
  );
  expect(await inShoot('ss -tn')).toContain('Portolan keeps no table of established connections');
});

test('a node listens on the ports of its daemons, and on none of node ports', async () => {
  const text = await runAt(lab, 'laptop', 'ssh node-1 "ss -H -tln"');
  expect(text.match(/\S+:\d+/g)).toEqual(['127.0.0.1:10248', '127.0.0.1:10249', '0.0.0.0:10256']);
});

test('wget of BusyBox posts, and sends headers', async () => {
  const box = (line: string): Promise<string> => runAt(lab, 'pod/default/box', line);
  expect(await box("wget -qO- --post-data='msg=hello' http://udp/echo")).toBe('hello');
  expect(await box('wget -qO- --header "X-A: 1" --header="X-B: 2" "http://udp/header?key=X-B"')).toBe('2');
});
