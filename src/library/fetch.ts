// `fetch` to the API server, without a socket: a Request becomes an ApiRequest, an Answer a Response.

import { serializeBody, serializeEvent } from '#apimachinery/serialize.ts';
import { status } from '#apimachinery/status.ts';
import type { Answer, ApiRequest, ApiResponse, Method, StreamingResponse } from '#apimachinery/wire.ts';
import { isStreaming, isUpgrade } from '#apimachinery/wire.ts';
import { LEARNER_TOKEN, SERVER_URL } from '#lab/kubeconfig.ts';

/** Status codes with which a Response may have no body. Source: the Fetch standard, null body status. */
const WITHOUT_BODY = new Set([101, 204, 205, 304]);

type Handle = (request: ApiRequest) => Answer | Promise<Answer>;

/** @param handle Answers as the API server of the lab. */
export function labFetch(handle: Handle): typeof fetch {
  return async (input, init) => {
    const request = requestOf(input, init);
    request.signal.throwIfAborted();
    const { pathname, search } = new URL(request.url);
    const headers = Object.fromEntries(request.headers);
    headers.authorization ??= `Bearer ${LEARNER_TOKEN}`;
    const body = await request.text();
    const asked = {
      method: request.method as Method,
      path: pathname + search,
      headers,
      ...(body !== '' && { body }),
    };
    const answer = await handle(asked);
    request.signal.throwIfAborted();
    if (isStreaming(answer)) return streamed(answer, request.signal);
    if (isUpgrade(answer)) return responseOf(asked, { code: 400, body: status.badRequest('Upgrade request required') });
    return responseOf(asked, answer);
  };
}

/** @throws {TypeError} when it is for somebody else. */
function requestOf(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Request {
  // Hosts' own types of Request differ in what no API server reads.
  const given = input instanceof Request ? input : new URL(String(input), SERVER_URL);
  const { origin } = new URL(input instanceof Request ? input.url : (given as URL));
  if (origin !== SERVER_URL)
    throw new TypeError(`lab.fetch goes to the simulated API server only, ${SERVER_URL}, not to ${origin}`);
  return new Request(given, init);
}

function headersOf({ code, headers = {} }: Pick<ApiResponse, 'code' | 'headers'>): Headers {
  const out = new Headers({ 'cache-control': 'no-cache, private' });
  if (!WITHOUT_BODY.has(code)) out.set('content-type', 'application/json');
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'warning')
      for (const text of value.split('\n')) out.append('warning', `299 - ${escaped(JSON.stringify(text))}`);
    else if (name !== 'content-length') out.set(name, value);
  }
  return out;
}

/** A header's value is bytes: what is not ASCII is written as UTF-8, as Go does. */
const escaped = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');

function responseOf(asked: ApiRequest, answer: ApiResponse): Response {
  const text = serializeBody(answer, asked);
  const isEmpty = asked.method === 'HEAD' || WITHOUT_BODY.has(answer.code);
  return new Response(isEmpty ? null : text, { status: answer.code, headers: headersOf(answer) });
}

function streamed(answer: StreamingResponse, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  let stop: (() => void) | undefined;
  let limit: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const finish = (): void => {
    over = true;
    clearTimeout(limit);
    stop?.();
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const end = (): void => {
        if (over) return;
        finish();
        controller.close();
      };
      if (answer.endsAfterMs !== undefined) limit = setTimeout(end, Math.min(answer.endsAfterMs, 2 ** 31 - 1));
      signal.addEventListener('abort', () => {
        if (over) return;
        finish();
        controller.error(signal.reason);
      });
      stop = answer.open({
        piece: (value) => {
          if (!over) controller.enqueue(encoder.encode(typeof value === 'string' ? value : serializeEvent(value)));
        },
        end,
      });
      if (over) stop();
    },
    cancel: finish,
  });
  return new Response(body, { status: answer.code, headers: headersOf(answer) });
}
