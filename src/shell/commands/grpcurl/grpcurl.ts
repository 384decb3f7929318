// grpcurl 1.9.1: lists, describes and calls gRPC services. Models fullstorydev/grpcurl cmd/grpcurl/grpcurl.go, format.go and invoke.go.

import { type AnyDesc, type DescMethod, fromBinary, toJson } from '@bufbuild/protobuf';
import { Channel, type DialFailure } from '#machine/grpc/client.ts';
import { codeName, errorText, type RpcStatus } from '#machine/grpc/status.ts';
import type { RpcAnswer } from '#machine/grpc/wire.ts';
import type { HttpHeaders } from '#machine/http.ts';
import { join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { loadPki } from '#pki/loader.ts';
import { endedBy } from '../tool.ts';
import { describe } from './describe.ts';
import { dialText } from './dial-text.ts';
import { encodeMessage, jsonValues } from './json.ts';
import { type GrpcurlOptions, parseGrpcurl, USAGE } from './options.ts';
import { failureText, fileSource, isFailure, ServerSource, type Source, type SourceFailure } from './source.ts';

const VERSION = '1.9.1';
/** Exit codes of statuses are above those of the shell. Source: statusCodeOffset. */
const STATUS_EXIT = 64;

export const grpcurl: Program = async (process) => {
  const { argv, stderr, signal, files, cwd } = process;
  const options = parseGrpcurl(argv.slice(1));
  const refuse = ({ text, exit }: { readonly text: string; readonly exit: number }): number => {
    stderr.write(text);
    return exit;
  };
  if ('exit' in options) return refuse(options);
  const { has, value, values } = options;
  if (has('help')) return refuse({ text: USAGE, exit: 0 });
  if (has('version')) return refuse({ text: `grpcurl v${VERSION}\n`, exit: 0 });
  if (value('format') === 'text')
    return refuse({
      text: "Portolan does not simulate protobuf's text format: leave -format out, and give JSON\n",
      exit: 1,
    });
  if (has('alts')) return refuse({ text: 'Portolan does not simulate ALTS\n', exit: 1 });
  const [protos, protosets] = [values('proto'), values('protoset')];
  const own =
    protos.length + protosets.length > 0
      ? fileSource({ files, cwd }, { protos, protosets, importPaths: values('import-path') })
      : undefined;
  if (typeof own === 'string')
    return refuse({
      text: `Failed to process proto ${protos.length > 0 ? 'source files.' : 'descriptor sets.'}: ${own}\n`,
      exit: 1,
    });
  await loadPki();
  const channel = channelTo(process, options);
  if (typeof channel === 'string') return refuse({ text: channel, exit: 1 });
  const source = own ?? new ServerSource(channel, metadataOf([...values('H'), ...values('reflect-header')]));
  const run = new Run(process, options, source, channel);
  const code = await (options.verb === 'list'
    ? run.list()
    : options.verb === 'describe'
      ? run.describe()
      : run.invoke());
  channel.close();
  return signal.aborted ? endedBy(process) : code;
};

function channelTo(process: Process, { has, value, target }: GrpcurlOptions): Channel | string {
  const { host, files, cwd, signal } = process;
  const read = (name: string): string | undefined => {
    const path = value(name);
    return path === undefined ? undefined : (files.read(join(cwd, path)) ?? '');
  };
  const trusted = read('cacert');
  if (trusted === '')
    return `Failed to create TLS config: could not read ca certificate: open ${value('cacert')}: no such file or directory\n`;
  const [certificate, key] = [read('cert'), read('key')];
  if (certificate === '')
    return `Failed to create TLS config: could not load client key pair: open ${value('cert')}: no such file or directory\n`;
  const authority = value('authority') ?? value('servername');
  const agent = value('user-agent');
  const maxTime = Number(value('max-time') ?? 0);
  return new Channel(host, {
    target,
    ...(authority !== undefined && { authority }),
    ...(!has('plaintext') && {
      tls: {
        insecure: has('insecure'),
        ...(trusted !== undefined && { trusted }),
        ...(authority !== undefined && { serverName: authority.replace(/:\d+$/, '') }),
        ...(certificate !== undefined && key !== undefined && { identity: { certificate, key } }),
      },
    }),
    userAgent: `${agent ? `${agent} ` : ''}grpcurl/v${VERSION}`,
    connectTimeoutMs: connectTimeoutMs(value('connect-timeout')),
    ...(maxTime > 0 && { timeoutMs: maxTime * 1000 }),
    signal,
  });
}

const connectTimeoutMs = (given: string | undefined): number => (Number(given ?? 0) || 10) * 1000;

/** Source: MetadataFromHeaders. */
const metadataOf = (lines: readonly string[]): HttpHeaders =>
  lines.map((line) => {
    const [name = '', value = ''] = line.split(/:(.*)/s);
    return [name.trim().toLowerCase(), value.trim()] as const;
  });

/** Source: MetadataToString. */
const shown = (headers: HttpHeaders): string =>
  headers.length === 0
    ? '(empty)'
    : headers
        .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
        .sort()
        .join('\n');

const ELEMENT: Partial<Record<AnyDesc['kind'], string>> = {
  message: 'a message',
  field: 'a field',
  oneof: 'a one-of',
  enum: 'an enum',
  enum_value: 'an enum value',
  service: 'a service',
  rpc: 'a method',
};

/** The name with its package. */
function fullName(desc: AnyDesc): string {
  switch (desc.kind) {
    case 'rpc':
    case 'field':
      return `${desc.parent.typeName}.${desc.name}`;
    case 'message':
    case 'enum':
    case 'service':
      return desc.typeName;
    default:
      return desc.name;
  }
}

class Run {
  readonly #process: Process;
  readonly #options: GrpcurlOptions;
  readonly #source: Source;
  readonly #channel: Channel;

  constructor(process: Process, options: GrpcurlOptions, source: Source, channel: Channel) {
    this.#process = process;
    this.#options = options;
    this.#source = source;
    this.#channel = channel;
  }

  async list(): Promise<number> {
    const { symbol } = this.#options;
    if (symbol === '') {
      const names = await this.#source.services();
      if (isFailure(names)) return this.#failed('Failed to list services', names);
      this.#say(names.length === 0 ? '(No services)' : names.toSorted().join('\n'));
      return 0;
    }
    const found = await this.#source.find(symbol);
    const what = `Failed to list methods for service ${JSON.stringify(symbol)}`;
    if (isFailure(found)) return this.#failed(what, found);
    if (found.kind !== 'service') return this.#failed(what, { notFound: `Service not found: ${symbol}` });
    const names = found.methods.map(({ name }) => `${found.typeName}.${name}`);
    this.#say(names.length === 0 ? '(No methods)' : names.toSorted().join('\n'));
    return 0;
  }

  async describe(): Promise<number> {
    const { symbol } = this.#options;
    const symbols = symbol === '' ? await this.#source.services() : [symbol];
    if (isFailure(symbols)) return this.#failed('Failed to list services', symbols);
    if (symbols.length === 0) this.#say('Server returned an empty list of exposed services');
    for (const name of symbols.map((s) => s.replace(/^\./, ''))) {
      const found = await this.#source.find(name);
      if (isFailure(found)) return this.#failed(`Failed to resolve symbol ${JSON.stringify(name)}`, found);
      this.#say(`${fullName(found)} is ${ELEMENT[found.kind] ?? found.kind}:\n${describe(found)}`);
    }
    return 0;
  }

  async invoke(): Promise<number> {
    const { symbol, values } = this.#options;
    const failed = (why: string): number => {
      this.#process.stderr.write(`Error invoking method ${JSON.stringify(symbol)}: ${why}\n`);
      return 1;
    };
    const [, service = '', name = ''] = /^(.+)\/([^/]+)$/.exec(symbol) ?? /^(.+)\.([^.]+)$/.exec(symbol) ?? [];
    if (service === '')
      return failed(
        `given method name ${JSON.stringify(symbol)} is not in expected format: 'service/method' or 'service.method'`,
      );
    const found = await this.#source.find(service);
    if (isFailure(found)) {
      if ('dial' in found) return this.#undialled(found);
      if ('notFound' in found) return failed(`target server does not expose service ${JSON.stringify(service)}`);
      const what = `failed to query for service descriptor ${JSON.stringify(service)}`;
      if ('unsupported' in found) return failed(`${what}: ${failureText(found)}`);
      const { code, message } = found.status;
      return failed(errorText({ code, message: `${what}: ${message}` }));
    }
    const method = found.kind === 'service' ? found.methods.find((m) => m.name === name) : undefined;
    if (found.kind !== 'service') return failed(`target server does not expose service ${JSON.stringify(service)}`);
    if (!method)
      return failed(`service ${JSON.stringify(service)} does not include a method named ${JSON.stringify(name)}`);
    const requests = await this.#requests(method);
    if ('wrong' in requests) return failed(requests.wrong);
    const metadata = metadataOf([...values('H'), ...values('rpc-header')]);
    this.#verbose(
      `\nResolved method descriptor:\n${describe(method)}\n\nRequest metadata to send:\n${shown(metadata)}`,
    );
    const answer = await this.#channel.call(`/${service}/${name}`, requests.messages, metadata);
    if (this.#process.signal.aborted) return 1;
    if ('dial' in answer) return this.#undialled(answer);
    return this.#tell(method, answer, requests.given);
  }

  async #requests(
    method: DescMethod,
  ): Promise<{ messages: readonly Uint8Array[]; given: number } | { readonly wrong: string }> {
    const { has, value } = this.#options;
    const { stdin, signal } = this.#process;
    const data = value('d') ?? '';
    const given = jsonValues(data === '@' ? await readAll(stdin, signal) : data);
    if ('wrong' in given) return { wrong: `error getting request data: ${given.wrong}` };
    const kind = method.methodKind;
    const isOne = kind === 'unary' || kind === 'server_streaming';
    const full = JSON.stringify(fullName(method));
    const said = kind === 'unary' ? 'unary' : 'server-streaming';
    if (isOne && given.length > 1)
      return { wrong: `method ${full} is a ${said} RPC, but request data contained more than 1 message` };
    const messages: Uint8Array[] = [];
    for (const message of isOne && given.length === 0 ? [{}] : given) {
      const encoded = encodeMessage(method.input, message, {
        registry: this.#source.registry,
        ignoreUnknownFields: has('allow-unknown-fields'),
      });
      if ('wrong' in encoded) return { wrong: `error getting request data: ${encoded.wrong}` };
      messages.push(encoded);
    }
    return { messages, given: given.length };
  }

  #tell({ output }: DescMethod, { status, messages, headers, trailers }: RpcAnswer, sent: number): number {
    const { has } = this.#options;
    this.#verbose(`\nResponse headers received:\n${shown(headers)}`);
    for (const message of messages) {
      if (has('vv')) this.#say(`\nEstimated response size: ${message.length} bytes`);
      this.#verbose('\nResponse contents:');
      const json = toJson(output, fromBinary(output, message), {
        registry: this.#source.registry,
        alwaysEmitImplicit: has('emit-defaults'),
        useProtoFieldName: has('keep-proto-names'),
      });
      this.#say(JSON.stringify(json, null, 2));
    }
    this.#verbose(`\nResponse trailers received:\n${shown(trailers)}`);
    const plural = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
    this.#verbose(`Sent ${plural(sent, 'request')} and received ${plural(messages.length, 'response')}`);
    return status.code === 0 ? 0 : this.#statusOf(status);
  }

  /** Source: PrintStatus. */
  #statusOf({ code, message }: RpcStatus): number {
    const text = this.#options.has('format-error')
      ? JSON.stringify({ code, message }, null, 2)
      : `ERROR:\n  Code: ${codeName(code)}\n  Message: ${message}\n`;
    this.#process.stderr.write(text);
    return STATUS_EXIT + code;
  }

  #failed(what: string, failure: SourceFailure): Promise<number> | number {
    if ('dial' in failure) return this.#undialled(failure);
    this.#process.stderr.write(`${what}: ${failureText(failure)}\n`);
    return 1;
  }

  async #undialled(failure: DialFailure): Promise<number> {
    const { target, value } = this.#options;
    const { text, waits } = dialText(this.#process, target, failure);
    // A server that does not speak HTTP/2 is tried again until the time is over.
    if (waits) await this.#process.host.sleep(connectTimeoutMs(value('connect-timeout')), this.#process.signal);
    this.#process.stderr.write(`Failed to dial target host ${JSON.stringify(target)}: ${text}\n`);
    return 1;
  }

  #say(text: string): void {
    this.#process.stdout.write(`${text}\n`);
  }

  #verbose(text: string): void {
    if (this.#options.has('v') || this.#options.has('vv')) this.#say(text);
  }
}
