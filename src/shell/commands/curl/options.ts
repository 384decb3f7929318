// curl's command line. Models src/tool_getparam.c of curl 7.88.1.

export const VERSION = '7.88.1';

export interface CurlOptions {
  readonly urls: readonly string[];
  readonly method: string | undefined;
  readonly headers: readonly string[];
  readonly data: readonly string[];
  readonly get: boolean;
  readonly json: boolean;
  readonly head: boolean;
  readonly include: boolean;
  readonly verbose: boolean;
  readonly silent: boolean;
  readonly showError: boolean;
  readonly outputs: readonly (string | true)[];
  readonly writeOut: string | undefined;
  readonly maxTimeMs: number | undefined;
  readonly connectTimeoutMs: number | undefined;
  readonly userAgent: string | undefined;
  readonly referer: string | undefined;
  readonly user: string | undefined;
  readonly follow: boolean;
  readonly maxRedirects: number;
  readonly insecure: boolean;
  readonly fail: boolean;
  readonly failWithBody: boolean;
  readonly retries: number;
  readonly retryDelayMs: number | undefined;
  readonly retryRefused: boolean;
  readonly resolve: Readonly<Record<string, string>>;
  readonly cacert: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** The highest version of TLS that is spoken. */
  readonly tlsMax: 'TLSv1.2' | 'TLSv1.3';
  readonly tlsMin: 'TLSv1.2' | 'TLSv1.3';
  readonly http11: boolean;
  /** Asks servers of plain HTTP to go on in HTTP/2. */
  readonly http2: boolean;
  /** Speaks HTTP/2 in plain HTTP from the first byte. */
  readonly priorKnowledge: boolean;
  readonly alpn: boolean;
  readonly connectTo: readonly string[];
  readonly proxy: string | undefined;
  readonly cookie: string | undefined;
  /** Where cookies are written at the end. */
  readonly cookieJar: string | undefined;
  /** Parts of a form. `isPlain`: `@`, `<` and `;` mean nothing in it. */
  readonly form: readonly { readonly text: string; readonly isPlain: boolean }[];
  /** A file that is sent as it is. */
  readonly upload: string | undefined;
  /** Where the headers of answers are written. */
  readonly dumpHeader: string | undefined;
  readonly range: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
  readonly failEarly: boolean;
  readonly globOff: boolean;
  /** Dots in paths are sent as they were given. */
  readonly pathAsIs: boolean;
}

type Value = string | true;

/** Long name → short letter and whether it takes a value. */
const FLAGS: readonly (readonly [long: string, short: string, takes: boolean])[] = [
  ['silent', 's', false],
  ['show-error', 'S', false],
  ['head', 'I', false],
  ['include', 'i', false],
  ['verbose', 'v', false],
  ['output', 'o', true],
  ['remote-name', 'O', false],
  ['write-out', 'w', true],
  ['max-time', 'm', true],
  ['connect-timeout', '', true],
  ['request', 'X', true],
  ['data', 'd', true],
  ['data-ascii', '', true],
  ['data-raw', '', true],
  ['data-binary', '', true],
  ['data-urlencode', '', true],
  ['json', '', true],
  ['header', 'H', true],
  ['form', 'F', true],
  ['form-string', '', true],
  ['upload-file', 'T', true],
  ['dump-header', 'D', true],
  ['range', 'r', true],
  ['user-agent', 'A', true],
  ['referer', 'e', true],
  ['user', 'u', true],
  ['location', 'L', false],
  ['max-redirs', '', true],
  ['insecure', 'k', false],
  ['fail', 'f', false],
  ['fail-with-body', '', false],
  ['fail-early', '', false],
  ['get', 'G', false],
  ['retry', '', true],
  ['retry-delay', '', true],
  ['retry-connrefused', '', false],
  ['retry-all-errors', '', false],
  ['retry-max-time', '', true],
  ['resolve', '', true],
  ['proxy', 'x', true],
  ['noproxy', '', true],
  ['cookie', 'b', true],
  ['cookie-jar', 'c', true],
  ['cacert', '', true],
  ['cert', 'E', true],
  ['key', '', true],
  ['compressed', '', false],
  ['no-buffer', 'N', false],
  ['progress-bar', '#', false],
  ['globoff', 'g', false],
  ['http1.1', '', false],
  ['http1.0', '0', false],
  ['http2', '', false],
  ['http2-prior-knowledge', '', false],
  ['tlsv1.2', '', false],
  ['tlsv1.3', '', false],
  ['tls-max', '', true],
  ['no-alpn', '', false],
  ['connect-to', '', true],
  ['capath', '', true],
  ['ipv4', '4', false],
  ['ipv6', '6', false],
  ['no-keepalive', '', false],
  ['no-progress-meter', '', false],
  ['url', '', true],
  ['disable', 'q', false],
  ['path-as-is', '', false],
  ['help', 'h', false],
  ['version', 'V', false],
];

