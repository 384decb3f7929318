// Small clusters full of ways to be reached, and requests into them, as values that fast-check makes and makes smaller: Pods that are
// ready or not, Services of every kind, EndpointSlices by hand, Ingresses of ingress-nginx, NetworkPolicies, and clients at every place.

import fc from 'fast-check';
import type { NetworkPolicy } from '#api/networking/types.ts';

export const NODES = ['node-1', 'node-2', 'node-3'] as const;
export type NodeName = (typeof NODES)[number];
export const NAMESPACES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  default: { 'kubernetes.io/metadata.name': 'default' },
  other: { 'kubernetes.io/metadata.name': 'other', team: 'blue' },
  'ingress-nginx': {
    'kubernetes.io/metadata.name': 'ingress-nginx',
    'app.kubernetes.io/instance': 'ingress-nginx',
    'app.kubernetes.io/name': 'ingress-nginx',
  },
};

/** A Pod that answers HTTP on one port, `http`, and says who it is; or a client, with none. */
export interface PodPlan {
  readonly name: string;
  readonly namespace: string;
  readonly node: NodeName;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number | undefined;
  readonly ready: boolean;
}

export interface PortPlan {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number | string;
}

/** One endpoint of a slice made by hand: a Pod's address, or one that nobody has. */
export interface HandPlan {
  readonly pod: number | undefined;
  readonly port: number;
  readonly node: NodeName | undefined;
  readonly conditions: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
}

export interface ServicePlan {
  readonly name: string;
  readonly namespace: string;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'Headless' | 'ExternalName';
  readonly clusterIP: string;
  readonly externalIP: string | undefined;
  readonly externalName: string;
  /** Undefined: none, its endpoints are made by hand. */
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly hand: readonly HandPlan[];
  readonly ports: readonly PortPlan[];
  /** Of the first port; the second has the next. */
  readonly nodePort: number;
  readonly internal: 'Cluster' | 'Local';
  readonly external: 'Cluster' | 'Local';
  readonly ranges: readonly string[];
  readonly publishNotReady: boolean;
  readonly sameNode: boolean;
}

export interface PathPlan {
  readonly path: string;
  readonly pathType: 'Exact' | 'Prefix' | 'ImplementationSpecific';
  readonly backend: BackendPlan;
}
export interface BackendPlan {
  readonly service: string;
  readonly port: number | string;
}
export interface IngressPlan {
  readonly name: string;
  readonly namespace: string;
  readonly ours: boolean;
  readonly rules: readonly { readonly host: string; readonly paths: readonly PathPlan[] }[];
  readonly defaultBackend: BackendPlan | undefined;
}

export interface PolicyPlan {
  readonly name: string;
  readonly namespace: string;
  readonly spec: NetworkPolicy['spec'];
}

export interface World {
  readonly pods: readonly PodPlan[];
  readonly services: readonly ServicePlan[];
  readonly ingresses: readonly IngressPlan[];
  readonly policies: readonly PolicyPlan[];
}

/** A name as a client asks for it. */
export function nameOf({ service, form }: Target & { by: 'name' }, { services }: World): string {
  const plan = services[service]!;
  return plan.name + form.replace('%', plan.namespace);
}

/** Where to: a name, or an address that only the running cluster knows. */
export type Target =
  /** `form` follows the Service's name; `%` stands for its namespace. */
  | { readonly by: 'name'; readonly service: number; readonly form: string; readonly port: number }
  | { readonly by: 'cluster' | 'balancer' | 'external'; readonly service: number; readonly port: number }
  | { readonly by: 'node'; readonly node: NodeName; readonly address: 'inside' | 'outside'; readonly port: number }
  | { readonly by: 'pod'; readonly pod: number; readonly port: number }
  | { readonly by: 'ingress'; readonly host: string; readonly path: string };

export interface Request {
  /** As the contract names places. */
  readonly from: string;
  readonly to: Target;
}

export const CLIENTS: readonly PodPlan[] = [
  { name: 'c1', namespace: 'default', node: 'node-1', labels: { role: 'client' }, port: undefined, ready: true },
  { name: 'c3', namespace: 'other', node: 'node-3', labels: { role: 'client' }, port: undefined, ready: true },
];

const SERVERS = 4;
const SERVICES = 4;
const POD_PORTS = [8080, 9090];

const namespace = fc.constantFrom('default', 'default', 'default', 'other');
const app = fc.constantFrom('a', 'a', 'b');
const policy = fc.constantFrom('Cluster' as const, 'Cluster' as const, 'Local' as const);
const often = (n: number): fc.Arbitrary<boolean> => fc.nat(n).map((x) => x > 0);

