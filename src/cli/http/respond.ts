// From an Answer to a socket's response.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { serializeBody } from '#apimachinery/serialize.ts';
import type { ApiResponse, NodeRefusal, StreamingResponse } from '#apimachinery/wire.ts';
import { bytesOf } from '#machine/bytes.ts';

/** Answers below stay uncompressed. Source: apiserver endpoints/handlers/responsewriters defaultGzipThresholdBytes. */
const GZIP_ABOVE = 128 * 1024;

export function send(
  request: IncomingMessage,
  response: ServerResponse,
  { code, headers = {}, body }: ApiResponse,
): void {
  const text = serializeBody(
    { code, headers, body },
    { path: request.url ?? '/', headers: { 'user-agent': request.headers['user-agent'] ?? '' } },
  );
  response.setHeader('Audit-Id', crypto.randomUUID());
  response.setHeader('Cache-Control', 'no-cache, private');
  response.setHeader('Content-Type', 'application/json');
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'warning')
      response.setHeader(
        'Warning',
        value.split('\n').map((warning) => `299 - ${JSON.stringify(warning)}`),
      );
    else if (name !== 'content-length') response.setHeader(name, value);
  }
  const bytes = bytesOf(text);
  if (bytes.length > GZIP_ABOVE && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    const zipped = gzipSync(bytes, { level: 1 });
    response.writeHead(code, { 'content-encoding': 'gzip', vary: 'Accept-Encoding', 'content-length': zipped.length });
    response.end(request.method === 'HEAD' ? undefined : zipped);
    return;
  }
  response.writeHead(code, { 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** As Go's `http.Error` writes it. */
export function plain(code: number, text: string): ApiResponse {
  return { code, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

/** The node's own words. */
export function refusal({ refused: { code, text } }: NodeRefusal): ApiResponse {
  return plain(code, text);
}

export function stream(request: IncomingMessage, response: ServerResponse, answer: StreamingResponse): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'cache-control': 'no-cache, private',
    ...answer.headers,
  });
  response.flushHeaders();
  const stop = answer.open({
    piece: (value) => response.write(typeof value === 'string' ? bytesOf(value) : `${JSON.stringify(value)}\n`),
    end: () => response.end(),
  });
  request.on('close', stop);
  response.on('close', stop);
}
