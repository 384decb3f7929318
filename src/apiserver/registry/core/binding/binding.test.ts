// Expected: BindingREST.Create of pkg/registry/core/pod/storage, which answers a Status and keeps no object.
import { expect, test } from 'vitest';
import { testServer } from '../../rest/verbs.testing.ts';

const PODS = '/api/v1/namespaces/default/pods';
const BINDINGS = '/api/v1/namespaces/default/bindings';
const binding = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: { name },
  target: { kind: 'Node', name: 'node-1' },
});

test('a Pod is bound by way of the collection, once', () => {
  const { call } = testServer();
  call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  const spec = { containers: [{ name: 'a', image: 'nginx' }] };
  expect(call('POST', PODS, { metadata: { name: 'web' }, spec }).code).toBe(201);
  expect(call('POST', `${BINDINGS}?dryRun=All`, binding('web')).code).toBe(201);
  expect(call('GET', `${PODS}/web`).body.spec.nodeName).toBeUndefined();
  expect(call('POST', BINDINGS, binding('web'))).toMatchObject({
    code: 201,
    body: { kind: 'Status', status: 'Success' },
  });
  expect(call('GET', `${PODS}/web`).body.spec.nodeName).toBe('node-1');
  expect(call('POST', BINDINGS, binding('web')).body.message).toBe(
    'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "node-1"',
  );
  expect(call('POST', BINDINGS, binding('nope')).body.message).toBe('pods "nope" not found');
  expect(call('GET', BINDINGS).code).toBe(405);
});

test('discovery names it first, with its one verb', () => {
  const { resources } = testServer().call('GET', '/api/v1').body;
  expect(resources[0]).toEqual({
    name: 'bindings',
    singularName: 'binding',
    namespaced: true,
    kind: 'Binding',
    verbs: ['create'],
  });
});
