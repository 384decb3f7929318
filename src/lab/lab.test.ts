import { beforeAll, describe, expect, test } from 'vitest';
import type { Deployment } from '#api/apps/types.ts';
import type { Event, Pod, Service } from '#api/core/types.ts';
import { realTime } from '../cli/real-time.ts';
import { LEARNER } from './kubeconfig.ts';
import { Lab, type LabOptions, type Snapshot } from './lab.ts';
import { preload } from './preload.ts';

await preload();

const deployment = (name: string, replicas: number, container: object = { args: ['netexec', '--http-port=8080'] }) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'server', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', ...container }] },
    },
  },
});
const service = (name: string, spec: object = {}, app = name) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
});
const client = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'client' },
  spec: { containers: [{ name: 'client', image: 'curlimages/curl:8.11.1', command: ['sleep', 'infinity'] }] },
};

const shop = [
  deployment('web', 2),
  service('web', { type: 'NodePort', ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] }),
  service('empty', {}, 'nobody'),
  client,
];

function labWith(objects: readonly unknown[], options: LabOptions = {}): Lab {
  const lab = new Lab(options);
  expect(lab.apply(objects)).toBeUndefined();
  return lab;
}
const pods = (lab: Lab): readonly Pod[] =>
  lab.cluster.storage.list<Pod>('pods').filter(({ metadata }) => metadata.namespace === 'default');
const isReady = ({ status }: Pod): boolean =>
  status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
const waiting = (lab: Lab): readonly (string | undefined)[] =>
  pods(lab).map(({ status }) => status.containerStatuses?.[0]?.state?.waiting?.reason);

test('the same seed gives the same names, addresses, events and times; another gives others', () => {
  const all = (seed: number): unknown => labWith(shop, { seed }).snapshot().storage;
  expect(all(7)).toEqual(all(7));
  const names = (seed: number): string[] => pods(labWith(shop, { seed })).map(({ metadata }) => metadata.name);
  expect(names(7)).not.toEqual(names(8));
}, 30_000);

test('a new lab is at rest, with its nodes and its cluster DNS ready', () => {
  const lab = new Lab({ nodes: 2 });
  expect(lab.cluster.storage.list('nodes').map(({ metadata }) => metadata.name)).toEqual(['node-1', 'node-2']);
  expect(
    lab.cluster.storage
      .list<Deployment>('deployments.apps')
      .map(({ metadata, status }) => [metadata.name, status?.readyReplicas]),
  ).toEqual([['coredns', 2]]);
  expect(lab.clock.pending).toBe(0);
});

test('300 Pods become ready, each with an address of its own', () => {
  const lab = labWith([deployment('web', 300), service('web')]);
  expect(pods(lab).filter(isReady)).toHaveLength(300);
  expect(new Set(pods(lab).map(({ status }) => status.podIP)).size).toBe(300);
}, 20_000);

test('an image that is nowhere ends in ImagePullBackOff, and the lab comes to rest all the same', () => {
  const lab = labWith([deployment('web', 1, { image: 'example.com/not/there:1' })]);
  expect(waiting(lab)).toEqual(['ImagePullBackOff']);
  expect(lab.clock.pending).toBe(0);
  const reasons = lab.cluster.storage.list<Event>('events').map(({ reason }) => reason);
  expect(reasons).toEqual(expect.arrayContaining(['Failed', 'BackOff']));
});

test('a container that ends at once loops, is counted, and does not keep the lab awake', () => {
  const lab = labWith([
    {
      ...client,
      spec: {
        containers: [
          { name: 'c', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: ['netexec', '--nonsense'] },
          { name: 'd', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: ['netexec', '--http-port=8080'] },
          { name: 'e', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: ['netexec', '--http-port=8080'] },
        ],
      },
    },
  ]);
  lab.advance(600_000);
  const last = pods(lab)[0]!.status.containerStatuses!.find(({ name }) => name === 'e')!;
  expect(last.restartCount).toBeGreaterThanOrEqual(5);
  expect([last.state, last.lastState]).toMatchObject([
    { waiting: { reason: 'CrashLoopBackOff' } },
    { terminated: { exitCode: 1 } },
  ]);
  expect(lab.clock.pending).toBe(0);
});

test('time advances by what was asked, and settling in between does not lose any', () => {
  const lab = new Lab();
  const before = lab.clock.now();
  lab.advance(90_000);
  expect(lab.clock.now() - before).toBe(90_000);
});

