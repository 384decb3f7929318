// The hosts that serve published manifests: GitHub's raw files, and its releases with the redirects that lead to their files.

import { byteLength } from '#machine/bytes.ts';
import type { HttpHeaders, HttpRequest, HttpResponse } from '#machine/http.ts';
import { DOCUMENTS, missingDocument, type PublicDocument, type ReadDocument } from './documents.ts';

const RAW = 'raw.githubusercontent.com';
const GITHUB = 'github.com';
// Differs: GitHub's own address of a release's file bears numbers and a signature instead of names.
const ASSETS = 'release-assets.githubusercontent.com';
const ASSET_FOLDER = '/github-production-release-asset';

/** Addresses are of TEST-NET-1, as the others of the world. */
export const DOCUMENT_HOSTS: Readonly<Record<string, string>> = {
  [RAW]: '192.0.2.30',
  [GITHUB]: '192.0.2.31',
  [ASSETS]: '192.0.2.32',
};

/** Plain HTTP is sent on to HTTPS, as GitHub does. */
export function documentAnswer(
  host: string,
  port: number,
  request: HttpRequest,
  read: ReadDocument,
): HttpResponse | Promise<HttpResponse> {
  const { pathname, search } = new URL(request.url);
  if (request.method !== 'GET' && request.method !== 'HEAD') return textAnswer(405, '405: Method Not Allowed\n');
  if (port === 80) return redirect(301, `https://${host}${pathname}${search}`);
  if (host === GITHUB) return githubAnswer(pathname);
  const url =
    host === RAW
      ? `https://${RAW}${pathname.replace(/^(\/[^/]+\/[^/]+)\/refs\/(?:tags|heads)\//, '$1/')}`
      : releaseUrl(pathname);
  const document = DOCUMENTS.find((d) => d.url === url);
  if (!document) return textAnswer(404, missingDocument(url));
  const answer = (text: string | undefined): HttpResponse =>
    text === undefined
      ? textAnswer(404, `404: Not Found\n\nThis lab has no content/manifests/${document.file}.\n`)
      : textAnswer(200, text, host === ASSETS ? attachment(document) : []);
  const text = read(document.file);
  return text instanceof Promise ? text.then(answer) : answer(text);
}

function githubAnswer(path: string): HttpResponse {
  const [, owner, name, kind, ...rest] = path.split('/');
  const repository = `/${owner}/${name}`;
  if (kind === 'raw') return redirect(302, `https://${RAW}${repository}/${rest.join('/')}`);
  const releases = `https://${GITHUB}${repository}/releases/download/`;
  if (kind === 'releases' && rest[0] === 'latest' && rest[1] === 'download') {
    const latest = DOCUMENTS.findLast(({ url }) => url.startsWith(releases) && url.endsWith(`/${rest[2]}`));
    if (latest) return redirect(302, latest.url);
  }
  const url = `https://${GITHUB}${path}`;
  if (!DOCUMENTS.some((d) => d.url === url)) return textAnswer(404, missingDocument(url));
  return redirect(302, `https://${ASSETS}${ASSET_FOLDER}${repository}/${url.slice(releases.length)}`);
}

/** The release that a file's own address belongs to. */
function releaseUrl(path: string): string {
  const [, owner, name, tag, asset] = path.slice(ASSET_FOLDER.length).split('/');
  return `https://${GITHUB}/${owner}/${name}/releases/download/${tag}/${asset}`;
}

const attachment = ({ url }: PublicDocument): HttpHeaders => [
  ['Content-Disposition', `attachment; filename=${url.slice(url.lastIndexOf('/') + 1)}`],
];

function textAnswer(status: number, body: string, headers: HttpHeaders = []): HttpResponse {
  return {
    status,
    headers: [
      ['Content-Type', headers.length > 0 ? 'application/octet-stream' : 'text/plain; charset=utf-8'],
      ['Content-Length', String(byteLength(body))],
      ...headers,
    ],
    body,
  };
}

function redirect(status: number, location: string): HttpResponse {
  return {
    status,
    headers: [
      ['Content-Length', '0'],
      ['Location', location],
    ],
    body: '',
  };
}
