import { beforeAll, describe, expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import type { RealTime } from './clock.ts';
import { LEARNER } from './kubeconfig.ts';
import { Lab } from './lab.ts';
import { preload } from './preload.ts';
import { jump, step } from './stepping.ts';

beforeAll(() => preload(), 60_000);

const soon = (): Promise<void> => new Promise((ready) => setImmediate(ready));
/** Real time that stands still: only what is due at once runs. */
const still: RealTime = {
  now: () => 0,
  setTimeout: () => undefined,
  clearTimeout: () => undefined,
  soon: (run) => void setImmediate(run),
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } },
  },
};
const path = '/apis/apps/v1/namespaces/default/deployments';

async function paused(): Promise<Lab> {
  const lab = new Lab({ time: 'live' });
  await lab.machines.warm();
  lab.drive(still, 0);
  lab.advance(120_000);
  lab.cluster.hold(true);
  return lab;
}

describe('step', () => {
  test('each turn that asks for something, one by one: nothing acts before its turn, and the clock stands', async () => {
    const lab = await paused();
    const now = lab.clock.now();
    lab.handle({ method: 'POST', path, body: deployment }, LEARNER);
    expect(lab.cluster.storage.list('replicasets.apps', 'default')).toEqual([]);

    const first = step(lab);
    expect([first?.controller, first?.key]).toEqual(['deployment-controller', 'default/web']);
    expect(first?.requests.map(({ method, code }) => `${method} ${code}`)[0]).toBe('POST 201');
    expect(lab.cluster.storage.list('replicasets.apps', 'default')).toHaveLength(1);
    expect(lab.cluster.storage.list('pods', 'default')).toEqual([]);

    const controllers: string[] = [];
    const bound = (): boolean => lab.cluster.storage.list<Pod>('pods', 'default').some(({ spec }) => spec.nodeName);
    while (!bound()) controllers.push(step(lab)!.controller);
    expect(controllers).toContain('replicaset-controller');
    expect(controllers.at(-1)).toBe('default-scheduler');
    expect(lab.clock.now()).toBe(now);
  });

  test('when all is as it should be it says so, and the clock stands', async () => {
    const lab = await paused();
    while (step(lab));
    const now = lab.clock.now();
    expect(step(lab)).toBeUndefined();
    expect(lab.clock.now()).toBe(now);
  });

  test('time moves on by itself to what is under way', async () => {
    const lab = await paused();
    lab.handle({ method: 'POST', path, body: deployment }, LEARNER);
    for (let i = 0; i < 100 && step(lab); i++);
    const ready = lab.cluster.storage
      .list<Pod>('pods', 'default')
      .filter(({ status }) => status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'));
    expect(ready).toHaveLength(2);
  });
});

describe('jump', () => {
  test('to the next change, and no further; controllers are held again', async () => {
    const lab = await paused();
    lab.handle({ method: 'POST', path, body: deployment }, LEARNER);
    const first = await jump(lab, () => true, soon);
    expect(first?.changes.map(({ resource }) => resource)).toContain('replicasets.apps');
    const now = lab.clock.now();
    const isReady = (): boolean =>
      lab.cluster.storage.list<Pod>('pods', 'default').every(({ status }) => status?.phase === 'Running');
    for (let i = 0; i < 20 && !isReady(); i++) expect(await jump(lab, () => true, soon)).toBeDefined();
    expect(isReady()).toBe(true);
    expect(lab.clock.now() - now).toBeLessThan(60_000);
    lab.handle({ method: 'DELETE', path: `${path}/web` }, LEARNER);
    expect(lab.cluster.waiting).toBeGreaterThan(0);
  });
});

test('a copy to try something on is not held', async () => {
  const lab = await paused();
  lab.handle({ method: 'POST', path, body: deployment }, LEARNER);
  const { lab: copy, stop } = lab.copy();
  expect(copy.cluster.storage.list('replicasets.apps', 'default')).toHaveLength(1);
  stop();
});
