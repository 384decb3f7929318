// How the simulation grows: Pods Ready a second, memory a Pod and `kubectl get svc -A`, for larger and larger clusters, each in a
// process of its own. `npm run bench -- scale` measures this alone, `npm run bench -- scale 50000` one size, without a limit.

import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { env, node, root } from '../setup.mjs';
import { print } from './figures.ts';

/** The last is of 5,000 nodes. */
const STAGES = [1000, 10_000, 150_000];
/** A stage that takes longer is stopped, and told as far as it came. */
const LIMIT_SECONDS = 600;
/** A larger nursery: most of what a write makes is gone after it. 16 GB, of which 150,000 Pods take five. */
const FLAGS = ['--expose-gc', '--max-semi-space-size=64', '--max-old-space-size=16000'];

export async function scale(stages = STAGES, limitSeconds = LIMIT_SECONDS) {
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
  const take = (...args) => {
    const options = { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
    const { status, stdout } = spawnSync(node(), [...FLAGS, outfile, ...args.map(String)], options);
    if (status !== 0) throw new Error(`scale ${args.join(' ')} could not be measured`);
    return JSON.parse(stdout);
  };
  for (const pods of stages) {
    const { nodes, bootSeconds, ready, parts, seconds, cpuSeconds, bytesAPod, services, getServicesMs } = take(
      pods,
      limitSeconds,
    );
    const name = `scale.${pods}-pods`;
    print(`${name}-boot`, bootSeconds, `s of CPU, ${nodes} nodes`);
    const whole = ready === pods ? '' : `, stopped at ${ready} Pods`;
    print(
      `${name}-ready`,
      ready / seconds,
      `Pods/s (${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU${whole})`,
    );
    const each = (part) => ((part * 10_000) / pods).toFixed(2);
    print(
      `${name}-growth`,
      `${each(parts[0])} ${each(parts.at(-1))}`,
      'ms of CPU a Pod, of the first tenth and the last one made',
    );
    print(`${name}-memory`, bytesAPod, 'B a Pod, with its share of Services, Deployments and events');
    print(`${name}-get-svc`, getServicesMs, `ms, ${services} lines of kubectl get svc -A`);
  }
  const { services, getServicesMs } = take(0);
  print('scale.get-svc', getServicesMs, `ms, ${services} lines of kubectl get svc -A, without Pods`);
}
