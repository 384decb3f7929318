import { afterAll, beforeAll, expect, test } from 'vitest';
import { realTime } from '../../../cli/real-time.ts';
import { nodeFault } from '../deciding/nodes.ts';
import { type Ask, expectTold, prompt, stopAll } from '../prompt.test-helper.ts';

const pod = (name: string, container: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image: 'nginx:1.29', ...container }] },
});
const slice = (name: string, labels: object): object => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, namespace: 'default', labels },
  ...{ addressType: 'IPv4', ports: [{ name: '', port: 80 }], endpoints: [{ addresses: ['192.0.2.9'] }] },
});
const OBJECTS = [
  pod('well'),
  pod('unready', { readinessProbe: { httpGet: { path: '/healthz', port: 80 }, periodSeconds: 2 } }),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  },
  slice('stray', {}),
  slice('lost', { 'kubernetes.io/service-name': 'gone' }),
];

let ask: Ask;
beforeAll(async () => {
  ask = await prompt({ nodes: 2 }, OBJECTS, realTime);
  await ask('sleep 20');
});
afterAll(stopAll);

test('endpoints that are not ready lead on to their Pods; those of no Service say so', async () => {
  const name = await ask(
    "kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{.items[0].metadata.name}'",
  );
  const decided = 'Pod/default/unready spec.containers[0].readinessProbe.httpGet';
  const says = ['lists 2 endpoints of Service default/web, 1 of them ready', 'asks /healthz, 80', 'statuscode: 404'];
  const more = { code: 'endpoints-ready', decided, says, mend: 'answers with 200', zh: '其中 1 个就绪' };
  await expectTold(ask, { of: `endpointslice/${name}`, ...more });
  await expectTold(ask, { of: 'endpoints/web', ...more });
  await expectTold(ask, {
    ...{ of: 'endpointslice/stray', code: 'slice-of-nobody' },
    decided: 'EndpointSlice/default/stray metadata.labels["kubernetes.io/service-name"]',
    ...{ says: ['no Service reads it'], mend: 'Label it', zh: '没有 Service 使用它' },
  });
  await expectTold(ask, {
    ...{ of: 'endpointslice/lost', code: 'slice-without-service' },
    decided: 'EndpointSlice/default/lost metadata.labels["kubernetes.io/service-name"]',
    ...{ says: ['Service default/gone'], mend: 'kubectl get services -A', zh: 'Service default/gone' },
  });
  await ask('kubectl delete pod unready; sleep 5');
  expect(await ask(`why endpointslice/${name}`)).toContain('lists 1 endpoints, all ready');
});

test('a node that is well, cordoned, silent; what is on it says that', async () => {
  expect(await ask('why node/node-1')).toMatch(
    /^Node node-1 is ready and takes Pods: it has \d+ of 110\. Taints: -\.\n$/,
  );
  await ask('kubectl cordon node-1');
  await expectTold(ask, {
    ...{ of: 'node/node-1', code: 'node-is-cordoned', decided: 'Node/node-1 spec.unschedulable' },
    ...{ says: ['Pods on it go on'], mend: 'kubectl uncordon node-1', zh: '节点 node-1 已被隔离' },
  });
  await ask('kubectl uncordon node-1');
  const node = await ask("kubectl get pod well -o jsonpath='{.spec.nodeName}'");
  await ask(`ssh ${node} systemctl stop kubelet; sleep 60`);
  await expectTold(ask, {
    ...{ of: `node/${node}`, code: 'node-does-not-report', decided: `Node/${node} status.conditions[3].status` },
    says: [`The kubelet of node ${node} does not report`, 'Kubelet stopped posting node status.'],
    ...{ mend: `ssh ${node} systemctl status kubelet`, zh: '没有上报' },
  });
  await expectTold(ask, {
    ...{ of: 'pod/well', code: 'node-silent', decided: `Node/${node}` },
    ...{ says: [`on node ${node}, which does not report`], mend: `why node/${node}`, zh: '没有上报' },
  });
});

test('a node that is short of something', () => {
  const conditions = [
    { type: 'Ready', status: 'True' as const },
    { type: 'DiskPressure', status: 'True' as const, message: 'kubelet has disk pressure' },
  ];
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {}, status: { conditions } };
  const { path, notes } = nodeFault(node)!;
  expect([path, notes?.map(({ code }) => code)]).toEqual(['status.conditions[1].status', ['node-pressed']]);
});
