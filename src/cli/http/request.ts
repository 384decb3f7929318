// From a socket's request to an ApiRequest: whether it may come in at all, its body, its headers.

import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { decodeEnvelope } from '#apimachinery/protobuf/decode.ts';
import { status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse, Method } from '#apimachinery/wire.ts';

/** Bytes. A body above is refused, as kube-apiserver does. Source: apiserver MaxRequestBodyBytes. */
const MAX_BODY = 3 * 1024 * 1024;

/** A request that may come in. */
export interface Entrant {
  /** Without the credential in front. */
  readonly path: string;
  /** What it proves with who asks. Undefined: it had the kubeconfig's own token, or needs none. */
  readonly bearer: string | undefined;
}

/** What a request is let in with; or why it may not come in. */
export function admit(
  request: IncomingMessage,
  { token, port }: { readonly token: string | undefined; readonly port: number },
): Entrant | { readonly refused: ApiResponse } {
  const host = request.headers.host ?? '';
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    const why = `the Host ${JSON.stringify(host)} is not this server's own address`;
    return { refused: { code: 403, body: status.forbidden('', '', '', why) } };
  }
  const entrant = entrantOf(request, token);
  const isDoor = entrant?.path.startsWith('/portolan/');
  if (!entrant || (isDoor && entrant.bearer !== undefined))
    return { refused: { code: 401, body: status.unauthorized() } };
  return entrant;
}

/** Three parts, of which the first begins as JSON does: a service account's token. */
const JWT = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/**
 * kubectl sends no credentials over plain HTTP, so a kubeconfig's server URL carries them as its first path segment: the
 * token of `portolan cluster`, or a service account's. A bearer token counts before them.
 * Source: client-go tools/clientcmd ClientConfig, restclient.IsConfigTransportTLS.
 */
function entrantOf({ url = '/', headers }: IncomingMessage, token: string | undefined): Entrant | undefined {
  const [, first = ''] = /^\/([^/?]*)/.exec(url) ?? [];
  const own = token !== undefined && sameText(first, token);
  const account = JWT.test(first);
  const path = own || account ? url.slice(first.length + 1).replace(/^(?!\/)/, '/') : url;
  const [, given] = /^bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '') ?? [];
  if (given !== undefined && !(token !== undefined && sameText(given, token))) return { path, bearer: given };
  if (account) return { path, bearer: first };
  return own || given !== undefined || token === undefined ? { path, bearer: undefined } : undefined;
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
  { path, bearer }: Entrant,
  bytes: Buffer,
): ApiRequest | { readonly refused: ApiResponse } {
  const body = decodeBody(bytes, request.headers['content-type'] ?? '');
  if ('refused' in body) return body;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string' && name !== 'authorization') headers[name] = value;
  }
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (name.startsWith('impersonate-') && values) headers[name] = values.join('\n');
  }
  if (bearer !== undefined) headers.authorization = `Bearer ${bearer}`;
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
