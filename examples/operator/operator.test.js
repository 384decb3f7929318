// The operator against a cluster in this process: no kind, no Docker, nothing to install or to clean up. A cluster for each test.

import { KubeConfig } from '@kubernetes/client-node';
import { labTest } from 'portolan/vitest';
import { expect } from 'vitest';
import { ANNOTATION, startOperator } from './operator.js';

const test = labTest({ nodes: 2 });

const shop = (annotations) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, annotations: ${JSON.stringify(annotations)} }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: web, image: nginx }] }
`;

/** Runs the operator until it has seen to the shop. */
async function operated(lab) {
  const { kubeconfig } = await lab.listen();
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  let seen;
  const synced = new Promise((resolve) => (seen = resolve));
  const stop = await startOperator(config, ({ metadata }) => metadata.name === 'shop' && seen());
  await synced;
  await stop();
}

test('what it exposes is reached from a Pod, by name', async ({ lab }) => {
  await lab.apply(shop({ [ANNOTATION]: '80' }));
  await operated(lab);
  await lab.kubectl('run client --image=busybox:1.37 -- sleep infinity');
  const answer = await lab.request('http://shop.default', { from: 'pod/default/client' });
  expect(answer).toMatchObject({ ok: true, status: 200 });
  expect(answer.trace.map(({ at }) => at)).toContain('service/default/shop');
});

test('a wrong port is refused where it ends, and the trace says where', async ({ lab }) => {
  await lab.apply(shop({ [ANNOTATION]: '8080' }));
  await operated(lab);
  const { stdout: ip } = await lab.kubectl("get service shop -o jsonpath='{.spec.clusterIP}'");
  const node = (await lab.kubectl('get nodes -o name')).stdout.split('\n')[0];
  const answer = await lab.request(`http://${ip}`, { from: node });
  expect(answer).toMatchObject({ ok: false, error: { kind: 'refused', curlExitCode: 7 } });
  expect(answer.trace.at(-1).at).toMatch(/^pod\/default\/shop-/);
});

test('its Service goes with the Deployment', async ({ lab }) => {
  await lab.apply(shop({ [ANNOTATION]: '80' }));
  await operated(lab);
  expect((await lab.kubectl('get service shop')).code).toBe(0);
  await lab.kubectl(['delete', 'deployment', 'shop']);
  expect((await lab.kubectl('get service shop')).stderr).toBe(
    'Error from server (NotFound): services "shop" not found\n',
  );
});

test('a Deployment without the annotation is left alone', async ({ lab }) => {
  await lab.apply(shop({}));
  await operated(lab);
  expect((await lab.kubectl('get service shop')).code).toBe(1);
});
