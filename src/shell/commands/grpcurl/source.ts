// Where grpcurl's descriptors come from: the server's reflection, or files. Models grpcurl desc_source.go and protoreflect grpcreflect.

import {
  type AnyDesc,
  create,
  createFileRegistry,
  type FileRegistry,
  fromBinary,
  type JsonObject,
} from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { bytesOf } from '#machine/bytes.ts';
import type { Channel, DialFailure } from '#machine/grpc/client.ts';
import { Messages } from '#machine/grpc/messages.ts';
import { parseProto } from '#machine/grpc/proto-file.ts';
import { type ReflectionVersion, reflectionProto } from '#machine/grpc/protos.ts';
import { codeName, errorText, type RpcStatus } from '#machine/grpc/status.ts';
import type { HttpHeaders } from '#machine/http.ts';
import { join } from '#machine/path.ts';
import type { Process } from '#machine/program.ts';

/** Why there is no answer: no connection, a status, or a name that nobody has. */
export type SourceFailure =
  | DialFailure
  | { readonly status: RpcStatus }
  | { readonly notFound: string }
  | { readonly unsupported: true };

export const isFailure = (value: object): value is SourceFailure =>
  'dial' in value || 'status' in value || 'notFound' in value || 'unsupported' in value;

/** What Go's `error` prints; a failed dial has words of its own. */
export function failureText(failure: Exclude<SourceFailure, DialFailure>): string {
  if ('unsupported' in failure) return 'server does not support the reflection API';
  return 'status' in failure ? errorText(failure.status) : failure.notFound;
}

export interface Source {
  services(): Promise<readonly string[] | SourceFailure>;
  find(symbol: string): Promise<AnyDesc | SourceFailure>;
  /** All that is known by now: for messages within others. */
  readonly registry: FileRegistry;
}

/** A type, a service, or a part of one. */
function symbolIn(registry: FileRegistry, symbol: string): AnyDesc | undefined {
  const whole = registry.get(symbol);
  if (whole) return whole;
  const dot = symbol.lastIndexOf('.');
  const [parent, part] = [registry.get(symbol.slice(0, dot)), symbol.slice(dot + 1)];
  if (parent?.kind === 'service') return parent.methods.find(({ name }) => name === part);
  if (parent?.kind === 'message') return parent.fields.find(({ name }) => name === part);
  return undefined;
}

const registryOf = (file: FileDescriptorProto[]): FileRegistry =>
  createFileRegistry(create(FileDescriptorSetSchema, { file }));

/** `-proto` and `-protoset`. The text of what is wrong, as grpcurl's error. */
export function fileSource(
  { files, cwd }: Pick<Process, 'files' | 'cwd'>,
  { protos, protosets, importPaths }: Readonly<Record<'protos' | 'protosets' | 'importPaths', readonly string[]>>,
): Source | string {
  const all = new Map<string, FileDescriptorProto>();
  const folders = importPaths.length > 0 ? importPaths : ['.'];
  const take = (name: string, importer?: string): string | undefined => {
    if (all.has(name)) return undefined;
    const text = folders
      .map((folder) => files.read(join(join(cwd, folder), name)))
      .find((found) => found !== undefined);
    if (text === undefined)
      return `could not parse given files: ${importer ? `${importer}: ` : ''}open ${name}: no such file or directory`;
    const parsed = parseProto(name, text);
    if ('line' in parsed) return `could not parse given files: ${name}:${parsed.line}: ${parsed.text}`;
    for (const imported of parsed.dependency) {
      const failed = take(imported, name);
      if (failed) return failed;
    }
    all.set(name, parsed);
    return undefined;
  };
  for (const name of protosets) {
    const text = files.read(join(cwd, name));
    if (text === undefined)
      return `could not load protoset file ${JSON.stringify(name)}: open ${name}: no such file or directory`;
    try {
      for (const file of fromBinary(FileDescriptorSetSchema, bytesOf(text)).file) all.set(file.name, file);
    } catch {
      return `could not parse contents of protoset file ${JSON.stringify(name)}: proto: cannot parse invalid wire-format data`;
    }
  }
  for (const name of protos) {
    const failed = take(name);
    if (failed) return failed;
  }
  let registry: FileRegistry;
  try {
    registry = registryOf([...all.values()]);
  } catch (error) {
    return `could not parse given files: ${error instanceof Error ? error.message : String(error)}`;
  }
  return {
    registry,
    services: async () => [...registry].filter(({ kind }) => kind === 'service').map(({ typeName }) => typeName),
    find: async (symbol) => symbolIn(registry, symbol) ?? { notFound: `Symbol not found: ${symbol}` },
  };
}

/** Asks the server: v1 first, and the older version where that is not there. */
export class ServerSource implements Source {
  readonly #channel: Channel;
  readonly #metadata: HttpHeaders;
  readonly #files = new Map<string, FileDescriptorProto>();
  #version: ReflectionVersion = 'v1';
  #registry: FileRegistry | undefined;

  constructor(channel: Channel, metadata: HttpHeaders) {
    this.#channel = channel;
    this.#metadata = metadata;
  }

  get registry(): FileRegistry {
    this.#registry ??= registryOf([...this.#files.values()]);
    return this.#registry;
  }

  async services(): Promise<readonly string[] | SourceFailure> {
    const answer = await this.#ask({ listServices: '*' });
    if (isFailure(answer)) return answer;
    const { service = [] } = (answer.listServicesResponse ?? {}) as { service?: { name: string }[] };
    return service.map(({ name }) => name);
  }

  async find(symbol: string): Promise<AnyDesc | SourceFailure> {
    const known = symbolIn(this.registry, symbol);
    if (known) return known;
    const answer = await this.#ask({ fileContainingSymbol: symbol });
    if (isFailure(answer)) return 'notFound' in answer ? { notFound: `Symbol not found: ${symbol}` } : answer;
    const { fileDescriptorProto = [] } = (answer.fileDescriptorResponse ?? {}) as { fileDescriptorProto?: string[] };
    for (const encoded of fileDescriptorProto) {
      const file = fromBinary(FileDescriptorProtoSchema, base64Decode(encoded));
      this.#files.set(file.name, file);
    }
    this.#registry = undefined;
    return symbolIn(this.registry, symbol) ?? { notFound: `Symbol not found: ${symbol}` };
  }

  async #ask(question: JsonObject): Promise<JsonObject | SourceFailure> {
    const messages = new Messages(reflectionProto(this.#version));
    const type = `grpc.reflection.${this.#version}.ServerReflection`;
    const sent = messages.encode(`${type}Request`, question);
    const answer = await this.#channel.call(`/${type}/ServerReflectionInfo`, [sent], this.#metadata);
    if ('dial' in answer) return answer;
    if (codeName(answer.status.code) === 'Unimplemented') {
      if (this.#version === 'v1alpha') return { unsupported: true };
      this.#version = 'v1alpha';
      return this.#ask(question);
    }
    if (answer.status.code !== 0) return { status: answer.status };
    const said = messages.decode(`${type}Response`, answer.messages[0] ?? new Uint8Array());
    const refused = said.errorResponse as { errorCode?: number; errorMessage?: string } | undefined;
    if (!refused) return said;
    const { errorCode = 0, errorMessage = '' } = refused;
    return codeName(errorCode) === 'NotFound'
      ? { notFound: errorMessage }
      : { status: { code: errorCode, message: errorMessage } };
  }
}
