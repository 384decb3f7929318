// Months in a moment: what repeats without effect is leapt over, and whoever looks afterwards sees what he would have seen.

import { expect, test, vi } from 'vitest';
import type { Lease } from '#api/coordination/types.ts';
import type { Node, Pod } from '#api/core/types.ts';
import { LEASES } from '#kubelet/heartbeat.ts';
import { type Story, story } from './story.test-helper.ts';

vi.setConfig({ testTimeout: 60_000 });
const DAY_MS = 86_400_000;

const pod = (name: string, command: string[], probe: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: {
    containers: [{ name: 'main', image: 'nginx', ...(command.length > 0 && { command }), readinessProbe: probe }],
  },
});
const web = pod('web', [], { httpGet: { path: '/', port: 80 }, periodSeconds: 5 });

/** How many timers have run. */
function counted({ lab }: Story, run: () => void): number {
  const ran = vi.spyOn(lab.clock, 'runNext');
  run();
  const { length } = ran.mock.calls;
  ran.mockRestore();
  return length;
}

const nodes = ({ lab }: Story): readonly Node[] => lab.cluster.storage.list<Node>('nodes');
const isReady = ({ status }: Node | Pod): boolean =>
  status?.conditions?.some(({ type, status: s }) => type === 'Ready' && s === 'True') ?? false;

test('ninety days of a cluster at rest take few steps; its nodes are alive', () => {
  const told = story([web]);
  const start = told.lab.clock.now();
  const steps = counted(told, () => told.lab.advance(90 * DAY_MS));
  expect(told.lab.clock.now()).toBe(start + 90 * DAY_MS);
  expect(steps).toBeLessThan(2000);
  expect(nodes(told).map(isReady)).toEqual([true, true, true]);
  const ages = told.lab.cluster.storage
    .list<Lease>(LEASES)
    .map(({ spec }) => told.lab.clock.now() - Date.parse(spec?.renewTime ?? ''));
  expect(Math.max(...ages)).toBeLessThanOrEqual(10_000);
  expect(isReady(told.get<Pod>('pods', 'web'))).toBe(true);
});

test('what is due on the way comes at its time', () => {
  const told = story([
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'weekly', namespace: 'default' },
      spec: {
        schedule: '0 0 * * 0',
        jobTemplate: {
          spec: {
            template: {
              spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox', command: ['true'] }] },
            },
          },
        },
      },
    },
  ]);
  told.lab.advance(15 * DAY_MS);
  const jobs = told.list('jobs.batch').map(({ metadata }) => metadata.creationTimestamp);
  expect(jobs).toEqual(['2026-01-11T00:00:00Z', '2026-01-18T00:00:00Z']);
});

test('a kubelet that falls silent is noticed as before, however far time goes', () => {
  const told = story([web]);
  told.lab.advance(DAY_MS);
  told.lab.cluster.nodes.stop('node-1');
  told.lab.advance(DAY_MS);
  const [first, ...others] = nodes(told);
  expect([isReady(first!), ...others.map(isReady)]).toEqual([false, true, true]);
  const unknown = first!.status?.conditions?.find(({ type }) => type === 'Ready');
  const since = Date.parse(unknown?.lastTransitionTime ?? '') - (told.lab.clock.now() - DAY_MS);
  expect(since).toBeLessThan(60_000);
});

test('a probe that fails now and again is told each time: nothing is leapt over', () => {
  const told = story([pod('odd', [], { httpGet: { path: '/none', port: 80 }, periodSeconds: 10 })]);
  const steps = counted(told, () => told.lab.advance(3_600_000));
  expect(steps).toBeGreaterThan(360);
});
