// The official httpd image: Apache serves the files under htdocs. Source: httpd 2.4 in its default configuration.

import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import {
  BUSYBOX_NETWORK,
  byteLength,
  COREUTILS,
  commonLogTime,
  httpDate,
  nameOf,
  pathOf,
  programOrError,
} from '../process.ts';
import { repository } from '../repository.ts';

const VERSION = '2.4.65';
const ROOT = '/usr/local/apache2/htdocs';
const INDEX = '<html><body><h1>It works!</h1></body></html>\n';

/** Portolan does not simulate Apache's configuration: httpd serves htdocs on port 80, whatever httpd.conf says. */
export const httpd = repository(
  ['docker.io/library/httpd'],
  /^(latest|2|2\.4(\.(\d|[1-5]\d|6[0-5]))?)?((^|-)(alpine(3\.\d+)?|bookworm|trixie))?$/,
  ['2.4', 'alpine'],
  (tag) => {
    const alpine = tag.includes('alpine');
    const programs = alpine ? [...COREUTILS, ...BUSYBOX_NETWORK] : [...COREUTILS, 'bash'];
    return {
      sizeBytes: alpine ? 21_300_000 : 57_800_000,
      config: { cmd: ['httpd-foreground'], workingDir: '/usr/local/apache2', exposed: [80] },
      files: { [`${ROOT}/index.html`]: INDEX },
      programs,
      ...(alpine && { userland: 'busybox' as const }),
      start: (argv, container) => start(argv, container, /^2\.4\.\d+/.exec(tag)?.[0] ?? VERSION, programs),
    };
  },
);

function start(
  argv: readonly string[],
  container: ContainerView,
  version: string,
  programs: readonly string[],
): MainProcess | ScriptProcess {
  const name = nameOf(argv[0] ?? '');
  if (name !== 'httpd-foreground' && !(name === 'httpd' && argv.includes('-DFOREGROUND')))
    return programOrError(argv, programs);
  const named = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${container.podIP}. Set the 'ServerName' directive globally to suppress this message`;
  container.log(named, 'stderr');
  container.log(named, 'stderr');
  const notice = (module: string, text: string): void =>
    container.log(`[${apacheTime(container.now())}] [${module}:notice] [pid 1:tid 1] ${text}`, 'stderr');
  notice('mpm_event', `AH00489: Apache/${version} (Unix) configured -- resuming normal operations`);
  notice('core', "AH00094: Command line: 'httpd -D FOREGROUND'");
  const handler = (request: HttpRequest, { ip }: { readonly ip: string }): HttpResponse => {
    const answer = serve(request, container, version);
    const sent = byteLength(answer.body);
    const target = pathOf(request.url).uri;
    container.log(
      `${ip} - - [${commonLogTime(container.now())}] "${request.method} ${target} HTTP/1.1" ${answer.status} ${sent || '-'}`,
    );
    return request.method === 'HEAD' ? { ...answer, body: '' } : answer;
  };
  return { listeners: [{ port: 80, protocol: 'TCP', handler }], stopMs: 100 };
}

/** `Sat Nov 28 22:58:40.123456 2026`. */
function apacheTime(ms: number): string {
  const [weekday = '', day, month, year, time] = new Date(ms).toUTCString().split(' ');
  return `${weekday.slice(0, 3)} ${month} ${day} ${time}.${String(Math.floor(ms) % 1000).padStart(3, '0')}000 ${year}`;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  json: 'application/json',
  txt: 'text/plain',
  svg: 'image/svg+xml',
  xml: 'application/xml',
};

function serve({ method, url }: HttpRequest, { files, now }: ContainerView, version: string): HttpResponse {
  const { path } = pathOf(url);
  const common = [
    ['Date', httpDate(now())],
    ['Server', `Apache/${version} (Unix)`],
  ] as const;
  const failed = (
    status: number,
    title: string,
    text: string,
    more: readonly (readonly [string, string])[] = [],
  ): HttpResponse => {
    const body = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${title}</title>\n</head><body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body></html>\n`;
    return {
      status,
      headers: [
        ...common,
        ...more,
        ['Content-Length', String(byteLength(body))],
        ['Content-Type', 'text/html; charset=iso-8859-1'],
      ],
      body,
    };
  };
  if (!['GET', 'HEAD', 'POST', 'OPTIONS'].includes(method))
    return failed(405, 'Method Not Allowed', `The requested method ${method} is not allowed for this URL.`);
  const decoded = decodeURIComponent(path);
  const at = `${ROOT}${decoded}`.replace(/\/+$/, '');
  const found = files.stat(at);
  if (found?.type === 'directory' && !decoded.endsWith('/'))
    return failed(301, 'Moved Permanently', `The document has moved <a href="${path}/">here</a>.`, [
      ['Location', `${new URL(url).origin}${path}/`],
    ]);
  const file = found?.type === 'directory' ? `${at}/index.html` : at;
  const body = files.read(file);
  if (found?.type === 'directory' && body === undefined)
    return failed(403, 'Forbidden', "You don't have permission to access this resource.");
  if (body === undefined) return failed(404, 'Not Found', 'The requested URL was not found on this server.');
  const changedMs = files.stat(file)?.modifiedMs ?? now();
  const size = byteLength(body);
  return {
    status: 200,
    headers: [
      ...common,
      ['Last-Modified', httpDate(changedMs)],
      ['ETag', `"${size.toString(16)}-${Math.floor(changedMs * 1000).toString(16)}"`],
      ['Accept-Ranges', 'bytes'],
      ['Content-Length', String(size)],
      ['Content-Type', TYPES[file.split('.').at(-1)!] ?? 'text/plain'],
    ],
    body,
  };
}
