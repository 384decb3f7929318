// The official postgres image: starts as it does, and speaks the protocol up to its first words.
// Source: PostgreSQL 17, 53.2 Message Flow; docker-library/postgres docker-entrypoint.sh.

import { binaryOf, textOfBinary } from '#machine/bytes.ts';
import type { TcpStream } from '#machine/stream.ts';
import { StreamReader } from '#machine/stream-reader.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { BUSYBOX_NETWORK, COREUTILS, nameOf, programOrError } from '../process.ts';
import { repository } from '../repository.ts';

const LAST: Readonly<Record<string, string>> = {
  '13': '13.22',
  '14': '14.19',
  '15': '15.14',
  '16': '16.10',
  '17': '17.6',
  '18': '18.0',
};
const CODE = { startup: 196_608, ssl: 80_877_103, gss: 80_877_104, cancel: 80_877_102 } as const;

export const postgres = repository(
  ['docker.io/library/postgres'],
  /^(latest|1[3-8](\.\d{1,2})?)?((^|-)(alpine(3\.\d+)?|bookworm|bullseye|trixie))?$/,
  ['17', 'alpine'],
  (tag) => {
    const alpine = tag.includes('alpine');
    const number = /^\d+(\.\d+)?/.exec(tag)?.[0] ?? '17';
    const version = LAST[number] ?? number;
    const programs = [...COREUTILS, 'bash', 'postgres', 'psql', 'pg_isready', ...(alpine ? BUSYBOX_NETWORK : [])];
    return {
      sizeBytes: alpine ? 109_000_000 : 155_000_000,
      config: {
        entrypoint: ['docker-entrypoint.sh'],
        cmd: ['postgres'],
        exposed: [5432],
        env: {
          PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
          PGDATA: '/var/lib/postgresql/data',
          PG_MAJOR: number.split('.')[0]!,
          PG_VERSION: alpine ? version : `${version}-1.pgdg13+1`,
        },
      },
      programs,
      ...(alpine && { userland: 'busybox' as const }),
      start: (argv, container) => start(argv, container, version, programs),
    };
  },
);

