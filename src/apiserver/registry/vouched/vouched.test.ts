import { beforeAll, expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { loadPki } from '#pki/loader.ts';
import { loadCel } from '../../cel/loader.ts';
import { runPostStartHooks } from '../../post-start.ts';
import { ApiServer } from '../../server.ts';
import { MemoryStorage } from '../../storage.ts';
import { strategies } from '../index.ts';
import { qualifiedResource } from '../rest/versions.ts';
import { DEFAULTS, REFUSALS, WARNED } from './rows.test-helper.ts';
import { COLUMNS, FIELDS } from './view.test-helper.ts';

beforeAll(async () => {
  await loadCel();
  await loadPki();
});

function server() {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const now = () => Date.parse('2026-01-01T00:00:00Z');
  const storage = new MemoryStorage();
  const api = new ApiServer({ context: { now, random, nodes: {} as never }, storage, strategies });
  runPostStartHooks(storage, strategies as never, now());
  const call = (method: ApiRequest['method'], path: string, body: unknown, headers = {}) =>
    // biome-ignore lint/suspicious/noExplicitAny: answers are read as a client would, without types
    api.handle({ method, path, body, headers }) as ApiResponse & { body: any };
  call('POST', '/api/v1/namespaces', { metadata: { name: 'default' } });
  const pathOf = (resource: string): string => {
    const { group, version, namespaced, resource: plural } = strategies.find((s) => qualifiedResource(s) === resource)!;
    const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
    return `${root}${namespaced ? '/namespaces/default' : ''}/${plural}`;
  };
  const create = (resource: string, object: object) => {
    // What is only answered has no name.
    const isAnswered = strategies.find((s) => qualifiedResource(s) === resource)!.answer !== undefined;
    const { metadata } = object as { metadata?: object };
    return call('POST', pathOf(resource), {
      ...object,
      metadata: { ...(isAnswered ? {} : { name: 'a' }), ...metadata },
    });
  };
  const patch = (resource: string, { metadata }: { metadata: { name: string } }, change: object, of = '') =>
    call('PATCH', `${pathOf(resource)}/${metadata.name}${of && `/${of}`}`, change, {
      'content-type': 'application/merge-patch+json',
    });
  const list = (resource: string, query = '') =>
    api.handle({
      method: 'GET',
      path: pathOf(resource) + query,
      headers: { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
      // biome-ignore lint/suspicious/noExplicitAny: as above
    } as never) as ApiResponse & { body: any };
  return { create, patch, list };
}

test.each(REFUSALS)(
  '$resource: $says ($vouches)',
  ({ resource, object, before = [], patch: change, subresource, says }) => {
    const { create, patch } = server();
    for (const [of, there] of before) expect(create(of, there).code).toBe(201);
    let { body } = create(resource, object);
    if (change) {
      expect(body).toHaveProperty('metadata.uid');
      body = patch(resource, body, change, subresource).body;
    }
    expect(body.status).toBe('Failure');
    expect(body.message.replace(/^.*? is (invalid|forbidden): /, '')).toBe(says);
  },
);

test.each(DEFAULTS)('$resource gets its defaults ($vouches)', ({ resource, object, becomes, lacks = [] }) => {
  const { body } = server().create(resource, object);
  expect(body).toMatchObject(becomes);
  for (const path of lacks) expect(body).not.toHaveProperty(path);
});

test.each(WARNED)('$resource warns: $warns ($vouches)', ({ resource, object, warns }) => {
  const { code, headers } = server().create(resource, object);
  expect(code).toBe(201);
  expect(headers?.warning?.split('\n') ?? []).toEqual(warns);
});

test.each(COLUMNS)('$resource has columns ($vouches)', ({ resource, columns }) => {
  const { body } = server().list(resource);
  const shown = body.columnDefinitions.map(
    ({ name, priority }: { name: string; priority: number }) => name.replaceAll(' ', '_') + (priority ? '*' : ''),
  );
  expect(shown.join(' ')).toBe(columns);
});

test.each(FIELDS)('$resource may be chosen by fields ($vouches)', ({ resource, fields, refuses }) => {
  const { list } = server();
  for (const name of `metadata.name ${fields}`.trim().split(' '))
    expect(list(resource, `?fieldSelector=${name}%3Dx`).code, name).toBe(200);
  expect(list(resource, '?fieldSelector=spec.nope%3Dx')).toMatchObject({ code: 400, body: { message: refuses } });
});
