// Serves dist/site on loopback. Files only, nothing outside the folder, gzip for text.
//   node scripts/serve.mjs [PORT]

import { createReadStream, existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};
const COMPRESSED = new Set(['.html', '.js', '.mjs', '.css', '.json', '.svg', '.txt', '.ttf', '.webmanifest']);

/** Packed once for all visits. By path, as long as the file stays as it is. */
const packed = new Map();

function packedText(file) {
  const { mtimeMs, size } = statSync(file);
  const known = packed.get(file);
  if (known?.mtimeMs === mtimeMs && known.size === size) return known.text;
  const text = readFile(file).then(promisify(gzip));
  packed.set(file, { mtimeMs, size, text });
  return text;
}

/** A server for the static site in `folder`, listening on 127.0.0.1. Resolves to it once it listens. */
export function serve(folder, port = 0) {
  const base = normalize(folder + sep);
  const server = createServer((request, response) => {
    const refuse = (code, text) =>
      response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    if (!['localhost', '127.0.0.1', '[::1]'].includes(host))
      return refuse(403, 'This server answers to localhost only.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET and HEAD.');
    let path;
    try {
      path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    } catch {
      return refuse(400, 'That path is not valid.');
    }
    let file = normalize(join(base, path));
    if (!file.startsWith(base) || path.includes('\0')) return refuse(404, 'Not found.');
    if (existsSync(file) && statSync(file).isDirectory()) {
      if (!path.endsWith('/')) return response.writeHead(301, { location: `${path}/` }).end();
      file = join(file, 'index.html');
    }
    const found = existsSync(file);
    if (!found) file = join(base, '404.html');
    if (!existsSync(file)) return refuse(404, 'Not found.');
    const extension = extname(file);
    const zip = COMPRESSED.has(extension) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    response.writeHead(found ? 200 : 404, {
      'content-type': TYPES[extension] ?? 'application/octet-stream',
      'cache-control': path.startsWith('/_astro/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      'x-content-type-options': 'nosniff',
      // Modules are loaded across origins by leave only: <portolan-lab> is for other people's pages.
      ...(path === '/portolan-lab.js' && { 'access-control-allow-origin': '*' }),
      ...(zip && { 'content-encoding': 'gzip', vary: 'accept-encoding' }),
    });
    if (request.method === 'HEAD') return response.end();
    if (!zip) return createReadStream(file).pipe(response);
    packedText(file).then(
      (text) => response.end(text),
      () => response.destroy(),
    );
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const port = Number(process.argv[2] ?? 4321);
  try {
    const server = await serve(new URL('../dist/site', import.meta.url).pathname, port);
    console.log(`Portolan is ready: http://localhost:${server.address().port}/   (Ctrl-C stops it)`);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    console.error(`Port ${port} is taken. Choose another: PORT=${port + 1} npm start`);
    process.exit(1);
  }
}
