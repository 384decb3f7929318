// One transfer of curl: requests until an answer is the last, what is written and shown of it.

import { byteLength } from '#machine/bytes.ts';
import { strerror } from '#machine/errno.ts';
import { type Exchange, type HttpRequest, type HttpResponse, headerOf } from '#machine/http.ts';
import type { KeptConnection } from '#machine/kept-connection.ts';
import { basename, join } from '#machine/path.ts';
import type { Process } from '#machine/program.ts';
import { bodyOf } from './body.ts';
import type { Cookies } from './cookies.ts';
import { type CurlFailure, failureOf } from './errors.ts';
import { handshakeLines } from './handshake.ts';
import { connectedLine, headBlock, requestBlock, streamLines } from './messages.ts';
import { METER_HEAD, meterLine } from './meter.ts';
import type { CurlOptions } from './options.ts';
import { requestHeaders } from './request-headers.ts';
import { connectTarget, offeredBy, type Prepared, tlsOptions } from './tls-options.ts';
import { parseUrl, resolveUrl, withQuery } from './url.ts';
import { writeOut } from './write-out.ts';

export interface Transfer {
  readonly process: Process;
  readonly options: CurlOptions;
  /** The connection that this run of curl has. */
  readonly keep: KeptConnection;
  readonly output: string | true | undefined;
  readonly number: number;
  /** Absent: none are kept. */
  readonly cookies: Cookies | undefined;
  /** Standard input, where it is to be sent. */
  readonly input: string;
}

/** Before there is an answer. */
const NOTHING = { status: 0, headers: [] } as const;

const isHttp2 = ({ version }: HttpRequest, { tls }: Exchange): boolean => version === 'HTTP/2' || tls?.alpn === 'h2';

const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

export async function transfer(
  given: string,
  { process, options, keep, output, number, cookies, input }: Transfer,
): Promise<number> {
  const { stdout, stderr, host } = process;
  const say = (text: string): void => {
    if (options.verbose) stderr.write(text);
  };
  const fail = ({ exit, text }: CurlFailure): number => {
    if (!options.silent || options.showError) stderr.write(`curl: (${exit}) ${text}\n`);
    return exit;
  };
  const first = parseUrl(given, options.pathAsIs);
  if ('exit' in first) return fail(first);
  if (options.proxy !== undefined && options.proxy !== '')
    return fail({ exit: 5, text: 'Portolan does not simulate proxies' });

  let url = withQuery(first, options);
  const sent = bodyOf(options, process, input);
  if ('exit' in sent) return fail(sent);
  if (options.upload !== undefined && url.target.endsWith('/')) {
    const name = encodeURIComponent(basename(options.upload));
    url = { ...url, target: url.target + name, href: url.href + name };
  }
  let { method, body } = sent;
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
  let isDumped = number > 0;
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
  let http2 = false;
  const report = (
    response: Pick<HttpResponse, 'status' | 'headers'>,
    code: number,
    errorText: string,
    remote: { ip: string; port: number } | undefined,
  ): void => {
    if (options.writeOut === undefined) return;
    const { status, headers } = response;
    const location = headerOf(headers, 'location');
    const format = options.writeOut.startsWith('@')
      ? (process.files.read(join(process.cwd, options.writeOut.slice(1))) ?? '')
      : options.writeOut;
    const text = writeOut(format, {
      status,
      headers,
      sizeDownload: byteLength(received),
      sizeUpload: byteLength(body),
      sizeHeader: status === 0 ? 0 : byteLength(headBlock(response, http2)),
      http2,
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
        report(NOTHING, made.exit, made.text, undefined);
        return fail(made);
      }
      prepared = made;
    }
    const target = connectTarget(url, options);
    const request: HttpRequest = {
      method,
      url: target === undefined ? url.href : `${url.scheme}://${target}${url.target}`,
      headers: requestHeaders(url, options, { ...sent, body, method }, cookies?.headerFor(url, host.now())),
      body,
      ...(options.priorKnowledge && url.scheme === 'http' && { version: 'HTTP/2' as const }),
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
      keep,
      noHost: true,
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
        say(requestBlock(request, url, isHttp2(request, exchange)));
      } else if (error.kind === 'refused' && remote)
        say(`* connect to ${remote.ip} port ${remote.port} failed: Connection refused\n`);
      say(`* ${failure.text.split('\n')[0]}\n* Closing connection 0\n`);
      if (meters) stderr.write(meterLine(0, host.now() - begun));
      report(NOTHING, failure.exit, failure.text.split('\n')[0]!, remote);
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
    if (!again) sayHandshake(exchange);
    http2 = isHttp2(request, exchange);
    if (http2) say(streamLines(request, url));
    say(requestBlock(request, url, http2));
    if (body !== '' && showsData) say(`} [${byteLength(body)} bytes data]\n`);
    const head = headBlock(response, http2);
    // With -f the connection is closed before the blank line is read.
    const stops = response.status >= 400 && options.fail;
    const added = cookies?.take(response.headers, url, host.now());
    say(
      (stops ? head.slice(0, -2) : head)
        .split('\n')
        .slice(0, -1)
        .map((line) => `${added?.get(/^set-cookie: (.*?)\r?$/i.exec(line)?.[1] ?? '') ?? ''}< ${line}\n`)
        .join(''),
    );
    if (options.dumpHeader === '-') stdout.write(head);
    else if (options.dumpHeader !== undefined) {
      const path = join(process.cwd, options.dumpHeader);
      if (isDumped) process.files.append(path, head);
      else process.files.write(path, head);
      isDumped = true;
    }
    const showBody = (): void => {
      if (response.body !== '' && method !== 'HEAD' && !stops && showsData)
        say(`{ [${byteLength(response.body)} bytes data]\n`);
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
        report(response, 47, text, remote);
        return fail({ exit: 47, text });
      }
      redirects++;
      const next = parseUrl(resolveUrl(location, url), options.pathAsIs);
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
    if (meters) stderr.write(meterLine(byteLength(response.body), host.now() - begun));
    const code = failed ? 22 : broken ? 23 : 0;
    report(response, code, failed ? `The requested URL returned error: ${response.status}` : '', remote);
    if (failed) return fail({ exit: 22, text: `The requested URL returned error: ${response.status}` });
    return broken ? fail({ exit: 23, text: 'Failed writing body' }) : 0;
  }
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
