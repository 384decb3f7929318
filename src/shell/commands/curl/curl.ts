// curl 7.88.1, for HTTP and HTTPS. Texts and exit codes are that version's.
// Differs: proxies, cookie jars and protocols other than HTTP are not simulated, and say so.

import { byteLength } from '#machine/bytes.ts';
import { strerror } from '#machine/errno.ts';
import { type Exchange, type HttpHeaders, type HttpRequest, headerOf } from '#machine/http.ts';
import { basename, join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { type CurlFailure, failureOf } from './errors.ts';
import { handshakeLines } from './handshake.ts';
import { type CurlOptions, parseCurl } from './options.ts';
import { connectTarget, offeredBy, type Prepared, tlsOptions } from './tls-options.ts';
import { type CurlUrl, globUrl, parseUrl } from './url.ts';
import { writeOut } from './write-out.ts';

const VERSION = '7.88.1';

export const curl: Program = async (process) => {
  const args = process.argv.slice(1);
  const wantsInput = args.some((arg) => /@-$/.test(arg));
  const input = wantsInput ? await readAll(process.stdin, process.signal) : '';
  const readData = (name: string): string | undefined =>
    name === '-' ? input : process.files.read(join(process.cwd, name));
  const options = parseCurl(args, readData);
  if ('exit' in options) {
    process.stderr.write(options.text);
    return Math.max(0, options.exit);
  }
  if (options.version) {
    process.stdout.write(
      `curl ${VERSION} (x86_64-pc-linux-gnu) libcurl/${VERSION} OpenSSL/3.0.17\nRelease-Date: 2023-02-20\nProtocols: http https\nFeatures: IPv6 SSL\n`,
    );
    return 0;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (options.urls.length === 0) {
    process.stderr.write("curl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  let exit = 0;
  let number = 0;
  const urls = options.urls.flatMap((url) => (options.globOff ? [url] : globUrl(url)));
  for (const url of urls) {
    const target = options.outputs[Math.min(number, options.outputs.length - 1)];
    const code = await transfer(url, {
      process,
      options,
      output: number < options.outputs.length || urls.length > options.urls.length ? target : undefined,
      number,
    });
    if (code !== 0) exit = code;
    number++;
    if (process.signal.aborted) return 130;
    if (code !== 0 && options.failEarly) break;
  }
  return exit;
};

interface Transfer {
  readonly process: Process;
  readonly options: CurlOptions;
  readonly output: string | true | undefined;
  readonly number: number;
}

const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

async function transfer(given: string, { process, options, output, number }: Transfer): Promise<number> {
  const { stdout, stderr, host } = process;
  const say = (text: string): void => {
    if (options.verbose) stderr.write(text);
  };
  const fail = ({ exit, text }: CurlFailure): number => {
    if (!options.silent || options.showError) stderr.write(`curl: (${exit}) ${text}\n`);
    return exit;
  };
  const first = parseUrl(given);
  if ('exit' in first) return fail(first);
  if (options.proxy !== undefined && options.proxy !== '')
    return fail({ exit: 5, text: 'Portolan does not simulate proxies' });

  let url = withQuery(first, options);
  let method = options.method ?? (options.head ? 'HEAD' : options.data.length > 0 && !options.get ? 'POST' : 'GET');
  let body = options.get ? '' : options.data.join(options.json ? '' : '&');
  const begun = host.now();
  let redirects = 0;
  let retries = 0;
  let connects = 0;
  let connectedTo = '';
  let fileName = '';
  if (output !== undefined) fileName = output === true ? basename(url.target.split('?')[0]!) : output;
  if (output === true && (fileName === '' || fileName === '/'))
    return fail({ exit: 23, text: 'Failed to extract a sensible file name from the URL to use for storage!' });
  let received = '';
  let verifyResult = 0;
  let opened = false;
  const write = (text: string): boolean => {
    received += text;
    if (fileName === '' || fileName === '-') return text === '' || stdout.write(text);
    if (fileName === '/dev/null') return true;
    const path = join(process.cwd, fileName);
    const failed = opened ? process.files.append(path, text) : process.files.write(path, text);
    opened = true;
    if (failed) stderr.write(`Warning: Failed to open the file ${fileName}: ${strerror(failed)}\n`);
    return failed === undefined;
  };
  const showsData = fileName !== '' || process.terminal === undefined;
  const meters =
    !options.silent && ((fileName !== '' && fileName !== '-') || process.terminal === undefined) && !options.verbose;
  const report = (
    status: number,
    headers: HttpHeaders,
    code: number,
    errorText: string,
    remote: { ip: string; port: number } | undefined,
  ): void => {
    if (options.writeOut === undefined) return;
    const location = headerOf(headers, 'location');
    const format = options.writeOut.startsWith('@')
      ? (process.files.read(join(process.cwd, options.writeOut.slice(1))) ?? '')
      : options.writeOut;
    const text = writeOut(format, {
      status,
      headers,
      sizeDownload: bytes(received),
      sizeUpload: bytes(body),
      sizeHeader: status === 0 ? 0 : bytes(headBlock(status, headers)),
      method,
      scheme: url.scheme.toUpperCase(),
      url: given,
      effectiveUrl: url.href,
      redirects,
      redirectUrl: location !== undefined && !options.follow ? resolveUrl(location, url) : '',
      totalMs: host.now() - begun,
      connectMs: 0,
      connects,
      remoteIp: remote?.ip ?? '',
      remotePort: remote?.port ?? 0,
      exitCode: code,
      errorText,
      verifyResult,
      fileName,
      urlNumber: number,
    });
    stderr.write(text.stderr);
    stdout.write(text.stdout);
  };
  if (meters) stderr.write(METER_HEAD + meterLine(0, 0).trimEnd());

  for (;;) {
    let prepared: Prepared | undefined;
    if (url.scheme === 'https') {
      const made = await tlsOptions(process, options);
      if ('exit' in made) {
        report(0, [], made.exit, made.text, undefined);
        return fail(made);
      }
      prepared = made;
    }
    const target = connectTarget(url, options);
    const request: HttpRequest = {
      method,
      url: target === undefined ? url.href : `${url.scheme}://${target}${url.target}`,
      headers: requestHeaders(url, options, body, method),
      body,
    };
    const sayHandshake = (exchange: Exchange): void => {
      if (!prepared) return;
      const fault = exchange.ok ? undefined : exchange.error.tls;
      const { host } = url;
      const { insecure, tlsMax: highest } = options;
      const facts = { host, insecure, highest, offered: offeredBy(options), caFile: prepared.caFile };
      say(handshakeLines(facts, { ...(exchange.tls && { tls: exchange.tls }), ...(fault && { fault }) }));
    };
    const left = options.maxTimeMs === undefined ? undefined : Math.max(1, options.maxTimeMs - (host.now() - begun));
    const started = host.now();
    const exchange = await host.fetch(request, {
      signal: process.signal,
      ...(left === undefined ? {} : { timeoutMs: left }),
      ...(options.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: options.connectTimeoutMs }),
      ...(options.insecure ? { insecure: true } : {}),
      ...(prepared && { tls: { ...prepared.tls, ...(target !== undefined && { serverName: url.host }) } }),
      ...(Object.keys(options.resolve).length > 0 ? { resolve: options.resolve } : {}),
    });
    if (process.signal.aborted) return 130;
    verifyResult = exchange.tls?.faults[0]?.code ?? 0;
    const { remote } = exchange;
    const again = remote !== undefined && connectedTo === `${remote.ip}:${remote.port}`;
    if (remote && !again)
      say(`*   Trying ${remote.ip.includes(':') ? `[${remote.ip}]` : remote.ip}:${remote.port}...\n`);
    if (!exchange.ok) {
      const { error } = exchange;
      const limited = options.maxTimeMs !== undefined || options.connectTimeoutMs !== undefined;
      const failure = failureOf(error, { url, elapsedMs: exchange.elapsedMs || host.now() - started, limited });
      const retriable =
        error.kind === 'timeout' ||
        error.kind === 'unresolved' ||
        (options.retryRefused && /refused|unreachable/.test(error.kind));
      if (retriable && retries < options.retries) {
        fail(failure);
        await waitToRetry(
          process,
          options,
          retries,
          error.kind === 'refused' || error.kind === 'unreachable' ? 'connection refused' : 'timeout',
        );
        retries++;
        continue;
      }
      if (error.phase === 'tls' && remote) {
        say(connectedLine(url, remote, connects));
        sayHandshake(exchange);
      } else if (error.phase === 'transfer' && remote) {
        say(connectedLine(url, remote, connects));
        sayHandshake(exchange);
        say(requestBlock(request, url, exchange.tls?.alpn === 'h2'));
      } else if (error.kind === 'refused' && remote)
        say(`* connect to ${remote.ip} port ${remote.port} failed: Connection refused\n`);
      say(`* ${failure.text.split('\n')[0]}\n* Closing connection 0\n`);
      if (meters) stderr.write(meterLine(0, host.now() - begun));
      report(0, [], failure.exit, failure.text.split('\n')[0]!, remote);
      return fail(failure);
    }

    const { response } = exchange;
    if (again) {
      say(`* Found bundle for host: 0x55aa209f9200 [serially]
* Can not multiplex, even if we wanted to
`);
      say(`* Re-using existing connection #${connects - 1} with host ${url.host}
`);
    } else {
      connects++;
      if (remote) say(connectedLine(url, remote, connects - 1));
    }
    if (remote) connectedTo = `${remote.ip}:${remote.port}`;
    const isHttp2 = exchange.tls?.alpn === 'h2';
    if (!again) sayHandshake(exchange);
    if (isHttp2) say(streamLines(request, url));
    say(requestBlock(request, url, isHttp2));
    if (body !== '' && showsData) say(`} [${bytes(body)} bytes data]\n`);
    const head = headBlock(response.status, response.headers, isHttp2);
    // With -f the connection is closed before the blank line is read.
    const stops = response.status >= 400 && options.fail;
    say(
      (stops ? head.slice(0, -2) : head)
        .split('\n')
        .slice(0, -1)
        .map((line) => `< ${line}\n`)
        .join(''),
    );
    const showBody = (): void => {
      if (response.body !== '' && method !== 'HEAD' && !stops && showsData)
        say(`{ [${bytes(response.body)} bytes data]\n`);
    };
    const location = headerOf(response.headers, 'location');
    const follows = options.follow && location !== undefined && [301, 302, 303, 307, 308].includes(response.status);

    if (TRANSIENT.has(response.status) && retries < options.retries) {
      await waitToRetry(process, options, retries, 'HTTP error');
      retries++;
      continue;
    }
    const failed = response.status >= 400 && (options.fail || options.failWithBody);
    if ((options.include || options.head) && !(failed && options.fail)) write(head);
    if (follows) {
      if (redirects >= options.maxRedirects && options.maxRedirects >= 0) {
        const text = `Maximum (${options.maxRedirects}) redirects followed`;
        report(response.status, response.headers, 47, text, remote);
        return fail({ exit: 47, text });
      }
      redirects++;
      const next = parseUrl(resolveUrl(location, url));
      if ('exit' in next) return fail(next);
      say(
        `* Connection #${redirects - 1} to host ${url.host} left intact\n* Issue another request to this URL: '${next.href}'\n`,
      );
      // A POST becomes a GET after 301, 302 and 303, unless -X says otherwise.
      const turns =
        response.status === 303 || ((response.status === 301 || response.status === 302) && method === 'POST');
      if (turns && options.method === undefined && method !== 'HEAD') {
        method = 'GET';
        body = '';
      }
      url = next;
      continue;
    }
    let broken = false;
    showBody();
    if (method !== 'HEAD' && !(failed && options.fail)) broken = !write(response.body);
    say(
      failed
        ? `* The requested URL returned error: ${response.status}\n* Closing connection 0\n`
        : `* Connection #${connects - 1} to host ${url.host} left intact\n`,
    );
    if (meters) stderr.write(meterLine(bytes(response.body), host.now() - begun));
    const code = failed ? 22 : broken ? 23 : 0;
    report(
      response.status,
      response.headers,
      code,
      failed ? `The requested URL returned error: ${response.status}` : '',
      remote,
    );
    if (failed) return fail({ exit: 22, text: `The requested URL returned error: ${response.status}` });
    return broken ? fail({ exit: 23, text: 'Failed writing body' }) : 0;
  }
}

function withQuery(url: CurlUrl, options: CurlOptions): CurlUrl {
  if (!options.get || options.data.length === 0) return url;
  const mark = url.target.includes('?') ? '&' : '?';
  const query = mark + options.data.join('&');
  return { ...url, target: url.target + query, href: url.href + query };
}

function hostHeader({ host, port, scheme }: CurlUrl): string {
  return port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`;
}

function requestHeaders(url: CurlUrl, options: CurlOptions, body: string, method: string): [string, string][] {
  const own = new Map<string, [string, string] | undefined>();
  for (const line of options.headers) {
    const found = /^([^:;]+)([:;])\s*(.*)$/.exec(line);
    if (!found) continue;
    const [, name = '', mark, value = ''] = found;
    // `Name:` removes a header; `Name;` sends it empty.
    own.set(name.toLowerCase(), value === '' && mark === ':' ? undefined : [name, value]);
  }
  const out: [string, string][] = [];
  const add = (name: string, value: string | undefined): void => {
    if (own.has(name.toLowerCase())) {
      if (name === 'Host' && own.get('host')) out.push(own.get('host')!);
      if (name === 'Host') own.delete('host');
      return;
    }
    if (value !== undefined && value !== '') out.push([name, value]);
  };
  add('Host', hostHeader(url));
  const user = options.user ?? url.user;
  if (user !== undefined)
    add(
      'Authorization',
      `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(user.includes(':') ? user : `${user}:`)))}`,
    );
  add('User-Agent', options.userAgent ?? `curl/${VERSION}`);
  const sends = options.data.length > 0 && !options.get && method !== 'GET' && method !== 'HEAD';
  if (options.json && sends) add('Content-Type', 'application/json');
  add('Accept', options.json ? 'application/json' : '*/*');
  add('Referer', options.referer);
  if (options.cookie?.includes('=')) add('Cookie', options.cookie);
  if (sends) {
    add('Content-Length', String(bytes(body)));
    if (!options.json) add('Content-Type', 'application/x-www-form-urlencoded');
  }
  for (const header of own.values()) if (header) out.push(header);
  return out;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  418: "I'm a teapot",
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function headBlock(status: number, headers: HttpHeaders, isHttp2 = false): string {
  if (isHttp2)
    return `HTTP/2 ${status} \r\n${headers.map(([name, value]) => `${name.toLowerCase()}: ${value}\r\n`).join('')}\r\n`;
  return `HTTP/1.1 ${status} ${REASONS[status] ?? ''}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

function requestBlock(request: HttpRequest, url: CurlUrl, isHttp2 = false): string {
  // The host stays as it is typed: curl prints what it made before it turns it into :authority.
  const shown = (name: string): string => (isHttp2 && name !== 'Host' ? name.toLowerCase() : name);
  return `> ${request.method} ${url.target} HTTP/${isHttp2 ? '2' : '1.1'}\r\n${request.headers.map(([name, value]) => `> ${shown(name)}: ${value}\r\n`).join('')}> \r\n`;
}

/** What -v says of the stream of HTTP/2. */
function streamLines({ method, headers }: HttpRequest, url: CurlUrl): string {
  const fields = [
    `:method: ${method}`,
    `:path: ${url.target}`,
    `:scheme: ${url.scheme}`,
    `:authority: ${hostHeader(url)}`,
    ...headers.filter(([name]) => name !== 'Host').map(([name, value]) => `${name.toLowerCase()}: ${value}`),
  ];
  return `${fields.map((field) => `* h2h3 [${field}]\n`).join('')}* Using Stream ID: 1 (easy handle 0x55aa209f9200)\n`;
}

function connectedLine(url: CurlUrl, remote: { ip: string; port: number }, connection: number): string {
  return `* Connected to ${url.host} (${remote.ip}) port ${remote.port} (#${connection})\n`;
}

function resolveUrl(location: string, base: CurlUrl): string {
  if (/^[a-zA-Z][\w+.-]*:\/\//.test(location)) return location;
  const origin = `${base.scheme}://${hostHeader(base)}`;
  if (location.startsWith('//')) return `${base.scheme}:${location}`;
  if (location.startsWith('/')) return origin + location;
  const path = base.target.split('?')[0]!;
  return `${origin}${path.slice(0, path.lastIndexOf('/') + 1)}${location}`;
}

async function waitToRetry(process: Process, options: CurlOptions, retry: number, problem: string): Promise<void> {
  const delay = options.retryDelayMs ?? 1000 * 2 ** retry;
  if (!options.silent) {
    const left = options.retries - retry;
    process.stderr.write(
      `Warning: Problem: ${problem}. Will retry in ${Math.round(delay / 1000)} seconds. ${left} ${left === 1 ? 'retry' : 'retries'} left.\n`,
    );
  }
  await process.host.sleep(delay, process.signal);
}

function bytes(text: string): number {
  return byteLength(text);
}

const METER_HEAD = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
`;

function meterLine(size: number, elapsedMs: number): string {
  const speed = elapsedMs > 0 ? Math.floor((size * 1000) / elapsedMs) : size;
  const percent = size > 0 ? '100' : '  0';
  const n = (value: number, width: number): string => String(value).padStart(width);
  return `\r${percent} ${n(size, 5)}  ${percent} ${n(size, 5)}    0     0 ${n(speed, 6)}      0 --:--:-- --:--:-- --:--:-- ${n(speed, 5)}\n`;
}

const HELP = `Usage: curl [options...] <url>
 -d, --data <data>          HTTP POST data
 -f, --fail                 Fail fast with no output on HTTP errors
 -h, --help <category>      Get help for commands
 -i, --include              Include protocol response headers in the output
 -o, --output <file>        Write to file instead of stdout
 -O, --remote-name          Write output to a file named as the remote file
 -s, --silent               Silent mode
 -u, --user <user:password> Server user and password
 -A, --user-agent <name>    Send User-Agent <name> to server
 -v, --verbose              Make the operation more talkative
 -V, --version              Show version number and quit

This is not the full help, this menu is stripped into categories.
Use "--help category" to get an overview of all categories.
For all options use the manual or "--help all".
`;
