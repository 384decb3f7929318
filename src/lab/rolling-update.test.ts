// A rolling update as a client sees it: ten connections a second through the Service, and how many of them are lost.

import { expect, test } from 'vitest';
import type { Deployment } from '#api/apps/types.ts';
import type { Service } from '#api/core/types.ts';
import { LEARNER } from './kubeconfig.ts';
import { Lab } from './lab.ts';
import { preload } from './preload.ts';

await preload();

const READINESS = { readinessProbe: { httpGet: { port: 80, path: '/' }, periodSeconds: 1 } };
const PRE_STOP = { lifecycle: { preStop: { sleep: { seconds: 5 } } } };
/** Five seconds until it listens, as many programs take. */
const SLOW = { command: ['sh', '-c', 'sleep 5; nginx -g "daemon off;"'] };

const objects = (container: object): readonly object[] => [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'nginx:1.27', ...container }] },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  },
];

/** Out of nine hundred, in the ninety seconds from the change on. */
async function lostDuringRollout(container: object, proxyLagMs: number): Promise<number> {
  const lab = new Lab({ time: 'live' });
  expect(lab.apply(objects(container))).toBeUndefined();
  await pass(lab, 60_000);
  lab.faults = { proxyLagMs };
  const restartedAt = { 'kubectl.kubernetes.io/restartedAt': '2026-01-05T10:00:00Z' };
  lab.handle(
    {
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/default/deployments/web',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { spec: { template: { metadata: { annotations: restartedAt } } } },
    },
    LEARNER,
  );
  const ip = lab.cluster.storage.get<Service>('services', 'default/web')!.spec.clusterIP!;
  let lost = 0;
  for (let i = 0; i < 900; i++) {
    await pass(lab, 100);
    if (!lab.machines.network.dial('node/node-1', { ip, port: 80 }).listener) lost++;
  }
  const { status } = lab.cluster.storage.get<Deployment>('deployments.apps', 'default/web')!;
  expect([status?.updatedReplicas, status?.readyReplicas, status?.replicas]).toEqual([3, 3, 3]);
  return lost;
}

/** Time goes on, and programs that it wakes have their turn. */
async function pass(lab: Lab, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 100) {
    lab.advance(100);
    for (let i = 0; i < 3; i++) await new Promise((done) => setImmediate(done));
  }
}

test.each([
  ['readiness and preStop are right', { ...READINESS, ...PRE_STOP }, 1000, (lost: number) => lost === 0],
  ['the same, and slow to start', { ...READINESS, ...PRE_STOP, ...SLOW }, 1000, (lost: number) => lost === 0],
  ['no preStop: what is sent to a Pod that is gone is lost', READINESS, 1000, (lost: number) => lost > 0],
  [
    'no readiness: what is sent to a Pod that does not listen yet is lost',
    { ...PRE_STOP, ...SLOW },
    1000,
    (lost: number) => lost > 20,
  ],
] as const)(
  '%s',
  async (title, container, lagMs, isExpected) => {
    const lost = await lostDuringRollout(container, lagMs);
    console.log(`${title}: ${lost} of 900 connections lost`);
    expect(isExpected(lost), `${lost} of 900 connections were lost`).toBe(true);
  },
  60_000,
);
