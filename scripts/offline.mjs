// Writes sw.js: the service worker of src/site/offline with the list of all that the site consists of.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { root } from './setup.mjs';

/** Pictures that only other sites show. */
const ELSEWHERE = new Set(['social.png']);

/** Each file below `folder` with its version. What has a hash in its name has no other version. */
export function filesOf(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile() && file !== 'sw.js' && !ELSEWHERE.has(file))
    .sort()
    .map((file) => ({
      url: file.replace(/(^|\/)index\.html$/, '$1') || './',
      revision: file.startsWith('_astro/')
        ? null
        : createHash('sha256')
            .update(readFileSync(join(folder, file)))
            .digest('hex')
            .slice(0, 16),
    }));
}

const LEAVE = `addEventListener('install', () => self.skipWaiting());
addEventListener('activate', async () => {
  await registration.unregister();
  for (const client of await clients.matchAll({ type: 'window' })) client.navigate(client.url);
});
`;

export function offline() {
  return {
    name: 'portolan:offline',
    hooks: {
      // `npm run dev` answers at the address where a built site may have been: its service worker goes.
      'astro:server:setup'({ server }) {
        server.middlewares.use('/sw.js', (_, response) => {
          response.setHeader('content-type', 'text/javascript');
          response.end(LEAVE);
        });
      },
      'astro:build:done'({ dir }) {
        const folder = fileURLToPath(dir);
        const { outputFiles } = buildSync({
          entryPoints: [join(root, 'src/site/offline/service-worker.ts')],
          bundle: true,
          write: false,
          minify: true,
          format: 'iife',
          target: 'es2022',
          define: { FILES: JSON.stringify(filesOf(folder)), 'process.env.NODE_ENV': '"production"' },
        });
        writeFileSync(join(folder, 'sw.js'), outputFiles[0].contents);
      },
    },
  };
}
