// One request as a curl command line, and what curl said as the outcome of a request. Source: curl(1), EXIT CODES; lib/curl_easy strerror.

import type { Exchange, HttpHeaders, HttpRequest, HttpResponse, NetworkError } from '#machine/http.ts';
import type { FetchOptions } from '#machine/program.ts';
import type { Ran } from './api.ts';
import { NotJudged } from './not-judged.ts';

const seconds = (ms: number): string => String(ms / 1000);

export function curlLine(request: HttpRequest, options: FetchOptions = {}): readonly string[] {
  const { connectTimeoutMs, timeoutMs, insecure, resolve = {} } = options;
  return [
    'curl',
    ...['--silent', '--show-error', '--include', '--globoff'],
    ...(request.method === 'GET' ? [] : request.method === 'HEAD' ? ['--head'] : ['--request', request.method]),
    ...(request.version === 'HTTP/2'
      ? ['--http2-prior-knowledge']
      : request.version === 'HTTP/1.0'
        ? ['--http1.0']
        : []),
    ...(connectTimeoutMs === undefined ? [] : ['--connect-timeout', seconds(connectTimeoutMs)]),
    ...(timeoutMs === undefined ? [] : ['--max-time', seconds(timeoutMs)]),
    ...(insecure ? ['--insecure'] : []),
    ...Object.entries(resolve).flatMap(([from, to]) => ['--resolve', `${from}:${to}`]),
    ...request.headers.flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ...(request.body === '' ? [] : ['--data-raw', request.body]),
    request.url,
  ];
}

/** @throws {NotJudged} where curl could not try at all. */
export function outcomeOf({ exitCode, stdout, stderr }: Ran, elapsedMs: number): Exchange {
  const facts = { trace: [], elapsedMs };
  if (exitCode === 0) return { ...facts, ok: true, response: readResponse(stdout) };
  const said = stderr.trim().split('\n').at(-1) ?? '';
  const error = exitCode === undefined ? undefined : errorOf(exitCode, said);
  if (!error) throw new NotJudged(`curl could not try it: ${said || `exit code ${exitCode}`}`);
  return { ...facts, ok: false, error };
}

function errorOf(exitCode: number, said: string): NetworkError | undefined {
  const message = said.replace(/^curl: \(\d+\) /, '');
  switch (exitCode) {
    case 5:
    case 6:
      return { kind: 'unresolved', phase: 'resolve', message };
    case 7:
      return {
        kind: /no route to host|network is unreachable/i.test(said) ? 'unreachable' : 'refused',
        phase: 'connect',
        message,
      };
    case 28:
      return { kind: 'timeout', phase: /connect/i.test(said) ? 'connect' : 'transfer', message };
    case 35:
    case 51:
    case 58:
    case 60:
      return { kind: 'tls', phase: 'tls', message };
    case 52:
      return { kind: 'empty', phase: 'transfer', message };
    case 56:
      return { kind: 'reset', phase: 'transfer', message };
    case 1:
    case 8:
    case 16:
    case 92:
      return { kind: 'protocol', phase: 'transfer', message };
    default:
      return undefined;
  }
}

/** The last head that `--include` printed, and the body behind it. */
function readResponse(printed: string): HttpResponse {
  let rest = printed;
  for (;;) {
    const end = /\r?\n\r?\n/.exec(rest);
    const head = end ? rest.slice(0, end.index) : rest;
    const body = end ? rest.slice(end.index + end[0].length) : '';
    const [first = '', ...lines] = head.split(/\r?\n/);
    const status = Number(/^HTTP\/[\d.]+ (\d{3})/.exec(first)?.[1]);
    // 100 Continue, and a proxy's answer to CONNECT, stand before the one that counts.
    if (status < 200 && status !== 101 && body.startsWith('HTTP/')) {
      rest = body;
      continue;
    }
    const headers: HttpHeaders = lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
    });
    return { status, headers, body };
  }
}
