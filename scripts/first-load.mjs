// What a page loads before its first prompt, counted from the built files: the page, its styles, and every module that is imported from
// the start; the worker's too. `node scripts/first-load.mjs [PAGE] [FOLDER]` prints requests and gzipped bytes, a line a file with FILES=1.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

const [page = 'en/lessons/clusterip/', folder = new URL('../dist/site', import.meta.url).pathname] =
  process.argv.slice(2);
const weights = new Map();

function visit(file) {
  if (weights.has(file) || !existsSync(join(folder, file))) return;
  const text = readFileSync(join(folder, file), 'utf8');
  weights.set(file, gzipSync(text, { level: 9 }).length);
  const named = file.endsWith('.html')
    ? [...text.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"]+\.(?:js|css))"/g)]
    : file.endsWith('.js')
      ? // Imports that are not asked for later, and the worker, which is started at once.
        [
          ...text.matchAll(/(?:from|import)\s*["']([^"']+\.js)["']/g),
          ...text.matchAll(/new URL\(["'`]([^"'`]*engine[^"'`]*\.js)["'`]/g),
        ]
      : [];
  for (const [, name] of named) visit(relative(folder, join(folder, dirname(file), name)));
}

visit(join(page, 'index.html'));
if (process.env.FILES) for (const [file, bytes] of weights) console.log(`${String(bytes).padStart(8)} ${file}`);
console.log(`${weights.size} requests, ${[...weights.values()].reduce((a, b) => a + b)} bytes gzipped`);
