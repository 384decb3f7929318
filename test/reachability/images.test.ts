// Images in a cluster: what a wrong flag comes to, agnhost's /dial and /exit. Source: kubernetes test/images/agnhost/netexec, hashicorp/http-echo main.go.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import { runAt } from '#lab/in-pod.test-helper.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../src/cli/real-time.ts';

await preload();

const AGNHOST = 'registry.k8s.io/e2e-test-images/agnhost:2.53';
const pod = (name: string, image: string, args: readonly string[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: 'main', image, args }] },
});
const objects = [
  pod('wrong', 'hashicorp/http-echo:1.0', ['-txet=hello']),
  pod('exec', AGNHOST, ['netexec']),
  pod('shoot', 'nicolaka/netshoot', ['sleep', 'infinity']),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'exec' },
    spec: { selector: { app: 'exec' }, ports: [{ port: 80, targetPort: 8080 }] },
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

const statusOf = (name: string) =>
  lab.cluster.storage.get<Pod>('pods', `default/${name}`)!.status!.containerStatuses![0]!;
const shoot = (line: string): Promise<string> => runAt(lab, 'pod/default/shoot', line);

test('a flag that a program does not know ends its container again and again', () => {
  const { state, lastState } = statusOf('wrong');
  expect(state?.waiting?.reason).toBe('CrashLoopBackOff');
  expect(lastState?.terminated?.exitCode).toBe(2);
});

test('netexec dials from its Pod, and says what came of it', async () => {
  const ask = (query: string): Promise<string> => shoot(`curl -s "http://exec/dial?request=hostname&${query}"`);
  expect(await ask('host=exec.default&port=80&tries=2')).toBe('{"responses":["exec","exec"]}');
  expect(await ask('host=127.0.0.1&port=81')).toBe(
    '{"errors":["Get \\"http://127.0.0.1:81/hostname\\": dial tcp 127.0.0.1:81: connect: connection refused"]}',
  );
  expect(await ask('host=nowhere&port=80')).toBe('host and/or port param are invalid. lookup nowhere: no such host\n');
});

test('netexec exits with the code that it is asked for, and is started again', async () => {
  await shoot('curl -s "http://exec/exit?code=3"');
  await shoot('sleep 5');
  const { restartCount, lastState } = statusOf('exec');
  expect([restartCount, lastState?.terminated?.exitCode]).toEqual([1, 3]);
  expect(await shoot('curl -s http://exec/hostname')).toBe('exec');
});
