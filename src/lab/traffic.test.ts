// What a client of a Service sees as time goes on: affinity that ends, Pods that end, health checks that notice.

import { expect, test } from 'vitest';
import type { Pod, Service } from '#api/core/types.ts';
import { LEARNER } from './kubeconfig.ts';
import { Lab } from './lab.ts';
import { preload } from './preload.ts';

await preload();

const server = (name: string, node: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'web' } },
  spec: {
    nodeName: node,
    containers: [
      {
        name: 's',
        image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
        args: ['netexec', '--http-port=8080'],
        ...spec,
      },
    ],
  },
});
const service = (spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
});

function labWith(objects: readonly object[]): Lab {
  const lab = new Lab({ time: 'live' });
  expect(lab.apply(objects)).toBeUndefined();
  lab.advance(120_000);
  return lab;
}
const found = (lab: Lab): Service => lab.cluster.storage.get<Service>('services', 'default/web')!;
const dial = (lab: Lab, from: string, ip: string) => lab.machines.network.dial(from, { ip, port: 80 }).trace;
/** Where ten connections end. */
const ten = (lab: Lab, from: string, ip: string): ReadonlySet<string> =>
  new Set(Array.from({ length: 10 }, () => dial(lab, from, ip).delivered?.place ?? 'nowhere'));
const remove = (lab: Lab, name: string): void => {
  void lab.handle({ method: 'DELETE', path: `/api/v1/namespaces/default/pods/${name}` }, LEARNER);
};

test('session affinity lasts as long as it is used within its time', () => {
  const sticky = { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } } };
  const lab = labWith([server('a', 'node-1'), server('b', 'node-2'), server('c', 'node-3'), service(sticky)]);
  const ip = found(lab).spec.clusterIP!;
  const [first] = ten(lab, 'node/node-1', ip);
  for (let i = 0; i < 10; i++) {
    lab.advance(9_000);
    expect([...ten(lab, 'node/node-1', ip)]).toEqual([first]);
  }
  const later = new Set<string | undefined>();
  for (let i = 0; i < 20; i++) {
    lab.advance(11_000);
    for (const place of ten(lab, 'node/node-1', ip)) later.add(place);
  }
  expect(later.size).toBe(3);
});

test('a load balancer with affinity keeps a client on one Pod, until that is gone', () => {
  const sticky = { type: 'LoadBalancer', sessionAffinity: 'ClientIP' };
  const lab = labWith([server('a', 'node-1'), server('b', 'node-2'), service(sticky)]);
  const ip = found(lab).status!.loadBalancer!.ingress![0]!.ip!;
  const [first, ...others] = ten(lab, 'internet', ip);
  expect(others).toEqual([]);
  remove(lab, first!.slice('pod/default/'.length));
  lab.advance(60_000);
  expect([...ten(lab, 'internet', ip)]).toEqual([first === 'pod/default/a' ? 'pod/default/b' : 'pod/default/a']);
});

test('Pods that end serve on while none is ready, and then the Service refuses', () => {
  const drain = { lifecycle: { preStop: { sleep: { seconds: 10 } } } };
  const lab = labWith([server('a', 'node-1', drain), server('b', 'node-2', drain), service()]);
  const ip = found(lab).spec.clusterIP!;
  remove(lab, 'a');
  lab.advance(1_000);
  expect([...ten(lab, 'node/node-3', ip)]).toEqual(['pod/default/b']);
  remove(lab, 'b');
  lab.advance(1_000);
  // Neither is ready: those that still serve are better than none (KEP-1669).
  expect([...ten(lab, 'node/node-3', ip)].sort()).toEqual(['pod/default/a', 'pod/default/b']);
  lab.advance(30_000);
  expect(dial(lab, 'node/node-3', ip).verdict).toBe('refused');
  expect(lab.cluster.storage.list<Pod>('pods').filter((p) => p.metadata.namespace === 'default')).toEqual([]);
});

test('policy Local: the load balancer finds out where the endpoint went', () => {
  const local = { type: 'LoadBalancer', externalTrafficPolicy: 'Local' };
  const lab = labWith([server('a', 'node-1'), service(local)]);
  const ip = found(lab).status!.loadBalancer!.ingress![0]!.ip!;
  expect([...ten(lab, 'internet', ip)]).toEqual(['pod/default/a']);
  remove(lab, 'a');
  expect(lab.apply([server('b', 'node-2')])).toBeUndefined();
  lab.advance(6_000);
  // node-1 passes its checks still, and drops what it gets.
  expect(dial(lab, 'internet', ip).hops.at(-1)?.did).toMatch(
    /^externalTrafficPolicy is Local and node node-1 has no endpoint/,
  );
  lab.advance(60_000);
  expect([...ten(lab, 'internet', ip)]).toEqual(['pod/default/b']);
  expect(dial(lab, 'internet', ip).delivered?.sourceIP).toBe('198.51.100.80');
});
