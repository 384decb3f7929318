import { expect, test } from 'vitest';
import type { ApiObject } from '#apimachinery/meta.ts';
import { madeBetween } from './mutant-proof.ts';
import { mutantsOf } from './mutants.ts';

const object = (kind: string, spec: object, metadata: object = {}): ApiObject =>
  ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '9', ...metadata },
    spec,
    status: {},
  }) as unknown as ApiObject;
const names = (o: ApiObject) => mutantsOf(o).map(({ name }) => name.replace(/^\w+\/web: /, ''));

const service = object('Service', {
  type: 'NodePort',
  clusterIP: '10.96.0.9',
  selector: { app: 'web' },
  ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP', nodePort: 30080 }],
});

test('a Service', () => {
  expect(names(service)).toEqual([
    'selector app=web-x',
    'type ClusterIP',
    'port 81',
    'targetPort 8081',
    "port's name http-x",
    'protocol UDP',
    'nodePort other than 30080',
    'namespace kube-public',
  ]);
  expect(names(object('Service', { type: 'ExternalName', externalName: 'db.example.com' }))).toEqual([
    'externalName x-db.example.com',
    'namespace kube-public',
  ]);
});

test('each changes one thing, and is as its author would write it', () => {
  const before = structuredClone(service);
  const [selector, type] = mutantsOf(service);
  expect(selector!.object).toEqual({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { ...(service as unknown as { spec: object }).spec, selector: { app: 'web-x' } },
  });
  expect((type!.object as unknown as { spec: object }).spec).toEqual({
    type: 'ClusterIP',
    clusterIP: '10.96.0.9',
    selector: { app: 'web' },
    ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
  });
  expect(service).toEqual(before);
});

test('an Ingress', () =>
  expect(
    names(
      object(
        'Ingress',
        {
          ingressClassName: 'nginx',
          rules: [
            {
              host: 'a.com',
              http: {
                paths: [{ path: '/x', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }],
              },
            },
          ],
          defaultBackend: { service: { name: 'other', port: { name: 'http' } } },
          tls: [{ hosts: ['a.com'], secretName: 's' }],
        },
        {
          annotations: {
            'nginx.ingress.kubernetes.io/rewrite-target': '/',
            'kubectl.kubernetes.io/last-applied-configuration': '{}',
          },
        },
      ),
    ),
  ).toEqual([
    'ingressClassName other',
    'without annotation nginx.ingress.kubernetes.io/rewrite-target',
    'host x-a.com',
    'path a.com/x-x',
    'pathType Exact of a.com/x',
    'backend a-x of a.com/x',
    'backend port 81 of a.com/x',
    'backend other-x of the default',
    'tls secretName s-x',
    'tls host x-a.com',
    'namespace kube-public',
  ]));

test('an HTTPRoute and a Gateway', () => {
  expect(
    names(
      object('HTTPRoute', {
        parentRefs: [{ name: 'front' }],
        hostnames: ['a.com'],
        rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/x' } }], backendRefs: [{ name: 'a', port: 80 }] }],
      }),
    ),
  ).toEqual([
    'parentRef front-x',
    'hostname x-a.com',
    'path /x-x',
    'path type Exact of /x',
    'backend a-x',
    'backend port 81 of a',
    'namespace kube-public',
  ]);
  expect(
    names(object('Gateway', { gatewayClassName: 'nginx', listeners: [{ port: 80, hostname: '*.a.com' }] })),
  ).toEqual(['gatewayClassName other', 'listener port 81', 'listener hostname x-a.com', 'namespace kube-public']);
});

test('a NetworkPolicy', () =>
  expect(
    names(
      object('NetworkPolicy', {
        podSelector: { matchLabels: { app: 'db' } },
        ingress: [
          { from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432, protocol: 'TCP' }] },
        ],
        egress: [{ to: [{ namespaceSelector: { matchLabels: { n: 'x' } } }], ports: [{ port: 53, protocol: 'UDP' }] }],
      }),
    ),
  ).toEqual([
    'podSelector app=db-x',
    'ingress port 5433',
    'ingress protocol of 5432',
    'ingress podSelector app=web-x',
    'egress port 54',
    'egress protocol of 53',
    'egress namespaceSelector n=x-x',
    'namespace kube-public',
  ]));

test('other kinds have none', () => expect(mutantsOf(object('ConfigMap', {}))).toEqual([]));

test('what was there before is not made; of what was changed, only that; what belongs to another is its owner’s', () => {
  const storage = (...objects: ApiObject[]) => ({ revision: 1, objects: { services: objects } });
  const changed = structuredClone(service) as unknown as { spec: { ports: { port: number }[] } };
  changed.spec.ports[0]!.port = 90;
  const owned = object('Service', { ports: [] }, { name: 'owned', ownerReferences: [{}] });
  const made = (after: ReturnType<typeof storage>) =>
    madeBetween(storage(service), after).flatMap(({ mutants }) => mutants.map(({ name }) => name));
  expect(made(storage(service, owned))).toEqual([]);
  expect(made(storage(changed as unknown as ApiObject))).toEqual(['Service/web: port 91']);
});
