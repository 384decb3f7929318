// port-forward: a pair of streams for each connection, one for its bytes and one for what went wrong.
// Models kubelet cri/streaming/portforward/{httpstream,websocket}.go and apiserver/pkg/util/proxy/streamtunnel.go.

import type { WebSocket } from 'ws';
import type { PodDialer, PortForwardUpgrade } from '#apimachinery/wire.ts';
import { RESET } from '../spdy/frames.ts';
import { SpdySession } from '../spdy/session.ts';
import type { SpdyStream } from '../spdy/stream.ts';
import { serveTunnel, Tunnel, type TunnelEnd } from './pod-connection.ts';
import { plain, refusal } from './respond.ts';
import { negotiate, spdySession } from './spdy-handshake.ts';
import type { Handshake } from './upgrade.ts';
import { bytesOfMessage, protocolsOf, sendTo, type WebSockets } from './websockets.ts';

const PROTOCOL = 'portforward.k8s.io';
/** SPDY frames in the messages of a WebSocket. Source: portforward.WebsocketsSPDYTunnelingPrefix. */
const TUNNELED = 'SPDY/3.1+';
const CHANNELS = ['', 'v4.channel.k8s.io', 'v4.base64.channel.k8s.io'];

export class PortForwards {
  readonly #webSockets: WebSockets;

  constructor(webSockets: WebSockets) {
    this.#webSockets = webSockets;
  }

  overSpdy(handshake: Handshake, upgrade: PortForwardUpgrade): void {
    const dialer = this.#reach(handshake, upgrade);
    if (!dialer || negotiate(handshake, [PROTOCOL]) === undefined) return;
    this.#serve(spdySession(handshake, PROTOCOL), dialer);
  }

