// gRPC on HTTP/2: messages with their lengths in bodies, the status in trailers. Source: grpc/grpc doc/PROTOCOL-HTTP2.md.

import { bytesOf, textOf, textOfBinary } from '../bytes.ts';
import type { HttpHeaders, HttpResponse } from '../http.ts';
import { headerOf } from '../http.ts';
import { reasonOf } from '../http-reason.ts';
import { type CODES, type RpcStatus, rpcStatus } from './status.ts';

export const GRPC_TYPE = 'application/grpc';

/** A body of these messages, none of them compressed. */
export function bodyOf(messages: readonly Uint8Array[]): string {
  const bytes = messages.flatMap((message) => {
    const { length } = message;
    return [0, length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff, ...message];
  });
  return textOf(Uint8Array.from(bytes));
}

/** Undefined where the body ends within a message, or one is compressed. */
export function messagesOf(body: string): readonly Uint8Array[] | undefined {
  const bytes = bytesOf(body);
  const messages: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(1);
    const end = at + 5 + length;
    if (bytes[at] !== 0 || end > bytes.length) return undefined;
    messages.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return messages;
}

/** `%` and what is no printable ASCII stands as `%XX`. Source: grpc-go internal/transport/http_util.go encodeGrpcMessage. */
const encodeMessage = (text: string): string =>
  [...bytesOf(text)]
    .map((b) =>
      b >= 0x20 && b <= 0x7e && b !== 0x25
        ? String.fromCharCode(b)
        : `%${b.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');

const decodeMessage = (text: string): string =>
  textOfBinary(text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))));

export const statusTrailers = ({ code, message }: RpcStatus): HttpHeaders => [
  ['grpc-status', String(code)],
  ['grpc-message', encodeMessage(message)],
];

/** A server's answer. Where nothing but a status is said, it stands in the headers. */
export function responseOf(messages: readonly Uint8Array[], status: RpcStatus): HttpResponse {
  const headers: HttpHeaders = [['Content-Type', GRPC_TYPE]];
  if (messages.length === 0 && status.code !== 0)
    return { status: 200, headers: [...headers, ...statusTrailers(status)], body: '' };
  return { status: 200, headers, body: bodyOf(messages), trailers: statusTrailers(status) };
}

/** What a client makes of an HTTP status that is none of gRPC's. Source: grpc-go internal/transport HTTPStatusConvTab. */
const OF_HTTP: Readonly<Record<number, (typeof CODES)[number]>> = {
  400: 'Internal',
  401: 'Unauthenticated',
  403: 'PermissionDenied',
  404: 'Unimplemented',
  429: 'Unavailable',
  502: 'Unavailable',
  503: 'Unavailable',
  504: 'Unavailable',
};

export interface RpcAnswer {
  readonly status: RpcStatus;
  readonly messages: readonly Uint8Array[];
  readonly headers: HttpHeaders;
  readonly trailers: HttpHeaders;
}

const OWN = /^(content-type|grpc-status|grpc-message|grpc-encoding|te|date|connection|content-length|server)$/i;

/** What a client makes of a response. Source: grpc-go internal/transport/http2_client.go operateHeaders. */
export function answerOf(response: HttpResponse): RpcAnswer {
  const type = headerOf(response.headers, 'content-type');
  const metadata = (headers: HttpHeaders): HttpHeaders =>
    headers.filter(([name]) => !/^grpc-(status|message)$/i.test(name));
  const isGrpc = type?.toLowerCase().startsWith(GRPC_TYPE) ?? false;
  const fail = (status: RpcStatus): RpcAnswer => ({ status, messages: [], headers: [], trailers: [] });
  const trailersOnly = headerOf(response.headers, 'grpc-status') !== undefined;
  if (!isGrpc || (response.status !== 200 && !trailersOnly)) {
    const { status } = response;
    const said = `unexpected HTTP status code received from server: ${status} (${reasonOf(status)})`;
    const why = isGrpc
      ? []
      : [
          type === undefined
            ? 'malformed header: missing HTTP content-type'
            : `transport: received unexpected content-type ${JSON.stringify(type)}`,
        ];
    return fail(rpcStatus(status === 200 ? 'Unknown' : (OF_HTTP[status] ?? 'Unknown'), [said, ...why].join('; ')));
  }
  const trailers = trailersOnly
    ? response.headers.filter(([name]) => !OWN.test(name) || /^grpc-/i.test(name))
    : (response.trailers ?? []);
  const code = headerOf(trailers, 'grpc-status');
  const messages = messagesOf(response.body);
  if (code === undefined || !messages)
    return fail(rpcStatus('Internal', 'server closed the stream without sending trailers'));
  return {
    status: { code: Number(code), message: decodeMessage(headerOf(trailers, 'grpc-message') ?? '') },
    messages,
    headers: trailersOnly ? [] : response.headers.filter(([name]) => !/^(date|connection|content-length)$/i.test(name)),
    trailers: metadata(trailers),
  };
}
