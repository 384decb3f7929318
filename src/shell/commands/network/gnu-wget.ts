// GNU wget, as Debian has it. Models wget 1.21.3: src/http.c, src/connect.c, src/progress.c, and src/gnutls.c for what it says of certificates.
// Differs: it fetches what it is given, and nothing that a page links to; rates are counted from simulated time.

import { type Exchange, type HttpHeaders, headerOf } from '#machine/http.ts';
import { reasonOf } from '#machine/http-reason.ts';
import { basename, join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { type CurlUrl, hostHeader, parseUrl, resolveUrl } from '../curl/url.ts';
import { parseOptions } from '../tool.ts';
import { dotsOf, rateOf, sizeOf } from './wget-progress.ts';
import { headLines, tlsLines } from './wget-words.ts';

const LONG = {
  quiet: 'q',
  verbose: 'v',
  'no-verbose': 'n',
  'output-document': 'O',
  'directory-prefix': 'P',
  'server-response': 'S',
  timeout: 'T',
  'connect-timeout': 'T',
  'read-timeout': 'T',
  tries: 't',
  'user-agent': 'U',
  header: 'e',
  'post-data': 'd',
  'body-data': 'd',
  method: 'm',
  spider: 's',
  'no-check-certificate': 'k',
  'ca-certificate': 'K',
  'max-redirect': 'x',
  'content-on-error': 'C',
} as const;
const TRIES = 20;
const REDIRECTS = 20;
/** Source: wget.h, uerr to exit codes. */
const EXIT = { usage: 2, file: 3, network: 4, tls: 5, server: 8 } as const;

export const gnuWget: Program = async (process) => {
  const argv = process.argv.map((arg) => (arg === '-nv' ? '-n' : arg));
  const options = parseOptions({ ...process, argv }, 'qvnSskC', 'OPTtUedmKx', LONG);
  if (!options) return EXIT.usage;
  const { on, rest } = options;
  if (rest.length === 0) {
    process.stderr.write(
      "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n",
    );
    return 1;
  }
  let code = 0;
  for (const address of rest) code = (await new Retrieval(process, on).run(address)) || code;
  return code;
};

class Retrieval {
  readonly #process: Process;
  readonly #on: ReadonlyMap<string, string>;
  readonly #quote: (text: string) => string;
  #connectedTo = '';

  constructor(process: Process, on: ReadonlyMap<string, string>) {
    this.#process = process;
    this.#on = on;
    const isUtf8 = /utf-?8/i.test(process.env.LC_ALL ?? process.env.LANG ?? '');
    this.#quote = (text) => (isUtf8 ? `‘${text}’` : `'${text}'`);
  }

  /** `always`: -nv says it too. */
  #say(text: string, always = false): void {
    if (this.#on.has('q') || (this.#on.has('n') && !always)) return;
    this.#process.stderr.write(text);
  }

  get #now(): string {
    return new Date(this.#process.host.now()).toISOString().slice(0, 19).replace('T', ' ');
  }

  async run(given: string): Promise<number> {
    const tries = Number(this.#on.get('t') ?? TRIES) || Number.POSITIVE_INFINITY;
    if (this.#on.has('s')) this.#say('Spider mode enabled. Check if remote file exists.\n');
    let address = given;
    for (let redirects = 0, attempt = 1; ; ) {
      const url = parseUrl(address);
      if ('exit' in url) {
        this.#say(`${address}: ${url.exit === 1 ? 'Unsupported scheme' : 'Invalid host name'}.\n`, true);
        return 1;
      }
      this.#say(`--${this.#now}--  ${attempt > 1 ? `(try:${String(attempt).padStart(2)})  ` : ''}${url.href}\n`);
      const begun = this.#process.host.now();
      const exchange = await this.#ask(url);
      if (this.#process.signal.aborted) return 130;
      if (!exchange.ok) {
        const failed = this.#failed(url, exchange);
        if (failed !== 'again') return failed;
        if (attempt++ >= tries) {
          this.#say('Giving up.\n\n', true);
          return EXIT.network;
        }
        this.#say('Retrying.\n\n');
        continue;
      }
      const { status, headers, reason = reasonOf(status) } = exchange.response;
      this.#say(
        `HTTP request sent, awaiting response... ${this.#on.has('S') ? `\n${headLines(exchange.response)}` : `${status} ${reason}\n`}`,
      );
      const location = headerOf(headers, 'location');
      if (status >= 300 && status < 400 && location !== undefined) {
        this.#say(`Location: ${location} [following]\n`);
        if (++redirects > Number(this.#on.get('x') ?? REDIRECTS)) {
          this.#say(`${this.#on.get('x') ?? REDIRECTS} redirections exceeded.\n`, true);
          return EXIT.server;
        }
        address = resolveUrl(location, url);
        continue;
      }
      if (this.#on.has('s')) return this.#spied(status, headers);
      if (status >= 400 && !this.#on.has('C')) {
        if (this.#on.has('n')) this.#say(`${url.href}:\n`, true);
        this.#say(`${this.#now} ERROR ${status}: ${reason}.\n${this.#on.has('n') ? '' : '\n'}`, true);
        return EXIT.server;
      }
      const saved = this.#save(url, exchange.response.body, headers, this.#process.host.now() - begun);
      return saved === 0 && status >= 400 ? EXIT.server : saved;
    }
  }

  #ask(url: CurlUrl): Promise<Exchange> {
    const on = this.#on;
    const given = (on.get('e') ?? '').split('\n').flatMap((line) => {
      const [, name, value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value] as const];
    });
    const body = on.get('d') ?? '';
    const usual: HttpHeaders = [
      ['Host', hostHeader(url)],
      ['User-Agent', on.get('U') ?? 'Wget/1.21.3'],
      ['Accept', '*/*'],
      ['Accept-Encoding', 'identity'],
      ['Connection', 'Keep-Alive'],
      ...(on.has('d')
        ? [
            ['Content-Type', 'application/x-www-form-urlencoded'] as const,
            ['Content-Length', String(body.length)] as const,
          ]
        : []),
    ];
    const isGiven = (name: string): boolean => given.some(([own]) => own.toLowerCase() === name.toLowerCase());
    const seconds = Number(on.get('T') ?? 0);
    const trusted = on.has('K') ? this.#process.files.read(join(this.#process.cwd, on.get('K')!)) : undefined;
    return this.#process.host
      .fetch(
        {
          method: on.get('m') ?? (on.has('s') ? 'HEAD' : on.has('d') ? 'POST' : 'GET'),
          url: url.href,
          headers: [...usual.filter(([name]) => !isGiven(name)), ...given],
          body,
        },
        {
          signal: this.#process.signal,
          insecure: on.has('k'),
          ...(seconds > 0 && { timeoutMs: seconds * 1000 }),
          ...(trusted !== undefined && { tls: { trusted } }),
        },
      )
      .then((exchange) => {
        this.#connecting(url, exchange);
        return exchange;
      });
  }

  /** What it says on the way to the server: nothing new where the last connection is still open. */
  #connecting({ host, port }: CurlUrl, exchange: Exchange): void {
    const { remote } = exchange;
    const to = `${host}:${port}`;
    if (to === this.#connectedTo && exchange.ok) {
      this.#say(`Reusing existing connection to ${to}.\n`);
      return;
    }
    this.#connectedTo = to;
    const isAddress = remote?.ip === host.replace(/^\[|\]$/g, '');
    if (!isAddress) this.#say(`Resolving ${host} (${host})... ${remote ? `${remote.ip}\n` : ''}`);
    if (!remote) return;
    const failed = !exchange.ok && exchange.error.phase === 'connect';
    this.#say(
      `Connecting to ${isAddress ? to : `${host} (${host})|${remote.ip}|:${port}`}... ${failed ? '' : 'connected.\n'}`,
    );
  }

  /** An exit code, or it is tried again. */
  #failed({ host }: CurlUrl, { error }: Exclude<Exchange, { readonly ok: true }>): number | 'again' {
    const { kind, phase, temporary, tls } = error;
    this.#connectedTo = '';
    if (phase === 'resolve') {
      this.#say(
        `failed: ${temporary || kind === 'timeout' ? 'Temporary failure in name resolution' : 'Name or service not known'}.\n`,
      );
      this.#say(`wget: unable to resolve host address ${this.#quote(host)}\n`, true);
      return EXIT.network;
    }
    if (phase === 'connect') {
      const why =
        { refused: 'Connection refused', unreachable: 'No route to host' }[kind as 'refused'] ?? 'Connection timed out';
      this.#say(`failed: ${why}.\n`);
      return kind === 'refused' || kind === 'unreachable' ? EXIT.network : 'again';
    }
    if (kind === 'tls') {
      const lines = tlsLines(tls, this.#quote(host));
      for (const line of lines) this.#say(`${line}\n`, true);
      return tls?.kind === 'verify' || tls?.kind === 'name' ? EXIT.tls : EXIT.network;
    }
    this.#say('HTTP request sent, awaiting response... ');
    this.#say(
      kind === 'empty'
        ? 'No data received.\n'
        : `Read error (${kind === 'timeout' ? 'Connection timed out' : 'Connection reset by peer'}) in headers.\n`,
    );
    return 'again';
  }

  #spied(status: number, headers: HttpHeaders): number {
    if (status >= 400) {
      this.#say('Remote file does not exist -- broken link!!!\n\n', true);
      return EXIT.server;
    }
    const type = headerOf(headers, 'content-type') ?? '';
    this.#say(
      `Length: ${headerOf(headers, 'content-length') ?? 'unspecified'}${type && ` [${type.replace(/;.*/, '')}]`}\n`,
    );
    this.#say(
      type.startsWith('text/html')
        ? 'Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n'
        : 'Remote file exists.\n\n',
    );
    return 0;
  }

  #save(url: CurlUrl, body: string, headers: HttpHeaders, elapsedMs: number): number {
    const { files, cwd, stdout, terminal } = this.#process;
    const bytes = new TextEncoder().encode(body).length;
    const length = headerOf(headers, 'content-length');
    const type = headerOf(headers, 'content-type')?.replace(/;.*/, '');
    const name = this.#on.get('O') ?? this.#freeName(url);
    this.#say(`Length: ${length === undefined ? 'unspecified' : sizeOf(bytes)}${type ? ` [${type}]` : ''}\n`);
    this.#say(`Saving to: ${this.#quote(name === '-' ? 'STDOUT' : name)}\n\n`);
    const rate = rateOf(bytes, elapsedMs);
    if (name === '-') stdout.write(body);
    else {
      const wrong = name === '/dev/null' ? undefined : files.write(join(cwd, name), body);
      if (wrong) {
        this.#say(
          `${name}: ${wrong === 'EROFS' ? 'Read-only file system' : 'No such file or directory'}\n\nCannot write to ${this.#quote(name)} (Success).\n`,
          true,
        );
        return EXIT.file;
      }
    }
    const isBar = terminal !== undefined;
    this.#say(
      isBar
        ? `${(name === '-' ? '-' : basename(name)).slice(0, 19).padEnd(19)} 100%[===================>] ${String(bytes).padStart(7)}  --.-KB/s    in 0s      \n\n`
        : `${dotsOf(bytes, rate)}\n`,
    );
    const total = length === undefined ? `[${bytes}]` : `[${bytes}/${bytes}]`;
    const unit = rate.replace(/([\d.]+)([KMG]?)/, '$1 $2B/s');
    this.#say(
      `${this.#now} (${unit}) - ${name === '-' ? 'written to stdout' : `${this.#quote(name)} saved`} ${total}\n\n`,
    );
    if (this.#on.has('n')) this.#say(`${this.#now} URL:${url.href} ${total} -> "${name}" [1]\n`, true);
    return 0;
  }

  /** `index.html`, or `index.html.1` where there is one. */
  #freeName({ target }: CurlUrl): string {
    const [path = '/', query] = target.split(/\?(.*)/s);
    const own = `${path.endsWith('/') ? 'index.html' : basename(path)}${query === undefined ? '' : `?${query}`}`;
    const prefix = this.#on.has('P') ? `${this.#on.get('P')}/` : '';
    if (prefix) this.#process.files.mkdir(join(this.#process.cwd, prefix));
    const isTaken = (name: string): boolean => this.#process.files.stat(join(this.#process.cwd, name)) !== undefined;
    let name = `${prefix}${own}`;
    for (let i = 1; isTaken(name); i++) name = `${prefix}${own}.${i}`;
    return name;
  }
}
