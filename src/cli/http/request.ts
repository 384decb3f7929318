// From a socket's request to an ApiRequest: whether it may come in at all, its body, its headers.

import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { decodeEnvelope } from '#apimachinery/protobuf/decode.ts';
import { status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse, Method } from '#apimachinery/wire.ts';

/** Bytes. A body above is refused, as kube-apiserver does. Source: apiserver MaxRequestBodyBytes. */
const MAX_BODY = 3 * 1024 * 1024;

/** The path without the token; or why the request may not come in. */
export function admit(
  request: IncomingMessage,
  { token, port }: { readonly token: string | undefined; readonly port: number },
): { readonly path: string } | { readonly refused: ApiResponse } {
  const host = request.headers.host ?? '';
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    const why = `the Host ${JSON.stringify(host)} is not this server's own address`;
    return { refused: { code: 403, body: status.forbidden('', '', '', why) } };
  }
  const path = allowedPath(request, token);
  return path === undefined ? { refused: { code: 401, body: status.unauthorized() } } : { path };
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

/** Undefined when it is larger than the limit. */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
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

export const tooLarge: ApiResponse = {
  code: 413,
  body: status.badRequest('Request entity too large: limit is 3145728'),
};

export function apiRequest(
  request: IncomingMessage,
  path: string,
  bytes: Buffer,
): ApiRequest | { readonly refused: ApiResponse } {
  const body = decodeBody(bytes, request.headers['content-type'] ?? '');
  if ('refused' in body) return body;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string' && name !== 'authorization') headers[name] = value;
  }
  if (body.wasProtobuf) headers['content-type'] = 'application/json';
  return {
    method: (request.method ?? 'GET') as Method,
    path,
    headers,
    ...(bytes.length > 0 && { body: body.value }),
  };
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
