// The API server: requests a second over HTTP and in the page, how soon a watch hears, what is stored weighs.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build as bundle } from 'esbuild';
import { env, node, root } from '../setup.mjs';
import { launch } from './browser.mjs';
import { median, print } from './figures.ts';
import { rates } from './requests.ts';

const WATCHES = 1000;
const WRITES = 50;

export async function api(browserPath) {
  await overHttp();
  if (browserPath) await inPage(browserPath);
  await memory();
}

/** One kind a process. */
async function memory() {
  const outfile = join(mkdtempSync(join(tmpdir(), 'portolan-bench-')), 'memory.mjs');
  await bundle({
    absWorkingDir: root,
    entryPoints: ['scripts/bench/memory.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'warning',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
  for (const kind of ['service', 'pod', 'running-pod']) {
    const { status } = spawnSync(node(), ['--expose-gc', outfile, kind], { env, stdio: 'inherit' });
    if (status !== 0) throw new Error(`the memory of a ${kind} could not be measured`);
  }
}

/** One connection that is kept, as one client has. */
function client(origin) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (method, path, body, type = 'application/json') =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = text === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) };
      const sent = request(`${origin}${path}`, { method, agent, headers }, (response) => {
        response.on('data', () => {});
        response.on('end', () => resolve(response.statusCode));
      });
      sent.on('error', reject);
      sent.end(text);
    });
  return { send, close: () => agent.destroy() };
}

async function overHttp() {
  const kubeconfig = join(mkdtempSync(join(tmpdir(), 'portolan-bench-')), 'kubeconfig');
  const server = spawn(node(), ['bin/portolan', 'cluster', '--anonymous', '--kubeconfig', kubeconfig], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await new Promise((resolve, reject) => {
      createInterface(server.stdout).once('line', (first) => resolve([first]));
      server.once('exit', (code) => reject(new Error(`portolan cluster ended with ${code}`)));
    });
    const origin = JSON.parse(line).server;
    const { send, close } = client(origin);
    const measured = await rates(send);
    const bare = await bareServer();
    for (const [verb, rate] of Object.entries(measured))
      print(`api.http-${verb}`, rate, `requests/s, one after another${verb === 'list' ? ', 1,000 objects each' : ''}`);
    print('api.http-get-to-bare-server', measured.get / bare, "of what node's own HTTP server answers with a constant");
    await watches(origin, send, server.pid);
    close();
  } finally {
    server.kill();
  }
}

/** The peer: the same client, the least that an HTTP server can do. Requests a second. */
async function bareServer() {
  const body = JSON.stringify({ kind: 'ConfigMap', text: 'x'.repeat(800) });
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(body));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { send, close } = client(`http://127.0.0.1:${server.address().port}`);
  const start = performance.now();
  let done = 0;
  for (; performance.now() - start < 700; done++) await send('GET', '/');
  close();
  server.close();
  return (done * 1000) / (performance.now() - start);
}

async function watches(origin, send, pid) {
  const path = '/api/v1/namespaces/kube-public/configmaps';
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  let heard = () => {};
  const open = () =>
    new Promise((resolve, reject) => {
      const sent = request(`${origin}${path}?watch=true&resourceVersion=0`, { agent }, (response) => {
        response.on('data', (bytes) => heard(bytes));
        resolve(response);
      });
      sent.on('error', reject);
      sent.end();
    });
  /** Milliseconds from before the write until so many watches have told of it. */
  const wait = async (name, count) => {
    let missing = count;
    const start = performance.now();
    const all = new Promise((resolve) => {
      heard = (bytes) => {
        if (bytes.includes(`"${name}"`) && --missing === 0) resolve(performance.now() - start);
      };
    });
    const code = await send('POST', path, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    if (code !== 201) throw new Error(`a write was answered with ${code}`);
    return await all;
  };
  const first = await open();
  const waits = [];
  for (let i = 0; i < WRITES; i++) waits.push(await wait(`heard-${i}`, 1));
  print('api.http-write-to-watch-event', median(waits), 'ms');
  const before = resident(pid);
  const held = await Promise.all(Array.from({ length: WATCHES - 1 }, open));
  const bytes = (resident(pid) - before) / (WATCHES - 1);
  const last = await wait('all', WATCHES);
  print('api.http-1000-watches-all-told', last, 'ms from a write to the last event');
  print('api.http-memory-a-held-watch', bytes, 'B resident');
  for (const response of [first, ...held]) response.destroy();
}

/** Bytes of memory that a process holds. Linux tells; elsewhere not a number. */
function resident(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}

async function inPage(browserPath) {
  const { outputFiles } = await bundle({
    absWorkingDir: root,
    entryPoints: ['scripts/bench/in-page.ts'],
    bundle: true,
    format: 'iife',
    globalName: 'bench',
    minify: true,
    write: false,
    target: 'es2022',
    logLevel: 'warning',
  });
  const browser = await launch(browserPath);
  const tab = await browser.newPage();
  await tab.addScriptTag({ content: outputFiles[0].text });
  const { watchMs, ...measured } = await tab.evaluate(() => window.bench.inPage());
  for (const [verb, rate] of Object.entries(measured))
    print(`api.page-${verb}`, rate, `requests/s${verb === 'list' ? ', 1,000 objects each' : ''}`);
  print('api.page-write-to-watch-event', watchMs, 'ms');
  await browser.close();
}
