// exec and attach over WebSocket: each message begins with the number of its channel. Models apimachinery httpstream/wsstream,
// apiserver/pkg/util/proxy/websocket.go (v5) and kubelet cri/streaming/remotecommand/websocket.go (all before).

import type { WebSocket } from 'ws';
import type { Status } from '#apimachinery/status.ts';
import type { ExecChannel, ExecUpgrade } from '#apimachinery/wire.ts';
import { translatedRefusal, translatedStatus } from '#apiserver/stream-translator.ts';
import { type ClientEnd, type ClientInput, outcomeText, tie } from './remote-command.ts';
import { refusal } from './respond.ts';
import type { Handshake } from './upgrade.ts';
import { bytesOfMessage, protocolsOf, sendTo, type WebSockets } from './websockets.ts';

const [STDIN, STDOUT, STDERR, ERROR, RESIZE] = [0, 1, 2, 3, 4];
/** Behind it: the number of the channel that the client has no more for. */
const CLOSE = 255;

const V5 = 'v5.channel.k8s.io';
/** The node's own, where v5 is not asked for. */
const OLDER = ['', 'channel.k8s.io', 'base64.channel.k8s.io', 'v4.channel.k8s.io', 'v4.base64.channel.k8s.io'];

export function execOverWebSocket(webSockets: WebSockets, handshake: Handshake, upgrade: ExecUpgrade): void {
  const asked = protocolsOf(handshake);
  const gone = new AbortController();
  if (asked.includes(V5)) {
    // The server accepts, and then asks the node: what the node refuses comes over the error channel.
    webSockets.accept(handshake, V5, (webSocket) => {
      const conn = new ChannelConn(webSocket, V5, upgrade.streams);
      const started = upgrade.start(gone.signal);
      if ('refused' in started) return conn.finish(translatedRefusal(started.refused.text));
      conn.carry({ ...started, done: started.done.then(translatedStatus) }, gone);
    });
    return;
  }
  const protocol = (asked.length > 0 ? asked : ['']).find((name) => OLDER.includes(name));
  if (protocol === undefined) {
    webSockets.refuse(handshake);
    return;
  }
  const started = upgrade.start(gone.signal);
  if ('refused' in started) {
    handshake.refuse(refusal(started));
    return;
  }
  handshake.socket.once('close', () => gone.abort('SIGHUP'));
  webSockets.accept(handshake, protocol, (webSocket) =>
    new ChannelConn(webSocket, protocol, upgrade.streams).carry(started, gone),
  );
}

class ChannelConn implements ClientEnd {
  readonly #webSocket: WebSocket;
  readonly #protocol: string;
  readonly #streams: ExecUpgrade['streams'];
  readonly #base64: boolean;

  constructor(webSocket: WebSocket, protocol: string, streams: ExecUpgrade['streams']) {
    this.#webSocket = webSocket;
    this.#protocol = protocol;
    this.#streams = streams;
    this.#base64 = protocol.includes('base64');
    // An empty message on the lowest channel tells the client that the connection stands.
    this.#send(streams.stdout ? STDOUT! : streams.stderr ? STDERR! : ERROR!, new Uint8Array());
  }

  carry(channel: ExecChannel, gone: AbortController): void {
    const input = tie(channel, this);
    this.#webSocket.on('message', (data) => this.#receive(bytesOfMessage(data), input));
    this.#webSocket.on('close', () => {
      input.gone();
      gone.abort('SIGHUP');
    });
  }

  stdout(bytes: Uint8Array): Promise<void> | undefined {
    return this.#streams.stdout ? this.#send(STDOUT!, bytes) : undefined;
  }

  stderr(bytes: Uint8Array): Promise<void> | undefined {
    return this.#streams.stderr ? this.#send(STDERR!, bytes) : undefined;
  }

  finish(outcome: Status): void {
    const text = outcomeText(this.#protocol, outcome);
    if (text !== undefined) this.#send(ERROR!, Buffer.from(text));
    this.#webSocket.close(1000);
  }

  #send(channel: number, bytes: Uint8Array): Promise<void> | undefined {
    if (this.#base64) return sendTo(this.#webSocket, `${channel}${Buffer.from(bytes).toString('base64')}`);
    const message = new Uint8Array(bytes.length + 1);
    message[0] = channel;
    message.set(bytes, 1);
    return sendTo(this.#webSocket, message);
  }

  #receive(message: Buffer, input: ClientInput): void {
    if (message.length === 0) return;
    const first = message[0]!;
    if (this.#protocol === V5 && first === CLOSE) {
      const [, channel] = message;
      // Half a message, or no such channel: the connection ends. Source: wsstream.Conn.handle.
      if (message.length !== 2 || channel! > RESIZE!) this.#webSocket.close(1000);
      else if (channel === STDIN) input.stdinEnd();
      return;
    }
    const channel = this.#base64 ? first - 0x30 : first;
    const data = this.#base64 ? fromBase64(message.subarray(1)) : message.subarray(1);
    if (channel === RESIZE) input.resize(data);
    else if (channel === STDIN && this.#streams.stdin) this.#stdin(data, input);
  }

  /** The socket is not read while the program has enough. */
  #stdin(data: Uint8Array, input: ClientInput): void {
    let waiting = true;
    void input.stdin(data).then(() => {
      waiting = false;
      this.#webSocket.resume();
    });
    queueMicrotask(() => {
      if (waiting) this.#webSocket.pause();
    });
  }
}

/** Nothing for what is no base64. */
function fromBase64(text: Buffer): Buffer {
  const given = text.toString('latin1');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(given) && given.length % 4 === 0
    ? Buffer.from(given, 'base64')
    : Buffer.alloc(0);
}
