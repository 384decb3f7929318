import { assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import type { Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import { balancer, client, endpoint, service, sick, slice, topology, web1, web2 } from '../fixtures.test-data.ts';
import { compileRules } from './rules.ts';
import { trace } from './trace.ts';

const both = [endpoint(web1), endpoint(web2)];
const lb = { loadBalancer: { ingress: [{ ip: '203.0.113.200', ipMode: 'VIP' as const }] } };
const services: Service[] = [
  service('web', {
    type: 'NodePort',
    clusterIP: '10.96.0.2',
    selector: { app: 'web' },
    ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
  }),
  service(
    'local',
    {
      type: 'LoadBalancer',
      clusterIP: '10.96.0.3',
      selector: { app: 'web' },
      externalTrafficPolicy: 'Local',
      healthCheckNodePort: 31999,
      ports: [{ port: 80, targetPort: 8080, nodePort: 30081 }],
    },
    lb,
  ),
  service('inner', {
    clusterIP: '10.96.0.4',
    selector: { app: 'web' },
    internalTrafficPolicy: 'Local',
    ports: [{ port: 80 }],
  }),
  service('typo', { clusterIP: '10.96.0.5', selector: { app: 'wbe' }, ports: [{ port: 80 }] }),
  service('sick', {
    type: 'NodePort',
    clusterIP: '10.96.0.6',
    selector: { app: 'sick' },
    ports: [{ port: 80, nodePort: 30083 }],
  }),
  service('wrong', { clusterIP: '10.96.0.7', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8081 }] }),
  service('ext', {
    clusterIP: '10.96.0.8',
    selector: { app: 'web' },
    externalIPs: ['203.0.113.77', '203.0.113.12'],
    ports: [{ port: 81 }],
  }),
];
const slices: EndpointSlice[] = [
  slice('web', both, 8080),
  slice('local', [endpoint(web2)], 8080),
  slice('inner', [endpoint(web2)], 8080),
  { ...slice('typo', [], 80), endpoints: null, ports: null },
  slice('sick', [endpoint(sick, { ready: false, serving: false, terminating: false })], 80),
  slice('wrong', both, 8081),
  slice('ext', both, 8080),
];
const rules = compileRules(services, slices);
const balancers = [balancer('local', '203.0.113.200', ['two'])];
const pod = 'pod/default/client';

