// A gRPC server: methods by name, with messages as JSON. Models grpc-go server.go handleStream.
// Differs: all messages of a stream go together, those of the client first.

import {
  createFileRegistry,
  type DescMethod,
  fromBinary,
  fromJson,
  type JsonObject,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import type { HttpHeaders, HttpRequest, HttpResponse } from '../http.ts';
import { headerOf } from '../http.ts';
import type { HttpHandler } from '../program.ts';
import { fileSetOf } from './proto-file.ts';
import { reflectionProto } from './protos.ts';
import { reflectionMethods } from './reflection.ts';
import { OK, type RpcStatus, rpcStatus } from './status.ts';
import { GRPC_TYPE, messagesOf, responseOf, statusTrailers } from './wire.ts';

export interface RpcReply {
  readonly messages?: readonly JsonObject[];
  /** Default: OK. */
  readonly status?: RpcStatus;
}

export interface RpcCall {
  /** Names in lower case, without gRPC's own. */
  readonly metadata: HttpHeaders;
}

export type RpcMethod = (requests: readonly JsonObject[], call: RpcCall) => RpcReply | Promise<RpcReply>;

export interface GrpcServer {
  /** `.proto` sources by file name. */
  readonly protos: Readonly<Record<string, string>>;
  /** By `package.Service`, then by method. */
  readonly services: Readonly<Record<string, Readonly<Record<string, RpcMethod>>>>;
  /** Does it answer about itself? `v1alpha` alone: as servers built before grpc-go 1.57. */
  readonly reflection?: readonly ('v1' | 'v1alpha')[];
}

export function grpcHandler({ protos, services, reflection = [] }: GrpcServer): HttpHandler {
  const all = { ...protos, ...Object.assign({}, ...reflection.map(reflectionProto)) };
  const registry = createFileRegistry(fileSetOf(all));
  const names = [...Object.keys(services), ...reflection.map((v) => `grpc.reflection.${v}.ServerReflection`)].sort();
  const methods: GrpcServer['services'] = {
    ...services,
    ...Object.fromEntries(
      reflection.map((v) => [`grpc.reflection.${v}.ServerReflection`, reflectionMethods(registry, names)]),
    ),
  };
  return async (request) => {
    const refused = refusalOf(request);
    if (refused) return refused;
    const [, service = '', name = ''] = /^\/(.+)\/([^/]*)$/.exec(new URL(request.url).pathname) ?? [];
    const found = Object.hasOwn(methods, service) ? methods[service] : undefined;
    if (!found) return responseOf([], rpcStatus('Unimplemented', `unknown service ${service}`));
    const run = Object.hasOwn(found, name) ? found[name] : undefined;
    const described = registry.getService(service)?.methods.find((m) => m.name === name);
    if (!run || !described)
      return responseOf([], rpcStatus('Unimplemented', `unknown method ${name} for service ${service}`));
    return answer(described, run, request);
  };
}

async function answer(
  { input, output, methodKind }: DescMethod,
  run: RpcMethod,
  { body, headers }: HttpRequest,
): Promise<HttpResponse> {
  const sent = messagesOf(body);
  const requests = sent?.map((message) => toJson(input, fromBinary(input, message)) as JsonObject);
  const isOne = methodKind === 'unary' || methodKind === 'server_streaming';
  if (!requests || (isOne && requests.length !== 1))
    return responseOf(
      [],
      rpcStatus('Internal', 'cardinality violation: received no request message from non-client-streaming RPC'),
    );
  const metadata = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !/^(host|te|grpc-(timeout|encoding|accept-encoding)|content-length)$/.test(name));
  const { messages = [], status = OK } = await run(requests, { metadata });
  return responseOf(
    messages.map((message) => toBinary(output, fromJson(output, message))),
    status,
  );
}

/** What is no call of gRPC. Source: grpc-go internal/transport/http2_server.go operateHeaders. */
function refusalOf({ method, headers }: HttpRequest): HttpResponse | undefined {
  const refuse = (status: number, message: string): HttpResponse => ({
    status,
    headers: [['Content-Type', GRPC_TYPE], ...statusTrailers(rpcStatus('Internal', message))],
    body: '',
  });
  const type = headerOf(headers, 'content-type') ?? '';
  if (!/^application\/grpc(?:$|[+;])/i.test(type))
    return refuse(415, `invalid gRPC request content-type ${JSON.stringify(type)}`);
  if (method !== 'POST')
    return refuse(405, `Received a HEADERS frame with :method ${JSON.stringify(method)} which should be POST`);
  return undefined;
}
