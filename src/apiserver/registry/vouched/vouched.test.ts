import { expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import { runPostStartHooks } from '../../post-start.ts';
import { ApiServer } from '../../server.ts';
import { MemoryStorage } from '../../storage.ts';
import { strategies } from '../index.ts';
import { qualifiedResource } from '../rest/versions.ts';
import { ACCESS_DEFAULTS, ACCESS_REFUSALS, ACCESS_WARNED } from './access.test-helper.ts';
import { BATCH_DEFAULTS, BATCH_REFUSALS, BATCH_WARNED } from './batch.test-helper.ts';
import { CONFIG_DEFAULTS, CONFIG_REFUSALS } from './config.test-helper.ts';
import { EARLY_DEFAULTS, EARLY_REFUSALS } from './early.test-helper.ts';
import { NETWORK_DEFAULTS, NETWORK_REFUSALS, NETWORK_WARNED } from './network.test-helper.ts';
import { POD_DEFAULTS, POD_REFUSALS, POD_WARNED } from './pod.test-helper.ts';
import { POLICY_DEFAULTS, POLICY_REFUSALS } from './policy.test-helper.ts';
import type { Default, Refusal, Warned } from './row.test-helper.ts';
import { STORAGE_REFUSALS, STORAGE_WARNED } from './storage.test-helper.ts';
import { COLUMNS, FIELDS } from './view.test-helper.ts';
import { WORKLOAD_DEFAULTS, WORKLOAD_REFUSALS } from './workload.test-helper.ts';

const REFUSALS: readonly Refusal[] = [
  ...EARLY_REFUSALS,
  ...POD_REFUSALS,
  ...WORKLOAD_REFUSALS,
  ...BATCH_REFUSALS,
  ...NETWORK_REFUSALS,
  ...POLICY_REFUSALS,
  ...CONFIG_REFUSALS,
  ...STORAGE_REFUSALS,
  ...ACCESS_REFUSALS,
];
const DEFAULTS: readonly Default[] = [
  ...EARLY_DEFAULTS,
  ...POD_DEFAULTS,
  ...WORKLOAD_DEFAULTS,
  ...BATCH_DEFAULTS,
  ...NETWORK_DEFAULTS,
  ...POLICY_DEFAULTS,
  ...CONFIG_DEFAULTS,
  ...ACCESS_DEFAULTS,
];
const WARNED: readonly Warned[] = [
  ...POD_WARNED,
  ...BATCH_WARNED,
  ...NETWORK_WARNED,
  ...STORAGE_WARNED,
  ...ACCESS_WARNED,
];

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
    const body = { ...object, metadata: { name: 'a', ...(object as { metadata?: object }).metadata } };
    return call('POST', pathOf(resource), body);
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
    expect(body.message).toMatch(/ is (invalid|forbidden): /);
    expect(body.message.replace(/^.*? is (invalid|forbidden): /, '')).toBe(says);
  },
);

test.each(DEFAULTS)('$resource gets its defaults ($vouches)', ({ resource, object, becomes }) => {
  const { body } = server().create(resource, object);
  expect(body).toMatchObject(becomes);
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
