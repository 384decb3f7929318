// The same of Portolan: run by scripts/bench/peer.mjs with --expose-gc, in a process of its own. In `instant` time: nothing is waited for.

import type { ApiObject } from '#apimachinery/meta.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { realTime } from '../../src/cli/real-time.ts';

const NODE_PORT = 31_000;
const labels = { app: 'web' };
const metadata = { name: 'web', namespace: 'default' };
const container = {
  name: 'web',
  image: 'hashicorp/http-echo:1.0',
  args: ['-text=hello', '-listen=:5678'],
  ports: [{ containerPort: 5678 }],
};
const deployment = (replicas: number): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [container] } },
  },
});
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: { type: 'NodePort', selector: labels, ports: [{ port: 80, targetPort: 5678, nodePort: NODE_PORT }] },
};

function apply(lab: Lab, object: object): void {
  const refused = lab.apply([object]);
  if (refused) throw new Error(refused);
}

const measures: Readonly<Record<string, (count: number) => object | Promise<object>>> = {
  boot() {
    const start = performance.now();
    new Lab();
    return { ms: performance.now() - start };
  },
  pods(replicas) {
    const lab = new Lab({ nodes: Math.max(3, Math.ceil(replicas / 100)) });
    globalThis.gc!();
    const before = process.memoryUsage().heapUsed;
    const start = performance.now();
    apply(lab, deployment(replicas));
    const seconds = (performance.now() - start) / 1000;
    globalThis.gc!();
    const ready = lab.cluster.storage.get<ApiObject & { status?: { readyReplicas?: number } }>(
      'deployments.apps',
      'default/web',
    );
    if (ready?.status?.readyReplicas !== replicas) throw new Error('not all Pods are ready');
    return { seconds, bytesAPod: (process.memoryUsage().heapUsed - before) / replicas };
  },
  async requests(count) {
    const lab = new Lab();
    const stop = lab.drive(realTime);
    apply(lab, deployment(3));
    apply(lab, service);
    const request = { from: 'laptop', url: `http://203.0.113.11:${NODE_PORT}/` };
    const start = performance.now();
    for (let i = 0; i < count; i++) {
      const answer = await lab.connect(request);
      if (!answer.ok || answer.status !== 200) throw new Error('no answer');
    }
    const perSecond = (count / (performance.now() - start)) * 1000;
    stop();
    return { perSecond };
  },
};

await preload();
const [measure = '', count = '0'] = process.argv.slice(2);
console.log(JSON.stringify(await measures[measure]!(Number(count))));
process.exit(0);
