// Services that want the same few addresses and ports, step by step, as values that fast-check makes and makes smaller.

import fc from 'fast-check';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Loose } from './steps.ts';

export const SERVICES = '/api/v1/namespaces/default/services';
export const ADDRESSES = '/apis/networking.k8s.io/v1/ipaddresses';
export const CIDRS = '/apis/networking.k8s.io/v1/servicecidrs';

const NAMES = ['a', 'b', 'c', 'd'];
/** Few enough to be wanted twice. */
const IPS = ['10.96.0.50', '10.96.0.51', '10.97.0.1'];
const NODE_PORTS = [30080, 30081, 31000];

interface Port {
  readonly port: number;
  readonly protocol: string;
  readonly nodePort: number | undefined;
}

/** What a client asks of a Service; much of it is refused. */
export interface Wish {
  readonly type: string | undefined;
  readonly clusterIP: string | undefined;
  readonly ports: readonly Port[];
  readonly policy: string | undefined;
  readonly healthCheckNodePort: number | undefined;
  readonly allocate: boolean | undefined;
}

export type ServiceStep =
  | {
      readonly do: 'create' | 'replace' | 'patch' | 'apply';
      readonly name: string;
      readonly wish: Wish;
      readonly dryRun: boolean;
    }
  /** With the identity of another Service, which is not the client's to give. */
  | { readonly do: 'forge'; readonly name: string; readonly like: string; readonly wish: Wish }
  | { readonly do: 'retype'; readonly name: string; readonly type: string; readonly policy: string | undefined }
  | { readonly do: 'delete'; readonly name: string; readonly dryRun: boolean }
  | { readonly do: 'address' | 'unaddress'; readonly ip: string }
  | { readonly do: 'cidr'; readonly name: string; readonly range: string }
  | { readonly do: 'clear' };

const maybe = <T>(...values: T[]): fc.Arbitrary<T | undefined> =>
  fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 });
const type = fc.constantFrom('ClusterIP', 'NodePort', 'NodePort', 'LoadBalancer', 'LoadBalancer', 'ExternalName');
const policy = maybe('Local', 'Cluster');
const port: fc.Arbitrary<Port> = fc.record({
  port: fc.constantFrom(80, 443),
  protocol: fc.constantFrom('TCP', 'UDP'),
  nodePort: maybe(...NODE_PORTS),
});
const wish: fc.Arbitrary<Wish> = fc.record({
  type: fc.option(type, { nil: undefined, freq: 4 }),
  clusterIP: fc.option(fc.constantFrom(...IPS, ...IPS, 'None', '192.168.0.1'), { nil: undefined, freq: 2 }),
  ports: fc.uniqueArray(port, { minLength: 1, maxLength: 3, selector: (p) => `${p.port}${p.protocol}` }),
  policy,
  healthCheckNodePort: maybe(...NODE_PORTS),
  allocate: maybe(false),
});
const name = fc.constantFrom(...NAMES);
/** A health check's port comes and goes with the one among these. */
const retype: fc.Arbitrary<ServiceStep> = fc.record({
  do: fc.constant('retype' as const),
  name,
  type: fc.constantFrom('LoadBalancer', 'LoadBalancer', 'NodePort', 'ClusterIP', 'ExternalName'),
  policy: fc.option(fc.constantFrom('Local', 'Local', 'Cluster'), { nil: undefined, freq: 3 }),
});
const dryRun = fc.nat(9).map((n) => n === 0);

export function serviceSteps(maxLength: number): fc.Arbitrary<ServiceStep[]> {
  const step: fc.Arbitrary<ServiceStep> = fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('create' as const), name, wish, dryRun }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('replace', 'patch', 'apply'), name, wish, dryRun }) },
    { weight: 6, arbitrary: retype },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('delete' as const), name, dryRun }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('forge' as const), name, like: name, wish }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('address', 'unaddress'), ip: fc.constantFrom(...IPS) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('cidr' as const),
        name,
        range: fc.constantFrom('10.200.0.0/24', '10.200.1.0/24'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
  );
  return fc.array(step, { minLength: 10, maxLength, size: 'max' });
}