const NO_PASSWORD = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html`;

function start(
  argv: readonly string[],
  container: ContainerView,
  version: string,
  programs: readonly string[],
): MainProcess | ScriptProcess {
  const command = nameOf(argv[0] ?? '') === 'docker-entrypoint.sh' ? argv.slice(1) : argv;
  if (nameOf(command[0] ?? '') !== 'postgres') return programOrError(command, programs);
  const { env, files } = container;
  const trusts = env.POSTGRES_HOST_AUTH_METHOD === 'trust';
  const password = env.POSTGRES_PASSWORD ?? '';
  if (password === '' && !trusts) {
    for (const line of NO_PASSWORD.split('\n')) container.log(line, 'stderr');
    return { listeners: [], exits: { afterMs: 50, code: 1 } };
  }
  const log = (text: string): void => container.log(`${stamp(container.now())} [1] LOG:  ${text}`, 'stderr');
  container.log('PostgreSQL init process complete; ready for start up.');
  log(`starting PostgreSQL ${version} on x86_64-pc-linux-gnu, compiled by gcc, 64-bit`);
  log('listening on IPv4 address "0.0.0.0", port 5432');
  log('listening on IPv6 address "::", port 5432');
  log('listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"');
  log('database system is ready to accept connections');
  files.mkdir('/var/run/postgresql');
  files.write('/var/run/postgresql/.s.PGSQL.5432', '');
  const user = env.POSTGRES_USER ?? 'postgres';
  const settings = { version, user, database: env.POSTGRES_DB ?? user, password: trusts ? undefined : password };
  return {
    listeners: [{ port: 5432, protocol: 'TCP', tcp: (stream) => void serve(stream, settings, log) }],
    stopMs: 200,
  };
}

const stamp = (ms: number): string => `${new Date(ms).toISOString().replace('T', ' ').replace('Z', '')} UTC`;

interface Settings {
  readonly version: string;
  readonly user: string;
  readonly database: string;
  /** Undefined: everybody is trusted. */
  readonly password: string | undefined;
}

const number32 = (n: number): string =>
  String.fromCharCode((n >>> 24) & 0xff, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff);
const number16 = (n: number): string => String.fromCharCode((n >>> 8) & 0xff, n & 0xff);
const read32 = (binary: string): number => [...binary].reduce((sum, c) => sum * 256 + c.charCodeAt(0), 0);

async function serve(stream: TcpStream, settings: Settings, log: (text: string) => void): Promise<void> {
  const reader = new StreamReader(stream);
  const send = (type: string, payload: string): void =>
    void stream.write(textOfBinary(`${type}${number32(payload.length + 4)}${payload}`));
  const fail = (code: string, message: string, severity = 'FATAL'): void =>
    send('E', `S${severity}\0V${severity}\0C${code}\0M${binaryOf(message)}\0\0`);
  const asked = await startup(stream, reader, log);
  if (!asked) return stream.close();
  const user = asked.get('user') ?? '';
  const database = asked.get('database') ?? user;
  // initdb's pg_hba.conf: whoever comes by the socket or the loopback is trusted.
  const isLocal = /^(127\.|::1$)/.test(stream.remote.ip);
  if (settings.password !== undefined && !isLocal) {
    // Differs: the password is asked for in clear text, where a real server wants SCRAM-SHA-256.
    send('R', number32(3));
    const answer = await message(reader);
    if (!answer) return stream.close();
    if (user !== settings.user || textOfBinary(answer.payload).replace(/\0$/, '') !== settings.password) {
      log(`password authentication failed for user "${user}"`);
      fail('28P01', `password authentication failed for user "${user}"`);
      return stream.close();
    }
  }
  if (user !== settings.user) {
    log(`role "${user}" does not exist`);
    fail('28000', `role "${user}" does not exist`);
    return stream.close();
  }
  if (![settings.database, 'postgres', 'template1'].includes(database)) {
    fail('3D000', `database "${database}" does not exist`);
    return stream.close();
  }
  send('R', number32(0));
  for (const [name, value] of [
    ['server_version', settings.version],
    ['server_encoding', 'UTF8'],
    ['client_encoding', 'UTF8'],
    ['DateStyle', 'ISO, MDY'],
    ['integer_datetimes', 'on'],
    ['standard_conforming_strings', 'on'],
  ])
    send('S', `${name}\0${value}\0`);
  send('K', number32(42) + number32(4242));
  send('Z', 'I');
  for (let got = await message(reader); got && got.type !== 'X'; got = await message(reader)) {
    if (got.type !== 'Q') {
      fail('0A000', 'Portolan does not simulate the extended query protocol of PostgreSQL', 'ERROR');
      send('Z', 'I');
      continue;
    }
    const sql = textOfBinary(got.payload).replace(/\0$/, '').trim().replace(/;\s*$/, '');
    const value = answerTo(sql, settings, { user, database, stream });
    if (value === undefined)
      fail(
        '0A000',
        'Portolan does not simulate SQL: only SHOW server_version, and SELECT of a number, version(), current_user, current_database(), inet_server_addr() and inet_client_addr()',
        'ERROR',
      );
    else {
      send(
        'T',
        `${number16(1)}${value.column}\0${number32(0)}${number16(0)}${number32(25)}${number16(65_535)}${number32(0xffffffff)}${number16(0)}`,
      );
      send('D', `${number16(1)}${number32(value.text.length)}${value.text}`);
      send('C', 'SELECT 1\0');
    }
    send('Z', 'I');
  }
  stream.close();
}

function answerTo(
  sql: string,
  { version }: Settings,
  { user, database, stream }: { readonly user: string; readonly database: string; readonly stream: TcpStream },
): { readonly column: string; readonly text: string } | undefined {
  const expression = /^select\s+(.*)$/is.exec(sql)?.[1]?.trim().toLowerCase();
  if (/^show\s+server_version$/i.test(sql)) return { column: 'server_version', text: version };
  if (expression === undefined) return undefined;
  if (expression === 'inet_server_addr()') return { column: 'inet_server_addr', text: stream.local.ip };
  if (expression === 'inet_client_addr()') return { column: 'inet_client_addr', text: stream.remote.ip };
  if (/^\d+$/.test(expression)) return { column: '?column?', text: expression };
  if (expression === 'version()')
    return { column: 'version', text: `PostgreSQL ${version} on x86_64-pc-linux-gnu, compiled by gcc, 64-bit` };
  if (expression === 'current_user') return { column: 'current_user', text: user };
  if (expression === 'current_database()') return { column: 'current_database', text: database };
  return undefined;
}

/** The client's parameters; undefined if it went away, or is no client of PostgreSQL. */
async function startup(
  stream: TcpStream,
  reader: StreamReader,
  log: (text: string) => void,
): Promise<ReadonlyMap<string, string> | undefined> {
  for (;;) {
    const head = await reader.take(8);
    if (head === undefined) return undefined;
    const length = read32(head.slice(0, 4));
    const code = read32(head.slice(4));
    if (length < 8 || length > 10_000) {
      log('invalid length of startup packet');
      return undefined;
    }
    const rest = await reader.take(length - 8);
    if (rest === undefined) return undefined;
    if (code === CODE.ssl || code === CODE.gss) stream.write('N');
    else if (code === CODE.startup) {
      const words = textOfBinary(rest).split('\0');
      return new Map(
        words.flatMap((word, i) => (i % 2 === 0 && word !== '' ? [[word, words[i + 1] ?? ''] as const] : [])),
      );
    } else return undefined;
  }
}

async function message(reader: StreamReader): Promise<{ readonly type: string; readonly payload: string } | undefined> {
  const head = await reader.take(5);
  const payload = head && (await reader.take(read32(head.slice(1)) - 4));
  return payload === undefined ? undefined : { type: head![0]!, payload };
}
