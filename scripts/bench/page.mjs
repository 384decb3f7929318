// The lesson page in a browser: what it weighs, and how long a learner waits.

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { serve } from '../serve.mjs';
import { root } from '../setup.mjs';
import { launch } from './browser.mjs';
import { median, print } from './figures.ts';

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;

export async function page(browserPath) {
  const server = await serve(join(root, 'dist/site'));
  const origin = `http://localhost:${server.address().port}`;
  const browser = await launch(browserPath);
  const system = await browser.newBrowserCDPSession();
  const figures = { prompt: [], command: [], cpu: [] };
  const weights = { prompt: 0, command: 0, requests: 0 };
  const warm = [];
  let last;
  for (let i = 0; i < 5; i++) {
    const cpuBefore = await cpuMs(system);
    const context = await browser.newContext({ serviceWorkers: 'block' });
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
    const now = () => tab.evaluate(() => performance.now());
    figures.prompt.push(await now());
    const before = bodies.length;
    await tab.evaluate(() => window.portolan.type('kubectl get pods\n'));
    figures.command.push(await now());
    figures.cpu.push((await cpuMs(system)) - cpuBefore);
    if (i === 0) {
      for (const [at, [url, body]] of (await Promise.all(bodies)).entries()) {
        const size = gzip(body);
        weights.command += size;
        if (at < before) {
          weights.prompt += size;
          weights.requests++;
        }
        if (process.env.BENCH_VERBOSE)
          print(`  ${new URL(url).pathname}`, size / 1000, `kB-gzip${at < before ? ', before the prompt' : ''}`);
      }
    }
    if (i === 4) last = tab;
    else {
      // Another visit of somebody who has been here: what the browser keeps is not fetched again.
      const again = await context.newPage();
      await again.goto(`${origin}/en/playground/`, { waitUntil: 'commit' });
      await again.waitForFunction(() => window.portolan?.screen().includes('$'), undefined, {
        polling: 5,
        timeout: 60_000,
      });
      warm.push(await again.evaluate(() => performance.now()));
      await context.close();
    }
  }
  print('size.before-first-prompt', weights.prompt / 1000, 'kB-gzip');
  print('page.requests-before-prompt', weights.requests, 'responses, the page itself among them');
  print('size.before-first-command', weights.command / 1000, 'kB-gzip, what is fetched ahead meanwhile included');
  print('page.navigation-to-prompt', median(figures.prompt), 'ms, from then on one may type');
  print('page.warm-navigation-to-prompt', median(warm), 'ms, of another page, in a browser that has been here');
  print('page.navigation-to-first-command', median(figures.command), 'ms until `kubectl get pods` has been answered');
  print(
    'page.cpu-to-first-command',
    median(figures.cpu),
    'ms of the renderers, all threads, whatever else the machine does',
  );
  const timed = (line) =>
    last.evaluate(async (text) => {
      const start = performance.now();
      await window.portolan.type(text);
      return performance.now() - start;
    }, `${line}\n`);
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
  print(
    'page.offline-navigation-to-prompt',
    await offlinePrompt(browser, origin),
    'ms without a network, of a page kept before',
  );
  await browser.close();
  server.close();
}

/** To the prompt of a page that the service worker has, in milliseconds: a median of three. */
async function offlinePrompt(browser, origin) {
  const context = await browser.newContext();
  const first = await context.newPage();
  const path = `${origin}/en/lessons/clusterip/`;
  await first.goto(path);
  await first.evaluate(() => navigator.serviceWorker.ready);
  await first.close();
  await context.setOffline(true);
  const times = [];
  for (let i = 0; i < 3; i++) {
    const tab = await context.newPage();
    await tab.goto(path, { waitUntil: 'commit' });
    await tab.waitForFunction(() => window.portolan?.screen().includes('$'), undefined, {
      polling: 5,
      timeout: 60_000,
    });
    times.push(await tab.evaluate(() => performance.now()));
    await tab.close();
  }
  await context.close();
  return median(times);
}

/** What all renderers have computed so far. */
async function cpuMs(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
}
