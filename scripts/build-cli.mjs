// Bundles src/cli to dist/cli. Split by command, so that one starts without loading the others.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './setup.mjs';

rmSync(join(root, 'dist/cli'), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    portolan: 'src/cli/portolan.ts',
    'lesson-worker': 'src/cli/lesson-test/worker.ts',
    // The package's entries in Node; most of their code is the command line's too.
    library: 'src/cli/library/node.ts',
    vitest: 'src/cli/library/vitest.ts',
  },
  outdir: 'dist/cli',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // satteri has a native part, which finds itself in its own folder; Vitest is its user's.
  external: ['satteri', 'vitest'],
  minify: true,
  keepNames: false,
  legalComments: 'none',
  logLevel: 'warning',
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
});
