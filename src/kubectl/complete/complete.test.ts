import { expect, test } from 'vitest';
import type { ApiRequest } from '#apimachinery/wire.ts';
import type { Process } from '#machine/program.ts';
import type { KubectlBindings } from '../command.ts';
import { completeKubectl } from './complete.ts';

const type = (resource: string, kind: string, shortNames: string[], scope = 'Namespaced'): object => ({
  resource,
  responseKind: { group: '', version: 'v1', kind },
  scope,
  singularResource: kind.toLowerCase(),
  shortNames,
  verbs: ['get', 'list'],
});
const discovery = {
  kind: 'APIGroupDiscoveryList',
  items: [
    {
      metadata: { name: '' },
      versions: [
        {
          version: 'v1',
          resources: [
            type('namespaces', 'Namespace', ['ns'], 'Cluster'),
            type('pods', 'Pod', ['po']),
            type('services', 'Service', ['svc']),
          ],
        },
      ],
    },
  ],
};
const bodies: Readonly<Record<string, object>> = {
  '/api?timeout=32s': discovery,
  '/apis?timeout=32s': { kind: 'APIGroupDiscoveryList', items: [] },
  '/api/v1/namespaces/default/services': {
    items: [
      {
        metadata: { name: 'web', labels: { app: 'web', tier: 'front' } },
        spec: { ports: [{ port: 80 }], type: 'ClusterIP' },
      },
      { metadata: { name: 'api', labels: { app: 'api' } } },
    ],
  },
  '/api/v1/namespaces/default/services/web': {
    metadata: { name: 'web' },
    spec: { ports: [{ port: 80, name: 'http' }], type: 'ClusterIP' },
  },
  '/api/v1/namespaces/default/pods': { items: [{ metadata: { name: 'web-1' } }] },
  '/api/v1/namespaces': { items: [{ metadata: { name: 'default' } }, { metadata: { name: 'demo' } }] },
};
const bindings: KubectlBindings = {
  connect: ({ server }) => ({
    server,
    request: async ({ path }: ApiRequest) => ({ code: bodies[path] ? 200 : 404, body: bodies[path] ?? {} }),
    stream: async () => ({ code: 404, body: {} }),
    exec: async () => ({ code: 404, body: {} }),
    portForward: async () => ({ code: 404, body: {} }),
  }),
  edit: async () => undefined,
};
const process = {
  argv: ['kubectl'],
  env: {},
  cwd: '/',
  files: { read: () => undefined, stat: () => undefined },
  host: { homeDir: '/home/learner', random: () => 0, now: () => 0 },
  signal: new AbortController().signal,
} as unknown as Process;

test.each([
  ['exp', ['explain', 'expose']],
  ['rollout re', ['restart', 'resume']],
  ['get se', ['services']],
  ['describe svc ', ['api', 'web']],
  ['describe svc web ', ['api']],
  ['get svc/w', ['svc/web']],
  ['get pods -n de', ['default', 'demo']],
  ['exec ', ['web-1']],
  ['expose deployment web --type=Cl', ['--type=ClusterIP']],
  ['expose deployment web --target', ['--target-port=']],
  ['wait --for c', ['condition=', 'create']],
  ['describe -f ', []],
  ['get svc web -o jsonpath={.spec.po', ['jsonpath={.spec.ports[*].']],
  ['get svc web -o jsonpath={.spec.ports[0].p', ['jsonpath={.spec.ports[0].port}']],
  ['get svc -o jsonpath={.items[*].spec.t', ['jsonpath={.items[*].spec.type}']],
  ['get svc -o custom-columns=NAME:.metadata.n', ['custom-columns=NAME:.metadata.name']],
  ['get svc --sort-by=.spec.t', ['--sort-by=.spec.type']],
  ['get svc -l t', ['tier=']],
  ['get svc -l app=', ['app=api', 'app=web']],
  ['get svc --selector=app=web,ti', ['--selector=app=web,tier=']],
])('kubectl %s', async (line, words) => {
  expect(await completeKubectl(process, bindings, line.split(' '))).toEqual(words);
});
