// What is told to whoever captures packets: connections, datagrams, questions to DNS and echoes, on the interfaces that they pass.
// Differs: what CoreDNS itself asks, what the API server and load balancers' health checks send, and ARP are not captured; of a connection that
// no HTTP is spoken on, nothing is if it was there before the capture.

import { byteLength } from '#machine/bytes.ts';
import type { CaptureListener } from '#machine/packet.ts';
import type { DnsAnswer, Place } from '#machine/program.ts';
import type { SocketAddress } from '#machine/stream.ts';
import type { Answer } from '../dns/answer.ts';
import { ipOf } from '../proxy/arrival.ts';
import type { Trace } from '../proxy/packet.ts';
import { ephemeralPort } from '../round-trip.ts';
import type { Topology } from '../topology.ts';
import { answerOf, questionOf } from './dns.ts';
import { Flow } from './flow.ts';
import { type Echo, echo, unreachable } from './icmp.ts';
import { Taps } from './taps.ts';
import { AT_SERVER, networkNamespaceOf, type Way, wayOf } from './way.ts';

export interface CapturesDeps {
  topology(): Topology;
  now(): number;
  random(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** One question to one server. */
export interface Question {
  readonly from: Place;
  readonly server: string;
  readonly trace: Trace;
  readonly name: string;
  readonly type: DnsAnswer['type'];
  /** Undefined: none comes. */
  readonly answer?: Answer;
  /** Does the server answer for the zone itself? */
  readonly isAuthority: boolean;
  /** When it is sent, from now, in simulated milliseconds. */
  readonly afterMs: number;
}

/** Between a question and its answer, in simulated milliseconds. */
const DNS_MS = 0.12;

export class Captures {
  readonly #taps = new Taps();
  readonly #deps: CapturesDeps;

  constructor(deps: CapturesDeps) {
    this.#deps = deps;
  }

  get areOpen(): boolean {
    return this.#taps.areOpen;
  }

  /** Every packet that passes an interface of that place, from now on. @returns What ends it. */
  open(place: Place, listener: CaptureListener): () => void {
    return this.#taps.open(networkNamespaceOf(place, this.#deps.topology()), listener);
  }

  /** The packets of one connection; undefined where nobody looks. */
  flow(from: Place, sourcePort: number, asked: SocketAddress, trace: Trace): Flow | undefined {
    if (!this.areOpen) return undefined;
    const { now, sleep, random } = this.#deps;
    return new Flow({ taps: this.#taps, now, sleep }, this.#way(from, sourcePort, asked, trace), random());
  }

  /** One datagram, or the answer to one. */
  datagram(from: Place, sourcePort: number, asked: SocketAddress, trace: Trace, text: string, isAnswer: boolean): void {
    if (!this.areOpen) return;
    const way = this.#way(from, sourcePort, asked, trace);
    const length = byteLength(text);
    const packet = { isAnswer, protocol: 'UDP', length, payload: text } as const;
    const next = this.#taps.pass(way.legs, this.#deps.now(), packet);
    if (!isAnswer && trace.verdict === 'refused') this.#refuse(way, asked, trace, length, next);
  }

  question({ from, server, trace, name, type, answer, isAuthority, afterMs }: Question): void {
    if (!this.areOpen) return;
    const { random, now } = this.#deps;
    const asked = { ip: server, port: 53 };
    const way = this.#way(from, ephemeralPort(random), asked, trace);
    const id = Math.floor(random() * 65_536);
    const sent = questionOf(id, name, type);
    const atMs = now() + afterMs;
    const next = this.#taps.pass(way.legs, atMs, { isAnswer: false, protocol: 'UDP', ...sent });
    if (trace.verdict === 'refused') this.#refuse(way, asked, trace, sent.length, next);
    if (!answer) return;
    const came = answerOf(id, name, answer, isAuthority);
    this.#taps.pass(way.legs, atMs + DNS_MS, { isAnswer: true, protocol: 'UDP', ...came });
  }

  /** One ICMP echo and what comes back. `afterMs`: when that is, in simulated milliseconds. */
  ping(from: Place, ip: string, trace: Trace, told: Echo, afterMs: number | undefined): void {
    if (!this.areOpen) return;
    const { legs } = this.#way(from, 0, { ip, port: 0 }, trace);
    const atMs = this.#deps.now();
    this.#taps.pass(legs, atMs, echo(false, told));
    if (afterMs !== undefined) this.#taps.pass(legs, atMs + afterMs, echo(true, told));
  }

  /** Port unreachable: from the server's own kernel, or from the node that rejects for a Service without endpoints. */
  #refuse(way: Way, asked: SocketAddress, trace: Trace, length: number, atMs: number): void {
    const isServers = AT_SERVER.has(trace.hops.at(-1)?.reason.code ?? '');
    const { from: _router, ...packet } = unreachable('port', 'udp', asked, way.router, length + 28);
    // Addresses in it are as the receiver knows them: translation covers what an error quotes.
    this.#taps.pass(way.legs, atMs, isServers ? packet : unreachable('port', 'udp', asked, way.router, length + 28));
  }

  #way(from: Place, sourcePort: number, asked: SocketAddress, trace: Trace): Way {
    const topology = this.#deps.topology();
    const client = topology.byPlace.get(from);
    const isLoopback = asked.ip.startsWith('127.');
    const source = { ip: isLoopback ? '127.0.0.1' : client ? ipOf(client) : '', port: sourcePort };
    return wayOf(from, source, asked, trace, topology);
  }
}
