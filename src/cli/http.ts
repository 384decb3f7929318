// The API server's HTTP adapter: sockets and bytes on one side, ApiRequest and Answer on the other.

import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { decodeEnvelope } from '#apimachinery/protobuf/decode.ts';
import { serializeBody } from '#apimachinery/serialize.ts';
import { status } from '#apimachinery/status.ts';
import type { Answer, ApiRequest, ApiResponse, Method } from '#apimachinery/wire.ts';
import { isStreaming } from '#apimachinery/wire.ts';

/** Bytes. A body above is refused, as kube-apiserver does. Source: apiserver MaxRequestBodyBytes. */
const MAX_BODY = 3 * 1024 * 1024;
/** Answers below stay uncompressed. Source: apiserver endpoints/handlers/responsewriters defaultGzipThresholdBytes. */
const GZIP_ABOVE = 128 * 1024;

export interface ServeOptions {
  readonly port: number;
  /** Undefined: everybody may. */
  readonly token: string | undefined;
  handle(request: ApiRequest): Answer | Promise<Answer>;
  /** Paths under /portolan/: answered here, or undefined. */
  portolan(method: string, path: string, body: unknown): Promise<ApiResponse | undefined>;
}

/** Listens on 127.0.0.1 only. Resolves once it does. */
export function serveApi(options: ServeOptions): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    void answer(request, response, options, (server.address() as AddressInfo).port).catch((error: Error) => {
      if (!response.headersSent) send(request, response, { code: 500, body: status.internalError(error.message) });
      else response.destroy();
    });
  });
  server.keepAliveTimeout = 30_000;
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(options.port, '127.0.0.1', () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeOptions,
  port: number,
): Promise<void> {
  const host = request.headers.host ?? '';
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    return send(request, response, {
      code: 403,
      body: status.forbidden('', '', '', `the Host ${JSON.stringify(host)} is not this server's own address`),
    });
  }
  const path = allowedPath(request, options.token);
  if (path === undefined) return send(request, response, { code: 401, body: status.unauthorized() });
  const bytes = await readBody(request);
  if (!bytes)
    return send(request, response, {
      code: 413,
      body: status.badRequest('Request entity too large: limit is 3145728'),
    });

  const contentType = request.headers['content-type'] ?? '';
  const body = decodeBody(bytes, contentType);
  if ('refused' in body) return send(request, response, body.refused);

  if (path.startsWith('/portolan/')) {
    const own = await options.portolan(request.method ?? 'GET', path, body.value);
    return send(request, response, own ?? { code: 404, body: status.noRoute() });
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string' && name !== 'authorization') headers[name] = value;
  }
  if (body.wasProtobuf) headers['content-type'] = 'application/json';
  const result = await options.handle({
    method: (request.method ?? 'GET') as Method,
    path,
    headers,
    ...(bytes.length > 0 && { body: body.value }),
  });
  if (isStreaming(result)) stream(request, response, result);
  else send(request, response, result);
}

/**
 * The path without the token, or undefined when it was not given.
 * kubectl sends no credentials over plain HTTP, so the kubeconfig's server URL carries the token as its first path segment.
 * Source: client-go tools/clientcmd ClientConfig, restclient.IsConfigTransportTLS.
 */
function allowedPath({ url = '/', headers }: IncomingMessage, token: string | undefined): string | undefined {
  if (token === undefined) return url;
  const [, first = ''] = /^\/([^/?]*)/.exec(url) ?? [];
  if (sameText(first, token)) return url.slice(first.length + 1) || '/';
  return sameText(headers.authorization ?? '', `Bearer ${token}`) ? url : undefined;
}

function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY) chunks.push(chunk);
    });
    request.on('end', () => resolve(size > MAX_BODY ? undefined : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

type Body = { readonly value: unknown; readonly wasProtobuf?: boolean } | { readonly refused: ApiResponse };

/** JSON and protobuf become values; anything else stays text. */
function decodeBody(bytes: Buffer, contentType: string): Body {
  if (bytes.length === 0) return { value: undefined };
  if (contentType.includes('application/vnd.kubernetes.protobuf')) {
    const decoded = decodeEnvelope(bytes);
    if ('error' in decoded) return { refused: { code: 400, body: status.badRequest(decoded.error) } };
    return { value: decoded.object, wasProtobuf: true };
  }
  return { value: bytes.toString('utf8') };
}

function send(request: IncomingMessage, response: ServerResponse, { code, headers = {}, body }: ApiResponse): void {
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
  const bytes = Buffer.from(text);
  if (bytes.length > GZIP_ABOVE && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    const zipped = gzipSync(bytes, { level: 1 });
    response.writeHead(code, { 'content-encoding': 'gzip', vary: 'Accept-Encoding', 'content-length': zipped.length });
    response.end(request.method === 'HEAD' ? undefined : zipped);
    return;
  }
  response.writeHead(code, { 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function stream(request: IncomingMessage, response: ServerResponse, answer: Extract<Answer, { open: unknown }>): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'cache-control': 'no-cache, private',
    ...answer.headers,
  });
  response.flushHeaders();
  const stop = answer.open({
    piece: (value) => response.write(typeof value === 'string' ? value : `${JSON.stringify(value)}\n`),
    end: () => response.end(),
  });
  request.on('close', stop);
  response.on('close', stop);
}
