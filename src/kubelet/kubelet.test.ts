import { expect, test } from 'vitest';
import type { Deployment, ReplicaSet } from '#api/apps/types.ts';
import type { ConfigMap, Container, LifecycleHandler, Pod, Probe } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { podOf, World } from '#lab/kubelet-world.test-helper.ts';
import type { HookResult } from './runtime.ts';

const deploymentOf = (replicas: number, image = 'nginx:1.27', more: Partial<Deployment['spec']> = {}): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', generation: 1 },
  spec: {
    replicas,
    progressDeadlineSeconds: 600,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } },
    ...more,
  },
});

const state = (pod: Pod): unknown => pod.status.containerStatuses![0]!.state;
const waiting = (pod: Pod): string =>
  `${pod.status.containerStatuses![0]!.state!.waiting?.reason}: ${pod.status.containerStatuses![0]!.state!.waiting?.message}`;

test('a pod from nothing to ready, in two writes of its status', () => {
  const world = new World(1);
  world.apply(podOf({}));
  world.settle();
  const { status } = world.pod('p');
  expect(world.told('p').map((t) => t.replace(/in [\d.]+m?s \([\d.]+m?s/, 'in T (T'))).toEqual([
    'Scheduled: Successfully assigned default/p to node-1',
    'Pulling: Pulling image "nginx:1.27"',
    expect.stringMatching(
      /^Pulled: Successfully pulled image "nginx:1.27" in T \(T including waiting\)\. Image size: \d+ bytes\.$/,
    ),
    'Created: Created container: c',
    'Started: Started container c',
  ]);
  expect(world.calls.filter((c) => c.includes('pods'))).toEqual([
    'POST pods',
    'POST pods/binding',
    'PUT pods/status',
    'PUT pods/status',
  ]);
  expect(status).toMatchObject({
    phase: 'Running',
    podIP: '10.244.1.2',
    podIPs: [{ ip: '10.244.1.2' }],
    hostIP: '192.168.10.11',
    qosClass: 'BestEffort',
    startTime: '2026-01-01T00:00:00Z',
  });
  expect(status.conditions!.map((c) => `${c.type}=${c.status}`)).toEqual([
    'PodReadyToStartContainers=True',
    'Initialized=True',
    'Ready=True',
    'ContainersReady=True',
    'PodScheduled=True',
  ]);
  expect(status.containerStatuses![0]).toMatchObject({
    name: 'c',
    ready: true,
    started: true,
    restartCount: 0,
    image: 'docker.io/library/nginx:1.27',
    imageID: expect.stringMatching(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/),
    containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
    lastState: {},
  });
  expect(world.clock.pending).toBe(0);
});

test('an image that is not there: ErrImagePull, then back-off that doubles and never ends', () => {
  const world = new World(1);
  world.apply(podOf({ image: 'nginx:nope' }));
  world.settle();
  const failure =
    'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:nope": failed to resolve reference "docker.io/library/nginx:nope": docker.io/library/nginx:nope: not found';
  expect(waiting(world.pod('p'))).toBe(
    `ImagePullBackOff: Back-off pulling image "nginx:nope": ErrImagePull: ${failure}`,
  );
  expect(world.pod('p').status.phase).toBe('Pending');
  expect(world.told('p').slice(1)).toEqual([
    'Pulling: Pulling image "nginx:nope"',
    `Failed: Failed to pull image "nginx:nope": ${failure}`,
    'Failed: Error: ErrImagePull',
    'BackOff: Back-off pulling image "nginx:nope"',
    'Failed: Error: ImagePullBackOff',
  ]);
  const pulls = (): number => world.told('p').filter((t) => t.startsWith('Pulling')).length;
  world.advance(75_000);
  expect(pulls()).toBe(4);
  world.advance(600_000);
  expect(pulls()).toBe(7);
});

test.each([
  [
    'no such repository',
    { image: 'nobody/nothing' },
    /^ImagePullBackOff: .*pull access denied, repository does not exist or may require authorization/,
  ],
  [
    'never pull',
    { imagePullPolicy: 'Never' },
    /^ErrImageNeverPull: Container image "nginx:1.27" is not present with pull policy of Never$/,
  ],
  [
    'no name at all',
    { image: 'NGINX:::' },
    /^InvalidImageName: Failed to apply default image tag "NGINX:::": couldn't parse image name "NGINX:::": invalid reference format$/,
  ],
  [
    'no such config map',
    { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cm', key: 'a' } } }] },
    /^CreateContainerConfigError: configmap "cm" not found$/,
  ],
] as const)('a container that cannot start: %s', (_title, container, expected) => {
  const world = new World(1);
  world.apply(podOf(container as unknown as Partial<Container>));
  world.settle();
  expect(waiting(world.pod('p'))).toMatch(expected);
  expect(world.clock.pending).toBe(0);
});

test('a missing key: the container starts once it is there', () => {
  const world = new World(1);
  world.apply(podOf({ env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cm', key: 'a' } } }] }));
  world.settle();
  const configMap: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cm', namespace: 'default' },
    data: { b: '1' },
  };
  world.apply(configMap);
  world.settle();
  expect(waiting(world.pod('p'))).toBe("CreateContainerConfigError: couldn't find key a in ConfigMap default/cm");
  world.request({
    method: 'PUT',
    path: '/api/v1/namespaces/default/configmaps/cm',
    body: { ...configMap, data: { a: '1' } },
  });
  world.settle();
  expect(world.pod('p').status.phase).toBe('Running');
});

test('a process that keeps ending: restarts, and waits that double', () => {
  const world = new World(1);
  world.starts.c = { exits: { afterMs: 100, code: 3 } };
  world.apply(podOf({}));
  world.settle();
  const { uid } = world.pod('p').metadata;
  expect(waiting(world.pod('p'))).toBe(
    `CrashLoopBackOff: back-off 10s restarting failed container=c pod=p_default(${uid})`,
  );
  expect(world.pod('p').status).toMatchObject({
    phase: 'Running',
    containerStatuses: [{ restartCount: 1, lastState: { terminated: { exitCode: 3, reason: 'Error' } } }],
  });
  expect(world.told('p').at(-1)).toBe(`BackOff: Back-off restarting failed container c in pod p_default(${uid})`);
  world.advance(13_000);
  expect(waiting(world.pod('p'))).toContain('back-off 20s');
  world.advance(600_000);
  expect(waiting(world.pod('p'))).toContain('back-off 5m0s');
});

test('a command that is not there', () => {
  const world = new World(1);
  world.starts.c = { startError: 'exec: "foo": executable file not found in $PATH' };
  world.apply(podOf({}, { restartPolicy: 'Always' }));
  world.settle();
  expect(world.pod('p').status.containerStatuses![0]!.lastState!.terminated).toMatchObject({
    exitCode: 128,
    reason: 'StartError',
    message: expect.stringContaining(
      'unable to start container process: error during container init: exec: "foo": executable file not found in $PATH',
    ),
  });
});

test.each([
  ['Never', 0, 'Succeeded', 'Completed'],
  ['Never', 1, 'Failed', 'Error'],
  ['OnFailure', 0, 'Succeeded', 'Completed'],
] as const)('restartPolicy %s, exit code %i: %s', (restartPolicy, code, phase, reason) => {
  const world = new World(1);
  world.starts.c = { exits: { afterMs: 2000, code } };
  world.apply(podOf({}, { restartPolicy }));
  world.settle();
  const { status } = world.pod('p');
  expect([status.phase, state(world.pod('p'))]).toEqual([
    phase,
    { terminated: expect.objectContaining({ exitCode: code, reason }) },
  ]);
  expect(status.conditions!.find((c) => c.type === 'Ready')).toMatchObject({
    status: 'False',
    reason: phase === 'Failed' ? 'PodFailed' : 'PodCompleted',
  });
});

test('init containers run one after the other, before the main ones', () => {
  const world = new World(1);
  for (const name of ['one', 'two']) world.starts[name] = { exits: { afterMs: 5000, code: 0 } };
  world.apply(podOf({}, { initContainers: ['one', 'two'].map((name) => ({ name, image: 'busybox' })) }));
  world.advance(10_000);
  expect(world.pod('p').status.conditions![1]).toMatchObject({
    type: 'Initialized',
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: 'containers with incomplete status: [two]',
  });
  expect(waiting(world.pod('p'))).toBe('PodInitializing: undefined');
  world.settle();
  expect(world.pod('p').status.phase).toBe('Running');
  expect(world.told('p').filter((t) => t.startsWith('Started'))).toEqual([
    'Started: Started container one',
    'Started: Started container two',
    'Started: Started container c',
  ]);
});

const httpGet: Probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 10, failureThreshold: 3 };

test('readiness follows its probe, both ways', () => {
  const world = new World(1);
  const ready = (): boolean => world.pod('p').status.containerStatuses![0]!.ready;
  world.probeAnswer = { ok: false, message: 'HTTP probe failed with statuscode: 404' };
  world.apply(podOf({ readinessProbe: httpGet }));
  world.settle();
  expect([ready(), world.pod('p').status.phase]).toEqual([false, 'Running']);
  expect(world.pod('p').status.conditions![2]).toMatchObject({
    type: 'Ready',
    status: 'False',
    reason: 'ContainersNotReady',
    message: 'containers with unready status: [c]',
  });
  expect(world.told('p').at(-1)).toBe('Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404');
  world.probeAnswer = { ok: true };
  world.advance(10_000);
  expect(ready()).toBe(true);
  world.probeAnswer = { ok: false, message: '' };
  world.advance(20_000);
  expect(ready()).toBe(true);
  world.advance(10_000);
  expect(ready()).toBe(false);
});

test('a liveness probe that fails restarts the container', () => {
  const world = new World(1);
  world.probeAnswer = { ok: false, message: 'dial tcp: connect: connection refused' };
  world.apply(podOf({ livenessProbe: httpGet }));
  world.settle();
  expect(world.pod('p').status.containerStatuses![0]!.restartCount).toBeGreaterThan(0);
  expect(world.told('p')).toContain('Killing: Container c failed liveness probe, will be restarted');
});

test.each([
  ['ends when asked', { stopMs: 50 }, 50],
  ['ignores SIGTERM', {}, 30_000],
] as const)('deleting a pod that %s', (_title, start, tookMs) => {
  const world = new World(1);
  world.starts.c = start;
  world.apply(podOf({}));
  world.settle();
  const thenMs = world.clock.now();
  world.request({ method: 'DELETE', path: '/api/v1/namespaces/default/pods/p', body: {} });
  world.settle();
  expect(world.pod('p')).toBeUndefined();
  expect(world.clock.now() - thenMs).toBe(tookMs);
  expect(world.told('p').at(-1)).toBe('Killing: Stopping container c');
});

const exec = (...command: string[]) => ({ exec: { command } });
const FAILED: HookResult = { ok: false, error: "command 'false' exited with 1: no", output: 'no' };
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
function remove(world: World): number {
  world.request({ method: 'DELETE', path: '/api/v1/namespaces/default/pods/p', body: {} });
  return world.clock.now();
}

test.each([
  ['a sleep is a hook of that length', { sleep: { seconds: 5 } }, { stopMs: 50 }, { ok: true }, 5050],
  ['what it took is taken from the grace period', { sleep: { seconds: 5 } }, {}, { ok: true }, 30_000],
  ['two seconds are left in any case', { sleep: { seconds: 100 } }, {}, { ok: true }, 32_000],
  ['one that fails is told, and SIGTERM comes', exec('false'), { stopMs: 50 }, FAILED, 50],
] as const)('a preStop hook: %s', (_title, preStop, start, answer, tookMs) => {
  const world = new World(1);
  world.starts.c = start;
  world.hookAnswer = answer;
  world.apply(podOf({ lifecycle: { preStop: preStop as LifecycleHandler } }));
  world.settle();
  const thenMs = remove(world);
  world.settle();
  expect(world.pod('p')).toBeUndefined();
  expect(world.clock.now() - thenMs).toBe(tookMs);
  expect(world.told('p').slice(5)).toEqual(
    answer.ok
      ? ['Killing: Stopping container c']
      : ['Killing: Stopping container c', 'FailedPreStopHook: PreStopHook failed'],
  );
});

test('a preStop hook that is a program: SIGTERM waits for its end', async () => {
  const world = new World(1);
  world.starts.c = { stopMs: 50 };
  let end = (_: HookResult): void => {};
  world.hookAnswer = new Promise((resolve) => (end = resolve));
  world.apply(podOf({ lifecycle: { preStop: exec('drain') } }));
  world.settle();
  remove(world);
  world.advance(7000);
  expect(world.hooks).toEqual(['c {"exec":{"command":["drain"]}} 30000']);
  expect(world.pod('p').status.containerStatuses![0]!.state).toHaveProperty('running');
  end({ ok: true });
  await settled();
  world.advance(49);
  expect(world.pod('p')).toBeDefined();
  world.advance(1);
  expect(world.pod('p')).toBeUndefined();
});

test('a preStop hook that ends the process itself: nothing is left to wait for after it', async () => {
  const world = new World(1);
  world.starts.c = {};
  let end = (_: HookResult): void => {};
  world.hookAnswer = new Promise((resolve) => (end = resolve));
  world.apply(podOf({ lifecycle: { preStop: exec('nginx', '-s', 'quit') } }));
  world.settle();
  const { uid = '' } = world.pod('p').metadata;
  remove(world);
  world.kubelets.get('node-1')!.exited(uid, 'c', 0);
  world.advance(1000);
  expect(world.pod('p')).toBeDefined();
  end({ ok: true });
  await settled();
  world.advance(0);
  expect(world.pod('p')).toBeUndefined();
});

test('a container waits for its postStart hook, and then runs', async () => {
  const world = new World(1);
  let end = (_: HookResult): void => {};
  world.hookAnswer = new Promise((resolve) => (end = resolve));
  world.apply(podOf({ lifecycle: { postStart: exec('warm-up') } }));
  world.settle();
  const state = (): unknown => world.pod('p').status.containerStatuses![0]!.state;
  expect([world.pod('p').status.phase, state()]).toEqual(['Pending', { waiting: { reason: 'ContainerCreating' } }]);
  expect(world.hooks).toEqual(['c {"exec":{"command":["warm-up"]}} -']);
  end({ ok: true });
  await settled();
  world.settle();
  expect([world.pod('p').status.phase, world.pod('p').status.containerStatuses![0]!.ready]).toEqual(['Running', true]);
});

test('a postStart hook that fails: the container is killed, and says why while it waits for its next start', () => {
  const world = new World(1);
  world.hookAnswer = FAILED;
  world.starts.c = { stopMs: 50 };
  world.apply(podOf({ lifecycle: { postStart: exec('false') } }));
  world.advance(5000);
  expect(
    world
      .told('p')
      .filter((line) => /Hook|Killing/.test(line))
      .slice(0, 2),
  ).toEqual(['FailedPostStartHook: PostStartHook failed', 'Killing: FailedPostStartHook']);
  world.settle(20_000);
  const { waiting } = world.pod('p').status.containerStatuses![0]!.state!;
  expect(['PostStartHookError', 'CrashLoopBackOff']).toContain(waiting?.reason);
  expect(world.told('p').filter((line) => line.startsWith('FailedPostStartHook')).length).toBeGreaterThan(1);
});

test('a pod is taken up again from its stored status', () => {
  const world = new World(1);
  world.apply(podOf({ readinessProbe: httpGet }));
  world.settle();
  const kubelet = world.kubelets.get('node-1')!;
  const before = world.pod('p');
  kubelet.reset();
  kubelet.resume(before);
  world.settle();
  expect(world.pod('p').status).toEqual(before.status);
  world.probeAnswer = { ok: false };
  world.advance(60_000);
  expect(world.pod('p').status.containerStatuses![0]!.ready).toBe(false);
});

test('a deployment rolls from one image to another without losing a pod, and keeps its history', () => {
  const world = new World(3);
  world.apply(deploymentOf(4));
  world.settle();
  const web = (): Deployment => world.cache.get<Deployment>('deployments.apps', 'default/web')!;
  expect(web().status).toMatchObject({
    observedGeneration: 1,
    replicas: 4,
    updatedReplicas: 4,
    readyReplicas: 4,
    availableReplicas: 4,
  });
  expect(web().metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
  const [first] = world.cache.list<ReplicaSet>('replicasets.apps');
  expect(first!.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{9,10}$/);
  expect(first!.metadata.annotations).toEqual({
    'deployment.kubernetes.io/desired-replicas': '4',
    'deployment.kubernetes.io/max-replicas': '5',
    'deployment.kubernetes.io/revision': '1',
  });
  expect(web().status!.conditions!.map((c) => `${c.type} ${c.reason} ${c.message}`)).toEqual([
    'Available MinimumReplicasAvailable Deployment has minimum availability.',
    `Progressing NewReplicaSetAvailable ReplicaSet "${first!.metadata.name}" has successfully progressed.`,
  ]);
  expect(world.told('web')).toEqual([`ScalingReplicaSet: Scaled up replica set ${first!.metadata.name} from 0 to 4`]);

  let fewest = 9;
  const watch = setWatch(world, () => {
    fewest = Math.min(fewest, web().status!.availableReplicas ?? 0);
  });
  const next = deploymentOf(4, 'nginx:1.28');
  world.request({
    method: 'PUT',
    path: '/apis/apps/v1/namespaces/default/deployments/web',
    body: { ...web(), spec: next.spec },
  });
  world.settle();
  watch();
  const second = world.cache
    .list<ReplicaSet>('replicasets.apps')
    .find((rs) => rs.metadata.name !== first!.metadata.name)!;
  expect(
    [first, second].map((rs) => world.cache.get<ReplicaSet>('replicasets.apps', keyOf(rs!))!.spec.replicas),
  ).toEqual([0, 4]);
  expect(fewest).toBe(3);
  expect(world.pods.map((p) => p.spec.containers[0]!.image)).toEqual(Array(4).fill('nginx:1.28'));
  expect(web().metadata.annotations!['deployment.kubernetes.io/revision']).toBe('2');
  expect(world.told('web').slice(1, 3)).toEqual([
    `ScalingReplicaSet: Scaled up replica set ${second.metadata.name} from 0 to 1`,
    `ScalingReplicaSet: Scaled down replica set ${first!.metadata.name} from 4 to 3`,
  ]);

  world.request({
    method: 'PUT',
    path: '/apis/apps/v1/namespaces/default/deployments/web',
    body: { ...web(), spec: deploymentOf(4).spec },
  });
  world.settle();
  expect(world.cache.get<ReplicaSet>('replicasets.apps', keyOf(first!))!.metadata.annotations).toMatchObject({
    'deployment.kubernetes.io/revision': '3',
    'deployment.kubernetes.io/revision-history': '1',
  });
  expect(world.clock.pending).toBe(0);
});

/** Calls `look` after every request. */
function setWatch(world: World, look: () => void): () => void {
  const request = world.request.bind(world);
  world.request = (asked) => {
    const answer = request(asked);
    look();
    return answer;
  };
  return () => {
    world.request = request;
  };
}

test.each(['RollingUpdate', 'Recreate'] as const)('%s with a broken image: the old pods stay, or are gone', (type) => {
  const world = new World(2);
  world.apply(deploymentOf(3, 'nginx:1.27', { strategy: { type } }));
  world.settle();
  const web = world.cache.get<Deployment>('deployments.apps', 'default/web')!;
  world.request({
    method: 'PUT',
    path: '/apis/apps/v1/namespaces/default/deployments/web',
    body: { ...web, spec: deploymentOf(3, 'nginx:nope', { strategy: { type } }).spec },
  });
  world.settle(700_000);
  const images = world.pods.map((p) => p.spec.containers[0]!.image).sort();
  expect(images).toEqual(
    type === 'Recreate' ? Array(3).fill('nginx:nope') : [...Array(3).fill('nginx:1.27'), 'nginx:nope'],
  );
  const { status } = world.cache.get<Deployment>('deployments.apps', 'default/web')!;
  expect(status!.conditions!.find((c) => c.type === 'Progressing')).toMatchObject({
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
  });
});

test('scaling: up and down, paused or not, and owners take what they own with them', () => {
  const world = new World(2);
  const path = '/apis/apps/v1/namespaces/default/deployments/web';
  world.apply(deploymentOf(2));
  world.settle();
  for (const [replicas, paused] of [
    [5, false],
    [1, false],
    [3, true],
    [0, false],
  ] as const) {
    const web = world.cache.get<Deployment>('deployments.apps', 'default/web')!;
    world.request({ method: 'PUT', path, body: { ...web, spec: { ...web.spec, replicas, paused } } });
    world.settle();
    expect(world.pods.length).toBe(replicas);
  }
  const web = world.cache.get<Deployment>('deployments.apps', 'default/web')!;
  world.request({ method: 'PUT', path, body: { ...web, spec: { ...web.spec, replicas: 2 } } });
  world.settle();
  world.request({ method: 'DELETE', path, body: {} });
  world.settle();
  expect([world.pods.length, world.cache.list('replicasets.apps').length]).toEqual([0, 0]);
});

test('300 pods cost two writes of their status each', () => {
  const world = new World(3);
  world.apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  } as ApiObject);
  world.apply(deploymentOf(300));
  world.settle();
  expect(world.pods.filter((p) => p.status.phase === 'Running').length).toBe(300);
  expect(world.calls.filter((c) => c === 'PUT pods/status').length).toBe(600);
});
