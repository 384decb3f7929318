import { expect, test } from 'vitest';
import type { Errno, FileSystem } from '#machine/files.ts';
import type { HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { ContainerView, MainProcess } from '../image.ts';
import { digestOf, findImage, images, parseReference } from './index.ts';

/** Files in one record: a folder is there when something is in it. */
function filesOf(texts: Record<string, string>): FileSystem {
  const fail = (): Errno => 'EROFS';
  return {
    stat(path) {
      const at = path.replace(/\/$/, '');
      const facts = { mode: 0o644, modifiedMs: Date.UTC(2024, 4, 1) };
      const text = texts[at];
      if (text !== undefined) return { type: 'file', size: text.length, ...facts };
      return Object.keys(texts).some((p) => p.startsWith(`${at}/`))
        ? { type: 'directory', size: 0, ...facts }
        : undefined;
    },
    read: (path) => texts[path],
    write(path, text) {
      texts[path] = text;
      return undefined;
    },
    list: (path) =>
      Object.keys(texts)
        .filter((p) => p.startsWith(`${path}/`))
        .map((p) => p.slice(path.length + 1)),
    append: fail,
    mkdir: () => undefined,
    remove: fail,
    rename: fail,
    chmod: fail,
  };
}

interface Started {
  readonly log: string[];
  readonly files: Record<string, string>;
  readonly process: MainProcess | { readonly script: readonly string[] };
  get(url: string, options?: { method?: string; headers?: [string, string][] }): HttpResponse;
}

/** Runs an image as Kubernetes would: `args` stand in for cmd, `command` for the entrypoint. */
function run(
  reference: string,
  { command, args, files = {} }: { command?: string[]; args?: string[]; files?: Record<string, string> } = {},
): Started {
  const { image, tag } = findImage(reference)!;
  const { entrypoint, cmd, env } = image.config;
  const argv = [...(command ?? entrypoint), ...(args ?? (command ? [] : cmd))];
  const all = { ...image.files(tag), ...files };
  const log: string[] = [];
  const container: ContainerView = {
    podName: 'web-1',
    namespace: 'default',
    podIP: '10.244.1.4',
    nodeName: 'one',
    hostname: 'web-1',
    env,
    files: filesOf(all),
    now: () => Date.UTC(2024, 4, 1, 12),
    random: () => 0.5,
    log: (line) => log.push(line),
    api: { request: () => ({ unreachable: 'there is no API server here' }) },
    fetch: () => Promise.reject(new Error('there is no network here')),
    after: () => () => {},
    work: () => {},
    sleep: () => Promise.resolve(),
    exit: () => {},
    resolve: () => [],
    signal: new AbortController().signal,
  };
  const process = image.start(argv, container);
  return {
    log,
    files: all,
    process,
    get(url, { method = 'GET', headers = [] } = {}) {
      const port = Number(new URL(url).port || 80);
      const listener =
        'listeners' in process ? process.listeners.find((l) => l.port === port && 'handler' in l) : undefined;
      if (!listener || !('handler' in listener)) throw new Error(`no HTTP on port ${port}`);
      return listener.handler(
        {
          method,
          url,
          headers: [...(headerOf(headers, 'host') ? [] : [['Host', new URL(url).host] as const]), ...headers],
          body: '',
        },
        { ip: '10.244.1.9' },
      ) as HttpResponse;
    },
  };
}

test.each([
  ['nginx', 'docker.io/library/nginx:latest'],
  ['nginx:1.25', 'docker.io/library/nginx:1.25'],
  ['nginx:1.27.5-alpine', 'docker.io/library/nginx:1.27.5-alpine'],
  ['docker.io/nginx:alpine', 'docker.io/library/nginx:alpine'],
  ['library/nginx:stable', 'docker.io/library/nginx:stable'],
  [
    `nginx:1.25@${digestOf('docker.io/library/nginx', '1.25')}`,
    `docker.io/library/nginx@${digestOf('docker.io/library/nginx', '1.25')}`,
  ],
  ['hashicorp/http-echo:1.0', 'docker.io/hashicorp/http-echo:1.0'],
  ['registry.k8s.io/e2e-test-images/agnhost:2.53', 'registry.k8s.io/e2e-test-images/agnhost:2.53'],
  ['curlimages/curl:8.14.1', 'docker.io/curlimages/curl:8.14.1'],
  ['busybox:1.28', 'docker.io/library/busybox:1.28'],
  ['gcr.io/google-samples/hello-app:1.0', 'gcr.io/google-samples/hello-app:1.0'],
  ['registry.k8s.io/coredns/coredns:v1.12.1', 'registry.k8s.io/coredns/coredns:v1.12.1'],
  ['registry.k8s.io/kube-proxy:v1.34.1', 'registry.k8s.io/kube-proxy:v1.34.1'],
  ['nginx:1.99', undefined],
  ['nginx:1.25.9', undefined],
  ['nginx:latest-alpine', undefined],
  ['ngnix', undefined],
  ['gcr.io/google-samples/hello-app:3.0', undefined],
  ['localhost:5000/nginx', undefined],
  [`nginx:1.25@sha256:${'0'.repeat(64)}`, undefined],
])('%s is %s', (reference, expected) => {
  expect(findImage(reference)?.reference).toBe(expected);
});

test.each(['', 'Nginx', 'nginx:', 'nginx:a b', 'a//b', 'nginx@sha256:12', ':80', '-nginx'])(
  '%j is no reference',
  (text) => {
    expect(parseReference(text)).toBeUndefined();
  },
);

test('every image that is shown exists, and starts what it declares', () => {
  for (const image of images)
    expect(image.config.entrypoint.length + image.config.cmd.length, image.repositories[0]).toBeGreaterThan(0);
});

test('nginx serves its welcome page with the headers of its version', () => {
  const { get, log } = run('nginx:1.27');
  const response = get('http://web/', { headers: [['User-Agent', 'curl/8.14.1']] });
  expect(response.body).toHaveLength(615);
  expect(response.headers.map(([name]) => name)).toEqual([
    ...['Server', 'Date', 'Content-Type', 'Content-Length', 'Last-Modified', 'Connection', 'ETag', 'Accept-Ranges'],
  ]);
  expect(headerOf(response.headers, 'server')).toBe('nginx/1.27.5');
  expect(log[0]).toBe(
    '/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration',
  );
  expect(log).toContain('2024/05/01 12:00:00 [notice] 1#1: nginx/1.27.5');
  expect(log.at(-1)).toBe('10.244.1.9 - - [01/May/2024:12:00:00 +0000] "GET / HTTP/1.1" 200 615 "-" "curl/8.14.1" "-"');
});

const html = '/usr/share/nginx/html';
test.each([
  ['GET', '/', 200, 'text/html'],
  ['HEAD', '/', 200, 'text/html'],
  ['GET', '/data.json', 200, 'application/json'],
  ['GET', '/none', 404, 'text/html'],
  ['GET', '/none/', 404, 'text/html'],
  ['GET', '/sub', 301, 'text/html'],
  ['GET', '/sub/', 403, 'text/html'],
  ['POST', '/', 405, 'text/html'],
])('nginx: %s %s → %i', (method, path, status, type) => {
  const { get } = run('nginx', { files: { [`${html}/data.json`]: '{}', [`${html}/sub/page`]: 'x' } });
  const response = get(`http://web:80${path}`, { method });
  expect([response.status, headerOf(response.headers, 'content-type')]).toEqual([status, type]);
  if (status === 301) expect(headerOf(response.headers, 'location')).toBe('http://web/sub/');
  if (method === 'HEAD') expect(response.body).toBe('');
});

test('nginx shows a file that was edited while it runs', () => {
  const { get, files } = run('nginx');
  files[`${html}/index.html`] = 'mine\n';
  expect(get('http://web/').body).toBe('mine\n');
});

test('nginx listens and answers as its configuration says', () => {
  const conf = `server { listen 8080 default_server; listen [::]:8080;
    location / { default_type text/plain; return 200 "hello from $hostname\\n"; }
    location = /exact { return 204; }
    location /old/ { return 301 /new/; }
    location ~ \\.php$ { return 403; }
    location ^~ /raw/ { return 200 raw; }
    location /docs/ { alias /srv/; }
    location /app/ { root /srv; try_files $uri /fallback.html; }
    location = /fallback.html { root /srv; }
    add_header X-Pod $hostname; }`;
  const { get, process } = run('nginx', {
    files: { '/etc/nginx/conf.d/default.conf': conf, '/srv/a.txt': 'A', '/srv/fallback.html': 'F' },
  });
  expect((process as MainProcess).listeners.map((l) => l.port)).toEqual([8080]);
  const seen = ['/x', '/exact', '/old/', '/a.php', '/raw/a.php', '/docs/a.txt', '/app/nothing'].map((path) => {
    const { status, body } = get(`http://web:8080${path}`);
    return `${status} ${status < 300 ? body : ''}`;
  });
  expect(seen).toEqual(['200 hello from web-1\n', '204 ', '301 ', '403 ', '200 raw', '200 A', '200 F']);
  expect(headerOf(get('http://web:8080/old/').headers, 'location')).toBe('http://web:8080/new/');
});

test.each([
  ['server { listen 80;', 'unexpected end of file, expecting "}" in /etc/nginx/conf.d/default.conf:1'],
  ['server { listen 80 }', 'unexpected "}" in /etc/nginx/conf.d/default.conf:1'],
])('nginx does not start with %j', (conf, message) => {
  const { log, process } = run('nginx', { files: { '/etc/nginx/conf.d/default.conf': conf } });
  expect([log.at(-1), (process as MainProcess).exits?.code]).toEqual([`nginx: [emerg] ${message}`, 1]);
});

test.each([
  ['nginx', { command: ['sh', '-c', 'sleep 9'] }, { script: ['sh', '-c', 'sleep 9'] }],
  ['nginx', { args: ['sleep', '9'] }, { script: ['sleep', '9'] }],
  ['nginx', { command: ['foo'] }, { listeners: [], startError: 'exec: "foo": executable file not found in $PATH' }],
  ['nginx', { command: ['/foo'] }, { listeners: [], startError: 'exec: "/foo": stat /foo: no such file or directory' }],
  ['nginx', { command: ['nginx'] }, { listeners: [], exits: { afterMs: 20, code: 0 } }],
  ['busybox', {}, { script: ['sh'] }],
  ['curlimages/curl', { args: ['-s', 'http://web'] }, { script: ['curl', '-s', 'http://web'] }],
  ['curlimages/curl', { args: ['sleep', 'infinity'] }, { script: ['sleep', 'infinity'] }],
  ['hashicorp/http-echo', {}, { listeners: [], exits: { afterMs: 20, code: 127 } }],
  [
    'hashicorp/http-echo',
    { command: ['sh'] },
    { listeners: [], startError: 'exec: "sh": executable file not found in $PATH' },
  ],
  ['registry.k8s.io/e2e-test-images/agnhost:2.53', {}, { listeners: [], stopMs: 10 }],
])('%s with %j', (image, options, expected) => {
  expect(run(image, options).process).toEqual(expected);
});

test('agnhost says what it does not do', () => {
  const { process } = run('registry.k8s.io/e2e-test-images/agnhost:2.53', { args: ['guestbook'] });
  expect((process as MainProcess).startError).toBe(
    'Portolan does not simulate "agnhost guestbook": only netexec, serve-hostname, porter, tcp-reset, grpc-health-checking, liveness, pause, entrypoint-tester, connect, dns-suffix, dns-server-list',
  );
});

test.each([
  ['/hostname', 200, 'web-1'],
  ['/hostName', 200, 'web-1'],
  ['/echo?msg=hi&code=418', 418, 'hi'],
  ['/header?key=user-agent', 200, 'me'],
  ['/healthz', 200, ''],
  ['/shell?cmd=hostname', 200, '{"output":"web-1\\n"}'],
  ['/readyz', 200, 'ok'],
  ['/header', 200, '{"User-Agent":["me"]}'],
  ['/echo?code=x', 200, 'argument \'code\' must be an integer or empty, got "x"\n'],
  ['/redirect?location=/echo', 302, ''],
  ['/dial', 400, 'request parameter not specified. <nil>\n'],
  ['/dial?request=hostname&protocol=udp', 501, 'Portolan does not simulate /dial by udp of agnhost netexec\n'],
  ['/exit?timeout=x', 200, 'argument \'timeout\' must be a valid golang duration or empty, got "x"\n'],
])('agnhost netexec %s', async (path, status, body) => {
  const { get } = run('registry.k8s.io/e2e-test-images/agnhost:2.53', { args: ['netexec', '--http-port=8083'] });
  expect(await get(`http://a:8083${path}`, { headers: [['User-Agent', 'me']] })).toMatchObject({ status, body });
});

test('http-echo answers its text, and logs in its own form', () => {
  const { get, log } = run('hashicorp/http-echo:1.0', { args: ['-text=hello', '-listen', ':8080'] });
  const response = get('http://web:8080/x', {
    headers: [
      ['Host', 'web'],
      ['User-Agent', 'curl/8.14.1'],
    ],
  });
  expect(response).toMatchObject({ status: 200, body: 'hello\n' });
  expect(response.headers.slice(0, 2)).toEqual([
    ['X-App-Name', 'http-echo'],
    ['X-App-Version', '1.0.0'],
  ]);
  expect(log).toEqual([
    '2024/05/01 12:00:00 [INFO] server is listening on :8080',
    '2024/05/01 12:00:00 web 10.244.1.9:46884 "GET /x HTTP/1.1" 200 6 "curl/8.14.1" 28.000µs',
  ]);
});

test('hello-app says its version and its Pod', () => {
  expect(run('gcr.io/google-samples/hello-app:2.0').get('http://web:8080/').body).toBe(
    'Hello, world!\nVersion: 2.0.0\nHostname: web-1\n',
  );
});

const AGNHOST = 'registry.k8s.io/e2e-test-images/agnhost:2.53';

/** A command line that a program refuses ends its container; what it says is in the log. */
test.each([
  ['hashicorp/http-echo:1.0', ['-txet=a'], 2, 'flag provided but not defined: -txet'],
  ['hashicorp/http-echo:1.0', ['-text'], 2, 'flag needs an argument: -text'],
  ['hashicorp/http-echo:1.0', ['-status-code=x'], 2, 'invalid value "x" for flag -status-code: parse error'],
  ['hashicorp/http-echo:1.0', ['-text=a', 'b'], 127, 'Too many arguments!'],
  ['hashicorp/http-echo:1.0', [], 127, 'Missing -text option or ECHO_TEXT env var!'],
  ['hashicorp/http-echo:0.2.3', [], 127, 'Missing -text option!'],
  ['hashicorp/http-echo:1.0', ['-help'], 0, 'Usage of /http-echo:'],
  ['traefik/whoami', ['--prot=80'], 2, 'flag provided but not defined: -prot'],
  ['traefik/whoami', ['--verbose=maybe'], 2, 'invalid boolean value "maybe" for -verbose: parse error'],
  [AGNHOST, ['netexec', '--port=80'], 1, 'Error: unknown flag: --port'],
  [
    AGNHOST,
    ['netexec', '--http-port=x'],
    1,
    'Error: invalid argument "x" for "--http-port" flag: strconv.ParseInt: parsing "x": invalid syntax',
  ],
  [AGNHOST, ['nonesuch'], 1, 'Error: unknown command "nonesuch" for "app"'],
  [AGNHOST, ['entrypoint-tester', 'a', 'b'], 0, '[/agnhost entrypoint-tester a b]'],
])('%s %j ends with %i', (image, args, code, first) => {
  const { process, log } = run(image, { args });
  expect([(process as MainProcess).exits?.code, log[0]]).toEqual([code, first]);
});

test.each([
  ['traefik/whoami', ['--name=me'], '/api', 200, '"name":"me"'],
  ['traefik/whoami', [], '/?env=true', 200, '\r\n\r\n'],
  ['traefik/whoami', [], '/data?size=5', 200, '|-AB|'],
  ['traefik/whoami', ['--verbose'], '/bench', 200, '1'],
  ['hashicorp/http-echo:1.0', ['-text=hi', '-listen=:80', '-status-code=503'], '/', 503, 'hi\n'],
  ['hashicorp/http-echo:1.0', ['-text=hi', '-listen=:80', '-status-code=503'], '/health', 200, '{"status":"ok"}\n'],
  [AGNHOST, ['netexec', '--http-port=80', '--http-override=/echo?msg=over'], '/hostname', 200, 'over'],
])('%s %j answers %s with %i', (image, args, path, status, part) => {
  const answer = run(image, { args }).get(`http://a${path}`);
  expect(answer.status).toBe(status);
  expect(answer.body).toContain(part);
});

test('agnhost liveness is well at first', () => {
  const { get } = run(AGNHOST, { args: ['liveness'] });
  expect(get('http://a:8080/healthz')).toMatchObject({ status: 200, body: 'ok' });
  expect(get('http://a:8080/x')).toMatchObject({ status: 404 });
});

test('kicbase/echo-server says what it was asked, and leaves its name out when told to', () => {
  const { get, log } = run('kicbase/echo-server:1.0');
  const headers: [string, string][] = [
    ['X-Send-Server-Hostname', 'false'],
    ['Accept', '*/*'],
  ];
  expect(get('http://web:8080/a?b=1', { headers }).body).toBe(
    'HTTP/1.1 GET /a?b=1\n\nHost: web:8080\nAccept: */*\nX-Send-Server-Hostname: false\n',
  );
  expect(log.at(-1)).toBe('10.244.1.9:46884 | GET /a?b=1');
});
