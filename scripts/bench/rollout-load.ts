// A rolling update as a client sees it: ten requests a second through the Service, and how many of them are lost.

import type { Deployment } from '#api/apps/types.ts';
import type { Service } from '#api/core/types.ts';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';

export interface Load {
  readonly sent: number;
  readonly lost: number;
  /** How they failed: `refused 3, timeout 1`. */
  readonly how: string;
}

/** kube-proxy's least time between two looks. Source: --iptables-min-sync-period. */
const PROXY_LAG_MS = 1000;
const REQUESTS = 900;
const EVERY_MS = 100;
/** A client's patience. */
const TIMEOUT_MS = 2000;

const READINESS = { readinessProbe: { httpGet: { port: 80, path: '/' }, periodSeconds: 1 } };
const PRE_STOP = { lifecycle: { preStop: { sleep: { seconds: 5 } } } };
/** Five seconds until it listens, as many programs take. */
const SLOW = { command: ['sh', '-c', 'sleep 5; nginx -g "daemon off;"'] };

/** What the container has of what a rollout without loss needs, by the case's name. */
export const ROLLOUTS = {
  'readiness-and-prestop': { ...READINESS, ...PRE_STOP },
  'slow-start': { ...READINESS, ...PRE_STOP, ...SLOW },
  'no-prestop': READINESS,
  'no-readiness': { ...PRE_STOP, ...SLOW },
} as const;

/** Ninety seconds from `kubectl rollout restart` on, of three replicas; then everything new must be ready. */
export async function rolloutUnderLoad(container: object): Promise<Load> {
  const lab = new Lab({ time: 'live' });
  const refused = lab.apply(objects(container));
  if (refused) throw new Error(refused);
  await pass(lab, 60_000);
  lab.faults = { proxyLagMs: PROXY_LAG_MS };
  const restartedAt = { 'kubectl.kubernetes.io/restartedAt': '2026-01-05T10:00:00Z' };
  const template = { metadata: { annotations: restartedAt } };
  const path = '/apis/apps/v1/namespaces/default/deployments/web';
  const headers = { 'content-type': 'application/merge-patch+json' };
  lab.handle({ method: 'PATCH', path, headers, body: { spec: { template } } }, LEARNER);
  const url = `http://${lab.cluster.storage.get<Service>('services', 'default/web')!.spec.clusterIP}/`;
  const failed = new Map<string, number>();
  let answered = 0;
  for (let i = 0; i < REQUESTS; i++) {
    await pass(lab, EVERY_MS);
    void lab
      .fetch('node/node-1', { method: 'GET', url, headers: [], body: '' }, { timeoutMs: TIMEOUT_MS })
      .then((exchange) => {
        if (exchange.ok) answered++;
        else failed.set(exchange.error.kind, (failed.get(exchange.error.kind) ?? 0) + 1);
      });
  }
  await pass(lab, 2 * TIMEOUT_MS);
  const { status } = lab.cluster.storage.get<Deployment>('deployments.apps', 'default/web')!;
  if (status?.updatedReplicas !== 3 || status.readyReplicas !== 3 || status.replicas !== 3)
    throw new Error(`the rollout has not ended: ${JSON.stringify(status)}`);
  const lost = [...failed.values()].reduce((sum, n) => sum + n, 0);
  if (answered + lost !== REQUESTS) throw new Error(`${REQUESTS - answered - lost} requests are still on their way`);
  return { sent: REQUESTS, lost, how: [...failed].map(([kind, n]) => `${kind} ${n}`).join(', ') };
}

const objects = (container: object): readonly object[] => [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'nginx:1.27', ...container }] },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  },
];

/** Time goes on, and programs that it wakes have their turn. */
async function pass(lab: Lab, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 100) {
    lab.advance(100);
    for (let i = 0; i < 3; i++) await new Promise((done) => setImmediate(done));
  }
}
