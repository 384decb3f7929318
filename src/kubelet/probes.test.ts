// What comes of probes' answers. How a container is asked: src/lab/runtime/ask.test.ts.

import { expect, test } from 'vitest';
import type { Probe } from '#api/core/types.ts';
import { podOf, World } from '../lab/kubelet-world.test-helper.ts';

const httpGet: Probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 10, failureThreshold: 3 };
const container = (world: World) => world.pod('p').status.containerStatuses![0]!;

test('a container that cannot be asked is not restarted, and stays as ready as it was', () => {
  const world = new World(1);
  world.apply(podOf({ livenessProbe: httpGet, readinessProbe: httpGet }));
  world.settle();
  world.probeAnswer = { ok: false, isUnknown: true, message: 'rpc error' };
  world.advance(120_000);
  expect(container(world)).toMatchObject({ ready: true, restartCount: 0 });
  expect(world.told('p').at(-1)).toBe('Unhealthy: Readiness probe errored and resulted in unknown state: rpc error');
});

test('an answer with a warning is a good one', () => {
  const world = new World(1);
  world.probeAnswer = { ok: true, message: 'Probe terminated redirects, Response body: ' };
  world.apply(podOf({ readinessProbe: httpGet }));
  world.settle();
  expect(container(world).ready).toBe(true);
  expect(world.told('p').at(-1)).toBe(
    'ProbeWarning: Readiness probe warning: Probe terminated redirects, Response body: ',
  );
});

test.each([
  [{ restartPolicy: 'Never' }, {}, 'Killing: Container c failed liveness probe'],
  [{}, {}, 'Killing: Container c failed liveness probe, will be restarted'],
  [
    { restartPolicy: 'OnFailure' },
    { startupProbe: httpGet },
    'Killing: Container c failed startup probe, will be restarted',
  ],
] as const)('who is killed for a probe, with %o and %o', (spec, more, killing) => {
  const world = new World(1);
  world.probeAnswer = { ok: false };
  world.apply(podOf({ livenessProbe: httpGet, ...more }, spec));
  world.advance(30_000);
  expect(world.told('p').filter((line) => line.startsWith('Killing'))).toEqual([killing]);
});

test('the delay of a probe counts from the start of its container, however long the startup probe took', () => {
  const world = new World(1);
  world.probeAnswer = { ok: false };
  const startupProbe = { ...httpGet, failureThreshold: 10 };
  world.apply(podOf({ startupProbe, readinessProbe: { ...httpGet, initialDelaySeconds: 20 } }));
  world.advance(40_000);
  expect(container(world)).toMatchObject({ started: false, ready: false });
  world.probeAnswer = { ok: true };
  world.advance(11_000);
  expect(container(world)).toMatchObject({ started: true, ready: true });
});

test('a Pod that ends can still become unready', () => {
  const world = new World(1);
  world.starts.c = {};
  world.apply(podOf({ readinessProbe: { ...httpGet, failureThreshold: 1 } }));
  world.settle();
  expect(container(world).ready).toBe(true);
  world.request({ method: 'DELETE', path: '/api/v1/namespaces/default/pods/p', body: {} });
  world.probeAnswer = { ok: false };
  world.advance(15_000);
  expect(world.pod('p').metadata.deletionTimestamp).toBeDefined();
  expect(container(world).ready).toBe(false);
});