test('the first refusal of apply is told in the API server’s words', () => {
  const lab = new Lab();
  expect(lab.apply([service('web', { ports: [{ port: 99999, targetPort: 80 }] })])).toBe(
    'Service "web" is invalid: spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive',
  );
  expect(lab.apply([{ apiVersion: 'v2', kind: 'Nothing', metadata: { name: 'x' } }])).toBe(
    'no matches for kind "Nothing" in version "v2"',
  );
  expect(lab.apply([{}])).toBe('apiVersion and kind are needed');
});

describe('connect', () => {
  let lab: Lab;
  let podIP: string;
  let clusterIP: string;
  beforeAll(() => {
    lab = labWith(shop);
    lab.drive(realTime);
    podIP = pods(lab).find(({ metadata }) => metadata.name.startsWith('web-'))!.status.podIP!;
    clusterIP = lab.cluster.storage.get<Service>('services', 'default/web')!.spec.clusterIP!;
  });

  test.each([
    ['pod to a Service by name', 'pod/default/client', (): string => 'http://web/hostname', 200],
    [
      'pod to a Service by its full name',
      'pod/default/client',
      (): string => 'http://web.default.svc.cluster.local/hostname',
      200,
    ],
    ['pod to a cluster IP', 'pod/default/client', (): string => `http://${clusterIP}/hostname`, 200],
    ['pod to a Pod', 'pod/default/client', (): string => `http://${podIP}:8080/hostname`, 200],
    ['pod to a Pod’s closed port', 'pod/default/client', (): string => `http://${podIP}:81/`, 'refused'],
    ['pod to a Service without endpoints', 'pod/default/client', (): string => 'http://empty/', 'refused'],
    ['pod to a name that is not there', 'pod/default/client', (): string => 'http://nothing/', 'unresolved'],
    ['node to a cluster IP', 'node/node-1', (): string => `http://${clusterIP}/hostname`, 200],
    ['node to a Service by name', 'node/node-1', (): string => 'http://web/', 'unresolved'],
    ['node to a node port of its own', 'node/node-1', (): string => 'http://192.168.49.11:30080/hostname', 200],
    ['laptop to a node port', 'laptop', (): string => 'http://203.0.113.12:30080/hostname', 200],
    ['laptop to a port that no node opened', 'laptop', (): string => 'http://203.0.113.12:30081/', 'refused'],
    ['laptop to a cluster IP', 'laptop', (): string => `http://${clusterIP}/`, 'timeout'],
    ['laptop to a Pod', 'laptop', (): string => `http://${podIP}:8080/`, 'timeout'],
    ['internet to a node port', 'internet', (): string => 'http://203.0.113.11:30080/hostname', 200],
    ['internet to a cluster IP', 'internet', (): string => `http://${clusterIP}/`, 'timeout'],
    ['internet to a name inside', 'internet', (): string => 'http://web.default.svc.cluster.local/', 'unresolved'],
  ] as const)('%s', async (_what, from, url, expected) => {
    const answer = await lab.connect({ from, url: url() });
    expect(answer.ok ? answer.status : answer.error.kind, JSON.stringify(pods(lab))).toBe(expected);
    expect(answer.trace.at(-1)!.ok).toBe(answer.ok);
    if (!answer.ok)
      expect(answer.error.curlExitCode).toBe({ refused: 7, timeout: 28, unresolved: 6 }[expected as 'refused']);
  });

  test.each([
    [undefined, 'give a JSON object with `from` and `url`'],
    [{}, 'from: give laptop, internet, node/NAME or pod/NAMESPACE/NAME'],
    [{ from: 'laptop', url: 'web' }, 'url: give an absolute http:// or https:// URL'],
    [{ from: 'laptop', url: 'http://web', timeoutSeconds: 0 }, 'timeoutSeconds: give a number above 0'],
    [{ from: 'laptop', url: 'http://web', body: 1 }, 'body: give a string'],
    [{ from: 'laptop', url: 'http://web', method: 7 }, 'method: give a name such as GET'],
    [{ from: 'laptop', url: 'http://web', headers: null }, 'headers: give an object of names and texts'],
    [{ from: 'laptop', url: 'http://web', headers: { a: 1 } }, 'headers: give an object of names and texts'],
    [{ from: 'laptop', url: 'http://web:99999' }, 'url: http://web:99999 is no valid URL'],
    [{ from: 'pod/default/gone', url: 'http://web' }, 'from: there is no pod/default/gone'],
    [{ from: 'node/node-9', url: 'http://web' }, 'from: there is no node/node-9'],
  ])('%o is refused: %s', async (body, message) => {
    expect(await lab.connect(body)).toMatchObject({ ok: false, error: { kind: 'usage', curlExitCode: 2, message } });
  });

  test('a timeout takes the simulated time that was asked for', async () => {
    const before = lab.clock.now();
    await lab.connect({ from: 'laptop', url: `http://${clusterIP}/`, timeoutSeconds: 2 });
    expect(lab.clock.now() - before).toBe(2000);
  });
});

