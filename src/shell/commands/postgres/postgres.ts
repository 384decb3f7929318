// psql and pg_isready: who can connect, and a query or two. Models PostgreSQL 17 src/bin/psql and src/bin/scripts/pg_isready.c.

import { binaryOf, textOfBinary } from '#machine/bytes.ts';
import type { Connected, Process, Program } from '#machine/program.ts';
import { StreamReader } from '#machine/stream-reader.ts';
import { endedBy, parseOptions } from '../tool.ts';

const number32 = (n: number): string =>
  String.fromCharCode((n >>> 24) & 0xff, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff);
const read32 = (binary: string): number => [...binary].reduce((sum, c) => sum * 256 + c.charCodeAt(0), 0);

interface Target {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

function targetOf({ env }: Process, on: ReadonlyMap<string, string>, rest: readonly string[]): Target {
  const [, uriUser, , uriHost, uriPort, uriDb] =
    /^postgres(?:ql)?:\/\/(?:([^:@]*)(?::([^@]*))?@)?([^:/]*)(?::(\d+))?(?:\/(\w+))?/.exec(rest[0] ?? '') ?? [];
  const user = on.get('U') ?? uriUser ?? env.PGUSER ?? 'root';
  return {
    host: on.get('h') ?? uriHost ?? env.PGHOST ?? 'localhost',
    port: Number(on.get('p') ?? uriPort ?? env.PGPORT ?? 5432),
    user,
    database: on.get('d') ?? uriDb ?? (uriHost === undefined ? rest[0] : undefined) ?? env.PGDATABASE ?? user,
  };
}

const LONG = {
  host: 'h',
  port: 'p',
  username: 'U',
  dbname: 'd',
  command: 'c',
  'tuples-only': 't',
  'no-align': 'A',
  quiet: 'q',
  timeout: 't',
};

const pgIsready: Program = async (process) => {
  const options = parseOptions(process, 'q', 'hpUdt', LONG);
  if (!options) return 3;
  const { host, port } = targetOf(process, options.on, options.rest);
  const connected = await process.host.connect(host, port, {
    signal: process.signal,
    connectTimeoutMs: Number(options.on.get('t') ?? 3) * 1000,
  });
  if (connected.ok) connected.stream.close();
  if (!options.on.has('q'))
    process.stdout.write(`${host}:${port} - ${connected.ok ? 'accepting connections' : 'no response'}\n`);
  return connected.ok ? 0 : 2;
};

function whyNot({ host, port }: Target, { error, remote }: Exclude<Connected, { readonly ok: true }>): string {
  if (error.phase === 'resolve')
    return `could not translate host name "${host}" to address: ${error.temporary ? 'Temporary failure in name resolution' : 'Name or service not known'}`;
  const at = `connection to server at "${host}"${remote && remote.ip !== host ? ` (${remote.ip})` : ''}, port ${port} failed: `;
  if (error.kind === 'refused')
    return `${at}Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?`;
  return `${at}${error.kind === 'unreachable' ? 'No route to host' : 'Connection timed out'}\n\tIs the server running on that host and accepting TCP/IP connections?`;
}

/** Portolan simulates of psql one command (`-c`) or those of a pipe; no backslash commands but \q. */
const psql: Program = async (process) => {
  const options = parseOptions(process, 'tAqwW', 'hpUdcv', LONG);
  if (!options) return 1;
  const { on, rest } = options;
  const { host, stdout, stderr, signal, env, stdin, terminal } = process;
  const target = targetOf(process, on, rest);
  const connected = await host.connect(target.host, target.port, { signal });
  if (signal.aborted) return endedBy(process);
  if (!connected.ok) {
    stderr.write(`psql: error: ${whyNot(target, connected)}\n`);
    return 2;
  }
  const { stream } = connected;
  const reader = new StreamReader(stream);
  signal.addEventListener('abort', () => stream.close(), { once: true });
  const send = (type: string, payload: string): void =>
    void stream.write(textOfBinary(`${type}${number32(payload.length + 4)}${payload}`));
  const receive = async (): Promise<{ readonly type: string; readonly payload: string } | undefined> => {
    const head = await reader.take(5);
    const payload = head && (await reader.take(read32(head.slice(1)) - 4));
    return payload === undefined ? undefined : { type: head![0]!, payload };
  };
  send('', `${number32(196_608)}user\0${target.user}\0database\0${target.database}\0\0`);
  const where = `connection to server at "${target.host}" (${stream.remote.ip}), port ${target.port} failed: `;
  let version = '';
  for (;;) {
    const got = await receive();
    if (!got) {
      stderr.write(
        `psql: error: ${where}server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n`,
      );
      return 2;
    }
    if (got.type === 'R' && read32(got.payload.slice(0, 4)) === 3) {
      const uri = /:\/\/[^:@]*:([^@]*)@/.exec(rest[0] ?? '')?.[1];
      const password = env.PGPASSWORD ?? uri;
      if (password === undefined) {
        stderr.write(`psql: error: ${where}fe_sendauth: no password supplied\n`);
        stream.close();
        return 2;
      }
      send('p', `${binaryOf(password)}\0`);
    } else if (got.type === 'E') {
      stderr.write(`psql: error: ${where}FATAL:  ${fieldOf(got.payload, 'M')}\n`);
      return 2;
    } else if (got.type === 'S' && got.payload.startsWith('server_version\0'))
      version = got.payload.split('\0')[1] ?? '';
    else if (got.type === 'Z') break;
  }
  const query = async (sql: string): Promise<number> => {
    send('Q', `${binaryOf(sql)}\0`);
    let column = '';
    let code = 0;
    for (let got = await receive(); got && got.type !== 'Z'; got = await receive()) {
      if (got.type === 'T') column = got.payload.slice(2).split('\0')[0]!;
      else if (got.type === 'E') {
        stderr.write(`ERROR:  ${fieldOf(got.payload, 'M')}\n`);
        code = 1;
      } else if (got.type === 'D') {
        const value = textOfBinary(got.payload.slice(6));
        const width = Math.max(value.length, column.length);
        stdout.write(
          on.has('t')
            ? `${on.has('A') ? '' : ' '}${value}\n${on.has('A') ? '' : '\n'}`
            : ` ${column.padStart(Math.ceil((width + column.length) / 2)).padEnd(width)} \n${'-'.repeat(width + 2)}\n ${/^\d+$/.test(value) ? value.padStart(width) : value}\n(1 row)\n\n`,
        );
      }
    }
    return code;
  };
  let code = 0;
  const prompt = terminal ? `${target.database}=# ` : '';
  if (on.has('c')) code = await query(on.get('c')!);
  else {
    if (terminal) stdout.write(`psql (${version})\nType "help" for help.\n\n${prompt}`);
    let waiting = '';
    for (let text = await stdin.read(signal); text !== undefined; text = await stdin.read(signal)) {
      waiting += text;
      if (/^\s*(\\q|quit|exit)\s*$/m.test(waiting)) break;
      for (let end = waiting.indexOf(';'); end >= 0; end = waiting.indexOf(';')) {
        code = await query(waiting.slice(0, end + 1).trim());
        waiting = waiting.slice(end + 1);
      }
      stdout.write(prompt);
    }
  }
  send('X', '');
  stream.close();
  return signal.aborted ? endedBy(process) : code;
};

/** One field of an ErrorResponse. */
const fieldOf = (payload: string, code: string): string =>
  textOfBinary(
    payload
      .split('\0')
      .find((field) => field.startsWith(code))
      ?.slice(1) ?? '',
  );

export const postgresCommands: readonly (readonly [string, Program])[] = [
  ['psql', psql],
  ['pg_isready', pgIsready],
];
