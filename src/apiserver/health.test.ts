// Texts: apiserver/pkg/server/healthz/healthz.go.

import { expect, test } from 'vitest';
import { health } from './health.ts';

const ask = (path: string, query = ''): unknown => health(path, new URLSearchParams(query))?.body;

test('as a whole', () => {
  for (const path of ['/healthz', '/livez', '/readyz']) expect(ask(path)).toBe('ok');
  const lines = String(ask('/readyz', 'verbose')).split('\n');
  expect(lines.slice(0, 6)).toEqual([
    '[+]ping ok',
    '[+]log ok',
    '[+]etcd ok',
    '[+]etcd-readiness ok',
    '[+]informer-sync ok',
    '[+]poststarthook/start-apiserver-admission-initializer ok',
  ]);
  expect(lines.slice(-3)).toEqual(['[+]shutdown ok', 'readyz check passed', '']);
  expect(ask('/livez', 'verbose=')).not.toMatch(/\]informer-sync|shutdown/);
});

test('what is excluded is said, and what could not be', () => {
  const text = ask('/livez', 'verbose&exclude=etcd&exclude=z&exclude=a');
  expect(text).toContain('[+]log ok\n[+]etcd excluded: ok\n');
  expect(text).toMatch(/\nwarn: some health checks cannot be excluded: no matches for "a","z"\nlivez check passed\n$/);
});

test('one by one', () => {
  expect(ask('/readyz/etcd')).toBe('ok');
  expect(ask('/livez/poststarthook/rbac/bootstrap-roles')).toBe('ok');
  expect(ask('/livez/shutdown')).toBeUndefined();
  expect(ask('/healthz/nothing')).toBeUndefined();
});
