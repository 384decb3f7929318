// Rights, the end by a signal, and what is removed: against a simulated cluster behind HTTP, treated as a stranger's.

import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type TestCluster, testCluster } from '../http/fixtures.test-helper.ts';
import { httpTransport } from '../http-transport.ts';
import { lessonStart } from '../lesson-files.ts';
import { realTime } from '../real-time.ts';
import { ClusterApi } from './api.ts';
import { Interruption } from './interruption.ts';
import { ProbePods } from './probe-pods.ts';
import { missingOf, rightsFor, showMaybeMissing, showMissing } from './rights.ts';

let cluster: TestCluster;
let stop: () => void;
let api: ClusterApi;
beforeAll(async () => {
  cluster = await testCluster();
  stop = cluster.lab.drive(realTime);
  api = new ClusterApi(httpTransport({ server: cluster.url }));
}, 60_000);
afterAll(() => {
  stop();
  cluster.close();
});

let said = '';
beforeEach(() => {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  return () => void vi.restoreAllMocks();
});

const pods = async () => (await api.list('pods')).filter(({ metadata }) => metadata.name.startsWith('portolan-check-'));

function exercises(lesson: string) {
  const start = lessonStart(lesson, 1);
  if ('error' in start) throw new Error(start.error);
  return start.folder.lesson.exercises.filter(({ id }) => id === lesson.split('/')[1]);
}

test('what an exercise needs is found in its checks, and what is missing is said', async () => {
  const rights = await rightsFor(exercises('clusterip/expose'));
  expect(rights.map(({ verb, resource, namespace }) => `${verb} ${resource} ${namespace ?? '*'}`)).toEqual([
    'list pods *',
    'list services *',
    'get pods default',
    'get pods/exec default',
    'create pods/exec default',
    'patch pods/ephemeralcontainers default',
  ]);
  expect(await missingOf(rights, api)).toEqual([]);

  // A user who may list Pods, and no more.
  const grant = (path: string, body: object) => api.ask('POST', `/apis/rbac.authorization.k8s.io/v1/${path}`, body);
  await grant('clusterroles', {
    metadata: { name: 'look' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
  });
  await grant('clusterrolebindings', {
    metadata: { name: 'look' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'look' },
    subjects: [{ kind: 'ServiceAccount', namespace: 'default', name: 'default' }],
  });
  const token = await api.ask('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { spec: {} });
  const limited = new ClusterApi(
    httpTransport({ server: cluster.url, token: (token.body as { status: { token: string } }).status.token }),
  );
  const missing = (await missingOf(rights, limited))!;
  const [needed, perhaps] = [missing.filter(({ isMaybe }) => !isMaybe), missing.filter(({ isMaybe }) => isMaybe)];
  expect(showMaybeMissing(perhaps)).toBe(`this user may not do what may be needed; a check that needs it is not judged:
  patch pods/ephemeralcontainers  in namespace default: to put a container with curl into a Pod that has none`);
  expect(showMissing(needed)).toBe(`this user may not do all that the check needs. Missing:
  list services     in every namespace: to see which Service answers
  get pods/exec     in namespace default: to run curl in that Pod
  create pods/exec  in namespace default: to run curl in that Pod
Nothing was asked of the cluster but this, and nothing was made. Have these granted, or name another --context.`);
  expect(await pods()).toEqual([]);
});

test('its Pods are removed by their uid: one of the same name that somebody else made stays', async () => {
  const probes = new ProbePods(api);
  const { pod: name } = await probes.anyPod();
  expect(await api.deletePod('default', name, 'another-uid')).toBe(true);
  expect((await pods()).map(({ metadata }) => metadata.name)).toEqual([name]);
  // Gone, and made anew by another.
  const { metadata } = (await api.pod('default', name))!;
  await api.deletePod('default', name, metadata.uid!);
  await api.createPod({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'nginx' }] },
  });
  await probes.remove();
  expect((await pods()).map(({ metadata }) => metadata.name)).toEqual([name]);
  await api.deletePod('default', name, (await api.pod('default', name))!.metadata.uid!);
});

test('a signal removes what was made, while it is being made too; nothing more is made', async () => {
  const probes = new ProbePods(api);
  const exit = vi.fn();
  const interruption = new Interruption(probes, exit);
  const probe = probes.anyPod().catch(() => undefined);
  process.emit('SIGTERM', 'SIGTERM');
  await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(143));
  expect(await pods()).toEqual([]);
  await expect(probes.onNode('node-1')).rejects.toThrow('the check was interrupted');
  expect(said).toBe('portolan check: removing what was made; once more to leave at once\n');
  process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
  void interruption;
  void probe;
});

test('a second signal leaves at once, and says what is left and how to remove it', async () => {
  const exit = vi.fn();
  const stuck = { remove: () => new Promise<void>(() => undefined), left: 'left behind: Pod a', entered: ['shop/web'] };
  new Interruption(stuck, exit);
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGINT', 'SIGINT');
  expect(exit).toHaveBeenCalledWith(130);
  expect(said).toContain('portolan check: left behind: Pod a\n');
  expect(said).toContain('Pod shop/web has a container portolan-check more');
  process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
});
