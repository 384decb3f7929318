// A machine for tests: a clock that jumps, files in memory, and answers from a table.

import type { Exchange, HttpRequest } from '#machine/http.ts';
import { MemoryFiles } from '#machine/memory-files.ts';
import type { DnsReply, FetchOptions, Host, Input, Program } from '#machine/program.ts';
import { textInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';

export interface FakeOptions {
  readonly programs?: ReadonlyMap<string, Program>;
  readonly fetch?: (request: HttpRequest, options?: FetchOptions) => Exchange;
  readonly lookup?: (name: string, type: string) => DnsReply;
  readonly user?: string;
  /** What a sleep really takes. Default: a microtask; give a real pause where something must get its turn. */
  readonly pause?: () => Promise<void>;
}

export function fakeHost({
  programs = new Map(),
  fetch,
  lookup,
  user = 'root',
  pause = async () => {},
}: FakeOptions = {}): Host {
  let now = 1_760_000_000_000;
  return {
    place: 'laptop',
    hostname: 'laptop',
    user,
    homeDir: '/root',
    now: () => now,
    random: () => 0.5,
    async sleep(ms) {
      await pause();
      now += ms;
    },
    async fetch(request, options) {
      const exchange = fetch?.(request, options);
      if (!exchange) throw new Error('no network here');
      now += exchange.elapsedMs;
      return exchange;
    },
    async lookup(name, type) {
      return lookup?.(name, type) ?? { code: 'NXDOMAIN', answers: [], server: '10.96.0.10:53', tried: [name] };
    },
    connect: async () => {
      throw new Error('no network here');
    },
    datagrams: async () => {
      throw new Error('no network here');
    },
    ping: () => ({ verdict: 'unreachable', hops: [], path: [], roundTripMs: 0 }),
    listen: () => ({ error: 'EACCES' }),
    listenTcp: () => ({ error: 'EACCES' }),
    listenUdp: () => ({ error: 'EACCES' }),
    programs,
  };
}

export function fakeFiles(initial: Readonly<Record<string, string>> = {}): MemoryFiles {
  return new MemoryFiles({ '/root/': '', '/tmp/': '', ...initial }, () => 1_760_000_000_000);
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly host?: Host;
  readonly files?: MemoryFiles;
  readonly stdin?: string | Input;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export async function runProgram(program: Program, argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const stdout = new TextSink();
  const stderr = new TextSink();
  const { stdin = '' } = options;
  const code = await program({
    argv,
    env: options.env ?? {},
    cwd: options.cwd ?? '/root',
    files: options.files ?? fakeFiles(),
    stdin: typeof stdin === 'string' ? textInput(stdin) : stdin,
    stdout,
    stderr,
    signal: options.signal ?? new AbortController().signal,
    host: options.host ?? fakeHost(),
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
