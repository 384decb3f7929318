// A measure's own bundle of the core, minified as a page would get it, and imported here.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../setup.mjs';

/** What `scripts/bench/NAME-bundle.ts` exports. */
export async function bundled(name) {
  const outfile = join(mkdtempSync(join(tmpdir(), 'portolan-bench-')), `${name}.mjs`);
  const entryPoints = [`scripts/bench/${name}-bundle.ts`];
  // QuickJS asks for `module` where it finds itself in Node.
  const external = ['module'];
  const how = { bundle: true, format: 'esm', minify: true, target: 'es2022', logLevel: 'warning', external };
  await build({ absWorkingDir: root, entryPoints, outfile, ...how });
  return import(outfile);
}
