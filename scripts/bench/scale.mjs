// How the simulation grows: Pods Ready a second, memory a Pod and `kubectl get svc -A`, for larger and larger clusters, each in a
// process of its own. By itself, for the largest (16 GB of heap): node scripts/bench/scale.mjs 50000 150000

import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { env, node, root } from '../setup.mjs';
import { print } from './figures.ts';

/** What is measured by `npm run bench`: larger ones take minutes. */
const STAGES = [1000, 10_000];

export async function scale(stages = STAGES) {
  const outfile = join(mkdtempSync(join(tmpdir(), 'portolan-bench-')), 'scale.mjs');
  await bundle({
    absWorkingDir: root,
    entryPoints: ['scripts/bench/scale.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'warning',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
  for (const pods of stages) {
    const options = { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
    const { status, stdout } = spawnSync(
      node(),
      ['--expose-gc', '--max-old-space-size=16000', outfile, String(pods)],
      options,
    );
    if (status !== 0) throw new Error(`a cluster of ${pods} Pods could not be measured`);
    const { nodes, bootSeconds, seconds, cpuSeconds, bytesAPod, services, getServicesMs } = JSON.parse(stdout);
    const name = `scale.${pods}-pods`;
    print(`${name}-boot`, bootSeconds, `s of CPU, ${nodes} nodes`);
    print(`${name}-ready`, pods / seconds, `Pods/s (${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU)`);
    print(`${name}-memory`, bytesAPod, 'B a Pod, with its share of Services, Deployments and events');
    print(`${name}-get-svc`, getServicesMs, `ms, ${services} lines of kubectl get svc -A`);
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const stages = process.argv.slice(2).map(Number);
  await scale(stages.length > 0 ? stages : undefined);
}
