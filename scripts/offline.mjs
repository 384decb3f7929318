// Writes sw.js: the service worker of src/site/offline with the lists of what the site consists of.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { root } from './setup.mjs';
import { FILES } from './webcontainer-files.mjs';

/** Pictures that only other sites show, and what is of no use without a network. */
const ELSEWHERE = new Set(['social.png', FILES]);

/** Pages for a few: kept with what only they need once somebody has been there. Nobody else fetches anything of them. */
const ASIDE = ['builder', 'class', 'join', 'embedding', 'webcontainer'];
/** What other pages fetch for those who come from there: a class's learner, a page in a frame. */
const FETCHED_FOR = { join: /^_astro\/classwork\./, embedding: /^(?:_astro\/embed\.|portolan-lab\.js$)/ };
/** In what files others are named, and how: in quotes, or at the end of a path. */
const TEXT = /\.(?:html|js|css)$/;
const NAMED = /(?<=["'`(/])[\w.~-]{1,120}\.\w{2,5}(?=["'`)?#])/g;

const urlOf = (file) => file.replace(/(^|\/)index\.html$/, '$1') || './';

function revisionOf(folder, file) {
  // What has a hash in its name has no other version.
  if (file.startsWith('_astro/')) return null;
  return createHash('sha256')
    .update(readFileSync(join(folder, file)))
    .digest('hex')
    .slice(0, 16);
}

/** `roots`, and what is named in them, and in what they name; files for which `not` holds are left out. */
function neededBy(namedIn, roots, not = () => false) {
  const needed = new Set();
  const waiting = [...roots];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (needed.has(file) || not(file)) continue;
    needed.add(file);
    waiting.push(...namedIn(file));
  }
  return needed;
}

/**
 * What the site below `folder` consists of. `kept`: each file with its version, for every visitor. `aside`: by page, what it needs beside
 * that.
 */
export function partsOf(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile() && file !== 'sw.js' && !ELSEWHERE.has(file))
    .sort();
  const pages = files.filter((file) => file.endsWith('.html'));
  const byName = new Map(files.filter((file) => !file.endsWith('.html')).map((file) => [basename(file), file]));
  const named = new Map();
  const namedIn = (file) => {
    if (!TEXT.test(file)) return [];
    if (!named.has(file)) {
      const names = readFileSync(join(folder, file), 'utf8').match(NAMED) ?? [];
      named.set(
        file,
        [...new Set(names)].flatMap((name) => byName.get(name) ?? []),
      );
    }
    return named.get(file);
  };
  const partOf = (page) => ASIDE.find((part) => page.split('/').at(-2) === part && page.split('/').length === 3);
  const isFetchedFor = (file) => Object.values(FETCHED_FOR).some((pattern) => pattern.test(file));
  const others = neededBy(
    namedIn,
    pages.filter((page) => !partOf(page)),
    isFetchedFor,
  );
  const aside = {};
  for (const page of pages) {
    const part = partOf(page);
    if (!part) continue;
    const fetched = files.filter((file) => FETCHED_FOR[part]?.test(file));
    aside[urlOf(page)] = [...neededBy(namedIn, [page, ...fetched])]
      .filter((file) => file !== page && !others.has(file))
      .sort();
  }
  const isAside = new Set([...Object.values(aside).flat(), ...pages.filter(partOf)]);
  const kept = files
    .filter((file) => !isAside.has(file))
    .map((file) => ({ url: urlOf(file), revision: revisionOf(folder, file) }));
  const version = createHash('sha256');
  for (const file of [...isAside].sort()) version.update(`${file} ${revisionOf(folder, file)}\n`);
  return { kept, aside, version: version.digest('hex').slice(0, 16) };
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
        const { kept, aside, version } = partsOf(folder);
        const { outputFiles } = buildSync({
          entryPoints: [join(root, 'src/site/offline/service-worker.ts')],
          bundle: true,
          write: false,
          minify: true,
          format: 'iife',
          target: 'es2022',
          define: {
            FILES: JSON.stringify(kept),
            ASIDE: JSON.stringify(aside),
            ASIDE_VERSION: JSON.stringify(version),
            'process.env.NODE_ENV': '"production"',
          },
        });
        writeFileSync(join(folder, 'sw.js'), outputFiles[0].contents);
      },
    },
  };
}