describe('snapshot', () => {
  const everything = (lab: Lab): Snapshot => JSON.parse(JSON.stringify(lab.snapshot())) as Snapshot;

  test.each(['into a new lab', 'into the same lab, changed meanwhile'])(
    'restored %s, all objects are as they were and Services still answer',
    async (what) => {
      const lab = labWith(shop);
      const taken = everything(lab);
      const other = what === 'into a new lab' ? new Lab({ seed: 99 }) : lab;
      if (other === lab) {
        lab.handle({ method: 'DELETE', path: '/apis/apps/v1/namespaces/default/deployments/web' }, LEARNER);
        lab.apply([deployment('later', 1)]);
      }
      other.restore(taken);
      expect(everything(other).storage.objects).toEqual(taken.storage.objects);
      expect([other.clock.now(), other.clock.pending]).toEqual([taken.nowMs, 0]);
      const stop = other.drive(realTime);
      for (const from of ['pod/default/client', 'node/node-2']) {
        const ip = other.cluster.storage.get<Service>('services', 'default/web')!.spec.clusterIP;
        expect(await other.connect({ from, url: `http://${ip}/hostname` })).toMatchObject({ ok: true, status: 200 });
      }
      stop();
    },
  );

  test('a restored lab still works: what is scaled up becomes ready', () => {
    const lab = labWith(shop);
    lab.restore(everything(lab));
    const merge = { 'content-type': 'application/merge-patch+json' };
    lab.handle(
      {
        method: 'PATCH',
        path: '/apis/apps/v1/namespaces/default/deployments/web',
        headers: merge,
        body: { spec: { replicas: 4 } },
      },
      LEARNER,
    );
    expect(pods(lab).filter(isReady)).toHaveLength(5);
  });

  test('taken while Pods are still starting, it goes on from there', () => {
    const lab = new Lab({ time: 'live' });
    lab.apply(shop);
    lab.advance(500);
    expect(pods(lab).every(isReady)).toBe(false);
    const other = new Lab();
    other.restore(everything(lab));
    expect(pods(other).map(isReady)).toEqual([true, true, true]);
  });

  test('a program that slept when the lab was restored does not drag time along', async () => {
    const lab = new Lab();
    const taken = everything(lab);
    void lab.machines.sleep(3_600_000);
    lab.restore(taken);
    const stop = lab.drive(realTime);
    await lab.machines.sleep(1000);
    stop();
    expect(lab.clock.now() - taken.nowMs).toBe(1000);
  });
});

test('hooks take as long as the programs that they run, also in instant time', async () => {
  const lab = new Lab();
  const refused = lab.apply([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: {
        containers: [
          {
            name: 'c',
            image: 'nginx:1.27',
            lifecycle: {
              postStart: { exec: { command: ['/bin/sh', '-c', 'sleep 2; echo hooked > /tmp/started'] } },
              preStop: { exec: { command: ['/bin/sh', '-c', 'for i in 1 2 3; do sleep 1; done; sleep 2'] } },
            },
          },
        ],
      },
    },
  ]);
  expect(refused).toBeUndefined();
  const pod = () => lab.cluster.storage.get<Pod>('pods', 'default/p');
  expect(pod()!.status.phase).toBe('Pending');
  const stop = lab.drive(realTime);
  while (pod()!.status.phase !== 'Running') await lab.machines.sleep(100);
  const { startedAt } = pod()!.status.containerStatuses![0]!.state!.running!;
  expect(lab.clock.now() - Date.parse(startedAt!)).toBeGreaterThanOrEqual(2000);
  expect(lab.machines.runtime.machineAt('pod/default/p')!.files.read('/tmp/started')).toBe('hooked\n');

  const thenMs = lab.clock.now();
  lab.handle({ method: 'DELETE', path: '/api/v1/namespaces/default/pods/p' }, LEARNER);
  while (pod()) await lab.machines.sleep(100);
  const tookMs = lab.clock.now() - thenMs;
  expect(tookMs).toBeGreaterThanOrEqual(5000);
  expect(tookMs).toBeLessThan(6000);
  stop();
});
