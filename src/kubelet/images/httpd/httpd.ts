// The official httpd image: Apache serves the files under htdocs. Source: httpd 2.4 in its default configuration.

import { type HttpHeaders, type HttpRequest, type HttpResponse, headerOf } from '#machine/http.ts';
import type { Program } from '#machine/program.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { bytesOfRange, partOf } from '../byte-range.ts';
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
    const own = ['httpd', 'apachectl'];
    const programs = alpine ? [...COREUTILS, ...BUSYBOX_NETWORK, ...own] : [...COREUTILS, 'bash', ...own];
    return {
      sizeBytes: alpine ? 21_300_000 : 57_800_000,
      config: {
        cmd: ['httpd-foreground'],
        workingDir: '/usr/local/apache2',
        exposed: [80],
        env: {
          PATH: '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
          HTTPD_PREFIX: '/usr/local/apache2',
          HTTPD_VERSION: /^2\.4\.\d+/.exec(tag)?.[0] ?? VERSION,
        },
      },
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

/** `-v`, `-t` and `-k graceful` beside the server that runs; a second one finds its port taken. */
export const httpdProgram: Program = async ({ argv, env, files, host, stdout, stderr }) => {
  const args = argv.slice(1);
  const asks = (...words: readonly string[]): boolean => args.some((arg) => words.includes(arg));
  if (asks('-v', '-V')) {
    stdout.write(
      `Server version: Apache/${env.HTTPD_VERSION ?? VERSION} (Unix)\nServer built:   Jul 23 2025 18:15:00\n`,
    );
    return 0;
  }
  const hosts = (files.read('/etc/hosts') ?? '').split('\n').map((line) => line.split(/\s+/));
  const address = hosts.find((words) => words.includes(host.hostname))?.[0] ?? host.hostname;
  stderr.write(
    `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`,
  );
  if (asks('-t', 'configtest')) {
    stderr.write('Syntax OK\n');
    return 0;
  }
  if (asks('graceful', 'restart')) return 0;
  stderr.write(
    '(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80\n(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n',
  );
  return 1;
};

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

/** Registered methods; of others httpd does not know what they are. Source: http_protocol.c, ap_method_registry_init. */
const METHODS =
  'GET HEAD POST OPTIONS TRACE PUT DELETE CONNECT PATCH PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK'.split(' ');
const ALLOW = ['Allow', 'GET,POST,OPTIONS,HEAD,TRACE'] as const;

function serve(request: HttpRequest, { files, now }: ContainerView, version: string): HttpResponse {
  const { method, url, headers } = request;
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
  if (!METHODS.includes(method))
    return failed(501, 'Not Implemented', `${method} not supported for current URL.<br />\n`);
  if (method === 'TRACE') return traced(request, common);
  if (method === 'OPTIONS')
    return {
      status: 200,
      headers: [...common, ALLOW, ['Content-Length', '0'], ['Content-Type', 'text/html']],
      body: '',
    };
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
  if (!['GET', 'HEAD', 'POST'].includes(method))
    return failed(405, 'Method Not Allowed', `The requested method ${method} is not allowed for this URL.`, [ALLOW]);
  const changedMs = files.stat(file)?.modifiedMs ?? now();
  const size = byteLength(body);
  const etag = `"${size.toString(16)}-${Math.floor(changedMs * 1000).toString(16)}"`;
  const facts = [
    ...common,
    ['Last-Modified', httpDate(changedMs)],
    ['ETag', etag],
    ['Accept-Ranges', 'bytes'],
  ] as const;
  const type = ['Content-Type', TYPES[file.split('.').at(-1)!] ?? 'text/plain'] as const;
  if (headerOf(headers, 'if-none-match') === etag)
    return { status: 304, headers: [...common, ...facts.slice(2)], body: '' };
  const part = partOf(headers, size, [etag, httpDate(changedMs)]);
  if (part === 'none')
    return failed(
      416,
      'Range Not Satisfiable',
      'None of the range-specifier values in the Range\nrequest-header field overlap the current extent\nof the selected resource.',
      [['Content-Range', `bytes */${size}`]],
    );
  if (part) {
    const text = bytesOfRange(body, part);
    const range = ['Content-Range', `bytes ${part[0]}-${part[1]}/${size}`] as const;
    return { status: 206, headers: [...facts, ['Content-Length', String(byteLength(text))], range, type], body: text };
  }
  return { status: 200, headers: [...facts, ['Content-Length', String(size)], type], body };
}

/** `TraceEnable on` is the default. Source: http_protocol.c, ap_send_http_trace. */
function traced({ method, url, headers }: HttpRequest, common: HttpHeaders): HttpResponse {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const body = `${method} ${pathOf(url).uri} HTTP/1.1\r\n${lines}\r\n`;
  return {
    status: 200,
    headers: [...common, ['Transfer-Encoding', 'chunked'], ['Content-Type', 'message/http']],
    body,
  };
}
