// pipe(2): text written at one end is read at the other, and each end learns when the other has gone.

import type { Input, Output } from './program.ts';

export interface PipeInput extends Input {
  /** The reader has gone: writing fails from now on. */
  close(): void;
}

export interface PipeOutput extends Output {
  /** @param isTyped See `Input`. It is passed on to whoever reads. */
  write(text: string, isTyped?: boolean): boolean;
  /** No more will come: reading gives what is left, then the end. */
  close(): void;
}

export interface Pipe {
  readonly input: PipeInput;
  readonly output: PipeOutput;
}

export interface PipeOptions {
  /** Characters that may wait before `drained` waits. Default 65536, as Linux. */
  readonly capacity?: number;
  /** Called at each write after the reader has gone: the kernel's SIGPIPE. */
  readonly onBroken?: () => void;
}

export function makePipe({ capacity = 65536, onBroken }: PipeOptions = {}): Pipe {
  let waiting: string[] = [];
  let size = 0;
  let writerGone = false;
  let readerGone = false;
  let typed = false;
  let readers: (() => void)[] = [];
  let writers: (() => void)[] = [];
  const wake = (sleepers: (() => void)[]): never[] => {
    for (const resume of sleepers) resume();
    return [];
  };

  return {
    input: {
      get isTyped() {
        return typed;
      },
      async read(signal) {
        while (waiting.length === 0) {
          if (writerGone || readerGone || signal?.aborted) return undefined;
          await new Promise<void>((resolve) => {
            const resume = (): void => {
              signal?.removeEventListener('abort', resume);
              resolve();
            };
            readers.push(resume);
            signal?.addEventListener('abort', resume, { once: true });
          });
        }
        const text = waiting.join('');
        waiting = [];
        size = 0;
        writers = wake(writers);
        return text;
      },
      close() {
        readerGone = true;
        waiting = [];
        size = 0;
        readers = wake(readers);
        writers = wake(writers);
      },
    },
    output: {
      write(text, isTyped = false) {
        typed = isTyped;
        if (readerGone || writerGone) {
          if (readerGone) onBroken?.();
          return false;
        }
        if (text !== '') {
          waiting.push(text);
          size += text.length;
          readers = wake(readers);
        }
        return true;
      },
      async drained() {
        while (size > capacity && !readerGone) await new Promise<void>((resolve) => writers.push(resolve));
      },
      close() {
        writerGone = true;
        readers = wake(readers);
      },
    },
  };
}
