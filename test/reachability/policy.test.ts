// Who reaches whom under NetworkPolicies: requests through a whole lab, as programs there send them.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pod, Service } from '#api/core/types.ts';
import type { NetworkPolicy } from '#api/networking/types.ts';
import { Lab, type Snapshot } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../src/cli/real-time.ts';

await preload();

type NetworkPolicySpec = NetworkPolicy['spec'];

const namespace = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const pod = (key: string, nodeName: string, labels: Record<string, string>, port?: number, spec: object = {}) => {
  const [ns, name] = key.split('/');
  const args = ['netexec', `--http-port=${port}`];
  const serves = { args, ports: [{ name: 'http', containerPort: port }] };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: ns, labels },
    spec: {
      nodeName,
      containers: [
        {
          name: 'main',
          image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
          ...(port ? serves : { args: ['pause'] }),
        },
      ],
      ...spec,
    },
  };
};
const service = (name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
});
const nodePort = (port: number, externalTrafficPolicy: string) =>
  service(`np-${externalTrafficPolicy.toLowerCase()}`, {
    type: 'NodePort',
    externalTrafficPolicy,
    ports: [{ port: 80, targetPort: 'http', nodePort: port }],
  });

/** One server of HTTP on node-1, with clients around it. */
const town = [
  namespace('shop', { team: 'shop' }),
  namespace('other'),
  pod('default/web', 'node-1', { app: 'web' }, 8080),
  pod('default/store', 'node-2', { app: 'store', tier: 'back' }, 9090),
  pod('default/client', 'node-1', { app: 'client' }),
  pod('default/far', 'node-2', { app: 'client', tier: 'far' }),
  pod('default/host-here', 'node-1', { app: 'client' }, undefined, { hostNetwork: true }),
  pod('default/host-there', 'node-2', { app: 'client' }, 7070, { hostNetwork: true }),
  pod('shop/buyer', 'node-2', { app: 'client' }),
  pod('shop/guard', 'node-1', { app: 'guard' }),
  pod('other/client', 'node-1', { app: 'client' }),
  service('web', {}),
  service('store', { selector: { app: 'store' } }),
  service('empty', { selector: { app: 'nobody' } }),
  nodePort(30080, 'Cluster'),
  nodePort(30081, 'Local'),
];

const policy = (key: string, spec: NetworkPolicySpec) => {
  const [ns, name] = key.split('/');
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: ns }, spec };
};
const select = (app: string) => ({ podSelector: { matchLabels: { app } } });
/** A policy for the web Pod's ingress. */
const into = (ingress: NonNullable<NetworkPolicySpec['ingress']>, name = 'in') =>
  policy(`default/${name}`, { ...select('web'), policyTypes: ['Ingress'], ingress });
/** A policy for the client Pods' egress. */
const outOf = (egress: NonNullable<NetworkPolicySpec['egress']>, name = 'out') =>
  policy(`default/${name}`, { ...select('client'), policyTypes: ['Egress'], egress });
const dns = {
  to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
} as const satisfies NonNullable<NetworkPolicySpec['egress']>[number];
const open: NetworkPolicySpec = { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] };
const denyIn = policy('default/deny', { podSelector: {}, policyTypes: ['Ingress'] });
const denyOut = policy('default/shut', { podSelector: {}, policyTypes: ['Egress'] });
const shop = { namespaceSelector: { matchLabels: { team: 'shop' } } };

/** `IP(pod)` and `IP(svc)` stand for addresses that are known only once the town stands. */
const WEB = 'IP(web):8080';
const STORE = 'IP(store):9090';
const SVC = 'web.default.svc.cluster.local';

let lab: Lab;
let stop: () => void;
let start: Snapshot;
let ips: Record<string, string>;

beforeAll(() => {
  lab = new Lab({ nodes: 3 });
  stop = lab.drive(realTime);
  expect(lab.apply(town)).toBeUndefined();
  lab.settle();
  ips = Object.fromEntries(
    lab.cluster.storage.list<Pod>('pods').map(({ metadata, status }) => [metadata.name, status.podIP!]),
  );
  for (const { metadata, spec } of lab.cluster.storage.list<Service>('services'))
    ips[`svc-${metadata.name}`] = spec.clusterIP!;
  start = lab.snapshot();
});
afterAll(() => stop());

async function reach(from: string, target: string): Promise<string> {
  const url = `http://${target.replace(/IP\((\S+?)\)/g, (_, name: string) => ips[name]!)}/hostname`;
  const exchange = await lab.fetch(from, { method: 'GET', url, headers: [], body: '' }, { timeoutMs: 5000 });
  if (exchange.ok) return exchange.response.body;
  const last = exchange.trace.findLast(({ ok }) => !ok);
  return `${exchange.error.kind} in ${exchange.error.phase}${last?.object ? ` by ${last.object}` : ''}`;
}