const pod = (i: number): fc.Arbitrary<PodPlan> =>
  fc.record({
    name: fc.constant(`w${i}`),
    namespace,
    node: fc.constantFrom(...NODES),
    labels: fc.record({ app, tier: fc.constantFrom('front', 'back') }),
    port: fc.constantFrom(...POD_PORTS),
    ready: often(5),
  });

const hand: fc.Arbitrary<HandPlan> = fc.record({
  pod: fc.option(fc.nat(SERVERS - 1), { nil: undefined, freq: 6 }),
  port: fc.constant(8080),
  node: fc.option(fc.constantFrom(...NODES), { nil: undefined, freq: 3 }),
  conditions: fc.constantFrom(
    { ready: true },
    { ready: true },
    {},
    { ready: false },
    { ready: false, serving: true, terminating: true },
    { ready: false, serving: false, terminating: true },
  ),
});

const targetPort = fc.constantFrom('http', 'http', 'http', 'http', 'http', 'http', 8080, 9090, 'nope');
const ports: fc.Arbitrary<PortPlan[]> = fc
  .tuple(targetPort, fc.option(targetPort, { nil: undefined, freq: 1 }))
  .map(([first, second]) => [
    { name: second === undefined ? '' : 'w', port: 80, targetPort: first },
    ...(second === undefined ? [] : [{ name: 'v', port: 81, targetPort: second }]),
  ]);

const service = (i: number): fc.Arbitrary<ServicePlan> =>
  fc.record({
    name: fc.constant(`s${i}`),
    namespace,
    type: fc.constantFrom(
      'ClusterIP',
      'NodePort',
      'NodePort',
      'LoadBalancer',
      'LoadBalancer',
      'Headless',
      'ExternalName',
    ),
    clusterIP: fc.constant(`10.96.200.${10 + i}`),
    externalIP: fc.option(fc.constant(`203.0.113.${100 + i}`), { nil: undefined, freq: 1 }),
    externalName: fc.constantFrom(
      's0.default.svc.cluster.local',
      's1.other.svc.cluster.local',
      'example.com',
      'nowhere.invalid',
    ),
    selector: fc.option(
      fc.oneof(
        app.map((value) => ({ app: value }) as Record<string, string>),
        app.map((value) => ({ app: value }) as Record<string, string>),
        app.map((value) => ({ app: value, tier: 'front' }) as Record<string, string>),
      ),
      { nil: undefined, freq: 5 },
    ),
    // What the same address means twice in one slice is nowhere written.
    hand: fc.uniqueArray(hand, { minLength: 1, maxLength: 3, selector: (h) => h.pod }),
    ports,
    nodePort: fc.constant(30_100 + 10 * i),
    internal: fc.constantFrom('Cluster' as const, 'Cluster' as const, 'Cluster' as const, 'Local' as const),
    external: policy,
    ranges: fc.constantFrom<string[][]>([], [], ['198.51.100.7/32'], ['10.244.0.0/16']),
    publishNotReady: often(4).map((x) => !x),
    sameNode: often(4).map((x) => !x),
  });

const PATHS = ['/', '/foo', '/foo/bar', '/foobar', '/x/'];
const backend: fc.Arbitrary<BackendPlan> = fc.record({
  service: fc.constantFrom('s0', 's1', 's2', 's3', 's0', 's1', 's2', 's3', 'missing'),
  port: fc.constantFrom(80, 80, 81, 'w', 'v'),
});
const path: fc.Arbitrary<PathPlan> = fc.record({
  path: fc.constantFrom('/', ...PATHS),
  pathType: fc.constantFrom('Prefix', 'Prefix', 'Exact', 'ImplementationSpecific'),
  backend,
});
/** ImplementationSpecific is what the controller makes of it: with ingress-nginx, Prefix. */
const kindOf = (type: PathPlan['pathType']): string => (type === 'Exact' ? 'Exact' : 'Prefix');
const ingress = (i: number, hosts: readonly string[]): fc.Arbitrary<IngressPlan> =>
  fc
    .record({
      name: fc.constant(`i${i}`),
      namespace,
      ours: often(6),
      rules: fc.uniqueArray(
        fc.record({
          host: fc.constantFrom(...hosts),
          paths: fc.uniqueArray(path, {
            minLength: 1,
            maxLength: 3,
            selector: (p) => `${p.path} ${kindOf(p.pathType)}`,
          }),
        }),
        { minLength: 1, maxLength: 2, selector: ({ host }) => host },
      ),
      defaultBackend: fc.option(backend, { nil: undefined, freq: 1 }),
      onlyDefault: often(4).map((x) => !x),
    })
    .map(({ onlyDefault, ...plan }) => (onlyDefault && plan.defaultBackend ? { ...plan, rules: [] } : plan));
