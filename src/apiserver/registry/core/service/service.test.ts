import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Service, ServiceSpec } from '#api/core/types.ts';
import type { FieldError } from '#apimachinery/field.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { Storage } from '../../../storage.ts';
import type { ServerContext } from '../../rest/strategy.ts';
import { IP_BAND, PORT_BAND, pick } from './allocator.ts';
import { formatIpv4, parseIpv4, validIp } from './ip.ts';
import { externalIp, servicePorts } from './printer.ts';
import { serviceStrategy } from './strategy.ts';

/** Just enough of a storage: Services, and a revision that moves. */
function contextWith(...services: Service[]): ServerContext {
  const map = new Map(services.map((s) => [`${s.metadata.namespace}/${s.metadata.name}`, s]));
  let revision = services.length;
  const storage = {
    get revision() {
      return revision;
    },
    get: (resource: string, key: string) => (resource === 'services' ? map.get(key) : undefined),
    list: (resource: string) => (resource === 'services' ? [...map.values()] : []),
    put: (_resource: string, object: ApiObject) => {
      revision++;
      map.set(`${object.metadata.namespace}/${object.metadata.name}`, object as Service);
      return object;
    },
    remove: () => {},
    since: () => undefined,
    subscribe: () => () => {},
  } as unknown as Storage;
  return { storage, now: () => 0, random: () => 0 } as unknown as ServerContext;
}

const service = (spec: ServiceSpec, name = 'web'): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec,
});

/** What a POST does with it, up to storing. */
function create(spec: ServiceSpec, context = contextWith(), dryRun = false): Service | string[] {
  const object = service(structuredClone(spec));
  serviceStrategy.setDefaults!(object);
  serviceStrategy.prepareForCreate!(object, context);
  const begun = serviceStrategy.beginCreate!(object, context, dryRun);
  if (Array.isArray(begun)) return lines(begun);
  if ('message' in begun) return [begun.message as string];
  const errors = serviceStrategy.validate!(object);
  return errors.length > 0 ? lines(errors) : object;
}

function update(old: Service, spec: ServiceSpec, context = contextWith(old)): Service | string[] {
  const object = service(structuredClone(spec));
  serviceStrategy.setDefaults!(object);
  serviceStrategy.prepareForUpdate!(object, old, context);
  const begun = serviceStrategy.beginUpdate!(object, old, context, false);
  if (Array.isArray(begun)) return lines(begun);
  if ('message' in begun) return [begun.message as string];
  const errors = serviceStrategy.validateUpdate!(object, old);
  return errors.length > 0 ? lines(errors) : object;
}

const lines = (errors: readonly FieldError[]): string[] => errors.map((e) => `${e.field}: ${e.body}`);
const web: ServiceSpec = { selector: { app: 'web' }, ports: [{ port: 80 }] };

test('a ClusterIP service as GET shows it', () => {
  expect((create(web) as Service).spec).toEqual({
    clusterIP: '10.96.1.1',
    clusterIPs: ['10.96.1.1'],
    internalTrafficPolicy: 'Cluster',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    selector: { app: 'web' },
    sessionAffinity: 'None',
    type: 'ClusterIP',
  });
});

test('other kinds of service', () => {
  expect((create({ ...web, type: 'NodePort' }) as Service).spec).toMatchObject({
    externalTrafficPolicy: 'Cluster',
    ports: [{ nodePort: 30086 }],
  });
  expect((create({ ...web, type: 'LoadBalancer' }) as Service).spec.allocateLoadBalancerNodePorts).toBe(true);
  expect(
    (create({ ...web, type: 'LoadBalancer', externalTrafficPolicy: 'Local' }) as Service).spec.healthCheckNodePort,
  ).toBe(30087);
  expect((create({ type: 'ExternalName', externalName: 'example.com' }) as Service).spec).toEqual({
    externalName: 'example.com',
    sessionAffinity: 'None',
    type: 'ExternalName',
  });
  expect((create({ clusterIP: 'None' }) as Service).spec).toMatchObject({
    clusterIPs: ['None'],
    ipFamilies: ['IPv4', 'IPv6'],
    ipFamilyPolicy: 'RequireDualStack',
  });
  const dns = create({
    type: 'NodePort',
    ports: [
      { name: 't', port: 53 },
      { name: 'u', port: 53, protocol: 'UDP' },
    ],
  }) as Service;
  expect(new Set(dns.spec.ports!.map((p) => p.nodePort)).size).toBe(1);
});

