// What a dashboard and a shell script ask for: discovery, Tables, metadata only, watches and tokens, through nothing but curl.

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ground } from './cluster.ts';

const at = ground();
const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a script would, without types
type Loose = any;

let server = '';
let admin: string[] = [];

beforeAll(() => {
  const cluster = at.kc.getCurrentCluster()!;
  const user = at.kc.getCurrentUser()!;
  server = cluster.server;
  const file = (name: string, base64: string): string => {
    writeFileSync(join(folder, name), Buffer.from(base64, 'base64'));
    return join(folder, name);
  };
  const ca = ['--cacert', file('ca.crt', cluster.caData!)];
  const proof = user.token
    ? ['-H', `Authorization: Bearer ${user.token}`]
    : ['--cert', file('client.crt', user.certData!), '--key', file('client.key', user.keyData!)];
  admin = [...ca, ...proof];
});
const nobody = (): string[] => admin.slice(0, 2);

interface Answer {
  readonly code: number;
  readonly type: string;
  readonly etag: string;
  readonly text: string;
}

function curl(path: string, args: readonly string[] = [], as = admin): Promise<Answer> {
  const told = '\n%{http_code}\n%{content_type}\n%header{etag}';
  return new Promise((resolve, reject) =>
    execFile('curl', ['-sS', '-w', told, ...as, ...args, server + path], (error, stdout) => {
      if (error) return reject(error);
      const lines = stdout.split('\n');
      const [code, type, etag] = lines.slice(-3) as [string, string, string];
      resolve({ code: Number(code), type, etag, text: lines.slice(0, -3).join('\n') });
    }),
  );
}
const json = async (path: string, args: readonly string[] = [], as = admin): Promise<Loose> =>
  JSON.parse((await curl(path, args, as)).text);
const accept = (type: string): string[] => ['-H', `Accept: ${type}`];
const post = (body: object): string[] => ['-H', 'Content-Type: application/json', '-d', JSON.stringify(body)];

test('aggregated discovery names every resource, and an ETag says that nothing has changed', async () => {
  const type = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const first = await curl('/apis', accept(type));
  expect(first).toMatchObject({ code: 200, type });
  const { kind, apiVersion, items } = JSON.parse(first.text) as Loose;
  expect([kind, apiVersion]).toEqual(['APIGroupDiscoveryList', 'apidiscovery.k8s.io/v2']);
  const apps = items.find((g: Loose) => g.metadata.name === 'apps').versions[0];
  expect(apps.freshness).toBe('Current');
  expect(apps.resources.find((r: Loose) => r.resource === 'deployments')).toEqual({
    resource: 'deployments',
    responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
    scope: 'Namespaced',
    singularResource: 'deployment',
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    shortNames: ['deploy'],
    categories: ['all'],
    subresources: [
      {
        subresource: 'scale',
        responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
        verbs: ['get', 'patch', 'update'],
      },
      {
        subresource: 'status',
        responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
        verbs: ['get', 'patch', 'update'],
      },
    ],
  });
  expect(first.etag).toMatch(/^"[0-9A-F]{128}"$/);
  const again = await curl('/apis', [...accept(type), '-H', `If-None-Match: ${first.etag}`]);
  expect(again).toMatchObject({ code: 304, text: '' });
});

test('discovery one by one', async () => {
  const { resources } = await json('/api/v1');
  expect(resources.find((r: Loose) => r.name === 'pods')).toEqual({
    name: 'pods',
    singularName: 'pod',
    namespaced: true,
    kind: 'Pod',
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    shortNames: ['po'],
    categories: ['all'],
    storageVersionHash: 'xPOwRZ+Yhw8=',
  });
  expect(await json('/apis/apps')).toEqual({
    kind: 'APIGroup',
    apiVersion: 'v1',
    name: 'apps',
    versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
    preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
  });
});