// Who serves the requests that no host is for is one Ingress' affair: the second's.
const ingresses: fc.Arbitrary<IngressPlan[]> = fc
  .tuple(ingress(0, ['x.test', '*.x.test']), ingress(1, ['y.test', '', 'a.x.test']), fc.nat(4))
  .map(([first, second, n]) => {
    const one = { ...first, defaultBackend: undefined };
    return n === 0 ? [] : n === 1 ? [second] : first.rules.length === 0 ? [second] : [one, second];
  });

type Spec = NetworkPolicy['spec'];
const select = fc.constantFrom<object>(
  {},
  { matchLabels: { app: 'a' } },
  { matchLabels: { role: 'client' } },
  { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] },
  { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] },
  { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['back'] }] },
);
const selectNamespace = fc.constantFrom<object>(
  {},
  { matchLabels: { team: 'blue' } },
  { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
  { matchExpressions: [{ key: 'team', operator: 'Exists' }] },
  { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } },
);
const peer = fc.oneof(
  fc.record({ podSelector: select }),
  fc.record({ namespaceSelector: selectNamespace }),
  fc.record({ namespaceSelector: selectNamespace, podSelector: select }),
  fc.constantFrom(
    { ipBlock: { cidr: '0.0.0.0/0' } },
    { ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.1.0/24'] } },
    { ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.2.0/24', '10.244.3.0/24'] } },
    { ipBlock: { cidr: '192.168.49.0/24' } },
    { ipBlock: { cidr: '198.51.100.7/32' } },
  ),
);
const policyPort = fc.constantFrom<object>(
  { port: 8080 },
  { port: 'http' },
  { port: 8000, endPort: 9000 },
  { protocol: 'UDP', port: 53 },
  { protocol: 'TCP' },
  { port: 80 },
);
const rule = (key: 'from' | 'to') =>
  fc.record(
    { [key]: fc.array(peer, { maxLength: 2 }), ports: fc.array(policyPort, { minLength: 1, maxLength: 2 }) },
    { requiredKeys: [] },
  );
const networkPolicy = (i: number): fc.Arbitrary<PolicyPlan> =>
  fc.record({
    name: fc.constant(`p${i}`),
    namespace,
    spec: fc.record(
      {
        podSelector: select,
        policyTypes: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
        ingress: fc.array(rule('from'), { maxLength: 2 }),
        egress: fc.array(rule('to'), { maxLength: 2 }),
      },
      { requiredKeys: ['podSelector'] },
    ) as fc.Arbitrary<Spec>,
  });
const policies: fc.Arbitrary<PolicyPlan[]> = fc
  .tuple(networkPolicy(0), networkPolicy(1), fc.nat(5))
  .map(([a, b, n]) => (n < 2 ? [] : n < 5 ? [a] : [a, b]));

export const world: fc.Arbitrary<World> = fc.record({
  pods: fc.tuple(...Array.from({ length: SERVERS }, (_, i) => pod(i))),
  services: fc.tuple(...Array.from({ length: SERVICES }, (_, i) => service(i))),
  ingresses,
  policies,
});

const from = fc.constantFrom('laptop', 'internet', 'node/node-1', 'node/node-3', 'c1', 'c1', 'c3', 'w0', 'w1');
const whichService = fc.nat(SERVICES - 1);
const clusterPort = fc.constantFrom(80, 80, 80, 80, 80, 81, 8080);
const target: fc.Arbitrary<Target> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      by: fc.constant('name' as const),
      service: whichService,
      form: fc.constantFrom('', '', '.%', '.%', '.%.svc', '.%.svc.cluster.local', '.%.svc.cluster.local.', '.other'),
      port: clusterPort,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ by: fc.constant('cluster' as const), service: whichService, port: clusterPort }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      by: fc.constantFrom('balancer' as const, 'balancer' as const, 'external' as const),
      service: whichService,
      port: clusterPort,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      by: fc.constant('node' as const),
      node: fc.constantFrom(...NODES),
      address: fc.constantFrom('inside' as const, 'outside' as const),
      port: fc.tuple(whichService, fc.constantFrom(0, 0, 0, 0, 1, 9)).map(([i, more]) => 30_100 + 10 * i + more),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      by: fc.constant('pod' as const),
      pod: fc.nat(SERVERS - 1),
      port: fc.constantFrom(...POD_PORTS),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      by: fc.constant('ingress' as const),
      host: fc.constantFrom('x.test', 'x.test', 'a.x.test', 'b.a.x.test', 'y.test', 'z.test', 'X.Test', 'y.test:80'),
      path: fc.constantFrom(
        '/',
        '/foo',
        '/foo/',
        '/foo/bar',
        '/foo/bar/',
        '/foo/barn',
        '/foobar',
        '/x',
        '/x/y',
        '/Foo',
        '/foo?a=/x/',
      ),
    }),
  },
);

export const requests = (count: number): fc.Arbitrary<Request[]> =>
  fc.array(fc.record({ from, to: target }), { minLength: count, maxLength: count, size: 'max' });
