import { expect, test } from 'vitest';
import type { Container, Pod, Volume } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { Informer } from '#client/informer.ts';
import { configProblem, expand, type ResolvedContainer, resolvConf, resolveContainer } from './resolve.ts';
import { mountProblem } from './volumes.ts';

const cache = new Informer();
const add = (resource: string, kind: string, name: string, more: object, namespace = 'default'): void =>
  cache.receive({
    type: 'ADDED',
    resource,
    object: { apiVersion: 'v1', kind, metadata: { name, namespace }, ...more } as ApiObject,
  });
add('configmaps', 'ConfigMap', 'cm', { data: { color: 'blue', 'page.html': '<h1>' } });
add('secrets', 'Secret', 'sec', { data: { pass: btoa('s3cret') } });
add('services', 'Service', 'kubernetes', { spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443 }] } });
add('services', 'Service', 'my-db', { spec: { clusterIP: '10.96.7.7', ports: [{ port: 5432 }] } });
add('services', 'Service', 'headless', { spec: { clusterIP: 'None', ports: [{ port: 1 }] } });

const config = {
  entrypoint: ['/entry'],
  cmd: ['serve'],
  env: { PATH: '/bin' },
  workingDir: '/',
  user: '',
  exposed: [],
};
const podOf = (container: Partial<Container>, spec: Partial<Pod['spec']> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-0', namespace: 'default', uid: 'u', labels: { app: 'web' } },
  spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx', ...container }], ...spec },
  status: { podIP: '10.244.1.4', hostIP: '192.168.10.11' },
});
const resolve = (container: Partial<Container>, spec: Partial<Pod['spec']> = {}): ResolvedContainer => {
  const pod = podOf(container, spec);
  return resolveContainer(pod, pod.spec.containers[0]!, config, cache, () => 'a token');
};

test.each([
  ['neither', {}, ['/entry', 'serve']],
  ['args', { args: ['a'] }, ['/entry', 'a']],
  ['command', { command: ['sh'] }, ['sh']],
  [
    'both',
    { command: ['sh', '-c'], args: ['echo $(WHO) $$(WHO) $(NOBODY)'], env: [{ name: 'WHO', value: 'me' }] },
    ['sh', '-c', 'echo me $(WHO) $(NOBODY)'],
  ],
] as const)('command line: %s', (_title, container, argv) => {
  expect(resolve(container as unknown as Partial<Container>).argv).toEqual(argv);
});

test('environment: services, fields, keys, in the order that later ones may use earlier ones', () => {
  const { env } = resolve({
    envFrom: [{ prefix: 'CM_', configMapRef: { name: 'cm' } }],
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '$(A)-$(MY_DB_SERVICE_HOST)' },
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
      { name: 'PASS', valueFrom: { secretKeyRef: { name: 'sec', key: 'pass' } } },
    ],
  });
  expect(env.all()).toMatchObject({
    PATH: '/bin',
    HOSTNAME: 'web-0',
    KUBERNETES_SERVICE_HOST: '10.96.0.1',
    KUBERNETES_SERVICE_PORT_HTTPS: '443',
    MY_DB_SERVICE_PORT: '5432',
    MY_DB_PORT_5432_TCP_ADDR: '10.96.7.7',
    CM_color: 'blue',
    B: '1-10.96.7.7',
    IP: '10.244.1.4',
    APP: 'web',
    PASS: 's3cret',
  });
  expect(Object.keys(env.all()).some((k) => k.startsWith('HEADLESS'))).toBe(false);
  expect(Object.keys(resolve({}, { enableServiceLinks: false }).env.all())).not.toContain('MY_DB_SERVICE_HOST');
});

