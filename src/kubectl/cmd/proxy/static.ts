// A folder of files over HTTP, as `kubectl proxy --www` serves it. Models Go's http.FileServer.

import type { FileSystem } from '#machine/files.ts';
import type { HttpResponse } from '#machine/http.ts';

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  gif: 'image/gif',
  htm: 'text/html; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  mjs: 'text/javascript; charset=utf-8',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  xml: 'text/xml; charset=utf-8',
};

const htmlEscaped = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;' })[c] ?? '&#39;');

export const httpDate = (ms: number): string => new Date(ms).toUTCString();

const plain = (status: number, body: string): HttpResponse => ({
  status,
  headers: [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['X-Content-Type-Options', 'nosniff'],
  ],
  body,
});

/** Go's http.Error. */
export const httpError = (status: number, text: string): HttpResponse => plain(status, `${text}\n`);
export const notFound = (): HttpResponse => httpError(404, '404 page not found');

/** Go's http.Redirect. */
export const redirect = (location: string): HttpResponse => ({
  status: 301,
  headers: [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Location', location],
  ],
  body: `<a href="${htmlEscaped(location)}">Moved Permanently</a>.\n\n`,
});

function fileResponse(files: FileSystem, path: string): HttpResponse {
  const body = files.read(path) ?? '';
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const guessed = /^\s*<(!doctype html|html|h1|body|head|p|div|a\b)/i.test(body)
    ? 'text/html; charset=utf-8'
    : 'text/plain; charset=utf-8';
  return {
    status: 200,
    headers: [
      ['Accept-Ranges', 'bytes'],
      ['Content-Type', (path.includes('.') ? TYPES[extension] : undefined) ?? guessed],
      ['Last-Modified', httpDate(files.stat(path)?.modifiedMs ?? 0)],
    ],
    body,
  };
}

/** @param path What follows the prefix, decoded, without a query: `` or `sub/x.txt`. */
export function serveFile(files: FileSystem, root: string, path: string): HttpResponse {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const full = [root.replace(/\/$/, ''), ...parts].join('/');
  const stat = files.stat(full);
  if (!stat) return notFound();
  const isFolder = path === '' || path.endsWith('/');
  const bare = (location: string): HttpResponse => ({ status: 301, headers: [['Location', location]], body: '' });
  if (stat.type === 'file') {
    if (path.endsWith('/index.html') || path === 'index.html') return bare('./');
    return isFolder ? bare(`../${parts.at(-1) ?? ''}`) : fileResponse(files, full);
  }
  if (!isFolder) return bare(`${parts.at(-1) ?? ''}/`);
  if (files.stat(`${full}/index.html`)?.type === 'file') return fileResponse(files, `${full}/index.html`);
  const names = (files.list(full) ?? []).map((name) =>
    files.stat(`${full}/${name}`)?.type === 'directory' ? `${name}/` : name,
  );
  const links = names.map((name) => `<a href="${encodeURI(name)}">${htmlEscaped(name)}</a>\n`).join('');
  return {
    status: 200,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Last-Modified', httpDate(stat.modifiedMs)],
    ],
    body: `<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${links}</pre>\n`,
  };
}
