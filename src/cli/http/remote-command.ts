// Ties a client of exec or attach to the program, whatever carries its streams. Models apimachinery/pkg/util/remotecommand and the kubelet's cri/streaming.

import type { Status } from '#apimachinery/status.ts';
import type { ExecChannel } from '#apimachinery/wire.ts';
import { ByteDecoder, bytesOf } from '#machine/bytes.ts';

/** Where the client's end is written to. A promise holds the program back until the client has read. */
export interface ClientEnd {
  stdout(bytes: Uint8Array): Promise<void> | undefined;
  stderr(bytes: Uint8Array): Promise<void> | undefined;
  /** The last that the client hears. */
  finish(outcome: Status): void;
}

/** What the client sends. */
export interface ClientInput {
  /** Resolves when the program is ready for more. */
  stdin(bytes: Uint8Array): Promise<void>;
  stdinEnd(): void;
  /** A piece of a stream of JSON: `{"Width":80,"Height":24}`. */
  resize(bytes: Uint8Array): void;
  gone(): void;
}

export function tie(channel: ExecChannel, client: ClientEnd): ClientInput {
  const input = new ByteDecoder();
  let sizes = '';
  let ended = false;
  channel.onStdout((text) => client.stdout(bytesOf(text)));
  channel.onStderr((text) => client.stderr(bytesOf(text)));
  void channel.done.then((outcome) => client.finish(outcome));
  const stdinEnd = (): void => {
    if (ended) return;
    ended = true;
    const rest = input.end();
    if (rest !== '') channel.stdin.write(rest);
    channel.stdin.close();
  };
  return {
    async stdin(bytes) {
      if (ended) return;
      channel.stdin.write(input.write(bytes));
      await channel.stdin.drained();
    },
    stdinEnd,
    resize(bytes) {
      sizes += Buffer.from(bytes).toString('latin1');
      for (const [whole] of sizes.matchAll(/\{[^{}]*\}/g)) {
        const { Width, Height } = parsed(whole);
        if (typeof Width === 'number' && typeof Height === 'number') channel.resize(Width, Height);
      }
      sizes = sizes.slice(sizes.lastIndexOf('}') + 1).slice(-1024);
    },
    gone() {
      stdinEnd();
      channel.close();
    },
  };
}

function parsed(text: string): { Width?: unknown; Height?: unknown } {
  try {
    return JSON.parse(text) as { Width?: unknown; Height?: unknown };
  } catch {
    return {};
  }
}

/** What the error stream says at the end. From v4 on a Status without the words that say that it is one; before, a failure in words. */
export function outcomeText(protocol: string, outcome: Status): string | undefined {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = outcome;
  if (/^v[45]/.test(protocol)) return JSON.stringify(rest);
  return outcome.status === 'Success' ? undefined : outcome.message;
}
