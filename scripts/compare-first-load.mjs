// What a lesson's page loads before its first prompt, in two commits side by side. Both are built in scratch clones, each with the packages that
// its lockfile names: a few minutes.   node scripts/compare-first-load.mjs BEFORE [AFTER] [PAGE]

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, root, run } from './setup.mjs';

const [before, after = 'HEAD', page = 'en/lessons/clusterip/'] = process.argv.slice(2);
if (!before) {
  console.error('node scripts/compare-first-load.mjs BEFORE [AFTER] [PAGE]');
  process.exit(2);
}

/** The folder of the built site. */
function built(commit) {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-before-'));
  run('git', ['clone', '--quiet', '--shared', '--no-checkout', root, folder]);
  run('git', ['checkout', '--quiet', commit], { cwd: folder });
  const lock = (of) => readFileSync(join(of, 'package-lock.json'), 'utf8');
  if (lock(folder) === lock(root)) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  else run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder });
  for (const script of ['scripts/openapi.mjs', 'scripts/build-cli.mjs', 'scripts/fonts.mjs'])
    if (existsSync(join(folder, script)))
      run(node(), [script], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  run(node(), ['node_modules/astro/bin/astro.mjs', 'build'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

for (const commit of [before, after]) {
  const named = spawnSync('git', ['rev-parse', commit], { cwd: root, encoding: 'utf8' }).stdout.trim();
  const folder = built(named);
  const { stdout } = spawnSync(node(), [join(root, 'scripts/first-load.mjs'), page, join(folder, 'dist/site')], {
    encoding: 'utf8',
  });
  console.log(`${named.slice(0, 10)}  ${stdout.trim()}`);
  rmSync(folder, { recursive: true });
}
