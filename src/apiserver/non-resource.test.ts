import { expect, test } from 'vitest';
import { testServer } from './registry/rest/verbs.testing.ts';

test('what is no resource, and what only GET has', () => {
  const { call } = testServer();
  const head = (path: string): unknown => call('HEAD', path).code;
  // Source: go-restful, where a path has the methods of its routes; health checks are of another mux.
  expect(['/version', '/api', '/apis/apps', '/api/v1', '/api/v1/pods', '/healthz'].map(head)).toEqual([
    405, 405, 405, 405, 405, 200,
  ]);
  expect(call('GET', '/apis/apps/v2').code).toBe(404);
  expect(call('GET', '/readyz/none')).toMatchObject({ code: 404, body: '404 page not found\n' });
});

test('aggregated discovery has an ETag of what is served', () => {
  const { call } = testServer();
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const ask = (path: string, known?: string) =>
    call('GET', path, undefined, { accept, ...(known !== undefined && { 'if-none-match': known }) });
  const [apis, api] = [ask('/apis'), ask('/api')];
  expect(apis.headers).toMatchObject({ vary: 'Accept', 'cache-control': 'public' });
  expect(apis.headers!.etag).toMatch(/^"[0-9A-F]{128}"$/);
  expect(api.headers!.etag).not.toBe(apis.headers!.etag);
  expect(ask('/apis', apis.headers!.etag)).toMatchObject({ code: 304, body: undefined });
  expect(ask('/apis', api.headers!.etag).code).toBe(200);
});

test('the hashes by which clients tell versions of storage apart', () => {
  const { call } = testServer();
  const hashes = Object.fromEntries(
    (call('GET', '/api/v1').body as { resources: { name: string; storageVersionHash?: string }[] }).resources.map(
      (r) => [r.name, r.storageVersionHash],
    ),
  );
  // As every cluster has told them for years.
  expect(hashes).toMatchObject({ pods: 'xPOwRZ+Yhw8=', services: '0/CO1lhkEBI=', configmaps: 'qFsyl6wFWjQ=' });
  expect(hashes).toHaveProperty(['pods/status'], undefined);
});

test('YAML for who asks for it, refusals too; a stream has none', () => {
  const { call } = testServer();
  const type = (path: string, accept: string): unknown =>
    call('GET', path, undefined, { accept }).headers?.['content-type'];
  expect(type('/api/v1/namespaces/default', 'application/yaml')).toBe('application/yaml');
  expect(type('/api/v1/namespaces/none', 'application/yaml, application/json')).toBe('application/yaml');
  expect(type('/api/v1/namespaces/none', 'application/yaml;q=0.5, application/json')).toBeUndefined();
  expect(type('/api/v1/namespaces', 'application/yaml;as=Table;g=meta.k8s.io;v=v1')).toBe(
    'application/yaml;as=Table;v=v1;g=meta.k8s.io',
  );
  expect(type('/version', 'application/yaml')).toBe('application/json');
  const { code, body } = call('GET', '/api/v1/pods?watch=1', undefined, { accept: 'application/yaml' });
  expect([code, (body as { message: string }).message]).toEqual([
    406,
    'only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch',
  ]);
});
