// webcontainer/portolan.json of the site: the command line as a package, its files by path, for a machine with Node that a page has started.
// Fetched only when a learner asks for that; of no use without a network, so the service worker keeps none of it.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './setup.mjs';

/** Where it is, below the site's root. */
export const FILES = 'webcontainer/portolan.json';

/** By folder, which of its files. What the library and packages for learning platforms need is not among them. */
const PARTS = {
  'dist/cli': (path) => path.endsWith('.mjs') || path === 'package.json',
  'dist/openapi': (path) => path.endsWith('.json') && path !== 'editor-schema.json',
  'content/lessons': (path) => /\/lesson\.yaml$|\/home\//.test(path),
  'content/manifests': () => true,
};

/** Every file's text, by its path in the package. */
export function portolanFiles() {
  if (!existsSync(join(root, 'dist/cli/portolan.mjs')))
    throw new Error('dist/cli is not built, and the page that offers WebContainer needs it: node scripts/build.mjs');
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const files = { 'package.json': `${JSON.stringify({ name, version, license, type: 'module' })}\n` };
  for (const [folder, isPart] of Object.entries(PARTS))
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(root.length).replace(/^\//, '');
      if (entry.isFile() && isPart(path.slice(folder.length + 1))) files[path] = readFileSync(join(root, path), 'utf8');
    }
  return files;
}

export function webContainerFiles() {
  return {
    name: 'portolan:webcontainer-files',
    hooks: {
      'astro:server:setup'({ server }) {
        server.middlewares.use(`/${FILES}`, (_, response) => {
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(portolanFiles()));
        });
      },
      'astro:build:done'({ dir }) {
        const file = join(fileURLToPath(dir), FILES);
        mkdirSync(join(file, '..'), { recursive: true });
        writeFileSync(file, JSON.stringify(portolanFiles()));
      },
    },
  };
}
