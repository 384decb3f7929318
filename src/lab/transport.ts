// The in-page way to the API server: a function call that behaves as HTTP would.

import { reply } from '#apimachinery/status.ts';
import type { Answer, ApiRequest, ApiResponse, Transport } from '#apimachinery/wire.ts';
import { ConnectionError, isStreaming, isUpgrade } from '#apimachinery/wire.ts';
import { translatedRefusal, translatedStatus } from '#apiserver/stream-translator.ts';
import type { KubectlBindings } from '#kubectl/command.ts';

const PLAIN_TEXT = { 'content-type': 'text/plain; charset=utf-8' };

type Target = Pick<Parameters<KubectlBindings['connect']>[0], 'server' | 'token' | 'proxyUrl'>;

export interface ApiDoor {
  handle(request: ApiRequest): Answer | Promise<Answer>;
}

/** `token` goes with every request. `door` undefined: nobody listens there. `peerIP`: the address of who asks, where it is known. */
export function labTransport(
  { server, token, proxyUrl }: Target,
  door: ApiDoor | undefined,
  peerIP?: string,
): Transport {
  const signed = (request: ApiRequest): ApiRequest => ({
    ...request,
    ...(peerIP !== undefined && { peerIP }),
    headers: { host: new URL(server).host, ...request.headers, ...(token && { authorization: `Bearer ${token}` }) },
  });
  const open = (): ApiDoor => {
    if (proxyUrl) throw new ConnectionError(`Portolan does not simulate a kubeconfig's proxy-url: ${proxyUrl}`);
    if (door) return door;
    const { host } = new URL(server);
    throw new ConnectionError(`dial tcp ${host.includes(':') ? host : `${host}:443`}: connect: connection refused`);
  };
  return {
    server,
    async request(request) {
      const answer = await open().handle(signed(request));
      if (!isStreaming(answer)) return answer;
      return collect(answer);
    },
    async stream(request, piece, signal) {
      const answer = await open().handle(signed(request));
      if (!isStreaming(answer)) return answer;
      await new Promise<void>((ended, failed) => {
        if (signal.aborted) return ended();
        let broken = false;
        let stop: (() => void) | undefined;
        stop = answer.open({
          // What a client makes of a piece is its own affair: a fault there ends its stream, and not the server's work on which it came.
          piece(value) {
            if (broken) return;
            try {
              piece(value);
            } catch (fault) {
              broken = true;
              stop?.();
              failed(fault);
            }
          },
          end: ended,
        });
        if (broken) stop();
        signal.addEventListener('abort', () => {
          stop();
          ended();
        });
      });
      return { code: 200, ...(answer.headers && { headers: answer.headers }), body: '' };
    },
    async exec(request, signal) {
      const headers = { ...request.headers, connection: 'Upgrade', upgrade: 'websocket' };
      const answer = await open().handle(signed({ ...request, headers }));
      if (isStreaming(answer)) return collect(answer);
      if (!isUpgrade(answer) || answer.upgrade.kind !== 'exec') return answer;
      const channel = answer.upgrade.start(signal);
      if ('refused' in channel) return reply(translatedRefusal(channel.refused.text));
      return { ...channel, done: channel.done.then(translatedStatus) };
    },
    async portForward(request, signal) {
      const headers = { ...request.headers, connection: 'Upgrade', upgrade: 'websocket' };
      const answer = await open().handle(signed({ ...request, headers }));
      if (isStreaming(answer)) return collect(answer);
      if (!isUpgrade(answer) || answer.upgrade.kind !== 'portforward') return answer;
      const dialer = answer.upgrade.start();
      if ('refused' in dialer) return { code: dialer.refused.code, headers: PLAIN_TEXT, body: dialer.refused.text };
      return {
        async dial(port) {
          const dialed = dialer.dial(port);
          if (!('error' in dialed)) signal.addEventListener('abort', () => dialed.close(), { once: true });
          return dialed;
        },
      };
    },
  };
}

/** A stream asked for as one answer: all its text, once it ends. */
function collect(answer: Extract<Answer, { open: unknown }>): Promise<ApiResponse> {
  return new Promise((resolve) => {
    let text = '';
    answer.open({
      piece: (value) => {
        text += typeof value === 'string' ? value : `${JSON.stringify(value)}\n`;
      },
      end: () => resolve({ code: 200, ...(answer.headers && { headers: answer.headers }), body: text }),
    });
  });
}
