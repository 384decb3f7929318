// One request on an open connection, and its answer.

import { told } from '#machine/hop.ts';
import { type HttpRequest, type HttpResponse, headerOf, type NetworkError } from '#machine/http.ts';
import type { Connection } from '../kept.ts';
import { whyLink } from '../link.ts';
import { type Broken, plainHandler, type Served } from '../listener.ts';
import type { ParsedUrl } from '../url.ts';
import type { Progress, Waited } from './progress.ts';

const NO_SETTINGS =
  'Remote peer returned unexpected data while we expected SETTINGS frame.  Perhaps, peer does not support HTTP/2 properly.';

export async function exchange(
  call: Progress,
  given: HttpRequest,
  connection: Connection,
  { authority, secure }: ParsedUrl,
): Promise<HttpResponse | NetworkError> {
  const { served, place, link } = connection;
  const request: HttpRequest = {
    ...given,
    ...(headerOf(given.headers, 'host') === undefined &&
      !call.options.noHost && {
        headers: [['Host', authority] as const, ...given.headers],
      }),
    ...(call.tls?.alpn === 'h2' && { version: 'HTTP/2' }),
  };
  const isHttp2 = request.version === 'HTTP/2';
  if (isHttp2 && (secure ? call.tls?.alpn !== 'h2' : !served.http2 || served.tls)) {
    call.broken(place, told('does not speak HTTP/2 on this port', 'no-http2', {}));
    return { kind: 'protocol', phase: 'transfer', message: NO_SETTINGS };
  }
  const { captures } = call.network;
  if (captures.areOpen)
    connection.flow ??= captures.flow(call.from, connection.sourcePort, call.remote!, connection.trace);
  connection.flow?.asks(request);
  if (served.http2 === 'only' && !isHttp2 && (secure || !served.tls)) {
    call.broken(place, told('speaks only HTTP/2 on this port', 'only-http2', {}));
    return { kind: 'protocol', phase: 'transfer', message: 'Received HTTP/0.9 when not allowed' };
  }
  let answer = await answerOf(call, connection, secure ? served : { handler: plainHandler(served) }, request);
  if (answer === 'aborted') return call.interrupted('transfer');
  if (typeof answer !== 'string' && (await call.roundTrip(connection, call.totalLimit)) === 'limit') answer = 'limit';
  if (typeof answer === 'string') {
    const silent = told('took the request, but did not answer in time', 'no-answer-in-time', {});
    call.broken(place, link ? whyLink(link) : silent);
    const message = `Operation timed out after ${call.elapsedMs} milliseconds with 0 bytes received`;
    return { kind: 'timeout', phase: 'transfer', message };
  }
  connection.flow?.answers(request, answer);
  for (const hop of answer.via ?? []) call.hop(hop);
  if ('close' in answer) {
    call.broken(place, told('closed the connection without an answer', 'closed-without-answer', {}));
    return { kind: 'empty', phase: 'transfer', message: 'Empty reply from server' };
  }
  if ('reset' in answer) {
    call.broken(place, told('reset the connection', 'reset', {}));
    return { kind: 'reset', phase: 'transfer', message: 'Recv failure: Connection reset by peer' };
  }
  if ('garbage' in answer) {
    call.broken(place, told('answered, but not in HTTP', 'not-http', {}));
    return { kind: 'protocol', phase: 'transfer', message: 'Received HTTP/0.9 when not allowed' };
  }
  const { via, ...response } = answer;
  const status = String(response.status);
  call.hop({ at: place, ...told(`answered ${status}`, 'answered', { status }), ok: true });
  return given.method === 'HEAD' ? { ...response, body: '' } : response;
}

/** The handler's answer, unless the time or the caller's patience ends first. */
async function answerOf(
  call: Progress,
  { sourceIP, sourcePort }: Connection,
  { handler }: Pick<Served, 'handler'>,
  request: HttpRequest,
): Promise<HttpResponse | Broken | Waited> {
  // A process that ends closes what it had; only what it had not yet read would be answered by a reset.
  const crashed = (): Broken => ({ close: true });
  // Made when a handler looks at it: most never do, and it is dear.
  let gone: AbortController | undefined;
  let hasGone = false;
  let given: ReturnType<typeof handler>;
  try {
    given = handler(request, {
      ip: sourceIP,
      port: sourcePort,
      ...(call.tls && { tls: call.tls }),
      get gone() {
        gone ??= new AbortController();
        if (hasGone) gone.abort();
        return gone.signal;
      },
    });
  } catch {
    return crashed();
  }
  if (!(given instanceof Promise)) return given;
  const over = new AbortController();
  const first = await Promise.race([given.catch(crashed), call.patience(over.signal)]);
  // A reason of one's own: the default is an exception with a stack, made for each request.
  over.abort('answered');
  hasGone = typeof first === 'string';
  if (hasGone) gone?.abort();
  return first;
}
