import { expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import { Informer } from '#client/informer.ts';
import { podgc } from './podgc.ts';

test('of Pods that have ended 12,500 are kept: the evicted go first, then the oldest', () => {
  const cache = new Informer();
  const pod = (n: number, status: Pod['status'], second = n % 60): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `p-${n}`,
      namespace: 'default',
      creationTimestamp: `2026-01-05T09:00:${String(second).padStart(2, '0')}Z`,
    },
    spec: { nodeName: 'node-1', containers: [] },
    status,
  });
  const add = (object: Pod) => {
    const event = { type: 'ADDED', resource: 'pods', object } as const;
    cache.receive(event);
    return podgc.keysFor(event, cache);
  };
  for (let n = 0; n < 12_500; n++) add(pod(n, { phase: n % 2 ? 'Failed' : 'Succeeded' }, 30));
  expect(add(pod(20_000, { phase: 'Running' }, 0))).toEqual(['default/p-20000']);
  const asked = (): readonly string[] =>
    podgc.sync('ended', cache, { nowMs: 0, random: () => 0 }).requests.map(({ method, path }) => `${method} ${path}`);
  expect(asked()).toEqual([]);
  expect(add(pod(20_001, { phase: 'Failed', reason: 'Evicted' }, 59))).toContain('ended');
  add(pod(20_002, { phase: 'Succeeded' }, 1));
  add(pod(20_003, { phase: 'Failed' }, 59));
  const path = '/api/v1/namespaces/default/pods';
  expect(asked().slice(0, 2)).toEqual([`DELETE ${path}/p-20001`, `DELETE ${path}/p-20002`]);
  expect(asked()).toHaveLength(3);
});
