// Portolan beside the other Kubernetes that runs in a browser, @ngrok/webernetes, in the same run: each measure in a process of its
// own, by turns. Ratios below 1 say that Portolan needs less time, memory or bytes; for requests a second, above 1 that it does more.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as bundle } from 'esbuild';
import { env, node, root } from '../setup.mjs';
import { median, print } from './figures.ts';

const MEASURES = [
  { name: 'boot', args: ['boot'], value: ({ ms }) => ms, unit: 'ms', times: 3 },
  { name: '50-pods-ready', args: ['pods', '50'], value: ({ seconds }) => seconds, unit: 's', times: 1 },
  { name: '300-pods-ready', args: ['pods', '300'], value: ({ seconds }) => seconds, unit: 's', times: 1 },
  { name: '1000-pods-ready', args: ['pods', '1000'], value: ({ seconds }) => seconds, unit: 's', times: 1 },
  { name: 'memory-a-pod', args: ['pods', '300'], value: ({ bytesAPod }) => bytesAPod, unit: 'B', times: 1 },
  {
    name: 'node-port-requests',
    args: ['requests', '3000'],
    value: ({ perSecond }) => perSecond,
    unit: '1/s',
    times: 3,
  },
];

/** What a measure may take, in real milliseconds; what takes longer is told as such. */
const LIMIT_MS = 150_000;

export async function peer() {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-peer-'));
  try {
    mkdirSync(join(folder, 'peer'));
    for (const file of ['package.json', 'package-lock.json', 'webernetes.mjs'])
      cpSync(join(root, 'scripts/bench/peer', file), join(folder, 'peer', file));
    const install = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    if (spawnSync('npm', install, { cwd: join(folder, 'peer'), env, stdio: 'inherit' }).status !== 0) {
      console.warn('!! npm could not fetch @ngrok/webernetes: the comparison with it is SKIPPED.');
      return;
    }
    const sides = {
      portolan: await bundled(join(root, 'scripts/bench/peer-portolan.ts'), root, folder, 'portolan'),
      webernetes: await bundled(join(folder, 'peer/webernetes.mjs'), join(folder, 'peer'), folder, 'webernetes'),
    };
    for (const measure of MEASURES) {
      const own = take(sides.portolan, measure);
      const other = take(sides.webernetes, measure);
      print(
        `peer.${measure.name}`,
        own ?? 'not done',
        `${measure.unit} (webernetes ${other?.toPrecision(3) ?? `not done in ${LIMIT_MS / 1000} s`})`,
      );
      if (own && other) print(`peer.${measure.name}-ratio`, own / other, 'of webernetes');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundled(entry, cwd, folder, name) {
  const outfile = join(folder, `${name}.mjs`);
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  await bundle({
    absWorkingDir: cwd,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    outfile,
    banner,
    logLevel: 'error',
  });
  print(
    `peer.size-${name}`,
    gzipSync(readFileSync(outfile), { level: 9 }).length / 1000,
    'kB-gzip, with all that it can load (Portolan: kubectl and a shell too)',
  );
  return outfile;
}

/** Undefined: it was not done in time. */
function take(file, { args, value, times }) {
  const values = [];
  for (let i = 0; i < times; i++) {
    const options = { env, encoding: 'utf8', timeout: LIMIT_MS };
    const { status, stdout, stderr } = spawnSync(node(), ['--expose-gc', file, ...args], options);
    if (status === null) return undefined;
    if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`);
    values.push(value(JSON.parse(stdout)));
  }
  return median(values);
}