test.each([
  ['pod to cluster IP', pod, '10.96.0.2', 80, 'delivered', 'pod/default/web-1 from 10.244.1.9'],
  ['node to cluster IP', 'node/two', '10.96.0.2', 80, 'delivered', 'pod/default/web-1 from 192.168.49.12'],
  ['hairpin is masqueraded', 'pod/default/web-1', '10.96.0.2', 80, 'delivered', 'pod/default/web-1 from 192.168.49.11'],
  ['pod to pod', pod, '10.244.2.4', 8080, 'delivered', 'pod/default/web-2 from 10.244.1.9'],
  [
    'pod without a listener',
    pod,
    '10.244.2.4',
    80,
    'refused',
    'nothing listens on port 80 of Pod default/web-2; it listens on 8080: connection refused',
  ],
  [
    'wrong target port',
    pod,
    '10.96.0.7',
    80,
    'refused',
    'nothing listens on port 8081 of Pod default/web-1; it listens on 8080: connection refused',
  ],
  [
    'selector matches nothing',
    pod,
    '10.96.0.5',
    80,
    'refused',
    'no ready endpoint behind Service default/typo: connection refused (its selector app=wbe matches no Pod)',
  ],
  [
    'pods not ready',
    pod,
    '10.96.0.6',
    80,
    'refused',
    'no ready endpoint behind Service default/sick: connection refused (its selector app=sick matches 1 Pod, but none is ready)',
  ],
  [
    'node port, pods not ready',
    'laptop',
    '203.0.113.11',
    30083,
    'refused',
    'no ready endpoint behind Service default/sick: connection refused (its selector app=sick matches 1 Pod, but none is ready)',
  ],
  [
    'cluster IP, other port',
    pod,
    '10.96.0.2',
    8080,
    'timeout',
    'Service default/web has no port 8080/TCP, only 80/TCP: the packet is dropped, no answer comes',
  ],
  [
    'unused service address',
    pod,
    '10.97.1.1',
    80,
    'timeout',
    'no Service has the address 10.97.1.1: the packet is dropped, no answer comes',
  ],
  ['unused pod address', pod, '10.244.9.9', 80, 'unreachable', 'no Pod has the address 10.244.9.9: no route to host'],
  [
    'cluster IP from the laptop',
    'laptop',
    '10.96.0.2',
    80,
    'timeout',
    '10.96.0.2 is the ClusterIP of Service default/web, which has no route from outside the cluster: no answer comes',
  ],
  [
    'pod IP from the laptop',
    'laptop',
    '10.244.1.4',
    8080,
    'timeout',
    '10.244.1.4 is the address of Pod default/web-1, which has no route from outside the cluster: no answer comes',
  ],
  ['node port from the laptop', 'laptop', '203.0.113.12', 30080, 'delivered', 'pod/default/web-1 from 192.168.49.12'],
  [
    'node port by internal address',
    'laptop',
    '192.168.49.12',
    30080,
    'timeout',
    '192.168.49.12 is the internal address of node two, which has no route from outside the cluster: no answer comes',
  ],
  ['node port from a pod', pod, '192.168.49.12', 30080, 'delivered', 'pod/default/web-1 from 192.168.49.12'],
  [
    'node port on the loopback of a node',
    'node/one',
    '127.0.0.1',
    30080,
    'delivered',
    'pod/default/web-1 from 192.168.49.11',
  ],
  [
    'node port on the loopback of a pod',
    pod,
    '127.0.0.1',
    30080,
    'refused',
    'nothing listens on port 30080 of Pod default/client; it listens on no port: connection refused',
  ],
  [
    'service port on a node',
    'laptop',
    '203.0.113.12',
    80,
    'refused',
    'nothing listens on port 80 of node two; it listens on no port: connection refused',
  ],
  [
    'Local policy, node without endpoint',
    'laptop',
    '203.0.113.11',
    30081,
    'timeout',
    'externalTrafficPolicy is Local and node one has no endpoint of Service default/local: the packet is dropped, no answer comes',
  ],
  [
    'Local policy keeps the source',
    'laptop',
    '203.0.113.12',
    30081,
    'delivered',
    'pod/default/web-2 from 192.168.1.20',
  ],
  ['Local policy, from inside', pod, '192.168.49.11', 30081, 'delivered', 'pod/default/web-2 from 10.244.1.9'],
  [
    'load balancer avoids nodes without endpoint',
    'internet',
    '203.0.113.200',
    80,
    'delivered',
    'pod/default/web-2 from 198.51.100.7',
  ],
  [
    'load balancer, other port',
    'internet',
    '203.0.113.200',
    81,
    'timeout',
    'the load balancer 203.0.113.200 of Service default/local does not forward port 81/TCP, and drops the packet: no answer comes',
  ],
  ['load balancer from inside', pod, '203.0.113.200', 80, 'delivered', 'pod/default/web-2 from 10.244.1.9'],
  ['health port', 'node/one', '192.168.49.11', 31999, 'delivered', 'node/one from 192.168.49.11'],
  [
    'internal Local policy',
    pod,
    '10.96.0.4',
    80,
    'timeout',
    'internalTrafficPolicy is Local and node one has no endpoint of Service default/inner: the packet is dropped, no answer comes',
  ],
  [
    'external IP nobody routes',
    'laptop',
    '203.0.113.77',
    81,
    'timeout',
    '203.0.113.77 is an external IP of Service default/ext, but nothing routes it to a node: no answer comes',
  ],
  ['external IP from inside', pod, '203.0.113.77', 81, 'delivered', 'pod/default/web-1 from 192.168.49.11'],
  ['external IP of a node', 'laptop', '203.0.113.12', 81, 'delivered', 'pod/default/web-1 from 192.168.49.12'],
  ['own listener', 'laptop', '127.0.0.1', 8001, 'delivered', 'laptop from 127.0.0.1'],
  [
    'listener bound to loopback',
    'laptop',
    '192.168.1.20',
    8001,
    'refused',
    'port 8001 of laptop is bound to 127.0.0.1 only: connection refused',
  ],
  ['pod to the internet', pod, '198.51.100.7', 80, 'delivered', 'internet from 203.0.113.11'],
  [
    'nobody reaches the laptop',
    pod,
    '192.168.1.20',
    8001,
    'timeout',
    'laptop cannot be reached from elsewhere: no answer comes',
  ],
  [
    'a place that is not there',
    'pod/default/ghost',
    '10.96.0.2',
    80,
    'unreachable',
    'has no network: pod/default/ghost is not running',
  ],
] as const)('%s', (_name, from, ip, port, verdict, outcome) => {
  const result = trace({ from, to: { ip, port } }, topology(undefined, [], balancers), rules, () => 0);
  const seen = result.delivered
    ? `${result.delivered.place} from ${result.delivered.sourceIP}`
    : result.hops.at(-1)?.did;
  expect([result.verdict, seen]).toEqual([verdict, outcome]);
});

