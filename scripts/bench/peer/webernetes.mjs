// What @ngrok/webernetes does of what the figures ask: run by scripts/bench/peer.mjs with --expose-gc, in a process of its own.
// Its clock is the real one, its latencies are zero.

import { Cluster } from '@ngrok/webernetes';

const NODE_PORT = 31_000;
const labels = { app: 'web' };
const container = {
  name: 'web',
  image: 'hashicorp/http-echo:1.0',
  args: ['-text=hello', '-listen=:5678'],
  ports: [{ containerPort: 5678 }],
};
const deployment = (replicas) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [container] } },
  },
});
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: {
    type: 'NodePort',
    selector: labels,
    ports: [{ port: 80, targetPort: 5678, nodePort: NODE_PORT, protocol: 'TCP' }],
  },
};

async function boot(nodes) {
  const cluster = new Cluster({ nodes });
  await cluster.init();
  return cluster;
}

async function allReady(cluster, replicas, limitMs) {
  const start = performance.now();
  await cluster.apply([deployment(replicas)]);
  while (performance.now() - start < limitMs) {
    const { items } = await cluster.api.corev1.listNamespacedPod({ namespace: 'default' });
    const ready = items.filter((p) => p.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'));
    if (ready.length === replicas) return (performance.now() - start) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return undefined;
}

const measures = {
  async boot() {
    const start = performance.now();
    const cluster = await boot(3);
    const ms = performance.now() - start;
    await cluster.close?.();
    return { ms };
  },
  async pods(replicas) {
    const cluster = await boot(Math.max(3, Math.ceil(replicas / 100)));
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    const seconds = await allReady(cluster, replicas, 120_000);
    globalThis.gc();
    return { seconds, bytesAPod: (process.memoryUsage().heapUsed - before) / replicas };
  },
  async requests(count) {
    const cluster = await boot(3);
    await allReady(cluster, 3, 60_000);
    await cluster.apply([service]);
    const url = `http://node-1:${NODE_PORT}/`;
    for (;;) {
      const warm = await cluster.fetch(url).catch(() => undefined);
      if (warm?.status === 200) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const start = performance.now();
    for (let i = 0; i < count; i++) if ((await cluster.fetch(url)).status !== 200) throw new Error('no answer');
    return { perSecond: (count / (performance.now() - start)) * 1000 };
  },
};

const [measure = '', count = '0'] = process.argv.slice(2);
console.log(JSON.stringify(await measures[measure](Number(count))));
process.exit(0);
