// One large cluster in one process: run by scripts/bench/scale.mjs with --expose-gc. Deployments of fifteen Pods, each behind a Service.

import { Lab } from '#lab/lab.ts';
import { LaptopShell } from '#lab/laptop-shell.ts';
import { preload } from '#lab/preload.ts';
import { median } from './figures.ts';

const REPLICAS = 15;
const PODS_A_NODE = 30;
/** Deployments in one namespace. */
const CROWD = 100;
const DEFAULT_NODES = 3;

const labelled = (name: string, namespace: string): object => ({ name, namespace, labels: { app: name } });

function* objects(pods: number): Iterable<object> {
  for (let i = 0; i < pods / REPLICAS; i++) {
    const namespace = `team-${Math.floor(i / CROWD)}`;
    if (i % CROWD === 0) yield { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    const name = `web-${i}`;
    const labels = { app: name };
    const containers = [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }];
    const replicas = Math.min(REPLICAS, pods - i * REPLICAS);
    const spec = {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    };
    yield { apiVersion: 'apps/v1', kind: 'Deployment', metadata: labelled(name, namespace), spec };
    const ports = [{ port: 80, targetPort: 80 }];
    yield { apiVersion: 'v1', kind: 'Service', metadata: labelled(name, namespace), spec: { selector: labels, ports } };
  }
}

const userSeconds = (since: NodeJS.CpuUsage): number => process.cpuUsage(since).user / 1e6;

/** So many Pods Ready, and what that took. */
async function measure(pods: number): Promise<object> {
  const nodes = Math.max(DEFAULT_NODES, Math.ceil(pods / PODS_A_NODE));
  const begun = process.cpuUsage();
  const lab = new Lab({ nodes });
  const bootSeconds = userSeconds(begun);
  globalThis.gc!();
  const before = process.memoryUsage().heapUsed;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const refused = lab.apply([...objects(pods)]);
  if (refused) throw new Error(refused);
  const seconds = (performance.now() - start) / 1000;
  const cpuSeconds = userSeconds(cpu);
  globalThis.gc!();
  const bytesAPod = (process.memoryUsage().heapUsed - before) / pods;
  const { storage } = lab.cluster;
  const ready = storage
    .list<{ status?: { readyReplicas?: number } } & Parameters<typeof storage.put>[1]>('deployments.apps')
    .reduce(
      (sum, { metadata, status }) => sum + (metadata.namespace === 'kube-system' ? 0 : (status?.readyReplicas ?? 0)),
      0,
    );
  if (ready !== pods) throw new Error(`${ready} of ${pods} Pods are ready`);
  const shell = new LaptopShell(lab);
  const times: number[] = [];
  let services = 0;
  for (let i = 0; i < 4; i++) {
    const asked = performance.now();
    const { exitCode } = await shell.capture('kubectl get svc -A | wc -l > /tmp/lines');
    times.push(performance.now() - asked);
    if (exitCode !== 0) throw new Error(`kubectl get svc -A ended with ${exitCode}`);
    services = Number(lab.machines.laptop.files.read('/tmp/lines')) - 1;
  }
  // The first fetches discovery.
  return { nodes, bootSeconds, seconds, cpuSeconds, bytesAPod, services, getServicesMs: median(times.slice(1)) };
}

await preload();
console.log(JSON.stringify(await measure(Number(process.argv[2]))));
process.exit(0);
