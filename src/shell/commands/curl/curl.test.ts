// curl's words and exit codes, as recorded with curl 7.88.1.

import { expect, test } from 'vitest';
import type { Exchange, HttpRequest, HttpResponse, NetworkError } from '#machine/http.ts';
import type { FetchOptions } from '#machine/program.ts';
import { PUBLIC_ROOTS, TRUST_STORE } from '#machine/public-roots.ts';
import { fakeFiles, fakeHost, runProgram } from '../testing/fake-host.ts';
import { curl } from './curl.ts';

const remote = { ip: '10.96.0.5', port: 80 };
const answer = (response: Partial<HttpResponse>): Exchange => ({
  ok: true,
  response: { status: 200, headers: [['Content-Type', 'text/plain']], body: 'hello\n', ...response },
  trace: [],
  elapsedMs: 2,
  remote,
});
const failure = (error: Partial<NetworkError>, elapsedMs = 0): Exchange => ({
  ok: false,
  error: { kind: 'refused', phase: 'connect', message: '', ...error },
  trace: [],
  elapsedMs,
  remote,
});

async function run(args: string, exchange: Exchange | ((request: HttpRequest) => Exchange) = answer({})) {
  const asked: { request: HttpRequest; options: FetchOptions | undefined }[] = [];
  const host = fakeHost({
    fetch(request, options) {
      asked.push({ request, options });
      return typeof exchange === 'function' ? exchange(request) : exchange;
    },
  });
  const files = fakeFiles({ [TRUST_STORE]: PUBLIC_ROOTS, '/root/body.json': '{"a":\n1}\n' });
  const argv = ['curl', ...(args.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, ''))];
  const ran = await runProgram(curl, argv, { host, files });
  return { ...ran, asked, files };
}

const TLS = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
`;

test.each([
  ['-sS web', failure({}), 7, "curl: (7) Failed to connect to web port 80 after 0 ms: Couldn't connect to server\n"],
  ['-s web', failure({}), 7, ''],
  ['-sS web', failure({ kind: 'unresolved', phase: 'resolve' }), 6, 'curl: (6) Could not resolve host: web\n'],
  [
    '-sS web',
    failure({ kind: 'timeout' }, 130000),
    28,
    "curl: (28) Failed to connect to web port 80 after 130000 ms: Couldn't connect to server\n",
  ],
  ['-sS -m 2 web', failure({ kind: 'timeout' }, 2001), 28, 'curl: (28) Connection timed out after 2001 milliseconds\n'],
  [
    '-sS --connect-timeout 2 web',
    failure({ kind: 'timeout' }, 2001),
    28,
    'curl: (28) Connection timed out after 2001 milliseconds\n',
  ],
  [
    '-sSm2 web',
    failure({ kind: 'timeout', phase: 'transfer' }, 2001),
    28,
    'curl: (28) Operation timed out after 2001 milliseconds with 0 bytes received\n',
  ],
  [
    '-sS -m 5 web',
    failure({ kind: 'timeout', phase: 'resolve' }, 5000),
    28,
    'curl: (28) Resolving timed out after 5000 milliseconds\n',
  ],
  ['-sS web', failure({ kind: 'empty', phase: 'transfer' }), 52, 'curl: (52) Empty reply from server\n'],
  ['-sS web', failure({ kind: 'reset', phase: 'transfer' }), 56, 'curl: (56) Recv failure: Connection reset by peer\n'],
  [
    '-sS https://web',
    failure({
      kind: 'tls',
      phase: 'tls',
      message: 'SSL certificate problem: self-signed certificate',
      tls: { kind: 'verify', fault: { code: 18, text: 'self-signed certificate', depth: 0 } },
    }),
    60,
    `curl: (60) SSL certificate problem: self-signed certificate\n${TLS}`,
  ],
  [
    '-sS https://foo.com',
    failure({
      kind: 'tls',
      phase: 'tls',
      message: "SSL: no alternative certificate subject name matches target host name 'foo.com'",
      tls: { kind: 'name', host: 'foo.com' },
    }),
    60,
    `curl: (60) SSL: no alternative certificate subject name matches target host name 'foo.com'\n${TLS}`,
  ],
  ['-sSf web/x', answer({ status: 404 }), 22, 'curl: (22) The requested URL returned error: 404\n'],
  ['-sS http://', answer({}), 3, 'curl: (3) URL using bad/illegal format or missing URL\n'],
  [
    '--nope web',
    answer({}),
    2,
    "curl: option --nope: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
  ],
  ['-sS ftp2://web', answer({}), 1, 'curl: (1) Protocol "ftp2" not supported or disabled in libcurl\n'],
])('curl %s', async (args, exchange, code, stderr) => {
  const ran = await run(args, exchange);
  expect([ran.code, ran.stderr]).toEqual([code, stderr]);
});

test.each([
  ['-s web', 'hello\n'],
  ['-si web', 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhello\n'],
  ['-sI web', 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n'],
  ["-s -o /dev/null -w '%{http_code} %{size_download} %{remote_ip}\\n' web", '200 6 10.96.0.5\n'],
  ["-s -w '%{url_effective} %{scheme} %{method} %{nope}' web:8080/a?b", 'hello\nhttp://web:8080/a?b HTTP GET '],
  ['-s web/{a,b}', 'hello\nhello\n'],
])('curl %s prints', async (args, stdout) => {
  expect((await run(args)).stdout).toBe(stdout);
});

test.each([
  ['-s web -H Host:a.example.com', 'GET', 'http://web/', '', { Host: 'a.example.com' }],
  [
    '-s web -d a=1 -d b=2',
    'POST',
    'http://web/',
    'a=1&b=2',
    { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': '7' },
  ],
  ['-s web -G -d a=1', 'GET', 'http://web/?a=1', '', {}],
  ['-s web -d @body.json', 'POST', 'http://web/', '{"a":1}', {}],
  ['-s web --data-binary @body.json', 'POST', 'http://web/', '{"a":\n1}\n', {}],
  ['-s web --json {}', 'POST', 'http://web/', '{}', { 'Content-Type': 'application/json', Accept: 'application/json' }],
  ['-s web -X PUT -u a:b', 'PUT', 'http://web/', '', { Authorization: 'Basic YTpi', 'User-Agent': 'curl/7.88.1' }],
])('curl %s sends', async (args, method, url, body, headers) => {
  const { request } = (await run(args)).asked[0]!;
  expect([request.method, request.url, request.body]).toEqual([method, url, body]);
  expect(Object.fromEntries(request.headers)).toMatchObject(headers);
});

test('-v shows the conversation', async () => {
  const { stderr } = await run('-sv web');
  expect(stderr.replaceAll('\r\n', '\n')).toBe(`*   Trying 10.96.0.5:80...