/** The words of a packet that a policy dropped, while connecting. */
const dropped = (name: string) => `timeout in connect by NetworkPolicy/default/${name}`;
const me = 'pod/default/client';
const far = 'pod/default/far';

type Case = [what: string, policies: readonly object[], from: string, target: string, outcome: string];

const cases: readonly Case[] = [
  // Without a policy, everything is open.
  ['no policy: Pod to Pod', [], me, WEB, 'web'],
  ['no policy: through the Service by name', [], me, 'web', 'web'],
  ['no policy: from another namespace', [], 'pod/other/client', SVC, 'web'],
  ['a policy that selects other Pods changes nothing', [policy('default/p', { ...select('x') })], me, WEB, 'web'],
  ['a policy in another namespace changes nothing', [policy('shop/p', { podSelector: {} })], me, WEB, 'web'],

  // Isolation.
  ['deny all ingress: a Pod on the same node', [denyIn], me, WEB, dropped('deny')],
  ['deny all ingress: a Pod on another node', [denyIn], far, WEB, dropped('deny')],
  ['deny all ingress: through the Service', [denyIn], me, 'web', dropped('deny')],
  ['deny all ingress: the node port, on another node', [denyIn], 'laptop', '203.0.113.12:30080', dropped('deny')],
  ['deny all ingress: the node port, on the same node', [denyIn], 'laptop', '203.0.113.11:30080', dropped('deny')],
  ['deny all ingress does not hinder egress', [denyIn], 'pod/default/web', '198.51.100.80', 'refused in connect'],
  ['deny all ingress: the own node', [denyIn], 'node/node-1', WEB, 'web'],
  ['deny all ingress: the own node, through the Service', [denyIn], 'node/node-1', 'IP(svc-web)', 'web'],
  ['deny all ingress: another node', [denyIn], 'node/node-2', WEB, dropped('deny')],
  ['deny all ingress: a host network Pod on the own node', [denyIn], 'pod/default/host-here', WEB, 'web'],
  ['deny all ingress: a host network Pod elsewhere', [denyIn], 'pod/default/host-there', WEB, dropped('deny')],
  ['deny all ingress: a Pod calls itself', [denyIn], 'pod/default/web', 'IP(web):8080', 'web'],
  ['deny all ingress: a Pod calls itself by its Service', [denyIn], 'pod/default/web', SVC, 'web'],
  ['deny all ingress: loopback', [denyIn], 'pod/default/web', '127.0.0.1:8080', 'web'],
  ['a host network Pod is not isolated', [denyIn], me, '192.168.49.12:7070', 'node-2'],
  ['deny by an empty list of rules', [into([])], me, WEB, dropped('in')],
  ['an empty rule lets everybody in', [denyIn, policy('default/open', open)], me, WEB, 'web'],
  ['an empty rule lets the laptop in', [denyIn, policy('default/open', open)], 'laptop', '203.0.113.12:30080', 'web'],
  [
    'no policyTypes, only egress rules: ingress too',
    [policy('default/e', { ...select('web'), egress: [{}] })],
    me,
    WEB,
    dropped('e'),
  ],
  ['no policyTypes, no rules: ingress only', [policy('default/e', select('client'))], me, WEB, 'web'],
  [
    'policyTypes Egress leaves ingress open',
    [policy('default/e', { ...select('web'), policyTypes: ['Egress'] })],
    me,
    WEB,
    'web',
  ],

  // Who is let in.
  ['podSelector: in', [into([{ from: [select('client')] }])], me, WEB, 'web'],
  [
    'podSelector: not those of another namespace',
    [into([{ from: [select('client')] }])],
    'pod/shop/buyer',
    SVC,
    dropped('in'),
  ],
  ['podSelector: not other labels', [into([{ from: [select('guard')] }])], me, WEB, dropped('in')],
  ['podSelector {}: all of the own namespace', [into([{ from: [{ podSelector: {} }] }])], far, WEB, 'web'],
  ['podSelector {}: nobody else', [into([{ from: [{ podSelector: {} }] }])], 'pod/other/client', SVC, dropped('in')],
  [
    'podSelector {}: not the laptop',
    [into([{ from: [{ podSelector: {} }] }])],
    'laptop',
    '203.0.113.12:30080',
    dropped('in'),
  ],
  [
    'matchExpressions',
    [into([{ from: [{ podSelector: { matchExpressions: [{ key: 'tier', operator: 'Exists' }] } }] }])],
    far,
    WEB,
    'web',
  ],
  [
    'matchExpressions: not the others',
    [into([{ from: [{ podSelector: { matchExpressions: [{ key: 'tier', operator: 'Exists' }] } }] }])],
    me,
    WEB,
    dropped('in'),
  ],
  ['namespaceSelector: by label', [into([{ from: [shop] }])], 'pod/shop/guard', SVC, 'web'],
  ['namespaceSelector: not the own namespace without the label', [into([{ from: [shop] }])], me, WEB, dropped('in')],
  ['namespaceSelector {}: every Pod', [into([{ from: [{ namespaceSelector: {} }] }])], 'pod/other/client', SVC, 'web'],
  [
    'namespaceSelector {}: nobody outside',
    [into([{ from: [{ namespaceSelector: {} }] }])],
    'laptop',
    '203.0.113.12:30080',
    dropped('in'),
  ],
  [
    'namespaceSelector by kubernetes.io/metadata.name',
    [into([{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } }] }])],
    'pod/other/client',
    SVC,
    'web',
  ],
  [
    'both selectors in one entry: and',
    [into([{ from: [{ ...shop, ...select('client') }] }])],
    'pod/shop/guard',
    SVC,
    dropped('in'),
  ],
  [
    'both selectors in one entry: both hold',
    [into([{ from: [{ ...shop, ...select('client') }] }])],
    'pod/shop/buyer',
    SVC,
    'web',
  ],
  ['two entries: or', [into([{ from: [shop, select('client')] }])], 'pod/shop/guard', SVC, 'web'],
  ['two entries: or, the other', [into([{ from: [shop, select('client')] }])], me, WEB, 'web'],
  ['two policies add up', [into([], 'a'), into([{ from: [select('client')] }], 'b')], me, WEB, 'web'],
  [
    'two policies, neither allows: the first is named',
    [into([], 'a'), into([{ from: [shop] }], 'b')],
    me,
    WEB,
    dropped('a'),
  ],
  [
    'a host network Pod is no Pod to a selector',
    [into([{ from: [{ podSelector: {} }] }])],
    'pod/default/host-there',
    WEB,
    dropped('in'),
  ],

  // Blocks of addresses.
  ['ipBlock of everything', [into([{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }])], 'pod/other/client', SVC, 'web'],
  ['ipBlock of the Pods', [into([{ from: [{ ipBlock: { cidr: '10.244.0.0/16' } }] }])], far, WEB, 'web'],
  [
    'ipBlock with an exception',
    [into([{ from: [{ ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.2.0/24'] } }] }])],
    far,
    WEB,
    dropped('in'),
  ],
  [
    'ipBlock with an exception: not hit',
    [into([{ from: [{ ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.2.0/24'] } }] }])],
    me,
    WEB,
    'web',
  ],
  [
    'an exception does not forbid what another entry allows',
    [into([{ from: [{ ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.2.0/24'] } }, select('client')] }])],
    far,
    WEB,
    'web',
  ],
  [
    'Cluster hides the client behind the node',
    [into([{ from: [{ ipBlock: { cidr: '198.51.100.0/24' } }] }])],
    'laptop',
    '203.0.113.12:30080',
    dropped('in'),
  ],
  [
    'Cluster: the nodes are what is seen',
    [into([{ from: [{ ipBlock: { cidr: '192.168.49.0/24' } }] }])],
    'laptop',
    '203.0.113.12:30080',
    'web',
  ],
  [
    'Local shows the client',
    [into([{ from: [{ ipBlock: { cidr: '198.51.100.0/24' } }] }])],
    'laptop',
    '203.0.113.11:30081',
    'web',
  ],
  [
    'Local: the nodes do not help',
    [into([{ from: [{ ipBlock: { cidr: '192.168.49.0/24' } }] }])],
    'laptop',
    '203.0.113.11:30081',
    dropped('in'),
  ],
  [
    'another node, by its address',
    [into([{ from: [{ ipBlock: { cidr: '192.168.49.12/32' } }] }])],
    'node/node-2',
    WEB,
    'web',
  ],
  [
    'a Pod through another node’s port is that node',
    [into([{ from: [select('client')] }])],
    far,
    '192.168.49.13:30080',
    dropped('in'),
  ],
  [
    'a Pod through its own node’s port too',
    [into([{ from: [{ ipBlock: { cidr: '192.168.49.12/32' } }] }])],
    far,
    '192.168.49.12:30080',
    'web',
  ],
  ['the control plane, to a Pod', [denyIn], 'control-plane', WEB, dropped('deny')],

  // Ports.
  ['the Pod’s port', [into([{ ports: [{ port: 8080 }] }])], me, 'web', 'web'],
  ['not the Service’s port', [into([{ ports: [{ port: 80 }] }])], me, 'web', dropped('in')],
  ['not the node’s port', [into([{ ports: [{ port: 30080 }] }])], 'laptop', '203.0.113.12:30080', dropped('in')],
  ['a named port', [into([{ ports: [{ port: 'http' }] }])], me, WEB, 'web'],
  ['a name that the Pod lacks', [into([{ ports: [{ port: 'metrics' }] }])], me, WEB, dropped('in')],
  [
    'a named port of another protocol',
    [into([{ ports: [{ port: 'http', protocol: 'UDP' }] }])],
    me,
    WEB,
    dropped('in'),
  ],
  ['endPort: inside', [into([{ ports: [{ port: 8000, endPort: 8080 }] }])], me, WEB, 'web'],
  ['endPort: outside', [into([{ ports: [{ port: 8000, endPort: 8079 }] }])], me, WEB, dropped('in')],
  ['a protocol without a port', [into([{ ports: [{ protocol: 'TCP' }] }])], me, WEB, 'web'],
  ['UDP is not TCP', [into([{ ports: [{ protocol: 'UDP' }] }])], me, WEB, dropped('in')],
  [
    'peers and ports of one rule: and',
    [into([{ from: [select('client')], ports: [{ port: 80 }] }])],
    me,
    WEB,
    dropped('in'),
  ],
  [
    'peers and ports of two rules: or',
    [into([{ from: [select('client')] }, { ports: [{ port: 80 }] }])],
    me,
    WEB,
    'web',
  ],
  ['a closed port behind a policy that denies: no answer, not refused', [denyIn], me, 'IP(web):81', dropped('deny')],
  [
    'a closed port behind a policy that allows: refused',
    [into([{ from: [select('client')] }])],
    me,
    'IP(web):81',
    'refused in connect by Pod/default/web',
  ],

  // Egress.
  ['deny all egress: an address', [denyOut], me, WEB, dropped('shut')],
  ['deny all egress: DNS is forgotten', [denyOut], me, 'web', 'timeout in resolve by NetworkPolicy/default/shut'],
  ['deny all egress: DNS is allowed, the Pod is not', [denyOut, outOf([dns])], me, 'web', dropped('out')],
  [
    'egress to the Pods: DNS is forgotten',
    [outOf([{ to: [select('web')] }])],
    me,
    'web',
    'timeout in resolve by NetworkPolicy/default/out',
  ],
  ['egress to the Pods: by address', [outOf([{ to: [select('web')] }])], me, 'IP(svc-web)', 'web'],
  ['egress to the Pods and DNS', [outOf([{ to: [select('web')] }, dns])], me, 'web', 'web'],
  [
    'egress: the Service’s address is not what is judged',
    [outOf([{ to: [{ ipBlock: { cidr: '10.96.0.0/12' } }] }])],
    me,
    'IP(svc-web)',
    dropped('out'),
  ],
  [
    'egress: the port is the Pod’s',
    [outOf([{ to: [select('web')], ports: [{ port: 80 }] }])],
    me,
    'IP(svc-web)',
    dropped('out'),
  ],
  ['egress: a port by the name that the target gives it', [outOf([{ ports: [{ port: 'http' }] }])], me, STORE, 'store'],
  ['egress to another namespace', [outOf([{ to: [shop] }])], me, WEB, dropped('out')],
  [
    'egress to the internet only',
    [outOf([{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] }])],
    me,
    WEB,
    dropped('out'),
  ],
  ['egress to the own node is always open', [denyOut], me, '192.168.49.11:1', 'refused in connect by Node/node-1'],
  ['egress to another node is not', [denyOut], me, '192.168.49.12:7070', dropped('shut')],
  [
    'egress through another node’s port: the node is judged',
    [outOf([{ to: [select('web')] }])],
    me,
    '192.168.49.12:30080',
    dropped('out'),
  ],
  [
    'egress through another node’s port: allowed as node',
    [outOf([{ to: [{ ipBlock: { cidr: '192.168.49.0/24' } }] }])],
    me,
    '192.168.49.12:30080',
    'web',
  ],
  [
    'egress through its own node’s port: the Pod is judged',
    [outOf([{ to: [select('web')] }])],
    me,
    '192.168.49.11:30080',
    'web',
  ],
  ['egress to the API server', [denyOut], me, 'IP(svc-kubernetes):443', dropped('shut')],
  ['egress to a Service without endpoints: dropped, not refused', [denyOut], me, 'IP(svc-empty)', dropped('shut')],
  ['egress of a host network Pod is not judged', [denyOut], 'pod/default/host-here', WEB, 'web'],
  [
    'replies come back to a Pod that may not call',
    [policy('default/w', { ...select('web'), policyTypes: ['Egress'] })],
    me,
    WEB,
    'web',
  ],
  ['egress allows, ingress does not', [outOf([{}]), denyIn], me, WEB, dropped('deny')],
  ['egress is judged first', [denyOut, denyIn], me, WEB, dropped('shut')],
];

test.each(cases)('%s', async (_what, policies, from, target, outcome) => {
  lab.restore(start);
  expect(lab.apply(policies)).toBeUndefined();
  expect(await reach(from, target)).toBe(outcome);
});
