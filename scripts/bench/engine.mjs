// Sizes of the engine, and how it grows with Pods.

import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from '../setup.mjs';
import { completion } from './completion.mjs';
import { median, print } from './figures.ts';

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** The engine as one bundle for Node: weighed, then run. */
export async function engine() {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-bench-'));
  const options = {
    absWorkingDir: root,
    entryPoints: { engine: 'scripts/bench/engine-bundle.ts' },
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    legalComments: 'none',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    metafile: true,
    // QuickJS looks for it in Node, not in a page.
    external: ['module'],
    target: 'es2022',
    logLevel: 'warning',
  };
  const { metafile } = await build(options);
  const entry = Object.keys(metafile.outputs).find((file) => file.endsWith('/engine.mjs'));
  const reached = (file, kinds, seen = new Set()) => {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const { path, kind } of metafile.outputs[file].imports)
      if (kinds.includes(kind) && metafile.outputs[path]) reached(path, kinds, seen);
    return seen;
  };
  const weigh = (files) => [...files].reduce((sum, file) => sum + gzip(readFileSync(join(root, file))), 0) / 1000;
  print('size.engine-first-command', weigh(reached(entry, ['import-statement'])), 'kB-gzip');
  // All that can be fetched later counts as well: every command, every verb.
  print('size.engine-kubectl-shell', weigh(reached(entry, ['import-statement', 'dynamic-import'])), 'kB-gzip');

  const bundle = await import(join(folder, 'engine.mjs'));
  const { Lab, preload } = bundle;
  await preload();
  const pods = (replicas) => {
    const lab = new Lab({ time: 'instant', nodes: Math.max(3, Math.ceil(replicas / 100)) });
    const start = performance.now();
    const refused = lab.apply([deployment(replicas)]);
    if (refused) throw new Error(refused);
    const seconds = (performance.now() - start) / 1000;
    const ready = lab.cluster.storage.get('deployments.apps', 'default/web').status?.readyReplicas;
    if (ready !== replicas) throw new Error(`${ready} of ${replicas} Pods are ready`);
    return seconds;
  };
  await completion(bundle);
  pods(20);
  for (const n of [75, 150, 300, 600])
    print(`cluster.${n}-pods-ready`, Math.round(median([pods(n), pods(n), pods(n)]) * 1000) / 1000, 's');
}

/** No limits on the Pods' number: three nodes hold 110 each, six hundred need more. */
function deployment(replicas) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } },
    },
  };
}
