// The page with three hundred Pods on its map: frames a second under traffic, the longest task while they roll, memory after an hour of use.

import { join } from 'node:path';
import { serve } from '../serve.mjs';
import { root } from '../setup.mjs';
import { launch } from './browser.mjs';
import { print } from './figures.ts';
import { tasksDuring } from './tasks.mjs';

const PODS = 300;
const DEPLOYMENTS = 20;
const FRAMES_MS = 8000;
/** Simulated seconds between two requests of the hour, and a real second's worth of it. */
const HOUR = { everySeconds: 10, speed: 100 };

export async function map(browserPath) {
  const server = await serve(join(root, 'dist/site'));
  const browser = await launch(browserPath);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`http://localhost:${server.address().port}/en/playground/`, { waitUntil: 'commit' });
  await page.waitForFunction(() => window.portolan?.screen().includes('$'), undefined, { timeout: 120_000 });
  const type = (line) => page.evaluate((text) => window.portolan.type(text), `${line}\n`);
  const pace = async (speed) => {
    await page.click('[data-open-time]');
    await page.selectOption('[data-time-speed]', String(speed));
    await page.click('[data-open-map]');
  };
  await page.waitForSelector('.spot');
  const heaps = await heapsOf(page);

  // As fast as it goes: what is measured here is what the page does meanwhile, not the wait.
  await pace(100);
  const each = (command) => type(`for i in $(seq ${DEPLOYMENTS}); do ${command}; done`);
  const settled = () => each('kubectl rollout status deployment web-$i --timeout=30m');
  await each(`kubectl create deployment web-$i --image=nginx --replicas=${PODS / DEPLOYMENTS} --port=80`);
  await each('kubectl expose deployment web-$i --type=NodePort');
  await settled();
  print('page.map-settled', (await page.evaluate(() => performance.now())) / 1000, `s until ${PODS} Pods are ready`);

  const rolling = await page.evaluate(() => performance.now());
  const tasks = await tasksDuring(page, async () => {
    await type('kubectl set image deployment --all nginx=nginx:1.27');
    await settled();
  });
  print('page.map-rolled', ((await page.evaluate(() => performance.now())) - rolling) / 1000, 's until all are anew');
  const [longest, ...others] = tasks;
  print(
    'page.longest-task-rolling',
    longest,
    `ms of the processor's time on the main thread while ${PODS} Pods roll, map open; then ${others.slice(0, 4).map(Math.round).join(', ')}`,
  );

  await pace(1);
  await type(
    "url=http://$(kubectl get nodes -o jsonpath='{.items[0].status.addresses[?(@.type==\"ExternalIP\")].address}'):$(kubectl get service web-1 -o jsonpath='{.spec.ports[0].nodePort}')/",
  );
  await type('while true; do curl -s -o /dev/null $url; sleep 0.1; done &');
  const { frames, worst, followed } = await page.evaluate(
    (ms) =>
      new Promise((done) => {
        const start = performance.now();
        let followed = 0;
        const said = new MutationObserver(() => followed++);
        said.observe(document.querySelector('[data-map-said]'), { childList: true });
        let [last, count, gap] = [start, 0, 0];
        const frame = (now) => {
          gap = Math.max(gap, now - last);
          last = now;
          count++;
          if (now - start < ms) requestAnimationFrame(frame);
          else {
            said.disconnect();
            const perSecond = (n) => (n * 1000) / (now - start);
            done({ frames: perSecond(count), worst: gap, followed: perSecond(followed) });
          }
        };
        requestAnimationFrame(frame);
      }),
    FRAMES_MS,
  );
  print('page.map-frames', frames, `a second, ${PODS} Pods and ${followed.toFixed(1)} requests a second shown`);
  print('page.map-worst-frame', worst, 'ms between two frames then');
  await type('kill %1');

  await type(`while true; do curl -s -o /dev/null $url; sleep ${HOUR.everySeconds}; done &`);
  await pace(HOUR.speed);
  await passed(page, type, 600);
  const early = await heaps();
  await passed(page, type, 3600);
  const late = await heaps();
  await type('kill %1');
  for (const [name, bytes] of Object.entries(late)) {
    print(`page.memory-${name}`, bytes / 1e6, `MB of heap with ${PODS} Pods after an hour of simulated use`);
    print(`page.memory-growth-${name}`, (bytes - early[name]) / 1e6, 'MB in that hour');
  }
  await browser.close();
  server.close();
}

/** Waits until so many simulated seconds have passed: on a busy machine that is later than the pace says. */
async function passed(page, type, seconds) {
  const now = async () => {
    await type('date +now=%s');
    const screen = await page.evaluate(() => window.portolan.screen());
    return Number([...screen.matchAll(/^now=(\d+)$/gm)].at(-1)[1]);
  };
  const until = (await now()) + seconds;
  while ((await now()) < until) await page.waitForTimeout(1000);
}

/** What page and worker hold, garbage collected. */
async function heapsOf(page) {
  const session = await page.context().newCDPSession(page);
  let worker;
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') worker ??= sessionId;
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  let count = 0;
  const toWorker = (method) =>
    new Promise((answered) => {
      const id = ++count;
      const receive = ({ message }) => {
        const answer = JSON.parse(message);
        if (answer.id !== id) return;
        session.off('Target.receivedMessageFromTarget', receive);
        answered(answer.result);
      };
      session.on('Target.receivedMessageFromTarget', receive);
      void session.send('Target.sendMessageToTarget', {
        sessionId: worker,
        message: JSON.stringify({ id, method, params: {} }),
      });
    });
  const used = async (send) => {
    await send('HeapProfiler.collectGarbage');
    return (await send('Runtime.getHeapUsage')).usedSize;
  };
  return async () => ({ page: await used((method) => session.send(method)), worker: await used(toWorker) });
}
