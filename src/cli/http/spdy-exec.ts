// exec and attach over SPDY/3.1: one stream for each of stdin, stdout, stderr, error and resize. Models kubelet cri/streaming/remotecommand/httpstream.go.

import type { ExecUpgrade } from '#apimachinery/wire.ts';
import type { SpdyStream } from '../spdy/stream.ts';
import { outcomeText, tie } from './remote-command.ts';
import { refusal } from './respond.ts';
import { negotiate, spdySession } from './spdy-handshake.ts';
import type { Handshake } from './upgrade.ts';

const PROTOCOLS = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'];
/** Milliseconds for the client to open all streams. Source: remotecommandconsts.DefaultStreamCreationTimeout. */
const CREATION_TIMEOUT = 30_000;
const NOT_A_STREAM = 1;

export function execOverSpdy(handshake: Handshake, upgrade: ExecUpgrade): void {
  const protocol = negotiate(handshake, PROTOCOLS);
  if (protocol === undefined) return;
  const gone = new AbortController();
  const started = upgrade.start(gone.signal);
  if ('refused' in started) {
    handshake.refuse(refusal(started));
    return;
  }
  const { stdin, stdout, stderr, tty } = upgrade.streams;
  const resizes = tty && /^v[34]/.test(protocol);
  const wanted = new Set([
    'error',
    ...(stdin ? ['stdin'] : []),
    ...(stdout ? ['stdout'] : []),
    ...(stderr ? ['stderr'] : []),
    ...(resizes ? ['resize'] : []),
  ]);
  const streams = new Map<string, SpdyStream>();
  const session = spdySession(handshake, protocol);
  const late = setTimeout(() => session.close(), CREATION_TIMEOUT);
  session.onClose = () => {
    clearTimeout(late);
    gone.abort('SIGHUP');
    started.close();
  };
  session.onStream = (stream) => {
    const type = stream.headers.streamtype ?? '';
    if (!wanted.has(type) || streams.has(type)) return stream.reset(NOT_A_STREAM);
    stream.accept();
    streams.set(type, stream);
    if (streams.size < wanted.size) return;
    clearTimeout(late);
    const input = tie(started, {
      stdout: (bytes) => streams.get('stdout')?.write(bytes),
      stderr: (bytes) => streams.get('stderr')?.write(bytes),
      finish(outcome) {
        const text = outcomeText(protocol, outcome);
        if (text !== undefined) streams.get('error')!.write(Buffer.from(text));
        for (const each of streams.values()) each.end();
        session.close();
      },
    });
    streams.get('stdin')?.read({ data: (bytes) => input.stdin(bytes), end: () => input.stdinEnd() });
    streams.get('resize')?.read({ data: (bytes) => void input.resize(bytes), end: () => undefined });
  };
}
