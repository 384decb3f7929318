// From a socket's request to an ApiRequest: whether it may come in at all, its body, its headers.

import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { decodeEnvelope } from '#apimachinery/protobuf/decode.ts';
import { status } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse, Method } from '#apimachinery/wire.ts';
import { authenticated, type User } from '#apiserver/authn/user.ts';

/** Bytes. A body above is refused, as kube-apiserver does. Source: apiserver MaxRequestBodyBytes. */
const MAX_BODY = 3 * 1024 * 1024;

/** How clients say who they are. */
export interface Credentials {
  /** Over plain HTTP: the token in the kubeconfig. Undefined: everybody may come in. */
  readonly token: string | undefined;
  /** Who has that token, or may come in without. Undefined: nobody, and without any proof one is anonymous. */
  readonly holder: User | undefined;
}

/** A request that may come in. */
export interface Entrant {
  /** Without the credential in front. */
  readonly path: string;
  /** What it proves with who asks. */
  readonly bearer: string | undefined;
  /** Who asks, where the connection or the kubeconfig's token says it. Undefined: the request's own proof does. */
  readonly user: User | undefined;
}

const unauthorized = { refused: { code: 401, body: status.unauthorized() } } as const;

/** kubectl proxy leaves out the server URL's path, and with it the only credential there is over plain HTTP. */
const proxied = {
  refused: {
    code: 401,
    body: {
      ...status.unauthorized(),
      message:
        'Unauthorized: kubectl proxy sends no credentials over plain HTTP: start it with --append-server-path, or portolan cluster with --tls',
    },
  },
} as const;

/** What a request is let in with; or why it may not come in. */
export function admit(
  request: IncomingMessage,
  port: number,
  credentials: Credentials,
): Entrant | { readonly refused: ApiResponse } {
  const host = request.headers.host ?? String(request.headers[':authority'] ?? '');
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    const why = `the Host ${JSON.stringify(host)} is not this server's own address`;
    return { refused: { code: 403, body: status.forbidden('', '', '', why) } };
  }
  const certified = certifiedUser(request);
  if (certified === 'unknown') return unauthorized;
  const entrant = entrantOf(request, credentials);
  if (!entrant) return request.headers['x-forwarded-for'] === undefined ? unauthorized : proxied;
  // A certificate counts before a token. Source: kubeapiserver/authenticator Config.New.
  const known = certified ? { ...entrant, bearer: undefined, user: certified } : entrant;
  const isDoor = known.path.startsWith('/portolan/');
  return isDoor && !known.user ? unauthorized : known;
}

/** Who the client's certificate is for; `unknown` if nobody here has signed it. Models authentication/request/x509 CommonNameUserConversion. */
function certifiedUser({ socket }: IncomingMessage): User | 'unknown' | undefined {
  const { getPeerCertificate, authorized } = socket as Partial<TLSSocket>;
  if (!getPeerCertificate) return undefined;
  const { subject, fingerprint256 } = (socket as TLSSocket).getPeerCertificate();
  if (!subject) return undefined;
  if (!authorized) return 'unknown';
  const { CN, O } = subject as { CN?: string | string[]; O?: string | string[] };
  const credential = `X509SHA256=${fingerprint256.replaceAll(':', '').toLowerCase()}`;
  return authenticated({
    name: [CN ?? []].flat()[0] ?? '',
    groups: [O ?? []].flat(),
    extra: { 'authentication.kubernetes.io/credential-id': [credential] },
  });
}

/** Three parts, of which the first begins as JSON does: a service account's token. */
const JWT = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/**
 * kubectl sends no credentials over plain HTTP, so a kubeconfig's server URL carries them as its first path segment: the
 * token of `portolan cluster`, or a service account's. A bearer token counts before them.
 * Source: client-go tools/clientcmd ClientConfig, restclient.IsConfigTransportTLS.
 */
function entrantOf({ url = '/', headers }: IncomingMessage, { token, holder }: Credentials): Entrant | undefined {
  const [, first = ''] = /^\/([^/?]*)/.exec(url) ?? [];
  const own = token !== undefined && sameText(first, token);
  const account = JWT.test(first);
  const path = own || account ? url.slice(first.length + 1).replace(/^(?!\/)/, '/') : url;
  const [, given] = /^bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '') ?? [];
  if (given !== undefined && !(token !== undefined && sameText(given, token)))
    return { path, bearer: given, user: undefined };
  if (account) return { path, bearer: first, user: undefined };
  return own || given !== undefined || token === undefined ? { path, bearer: undefined, user: holder } : undefined;
}

function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

/** Undefined as soon as it is larger than the limit; what still comes is thrown away. */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve(undefined);
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client is gone')));
  });
}

export const tooLarge: ApiResponse = {
  code: 413,
  headers: { connection: 'close' },
  body: status.tooLarge(`limit is ${MAX_BODY}`),
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
    // HTTP/2 puts method and path among them, with a colon in front.
    if (typeof value === 'string' && name !== 'authorization' && !name.startsWith(':')) headers[name] = value;
  }
  const authority = request.headers[':authority'];
  if (typeof authority === 'string') headers.host ??= authority;
  const several: Record<string, string[]> = {};
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i]!.toLowerCase();
    if (name.startsWith('impersonate-')) (several[name] ??= []).push(request.rawHeaders[i + 1]!);
  }
  for (const [name, values] of Object.entries(several)) headers[name] = values.join('\n');
  if (bearer !== undefined) headers.authorization = `Bearer ${bearer}`;
  if (body.wasProtobuf) headers['content-type'] = 'application/json';
  return {
    method: (request.method ?? 'GET') as Method,
    path,
    headers,
    ...(bytes.length > 0 && { body: body.value }),
    peerIP: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
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
