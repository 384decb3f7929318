import { afterAll, beforeAll, expect, test } from 'vitest';
import { realTime } from '../../../cli/real-time.ts';
import { type Ask, expectTold, prompt, type Row, stopAll } from '../prompt.test-helper.ts';

const IMAGE = 'registry.k8s.io/e2e-test-images/agnhost:2.53';
const pod = (name: string, container: object = {}, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: name } },
  spec: {
    containers: [{ name: 'main', image: IMAGE, args: ['netexec', '--http-port=8080'], ...container }],
    ...spec,
  },
});
const shell = (script: string): object => ({ image: 'busybox:1.36', command: ['sh', '-c', script] });
const claim = (name: string, storageClassName: string): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'default' },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: '1Gi' } } },
});
const withClaim = (claimName: string): object => ({
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
});

const OBJECTS = [
  pod('well'),
  pod('large', { resources: { requests: { cpu: '40' } } }),
  pod('picky', {}, { nodeSelector: { disk: 'ssd' } }),
  pod('claimless', {}, withClaim('nope')),
  pod('unbound', {}, withClaim('data')),
  claim('data', 'gold'),
  pod('crash', shell('echo no database at db:5432 >&2; exit 3')),
  pod('image', { image: 'nginx:9.99', args: [] }),
  pod('unready', {
    image: 'nginx:1.29',
    args: [],
    readinessProbe: { httpGet: { path: '/healthz', port: 80 }, periodSeconds: 2 },
  }),
  pod('killed', {
    ...{ image: 'nginx:1.29', args: [] },
    livenessProbe: { httpGet: { path: '/alive', port: 80 }, periodSeconds: 1, failureThreshold: 1 },
  }),
  pod('keyless', { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } }] }),
  pod('done', shell('exit 0'), { restartPolicy: 'Never' }),
  pod('ended', shell('echo bye; exit 4'), { restartPolicy: 'Never' }),
  pod('init', {}, { initContainers: [{ name: 'wait', ...shell('echo waiting for db; sleep 100000') }] }),
  pod(
    'heavy',
    {},
    {
      initContainers: [{ name: 'wait', image: 'busybox', resources: { requests: { cpu: '64', memory: '900Gi' } } }],
    },
  ),
  pod('gated', {}, { schedulingGates: [{ name: 'example.com/review' }] }),
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' }, data: { size: '1' } },
];

let ask: Ask;
beforeAll(async () => {
  ask = await prompt({ nodes: 2 }, OBJECTS, realTime);
  await ask('sleep 60');
});
afterAll(stopAll);

