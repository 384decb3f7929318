import { expect, test } from 'vitest';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { Snapshot } from '#lab/lab.ts';
import { changesBetween, objectCandidates } from './objects.ts';
import { askedAgain, askedByChanges, requestCandidate } from './requests.ts';

const object = (kind: string, name: string, more: object = {}, metadata: object = {}): ApiObject =>
  ({ apiVersion: 'v1', kind, metadata: { name, namespace: 'default', ...metadata }, ...more }) as unknown as ApiObject;
const storage = (objects: Record<string, readonly ApiObject[]>): Snapshot['storage'] => ({ revision: 1, objects });

const front = object('Service', 'front', {
  spec: { type: 'LoadBalancer', clusterIP: '10.96.0.7', ports: [{ port: 8080, nodePort: 30111 }] },
  status: { loadBalancer: { ingress: [{ ip: '203.0.113.9' }] } },
});
const owned = { ownerReferences: [{ kind: 'ReplicaSet', name: 'web-1' }], labels: { app: 'web' } };
const world = storage({
  services: [front],
  pods: [
    object('Pod', 'web-1-a', { status: { phase: 'Running', podIP: '10.0.1.4' } }, owned),
    object('Pod', 'client', { status: { phase: 'Running', podIP: '10.0.1.9' } }),
  ],
  nodes: [object('Node', 'node-1', { status: { addresses: [{ type: 'ExternalIP', address: '198.51.100.1' }] } })],
});

test('a Service is asked for from inside, at every node, and at its load balancer', () => {
  const asked = askedByChanges([{ was: undefined, is: front }], world);
  expect(asked).toEqual([
    { from: 'pod/default/client', url: 'http://front:8080/' },
    { from: 'internet', url: 'http://${node.any.externalIP}:${service.front.nodePort}/', every: 'node' },
    { from: 'internet', url: 'http://${loadBalancer.front}:8080/' },
  ]);
  expect(asked.map((one) => requestCandidate(one, 'timeout', 200)?.ask.en)).toEqual([
    '`http://front:8080/` answers from a Pod',
    'Every node answers on port `${service.front.nodePort}` from the internet',
    '`http://${loadBalancer.front}:8080/` answers from the internet',
  ]);
});

test.each([
  ['laptop', 'http://203.0.113.9:8080/a', { from: 'laptop', url: 'http://${loadBalancer.front}:8080/a' }],
  ['laptop', 'http://10.96.0.7/', { from: 'laptop', url: 'http://${service.front.clusterIP}/' }],
  [
    'internet',
    'http://198.51.100.1:30111/',
    { from: 'internet', url: 'http://${node.any.externalIP}:${service.front.nodePort}/', every: 'node' },
  ],
  ['pod/default/web-1-a', 'http://front:8080/', { from: 'pod/default/app=web', url: 'http://front:8080/' }],
  ['laptop', 'http://10.0.1.4:80/', { from: 'laptop', url: 'http://${pod.app=web.ip}/' }],
  ['laptop', 'https://192.0.2.1:6443/api', undefined],
  ['laptop', 'http://192.0.2.77/', undefined],
])('from %s, %s is asked again as %j', (from, url, asked) =>
  expect(askedAgain({ from, url }, world, [])).toEqual(asked),
);

test('a node port that was typed stays the number that it is', () => {
  const lines = ['kubectl create service nodeport front --tcp=80 --node-port=30111'];
  expect(askedAgain({ from: 'internet', url: 'http://198.51.100.1:30111/' }, world, lines)?.url).toBe(
    'http://${node.any.externalIP}:30111/',
  );
});

test('what no longer answers is a refusal, in its way; what is as it was, or could not be sent, is nothing', () => {
  const asking = { from: 'laptop', url: 'http://front/' };
  expect(requestCandidate(asking, 200, 'timeout')?.asks).toEqual({ refuse: { ...asking, by: 'timeout' } });
  expect(requestCandidate(asking, 200, 503)?.asks).toEqual({ refuse: { ...asking, by: { status: 503 } } });
  expect(requestCandidate(asking, 'timeout', 301)?.asks).toEqual({ reach: { ...asking, status: 301 } });
  expect(requestCandidate(asking, 200, 200)).toBeUndefined();
  expect(requestCandidate(asking, 200, undefined)).toBeUndefined();
});

test('objects: what came, what was changed, what went; not what controllers made', () => {
  const old = object('Service', 'web', { spec: { type: 'ClusterIP', selector: { app: "it's" } } });
  const changed = object('Service', 'web', { spec: { type: 'NodePort', selector: { app: "it's" } } });
  const before = storage({ services: [old], configmaps: [object('ConfigMap', 'gone')] });
  const after = storage({
    services: [changed],
    configmaps: [object('ConfigMap', 'kube-root-ca.crt'), object('ConfigMap', 'come', { data: { 'a-b': "it's" } })],
    pods: [object('Pod', 'web-1-a', {}, owned)],
    events: [object('Event', 'x')],
  });
  expect(objectCandidates(changesBetween(before, after)).map(({ asks }) => asks['that'])).toEqual([
    "self.metadata.name == 'come'",
    "self.data['a-b'] == 'it\\'s'",
    "!all.exists(o, o.metadata.name == 'gone')",
    "self.spec.type == 'NodePort'",
  ]);
});
