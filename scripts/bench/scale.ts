// One large cluster in one process: run by scripts/bench/scale.mjs with --expose-gc. Deployments of fifteen Pods, each behind a Service.
// Arguments: how many Pods, after how many seconds to stop with what there is then, and how many nodes; 0 Pods: Services alone.

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

/** Applied part by part, so that it shows how the rate changes as the cluster fills. */
const PARTS = 10;

function readyIn(lab: Lab): number {
  const { storage } = lab.cluster;
  return storage
    .list<{ status?: { readyReplicas?: number } } & Parameters<typeof storage.put>[1]>('deployments.apps')
    .filter(({ metadata }) => metadata.namespace !== 'kube-system')
    .reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0);
}

function apply(lab: Lab, some: readonly object[]): void {
  const refused = lab.apply(some);
  if (refused) throw new Error(refused);
}

/** So many Pods Ready, or as many as there are after `limitSeconds`, and what that took. */
async function measure(pods: number, limitSeconds: number, nodes: number): Promise<object> {
  const begun = process.cpuUsage();
  const lab = new Lab({ nodes });
  const bootSeconds = userSeconds(begun);
  globalThis.gc!();
  const before = process.memoryUsage().heapUsed;
  const all = [...objects(pods)];
  const size = Math.ceil(all.length / PARTS);
  const cpu = process.cpuUsage();
  const start = performance.now();
  /** CPU seconds of each part. */
  const parts: number[] = [];
  for (let at = 0; at < all.length && performance.now() - start < limitSeconds * 1000; at += size) {
    const partCpu = process.cpuUsage();
    apply(lab, all.slice(at, at + size));
    parts.push(userSeconds(partCpu));
  }
  const seconds = (performance.now() - start) / 1000;
  const cpuSeconds = userSeconds(cpu);
  globalThis.gc!();
  const ready = readyIn(lab);
  if (ready !== pods && parts.length === PARTS) throw new Error(`${ready} of ${pods} Pods are ready`);
  const bytesAPod = (process.memoryUsage().heapUsed - before) / ready;
  return { nodes, bootSeconds, ready, parts, seconds, cpuSeconds, bytesAPod, ...(await getServices(lab)) };
}

/** `kubectl get svc -A`, on the lab's laptop. */
async function getServices(lab: Lab): Promise<{ services: number; getServicesMs: number }> {
  const shell = new LaptopShell(lab);
  const times: number[] = [];
  let services = 0;
  for (let i = 0; i < 6; i++) {
    const asked = performance.now();
    const { exitCode } = await shell.capture('kubectl get svc -A | wc -l > /tmp/lines');
    times.push(performance.now() - asked);
    if (exitCode !== 0) throw new Error(`kubectl get svc -A ended with ${exitCode}`);
    services = Number(lab.machines.laptop.files.read('/tmp/lines')) - 1;
  }
  // The first fetches discovery.
  return { services, getServicesMs: median(times.slice(1)) };
}

/** As many Services as 150,000 Pods have here, without the Pods. */
const SERVICES = 10_000;

async function measureServices(): Promise<object> {
  const lab = new Lab();
  apply(
    lab,
    [...objects(SERVICES * REPLICAS)].filter((object) => (object as { kind: string }).kind !== 'Deployment'),
  );
  return getServices(lab);
}

await preload();
const [
  pods = 0,
  limitSeconds = Number.POSITIVE_INFINITY,
  nodes = Math.max(DEFAULT_NODES, Math.ceil(pods / PODS_A_NODE)),
] = process.argv.slice(2).map(Number);
console.log(JSON.stringify(await (pods === 0 ? measureServices() : measure(pods, limitSeconds, nodes))));
process.exit(0);
