// Any listeners, HTTPRoutes, TLSRoutes, grants and Services: where a request or a TLS connection goes is what a literal reading of the
// Gateway API specification says, sentence by sentence, and with nothing of the implementation's own code.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Namespace, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Gateway, HTTPRoute, Listener, ParentReference, ReferenceGrant, TLSRoute } from '#api/gateway/types.ts';
import type { Route } from './attach.ts';
import { compileGateway } from './compile.ts';
import { passageFor } from './passthrough.ts';
import { choiceFor, serverFor } from './proxy.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 1500);

interface Plan {
  readonly listeners: readonly { readonly hostname?: string; readonly from?: 'Same' | 'All'; readonly tls: boolean }[];
  readonly routes: readonly {
    readonly tls: boolean;
    readonly namespace: 'default' | 'shop';
    readonly hostnames?: readonly string[];
    readonly section?: number;
    readonly backend: { readonly name: string; readonly namespace?: 'default' | 'shop'; readonly port: number };
  }[];
  readonly granted: boolean;
}

const isListed = (all: readonly string[] | undefined, name: string): boolean =>
  all === undefined || all.some((one) => covers(one, name));

/** "*.example.com would match both test.example.com, and foo.test.example.com, but not example.com." */
function covers(pattern: string, name: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === name;
  const [want, have] = [pattern.slice(2).split('.'), name.split('.')];
  return have.length > want.length && want.every((label, i) => have[have.length - want.length + i] === label);
}

/** "There must be at least one intersecting hostname": a name that both stand for. */
const meets = (a: string | undefined, b: readonly string[] | undefined): boolean =>
  NAMES.some((name) => isListed(a === undefined ? undefined : [a], name) && isListed(b, name));

/** "Exact match first, then the wildcard with the most labels": how narrow a hostname is. */
const narrowness = (hostname: string | undefined): number =>
  hostname === undefined ? 0 : hostname.startsWith('*.') ? hostname.length : 1000 + hostname.length;

/** Undefined: not to be said. What becomes of it: `404` or `closed` where no listener or no route is for it, `bad` for a backend that may not be, `none` without endpoints. */
function literal(
  { listeners, routes, granted }: Plan,
  asked: { readonly tls: boolean; readonly name: string },
): string | undefined {
  const nothing = asked.tls ? 'closed' : '404';
  // "Incoming requests are matched to the most specific listener hostname."
  const [listener] = listeners
    .map((plan, i) => ({ ...plan, i }))
    .filter(
      ({ tls, hostname }) => tls === asked.tls && isListed(hostname === undefined ? undefined : [hostname], asked.name),
    )
    .sort((a, b) => narrowness(b.hostname) - narrowness(a.hostname));
  if (!listener) return nothing;
  // NGINX Gateway Fabric has one map of names for all TLS listeners of a port: there a narrower name wins, whose listener ever it is at.
  const isElsewhere = routes.some(({ tls, hostnames = [] }) =>
    hostnames.some((own) => tls && covers(own, asked.name) && narrowness(own) > narrowness(listener.hostname)),
  );
  if (asked.tls && isElsewhere && listeners.filter(({ tls }) => tls).length > 1) return undefined;
  const [chosen] = routes
    .map((plan, age) => ({ ...plan, age }))
    // "sectionName … when unspecified, this will reference the entire resource"; "Same: only Routes in the same namespace".
    .filter(({ tls, section }) => tls === asked.tls && (section === undefined || section === listener.i))
    .filter(({ namespace }) => listener.from === 'All' || namespace === 'default')
    .flatMap((plan) =>
      (plan.hostnames ?? [undefined])
        .filter((own) => meets(listener.hostname, own === undefined ? undefined : [own]))
        .filter((own) => own === undefined || covers(own, asked.name))
        // A route's wider name is at the listener as narrow as the listener's own.
        .map((own) => ({ ...plan, narrow: Math.max(narrowness(own), narrowness(listener.hostname)) })),
    )
    .sort((a, b) => b.narrow - a.narrow || a.age - b.age);
  if (!chosen) return nothing;
  const { namespace, backend } = chosen;
  const at = backend.namespace ?? namespace;
  // "ReferenceGrant … is required for any cross-namespace reference"
  if (at !== namespace && !(granted && at === 'shop')) return 'bad';
  if (!['a', 'b', 'empty'].includes(backend.name) || backend.port !== 80) return 'bad';
  return backend.name === 'empty' ? 'none' : `${at}/${backend.name}`;
}

const NAMES = ['a.test', 'b.test', 'x.a.test', 'y.x.a.test', 'else.org'];
const hostname = fc.constantFrom('a.test', 'b.test', 'x.a.test', '*.test', '*.a.test');
const namespace = fc.constantFrom('default' as const, 'shop' as const);
const plans: fc.Arbitrary<Plan> = fc.record({
  listeners: fc.uniqueArray(
    fc.record(
      { hostname, from: fc.constantFrom('Same' as const, 'All' as const), tls: fc.boolean() },
      { requiredKeys: ['tls'] },
    ),
    { minLength: 1, maxLength: 4, selector: ({ hostname: name, tls }) => `${name} ${tls}` },
  ),
  routes: fc.array(
    fc.record(
      {
        tls: fc.boolean(),
        namespace,
        hostnames: fc.uniqueArray(hostname, { minLength: 1, maxLength: 2 }),
        section: fc.nat({ max: 3 }),
        backend: fc.record(
          {
            name: fc.constantFrom('a', 'a', 'b', 'b', 'empty', 'missing'),
            namespace,
            port: fc.constantFrom(80, 80, 80, 81),
          },
          { requiredKeys: ['name', 'port'] },
        ),
      },
      { requiredKeys: ['tls', 'namespace', 'backend'] },
    ),
    { maxLength: 4 },
  ),
  granted: fc.boolean(),
});