test('a list as a Table, with columns and metadata only', async () => {
  const pods = `/api/v1/namespaces/${at.namespace}/pods`;
  const pod = {
    metadata: { name: 'shown' },
    spec: { schedulerName: 'nobody', containers: [{ name: 'a', image: 'nginx' }] },
  };
  await json(pods, post(pod));
  const table = await json(pods, accept('application/json;as=Table;g=meta.k8s.io;v=v1,application/json'));
  expect(table).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
  expect(table.columnDefinitions.map((c: Loose) => c.name).slice(0, 5)).toEqual([
    'Name',
    'Ready',
    'Status',
    'Restarts',
    'Age',
  ]);
  expect(table.rows).toMatchObject([{ object: { kind: 'PartialObjectMetadata', metadata: { name: 'shown' } } }]);
  expect(table.rows[0].cells.slice(0, 4)).toEqual(['shown', '0/1', 'Pending', '0']);
  expect(table.rows[0].object.spec).toBeUndefined();
  const whole = await json(`${pods}?includeObject=Object`, accept('application/json;as=Table;g=meta.k8s.io;v=v1'));
  expect(whole.rows[0].object.spec.containers[0].image).toBe('nginx');

  const partial = await json(pods, accept('application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'));
  expect(partial).toMatchObject({ kind: 'PartialObjectMetadataList', items: [{ metadata: { name: 'shown' } }] });
  expect(partial.items[0].spec).toBeUndefined();
  const one = await json(`${pods}/shown`, accept('application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'));
  expect(Object.keys(one)).toEqual(['kind', 'apiVersion', 'metadata']);
});

test('YAML, if it is asked for; and what there is not', async () => {
  const { type, text } = await curl(`/api/v1/namespaces/${at.namespace}`, accept('application/yaml'));
  expect(type).toBe('application/yaml');
  expect(text).toMatch(new RegExp(`^apiVersion: v1\nkind: Namespace\nmetadata:\n(.*\n)*  name: ${at.namespace}\n`));
  const { code, text: refused } = await curl('/api/v1/namespaces', accept('text/csv'));
  expect(code).toBe(406);
  expect((await curl(`/api/v1/pods?watch=1`, accept('application/yaml'))).code).toBe(406);
  expect((await curl('/api/v1/nodes', ['-I'])).code).toBe(405);
  expect(JSON.parse(refused)).toMatchObject({
    reason: 'NotAcceptable',
    message:
      'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  });
});

test('curl -N on a watch prints a line for every event', async () => {
  const path = `/api/v1/namespaces/${at.namespace}/configmaps`;
  const { metadata } = await json(path);
  const query = `?watch=1&resourceVersion=${metadata.resourceVersion}`;
  const child = spawn('curl', ['-sSN', ...admin, server + path + query], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const event = async (): Promise<Loose> => JSON.parse((await lines.next()).value as string);
  await json(path, post({ metadata: { name: 'told' } }));
  expect(await event()).toMatchObject({ type: 'ADDED', object: { kind: 'ConfigMap', metadata: { name: 'told' } } });
  await json(`${path}/told`, ['-X', 'DELETE']);
  expect(await event()).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'told' } } });
  child.kill();
});

test('a service account’s token, and without one', async () => {
  const accounts = `/api/v1/namespaces/${at.namespace}/serviceaccounts`;
  await json(accounts, post({ metadata: { name: 'script' } }));
  const { status } = await json(`${accounts}/script/token`, post({ spec: {} }));
  const bearer = [...nobody(), '-H', `Authorization: Bearer ${status.token}`];
  const forbidden = await curl(`/api/v1/namespaces/${at.namespace}/pods`, [], bearer);
  expect(forbidden.code).toBe(403);
  expect(JSON.parse(forbidden.text).message).toBe(
    `pods is forbidden: User "system:serviceaccount:${at.namespace}:script" cannot list resource "pods" in API group "" in the namespace "${at.namespace}"`,
  );
  expect(await json('/api/v1/nodes', [], nobody())).toMatchObject({ code: 403, reason: 'Forbidden' });
  expect(await json('/api/v1/nodes', [], [...nobody(), '-H', 'Authorization: Bearer none'])).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'Unauthorized',
    reason: 'Unauthorized',
    code: 401,
  });
});

test('health, check by check', async () => {
  expect(await curl('/readyz')).toMatchObject({ code: 200, text: 'ok' });
  const { text } = await curl('/readyz?verbose');
  expect(text).toMatch(/^\[\+\]ping ok\n\[\+\]log ok\n\[\+\]etcd ok\n/);
  expect(text).toMatch(/\nreadyz check passed\n$/);
  expect((await curl('/readyz?verbose&exclude=etcd')).text).toContain('[+]etcd excluded: ok\n');
  expect(await curl('/readyz/etcd')).toMatchObject({ code: 200, text: 'ok' });
  expect(await curl('/readyz/none')).toMatchObject({ code: 404, text: '404 page not found\n' });
  expect(await curl('/healthz', [], nobody())).toMatchObject({ code: 200, text: 'ok' });
});
