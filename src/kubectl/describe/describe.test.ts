// Texts recorded from kubectl v1.34.5 against a stand-in API server; times are given by `now`.
import { expect, test } from 'vitest';
import type { Event } from '#api/core/types.ts';
import { describerFor } from './index.ts';
import { formatEndpoints } from './service.ts';
import { align } from './tabwriter.ts';

const now = Date.parse('2026-11-24T03:20:00Z');
const text = async (kind: string, group: string, object: object, related: object): Promise<string> =>
  (await describerFor(kind, group)).text({ apiVersion: 'v1', kind, ...object } as never, related, now);
const slice = (...addresses: string[]): object => ({
  metadata: { name: 'x' },
  addressType: 'IPv4',
  ports: [{ name: '', port: 8080, protocol: 'TCP' }],
  endpoints: addresses.map((a) => ({ addresses: [a], conditions: { ready: true } })),
});
const meta = (name: string, more: object = {}): object => ({ metadata: { name, namespace: 'default', ...more } });

test('a Service of type LoadBalancer', async () => {
  const spec = {
    selector: { app: 'web' },
    type: 'LoadBalancer',
    ipFamilyPolicy: 'SingleStack',
    ipFamilies: ['IPv4'],
    clusterIP: '10.96.10.3',
    clusterIPs: ['10.96.10.3'],
    externalIPs: ['80.1.1.1'],
    loadBalancerIP: '203.0.113.10',
    ports: [{ port: 80, targetPort: 8080, nodePort: 31234, protocol: 'TCP' }],
    sessionAffinity: 'None',
    externalTrafficPolicy: 'Local',
    internalTrafficPolicy: 'Cluster',
    healthCheckNodePort: 32111,
    loadBalancerSourceRanges: ['10.0.0.0/8', '192.168.0.0/16'],
  };
  const status = { loadBalancer: { ingress: [{ ip: '203.0.113.10', ipMode: 'VIP' }] } };
  expect(
    await text('Service', '', { ...meta('lb'), spec, status }, { slices: [slice('10.244.0.5', '10.244.0.6')] }),
  ).toBe(
    `Name:                        lb
Namespace:                   default
Labels:                      <none>
Annotations:                 <none>
Selector:                    app=web
Type:                        LoadBalancer
IP Family Policy:            SingleStack
IP Families:                 IPv4
IP:                          10.96.10.3
IPs:                         10.96.10.3
External IPs:                80.1.1.1
Desired LoadBalancer IP:     203.0.113.10
LoadBalancer Ingress:        203.0.113.10 (VIP)
Port:                        <unset>  80/TCP
TargetPort:                  8080/TCP
NodePort:                    <unset>  31234/TCP
Endpoints:                   10.244.0.5:8080,10.244.0.6:8080
Session Affinity:            None
External Traffic Policy:     Local
Internal Traffic Policy:     Cluster
HealthCheck NodePort:        32111
LoadBalancer Source Ranges:  10.0.0.0/8,192.168.0.0/16
`,
  );
});

test.each([
  ['no slice', [], '<none>'],
  ['a slice with nothing in it', [slice()], ''],
  [
    'five',
    [slice('10.0.0.1', '10.0.0.2'), slice('10.0.0.3', '10.0.0.4', '10.0.0.5')],
    '10.0.0.1:8080,10.0.0.2:8080,10.0.0.3:8080 + 2 more...',
  ],
])('endpoints: %s', (_name, slices, shown) => expect(formatEndpoints(slices as never, '')).toBe(shown));

const sync: Event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'simple.sync' },
  involvedObject: {},
  type: 'Normal',
  reason: 'Sync',
  message: 'Scheduled for sync',
  source: { component: 'nginx-ingress-controller' },
  count: 2,
  firstTimestamp: '2026-11-24T02:13:00Z',
  lastTimestamp: '2026-11-24T02:19:00Z',
};

