// Lighthouse over the built site, under its mobile throttling.
//   node scripts/lighthouse.mjs [PATH]…     default: the course and a lesson
//   LIGHTHOUSE_VERBOSE=1 …                  with what stands behind a figure: tasks, shifts, links

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { serve } from './serve.mjs';
import { root, run } from './setup.mjs';

const own = join(root, 'scripts/lighthouse');
if (!existsSync(join(own, 'node_modules')))
  run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: own });
const resolve = createRequire(join(own, 'package.json')).resolve;
const { default: lighthouse } = await import(resolve('lighthouse'));
const { launch } = await import(resolve('chrome-launcher'));

const paths = process.argv.length > 2 ? process.argv.slice(2) : ['/en/', '/en/lessons/clusterip/'];
const server = await serve(join(root, 'dist/site'));
const chrome = await launch({
  chromePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
  chromeFlags: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});
for (const path of paths) {
  const { lhr } = await lighthouse(`http://localhost:${server.address().port}${path}`, {
    port: chrome.port,
    logLevel: 'error',
  });
  // A phone's processor is played by a desktop's, four times slower: of about 1500. Half of that is a phone eight times slower.
  console.log(`lighthouse.machine${path} ${Math.round(lhr.environment.benchmarkIndex)}`);
  for (const { id, score } of Object.values(lhr.categories))
    console.log(`lighthouse.${id}${path} ${Math.round(score * 100)}`);
  for (const { id, title, score, displayValue, scoreDisplayMode } of Object.values(lhr.audits))
    if (scoreDisplayMode !== 'informative' && score !== null && score < 0.9)
      console.log(`  ${id}: ${title} ${displayValue ?? ''}`);
  if (process.env.LIGHTHOUSE_VERBOSE)
    for (const id of [
      'long-tasks',
      'bootup-time',
      'layout-shifts',
      'cls-culprits-insight',
      'crawlable-anchors',
      'forced-reflow-insight',
    ])
      for (const item of lhr.audits[id]?.details?.items ?? []) console.log(`  ${id} ${JSON.stringify(item)}`);
}
await chrome.kill();
server.close();
