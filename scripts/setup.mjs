// What every npm script needs first: packages by the lockfile, and Node 22 for the rest of the run.
// Node built-ins only: it runs in a fresh clone, before anything is installed.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const root = new URL('..', import.meta.url).pathname;
const cache = join(root, 'node_modules/.cache/portolan');
const bin = join(root, 'node_modules/.bin');

/** The environment in which tools run: packages' binaries first, among them Node 22. */
export const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  ASTRO_TELEMETRY_DISABLED: '1',
  FORCE_COLOR: process.env.FORCE_COLOR ?? '0',
};

/** Runs a command with the terminal's streams. Ends this process with its exit code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, env, stdio: 'inherit', ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Installs packages if the lockfile is not the one that was installed last. */
export function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const mark = join(cache, 'installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) {
    // A package that has gone comes back; what else stands among them stays.
    if (!isComplete()) run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { env: process.env });
    return;
  }
  console.log('Installing packages by the lockfile (the first time takes about a minute) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { env: process.env });
  mkdirSync(cache, { recursive: true });
  writeFileSync(mark, lock);
}

function isComplete() {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys(devDependencies).every((name) => existsSync(join(root, 'node_modules', name)));
}

/** Node 22 from the packages where the machine's own is older; else the one that runs this. */
export function node() {
  const packaged = join(root, 'node_modules/node/bin/node');
  return Number(process.versions.node.split('.')[0]) >= 22 || !existsSync(packaged) ? process.execPath : packaged;
}
