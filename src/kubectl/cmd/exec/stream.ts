// Carries a terminal's streams to a container and back. Models kubectl/pkg/cmd/exec StreamOptions and remotecommand.

import { isStatus, type Status } from '#apimachinery/status.ts';
import { type ApiRequest, type ApiResponse, ConnectionError, type ExecChannel } from '#apimachinery/wire.ts';
import type { Output, Process } from '#machine/program.ts';
import { connectionFail, dressed, statusOf } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { Fail, StatusFail, Verbatim } from '../../errors.ts';

export interface StreamOptions {
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** `-t` needs a terminal on both ends; without one it is dropped, with a word on stderr. */
export function ttyOf(factory: Factory, stdin: boolean, tty: boolean): boolean {
  if (!tty) return false;
  if (stdin && factory.process.terminal) return true;
  if (stdin) factory.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  return false;
}

const isChannel = (value: ExecChannel | ApiResponse): value is ExecChannel => 'done' in value;

function outcome(status: Status): void {
  if (status.status === 'Success') return;
  const code =
    status.reason === 'NonZeroExitCode'
      ? status.details?.causes?.find((c) => c.reason === 'ExitCode')?.message
      : undefined;
  if (code !== undefined) throw new Verbatim(`command terminated with exit code ${code}`, Number(code));
  throw new Fail(status.message ?? 'unknown error');
}

/** Runs until the far end closes. `ends`: this side's streams, those of the process unless said otherwise. Throws what became of it, exit code included. */
export async function streamTo(
  factory: Factory,
  request: ApiRequest,
  { stdin, tty }: StreamOptions,
  ends: Pick<Process, 'stdin' | 'stdout' | 'stderr'> = factory.process,
): Promise<void> {
  const { process } = factory;
  let channel: ExecChannel | ApiResponse;
  try {
    channel = await factory.transport().exec(dressed(factory, request), process.signal);
  } catch (error) {
    throw error instanceof ConnectionError ? connectionFail(factory, request, error) : error;
  }
  if (!isChannel(channel)) {
    throw isStatus(channel.body) || channel.code >= 400
      ? new StatusFail(statusOf(channel, request))
      : new Fail('unable to upgrade: the server gave no stream');
  }
  const remote = channel;
  const into = (output: Output) => (text: string) => {
    output.write(text);
    return output.drained();
  };
  remote.onStdout(into(ends.stdout));
  remote.onStderr(into(ends.stderr));
  const over = new AbortController();
  const close = (): void => remote.close();
  process.signal.addEventListener('abort', close, { once: true });
  const cooked = tty ? process.terminal?.raw() : undefined;
  if (tty && process.terminal) remote.resize(process.terminal.columns, process.terminal.rows);
  if (stdin) {
    const reading = AbortSignal.any([process.signal, over.signal]);
    void (async () => {
      for (;;) {
        const piece = await ends.stdin.read(reading);
        if (reading.aborted) return;
        if (piece === undefined) {
          remote.stdin.close();
          return;
        }
        remote.stdin.write(piece, ends.stdin.isTyped);
        await remote.stdin.drained();
      }
    })();
  }
  try {
    const status = await remote.done;
    if (!process.signal.aborted) outcome(status);
  } finally {
    over.abort();
    cooked?.();
    process.signal.removeEventListener('abort', close);
  }
}

/** The query of exec and attach: `command` may come several times. Sorted by name, as Go's url.Values. */
export function streamQuery(values: {
  command?: readonly string[];
  container: string;
  stdin: boolean;
  stderr: boolean;
  tty: boolean;
}): string {
  const encoded = (text: string): string =>
    encodeURIComponent(text)
      .replaceAll('%20', '+')
      .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = [
    ...(values.command ?? []).map((word) => `command=${encoded(word)}`),
    `container=${encoded(values.container)}`,
    ...(values.stderr ? ['stderr=true'] : []),
    ...(values.stdin ? ['stdin=true'] : []),
    'stdout=true',
    ...(values.tty ? ['tty=true'] : []),
  ];
  return `?${pairs.join('&')}`;
}
