import { expect, test } from 'vitest';
import type { ApiResponse } from '#apimachinery/wire.ts';
import { ApiServer } from '../../../server.ts';
import { MemoryStorage } from '../../../storage.ts';
import { noNodes } from '../../rest/verbs.testing.ts';
import { namespaceStrategy } from './strategy.ts';

function server() {
  const storage = new MemoryStorage();
  const api = new ApiServer({
    context: { now: () => 0, random: () => 0, nodes: noNodes },
    storage,
    strategies: [namespaceStrategy],
  });
  const call = (method: 'POST' | 'DELETE' | 'PUT' | 'GET', path: string, body?: unknown) =>
    api.handle({ method, path: `/api/v1/namespaces${path}`, ...(body !== undefined && { body }) }) as ApiResponse & {
      body: ReturnType<typeof JSON.parse>;
    };
  return call;
}

test('a namespace stays until it is finalized', () => {
  const call = server();
  expect(call('POST', '', { metadata: { name: 'x' } }).body).toMatchObject({
    metadata: { labels: { 'kubernetes.io/metadata.name': 'x' } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  });
  expect(call('DELETE', '/x').body).toMatchObject({ kind: 'Namespace', status: { phase: 'Terminating' } });
  const { body } = call('GET', '/x');
  expect(call('PUT', '/x/finalize', { ...body, spec: {} }).code).toBe(200);
  expect(call('GET', '/x').code).toBe(404);
});

test('three namespaces may not go', () => {
  const call = server();
  call('POST', '', { metadata: { name: 'default' } });
  expect(call('DELETE', '/default').body).toMatchObject({
    code: 403,
    message: 'namespaces "default" is forbidden: this namespace may not be deleted',
  });
});
