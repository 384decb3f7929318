import { expect, test } from 'vitest';
import type { Node, Pod } from '#api/core/types.ts';
import { podOf, World } from '#lab/kubelet-world.test-helper.ts';

const fate = ({ status }: Pod): string => `${status.phase} ${status.reason}: ${status.message}`;

test('a Pod that is active for longer than its deadline is ended, and Failed', () => {
  const world = new World(1);
  world.starts.c = { stopMs: 2000 };
  world.apply(podOf({}, { activeDeadlineSeconds: 20 }));
  world.settle();
  const pod = world.pod('p');
  const message = 'Pod was active on the node longer than the specified deadline';
  expect(fate(pod)).toBe(`Failed DeadlineExceeded: ${message}`);
  const { finishedAt } = pod.status.containerStatuses![0]!.state!.terminated!;
  expect(Date.parse(finishedAt!) - Date.parse(pod.status.startTime!)).toBe(22_000);
  expect(world.told('p').slice(-2)).toEqual([`DeadlineExceeded: ${message}`, 'Killing: Stopping container c']);
  expect(pod.status.conditions?.find((c) => c.type === 'Ready')).toMatchObject({
    status: 'False',
    reason: 'PodFailed',
  });
});

test('a deadline ends what waits, too; one that is far off is not waited for', () => {
  const world = new World(1);
  world.apply(podOf({ image: 'nowhere.example/x:1' }, { activeDeadlineSeconds: 30 }));
  world.settle();
  expect(fate(world.pod('p'))).toMatch(/^Failed DeadlineExceeded/);
  expect(world.pod('p').status.containerStatuses![0]!.state!.terminated).toMatchObject({
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
  });
  const other = new World(1);
  other.apply(podOf({}, { activeDeadlineSeconds: 3600 }));
  other.settle();
  expect(other.pod('p').status.phase).toBe('Running');
  other.advance(3_700_000);
  expect(fate(other.pod('p'))).toMatch(/^Failed DeadlineExceeded/);
});

test('an init container that ends well after its Pod was given up starts nothing', () => {
  const world = new World(1);
  world.starts.slow = { exits: { afterMs: 20_000, code: 0 } };
  world.apply(podOf({}, { activeDeadlineSeconds: 10, initContainers: [{ name: 'slow', image: 'busybox:1.36' }] }));
  world.settle();
  expect(fate(world.pod('p'))).toMatch(/^Failed DeadlineExceeded/);
  expect(world.pod('p').status.containerStatuses![0]!.state!.running).toBeUndefined();
});

const bound = (name: string, more: Partial<Pod['spec']>, container = {}): Pod => ({
  ...podOf(container, { nodeName: 'node-1', ...more }),
  metadata: { name, namespace: 'default' },
});

test('a kubelet takes no Pod for which there is no room on its node', () => {
  const world = new World(1);
  const cpu = (amount: string) => ({ resources: { requests: { cpu: amount } } });
  world.apply(bound('first', {}, cpu('1500m')));
  world.settle();
  world.apply(bound('second', {}, cpu('100')));
  world.settle();
  const message = "Node didn't have enough resource: cpu, requested: 100000, used: 1500, capacity: 4000";
  expect(fate(world.pod('second'))).toBe(`Failed OutOfcpu: Pod was rejected: ${message}`);
  expect(world.pod('second').status).not.toHaveProperty('containerStatuses');
  expect(world.pod('second').status.startTime).toBeDefined();
  expect(world.told('second')).toEqual([`OutOfcpu: ${message}`]);
  world.apply(bound('third', {}, cpu('2500m')));
  world.settle();
  expect(world.pod('third').status.phase).toBe('Running');
});

test.each([
  [
    'nodeSelector',
    { nodeSelector: { disk: 'ssd' } },
    "NodeAffinity: Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  ],
  [
    'hostPort',
    {},
    "NodePorts: Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
  ],
  [
    'os',
    { os: { name: 'windows' } },
    "PodOSNotSupported: Pod was rejected: Failed to admit pod as the OS field doesn't match node OS",
  ],
  [
    'taint',
    {},
    "TaintToleration: Pod was rejected: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
  ],
])('nor one that does not suit it: %s', (why, spec, said) => {
  const world = new World(1);
  const ports = { ports: [{ containerPort: 80, hostPort: 8080 }] };
  world.apply(bound('first', {}, ports));
  world.settle();
  if (why === 'taint') {
    const node = structuredClone(world.cache.get<Node>('nodes', 'node-1')!);
    node.spec.taints = [{ key: 'gone', effect: 'NoExecute' }];
    world.request({ method: 'PUT', path: '/api/v1/nodes/node-1', body: node });
  }
  world.apply(bound('second', spec, why === 'hostPort' ? ports : {}));
  world.settle(5000);
  expect(fate(world.pod('second'))).toBe(`Failed ${said}`);
});

test('a Secret for the registry that is not there is told of, and the pull tried all the same', () => {
  const world = new World(1);
  world.apply(podOf({}, { imagePullSecrets: [{ name: 'regcred' }, { name: 'other' }] } as object));
  world.settle();
  expect(world.told('p').slice(0, 3)).toEqual([
    'Scheduled: Successfully assigned default/p to node-1',
    'FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (regcred, other); attempting to pull the image may not succeed.',
    'Pulling: Pulling image "nginx:1.27"',
  ]);
  expect(world.pod('p').status.phase).toBe('Running');
});

test('a container that cannot be configured is tried from its image on', () => {
  const world = new World(1);
  world.apply(podOf({ envFrom: [{ configMapRef: { name: 'none' } }] }));
  world.settle();
  world.advance(25_000);
  const failed = 'Failed: Error: configmap "none" not found';
  const there = 'Pulled: Container image "nginx:1.27" already present on machine';
  expect(world.told('p').slice(3)).toEqual([failed, there, failed, there, failed]);
});
