import { expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { runPostStartHooks } from '../post-start.ts';
import { ApiServer } from '../server.ts';
import { MemoryStorage } from '../storage.ts';
import { strategies } from './index.ts';
import { qualifiedResource } from './rest/versions.ts';
import { DEFAULTS, REFUSALS } from './vouched.test-helper.ts';

function server() {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const now = () => Date.parse('2026-01-01T00:00:00Z');
  const storage = new MemoryStorage();
  const api = new ApiServer({ context: { now, random, nodes: {} as never }, storage, strategies });
  runPostStartHooks(storage, strategies as never, now());
  const call = (method: ApiRequest['method'], path: string, body: unknown) =>
    // biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
    api.handle({ method, path, body }) as ApiResponse & { body: any };
  call('POST', '/api/v1/namespaces', { metadata: { name: 'default' } });
  const create = (resource: string, object: object) => {
    const strategy = strategies.find((s) => qualifiedResource(s) === resource)!;
    const { group, version, namespaced } = strategy;
    const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
    return call('POST', `${root}${namespaced ? '/namespaces/default' : ''}/${strategy.resource}`, {
      metadata: { name: 'a' },
      ...object,
    });
  };
  return { create, call };
}

test.each(REFUSALS)('$resource: $says ($vouches)', ({ resource, object, before = [], says }) => {
  const { create } = server();
  for (const [of, there] of before) expect(create(of, there).code).toBe(201);
  const { body } = create(resource, object);
  expect(body.message).toMatch(/ is (invalid|forbidden): /);
  expect(body.message.replace(/^.*? is (invalid|forbidden): /, '')).toBe(says);
});

test.each(DEFAULTS)('$resource gets its defaults ($vouches)', ({ resource, object, becomes }) => {
  const { body } = server().create(resource, object);
  expect(body).toMatchObject(becomes);
});