test('a dry run looks for nothing free', () => {
  expect((create({ ...web, type: 'NodePort' }, contextWith(), true) as Service).spec).toMatchObject({
    clusterIP: '10.96.0.0',
    ports: [{ nodePort: 30000 }],
  });
});

const taken = contextWith(
  service(
    { type: 'NodePort', clusterIP: '10.96.0.10', clusterIPs: ['10.96.0.10'], ports: [{ port: 1, nodePort: 30080 }] },
    'first',
  ),
);

test.each<[string, ServiceSpec, string[]]>([
  ['no ports', { selector: { app: 'web' } }, ['spec.ports: Required value']],
  [
    'node port taken',
    { ...web, type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] },
    ['spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated'],
  ],
  [
    'node port outside',
    { ...web, type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] },
    [
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
  ],
  [
    'address taken',
    { ...web, clusterIP: '10.96.0.10' },
    [
      'spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    ],
  ],
  [
    'address outside',
    { ...web, clusterIP: '192.168.0.1' },
    [
      'spec.clusterIPs: Invalid value: ["192.168.0.1"]: failed to allocate IP 192.168.0.1: the provided network does not match the current range',
    ],
  ],
  [
    'no address',
    { ...web, clusterIP: 'abc' },
    ['spec.clusterIPs[0]: Invalid value: "abc": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
  ],
  [
    'names and numbers',
    { ports: [{ port: 80 }, { port: 70000, name: 'B' }] },
    [
      'spec.ports[0].name: Required value',
      `spec.ports[1].name: Invalid value: "B": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
      'spec.ports[1].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
      'spec.ports[1].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
  ],
  [
    'node port of a ClusterIP',
    { ports: [{ port: 80, nodePort: 30090 }] },
    ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
  ],
  [
    'a number as text',
    { ports: [{ port: 80, targetPort: '8080' }] },
    ['spec.ports[0].targetPort: Invalid value: "8080": must contain at least one letter (a-z)'],
  ],
  [
    'the same port twice',
    {
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 80 },
      ],
    },
    [
      'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
    ],
  ],
  [
    'headless NodePort',
    { ...web, type: 'NodePort', clusterIP: 'None' },
    ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services'],
  ],
  [
    'dual stack',
    { ...web, ipFamilyPolicy: 'RequireDualStack' },
    ['spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services'],
  ],
  ['ExternalName without a name', { type: 'ExternalName' }, ['spec.externalName: Required value']],
  [
    'Local on a ClusterIP',
    { ...web, externalTrafficPolicy: 'Local' },
    ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
  ],
  [
    'wrong type',
    { ...web, type: 'nodeport' as 'NodePort' },
    [
      'spec.type: Unsupported value: "nodeport": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
  ],
])('refuses: %s', (_name, spec, errors) => {
  expect(create(spec, taken)).toEqual(errors);
});

test('an update keeps what was allocated', () => {
  const old = create({ ...web, type: 'NodePort' }) as Service;
  const applied = update(old, { ...web, type: 'NodePort', ports: [{ port: 8080 }] }) as Service;
  expect(applied.spec.ports![0]!.nodePort).toBe(old.spec.ports![0]!.nodePort);
  expect(applied.spec.clusterIP).toBe(old.spec.clusterIP);

  const patched = update(old, { ...old.spec, type: 'ClusterIP' }) as Service;
  expect(patched.spec.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }]);
  expect(patched.spec.externalTrafficPolicy).toBeUndefined();

  const named = update(old, { ...old.spec, type: 'ExternalName', externalName: 'example.com' }) as Service;
  expect(named.spec.clusterIP).toBeUndefined();
  expect(named.spec.clusterIPs).toBeUndefined();
});

test('a cluster IP does not change', () => {
  const old = create(web) as Service;
  expect(update(old, { ...old.spec, clusterIP: '10.96.0.9' })).toEqual([
    'spec.clusterIPs[0]: Invalid value: ["10.96.0.9"]: may not change once set',
  ]);
  expect(update(old, { ...old.spec, clusterIP: 'None' })).toEqual([
    'spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set',
  ]);
});

test('printed cells', () => {
  const shown = (spec: ServiceSpec, ingress?: { ip: string }[]): string[] => {
    const object = { ...service(spec), ...(ingress && { status: { loadBalancer: { ingress } } }) };
    return [externalIp(object), servicePorts(object)];
  };
  expect(shown({ type: 'ClusterIP' })).toEqual(['<none>', '<none>']);
  const ports = [
    { port: 80, nodePort: 30080, protocol: 'TCP' as const },
    { port: 53, protocol: 'UDP' as const },
  ];
  expect(shown({ type: 'LoadBalancer', ports })).toEqual(['<pending>', '80:30080/TCP,53/UDP']);
  expect(shown({ type: 'LoadBalancer' }, [{ ip: '203.0.113.5' }])[0]).toBe('203.0.113.5');
  expect(shown({ type: 'ExternalName', externalName: 'example.com' })[0]).toBe('example.com');
});

test('what is picked is free, and dynamic values come last from the lower band', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 19 })),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (used, random) => {
        const held = new Set(used);
        const value = pick(
          { first: 0, last: 19, dynamicFrom: 5 },
          (v) => held.has(v),
          () => random,
        );
        if (held.size === 20) return value === undefined;
        const upperFree = Array.from({ length: 15 }, (_, i) => i + 5).some((v) => !held.has(v));
        return value !== undefined && !held.has(value) && value >= 5 === upperFree;
      },
    ),
  );
  expect([formatIpv4(IP_BAND.first), formatIpv4(IP_BAND.dynamicFrom), formatIpv4(IP_BAND.last)]).toEqual([
    '10.96.0.1',
    '10.96.1.1',
    '10.111.255.254',
  ]);
  expect(PORT_BAND).toEqual({ first: 30000, dynamicFrom: 30086, last: 32767 });
});

test('addresses', () => {
  expect(['10.0.0.1', '256.1.1.1', '::1', '2001:db8::ffff', '1:2', ':::'].map(validIp)).toEqual([
    'IPv4',
    undefined,
    'IPv6',
    'IPv6',
    undefined,
    undefined,
  ]);
  expect(formatIpv4(parseIpv4('10.111.255.254')!)).toBe('10.111.255.254');
});

test('headless without a selector has both families, and keeps them until its policy is SingleStack', () => {
  const old = create({ clusterIP: 'None', ports: [{ port: 80 }] }) as Service;
  expect([old.spec.ipFamilyPolicy, old.spec.ipFamilies]).toEqual(['RequireDualStack', ['IPv4', 'IPv6']]);
  expect(update(old, { ...old.spec, ipFamilies: ['IPv4'] })).toEqual([
    'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": must be \'SingleStack\' to release the secondary IP family',
  ]);
  const single = update(old, { ...old.spec, ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] }) as Service;
  expect(single.spec.ipFamilies).toEqual(['IPv4']);
});

test('PreferDualStack is content with the one family that there is', () => {
  const made = create({ ...web, ipFamilyPolicy: 'PreferDualStack' }) as Service;
  expect([made.spec.ipFamilyPolicy, made.spec.ipFamilies, made.spec.clusterIPs?.length]).toEqual([
    'PreferDualStack',
    ['IPv4'],
    1,
  ]);
});
