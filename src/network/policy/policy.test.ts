import { expect, test } from 'vitest';
import type { NetworkPolicy } from '#api/networking/types.ts';
import { client, endpoint, pod, service, sick, slice, topology, web1, web2 } from '../fixtures.test-data.ts';
import { compileRules } from '../proxy/rules.ts';
import { trace } from '../proxy/trace.ts';

const policy = (name: string, spec: NetworkPolicy['spec']): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'default' },
  spec,
});
const rules = compileRules(
  [
    service('web', {
      type: 'NodePort',
      clusterIP: '10.96.0.2',
      selector: { app: 'web' },
      ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
    }),
  ],
  [slice('web', [endpoint(web2)], 8080)],
);
const elsewhere = pod('client', '10.244.1.30', 'one', { app: 'client' });
elsewhere.metadata.namespace = 'other';
const web = { podSelector: { matchLabels: { app: 'web' } } };
const denyAll = policy('deny-all', { podSelector: {}, policyTypes: ['Ingress'] });
const fromClients = policy('clients', {
  ...web,
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'client' } } }], ports: [{ port: 8080 }] }],
});
const everyNamespace = policy('all', {
  ...web,
  ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'client' } } }] }],
});
const named = policy('named', {
  ...web,
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } }] }],
});
const nodesOnly = policy('block', {
  ...web,
  ingress: [{ from: [{ ipBlock: { cidr: '192.168.49.0/24', except: ['192.168.49.11/32'] } }] }],
});
const wrongPort = policy('port', { ...web, ingress: [{ ports: [{ port: 80 }] }] });
const range = policy('range', { ...web, ingress: [{ ports: [{ port: 8000, endPort: 9000 }] }] });
const udp = policy('udp', { ...web, ingress: [{ ports: [{ protocol: 'UDP', port: 8080 }] }] });
const noEgress = policy('no-egress', { podSelector: { matchLabels: { app: 'client' } }, policyTypes: ['Egress'] });
const egressToWeb = policy('to-web', { podSelector: { matchLabels: { app: 'client' } }, egress: [{ to: [web] }] });

const me = 'pod/default/client';
const other = 'pod/other/client';
test.each<[string, readonly NetworkPolicy[], string, string, number, 'delivered' | string]>([
  ['no policy', [], me, '10.96.0.2', 80, 'delivered'],
  [
    'deny all',
    [denyAll],
    me,
    '10.96.0.2',
    80,
    'NetworkPolicy default/deny-all isolates it, and no rule lets this connection in to Pod default/web-2: the packet is dropped, no answer comes',
  ],
  ['another way in is added', [denyAll, fromClients], me, '10.96.0.2', 80, 'delivered'],
  [
    'a Pod selector means the own namespace',
    [fromClients],
    other,
    '10.96.0.2',
    80,
    'NetworkPolicy default/clients isolates it, and no rule lets this connection in to Pod default/web-2: the packet is dropped, no answer comes',
  ],
  ['namespaces and Pods', [everyNamespace], other, '10.96.0.2', 80, 'delivered'],
  ['a namespace by name', [named], other, '10.96.0.2', 80, 'delivered'],
  [
    'another namespace',
    [named],
    me,
    '10.96.0.2',
    80,
    'NetworkPolicy default/named isolates it, and no rule lets this connection in to Pod default/web-2: the packet is dropped, no answer comes',
  ],
  [
    "the port is the Pod's, not the Service's",
    [wrongPort],
    me,
    '10.96.0.2',
    80,
    'NetworkPolicy default/port isolates it, and no rule lets this connection in to Pod default/web-2: the packet is dropped, no answer comes',
  ],
  ['a range of ports', [range], me, '10.96.0.2', 80, 'delivered'],
  [
    'the protocol counts',
    [udp],
    me,
    '10.244.2.4',
    8080,
    'NetworkPolicy default/udp isolates it, and no rule lets this connection in to Pod default/web-2: the packet is dropped, no answer comes',
  ],
  [
    'deny all stops the node port',
    [denyAll],
    'laptop',
    '203.0.113.11',
    30080,
    'NetworkPolicy default/deny-all isolates it, and no rule lets this connection in to Pod default/web-2: the packet is dropped, no answer comes',
  ],
  ['a block of addresses, by the node that forwards', [nodesOnly], 'laptop', '203.0.113.12', 30080, 'delivered'],
  [
    'an exception in it',
    [nodesOnly],
    'laptop',
    '203.0.113.11',
    30080,
    'NetworkPolicy default/block isolates it, and no rule lets this connection in to Pod default/web-2: the packet is dropped, no answer comes',
  ],
  ['a node reaches its own Pods', [denyAll], 'node/two', '10.244.2.4', 8080, 'delivered'],
  [
    'another node does not',
    [denyAll],
    'node/one',
    '10.244.2.4',
    8080,
    'NetworkPolicy default/deny-all isolates it, and no rule lets this connection in to Pod default/web-2: the packet is dropped, no answer comes',
  ],
  [
    'nothing out',
    [noEgress],
    me,
    '10.244.2.4',
    8080,
    'NetworkPolicy default/no-egress isolates it, and no rule lets this connection out of Pod default/client: the packet is dropped, no answer comes',
  ],
  ['out to some', [egressToWeb], me, '10.96.0.2', 80, 'delivered'],
  [
    'and not to others',
    [egressToWeb],
    me,
    '198.51.100.7',
    80,
    'NetworkPolicy default/to-web isolates it, and no rule lets this connection out of Pod default/client: the packet is dropped, no answer comes',
  ],
  ['loopback is never filtered', [denyAll], 'pod/default/web-2', '127.0.0.1', 8080, 'delivered'],
  ['nor is a Pod that calls itself', [denyAll], 'pod/default/web-2', '10.96.0.2', 80, 'delivered'],
])('%s', (_name, policies, from, ip, port, outcome) => {
  const result = trace(
    { from, to: { ip, port } },
    topology([web1, web2, client, sick, elsewhere], policies),
    rules,
    () => 0,
  );
  expect(result.delivered ? 'delivered' : result.hops.at(-1)?.did).toBe(outcome);
});
