// One call across the network: look the name up, connect; for a request, agree on TLS and wait for the answer. Each step may take time, or fail.

import { told } from '#machine/hop.ts';
import type { Exchange, HttpRequest, HttpResponse, NetworkError } from '#machine/http.ts';
import type { Connected, FetchOptions, Place } from '#machine/program.ts';
import { connectedPair, type TcpStream } from '#machine/stream.ts';
import { type Connection, isKept, keptBy, letGo, remember } from '../kept.ts';
import { connectionTo } from '../listener.ts';
import type { Network, NetworkDeps } from '../network.ts';
import { type ParsedUrl, parseUrl } from '../url.ts';
import { carriedOn } from './carried.ts';
import { connectToAny } from './connecting.ts';
import { exchange } from './exchanging.ts';
import { secured } from './handshake.ts';
import { lookUp } from './look-up.ts';
import { Progress } from './progress.ts';

export class Call {
  readonly #progress: Progress;

  constructor(network: Network, deps: NetworkDeps, from: Place, options: FetchOptions) {
    this.#progress = new Progress(network, deps, from, options);
  }

  /** The address that a name stands for. */
  async resolve(host: string, port: number): Promise<string | NetworkError> {
    const addresses = await lookUp(this.#progress, host, port);
    return 'kind' in addresses ? addresses : addresses[0];
  }

  /** TCP alone. */
  async connect(host: string, port: number): Promise<Connected> {
    const connected = await this.#reach(host, port);
    if ('kind' in connected) return { ok: false, error: connected, ...this.#progress.facts() };
    const [near, far] = this.#pair(connected);
    connectionTo(connected.served)(far);
    return { ok: true, stream: near, ...this.#progress.facts() };
  }

  async run(request: HttpRequest): Promise<Exchange> {
    const call = this.#progress;
    const url = parseUrl(request.url);
    if (!url) {
      const message = `URL using bad/illegal format: ${request.url}`;
      call.broken('client', told(message, 'bad-url', { url: request.url }));
      return call.fail({ kind: 'unresolved', phase: 'resolve', message });
    }
    const connected = this.#kept(url) ?? (await this.#open(url, request.version === 'HTTP/2'));
    if ('kind' in connected) return call.fail(connected);
    if (url.secure && call.options.tls?.handshakeOnly) {
      connected.flow?.isClosedBy(0);
      return { ok: true, response: { status: 0, headers: [], body: '' }, ...call.facts() };
    }
    const answer = await exchange(call, request, connected, url);
    if ('kind' in answer) {
      connected.flow?.isClosedBy(0);
      return call.fail(answer);
    }
    const { upgrade, ...response } = answer;
    const stream = upgrade && this.#upgraded(connected, upgrade);
    this.#keep(url, connected, answer);
    return { ok: true, response, ...call.facts(), ...(stream && { stream }) };
  }

  async #open({ host, port, secure }: ParsedUrl, asksHttp2: boolean): Promise<Connection | NetworkError> {
    const reached = await this.#reach(host, port);
    if ('kind' in reached || !(secure || asksHttp2)) return reached;
    const connected = await carriedOn(this.#progress, reached, secure);
    return 'kind' in connected || !secure ? connected : secured(this.#progress, connected, host);
  }

  async #reach(host: string, port: number): Promise<Connection | NetworkError> {
    const addresses = await lookUp(this.#progress, host, port);
    return 'kind' in addresses ? addresses : connectToAny(this.#progress, host, addresses, port);
  }

  /** The open connection that the client has to there, if it still is one. */
  #kept({ host, port, secure }: ParsedUrl): Connection | undefined {
    const call = this.#progress;
    const { keep } = call.options;
    const kept = keep && keptBy(keep);
    if (!kept || kept.host !== host || kept.port !== port || kept.secure !== secure || kept.from !== call.from)
      return undefined;
    const { connection, remote, tls } = kept;
    if (!call.network.holds(call.from, connection)) {
      letGo(keep);
      return undefined;
    }
    call.remote = remote;
    call.tls = tls;
    const to = `${remote.ip}:${remote.port}`;
    const what = told(`sent it on its open connection to ${to}`, 'keeps-connection', { to });
    call.hop({ at: 'client', ...what, ok: true });
    return connection;
  }

  #keep({ host, port, secure }: ParsedUrl, connection: Connection, response: HttpResponse): void {
    const { options, remote, tls, from } = this.#progress;
    const { keep } = options;
    const isOpen = isKept(response);
    if (response.status !== 101 && !(keep && isOpen)) connection.flow?.isClosedBy(isOpen ? 0 : 1);
    if (!keep || !remote) return;
    keep.whenClosed(isOpen && connection.flow ? () => connection.flow?.isClosedBy(0) : undefined);
    if (!isOpen) letGo(keep);
    else remember(keep, { connection, from, host, port, secure, remote, tls });
  }

  /** Both ends of the connection; the server's sees the address that the packets came with. */
  #pair({ own, sourceIP, sourcePort, flow }: Connection): readonly [client: TcpStream, server: TcpStream] {
    const { network, from, remote } = this.#progress;
    const source = { ip: sourceIP, port: sourcePort };
    const local = { ip: network.addressOf(from), port: sourcePort };
    const pair = connectedPair({ client: { local, remote: remote ?? own }, server: { local: own, remote: source } });
    return flow ? [flow.watch(pair[0], 0), flow.watch(pair[1], 1)] : pair;
  }

  #upgraded(connection: Connection, upgrade: (stream: TcpStream) => void): TcpStream {
    const [near, far] = this.#pair(connection);
    upgrade(far);
    return near;
  }
}
