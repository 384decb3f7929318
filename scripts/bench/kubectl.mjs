// Wall time of the real kubectl and of `portolan kubectl`, each against the same `portolan cluster`, and as ratios; and how long completion
// takes among ten thousand names, start of the program included.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../setup.mjs';
import { kubectlPath, setupKubectl } from '../setup-kubectl.mjs';
import { median, print } from './figures.ts';

const portolan = join(root, 'bin/portolan');
const RUNS = 5;
const PODS = 5000;
const NAMES = 10_000;

const configMap = (name, namespace = 'default') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data: { a: '1' },
});
/** Gated, so that nothing starts: a list of them is as long. */
const pod = (name) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'many' },
  spec: { schedulingGates: [{ name: 'example.com/never' }], containers: [{ name: 'c', image: 'nginx' }] },
});
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};
const text = (objects) => objects.map((object) => JSON.stringify(object)).join('\n---\n');
const times = (count, make) => Array.from({ length: count }, (_, i) => make(i));

function milliseconds(command, args, env) {
  const runs = times(RUNS, () => {
    const from = performance.now();
    const { status, stderr } = spawnSync(command, args, { env, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
    return performance.now() - from;
  });
  return median(runs);
}

export async function kubectl() {
  if (!(await setupKubectl())) return;
  const folder = mkdtempSync(join(tmpdir(), 'portolan-bench-'));
  const [start, fifty, kubeconfig] = ['start.yaml', 'fifty.yaml', 'kubeconfig'].map((name) => join(folder, name));
  const namespaces = ['many', 'names'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const names = times(NAMES, (i) => configMap(`name-${i}`, 'names'));
  const pods = times(PODS, (i) => pod(`pod-${i}`));
  writeFileSync(start, text([...namespaces, service, ...names, ...pods]));
  writeFileSync(fifty, text(times(50, (i) => configMap(`config-${i}`))));
  const options = ['--kubeconfig', kubeconfig, '--time', 'instant', '--apply', start];
  const cluster = spawn(portolan, ['cluster', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await new Promise((ready, failed) => {
      createInterface({ input: cluster.stdout }).once('line', ready);
      cluster.once('exit', (code) => failed(new Error(`portolan cluster ended with ${code}`)));
    });
    const env = { ...process.env, HOME: folder, KUBECONFIG: kubeconfig };
    const tasks = {
      'get-svc': ['get', 'svc'],
      'describe-svc': ['describe', 'svc', 'web'],
      'apply-50': ['apply', '-f', fifty],
      'get-5000-pods': ['get', 'pods', '-A'],
    };
    for (const [name, args] of Object.entries(tasks)) {
      const theirs = milliseconds(kubectlPath, args, env);
      const ours = milliseconds(portolan, ['kubectl', ...args], env);
      print(`kubectl.${name}`, ours, 'ms');
      print(`kubectl.${name}-of-real`, ours / theirs, '');
    }
    const asked = ['kubectl', '__complete', 'get', 'configmap', '-n', 'names', 'name-99'];
    print('kubectl.complete-10000-names', milliseconds(portolan, asked, env), 'ms');
  } finally {
    cluster.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}