/** What curl has too. Source: curl 7.88.1 tool_getparam.c. */
const NOT_SIMULATED =
  /^(-[BCJKMPQRYZaljnpty]|--(alt-svc|anyauth|append|aws-sigv4|cert-type|ciphers|config|continue-at|create-dirs|crlfile|curves|digest|dns-.*|doh-.*|ftp-.*|happy-eyeballs-timeout-ms|hsts|http3.*|interface|junk-session-cookies|keepalive-time|key-type|krb|limit-rate|list-only|local-port|location-trusted|max-filesize|negotiate|netrc.*|ntlm.*|oauth2-bearer|parallel.*|pass|pinnedpubkey|post30[123]|preproxy|proto.*|proxy-.*|quote|rate|raw|remote-header-name|remote-name-all|remote-time|socks.*|speed-.*|ssl.*|stderr|styled-output|tcp-.*|tls13-ciphers|tr-encoding|trace.*|unix-socket|variable|xattr))$/;

export interface UsageError {
  readonly text: string;
  readonly exit: number;
}

const usage = (text: string): UsageError => ({
  text: `curl: ${text}\ncurl: try 'curl --help' or 'curl --manual' for more information\n`,
  exit: 2,
});

export type ReadData = (name: string) => string | undefined;

/** Options, or what curl says and its exit code. `readData` reads `@file` (`-` is standard input). */
export function parseCurl(args: readonly string[], readData: ReadData): CurlOptions | UsageError {
  const urls: string[] = [];
  const seen = new Map<string, Value[]>();
  const data: string[] = [];
  const headers: string[] = [];
  const outputs: (string | true)[] = [];
  const form: { readonly text: string; readonly isPlain: boolean }[] = [];
  let bad: UsageError | undefined;

  const take = (name: string, value: Value): void => {
    seen.set(name, [...(seen.get(name) ?? []), value]);
    if (value === true) {
      if (name === 'remote-name') outputs.push(true);
      return;
    }
    if (name === 'url') urls.push(value);
    else if (name === 'output') outputs.push(value);
    else if (name === 'form' || name === 'form-string') {
      if (value.includes('=')) form.push({ text: value, isPlain: name === 'form-string' });
      else
        bad ??= {
          text: `Warning: Illegally formatted input field!\n${usage(`option ${shown(name)}: is badly used here`).text}`,
          exit: 2,
        };
    } else if (name === 'header') {
      if (value.startsWith('@'))
        headers.push(...(readData(value.slice(1)) ?? '').split(/\r?\n/).filter((line) => line !== ''));
      else headers.push(value);
    } else if (name.startsWith('data') || name === 'json') {
      let text: string | undefined = value;
      if (name === 'data-urlencode') text = urlEncodeData(value, readData);
      else if (value.startsWith('@') && name !== 'data-raw') {
        text = readData(value.slice(1));
        if (text === undefined) {
          bad ??= {
            text: `Warning: Couldn't read data from file "${value.slice(1)}", this makes an empty \nWarning: POST.\n`,
            exit: -1,
          };
          text = '';
        }
        if (name === 'data' || name === 'data-ascii') text = text.replace(/[\r\n]/g, '');
      }
      if (name === 'json' && data.length > 0) data.push(data.pop()! + text);
      else data.push(text);
    } else if (/^(max-time|connect-timeout)$/.test(name)) {
      if (!/^\d+(\.\d*)?$/.test(value)) bad ??= usage(`option ${shown(name)}: expected a proper numerical parameter`);
    } else if (/^(max-redirs|retry|retry-delay|retry-max-time)$/.test(name) && !/^-?\d+$/.test(value)) {
      bad ??= usage(`option ${shown(name)}: expected a proper numerical parameter`);
    }
  };
  const shown = (name: string): string => {
    const short = FLAGS.find(([long]) => long === name)?.[1];
    return given.get(name) ?? (short ? `-${short}` : `--${name}`);
  };
  const given = new Map<string, string>();

  let onlyUrls = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (onlyUrls || !arg.startsWith('-') || arg === '-') urls.push(arg);
    else if (arg === '--') onlyUrls = true;
    else if (arg.startsWith('--')) {
      const name = arg.slice(2);
      const exact = FLAGS.find(([long]) => long === name);
      const off = name.startsWith('no-')
        ? FLAGS.find(([long, , takes]) => long === name.slice(3) && !takes)
        : undefined;
      const starts = FLAGS.filter(([long]) => long.startsWith(name));
      const flag = exact ?? (off ? undefined : starts.length === 1 ? starts[0] : undefined);
      if (off && !exact) {
        seen.delete(off[0]);
        continue;
      }
      if (!flag) return usage(starts.length > 1 && name !== '' ? `option ${arg}: is ambiguous` : unknown(arg, arg));
      given.set(flag[0], arg);
      if (!flag[2]) take(flag[0], true);
      else if (args[i + 1] === undefined) return usage(`option ${arg}: requires parameter`);
      else take(flag[0], args[++i]!);
    } else {
      for (let at = 1; at < arg.length; at++) {
        const flag = FLAGS.find(([, short]) => short === arg[at]);
        if (!flag) return usage(unknown(arg, `-${arg[at]}`));
        given.set(flag[0], arg);
        if (!flag[2]) {
          take(flag[0], true);
          continue;
        }
        const value = arg.slice(at + 1) || args[++i];
        if (value === undefined) return usage(`option ${arg}: requires parameter`);
        take(flag[0], value);
        break;
      }
    }
    if (bad && (bad as UsageError).exit >= 0) return bad;
  }
  const has = (name: string): boolean => seen.has(name);
  const last = (name: string): string | undefined => {
    const value = seen.get(name)?.at(-1);
    return typeof value === 'string' ? value : undefined;
  };
  const seconds = (name: string): number | undefined => {
    const value = last(name);
    return value === undefined || Number(value) === 0 ? undefined : Number(value) * 1000;
  };
  if (has('head') && data.length > 0 && !has('get')) {
    return {
      text: has('silent')
        ? ''
        : 'Warning: You can only select one HTTP request method! You asked for both POST \nWarning: (-d, --data) and HEAD (-I, --head).\n',
      exit: 2,
    };
  }
  const resolve: Record<string, string> = {};
  for (const entry of seen.get('resolve') ?? []) {
    const found = /^\+?([^:]+|\*):(\d+):(.+)$/.exec(String(entry));
    if (!found) return { text: `curl: (49) Couldn't parse CURLOPT_RESOLVE entry '${entry}'\n`, exit: 49 };
    resolve[`${found[1]}:${found[2]}`] = found[3]!.split(',')[0]!.replace(/^\[|\]$/g, '');
  }
  return {
    urls,
    method: last('request'),
    headers,
    data,
    get: has('get'),
    json: has('json'),
    head: has('head'),
    include: has('include'),
    verbose: has('verbose'),
    silent: has('silent'),
    showError: has('show-error'),
    outputs,
    writeOut: last('write-out'),
    maxTimeMs: seconds('max-time'),
    connectTimeoutMs: seconds('connect-timeout'),
    userAgent: last('user-agent'),
    referer: last('referer'),
    user: last('user'),
    follow: has('location'),
    maxRedirects: Number(last('max-redirs') ?? 50),
    insecure: has('insecure'),
    fail: has('fail'),
    failWithBody: has('fail-with-body'),
    failEarly: has('fail-early'),
    retries: Number(last('retry') ?? 0),
    retryDelayMs: seconds('retry-delay'),
    retryRefused: has('retry-connrefused') || has('retry-all-errors'),
    resolve,
    cacert: last('cacert'),
    cert: last('cert'),
    key: last('key'),
    tlsMax: last('tls-max') === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    tlsMin: has('tlsv1.3') ? 'TLSv1.3' : 'TLSv1.2',
    http11: has('http1.1') || has('http1.0'),
    http2: has('http2'),
    priorKnowledge: has('http2-prior-knowledge'),
    alpn: !has('no-alpn'),
    connectTo: (seen.get('connect-to') ?? []).map(String),
    proxy: last('proxy'),
    cookie: last('cookie'),
    cookieJar: last('cookie-jar'),
    form,
    upload: last('upload-file'),
    dumpHeader: last('dump-header'),
    range: last('range'),
    help: has('help'),
    version: has('version'),
    globOff: has('globoff'),
    pathAsIs: has('path-as-is'),
  };
}

const unknown = (arg: string, option: string): string =>
  NOT_SIMULATED.test(option) ? `Portolan does not simulate the option ${option}` : `option ${arg}: is unknown`;

function urlEncodeData(value: string, readData: ReadData): string {
  const found = /^([^=@]*)([=@])([\s\S]*)$/.exec(value);
  if (!found) return encode(value);
  const [, name, kind, rest = ''] = found;
  const text = kind === '@' ? (readData(rest) ?? '') : rest;
  return name ? `${name}=${encode(text)}` : encode(text);
}

function encode(text: string): string {
  let out = '';
  for (const byte of new TextEncoder().encode(text)) {
    const c = String.fromCharCode(byte);
    out += /[\w.~-]/.test(c) && byte < 128 ? c : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
