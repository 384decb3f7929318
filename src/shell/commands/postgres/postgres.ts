// psql and pg_isready: who can connect, and a query or two. Models PostgreSQL 17 src/bin/psql and src/bin/scripts/pg_isready.c.

import { binaryOf, textOfBinary } from '#machine/bytes.ts';
import type { Connected, Process, Program } from '#machine/program.ts';
import { StreamReader } from '#machine/stream-reader.ts';
import { endedBy, parseOptions } from '../tool.ts';

const number32 = (n: number): string =>
  String.fromCharCode((n >>> 24) & 0xff, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff);
const read32 = (binary: string): number => [...binary].reduce((sum, c) => sum * 256 + c.charCodeAt(0), 0);

/** Where Debian's and the official image's clients look for a server on their own machine. */
const SOCKETS = '/var/run/postgresql';

interface Target {
  /** A path: the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

function targetOf({ env, host }: Process, on: ReadonlyMap<string, string>, rest: readonly string[]): Target {
  const [, uriUser, , uriHost, uriPort, uriDb] =
    /^postgres(?:ql)?:\/\/(?:([^:@]*)(?::([^@]*))?@)?([^:/]*)(?::(\d+))?(?:\/(\w+))?/.exec(rest[0] ?? '') ?? [];
  const user = on.get('U') ?? uriUser ?? env.PGUSER ?? host.user;
  return {
    host: on.get('h') ?? uriHost ?? env.PGHOST ?? SOCKETS,
    port: Number(on.get('p') ?? uriPort ?? env.PGPORT ?? 5432),
    user,
    database: on.get('d') ?? uriDb ?? (uriHost === undefined ? rest[0] : undefined) ?? env.PGDATABASE ?? user,
  };
}

const isSocket = ({ host }: Target): boolean => host.startsWith('/');
const socketOf = ({ host, port }: Target): string => `${host}/.s.PGSQL.${port}`;

/** A socket is there as long as its server is; behind it stands the server's own port. */
async function connect(
  { files, host: machine, signal }: Process,
  target: Target,
  connectTimeoutMs?: number,
): Promise<Connected | undefined> {
  const { port } = target;
  if (isSocket(target) && !files.stat(socketOf(target))) return undefined;
  const host = isSocket(target) ? '127.0.0.1' : target.host;
  return machine.connect(host, port, { signal, ...(connectTimeoutMs && { connectTimeoutMs }) });
}

/** As the official image's packages print it. */
function versionOf(program: string, { PG_VERSION = '17.6' }: Process['env']): string {
  const debian = PG_VERSION.includes('-') ? ` (Debian ${PG_VERSION})` : '';
  return `${program} (PostgreSQL) ${PG_VERSION.replace(/-.*/, '')}${debian}\n`;
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
  version: 'V',
};

function printed({ stdout }: Process, text: string): number {
  stdout.write(text);
  return 0;
}

const pgIsready: Program = async (process) => {
  const options = parseOptions(process, 'qV', 'hpUdt', LONG);
  if (!options) return 3;
  if (options.on.has('V')) return printed(process, versionOf('pg_isready', process.env));
  const target = targetOf(process, options.on, options.rest);
  const connected = await connect(process, target, Number(options.on.get('t') ?? 3) * 1000);
  const isThere = connected?.ok ?? false;
  if (connected?.ok) connected.stream.close();
  if (!options.on.has('q'))
    process.stdout.write(`${target.host}:${target.port} - ${isThere ? 'accepting connections' : 'no response'}\n`);
  return isThere ? 0 : 2;
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
  const options = parseOptions(process, 'tAqwWV', 'hpUdcv', LONG);
  if (!options) return 1;
  const { on, rest } = options;
  if (on.has('V')) return printed(process, versionOf('psql', process.env));
  const { stdout, stderr, signal, env, stdin, terminal } = process;
  const target = targetOf(process, on, rest);
  const connected = await connect(process, target);
  if (signal.aborted) return endedBy(process);
  if (!connected) {
    stderr.write(
      `psql: error: connection to server on socket "${socketOf(target)}" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?\n`,
    );
    return 2;
  }
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
  const where = isSocket(target)
    ? `connection to server on socket "${socketOf(target)}" failed: `
    : `connection to server at "${target.host}" (${stream.remote.ip}), port ${target.port} failed: `;
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

/** The server itself is started by the image's entrypoint, as the user postgres. */
const postgres: Program = async ({ argv, env, stdout, stderr, host }) => {
  if (/^(-V|--version)$/.test(argv[1] ?? '')) {
    stdout.write(versionOf('postgres', env));
    return 0;
  }
  stderr.write(
    host.user === 'root'
      ? '"root" execution of the PostgreSQL server is not permitted.\nThe server must be started under an unprivileged user ID to prevent\npossible system security compromise.  See the documentation for\nmore information on how to properly start the server.\n'
      : 'Portolan does not simulate a second PostgreSQL server in a container\n',
  );
  return 1;
};

export const postgresCommands: readonly (readonly [string, Program])[] = [
  ['psql', psql],
  ['pg_isready', pgIsready],
  ['postgres', postgres],
];
