import { expect, test } from 'vitest';
import type { Container, Pod } from '#api/core/types.ts';
import { podOf, World } from '#lab/kubelet-world.test-helper.ts';

const sidecar = (name: string, more: Partial<Container> = {}): Container => ({
  name,
  image: 'nginx:1.27',
  restartPolicy: 'Always',
  ...more,
});

const endOf = (pod: Pod, name: string): string | undefined =>
  pod.status.initContainerStatuses?.find((c) => c.name === name)?.state?.terminated?.finishedAt;

test('sidecars are ended in reverse order when the main containers have, and the Pod is over only then', () => {
  const world = new World(1);
  world.starts.c = { exits: { afterMs: 20_000, code: 0 } };
  world.starts.a = { stopMs: 3000 };
  world.starts.b = { stopMs: 5000 };
  world.apply(podOf({}, { restartPolicy: 'Never', initContainers: [sidecar('a'), sidecar('b')] }));
  while (!world.pod('p').status.containerStatuses?.[0]?.state?.terminated) world.advance(500);
  const { phase, conditions } = world.pod('p').status;
  expect(phase).toBe('Running');
  expect(conditions?.find((c) => c.type === 'Ready')).toMatchObject({ status: 'False', reason: 'PodCompleted' });
  world.settle();
  const pod = world.pod('p');
  expect(pod.status.phase).toBe('Succeeded');
  expect(pod.status.initContainerStatuses).toMatchObject([
    { restartCount: 0, state: { terminated: { exitCode: 0 } } },
    { restartCount: 0, state: { terminated: { exitCode: 0 } } },
  ]);
  expect(Date.parse(endOf(pod, 'a')!) - Date.parse(endOf(pod, 'b')!)).toBe(3000);
  expect(world.told('p').filter((t) => t.startsWith('Killing'))).toEqual([
    'Killing: Stopping container a',
    'Killing: Stopping container b',
  ]);
});

test('a Pod whose init container has failed for good ends its sidecars too', () => {
  const world = new World(1);
  world.starts.bad = { exits: { afterMs: 1000, code: 3 } };
  const initContainers = [
    sidecar('a'),
    { name: 'bad', image: 'busybox:1.36' },
    { name: 'next', image: 'busybox:1.36' },
  ];
  world.apply(podOf({}, { restartPolicy: 'Never', initContainers }));
  world.settle();
  const { status } = world.pod('p');
  expect(status.phase).toBe('Failed');
  expect(endOf(world.pod('p'), 'a')).toBeDefined();
  expect(status.initContainerStatuses?.[2]?.state?.waiting?.reason).toBe('PodInitializing');
});

test('a Pod that is deleted ends its sidecars after its main containers', () => {
  const world = new World(1);
  world.starts.c = { stopMs: 4000 };
  const ended: string[] = [];
  world.stopped = (name) => ended.push(`${name} ${(world.clock.now() - since) / 1000}`);
  world.apply(podOf({}, { initContainers: [sidecar('a'), sidecar('b')] }));
  world.settle();
  const since = world.clock.now();
  world.request({ method: 'DELETE', path: '/api/v1/namespaces/default/pods/p', body: {} });
  world.settle();
  expect(ended).toEqual(['c 4', 'b 4.05', 'a 4.1']);
});

test('what waits for a sidecar with a startup probe starts when it has passed', () => {
  const world = new World(1);
  const startupProbe = { httpGet: { port: 80 }, initialDelaySeconds: 3 };
  world.starts.once = { exits: { afterMs: 100, code: 0 } };
  world.apply(podOf({}, { initContainers: [sidecar('a', { startupProbe }), { name: 'once', image: 'busybox:1.36' }] }));
  world.settle();
  const { conditions, initContainerStatuses = [] } = world.pod('p').status;
  expect(conditions?.find((c) => c.type === 'Ready')?.status).toBe('True');
  const [a, once] = initContainerStatuses.map(({ state }) =>
    Date.parse((state?.running ?? state?.terminated)?.startedAt ?? ''),
  );
  expect(once! - a!).toBeGreaterThanOrEqual(3000);
});

test('statuses of main containers stand by name', () => {
  const world = new World(1);
  world.apply(podOf({}, { containers: ['ok', 'bad'].map((name) => ({ name, image: 'nginx:1.27' })) }));
  world.settle();
  expect(world.pod('p').status.containerStatuses?.map((c) => c.name)).toEqual(['bad', 'ok']);
});
