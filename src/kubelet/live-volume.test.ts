import { expect, test } from 'vitest';
import type { ConfigMap, Pod } from '#api/core/types.ts';
import { Informer } from '#client/informer.ts';
import { isLive, liveFiles } from './live-volume.ts';

const START = Date.parse('2026-01-05T09:00:00Z');
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

test('a kubelet looks once a minute; what has gone missing stays as it was', () => {
  let nowMs = START;
  const cache = new Informer();
  const conf = (data: Record<string, string>, seconds: number): ConfigMap => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'conf',
      namespace: 'default',
      creationTimestamp: at(-100),
      managedFields: [{ manager: 'kubectl', operation: 'Update', time: at(seconds) }],
    },
    data,
  });
  const pod = { metadata: { name: 'p', namespace: 'default' }, spec: {} } as Pod;
  cache.receive({ type: 'ADDED', resource: 'configmaps', object: conf({ a: '1' }, -100) });
  const volume = { name: 'v', configMap: { name: 'conf' } };
  const files = liveFiles(volume, pod, { cache, tokens: () => '', now: () => nowMs, atOnce: false });
  expect(files()).toEqual({ a: '1' });
  nowMs = START + 70_000;
  cache.receive({ type: 'MODIFIED', resource: 'configmaps', object: conf({ a: '2', b: '3' }, 65) });
  expect(files()).toEqual({ a: '1' });
  nowMs = START + 120_000;
  expect(files()).toEqual({ a: '2', b: '3' });
  cache.receive({ type: 'DELETED', resource: 'configmaps', object: conf({}, 65) });
  nowMs = START + 600_000;
  expect(files()).toEqual({ a: '2', b: '3' });
  expect(isLive(volume)).toBe(true);
  expect(isLive({ name: 'kube-api-access-x', projected: {} })).toBe(false);
});
