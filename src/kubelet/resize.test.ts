import { expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import { podOf, World } from '#lab/kubelet-world.test-helper.ts';

const asks = (cpu: string, memory = '64Mi') => ({ requests: { cpu, memory } });

function resizeTo(world: World, resources: object, name = 'p'): Pod {
  const pod = structuredClone(world.pod(name));
  pod.spec.containers[0]!.resources = resources;
  world.request({ method: 'PUT', path: `/api/v1/namespaces/default/pods/${name}`, body: pod });
  world.settle(20_000);
  return world.pod(name);
}

const pending = ({ status }: Pod): string | undefined => {
  const found = status.conditions?.find((c) => c.type === 'PodResizePending');
  return found && `${found.status} ${found.reason}: ${found.message}`;
};

const used = ({ status }: Pod): unknown => {
  const { resources } = status.containerStatuses![0]! as { resources?: { requests?: object } };
  return resources?.requests;
};

test('a resize that the node can give is taken; one that it never can is not', () => {
  const world = new World(1);
  world.apply(podOf({ resources: asks('1') }));
  world.settle();
  expect(used(resizeTo(world, asks('2')))).toEqual({ cpu: '2', memory: '64Mi' });
  const refused = resizeTo(world, asks('100'));
  expect(pending(refused)).toBe(
    "True Infeasible: Node didn't have enough capacity: cpu, requested: 100000, capacity: 4000",
  );
  expect(used(refused)).toEqual({ cpu: '2', memory: '64Mi' });
  const taken = resizeTo(world, asks('3'));
  expect(pending(taken)).toBeUndefined();
  expect(used(taken)).toEqual({ cpu: '3', memory: '64Mi' });
  expect(taken.status.containerStatuses![0]!.restartCount).toBe(0);
});

test('one for which there is no room now waits until there is', () => {
  const world = new World(1);
  world.apply(podOf({ resources: asks('1') }));
  world.apply({ ...podOf({ resources: asks('2') }), metadata: { name: 'other', namespace: 'default' } });
  world.settle();
  const waits = resizeTo(world, asks('3'));
  expect(pending(waits)).toBe(
    "True Deferred: Node didn't have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000",
  );
  world.request({ method: 'DELETE', path: '/api/v1/namespaces/default/pods/other', body: {} });
  world.settle(5000);
  expect(pending(world.pod('p'))).toBeUndefined();
  expect(used(world.pod('p'))).toEqual({ cpu: '3', memory: '64Mi' });
});

test('a container whose policy is to restart does so once', () => {
  const world = new World(1);
  const resizePolicy = [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }];
  const container = { resources: asks('1'), resizePolicy };
  world.apply(podOf(container, { restartPolicy: 'OnFailure' }));
  world.settle();
  expect(resizeTo(world, asks('2')).status.containerStatuses![0]!.restartCount).toBe(0);
  const { status } = resizeTo(world, asks('2', '128Mi'));
  expect(status.containerStatuses![0]).toMatchObject({ restartCount: 1, state: { running: {} } });
  expect(world.told('p')).toContain('Killing: Container c resize requires restart');
});
