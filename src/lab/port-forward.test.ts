// kubectl port-forward as it is used on the laptop: bytes of any protocol, and what kubectl says of a connection that cannot be made.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realTime } from '../cli/real-time.ts';
import { Lab } from './lab.ts';
import { LaptopShell } from './laptop-shell.ts';
import { preload } from './preload.ts';

await preload();

const pod = (name: string, container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'c', ...container }], terminationGracePeriodSeconds: 0 },
});
const AGNHOST = 'registry.k8s.io/e2e-test-images/agnhost:2.53';
const objects = [
  pod('web', { image: AGNHOST, args: ['netexec', '--http-port=8080'] }),
  pod('db', { image: 'redis:7' }),
  pod('waiting', { image: 'nosuch/nosuch:1' }),
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'shut', namespace: 'default' },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  },
];

let stop: () => void;
let run: (line: string) => Promise<string>;
beforeAll(async () => {
  const lab = new Lab({ nodes: 1 });
  stop = lab.drive(realTime);
  await lab.machines.warm();
  expect(lab.apply(objects)).toBeUndefined();
  const shell = new LaptopShell(lab);
  run = async (line) => {
    const { stdout, stderr } = await shell.capture(line);
    return `${stdout}${stderr}`;
  };
});
afterAll(() => stop());

test('HTTP, through policies; both loopback addresses are told', async () => {
  const out = await run(
    'kubectl port-forward pod/web 9001:8080 >pf & sleep 1; curl -s localhost:9001/clientip; kill $!; echo; cat pf',
  );
  expect(out).toMatch(/^127\.0\.0\.1:\d+\n/);
  expect(out).toContain(
    'Forwarding from 127.0.0.1:9001 -> 8080\nForwarding from [::1]:9001 -> 8080\nHandling connection for 9001\n',
  );
});

test('a protocol that is not HTTP', async () => {
  expect(
    await run('kubectl port-forward pod/db 6379 >/dev/null & sleep 1; redis-cli set a 1; redis-cli get a; kill $!'),
  ).toContain('OK\n1\n');
});

test('the first connection that cannot be made ends it', async () => {
  const out = await run(
    'kubectl port-forward pod/web 9002:81 >/dev/null & p=$!; sleep 1; curl -sS localhost:9002/; wait $p; echo $?',
  );
  expect(out).toContain('curl: (52) Empty reply from server\n');
  expect(out).toContain('1\n');
  expect(out).toMatch(
    /portforward\.go:424\] "Unhandled Error" err="an error occurred forwarding 9002 -> 81: error forwarding port 81 to pod [0-9a-f]{64}, uid : failed to execute portforward in network namespace .*IPv6 dial tcp6 \[::1\]:81: connect: connection refused "\nerror: lost connection to pod\n/,
  );
});

test('not running, forbidden, no such Pod', async () => {
  expect(await run('kubectl port-forward pod/waiting 8080')).toBe(
    'error: unable to forward port because pod is not running. Current status=Pending\n',
  );
  expect(
    await run(
      'kubectl create clusterrole look --verb=get --resource=pods >/dev/null; kubectl create rolebinding look --clusterrole=look --user=jane >/dev/null; kubectl --as=jane port-forward pod/web 8080',
    ),
  ).toContain('User "jane" cannot get resource "pods/portforward" in API group "" in the namespace "default"');
  expect(await run('kubectl port-forward pod/none 8080')).toBe('Error from server (NotFound): pods "none" not found\n');
});
