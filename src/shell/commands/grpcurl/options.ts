// grpcurl's command line: Go's flags, an address, a verb, a symbol. Source: fullstorydev/grpcurl cmd/grpcurl/grpcurl.go.

const SWITCHES =
  'allow-unknown-fields emit-defaults expand-headers format-error help insecure keep-proto-names msg-template plaintext use-reflection v version vv alts';
const VALUED =
  'H authority cacert cert connect-timeout d format import-path keepalive-time key max-msg-sz max-time proto proto-out-dir protoset protoset-out reflect-header rpc-header servername user-agent';

export interface GrpcurlOptions {
  readonly has: (name: string) => boolean;
  /** The last value that was given. */
  readonly value: (name: string) => string | undefined;
  readonly values: (name: string) => readonly string[];
  readonly target: string;
  readonly verb: 'list' | 'describe' | 'invoke';
  readonly symbol: string;
}

/** What is said, and the exit code. */
export interface Refusal {
  readonly text: string;
  readonly exit: number;
}

export const USAGE = `Usage:
	grpcurl [flags] [address] [list|describe] [symbol]

The 'address' is only optional when used with 'list' or 'describe' and a
protoset or proto flag is provided.

If 'list' is indicated, the symbol (if present) should be a fully-qualified
service name. If present, all methods of that service are listed. If not
present, all exposed services are listed, or all services defined in protosets.

If 'describe' is indicated, the descriptor for the given symbol is shown. The
symbol should be a fully-qualified service, enum, or message name. If no symbol
is given then the descriptors for all exposed or known services are shown.

If neither verb is present, the symbol must be a fully-qualified method name in
'service/method' or 'service.method' format. In this case, the request body will
be used to invoke the named method. If no body is given but one is required
(i.e. the method is unary or server-streaming), an empty instance of the
method's request type will be sent.

The address will typically be in the form "host:port" where host can be an IP
address or a hostname and port is a numeric port or service name. If an IPv6
address is given, it must be surrounded by brackets, like "[2001:db8::1]". For
Unix variants, if a -unix=true flag is present, then the address must be the
path to the domain socket.

Available flags:
${[...SWITCHES.split(' '), ...VALUED.split(' ').map((name) => `${name} value`)]
  .sort()
  .map((flag) => `  -${flag}\n`)
  .join('')}`;

export const usageError = (text: string): Refusal => ({
  text: `${text}\nTry 'grpcurl -help' for more details.\n`,
  exit: 2,
});

export function parseGrpcurl(args: readonly string[]): GrpcurlOptions | Refusal {
  const given = new Map<string, string[]>();
  const words = [...args];
  while (/^--?[^-]/.test(words[0] ?? '')) {
    const [, name = '', inline] = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(words.shift()!)!;
    const isSwitch = SWITCHES.split(' ').includes(name);
    if (!isSwitch && !VALUED.split(' ').includes(name))
      return { text: `flag provided but not defined: -${name}\n${USAGE}`, exit: 2 };
    const value = inline ?? (isSwitch ? 'true' : words.shift());
    if (value === undefined) return { text: `flag needs an argument: -${name}\n${USAGE}`, exit: 2 };
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  if (words[0] === '--') words.shift();
  const value = (name: string): string | undefined => given.get(name)?.at(-1);
  const has = (name: string): boolean => /^(true|1|t)$/i.test(value(name) ?? 'false');
  const values = (name: string): readonly string[] => given.get(name) ?? [];
  const common = { has, value, values };
  if (has('help') || has('version')) return { ...common, target: '', verb: 'list', symbol: '' };
  const wrong = conflictOf(common);
  if (wrong) return usageError(wrong);
  if (words.length === 0) return usageError('Too few arguments.');
  const target = words[0] === 'list' || words[0] === 'describe' ? '' : words.shift()!;
  const verb = words[0] === 'list' || words[0] === 'describe' ? words.shift() : 'invoke';
  const [symbol = '', ...rest] = words;
  if (verb === 'invoke' && symbol === '') return usageError('Too few arguments.');
  if (rest.length > 0) return usageError('Too many arguments.');
  const hasFiles = values('proto').length + values('protoset').length > 0;
  if (verb === 'invoke' && target === '') return usageError('No host:port specified.');
  if (target === '' && !hasFiles)
    return usageError('No host:port specified, no protoset specified, and no proto sources specified.');
  return { ...common, target, verb: verb as GrpcurlOptions['verb'], symbol };
}

function conflictOf({ has, value, values }: Pick<GrpcurlOptions, 'has' | 'value' | 'values'>): string | undefined {
  for (const name of ['connect-timeout', 'keepalive-time', 'max-time'])
    if (Number(value(name) ?? 0) < 0) return `The -${name} argument must not be negative.`;
  if (has('insecure') && has('plaintext')) return 'The -insecure argument can only be used with TLS.';
  if (value('cert') !== undefined && has('plaintext')) return 'The -cert argument can only be used with TLS.';
  if (value('key') !== undefined && has('plaintext')) return 'The -key argument can only be used with TLS.';
  if ((value('key') === undefined) !== (value('cert') === undefined))
    return 'The -cert and -key arguments must be used together and both be present.';
  if (!['json', 'text'].includes(value('format') ?? 'json')) return "The -format option must be 'json' or 'text'.";
  if (values('protoset').length > 0 && values('proto').length > 0)
    return 'Use either -protoset files or -proto files, but not both.';
  if (value('use-reflection') === 'false' && values('proto').length + values('protoset').length === 0)
    return 'No protoset files or proto files specified and -use-reflection set to false.';
  return undefined;
}
