import { afterAll, beforeAll, expect, test } from 'vitest';
import { realTime } from '../../../cli/real-time.ts';
import { type Ask, expectTold, prompt, type Row, stopAll } from '../prompt.test-helper.ts';

const workload = (kind: string, name: string, spec: object, container: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', image: 'nginx:1.29', ...container }] },
    },
    ...spec,
  },
});
const quota = {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'few', namespace: 'shut' },
  spec: { hard: { pods: '1' } },
};
const shut = workload('Deployment', 'shut', { replicas: 2 }) as { metadata: object };

const OBJECTS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shut' } },
  quota,
  { ...shut, metadata: { ...shut.metadata, namespace: 'shut' } },
  workload('Deployment', 'web', { replicas: 2 }),
  workload('Deployment', 'image', { replicas: 2 }, { image: 'nginx:9.99' }),
  workload('StatefulSet', 'db', { replicas: 2 }, { readinessProbe: { tcpSocket: { port: 5432 }, periodSeconds: 2 } }),
  workload('DaemonSet', 'agent', {}, { image: 'nginx:9.98' }),
  workload('Deployment', 'none', { replicas: 0 }),
];

let ask: Ask;
beforeAll(async () => {
  ask = await prompt({ nodes: 2 }, OBJECTS, realTime);
  await ask('sleep 60');
});
afterAll(stopAll);

const ROWS: readonly Row[] = [
  {
    ...{ of: 'deployment/shut -n shut', code: 'too-few-ready', decided: 'ResourceQuota/shut/few spec.hard.pods' },
    says: ['1 of 2 Pods ready', 'ResourceQuota few allows 1 of pods, 1 are used, and one more Pod asks for 1'],
    ...{ mend: 'kubectl describe quota few -n shut', zh: 'ResourceQuota few 允许 pods 共 1，已用 1' },
  },
  {
    of: 'deploy/image',
    code: 'too-few-ready',
    decided: 'Deployment/default/image spec.template.spec.containers[0].image',
    says: ['0 of 2 Pods ready', 'cannot get its image nginx:9.99', 'The same with image-'],
    ...{ mend: 'name and tag of the image', zh: '就绪的有 0 个' },
  },
  {
    of: 'sts/db',
    code: 'too-few-ready',
    decided: 'StatefulSet/default/db spec.template.spec.containers[0].readinessProbe.tcpSocket',
    says: ['0 of 2 Pods ready', 'in Pod default/db-0 asks 5432', 'connection refused'],
    ...{ mend: 'mend the server', zh: 'default/db-0' },
  },
  {
    of: 'ds/agent',
    code: 'too-few-ready',
    decided: 'DaemonSet/default/agent spec.template.spec.containers[0].image',
    says: ['0 of 2 Pods ready', 'nginx:9.98'],
    ...{ mend: 'name and tag of the image', zh: '无法获取镜像' },
  },
  {
    ...{ of: 'deployment/none', code: 'zero-replicas', decided: 'Deployment/default/none spec.replicas', says: [] },
    ...{ mend: 'kubectl scale', zh: '副本数是 0' },
  },
];
test.each(ROWS.map((row) => [row.of, row] as const))('%s', (_, row) => expectTold(ask, row));

test('a ReplicaSet says the same as its Deployment', async () => {
  const name = await ask("kubectl get rs -n shut -o jsonpath='{.items[0].metadata.name}'");
  expect(await ask(`why rs/${name} -n shut`)).toContain('ResourceQuota few allows 1 of pods');
});

test('a rollout that stands still, while the old Pods serve on; one that is paused', async () => {
  expect(await ask('why deployment/web')).toBe(
    'Deployment/default/web has 2 of 2 Pods ready, all by its present template.\n',
  );
  await ask('kubectl set image deployment/web main=nginx:0.0.1');
  expect(await ask('sleep 30; why deployment/web')).toMatch(/still has enough Pods ready.*image nginx:0\.0\.1/);
  await ask('kubectl rollout undo deployment/web; sleep 30; kubectl rollout pause deployment/web');
  await ask('kubectl set image deployment/web main=nginx:0.0.2');
  expect(await ask('why deployment/web')).toContain('kubectl rollout resume deployment web');
});
