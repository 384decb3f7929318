import { expect, test } from 'vitest';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { strategies } from '../registry/index.ts';
import { ApiServer } from '../server.ts';
import { MemoryStorage } from '../storage.ts';
import { bootstrapPolicy, ensureBootstrapPolicy } from './bootstrap-policy.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');

test('what stands in storage is what a POST of it would have made', () => {
  const storage = new MemoryStorage();
  const api = new ApiServer({
    context: { now: () => NOW, random: () => 0, nodes: {} as never },
    storage,
    strategies,
  });
  const call = (path: string, body: unknown): ApiResponse =>
    api.handle({ method: 'POST', path, body, headers: { 'user-agent': 'kube-apiserver/v1.34.1' } }) as ApiResponse;
  for (const name of ['kube-system', 'kube-public']) call('/api/v1/namespaces', { metadata: { name } });
  const ready = new MemoryStorage();
  ensureBootstrapPolicy(ready, NOW);
  for (const object of bootstrapPolicy()) {
    const { kind, metadata } = object;
    const plural = `${kind.toLowerCase()}s`;
    const scope = metadata.namespace ? `namespaces/${metadata.namespace}/` : '';
    const made = call(`/apis/rbac.authorization.k8s.io/v1/${scope}${plural}`, structuredClone(object));
    expect(made.code, JSON.stringify(made.body)).toBe(201);
    const key = metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
    const found = ready.get(`${plural}.rbac.authorization.k8s.io`, key)!;
    const plain = ({ metadata: { uid: _uid, resourceVersion: _version, ...meta }, ...rest }: ApiObject): unknown => ({
      ...rest,
      metadata: meta,
    });
    expect(plain(found)).toEqual(plain(made.body as ApiObject));
  }
});

// Vouched for by plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata.
test('a rule is written out, sorted', () => {
  const view = bootstrapPolicy().find((o) => o.metadata.name === 'system:public-info-viewer')!;
  expect(view).toEqual({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: {
      name: 'system:public-info-viewer',
      annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
      labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
    },
    rules: [{ nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'], verbs: ['get'] }],
  });
  const names = bootstrapPolicy().map((o) => `${o.kind}/${o.metadata.namespace ?? ''}/${o.metadata.name}`);
  expect(new Set(names).size).toBe(names.length);
});