test('the hops name what decided, and why as a value', () => {
  const service = 'default/web';
  const to = '203.0.113.12:30080';
  expect(trace({ from: 'laptop', to: { ip: '203.0.113.12', port: 30080 } }, topology(), rules, () => 1).hops).toEqual([
    {
      at: 'laptop',
      did: `opens a TCP connection to ${to}`,
      ok: true,
      reason: { code: 'opens-connection', parameters: { protocol: 'TCP', to } },
    },
    {
      at: 'node/two',
      did: 'took the connection on NodePort 30080 of Service default/web',
      object: 'Service/default/web',
      ok: true,
      reason: { code: 'node-port', parameters: { port: '30080', service } },
    },
    {
      at: 'service/default/web',
      did: 'picked endpoint 10.244.2.4:8080 of 2 ready',
      object: 'Service/default/web',
      ok: true,
      reason: { code: 'picked-endpoint', parameters: { endpoint: '10.244.2.4:8080', ready: '2' } },
    },
    {
      at: 'pod/default/web-2',
      did: 'accepted the connection on port 8080',
      object: 'Pod/default/web-2',
      ok: true,
      reason: { code: 'accepted', parameters: { port: '8080' } },
    },
  ]);
});

test('endpoints that terminate serve on only while none is ready', () => {
  const leaving = endpoint(web1, { ready: false, serving: true, terminating: true });
  const backends = (endpoints: EndpointSlice['endpoints']) =>
    compileRules([services[0]!], [slice('web', endpoints ?? [], 8080)])
      .byAddress.get('10.96.0.2:80:TCP')
      ?.target.backends.map((b) => b.ip);
  expect(backends([leaving])).toEqual(['10.244.1.4']);
  expect(backends([leaving, endpoint(web2)])).toEqual(['10.244.2.4']);
});

test.each([
  [
    'VIP',
    undefined,
    'laptop',
    'delivered',
    ['laptop', 'load-balancer/default/web', 'service/default/web', 'pod/default/web-1'],
  ],
  ['VIP', undefined, pod, 'delivered', [pod, 'service/default/web', 'pod/default/web-1']],
  [
    'Proxy',
    undefined,
    pod,
    'delivered',
    [pod, 'load-balancer/default/web', 'service/default/web', 'pod/default/web-1'],
  ],
  [
    'VIP',
    '192.168.1.0/24',
    'laptop',
    'delivered',
    ['laptop', 'load-balancer/default/web', 'service/default/web', 'pod/default/web-1'],
  ],
  ['VIP', '192.168.1.0/24', 'internet', 'timeout', ['internet', 'load-balancer/default/web']],
  ['VIP', '192.168.1.0/24', pod, 'timeout', [pod, 'service/default/web']],
] as const)('load balancer of mode %s for %s, from %s', (ipMode, range, from, verdict, way) => {
  const spec = {
    ...services[0]!.spec,
    type: 'LoadBalancer' as const,
    ...(range ? { loadBalancerSourceRanges: [range] } : {}),
  };
  const balanced = service('web', spec, { loadBalancer: { ingress: [{ ip: '203.0.113.201', ipMode }] } });
  const packet = { from, to: { ip: '203.0.113.201', port: 80 } };
  const here = topology(undefined, [], [balancer('web', '203.0.113.201')]);
  const result = trace(packet, here, compileRules([balanced], [slice('web', both, 8080)]), () => 0);
  expect([result.verdict, result.hops.map(({ at }) => at)]).toEqual([verdict, way]);
});

