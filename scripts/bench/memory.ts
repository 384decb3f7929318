// What a stored object weighs: the API server alone, without the controllers that would make more of it. Run with --expose-gc.

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

weigh('service', 'services', service);
weigh('pod', 'pods', pod);