test('an Ingress with hosts, TLS and an event', async () => {
  const path = (p: string): object => ({ path: p, backend: {} });
  const object = {
    ...meta('simple', { annotations: { 'nginx.ingress.kubernetes.io/rewrite-target': '/' } }),
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: ['foo.example.com'], secretName: 'foo-tls' }, { hosts: ['bar.example.com'] }],
      rules: [
        { host: 'foo.example.com', http: { paths: [path('/'), path('/api')] } },
        { host: 'bar.example.com', http: { paths: [path('/')] } },
      ],
    },
    status: { loadBalancer: { ingress: [{ ip: '192.168.49.2' }] } },
  };
  const backends = ['cip:80 (10.244.0.5:8080)', 'missing:80 (<error: services "missing" not found>)', 'nosel:80 ()'];
  expect(await text('Ingress', 'networking.k8s.io', object, { backends, events: [sync] })).toBe(
    `Name:             simple
Labels:           <none>
Namespace:        default
Address:          192.168.49.2
Ingress Class:    nginx
Default backend:  <default>
TLS:
  foo-tls terminates foo.example.com
  SNI routes bar.example.com
Rules:
  Host             Path  Backends
  ----             ----  --------
  foo.example.com  
                   /      cip:80 (10.244.0.5:8080)
                   /api   missing:80 (<error: services "missing" not found>)
  bar.example.com  
                   /   nosel:80 ()
Annotations:       nginx.ingress.kubernetes.io/rewrite-target: /
Events:
  Type    Reason  Age                From                      Message
  ----    ------  ----               ----                      -------
  Normal  Sync    61m (x2 over 67m)  nginx-ingress-controller  Scheduled for sync
`,
  );
});

test('an EndpointSlice, empty and not', async () => {
  const object = (more: object): object => ({
    ...meta('s', { labels: { b: '2', a: '1' } }),
    addressType: 'IPv4',
    ...more,
  });
  expect(
    await text('EndpointSlice', 'discovery.k8s.io', object({ ports: null, endpoints: null }), { events: [] }),
  ).toBe(
    `Name:         s
Namespace:    default
Labels:       a=1
              b=2
Annotations:  <none>
AddressType:  IPv4
Ports: <unset>
Endpoints: <none>
Events:  <none>
`,
  );
  const endpoint = {
    addresses: ['10.244.0.5'],
    conditions: { ready: false },
    targetRef: { kind: 'Pod', name: 'web-0' },
    nodeName: 'node-1',
    zone: 'z1',
  };
  expect(
    await text(
      'EndpointSlice',
      'discovery.k8s.io',
      object({ ports: [{ name: '', port: 8080, protocol: 'TCP' }], endpoints: [endpoint] }),
      { events: [] },
    ),
  ).toContain(
    `Ports:
  Name     Port  Protocol
  ----     ----  --------
  <unset>  8080  TCP
Endpoints:
  - Addresses:  10.244.0.5
    Conditions:
      Ready:    false
    Hostname:   <unset>
    TargetRef:  Pod/web-0
    NodeName:   node-1
    Zone:       z1
Events:         <none>
`,
  );
});

