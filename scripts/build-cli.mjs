// Bundles src/cli to dist/cli. Split by command, so that one starts without loading the others. kubectl, which is typed again and again, is a
// bundle of its own: of what it shares with the others it would load thirty small files.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundled, forPages } from './bundled.mjs';
import { root } from './setup.mjs';

/** `import … from 'node:http'` reads every export of it, one of which loads all of fetch: 80 ms of a start. This reads those that are used. */
const builtins = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** What `portolan.ts` loads as `kubectl.ts` is the other bundle. */
const kubectlApart = {
  name: 'kubectl-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/kubectl\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './kubectl/kubectl.mjs', external: true } : undefined,
    );
  },
};

/** Packages that were written for CommonJS ask for Node's parts by `require`; making one takes some milliseconds that most commands do not need. */
const require =
  "import{createRequire as __cr}from'node:module';let __r;const require=id=>(__r??=__cr(import.meta.url))(id);";

const options = {
  ...bundled,
  outExtension: { '.js': '.mjs' },
  splitting: true,
  platform: 'node',
  target: 'node20',
  // satteri has a native part, which finds itself in its own folder; Vitest is its user's.
  external: ['satteri', 'vitest'],
  // The build for browsers is the one in modules: of the other, for CommonJS, all seventy files run before the first key is read.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
  banner: { js: require },
};

rmSync(join(root, 'dist/cli'), { recursive: true, force: true });
await build({
  ...options,
  entryPoints: {
    portolan: 'src/cli/portolan.ts',
    'lesson-worker': 'src/cli/lesson-test/worker.ts',
    // Loaded into the learner's own process, by its path.
    'real-node-inside': 'src/cli/real-node/inside.ts',
    // The package's entries in Node; most of their code is the command line's too.
    library: 'src/cli/library/node.ts',
    vitest: 'src/cli/library/vitest.ts',
  },
  outdir: 'dist/cli',
  plugins: [kubectlApart],
});
await build({
  ...options,
  entryPoints: { kubectl: 'src/cli/kubectl.ts' },
  outdir: 'dist/cli/kubectl',
  plugins: [builtins],
});

// What a package for a learning platform has beside the site's own files.
await build({
  ...forPages,
  entryPoints: ['src/site/lms/scorm.ts', 'src/site/lms/cmi5.ts'],
  outdir: 'dist/cli/lms',
});
