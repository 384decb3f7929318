import { expect, test } from 'vitest';
import type { ApiObject } from '#apimachinery/meta.ts';
import { fakeCluster } from './fake-cluster.test-helper.ts';

const web = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web' }, creationTimestamp: '2026-11-24T02:20:33Z' },
  spec: { ports: [{ port: 80 }] },
} as ApiObject;

const GET_USAGE = "See 'kubectl get --help' for usage.\n";
test.each([
  ['kubectl gett pods', 'error: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\n'],
  ['kubectl foo', 'error: unknown command "foo" for "kubectl"\n\nDid you mean this?\n\ttop\n'],
  ['kubectl frobnicate --help', 'error: unknown command "frobnicate" for "kubectl"\n'],
  ['kubectl get --foo', `error: unknown flag: --foo\n${GET_USAGE}`],
  ['kubectl get pods -n', `error: flag needs an argument: 'n' in -n\n${GET_USAGE}`],
  [
    'kubectl create service foo x',
    'error: unknown command "foo x"\nSee \'kubectl create service -h\' for help and examples\n',
  ],
  ['kubectl get svc web -l a=b', 'error: name cannot be provided when a selector is specified\n'],
  ['kubectl get svc/web/x', 'error: arguments in resource/name form may not have more than one slash\n'],
  ['kubectl get svcs', 'error: the server doesn\'t have a resource type "svcs"\n'],
  ['kubectl get svc nope', 'Error from server (NotFound): services "nope" not found\n'],
  ['kubectl get svc nope -n other', 'Error from server (NotFound): namespaces "other" not found\n'],
  ['kubectl label svc web app=other', "error: 'app' already has a value (web), and --overwrite is false\n"],
  ['kubectl scale deploy web --replicas=2', 'error: no objects passed to scale deployments.apps "web" not found\n'],
])('%s', async (line, stderr) => {
  expect(await fakeCluster({ 'services/web': web })(line)).toMatchObject({ stdout: '', stderr, code: 1 });
});

test.each([
  ['kubectl get svc', 'NAME   AGE\nweb    60s\n', ['GET /api/v1/namespaces/default/services?limit=500']],
  [
    'kubectl -n default get svc -A',
    'NAMESPACE   NAME   AGE\ndefault     web    60s\n',
    ['GET /api/v1/services?limit=500'],
  ],
  ['kubectl get svc/web -o name', 'service/web\n', ['GET /api/v1/namespaces/default/services/web']],
  [
    'kubectl delete svc web',
    'service "web" deleted from default namespace\n',
    ['DELETE /api/v1/namespaces/default/services/web', 'GET /api/v1/namespaces/default/services/web'],
  ],
  [
    'kubectl scale --replicas=2 svc/web',
    'service/web scaled\n',
    ['GET /api/v1/namespaces/default/services/web', 'PATCH /api/v1/namespaces/default/services/web/scale'],
  ],
])('%s asks and prints', async (line, stdout, requests) => {
  expect(await fakeCluster({ 'services/web': web })(line)).toMatchObject({ stdout, requests, code: 0 });
});

test('apply creates, then has nothing to do, then patches what differs', async () => {
  const files = { '/a.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: new}\nspec: {ports: [{port: 80}]}\n' };
  const kubectl = fakeCluster({}, files);
  const first = await kubectl('kubectl apply -f a.yaml');
  expect(first).toMatchObject({
    stdout: 'service/new created\n',
    requests: [
      'GET /api/v1/namespaces/default/services/new',
      'POST /api/v1/namespaces/default/services?fieldManager=kubectl-client-side-apply&fieldValidation=Strict',
    ],
  });
  expect((first.bodies[1] as ApiObject).metadata.annotations).toEqual({
    'kubectl.kubernetes.io/last-applied-configuration':
      '{"apiVersion":"v1","kind":"Service","metadata":{"annotations":{},"name":"new","namespace":"default"},"spec":{"ports":[{"port":80}]}}\n',
  });
  expect(await kubectl('kubectl apply -f a.yaml')).toMatchObject({ stdout: 'service/new unchanged\n', stderr: '' });
  files['/a.yaml'] = files['/a.yaml'].replace('80', '81');
  const third = await kubectl('kubectl apply -f a.yaml');
  expect(third.stdout).toBe('service/new configured\n');
  expect((third.bodies.at(-1) as { spec: unknown }).spec).toEqual({
    '$setElementOrder/ports': [{ port: 81 }],
    ports: [{ port: 81 }, { $patch: 'delete', port: 80 }],
  });
});
