// A server's answers about itself. Models grpc-go reflection/internal/reflection.go.

import { type DescFile, type FileRegistry, type JsonObject, toBinary } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import type { RpcMethod } from './server.ts';
import { CODES } from './status.ts';

export function reflectionMethods(
  registry: FileRegistry,
  services: readonly string[],
): Readonly<Record<string, RpcMethod>> {
  const answer = (request: JsonObject): JsonObject => {
    const { listServices, fileByFilename, fileContainingSymbol, allExtensionNumbersOfType } = request;
    if (listServices !== undefined) return { listServicesResponse: { service: services.map((name) => ({ name })) } };
    if (typeof fileByFilename === 'string')
      return filesOf(registry.getFile(fileByFilename), `File not found: ${fileByFilename}`);
    if (typeof fileContainingSymbol === 'string')
      return filesOf(fileOf(registry, fileContainingSymbol), `Symbol not found: ${fileContainingSymbol}`);
    if (typeof allExtensionNumbersOfType === 'string')
      return { allExtensionNumbersResponse: { baseTypeName: allExtensionNumbersOfType } };
    return failure('NotFound', 'extension not found');
  };
  return {
    ServerReflectionInfo: (requests) => ({
      messages: requests.map((originalRequest) => ({
        validHost: originalRequest.host ?? '',
        originalRequest,
        ...answer(originalRequest),
      })),
    }),
  };
}

const failure = (code: (typeof CODES)[number], errorMessage: string): JsonObject => ({
  errorResponse: { errorCode: CODES.indexOf(code), errorMessage },
});

/** A file, and those that it imports. */
function filesOf(file: DescFile | undefined, otherwise: string): JsonObject {
  if (!file) return failure('NotFound', otherwise);
  const all = new Set<DescFile>();
  const take = (one: DescFile): void => {
    if (all.has(one)) return;
    all.add(one);
    one.dependencies.forEach(take);
  };
  take(file);
  const fileDescriptorProto = [...all].map(({ proto }) => base64Encode(toBinary(FileDescriptorProtoSchema, proto)));
  return { fileDescriptorResponse: { fileDescriptorProto } };
}

/** Of a type, a service, or a part of one. */
function fileOf(registry: FileRegistry, symbol: string): DescFile | undefined {
  const whole = registry.get(symbol);
  if (whole) return whole.file;
  const dot = symbol.lastIndexOf('.');
  const parent = registry.get(symbol.slice(0, dot));
  const part = symbol.slice(dot + 1);
  if (parent?.kind === 'service') return parent.methods.some(({ name }) => name === part) ? parent.file : undefined;
  if (parent?.kind === 'message') return parent.fields.some(({ name }) => name === part) ? parent.file : undefined;
  return undefined;
}
