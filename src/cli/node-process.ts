// The real process that this runs in, as a program of ours sees one.

import { once } from 'node:events';
import { homedir, hostname, userInfo } from 'node:os';
import type { Host, Input, Output, Process } from '#machine/program.ts';
import { nodeFiles } from './node-files.ts';
import { listenHttp, listenTcp } from './node-ports.ts';

const stdin: Input = {
  async read(signal) {
    const { stdin: stream } = process;
    for (;;) {
      const chunk = stream.read() as Buffer | null;
      if (chunk !== null) return chunk.toString('utf8');
      if (stream.readableEnded || stream.destroyed) return undefined;
      const ready = Promise.race([
        once(stream, 'readable', signal ? { signal } : {}),
        once(stream, 'end', signal ? { signal } : {}),
      ]);
      if ((await ready.catch(() => 'aborted')) === 'aborted') return undefined;
    }
  },
};

function outputOf(stream: NodeJS.WriteStream, broken: () => void): Output {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    open = false;
    broken();
  });
  return {
    write(text) {
      if (open) stream.write(text);
      return open;
    },
    async drained() {
      if (open && stream.writableNeedDrain) await once(stream, 'drain');
    },
  };
}

const never = (what: string): never => {
  throw new Error(`${what} is not for programs on the real machine`);
};

export const nodeHost: Host = {
  place: 'laptop',
  hostname: hostname(),
  user: userInfo().username,
  homeDir: homedir(),
  now: () => Date.now(),
  random: () => Math.random(),
  sleep(ms, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      }
      signal?.addEventListener('abort', done, { once: true });
    });
  },
  fetch: () => never('fetch'),
  lookup: () => never('lookup'),
  connect: () => never('connect'),
  datagrams: () => never('datagrams'),
  ping: () => never('ping'),
  listenTcp,
  listenUdp: () => never('listenUdp'),
  listen: listenHttp,
  programs: new Map(),
};

/** Keys go to the program as they are typed, Ctrl-C too, until the returned function is called. */
function raw(): () => void {
  process.stdin.setRawMode(true);
  return () => process.stdin.setRawMode(false);
}

/** `argv[0]` is the name that the program is to be called by. */
export function nodeProcess(argv: readonly string[]): Process {
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.abort(signal));
  const broken = (): void => ended.abort('SIGPIPE');
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  const { columns = 80, rows = 24 } = process.stdout;
  return {
    argv,
    env,
    cwd: process.cwd(),
    files: nodeFiles,
    stdin,
    stdout: outputOf(process.stdout, broken),
    stderr: outputOf(process.stderr, broken),
    signal: ended.signal,
    ...(process.stdin.isTTY && process.stdout.isTTY && { terminal: { columns, rows, raw } }),
    host: nodeHost,
  };
}
