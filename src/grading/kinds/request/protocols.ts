// Requests of other protocols than HTTP, and what became of them.

import type { HttpRequest } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { FetchOptions, Place } from '#machine/program.ts';
import { WebSocketEnd } from '#machine/websocket.ts';
import type { Evidence } from '../../check.ts';
import { broken, type Outcome, outcomeOf, PATIENCE_MS } from './outcome.ts';

/** Ends a wait after `PATIENCE_MS`. Call `over` when it is not needed any more. */
function patience(evidence: Evidence): { readonly signal: AbortSignal; over(): void } {
  const waiting = new AbortController();
  const over = (): void => waiting.abort();
  void evidence.sleep(PATIENCE_MS, waiting.signal).then(over);
  return { signal: waiting.signal, over };
}

/** Connects, says `text`, and hears what comes back at first. Who says nothing hears nothing: many servers wait for the client's first word. */
export async function sendStream(
  evidence: Evidence,
  from: Place,
  { hostname, port }: URL,
  text: string,
): Promise<Outcome | undefined> {
  if (!evidence.connect) return undefined;
  const connected = await evidence.connect(from, hostname, Number(port), { connectTimeoutMs: PATIENCE_MS });
  const { trace, elapsedMs } = connected;
  if (!connected.ok) return outcomeOf({ ok: false, error: connected.error, elapsedMs, trace });
  const { stream } = connected;
  if (text === '') {
    stream.close();
    return { trace, ended: 200, headers: [], body: '' };
  }
  stream.write(text);
  const { signal, over } = patience(evidence);
  const body = await stream.read(signal);
  const isLate = signal.aborted;
  over();
  const { wasReset } = stream;
  stream.close();
  if (wasReset) return broken('reset', trace);
  return isLate ? broken('timeout', trace) : { trace, ended: 200, headers: [], body: body ?? '' };
}

export async function sendDatagram(
  evidence: Evidence,
  from: Place,
  { hostname, port }: URL,
  text: string,
): Promise<Outcome | undefined> {
  if (!evidence.datagrams) return undefined;
  const socket = await evidence.datagrams(from, hostname, Number(port));
  if ('kind' in socket) {
    const reason = { code: 'no-such-name', parameters: { name: hostname, tried: hostname } } as const;
    const trace = [{ at: 'dns', did: socket.message, ok: false, reason }];
    return outcomeOf({ ok: false, error: socket, elapsedMs: 0, trace });
  }
  const trace = socket.send(text);
  const { signal, over } = patience(evidence);
  // What was lost on the way is not waited for.
  if (trace.at(-1)?.ok === false) over();
  const received = await socket.receive(signal);
  over();
  socket.close();
  if (received === undefined) return broken('timeout', trace);
  return 'error' in received ? broken('refused', trace) : { trace, ended: 200, headers: [], body: received.text };
}

/** Opens a WebSocket, says `text` on it if there is some, and hears the answer. */
export async function sendOnWebSocket(
  evidence: Evidence,
  from: Place,
  request: HttpRequest,
  options: FetchOptions,
  text: string,
): Promise<Outcome> {
  const headers = [
    ...request.headers,
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ] as const;
  const exchange = await evidence.fetch(from, { ...request, headers }, options);
  const { stream } = exchange;
  if (!stream) return outcomeOf(exchange);
  const socket = new WebSocketEnd(stream, 'client');
  if (text === '') {
    socket.close();
    return outcomeOf(exchange);
  }
  const { signal, over } = patience(evidence);
  signal.addEventListener('abort', () => stream.close(), { once: true });
  socket.send(text);
  const heard = await socket.receive();
  socket.close();
  over();
  return heard ? { ...outcomeOf(exchange), body: heard.text } : broken('timeout', exchange.trace);
}

/** One call without a message in it. Its status is gRPC's: 0 is OK. */
export async function sendGrpc(
  evidence: Evidence,
  from: Place,
  request: HttpRequest,
  options: FetchOptions,
): Promise<Outcome> {
  const exchange = await evidence.fetch(
    from,
    {
      ...request,
      method: 'POST',
      version: 'HTTP/2',
      headers: [...request.headers, ['Content-Type', 'application/grpc'], ['TE', 'trailers']],
      body: '\0\0\0\0\0',
    },
    { ...options, tls: { ...options.tls, alpn: ['h2'] } },
  );
  if (!exchange.ok) return outcomeOf(exchange);
  const { trailers = [], headers } = exchange.response;
  const status = headerOf(trailers, 'grpc-status') ?? headerOf(headers, 'grpc-status');
  return status === undefined ? broken('protocol', exchange.trace) : { ...outcomeOf(exchange), ended: Number(status) };
}
