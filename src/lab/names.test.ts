import { beforeAll, expect, test } from 'vitest';
import { realTime } from '../cli/real-time.ts';
import { Lab } from './lab.ts';
import { LaptopShell } from './laptop-shell.ts';
import { preload } from './preload.ts';

beforeAll(() => preload());

const NEVER_READY = `apiVersion: v1
kind: Pod
metadata: { name: probed }
spec:
  containers:
  - name: web
    image: nginx
    readinessProbe: { httpGet: { port: 81 }, periodSeconds: 1 }
`;

test('who types the same lines more slowly finds the same names and addresses', async () => {
  const named = async (pause: string): Promise<string> => {
    const lab = new Lab({ seed: 7, home: { 'pod.yaml': NEVER_READY } });
    const stop = lab.drive(realTime);
    const shell = new LaptopShell(lab);
    for (const line of [
      'kubectl apply -f pod.yaml; kubectl create deployment web --image=nginx',
      pause,
      'kubectl expose deployment web --port=80 --type=NodePort; kubectl scale deployment web --replicas=2',
      pause,
      'kubectl run other --image=nginx',
    ])
      await shell.capture(line);
    const { stdout } = await shell.capture(
      `kubectl get pods,services -o jsonpath='{range .items[*]}{.metadata.name} {.metadata.uid} {.spec.clusterIP} {.spec.ports[*].nodePort}{"\\n"}{end}'`,
    );
    stop();
    return stdout;
  };
  const quick = await named('true');
  expect(quick.split('\n')).toHaveLength(7);
  expect(await named('sleep 61; curl -s localhost; kubectl get events > /dev/null')).toBe(quick);
});
