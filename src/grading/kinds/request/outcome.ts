// What became of a request, whatever the protocol.

import type { Exchange, HttpHeaders, NetworkErrorKind } from '#machine/http.ts';
import type { TlsSession } from '#machine/tls.ts';

/** Simulated milliseconds that one request may take. */
export const PATIENCE_MS = 3000;

export interface Outcome {
  readonly trace: Exchange['trace'];
  /** How it ended, or the status that was answered: of gRPC its own, of TCP and UDP 200 where something came. */
  readonly ended: NetworkErrorKind | number;
  readonly headers: HttpHeaders;
  readonly body: string;
  readonly tls?: TlsSession;
  /** The exchange, where it failed: to be put in words. */
  readonly failure?: Extract<Exchange, { ok: false }>;
}

export function outcomeOf(exchange: Exchange): Outcome {
  const { trace, tls } = exchange;
  if (!exchange.ok)
    return { trace, ended: exchange.error.kind, headers: [], body: '', failure: exchange, ...(tls && { tls }) };
  const { status, headers, body } = exchange.response;
  return { trace, ended: status, headers, body, ...(tls && { tls }) };
}

/** An end that the way there does not tell of. */
export function broken(kind: 'reset' | 'timeout' | 'refused' | 'protocol', trace: Exchange['trace']): Outcome {
  return outcomeOf({ ok: false, error: { kind, phase: 'transfer', message: '' }, elapsedMs: 0, trace });
}