test('mounted files', () => {
  const volumes: Volume[] = [
    { name: 'v', configMap: { name: 'cm', items: [{ key: 'page.html', path: 'index.html' }] } },
    { name: 's', secret: { secretName: 'sec' } },
    { name: 'd', downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
  ];
  const volumeMounts = [
    { name: 'v', mountPath: '/html' },
    { name: 'v', mountPath: '/one.html', subPath: 'index.html' },
    { name: 's', mountPath: '/sec/' },
    { name: 'd', mountPath: '/info' },
  ];
  const { files } = resolve({ volumeMounts }, { volumes });
  expect(files).toMatchObject({
    '/html/index.html': '<h1>',
    '/one.html': '<h1>',
    '/sec/pass': 's3cret',
    '/info/labels': 'app="web"',
    '/etc/hostname': 'web-0\n',
  });
  expect(files['/etc/hosts']).toContain('10.244.1.4\tweb-0\n');
});

test.each([
  ['configmap "no" not found', { envFrom: [{ configMapRef: { name: 'no' } }] }],
  ['secret "no" not found', { env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 'no', key: 'k' } } }] }],
  [
    "couldn't find key k in ConfigMap default/cm",
    { env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'cm', key: 'k' } } }] },
  ],
  [undefined, { env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'cm', key: 'k', optional: true } } }] }],
] as const)('what is missing: %s', (expected, container) => {
  const pod = podOf(container as unknown as Partial<Container>);
  expect(configProblem(pod, pod.spec.containers[0]!, cache)).toBe(expected);
});

test.each([
  ['configmap "no" not found', { name: 'v', configMap: { name: 'no' } }],
  ['references non-existent config key: k', { name: 'v', configMap: { name: 'cm', items: [{ key: 'k', path: 'p' }] } }],
  ['secret "no" not found', { name: 'v', secret: { secretName: 'no' } }],
  [undefined, { name: 'v', secret: { secretName: 'no', optional: true } }],
])('a volume that cannot be mounted: %s', (expected, volume) => {
  expect(mountProblem(podOf({}, { volumes: [volume as Volume] }), cache)).toBe(
    expected && `MountVolume.SetUp failed for volume "v" : ${expected}`,
  );
});

test.each([
  [
    'ClusterFirst',
    {},
    'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
  ],
  ['Default', { dnsPolicy: 'Default' }, 'nameserver 192.0.2.53\n'],
  ['host network', { hostNetwork: true }, 'nameserver 192.0.2.53\n'],
  [
    'None',
    {
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['1.1.1.1'], searches: ['x.y'], options: [{ name: 'ndots', value: '2' }] },
    },
    'search x.y\nnameserver 1.1.1.1\noptions ndots:2\n',
  ],
] as const)('resolv.conf: %s', (_title, spec, expected) => {
  expect(resolvConf(podOf({}, spec as unknown as Partial<Pod['spec']>))).toBe(expected);
});

test('expansion leaves what it does not know', () => {
  expect(expand('$(A)$(B) $A $$ $$(A)', { A: '1' })).toBe('1$(B) $A $ $(A)');
});

test('a limit that is not set is what the node has to give', () => {
  const allocatable = { cpu: '4', memory: '8Gi' };
  cache.receive({
    type: 'ADDED',
    resource: 'nodes',
    object: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' }, status: { allocatable } } as ApiObject,
  });
  const ask = (resource: string, divisor?: string) => ({
    name: resource,
    valueFrom: { resourceFieldRef: { resource, ...(divisor && { divisor }) } },
  });
  const { env } = resolve({
    env: [ask('limits.cpu', '1m'), ask('limits.memory', '1Mi'), ask('requests.cpu')],
    resources: { limits: { memory: '64Mi' } },
  });
  expect(env.all()).toMatchObject({ 'limits.cpu': '4000', 'limits.memory': '64', 'requests.cpu': '0' });
  const items = [{ path: 'cpu', resourceFieldRef: { containerName: 'c', resource: 'limits.cpu' } }];
  const { files } = resolve(
    { volumeMounts: [{ name: 'v', mountPath: '/info' }] },
    { volumes: [{ name: 'v', downwardAPI: { items } }] },
  );
  expect(files['/info/cpu']).toBe('4');
});