test('a Pod', async () => {
  const spec = {
    nodeName: 'n1',
    priority: 5,
    serviceAccountName: 'sa1',
    containers: [
      {
        name: 'c',
        image: 'i',
        ports: [
          { name: 'http', containerPort: 80, protocol: 'TCP' },
          { containerPort: 443, protocol: 'TCP' },
        ],
        env: [
          { name: 'S', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
          { name: 'POD', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
        ],
        readinessProbe: {
          tcpSocket: { port: 80 },
          timeoutSeconds: 1,
          periodSeconds: 10,
          successThreshold: 1,
          failureThreshold: 3,
        },
      },
    ],
    volumes: [{ name: 'v', emptyDir: {} }],
    tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
  };
  const status = {
    phase: 'Running',
    podIP: '10.0.0.1',
    podIPs: [{ ip: '10.0.0.1' }],
    conditions: [{ type: 'Ready', status: 'True' }],
  };
  expect(await text('Pod', '', { ...meta('multi'), spec, status }, { events: [] })).toBe(
    `Name:             multi
Namespace:        default
Priority:         5
Service Account:  sa1
Node:             n1/
Labels:           <none>
Annotations:      <none>
Status:           Running
IP:               10.0.0.1
IPs:
  IP:  10.0.0.1
Containers:
  c:
    Image:       i
    Ports:       80/TCP (http), 443/TCP
    Host Ports:  0/TCP (http), 0/TCP
    Readiness:   tcp-socket :80 delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment:
      S:     <set to the key 'k' in secret 's'>  Optional: false
      POD:   multi (v1:metadata.name)
    Mounts:  <none>
Conditions:
  Type    Status
  Ready   True 
Volumes:
  v:
    Type:        EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:      
    SizeLimit:   <unset>
QoS Class:       BestEffort
Node-Selectors:  <none>
Tolerations:     k:NoExecute op=Exists for 300s
Events:          <none>
`,
  );
});

test('a ConfigMap keeps its blank lines', async () => {
  expect(await text('ConfigMap', '', { ...meta('cm'), data: { a: 'b' } }, { events: [] })).toBe(
    'Name:         cm\nNamespace:    default\nLabels:       <none>\nAnnotations:  <none>\n\nData\n====\na:\n----\nb\n\n\nBinaryData\n====\n\nEvents:  <none>\n',
  );
});

test('a Namespace without quotas', async () => {
  expect(
    await text(
      'Namespace',
      '',
      { metadata: { name: 'demo' }, status: { phase: 'Active' } },
      { quotas: [], ranges: [] },
    ),
  ).toBe(
    'Name:         demo\nLabels:       <none>\nAnnotations:  <none>\nStatus:       Active\n\nNo resource quota.\n\nNo LimitRange resource.\n',
  );
});

test('a kind without a describer shows its fields', async () => {
  expect(
    await text(
      'Widget',
      'example.com',
      { ...meta('w', { uid: 'u' }), spec: { httpPort: 80, hosts: ['a', 'b'] } },
      { events: [] },
    ),
  ).toBe(
    `Name:         w
Namespace:    default
Labels:       <none>
Annotations:  <none>
API Version:  v1
Kind:         Widget
Metadata:
  UID:  u
Spec:
  Hosts:
    a
    b
  Http Port:  80
Events:       <none>
`,
  );
});

test('a column is a run of lines that all have the cell', async () => {
  expect(align('a\tb\nlong\tc\nx\nz\ty\n')).toBe('a     b\nlong  c\nx\nz  y\n');
});

test('a NetworkPolicy: peers, ports and a range of them', async () => {
  const peers = [
    { podSelector: { matchLabels: { app: 'api' } }, namespaceSelector: { matchLabels: { team: 'shop' } } },
    { namespaceSelector: {} },
    { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.2.0.0/16'] } },
  ];
  const ports = [
    { port: 8080, protocol: 'TCP' },
    { port: 'http', protocol: 'UDP' },
    { port: 32000, endPort: 32768, protocol: 'TCP' },
    { protocol: 'TCP' },
  ];
  const podSelector = {
    matchLabels: { app: 'web' },
    matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }],
  };
  const spec = { podSelector, policyTypes: ['Ingress'], ingress: [{ from: peers, ports }, {}] };
  const object = { ...meta('a', { labels: { x: '1' }, creationTimestamp: '2026-11-24T01:18:48Z' }), spec };
  expect(await text('NetworkPolicy', 'networking.k8s.io', object, {})).toBe(
    `Name:         a
Namespace:    default
Created on:   2026-11-24 01:18:48 +0000 UTC
Labels:       x=1
Annotations:  <none>
Spec:
  PodSelector:     app=web,tier in (a,b)
  Allowing ingress traffic:
    To Port: 8080/TCP
    To Port: http/UDP
    To Port Range: 32000-32768/TCP
    To Port: <nil>/TCP
    From:
      NamespaceSelector: team=shop
      PodSelector: app=api
    From:
      NamespaceSelector: <none>
    From:
      IPBlock:
        CIDR: 10.0.0.0/8
        Except: 10.1.0.0/16, 10.2.0.0/16
    ----------
    To Port: <any> (traffic allowed to all ports)
    From: <any> (traffic not restricted by source)
  Not affecting egress traffic
  Policy Types: Ingress
`,
  );
});
