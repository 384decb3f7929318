// One call across the network: look the name up, connect; for a request, agree on TLS and wait for the answer. Each step may take time, or fail.

import { type Hop, type Told, told } from '#machine/hop.ts';
import type { Exchange, HttpRequest, HttpResponse, NetworkError } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { Connected, FetchOptions, Place } from '#machine/program.ts';
import { TRUST_STORES } from '#machine/public-roots.ts';
import type { TcpStream } from '#machine/stream.ts';
import { connectedPair } from '#machine/stream.ts';
import type { TlsFault, TlsSession } from '#machine/tls.ts';
import { loadPki, pki } from '#pki/loader.ts';
import { parseIPv4 } from './address.ts';
import type { Flow } from './capture/flow.ts';
import { AT_SERVER } from './capture/way.ts';
import { hostsEntry } from './dns/resolv-conf.ts';
import { type Connection, isKept, keptBy, letGo, remember } from './kept.ts';
import { DATA, SYN, sendingMs, whyLink } from './link.ts';
import type { Broken, Served } from './listener.ts';
import { connectionTo, plainHandler } from './listener.ts';
import type { Network, NetworkDeps } from './network.ts';
import { passedOn } from './passing-on.ts';
import type { Trace } from './proxy/packet.ts';
import { dnsHop } from './resolver.ts';
import { ephemeralPort, roundTripMs } from './round-trip.ts';
import { whyTls } from './tls-refusal.ts';
import type { ParsedUrl } from './url.ts';
import { parseUrl } from './url.ts';

/** A server that never answers would pull simulated time for ever. */
const PATIENCE_MS = 60_000;
/** Source: Linux tcp_syn_retries 6, 1+2+4+8+16+32+64 s, and curl's wait on top. */
const KERNEL_CONNECT_MS = 134_000;
/** Source: Linux tcp_retries2 15. */
const KERNEL_DATA_MS = 924_600;
/** Until the kernel gives up asking who has an address. Source: Linux, three ARP probes. */
const NO_ROUTE_MS = 3070;

const HALVED_ABOVE_MS = 600;

type Phase = NetworkError['phase'];
type Failure = NetworkError;
type Waited = 'done' | 'limit' | 'aborted';

export class Call {
  readonly #network: Network;
  readonly #deps: NetworkDeps;
  readonly #from: Place;
  readonly #options: FetchOptions;
  readonly #startMs: number;
  readonly #trace: Hop[] = [];
  #remote: { ip: string; port: number } | undefined;
  #stream: TcpStream | undefined;
  #tls: TlsSession | undefined;
  /** Addresses of the name that have not been tried yet. */
  #others: string[] = [];

  constructor(network: Network, deps: NetworkDeps, from: Place, options: FetchOptions) {
    this.#network = network;
    this.#deps = deps;
    this.#from = from;
    this.#options = options;
    this.#startMs = deps.now();
  }

