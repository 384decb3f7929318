// <portolan-lab> as one ES module: /portolan-lab.js of the site, and `portolan/element` of the package.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { forPages } from './bundled.mjs';

async function element() {
  const { outputFiles } = await build({
    ...forPages,
    entryPoints: ['src/site/embed/portolan-lab.ts'],
    write: false,
  });
  return outputFiles[0].contents;
}

export async function writeElement(file) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await element());
}

export function elementModule() {
  return {
    name: 'portolan:element',
    hooks: {
      'astro:server:setup'({ server }) {
        server.middlewares.use('/portolan-lab.js', async (_, response) => {
          response.setHeader('content-type', 'text/javascript');
          response.end(Buffer.from(await element()));
        });
      },
      async 'astro:build:done'({ dir }) {
        await writeElement(join(fileURLToPath(dir), 'portolan-lab.js'));
      },
    },
  };
}
