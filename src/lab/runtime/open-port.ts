// A port of a Pod on which a container's main process listens.

import type { ImageListener } from '#kubelet/image.ts';
import type { TcpStream } from '#machine/stream.ts';
import { connectionTo } from '#network/listener.ts';
import type { Ports } from '../ports.ts';
import type { RunningContainer } from './container.ts';

/** False when the port is taken. A connection is broken when its container ends. */
export function openPort(ports: Ports, listener: ImageListener, { meter, ended }: RunningContainer): boolean {
  const held = (stream: TcpStream): TcpStream => {
    ended.signal.addEventListener('abort', () => stream.reset(), { once: true });
    return stream;
  };
  if (listener.protocol === 'UDP') return ports.openUdp(listener.port, listener.udp);
  if ('tcp' in listener) {
    const counted = meter.countingStreams(listener.tcp);
    return ports.openTcp(listener.port, (stream) => counted(held(stream)));
  }
  const { http2 = false, tls, preread } = listener;
  const handler = meter.counting(listener.handler);
  const secured = { ...(tls && { tls }), ...(preread && { preread }) };
  const own = connectionTo({ handler, ...secured });
  return ports.openServed(listener.port, { handler, http2, ...secured, tcp: (stream) => own(held(stream)) });
}
