// Files as nginx serves them: root and alias, index, conditional requests. Models ngx_http_static_module.c, ngx_http_index_module.c.

import type { HttpHeaders } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import { bytesOfRange, partOf } from '../byte-range.ts';
import { httpDate } from '../process.ts';
import { folderPage } from './autoindex.ts';
import type { Directive } from './config.ts';
import { find } from './directives.ts';
import { type Given, origin, type Visit } from './visit.ts';

/** Source: conf/mime.types, what lessons serve. */
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  xml: 'text/xml',
  txt: 'text/plain',
  js: 'application/javascript',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  ico: 'image/x-icon',
  pdf: 'application/pdf',
};

/** An answer, another path to look for, or a status and what the error log says. */
export type Found =
  | { readonly given: Given }
  | { readonly path: string }
  | { readonly status: number; readonly error?: string; readonly extra?: HttpHeaders };

export function staticFile(visit: Visit, path: string, location: Directive | undefined): Found {
  const { view, server, request } = visit;
  const { files } = view;
  if (!['GET', 'HEAD', 'POST'].includes(request.method)) return { status: 405 };
  const full = pathOnDisk(visit, path, location);
  const stat = files.stat(full);
  if (path.endsWith('/')) {
    const indexes = (find(location, 'index') ?? find(server, 'index'))?.args ?? ['index.html'];
    const index = indexes.find((name) => files.stat(`${full}${name}`)?.type === 'file');
    if (index !== undefined) return { path: `${path}${index}` };
    const lists = (find(location, 'autoindex') ?? find(server, 'autoindex'))?.args[0] === 'on';
    if (stat?.type === 'directory' && lists)
      return { given: { status: 200, type: 'text/html', body: folderPage(files, full, path), location, server } };
    return stat?.type === 'directory'
      ? { status: 403, error: `directory index of "${full}" is forbidden` }
      : { status: 404, error: `"${full}${indexes[0]}" is not found (2: No such file or directory)` };
  }
  if (stat?.type === 'directory') return { status: 301, extra: [['Location', `${origin(visit)}${path}/`]] };
  const body = stat && files.read(full);
  if (!stat || body === undefined)
    return { status: 404, error: `open() "${full}" failed (2: No such file or directory)` };
  if (request.method === 'POST') return { status: 405 };
  const etag = `"${Math.floor(stat.modifiedMs / 1000).toString(16)}-${stat.size.toString(16)}"`;
  const facts: HttpHeaders = [
    ['Last-Modified', httpDate(stat.modifiedMs)],
    ['ETag', etag],
  ];
  const common = { location, server };
  if (isNotModified(request.headers, etag, httpDate(stat.modifiedMs)))
    return { given: { status: 304, type: '', body: '', extra: facts, ...common } };
  const type = TYPES[/\.(\w+)$/.exec(full)?.[1] ?? ''] ?? defaultType(visit, location);
  const part = partOf(request.headers, stat.size, [etag, httpDate(stat.modifiedMs)]);
  if (part === 'none') return { status: 416, extra: [['Content-Range', `bytes */${stat.size}`]] };
  if (part) {
    const [first, last] = part;
    const range = ['Content-Range', `bytes ${first}-${last}/${stat.size}`] as const;
    return { given: { status: 206, type, body: bytesOfRange(body, part), extra: [...facts, range], ...common } };
  }
  return { given: { status: 200, type, body, extra: [...facts, ['Accept-Ranges', 'bytes']], ...common } };
}

/** Both have to agree, where both are asked for. Models ngx_http_not_modified_filter_module.c, with if_modified_since exact. */
function isNotModified(headers: HttpHeaders, etag: string, modified: string): boolean {
  const since = headerOf(headers, 'if-modified-since');
  const tags = headerOf(headers, 'if-none-match');
  if (since === undefined && tags === undefined) return false;
  const known = tags?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return (since === undefined || since === modified) && (!known || known.includes('*') || known.includes(etag));
}

export function pathOnDisk({ server }: Visit, path: string, location: Directive | undefined): string {
  const alias = find(location, 'alias')?.args[0];
  if (alias !== undefined) return `${alias}${path.slice((location?.args.at(-1) ?? '').length)}`;
  const root = (find(location, 'root') ?? find(server, 'root'))?.args[0] ?? '/etc/nginx/html';
  return `${root.replace(/\/$/, '')}${path}`;
}

export const defaultType = ({ server }: Visit, location: Directive | undefined): string =>
  (find(location, 'default_type') ?? find(server, 'default_type'))?.args[0] ?? 'text/plain';