  /** TCP alone. */
  async connect(host: string, port: number): Promise<Connected> {
    const ip = await this.resolve(host, port);
    const connected = typeof ip === 'string' ? await this.#connectToAny(host, ip, port) : ip;
    if ('kind' in connected) return { ok: false, error: connected, ...this.#facts() };
    const [near, far] = this.#pair(connected);
    connectionTo(connected.served)(far);
    return { ok: true, stream: near, ...this.#facts() };
  }

  async run(request: HttpRequest): Promise<Exchange> {
    const url = parseUrl(request.url);
    if (!url) {
      const message = `URL using bad/illegal format: ${request.url}`;
      this.#broken('client', told(message, 'bad-url', { url: request.url }));
      return this.#fail({ kind: 'unresolved', phase: 'resolve', message });
    }
    const connected = this.#kept(url) ?? (await this.#open(url));
    if ('kind' in connected) return this.#fail(connected);
    if (url.secure && this.#options.tls?.handshakeOnly) {
      connected.flow?.isClosedBy(0);
      return { ok: true, response: { status: 0, headers: [], body: '' }, ...this.#facts() };
    }
    const answer = await this.#exchange(request, connected, url);
    if ('kind' in answer) {
      connected.flow?.isClosedBy(0);
      return this.#fail(answer);
    }
    const { upgrade, ...response } = answer;
    if (upgrade) this.#upgraded(connected, upgrade);
    this.#keep(url, connected, answer);
    return { ok: true, response, ...this.#facts(), ...(this.#stream && { stream: this.#stream }) };
  }

  async #open(url: ParsedUrl): Promise<Connection | Failure> {
    const resolved = await this.resolve(url.host, url.port);
    if (typeof resolved !== 'string') return resolved;
    const connected = await this.#connectToAny(url.host, resolved, url.port);
    if ('kind' in connected || !url.secure) return connected;
    const answering = connected.served.preread ? await this.#passedOn(connected, url.host) : connected;
    const failure = 'kind' in answering ? answering : await this.#handshake(answering, url.host);
    if (failure) connected.flow?.isClosedBy(0);
    return failure ?? answering;
  }

  /** With the one that answers in the end; the client knows only of the first. */
  async #passedOn(connection: Connection, host: string): Promise<Connection | Failure> {
    await loadPki();
    const { sni, serverName } = this.#options.tls ?? {};
    const name = pki().sentName({ host, serverName: sni ?? serverName });
    const { hops, waitMs, connection: answering } = await passedOn(this.#network, connection, name, this.#deps.random);
    for (const hop of hops) this.#hop(hop);
    const waited = await this.#wait(waitMs, this.#connectLimit());
    if (waited === 'aborted') return this.#interrupted('tls');
    if (waited === 'limit') return { kind: 'timeout', phase: 'tls', message: 'SSL connection timeout' };
    if (answering) return answering;
    connection.flow?.handshake();
    const fault = { kind: 'closed' } as const;
    return { kind: 'tls', phase: 'tls', message: pki().faultText(fault), tls: fault };
  }

  /** The open connection that the client has to there, if it still is one. */
  #kept({ host, port, secure }: ParsedUrl): Connection | undefined {
    const { keep } = this.#options;
    const kept = keep && keptBy(keep);
    if (!kept || kept.host !== host || kept.port !== port || kept.secure !== secure || kept.from !== this.#from)
      return undefined;
    const { connection, remote, tls } = kept;
    if (!this.#network.holds(this.#from, connection)) {
      letGo(keep);
      return undefined;
    }
    this.#remote = remote;
    this.#tls = tls;
    const to = `${remote.ip}:${remote.port}`;
    this.#hop({
      at: 'client',
      ...told(`sent it on its open connection to ${to}`, 'keeps-connection', { to }),
      ok: true,
    });
    return connection;
  }

  #keep({ host, port, secure }: ParsedUrl, connection: Connection, response: HttpResponse): void {
    const { keep } = this.#options;
    const isOpen = isKept(response);
    if (response.status !== 101 && !(keep && isOpen)) connection.flow?.isClosedBy(isOpen ? 0 : 1);
    if (!keep || !this.#remote) return;
    keep.whenClosed(isOpen && connection.flow ? () => connection.flow?.isClosedBy(0) : undefined);
    if (!isOpen) letGo(keep);
    else remember(keep, { connection, from: this.#from, host, port, secure, remote: this.#remote, tls: this.#tls });
  }

  /** The address that a name stands for. */
  async resolve(host: string, port: number): Promise<string | Failure> {
    const given = this.#options.resolve?.[`${host}:${port}`] ?? this.#options.resolve?.[`*:${port}`];
    if (given !== undefined) return given.replace(/^\[|\]$/g, '');
    if (parseIPv4(host) !== undefined || host === '::1' || host === '::') return host;
    if (host.includes(':')) return this.#noIPv6(host);
    // Source: RFC 6761: localhost never goes to DNS.
    if (host.toLowerCase().replace(/\.$/, '') === 'localhost') return '127.0.0.1';
    const own = hostsEntry(this.#deps.files(this.#from)?.read('/etc/hosts') ?? '', host);
    if (own !== undefined) {
      const found = told(`found ${host} in /etc/hosts: ${own}`, 'found-in-hosts-file', { name: host, ip: own });
      this.#hop({ at: 'client', ...found, ok: true });
      return own;
    }
    const lookup = this.#network.resolve(this.#from, host, 'A', { beside: true });
    const { reply, silentMs } = lookup;
    const waited = await this.#wait(silentMs + this.#between(0.2, 1), this.#connectLimit());
    this.#hop(dnsHop(host, lookup));
    if (waited === 'aborted') return this.#interrupted('resolve');
    if (waited === 'limit') {
      if (this.#trace.at(-1)?.ok)
        this.#broken('dns', told(`resolving ${host} took too long`, 'resolving-too-slow', { name: host }));
      return {
        kind: 'timeout',
        phase: 'resolve',
        message: `Resolving timed out after ${this.#elapsed()} milliseconds`,
      };
    }
    const addresses = [...new Set(reply.answers.filter(({ type }) => type === 'A').map(({ data }) => data))];
    const at = Math.floor(this.#deps.random() * addresses.length);
    const chosen = addresses[at];
    this.#others = [...addresses.slice(at + 1), ...addresses.slice(0, at)];
    if (chosen !== undefined) return chosen;
    const sixth = reply.code === 'NOERROR' ? this.#network.resolve(this.#from, host, 'AAAA').reply.answers : [];
    const only = sixth.find(({ type }) => type === 'AAAA');
    if (only) return this.#noIPv6(only.data);
    const temporary = reply.code === 'TIMEOUT' || reply.code === 'SERVFAIL';
    const message = `Could not resolve host: ${host}`;
    return { kind: 'unresolved', phase: 'resolve', message, ...(temporary && { temporary }) };
  }

  /** Source: curl, of ENETUNREACH. */
  #noIPv6(ip: string): Failure {
    const who = this.#from;
    this.#broken('client', told(`${who} has no IPv6 address: network is unreachable`, 'no-ipv6', { who }));
    const message = `Immediate connect fail for ${ip}: Network is unreachable`;
    return { kind: 'unreachable', phase: 'connect', message };
  }

  /** One address of a name after the other, until one takes the connection. Source: curl's lib/connect.c, cf_he_connect. */
  async #connectToAny(host: string, ip: string, port: number): Promise<Connection | Failure> {
    let connected = await this.#connect(host, ip, port);
    while ('kind' in connected && !this.#options.signal?.aborted && this.#connectLimit() !== 0) {
      const next = this.#others.shift();
      if (next === undefined) break;
      connected = await this.#connect(host, next, port);
    }
    return connected;
  }

  async #connect(host: string, ip: string, port: number): Promise<Connection | Failure> {
    this.#remote = { ip, port };
    const { trace, listener } = this.#network.dial(this.#from, { ip, port });
    for (const hop of trace.hops) this.#hop(hop);
    const { random } = this.#deps;
    const { link } = trace;
    const tripMs = roundTripMs(this.#from, trace.delivered?.place ?? trace.hops.at(-1)?.at ?? '', random);
    const openMs = Math.min(tripMs + sendingMs(link, SYN, random), KERNEL_CONNECT_MS);
    const reason = `connect to ${ip} port ${port} from ${host === ip ? this.#from : `${this.#from} (${host})`} failed`;
    const waits = {
      delivered: openMs,
      refused: openMs,
      unreachable: NO_ROUTE_MS,
      timeout: KERNEL_CONNECT_MS,
    };
    const left = this.#connectLimit();
    // With more addresses to try, none has more than half of the time that is left. Source: cf_he_connect, baller_initiate.
    const limit = left !== undefined && this.#others.length > 0 && left > HALVED_ABOVE_MS ? left / 2 : left;
    const flow = this.#opens(trace);
    const waited = await this.#wait(waits[trace.verdict], limit);
    flow?.over.abort('answered');
    if (waited === 'aborted') return this.#interrupted('connect');
    if (waited === 'limit') {
      if (trace.delivered) {
        const slow = told('the connection took too long', 'connecting-too-slow', {});
        this.#broken(trace.delivered.place, link ? whyLink(link) : slow);
      }
      return {
        kind: 'timeout',
        phase: 'connect',
        message: `Connection timed out after ${this.#elapsed()} milliseconds`,
      };
    }
    if (flow && waited === 'done') arrived(flow.flow, trace, listener !== undefined);
    if (trace.verdict === 'refused')
      return { kind: 'refused', phase: 'connect', message: `${reason}: Connection refused` };
    if (trace.verdict === 'unreachable')
      return { kind: 'unreachable', phase: 'connect', message: `${reason}: No route to host` };
    const { delivered } = trace;
    if (link && delivered && openMs === KERNEL_CONNECT_MS) {
      this.#broken(delivered.place, whyLink(link));
      return { kind: 'timeout', phase: 'connect', message: `${reason}: Connection timed out` };
    }
    if (!delivered) return { kind: 'timeout', phase: 'connect', message: `${reason}: Connection timed out` };
    if (!listener) {
      // The port was closed between the packet's way and now.
      const port = String(delivered.port);
      const what = told(`nothing listens on port ${port}: connection refused`, 'port-closed', { port });
      this.#broken(delivered.place, what);
      return { kind: 'refused', phase: 'connect', message: `${reason}: Connection refused` };
    }
    return {
      served: listener,
      place: delivered.place,
      own: { ip: delivered.ip, port: delivered.port },
      sourceIP: delivered.sourceIP,
      sourcePort: flow?.port ?? ephemeralPort(this.#deps.random),
      roundTripMs: tripMs,
      trace,
      flow: flow?.flow,
      ...(link && { link }),
    };
  }

  /** The first packets, where somebody captures: a SYN, and more of them until it is answered. */
  #opens(trace: Trace): { readonly flow: Flow; readonly port: number; readonly over: AbortController } | undefined {
    const { captures } = this.#network;
    if (!captures.areOpen) return undefined;
    const port = ephemeralPort(this.#deps.random);
    const flow = captures.flow(this.#from, port, this.#remote!, trace);
    if (!flow) return undefined;
    const over = new AbortController();
    void flow.opens(over.signal);
    return { flow, port, over };
  }

  async #handshake(connection: Connection, host: string): Promise<Failure | undefined> {
    const { served, place, link } = connection;
    const waited = await this.#roundTrip(connection, this.#connectLimit());
    if (waited === 'aborted') return this.#interrupted('tls');
    if (waited === 'limit') {
      this.#broken(place, link ? whyLink(link) : told('the TLS handshake took too long', 'tls-too-slow', {}));
      return { kind: 'timeout', phase: 'tls', message: `SSL connection timeout` };
    }
    await loadPki();
    const { tls, http2 = false } = served;
    const { shakeHands, faultText } = pki();
    if (tls) connection.flow?.handshake();
    const failed = (fault: TlsFault): Failure => ({ kind: 'tls', phase: 'tls', message: faultText(fault), tls: fault });
    if (!tls) {
      const fault = { kind: 'plain' } as const;
      const failure = failed(fault);
      this.#broken(place, whyTls(fault, undefined, failure.message, host));
      return failure;
    }
    const { tls: options = {}, insecure = false } = this.#options;
    const { alpn = http2 === 'only' ? ['h2'] : http2 ? ['h2', 'http/1.1'] : ['http/1.1'] } = tls;
    const { session, fault } = shakeHands(
      { ...tls, alpn },
      {
        ...options,
        host: options.serverName ?? host,
        ...((options.sni ?? options.serverName) !== undefined && { serverName: options.sni ?? options.serverName! }),
        trusted: options.trusted ?? this.#trustStore(),
        nowMs: this.#deps.now(),
        insecure,
      },
    );
    this.#tls = session;
    if (!fault) return undefined;
    const failure = failed(fault);
    this.#broken(fault.kind === 'alert' ? place : 'client', whyTls(fault, session, failure.message, host));
    return failure;
  }

  #trustStore(): string {
    const files = this.#deps.files(this.#from);
    for (const path of TRUST_STORES) {
      const text = files?.read(path);
      if (text !== undefined) return text;
    }
    return '';
  }

  async #exchange(
    given: HttpRequest,
    connection: Connection,
    { authority, secure }: ParsedUrl,
  ): Promise<HttpResponse | Failure> {
    const { served, place, sourceIP, sourcePort, link } = connection;
    const { headers } = given;
    const request: HttpRequest = {
      ...given,
      ...(headerOf(headers, 'host') === undefined && { headers: [['Host', authority] as const, ...headers] }),
      ...(this.#tls?.alpn === 'h2' && { version: 'HTTP/2' }),
    };
    const isHttp2 = request.version === 'HTTP/2';
    if (isHttp2 && (secure ? this.#tls?.alpn !== 'h2' : !served.http2 || served.tls)) {
      this.#broken(place, told('does not speak HTTP/2 on this port', 'no-http2', {}));
      return {
        kind: 'protocol',
        phase: 'transfer',
        message:
          'Remote peer returned unexpected data while we expected SETTINGS frame.  Perhaps, peer does not support HTTP/2 properly.',
      };
    }
    if (this.#network.captures.areOpen)
      connection.flow ??= this.#network.captures.flow(this.#from, sourcePort, this.#remote!, connection.trace);
    connection.flow?.asks(request);
    let answer: HttpResponse | Broken | Waited;
    if (served.http2 === 'only' && !isHttp2 && (secure || !served.tls)) {
      this.#broken(place, told('speaks only HTTP/2 on this port', 'only-http2', {}));
      return { kind: 'protocol', phase: 'transfer', message: 'Received HTTP/0.9 when not allowed' };
    } else {
      const server = secure ? served : { handler: plainHandler(served) };
      answer = await this.#answer(server, request, { ip: sourceIP, port: sourcePort });
    }
    if (answer === 'aborted') return this.#interrupted('transfer');
    if (typeof answer !== 'string' && (await this.#roundTrip(connection, this.#totalLimit())) === 'limit')
      answer = 'limit';
    if (typeof answer !== 'string') connection.flow?.answers(request, answer);
    if (typeof answer === 'string') {
      const silent = told('took the request, but did not answer in time', 'no-answer-in-time', {});
      this.#broken(place, link ? whyLink(link) : silent);
      return {
        kind: 'timeout',
        phase: 'transfer',
        message: `Operation timed out after ${this.#elapsed()} milliseconds with 0 bytes received`,
      };
    }
    for (const hop of answer.via ?? []) this.#hop(hop);
    if ('close' in answer) {
      this.#broken(place, told('closed the connection without an answer', 'closed-without-answer', {}));
      return { kind: 'empty', phase: 'transfer', message: 'Empty reply from server' };
    }
    if ('reset' in answer) {
      this.#broken(place, told('reset the connection', 'reset', {}));
      return { kind: 'reset', phase: 'transfer', message: 'Recv failure: Connection reset by peer' };
    }
    if ('garbage' in answer) {
      this.#broken(place, told('answered, but not in HTTP', 'not-http', {}));
      return { kind: 'protocol', phase: 'transfer', message: 'Received HTTP/0.9 when not allowed' };
    }
    const { via, ...response } = answer;
    const status = String(response.status);
    this.#hop({ at: place, ...told(`answered ${status}`, 'answered', { status }), ok: true });
    return given.method === 'HEAD' ? { ...response, body: '' } : response;
  }

  /** The handler's answer, unless the time or the caller's patience ends first. A handler that throws has crashed: reset. */
  async #answer(
    { handler }: Pick<Served, 'handler'>,
    request: HttpRequest,
    peer: { readonly ip: string; readonly port: number },
  ): Promise<HttpResponse | Broken | Waited> {
    // A process that ends closes what it had; only what it had not yet read would be answered by a reset.
    const crashed = (): Broken => ({ close: true });
    // Made when a handler looks at it: most never do, and it is dear.
    let gone: AbortController | undefined;
    let hasGone = false;
    let given: ReturnType<typeof handler>;
    try {
      given = handler(request, {
        ip: peer.ip,
        port: peer.port,
        ...(this.#tls && { tls: this.#tls }),
        get gone() {
          gone ??= new AbortController();
          if (hasGone) gone.abort();
          return gone.signal;
        },
      });
    } catch {
      return crashed();
    }
    if (!(given instanceof Promise)) return given;
    const answer = given.catch(crashed);
    const limit = this.#totalLimit();
    const over = new AbortController();
    const waited =
      limit === undefined ? this.#patience(over.signal) : this.#wait(Number.POSITIVE_INFINITY, limit, over.signal);
    const first = await Promise.race([answer, waited]);
    // A reason of one's own: the default is an exception with a stack, made for each request.
    over.abort('answered');
    hasGone = typeof first === 'string';
    if (hasGone) gone?.abort();
    return first;
  }

  /** Without a limit, simulated time passes only for a while, for what a server waits for; then the caller alone can end it. */
  async #patience(over: AbortSignal): Promise<Waited> {
    const waited = await this.#wait(PATIENCE_MS, undefined, over);
    const { signal } = this.#options;
    if (over.aborted || waited === 'aborted') return waited;
    return signal ? aborted(signal, over) : new Promise(() => undefined);
  }

  /** Lets simulated time pass, but no longer than `limitMs`. */
  async #wait(ms: number, limitMs: number | undefined, over?: AbortSignal): Promise<Waited> {
    const { signal } = this.#options;
    if (signal?.aborted) return 'aborted';
    const limited = limitMs !== undefined && limitMs < ms;
    const signals = [signal, over].filter((s) => s !== undefined);
    await this.#deps.sleep(limited ? limitMs : ms, signals.length > 1 ? AbortSignal.any(signals) : signals[0]);
    if (signal?.aborted) return 'aborted';
    return limited ? 'limit' : 'done';
  }

  /** Something is sent on an open connection, and answered. On a bad link that takes longer, or is given up. */
  async #roundTrip({ roundTripMs: tripMs, link }: Connection, limitMs: number | undefined): Promise<Waited> {
    const ms = tripMs + sendingMs(link, DATA, this.#deps.random);
    const waited = await this.#wait(Math.min(ms, KERNEL_DATA_MS), limitMs);
    return waited === 'done' && ms > KERNEL_DATA_MS ? 'limit' : waited;
  }

  #totalLimit(): number | undefined {
    const { timeoutMs } = this.#options;
    return timeoutMs === undefined ? undefined : Math.max(0, this.#startMs + timeoutMs - this.#deps.now());
  }

  /** What is left for looking up and connecting. */
  #connectLimit(): number | undefined {
    const { connectTimeoutMs, timeoutMs } = this.#options;
    const limits = [connectTimeoutMs, timeoutMs].filter((ms) => ms !== undefined);
    return limits.length === 0 ? undefined : Math.max(0, this.#startMs + Math.min(...limits) - this.#deps.now());
  }

  /** Both ends of the connection; the server's sees the address that the packets came with. */
  #pair({ own, sourceIP, sourcePort, flow }: Connection): readonly [client: TcpStream, server: TcpStream] {
    const source = { ip: sourceIP, port: sourcePort };
    const local = { ip: this.#network.addressOf(this.#from), port: sourcePort };
    const pair = connectedPair({
      client: { local, remote: this.#remote ?? own },
      server: { local: own, remote: source },
    });
    return flow ? [flow.watch(pair[0], 0), flow.watch(pair[1], 1)] : pair;
  }

  #upgraded(connection: Connection, upgrade: (stream: TcpStream) => void): void {
    const [near, far] = this.#pair(connection);
    this.#stream = near;
    upgrade(far);
  }

  #between(from: number, to: number): number {
    return from + this.#deps.random() * (to - from);
  }

  #interrupted(phase: Phase): Failure {
    if (this.#trace.at(-1)?.ok !== false)
      this.#broken('client', told('gave up: it was interrupted', 'interrupted', {}));
    return { kind: 'timeout', phase, message: 'Interrupted' };
  }

  #elapsed(): number {
    return Math.round(this.#deps.now() - this.#startMs);
  }

  #hop(hop: Hop): void {
    this.#trace.push(hop);
  }

  #broken(at: string, { did, reason }: Told): void {
    this.#hop({ at, did, ok: false, reason });
  }

  #facts() {
    return {
      trace: this.#trace,
      elapsedMs: this.#deps.now() - this.#startMs,
      ...(this.#remote ? { remote: this.#remote } : {}),
      ...(this.#tls ? { tls: this.#tls } : {}),
    };
  }

  #fail(error: Failure): Exchange {
    return { ok: false, error, ...this.#facts() };
  }
}

/** What comes back to a SYN. */
function arrived(flow: Flow, { verdict, hops }: Trace, listens: boolean): void {
  if (verdict === 'delivered' && listens) flow.accepted();
  else if (verdict === 'delivered' || AT_SERVER.has(hops.at(-1)?.reason.code ?? '')) flow.refused();
  else if (verdict !== 'timeout') flow.rejected(verdict === 'refused' ? 'port' : 'host');
}

/** @param over Nobody waits any longer: a container's signal outlives its thousands of calls. */
function aborted(signal: AbortSignal, over: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    const done = (): void => resolve('aborted');
    if (signal.aborted) return done();
    signal.addEventListener('abort', done, { once: true });
    over.addEventListener('abort', () => signal.removeEventListener('abort', done), { once: true });
  });
}
