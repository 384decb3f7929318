import { beforeAll, expect, test } from 'vitest';
import { Informer } from '#client/informer.ts';
import { reflect } from '#client/reflector.ts';
import { isUnreachable } from '#kubelet/in-cluster.ts';
import { inClusterApi } from './in-cluster.ts';
import { Lab } from './lab.ts';
import { preload } from './preload.ts';

beforeAll(preload);

const SERVICES = { resource: 'services', path: '/api/v1/namespaces/default/services', goType: '*v1.Service' };
const service = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { ports: [{ port: 80 }] },
});

/** A program in a Pod that keeps a copy of the Services of its namespace. */
function watcher({ unreachable }: { unreachable?: string } = {}) {
  const lab = new Lab();
  const refused = lab.apply([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'watcher', namespace: 'default' },
      spec: { containers: [{ name: 'main', image: 'nginx' }] },
    },
  ]);
  expect(refused).toBeUndefined();
  const api = inClusterApi({
    read: (path) => lab.machines.runtime.machineAt('pod/default/watcher')!.files.read(path),
    unreachable: () => unreachable,
    handle: (request) => lab.cluster.handle(request, undefined),
  });
  const cache = new Informer();
  const failures: string[] = [];
  const stop = reflect(SERVICES, cache, {
    request: (request) => api.request(request),
    after: (ms, run, options) => lab.clock.after(ms, run, options),
    changed: () => undefined,
    failed: (message) => void failures.push(message),
  });
  const names = () => cache.list('services').map(({ metadata }) => metadata.name);
  return { lab, api, failures, names, stop };
}

const MAY_READ = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'reads', namespace: 'default' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
  },
];

test('a Pod without rights is refused, and tries again until it has them; then it is told of every change', () => {
  const { lab, failures, names, stop } = watcher();
  expect(failures).toEqual([
    'failed to list *v1.Service: services is forbidden: User "system:serviceaccount:default:default" cannot list resource "services" in API group "" in the namespace "default"',
  ]);
  lab.apply(MAY_READ);
  lab.advance(1000);
  expect(names()).toEqual(['kubernetes']);
  lab.apply([service('one'), service('two')]);
  expect(names()).toEqual(['kubernetes', 'one', 'two']);
  lab.cluster.request('admin', { method: 'DELETE', path: '/api/v1/namespaces/default/services/one' });
  expect(names()).toEqual(['kubernetes', 'two']);
  stop();
  lab.apply([service('three')]);
  expect(names()).toEqual(['kubernetes', 'two']);
});

test('the try after a refusal comes later each time, and never waits for more than half a minute', () => {
  const { lab, failures } = watcher({ unreachable: 'dial tcp 10.96.0.1:443: i/o timeout' });
  expect(failures).toEqual([
    'failed to list *v1.Service: Get "/api/v1/namespaces/default/services": dial tcp 10.96.0.1:443: i/o timeout',
  ]);
  const counts = [800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000].map((ms) => {
    lab.advance(ms - 1);
    const before = failures.length;
    lab.advance(1);
    return [before, failures.length];
  });
  expect(counts).toEqual(Array.from({ length: 8 }, (_, i) => [i + 1, i + 2]));
});

test('nobody who has no token is known', () => {
  const { lab } = watcher();
  const api = inClusterApi({
    read: () => undefined,
    unreachable: () => undefined,
    handle: (request) => lab.cluster.handle(request, undefined),
  });
  const answer = api.request({ method: 'GET', path: SERVICES.path });
  expect(isUnreachable(answer) || answer.code).toBe(403);
});
