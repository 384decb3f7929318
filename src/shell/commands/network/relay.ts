// Between a terminal and a connection: what is typed goes out, what comes in is printed.

import type { Input, Process } from '#machine/program.ts';
import type { TcpStream } from '#machine/stream.ts';

export interface RelayOptions {
  /** After the end of standard input: `end` sends FIN, `wait` goes on reading, a number of ms waits so long. */
  readonly atEof: 'end' | 'wait' | number;
  /** Ends when nothing was said for so long. Simulated ms. */
  readonly idleMs?: number;
  readonly input?: Input;
  /** What is typed, before it is sent. */
  readonly out?: (text: string) => string;
}

/** @returns Why it ended. The stream is closed then. */
export async function relay(
  process: Process,
  stream: TcpStream,
  options: RelayOptions,
): Promise<'closed' | 'reset' | 'idle' | 'aborted'> {
  const { atEof, idleMs, input = process.stdin, out = (text: string) => text } = options;
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, process.signal]);
  let said = 0;
  let isIdle = false;
  const up = async (): Promise<void> => {
    for (;;) {
      const text = await input.read(signal);
      if (text === undefined) break;
      said++;
      if (!stream.write(out(text))) return;
      await stream.drained();
    }
    if (signal.aborted || atEof === 'wait') return;
    if (atEof === 'end') return stream.end();
    await process.host.sleep(atEof, signal);
    over.abort();
  };
  const down = async (): Promise<void> => {
    for (;;) {
      const text = await stream.read(signal);
      if (text === undefined) break;
      said++;
      if (!process.stdout.write(text)) break;
      await process.stdout.drained();
    }
    over.abort();
  };
  const watch = async (): Promise<void> => {
    for (let before = -1; before !== said && !signal.aborted; ) {
      before = said;
      await process.host.sleep(idleMs!, signal);
    }
    if (signal.aborted) return;
    isIdle = true;
    over.abort();
  };
  await Promise.all([up(), down(), ...(idleMs === undefined ? [] : [watch()])]);
  const { wasReset } = stream;
  stream.close();
  if (process.signal.aborted) return 'aborted';
  return isIdle ? 'idle' : wasReset ? 'reset' : 'closed';
}