test('a hostPort leads to its Pod on that node only', () => {
  const spec = { containers: [{ name: 'a', image: 'a', ports: [{ containerPort: 8080, hostPort: 8888 }] }] };
  const hosted = { ...web1, spec: { ...web1.spec, ...spec } };
  const to = (ip: string) => trace({ from: 'laptop', to: { ip, port: 8888 } }, topology([hosted]), rules, () => 0);
  expect(to('203.0.113.11').delivered).toMatchObject({
    place: 'pod/default/web-1',
    port: 8080,
    sourceIP: '192.168.1.20',
  });
  expect(to('203.0.113.12').verdict).toBe('refused');
});

test("a Pod on its node's network answers at the node's address", () => {
  const host = { ...sick, spec: { ...sick.spec, hostNetwork: true }, metadata: { ...sick.metadata, name: 'web-1' } };
  const at = trace({ from: pod, to: { ip: '192.168.49.11', port: 8080 } }, topology([host, client]), rules, () => 0);
  expect(at.delivered).toMatchObject({ place: 'pod/default/web-1', ip: '192.168.49.11' });
});

test('session affinity returns to the endpoint it remembers, as long as that is ready', () => {
  const sticky = service('web', { ...services[0]!.spec, sessionAffinity: 'ClientIP' });
  const packet = { from: pod, to: { ip: '10.96.0.2', port: 80 } };
  const first = trace(packet, topology(), compileRules([sticky], [slice('web', both, 8080)]), () => 1);
  expect(first.affinity).toMatchObject({
    key: 'one default/web:TCP 10.244.1.9',
    backend: { ip: '10.244.2.4' },
    forMs: 10_800_000,
  });
  const recall = () => first.affinity?.backend;
  expect(
    trace(packet, topology(), compileRules([sticky], [slice('web', both, 8080)]), () => 0, recall).delivered?.ip,
  ).toBe('10.244.2.4');
  expect(
    trace(packet, topology(), compileRules([sticky], [slice('web', [endpoint(web1)], 8080)]), () => 0, recall).delivered
      ?.ip,
  ).toBe('10.244.1.4');
});

test('every trace ends, and its last hop fails exactly when it was not delivered', () => {
  const from = constantFrom(pod, 'pod/default/web-1', 'node/one', 'node/two', 'laptop', 'internet', 'pod/x/y');
  const ip = constantFrom(
    ...[
      '10.96.0.2',
      '10.96.0.3',
      '10.96.0.4',
      '10.96.0.5',
      '10.96.0.6',
      '10.96.0.7',
      '10.96.9.9',
      '10.244.1.4',
      '10.244.7.7',
    ],
    ...[
      '203.0.113.11',
      '203.0.113.12',
      '203.0.113.200',
      '203.0.113.77',
      '192.168.49.11',
      '192.168.1.20',
      '127.0.0.1',
      '8.8.8.8',
    ],
  );
  const port = constantFrom(80, 81, 8080, 8001, 30080, 30081, 30083, 31999, 10250, 1);
  assert(
    property(from, ip, port, integer({ min: 0, max: 99 }), (f, address, p, chance) => {
      const { verdict, hops, delivered } = trace(
        { from: f, to: { ip: address, port: p } },
        topology(),
        rules,
        (n) => chance % n,
      );
      const last = hops.at(-1);
      return (
        last !== undefined &&
        last.ok === (verdict === 'delivered') &&
        (delivered !== undefined) === last.ok &&
        hops.slice(0, -1).every((h) => h.ok)
      );
    }),
    { numRuns: 2000 },
  );
});