const meta = (name: string, at: string) => ({ name, namespace: at });
const SERVICES = ['default', 'shop'].flatMap((at) => ['a', 'b', 'empty'].map((name) => ({ at, name })));
const endpointOf = (at: string, name: string): string => `10.0.${at === 'shop' ? 1 : 0}.${name === 'a' ? 1 : 2}`;

/** The port of TLS listeners is another: they may not share one with HTTP. */
const portOf = (tls: boolean): number => (tls ? 443 : 80);

function compiled({ listeners, routes, granted }: Plan) {
  const gateway: Gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: meta('gw', 'default'),
    spec: {
      gatewayClassName: 'nginx',
      listeners: listeners.map(
        ({ hostname: own, from, tls }, i): Listener => ({
          name: `l${i}`,
          port: portOf(tls),
          protocol: tls ? 'TLS' : 'HTTP',
          ...(own !== undefined && { hostname: own }),
          ...(tls && { tls: { mode: 'Passthrough' } }),
          ...(from && { allowedRoutes: { namespaces: { from } } }),
        }),
      ),
    },
  };
  const made = routes.map(({ tls, namespace: at, hostnames, section, backend }, i): Route => {
    const parent: ParentReference = {
      ...meta('gw', 'default'),
      ...(section !== undefined && { sectionName: `l${section}` }),
    };
    const rule = { backendRefs: [{ ...backend }] };
    const common = {
      metadata: { ...meta(`r${i}`, at), creationTimestamp: `2026-01-05T09:00:0${i}Z` },
      spec: { parentRefs: [parent], ...(hostnames && { hostnames: [...hostnames] }), rules: [rule] },
    };
    return tls
      ? { kind: 'TLSRoute', route: common as unknown as TLSRoute }
      : { kind: 'HTTPRoute', route: common as unknown as HTTPRoute };
  });
  const grant = {
    metadata: meta('grant', 'shop'),
    spec: {
      from: ['HTTPRoute', 'TLSRoute'].map((kind) => ({
        group: 'gateway.networking.k8s.io',
        kind,
        namespace: 'default',
      })),
      to: [{ group: '', kind: 'Service' }],
    },
  } as unknown as ReferenceGrant;
  return compileGateway(gateway, {
    routes: made,
    grants: granted ? [grant] : [],
    services: new Map(
      SERVICES.map(({ at, name }) => [
        `${at}/${name}`,
        { metadata: meta(name, at), spec: { ports: [{ port: 80 }] } } as unknown as Service,
      ]),
    ),
    slices: SERVICES.filter(({ name }) => name !== 'empty').map(
      ({ at, name }) =>
        ({
          metadata: { ...meta(name, at), labels: { 'kubernetes.io/service-name': name } },
          addressType: 'IPv4',
          endpoints: [{ addresses: [endpointOf(at, name)], conditions: { ready: true } }],
          ports: [{ port: 8080 }],
        }) as unknown as EndpointSlice,
    ),
    secrets: new Map(),
    namespaces: new Map<string, Namespace>(),
  }).configuration;
}

const ownerOf = (ip: string | undefined): string => {
  const owner = SERVICES.find(({ at, name }) => endpointOf(at, name) === ip);
  return owner ? `${owner.at}/${owner.name}` : 'none';
};

/** What the data plane would do. */
function actual(plan: Plan, { tls, name }: { readonly tls: boolean; readonly name: string }): string {
  const configuration = compiled(plan);
  if (tls) {
    const { to, via } = passageFor(configuration, 443, name, 'pod/nginx', 0);
    const code = via.at(-1)?.reason.code;
    if (to && to.length > 0) return ownerOf(to[0]!.ip);
    // A port that no listener has is closed from the start.
    return code === 'sni-no-backend' ? 'bad' : code === 'sni-no-endpoint' ? 'none' : 'closed';
  }
  const server = serverFor(configuration, 80, name);
  const asked = { host: name, path: '/', method: 'GET', header: () => undefined, query: () => undefined };
  const target = server && choiceFor(server, asked)?.action.targets[0];
  if (!target) return '404';
  return target.wrong !== undefined ? 'bad' : ownerOf(target.endpoints[0]?.ip);
}

test('a request goes where the specification says, through listeners, routes and grants', () => {
  const met = new Map<string, number>();
  fc.assert(
    fc.property(plans, fc.boolean(), fc.constantFrom(...NAMES), (plan, tls, name) => {
      const said = literal(plan, { tls, name });
      if (said === undefined) return;
      met.set(said, (met.get(said) ?? 0) + 1);
      expect(actual(plan, { tls, name })).toBe(said);
    }),
    { numRuns: RUNS, seed: Number(process.env.PROPERTY_SEED ?? 1) },
  );
  // Each outcome comes often enough to be worth the name.
  for (const outcome of ['404', 'closed', 'bad', 'none', 'default/a', 'shop/a'])
    expect(met.get(outcome) ?? 0, outcome).toBeGreaterThan(RUNS / 300);
});