* Connected to web (10.96.0.5) port 80 (#0)
> GET / HTTP/1.1
> Host: web
> User-Agent: curl/7.88.1
> Accept: */*
> 
< HTTP/1.1 200 OK
< Content-Type: text/plain
< 
{ [6 bytes data]
* Connection #0 to host web left intact
`);
});

test('HTTP/2 with prior knowledge, and the wish for it', async () => {
  const { asked, stderr } = await run('-sv --http2-prior-knowledge web/a');
  expect(asked[0]!.request.version).toBe('HTTP/2');
  expect(stderr.replaceAll('\r\n', '\n')).toBe(`*   Trying 10.96.0.5:80...
* Connected to web (10.96.0.5) port 80 (#0)
* h2h3 [:method: GET]
* h2h3 [:path: /a]
* h2h3 [:scheme: http]
* h2h3 [:authority: web]
* h2h3 [user-agent: curl/7.88.1]
* h2h3 [accept: */*]
* Using Stream ID: 1 (easy handle 0x55aa209f9200)
> GET /a HTTP/2
> Host: web
> user-agent: curl/7.88.1
> accept: */*
> 
< HTTP/2 200 
< content-type: text/plain
< 
{ [6 bytes data]
* Connection #0 to host web left intact
`);
  const wish = await run('-s --http2 web');
  expect(Object.fromEntries(wish.asked[0]!.request.headers)).toMatchObject({
    Upgrade: 'h2c',
    Connection: 'Upgrade, HTTP2-Settings',
  });
});

test('a server whose words for a status are its own', async () => {
  const { stdout } = await run(
    '-si web',
    answer({ status: 503, reason: 'Service Temporarily Unavailable', headers: [], body: '' }),
  );
  expect(stdout).toBe('HTTP/1.1 503 Service Temporarily Unavailable\r\n\r\n');
});

test('-L follows, at most --max-redirs times', async () => {
  const turn = (request: HttpRequest): Exchange =>
    request.url.endsWith('/new') ? answer({}) : answer({ status: 301, headers: [['Location', '/new']], body: '' });
  expect((await run('-sL web/old', turn)).stdout).toBe('hello\n');
  const around = await run('-sSL --max-redirs 2 web', answer({ status: 302, headers: [['Location', '/']] }));
  expect([around.code, around.stderr, around.asked.length]).toEqual([
    47,
    'curl: (47) Maximum (2) redirects followed\n',
    3,
  ]);
});

test('-k, --resolve, -m and --connect-timeout reach the network', async () => {
  const { asked } = await run('-sk -m 3 --connect-timeout 1.5 --resolve a.b:443:1.2.3.4 https://a.b');
  expect(asked[0]!.options).toMatchObject({
    insecure: true,
    timeoutMs: 3000,
    connectTimeoutMs: 1500,
    resolve: { 'a.b:443': '1.2.3.4' },
  });
});

test('-o writes a file, with a progress meter unless -s', async () => {
  const { files, stdout, stderr } = await run('-o out web');
  expect([files.read('/root/out'), stdout]).toEqual(['hello\n', '']);
  expect(stderr).toMatch(/^ {2}% Total {4}% Received % Xferd/);
});
