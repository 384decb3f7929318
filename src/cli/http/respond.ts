// From an Answer to a socket's response.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { sentHeaders, serializeBody, serializeEvent } from '#apimachinery/serialize.ts';
import type { ApiResponse, NodeRefusal, StreamingResponse } from '#apimachinery/wire.ts';
import { bytesOf } from '#machine/bytes.ts';
import { isSwaggerProtobuf, swaggerBytes } from './swagger-protobuf.ts';

/** Answers below stay uncompressed. Source: apiserver endpoints/handlers/responsewriters defaultGzipThresholdBytes. */
const GZIP_ABOVE = 128 * 1024;

export function send(
  request: IncomingMessage,
  response: ServerResponse,
  { code, headers = {}, body, via }: ApiResponse,
  /** As the API server sees it: without the learner's token before it. */
  path = request.url ?? '/',
): void {
  begin(request, response);
  for (const [name, value] of sentHeaders(headers))
    if (name === 'warning') response.appendHeader(name, headerText(value));
    else response.setHeader(name, value);
  // Clients put the headers of a 304 over those of the answer that they kept: it must not speak of a body.
  if (code === 304) {
    response.removeHeader('Content-Type');
    response.writeHead(code).end();
    return;
  }
  const isHead = request.method === 'HEAD';
  if (isHead && headers['content-length'] !== undefined) {
    response.writeHead(code, { 'content-length': headers['content-length'] }).end();
    return;
  }
  const bytes = isSwaggerProtobuf(headers)
    ? swaggerBytes(body)
    : bytesOf(textOf(request, path, { code, headers, body }));
  // What a Pod has answered goes on as it is.
  if (!via && bytes.length > GZIP_ABOVE && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    const zipped = gzipSync(bytes, { level: 1 });
    response.writeHead(code, { 'content-encoding': 'gzip', vary: 'Accept-Encoding', 'content-length': zipped.length });
    response.end(isHead ? undefined : zipped);
    return;
  }
  response.writeHead(code, { 'content-length': bytes.length });
  response.end(isHead ? undefined : bytes);
}

/** As Go writes a header's value: UTF-8. Node takes a character for each byte. */
const headerText = (text: string): string => Buffer.from(text).toString('latin1');

function textOf(request: IncomingMessage, path: string, answer: ApiResponse): string {
  const agent = request.headers['user-agent'] ?? '';
  return serializeBody(answer, { path, headers: { 'user-agent': agent } });
}

/** As Go's `http.Error` writes it. */
export function plain(code: number, text: string): ApiResponse {
  return { code, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

/** The node's own words. */
export function refusal({ refused: { code, text } }: NodeRefusal): ApiResponse {
  return plain(code, text);
}

/** What every answer carries. A client may name its request itself. Source: apiserver WithAuditInit. */
function begin(request: IncomingMessage, response: ServerResponse): void {
  const named = request.headers['audit-id'];
  response.setHeader('Audit-Id', typeof named === 'string' && named !== '' ? named.slice(0, 64) : crypto.randomUUID());
  // Go says nothing where the connection stays open.
  if (request.httpVersion === '1.1' && response.shouldKeepAlive) response.removeHeader('connection');
}

/**
 * Bytes that may wait for a client that does not read. Then its stream ends, as kube-apiserver ends the watch of a client whose
 * buffer is full (storage/cacher forgetWatcher).
 */
const MAX_WAITING = 8 * 1024 * 1024;

export function stream(request: IncomingMessage, response: ServerResponse, answer: StreamingResponse): void {
  begin(request, response);
  for (const [name, value] of sentHeaders(answer.headers)) response.setHeader(name, value);
  response.writeHead(200);
  response.flushHeaders();
  let over = false;
  let stop: (() => void) | undefined;
  const limit =
    answer.endsAfterMs === undefined ? undefined : setTimeout(() => end(), Math.min(answer.endsAfterMs, 2 ** 31 - 1));
  const end = (): void => {
    if (over) return;
    over = true;
    clearTimeout(limit);
    stop?.();
    response.end();
  };
  stop = answer.open({
    piece(value) {
      if (over) return;
      response.write(bytesOfPiece(value));
      if (response.writableLength > MAX_WAITING) end();
    },
    end,
  });
  // It may have ended while it was opened.
  if (over) stop();
  response.on('close', end);
}

/** A watch event is a line of JSON, and a log's text stands as it is. */
export function bytesOfPiece(value: unknown): Uint8Array | string {
  return typeof value === 'string' ? bytesOf(value) : serializeEvent(value);
}
