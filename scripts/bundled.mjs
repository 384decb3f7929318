// How esbuild bundles whatever is no page of the site.

import { root } from './setup.mjs';

/** Modules from the sources of this folder; small, and silent as long as all is well. */
export const bundled = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/** What runs in pages. */
export const forPages = { ...bundled, platform: 'browser', target: 'es2022' };
