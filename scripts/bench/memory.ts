// What a stored object weighs in the API server alone, and what a running Pod does in a whole cluster. Bundled, and
// run with --expose-gc for one kind at a time, so that nothing else fills the heap: service, pod or running-pod.

import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { testServer } from '../../src/apiserver/registry/rest/verbs.testing.ts';
import { print } from './figures.ts';

const OBJECTS = 2000;

const service = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, labels: { app: name } },
  spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
});
const pod = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] },
});

function weigh(kind: string, resource: string, objectOf: (name: string) => object): void {
  const { call, api } = testServer();
  call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  globalThis.gc!();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < OBJECTS; i++) {
    const { code, body } = call('POST', `/api/v1/namespaces/default/${resource}`, objectOf(`bench-${i}`));
    if (code !== 201) throw new Error(`${kind}: ${code} ${body.message}`);
  }
  globalThis.gc!();
  const bytes = (process.memoryUsage().heapUsed - before) / OBJECTS;
  const object = api.storage.get(resource, 'default/bench-1');
  print(`api.memory-a-stored-${kind}`, bytes, `B (its JSON: ${JSON.stringify(object).length} B; ${OBJECTS} stored)`);
}

/** A Pod that runs: the whole cluster with one Deployment, what its nodes hold and its events included. */
async function weighRunning(replicas: number): Promise<void> {
  await preload();
  const nodes = Math.ceil(replicas / 100) + 1;
  const warm = deploy(new Lab({ nodes }), 20);
  const lab = new Lab({ nodes });
  globalThis.gc!();
  const before = process.memoryUsage().heapUsed;
  deploy(lab, replicas);
  globalThis.gc!();
  const bytes = (process.memoryUsage().heapUsed - before) / replicas;
  // Both are still held: nothing of either was freed between.
  print('cluster.memory-a-pod', bytes, `B (of ${replicas}, beside a lab of ${warm})`);
}

function deploy(lab: Lab, replicas: number): number {
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  const refused = lab.apply([
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' }, spec },
  ]);
  if (refused) throw new Error(refused);
  const ready = lab.cluster.storage.list('pods', 'default').length;
  if (ready !== replicas) throw new Error(`${ready} of ${replicas} Pods are there`);
  return ready;
}

const KINDS: Readonly<Record<string, () => void | Promise<void>>> = {
  service: () => weigh('service', 'services', service),
  pod: () => weigh('pod', 'pods', pod),
  'running-pod': () => weighRunning(300),
};

const [kind = ''] = process.argv.slice(2);
if (!KINDS[kind]) throw new Error(`one of ${Object.keys(KINDS).join(', ')}, not ${JSON.stringify(kind)}`);
await KINDS[kind]();