const ROWS: readonly Row[] = [
  {
    ...{
      of: 'pod/large',
      code: 'unschedulable',
      decided: 'Pod/default/large spec.containers[0].resources.requests.cpu',
    },
    says: ['0/2 nodes are available', 'node-1, node-2: ', 'of 4 free, the Pod asks for 40'],
    ...{ mend: 'kubectl describe node node-1', zh: '而 Pod 请求 40' },
  },
  {
    ...{
      of: 'pod/heavy',
      code: 'unschedulable',
      decided: 'Pod/default/heavy spec.initContainers[0].resources.requests.cpu',
    },
    says: ['of 4 free, the Pod asks for 64'],
    ...{ mend: 'kubectl describe node node-1', zh: '而 Pod 请求 64' },
  },
  {
    ...{ of: 'pod/picky', code: 'unschedulable', decided: 'Pod/default/picky spec.nodeSelector.disk' },
    says: ['node-1, node-2: not labelled disk=ssd'],
    ...{ mend: 'kubectl label node node-1 disk=ssd', zh: '没有 nodeSelector 要求的标签 disk=ssd' },
  },
  {
    ...{
      of: 'pod/claimless',
      code: 'unschedulable',
      decided: 'Pod/default/claimless spec.volumes[0].persistentVolumeClaim.claimName',
    },
    says: ['There is no PersistentVolumeClaim default/nope.'],
    ...{ mend: 'kubectl get pvc', zh: '没有 PersistentVolumeClaim default/nope' },
  },
  {
    ...{
      of: 'pod/unbound',
      code: 'unschedulable',
      decided: 'PersistentVolumeClaim/default/data spec.storageClassName',
    },
    says: ['default/data has no volume', 'StorageClass gold', 'there are: standard'],
    ...{ mend: 'Name a class that there is', zh: 'StorageClass gold 不存在' },
  },
  {
    ...{ of: 'pod/crash', code: 'crashing', decided: 'Pod/default/crash spec.containers[0].command' },
    says: ['exit code 3', 'The last line of its log is “no database at db:5432”'],
    ...{ mend: 'kubectl logs crash -c main --previous', zh: '它日志的最后一行是“no database at db:5432”' },
  },
  {
    ...{ of: 'pod/image', code: 'image-missing', decided: 'Pod/default/image spec.containers[0].image' },
    says: ['nginx:9.99', 'What was answered: ', 'not found'],
    ...{ mend: 'name and tag of the image', zh: '得到的回答：' },
  },
  {
    ...{
      of: 'pod/unready',
      code: 'probe-fails',
      decided: 'Pod/default/unready spec.containers[0].readinessProbe.httpGet',
    },
    says: ['asks /healthz, 80', 'statuscode: 404'],
    ...{ mend: 'answers with 200', zh: '就绪态探针' },
  },
  {
    ...{ of: 'pod/killed', code: 'crashing', decided: 'Pod/default/killed spec.containers[0].livenessProbe.httpGet' },
    says: ['the kubelet kills it', 'asks /alive, 80', 'statuscode: 404'],
    ...{ mend: 'startupProbe', zh: '存活态探针' },
  },
  {
    ...{
      of: 'pod/keyless',
      code: 'source-lacks-key',
      decided: 'Pod/default/keyless spec.containers[0].env[0].valueFrom.configMapKeyRef',
    },
    says: ['key colour of ConfigMap/default/settings'],
    ...{ mend: 'kubectl describe configmap settings', zh: 'ConfigMap/default/settings 的键 colour' },
  },
  {
    ...{ of: 'pod/ended', code: 'stays-ended', decided: 'Pod/default/ended spec.restartPolicy' },
    says: ['exit code 4', 'restartPolicy Never'],
    ...{ mend: 'kubectl logs ended -c main', zh: '以退出码 4 结束' },
  },
  {
    ...{ of: 'pod/init', code: 'init-first', decided: 'Pod/default/init spec.initContainers[0]' },
    says: ['begin after its init container wait'],
    ...{ mend: 'kubectl logs init -c wait', zh: 'Init 容器 wait' },
  },
  {
    ...{ of: 'pod/gated', code: 'gated', decided: 'Pod/default/gated spec.schedulingGates' },
    says: ['example.com/review'],
    ...{ mend: 'spec.schedulingGates', zh: '调度门控' },
  },
];

test.each(ROWS.map((row) => [row.of, row] as const))('%s', (_, row) => expectTold(ask, row));

test('a Pod that is well, and one that has done its work', async () => {
  expect(await ask('why po/well')).toMatch(/^Pod default\/well runs on node-\d: 1 of 1 containers are ready, after 0 /);
  expect(await ask('why pods/done')).toBe('Pod default/done has done its work and ended well.\n');
});

test('taints, cordons and full host ports are told of each node', async () => {
  await ask('kubectl taint node node-1 team=a:NoSchedule');
  await ask('kubectl cordon node-2');
  await ask('kubectl run late --image=nginx:1.29');
  const told = await ask('why pod/late');
  expect(told).toContain('node-2: cordoned, takes no new Pods. node-1: has the taint team=a:NoSchedule');
  expect(told).toContain('Decided by: Pod/default/late spec.tolerations');
  expect(told).toContain('kubectl taint node node-1 team=a:NoSchedule-');
  await ask('kubectl taint node node-1 team=a:NoSchedule-');
  await ask('kubectl uncordon node-2');
  expect(await ask('sleep 20; why pod/late')).toContain('Pod default/late runs on');
});
