// A request from the machine that the command runs on: the learner's laptop.

import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Exchange, HttpHeaders, HttpRequest, NetworkError } from '#machine/http.ts';
import type { FetchOptions } from '#machine/program.ts';

/** Milliseconds until a request without a limit of its own is given up. */
const PATIENCE = 30_000;

/** Never rejects. */
export function fetchHere(request: HttpRequest, options: FetchOptions = {}): Promise<Exchange> {
  const { timeoutMs = PATIENCE, insecure, resolve: fixed = {} } = options;
  const url = new URL(request.url);
  const secure = url.protocol === 'https:';
  const port = Number(url.port || (secure ? 443 : 80));
  const address = fixed[`${url.hostname}:${port}`];
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  return new Promise((resolve) => {
    let phase: NetworkError['phase'] = 'resolve';
    const failed = (kind: NetworkError['kind'], message: string): void =>
      resolve({ ok: false, trace: [], elapsedMs: elapsed(), error: { kind, phase, message } });
    const outgoing = (secure ? httpsRequest : httpRequest)({
      method: request.method,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port,
      path: url.pathname + url.search,
      headers: Object.fromEntries(request.headers),
      agent: false,
      ...(insecure && { rejectUnauthorized: false }),
      ...(address && { lookup: answering(address) }),
    });
    const timer = setTimeout(() => {
      outgoing.destroy();
      failed('timeout', `no answer within ${timeoutMs} ms`);
    }, timeoutMs);
    outgoing.on('socket', (socket) => {
      socket.on('lookup', () => {
        phase = 'connect';
      });
      socket.on('connect', () => {
        phase = secure ? 'tls' : 'transfer';
      });
      socket.on('secureConnect', () => {
        phase = 'transfer';
      });
    });
    outgoing.on('response', (incoming: IncomingMessage) => {
      incoming.setEncoding('utf8');
      let body = '';
      incoming.on('data', (piece: string) => {
        body += piece;
      });
      incoming.on('end', () => {
        clearTimeout(timer);
        resolve({
          ok: true,
          trace: [],
          elapsedMs: elapsed(),
          response: { status: incoming.statusCode ?? 0, headers: pairs(incoming.rawHeaders), body },
        });
      });
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      failed(kindOf(error, phase), error.message);
    });
    outgoing.end(request.body);
  });
}

const answering =
  (address: string): LookupFunction =>
  (_host, { all }, done) => {
    const family = address.includes(':') ? 6 : 4;
    if (all) done(null, [{ address, family }]);
    else done(null, address, family);
  };

function kindOf({ code = '' }: NodeJS.ErrnoException, phase: NetworkError['phase']): NetworkError['kind'] {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unresolved';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'unreachable';
  if (phase === 'tls') return 'tls';
  if (code.startsWith('HPE_')) return 'protocol';
  return code === 'ECONNRESET' && phase === 'transfer' ? 'reset' : 'empty';
}

const pairs = (raw: readonly string[]): HttpHeaders =>
  Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? '', raw[2 * i + 1] ?? ''] as const);