  overWebSocket(handshake: Handshake, upgrade: PortForwardUpgrade, query: URLSearchParams): void {
    const asked = protocolsOf(handshake);
    if (asked.some((name) => name.startsWith(TUNNELED))) {
      this.#tunneled(handshake, upgrade, asked);
      return;
    }
    const ports = portsOf(query);
    if ('error' in ports) {
      handshake.refuse(plain(400, ports.error));
      return;
    }
    const dialer = this.#reach(handshake, upgrade);
    if (!dialer) return;
    const protocol = (asked.length > 0 ? asked : ['']).find((name) => CHANNELS.includes(name));
    if (protocol === undefined) {
      this.#webSockets.refuse(handshake);
      return;
    }
    this.#webSockets.accept(handshake, protocol, (webSocket) =>
      this.#channels(webSocket, protocol.includes('base64'), ports, dialer),
    );
  }

  #tunneled(handshake: Handshake, upgrade: PortForwardUpgrade, asked: readonly string[]): void {
    const spdy = asked.filter((name) => name.startsWith(TUNNELED) && name.endsWith('.k8s.io'));
    if (spdy.length === 0) {
      handshake.refuse(plain(400, 'unable to upgrade: no tunneling spdy protocols provided\n'));
      return;
    }
    const dialer = this.#reach(handshake, upgrade);
    if (!dialer) return;
    if (!spdy.includes(TUNNELED + PROTOCOL)) {
      const names = spdy.map((name) => name.slice(TUNNELED.length)).join(' ');
      const why = `unable to upgrade: unable to negotiate protocol: client supports [${names}], server accepts [${PROTOCOL}]\n`;
      handshake.refuse(plain(403, why));
      return;
    }
    this.#webSockets.accept(handshake, TUNNELED + PROTOCOL, (webSocket) => {
      const session = new SpdySession(
        {
          write: (bytes) => sendTo(webSocket, bytes),
          end: () => webSocket.close(1000),
          pause: () => webSocket.pause(),
          resume: () => webSocket.resume(),
        },
        'server',
      );
      webSocket.on('message', (data) => session.receive(bytesOfMessage(data)));
      webSocket.on('close', () => session.disconnected());
      this.#serve(session, dialer);
    });
  }

  #reach(handshake: Handshake, upgrade: PortForwardUpgrade): PodDialer | undefined {
    const dialer = upgrade.start();
    if (!('refused' in dialer)) return dialer;
    handshake.refuse(refusal(dialer));
    return undefined;
  }

  /** Streams come in pairs, by their request's id. */
  #serve(session: SpdySession, dialer: PodDialer): void {
    const waiting = new Map<string, SpdyStream>();
    session.onStream = (stream) => {
      const { port = '', streamtype = '', requestid } = stream.headers;
      const number = portNumber(port);
      if (number === undefined || !['error', 'data'].includes(streamtype)) return stream.reset(RESET.protocolError);
      // Clients from before there were ids open the two one behind the other.
      const id = requestid ?? `by-stream-${streamtype === 'error' ? stream.id : stream.id - 2}`;
      const other = waiting.get(id);
      if (other && other.headers.streamtype === streamtype) return stream.reset(RESET.protocolError);
      stream.accept();
      if (!other) {
        waiting.set(id, stream);
        return;
      }
      waiting.delete(id);
      const [data, error] = streamtype === 'data' ? [stream, other] : [other, stream];
      const tunnel = this.#connect(dialer, number, {
        write: (bytes) => data.write(bytes),
        fail: (message) => void error.write(Buffer.from(message)),
        end: () => {
          data.end();
          error.end();
        },
      });
      data.read({ data: (bytes) => tunnel?.receive(bytes), end: () => tunnel?.receiveEnd() });
    };
  }

  /** Two channels for each port: its bytes, and its error; the first message on each is the port. */
  #channels(webSocket: WebSocket, base64: boolean, ports: readonly number[], dialer: PodDialer): void {
    const send = (channel: number, bytes: Uint8Array): Promise<void> | undefined =>
      base64
        ? sendTo(webSocket, `${channel}${Buffer.from(bytes).toString('base64')}`)
        : sendTo(webSocket, Buffer.concat([Buffer.from([channel]), bytes]));
    let open = ports.length;
    const tunnels = ports.map((port, i) => {
      const [data, error] = [i * 2, i * 2 + 1];
      const number = Buffer.from([port & 0xff, port >> 8]);
      send(data, number);
      send(error, number);
      return this.#connect(dialer, port, {
        write: (bytes) => send(data, bytes),
        fail: (message) => void send(error, Buffer.from(message)),
        end: () => {
          if (--open === 0) webSocket.close(1000);
        },
      });
    });
    webSocket.on('message', (message) => {
      const bytes = bytesOfMessage(message);
      const channel = base64 ? bytes[0]! - 0x30 : bytes[0]!;
      const payload = base64 ? Buffer.from(bytes.subarray(1).toString('latin1'), 'base64') : bytes.subarray(1);
      const waiting = channel % 2 === 0 ? tunnels[channel / 2]?.receive(payload) : undefined;
      if (!waiting) return;
      webSocket.pause();
      void waiting.then(() => webSocket.resume());
    });
    webSocket.on('close', () => {
      for (const tunnel of tunnels) tunnel?.destroy();
    });
  }

  /** Undefined when nothing listens there: the client has been told. */
  #connect(dialer: PodDialer, port: number, client: TunnelEnd & { fail(message: string): void }): Tunnel | undefined {
    const dialed = dialer.dial(port);
    if ('error' in dialed) {
      client.fail(dialed.error);
      client.end();
      return undefined;
    }
    const tunnel = new Tunnel(client);
    serveTunnel(tunnel, dialed);
    return tunnel;
  }
}

function portNumber(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port <= 65_535 ? port : undefined;
}

/** `?ports=80&ports=443`, or separated by commas. Source: portforward.NewV4Options. */
function portsOf(query: URLSearchParams): number[] | { readonly error: string } {
  const given = query.getAll('ports');
  if (given.length === 0) return { error: 'query parameter "ports" is required' };
  const ports: number[] = [];
  for (const text of given) {
    if (text === '') return { error: 'query parameter "ports" cannot be empty' };
    for (const each of text.split(',')) {
      if (/^0+$/.test(each)) return { error: `port ${JSON.stringify(text)} must be > 0` };
      const port = portNumber(each);
      if (port === undefined) {
        const why = /^\d+$/.test(each) ? 'value out of range' : 'invalid syntax';
        return {
          error: `unable to parse ${JSON.stringify(text)} as a port: strconv.ParseUint: parsing ${JSON.stringify(each)}: ${why}`,
        };
      }
      ports.push(port);
    }
  }
  return ports;
}
