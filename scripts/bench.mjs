// `npm run bench`: one `name value unit` a line. Sizes are gzip -9; times are medians on this machine, with nothing else asked of it.

import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as bundle } from 'esbuild';
import { build } from './build.mjs';
import { serve } from './serve.mjs';
import { root } from './setup.mjs';
import { setupBrowser } from './setup-browser.mjs';

const print = (name, value, unit) =>
  console.log(`${name} ${typeof value === 'number' ? Math.round(value * 10) / 10 : value} ${unit}`);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** The engine as one bundle for Node: weighed, then run. */
async function engine() {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-bench-'));
  const options = {
    absWorkingDir: root,
    entryPoints: { engine: 'scripts/bench/engine.ts' },
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    legalComments: 'none',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    metafile: true,
    target: 'es2022',
    logLevel: 'warning',
  };
  const { metafile } = await bundle(options);
  const entry = Object.keys(metafile.outputs).find((file) => file.endsWith('/engine.mjs'));
  const reached = (file, kinds, seen = new Set()) => {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const { path, kind } of metafile.outputs[file].imports)
      if (kinds.includes(kind) && metafile.outputs[path]) reached(path, kinds, seen);
    return seen;
  };
  const weigh = (files) => [...files].reduce((sum, file) => sum + gzip(readFileSync(join(root, file))), 0) / 1000;
  print('size.engine-first-prompt', weigh(reached(entry, ['import-statement'])), 'kB-gzip');
  // All that can be fetched later counts as well: every command, every verb.
  print('size.engine-kubectl-shell', weigh(reached(entry, ['import-statement', 'dynamic-import'])), 'kB-gzip');

  const { Lab, preload } = await import(join(folder, 'engine.mjs'));
  await preload();
  const pods = (replicas) => {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const lab = new Lab({ time: 'instant', nodes: Math.max(3, Math.ceil(replicas / 100)) });
    const base = process.memoryUsage().heapUsed;
    const start = performance.now();
    const refused = lab.apply([deployment(replicas)]);
    if (refused) throw new Error(refused);
    const seconds = (performance.now() - start) / 1000;
    globalThis.gc?.();
    const bytes = (process.memoryUsage().heapUsed - Math.max(before, base)) / replicas;
    const ready = lab.cluster.storage.get('deployments.apps', 'default/web').status?.readyReplicas;
    if (ready !== replicas) throw new Error(`${ready} of ${replicas} Pods are ready`);
    return { seconds, bytes };
  };
  pods(20);
  for (const n of [75, 150, 300, 600])
    print(
      `cluster.${n}-pods-ready`,
      Math.round(median([pods(n), pods(n), pods(n)].map((r) => r.seconds)) * 1000) / 1000,
      's',
    );
  print(
    'cluster.memory-a-pod',
    pods(300).bytes,
    `B${globalThis.gc ? '' : ' (run node with --expose-gc for a steady figure)'}`,
  );
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

async function page(browserPath) {
  const { chromium } = await import('playwright-core');
  const server = await serve(join(root, 'dist/site'));
  const origin = `http://localhost:${server.address().port}`;
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const cold = [];
  let weight = 0;
  let last;
  for (let i = 0; i < 5; i++) {
    const context = await browser.newContext();
    const tab = await context.newPage();
    const bodies = [];
    context.on('response', (response) =>
      bodies.push(
        response
          .body()
          .then(
            (b) => b,
            () => Buffer.alloc(0),
          )
          .then((b) => [response.url(), b]),
      ),
    );
    await tab.goto(`${origin}/en/lessons/clusterip/`, { waitUntil: 'commit' });
    await tab.waitForFunction(() => window.portolan?.screen().includes('$'), undefined, {
      polling: 5,
      timeout: 60_000,
    });
    const before = bodies.length;
    await tab.evaluate(() => window.portolan.type('true\n'));
    cold.push(await tab.evaluate(() => performance.now()));
    if (i === 0) {
      for (const [url, body] of await Promise.all(bodies.slice(0, before))) {
        weight += gzip(body);
        if (process.env.BENCH_VERBOSE) print(`  ${new URL(url).pathname}`, gzip(body) / 1000, 'kB-gzip');
      }
    }
    if (i < 4) await context.close();
    else last = tab;
  }
  print('size.before-first-prompt', weight / 1000, 'kB-gzip');
  print('page.navigation-to-prompt', median(cold), 'ms');
  const timed = (line) =>
    last.evaluate(async (text) => {
      const start = performance.now();
      await window.portolan.type(text);
      return performance.now() - start;
    }, `${line}\n`);
  await timed('kubectl get pods');
  const gets = [];
  for (let i = 0; i < 15; i++) gets.push(await timed('kubectl get pods'));
  print('page.kubectl-get-pods', median(gets), 'ms');
  const check = await last.evaluate(async () => {
    const state = () => document.querySelector('[data-check="cluster-ip"]')?.getAttribute('data-state');
    await window.portolan.type('kubectl expose deployment service-test --port 8088 --target-port=8080\n');
    const start = performance.now();
    while (state() !== 'passed' && performance.now() - start < 5000) await new Promise((next) => setTimeout(next, 1));
    return performance.now() - start;
  });
  print('page.check-after-command', check, 'ms');
  await browser.close();
  server.close();
}

build();
await engine();
const browser = setupBrowser();
if (browser) await page(browser);