const specOf = ({ type: kind, clusterIP, ports, policy: traffic, healthCheckNodePort, allocate }: Wish): Loose => {
  if (kind === 'ExternalName') return { type: kind, externalName: 'example.com' };
  const isBalancer = kind === 'LoadBalancer';
  return {
    ...(kind && { type: kind }),
    ...(clusterIP && { clusterIP }),
    ports: ports.map(({ nodePort, ...rest }) => ({
      name: `p${rest.port}${rest.protocol.toLowerCase()}`,
      ...rest,
      ...(nodePort && kind !== undefined && kind !== 'ClusterIP' && { nodePort }),
    })),
    ...(traffic && kind !== undefined && kind !== 'ClusterIP' && { externalTrafficPolicy: traffic }),
    ...(isBalancer && traffic === 'Local' && healthCheckNodePort && { healthCheckNodePort }),
    ...(isBalancer && allocate === false && { allocateLoadBalancerNodePorts: false }),
  };
};

/** The request that a step is, given what is there. */
export function serviceRequest(step: ServiceStep, read: (path: string) => Loose | undefined): ApiRequest {
  const send = (method: ApiRequest['method'], path: string, body?: unknown, type = 'application/json'): ApiRequest => ({
    method,
    path,
    headers: { 'content-type': type, 'user-agent': 'kubectl/v1.34.5 (linux/amd64)' },
    ...(body !== undefined && { body }),
  });
  const dry = (path: string, isDry: boolean, more = ''): string => {
    const query = [...(isDry ? ['dryRun=All'] : []), ...(more ? [more] : [])].join('&');
    return query ? `${path}?${query}` : path;
  };
  const whole = (of: string, w: Wish, metadata: Loose = {}): Loose => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: of, ...metadata },
    spec: specOf(w),
  });
  switch (step.do) {
    case 'create':
      return send('POST', dry(SERVICES, step.dryRun), whole(step.name, step.wish));
    case 'forge': {
      const { uid, resourceVersion } = (read(`${SERVICES}/${step.like}`)?.metadata ?? { uid: 'forged' }) as Loose;
      const own = { uid, creationTimestamp: '2020-01-01T00:00:00Z', generation: 9 };
      return send(
        'POST',
        SERVICES,
        whole(step.name, step.wish, { ...own, ...(step.like === 'd' && { resourceVersion }) }),
      );
    }
    case 'replace':
      return send('PUT', dry(`${SERVICES}/${step.name}`, step.dryRun), whole(step.name, step.wish));
    case 'patch':
      return send(
        'PATCH',
        dry(`${SERVICES}/${step.name}`, step.dryRun),
        { spec: specOf(step.wish) },
        'application/merge-patch+json',
      );
    case 'apply': {
      const query = `fieldManager=${step.wish.ports.length > 1 ? 'one' : 'two'}&force=true`;
      const path = dry(`${SERVICES}/${step.name}`, step.dryRun, query);
      return send('PATCH', path, whole(step.name, step.wish), 'application/apply-patch+yaml');
    }
    case 'retype': {
      const spec = {
        type: step.type,
        externalTrafficPolicy: step.policy ?? null,
        ...(step.type === 'ExternalName' && { externalName: 'example.com', clusterIP: null, clusterIPs: null }),
      };
      return send('PATCH', `${SERVICES}/${step.name}`, { spec }, 'application/merge-patch+json');
    }
    case 'delete':
      return send('DELETE', dry(`${SERVICES}/${step.name}`, step.dryRun));
    case 'address': {
      const spec = { parentRef: { resource: 'services', namespace: 'default', name: 'nobody' } };
      return send('POST', ADDRESSES, { metadata: { name: step.ip }, spec });
    }
    case 'unaddress': {
      // Only what a client made itself: what a Service holds is put back by a loop that is not simulated.
      const isOwn = read(`${ADDRESSES}/${step.ip}`)?.metadata as { labels?: unknown } | undefined;
      return send('DELETE', `${ADDRESSES}/${isOwn && !isOwn.labels ? step.ip : 'none'}`);
    }
    case 'cidr':
      return send('POST', CIDRS, { metadata: { name: step.name }, spec: { cidrs: [step.range] } });
    case 'clear':
      return send('DELETE', SERVICES);
  }
}
