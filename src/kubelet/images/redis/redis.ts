// The official redis image: a server of RESP with its data in memory.

import type { Reply } from '#machine/resp.ts';
import { encodeReply, readCommand } from '#machine/resp.ts';
import type { TcpHandler, TcpStream } from '#machine/stream.ts';
import { StreamReader } from '#machine/stream-reader.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { COREUTILS, nameOf, parseFlags, programOrError } from '../process.ts';
import { repository } from '../repository.ts';
import { Database } from './database.ts';

const PROGRAMS = [...COREUTILS, 'bash', 'redis-cli'];
const ALPINE = [...COREUTILS, 'nc', 'wget', 'ping', 'nslookup', 'telnet', 'redis-cli'];
const LATEST = '8.2.1';
const LAST: Readonly<Record<string, string>> = {
  '5': '5.0.14',
  '6': '6.2.19',
  '7': '7.4.5',
  '8': LATEST,
  '6.0': '6.0.20',
  '6.2': '6.2.19',
  '7.0': '7.0.15',
  '7.2': '7.2.10',
  '7.4': '7.4.5',
  '8.0': '8.0.3',
  '8.2': LATEST,
  '5.0': '5.0.14',
};

function versionOf(tag: string): string {
  const number = /^\d+(\.\d+){0,2}/.exec(tag)?.[0];
  return number === undefined ? LATEST : (LAST[number] ?? number);
}

/** Portolan does not simulate persistence, replication, clusters, scripts, streams and modules of Redis. */
export const redis = repository(
  ['docker.io/library/redis'],
  /^(latest|[5-8]|(5\.0|6\.[02]|7\.[024]|8\.[02])(\.\d{1,2})?)?((^|-)(alpine(3\.\d+)?|bookworm|bullseye))?$/,
  ['7.4', 'latest'],
  (tag) => {
    const alpine = tag.includes('alpine');
    return {
      sizeBytes: alpine ? 17_400_000 : 51_300_000,
      config: {
        entrypoint: ['docker-entrypoint.sh'],
        cmd: ['redis-server'],
        workingDir: '/data',
        exposed: [6379],
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', REDIS_VERSION: versionOf(tag) },
      },
      programs: alpine ? ALPINE : PROGRAMS,
      ...(alpine && { userland: 'busybox' as const }),
      start: (argv, container) => start(argv, container, versionOf(tag), alpine ? ALPINE : PROGRAMS),
    };
  },
);

function start(
  argv: readonly string[],
  container: ContainerView,
  version: string,
  programs: readonly string[],
): MainProcess | ScriptProcess {
  const given = nameOf(argv[0] ?? '') === 'docker-entrypoint.sh' ? argv.slice(1) : argv;
  // Its entrypoint puts `redis-server` before arguments that begin with a flag, or are a configuration file.
  const command = given[0]?.startsWith('-') || given[0]?.endsWith('.conf') ? ['redis-server', ...given] : given;
  if (nameOf(command[0] ?? '') !== 'redis-server') return programOrError(command, programs);
  const file = command[1]?.startsWith('-') ? undefined : command[1];
  const config = file === undefined ? undefined : container.files.read(file);
  const log = (role: 'C' | 'M', mark: string, text: string): void =>
    container.log(`1:${role} ${redisTime(container.now())} ${mark} ${text}`);
  if (file !== undefined && config === undefined) {
    log('C', '#', `Fatal error, can't open config file '${file}': No such file or directory`);
    return { listeners: [], exits: { afterMs: 20, code: 1 } };
  }
  const flags = new Map([...settingsOf(config ?? ''), ...parseFlags(command.slice(1))]);
  const port = Number(flags.get('port') ?? 6379);
  log('C', '*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo');
  log('C', '*', `Redis version=${version}, bits=64, commit=00000000, modified=0, pid=1, just started`);
  if (command.length > 1) log('C', '*', 'Configuration loaded');
  else
    log(
      'C',
      '#',
      'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
    );
  log('M', '*', 'monotonic clock: POSIX clock_gettime');
  log('M', '*', `Running mode=standalone, port=${port}.`);
  log('M', '*', 'Server initialized');
  log('M', '*', 'Ready to accept connections tcp');
  const server = new RedisServer(container, { version, port, password: flags.get('requirepass') || undefined });
  return { listeners: [{ port, protocol: 'TCP', tcp: server.accept }], stopMs: 80 };
}

const settingsOf = (config: string): readonly (readonly [string, string])[] =>
  config.split('\n').flatMap((line) => {
    const [, name, value = ''] = /^\s*([a-z-]+)\s+(.*?)\s*$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value.replace(/^"(.*)"$/, '$1')] as const];
  });

/** `28 Nov 2026 22:58:40.000`. */
function redisTime(ms: number): string {
  const [, day, month, year, time] = new Date(ms).toUTCString().split(' ');
  return `${day} ${month} ${year} ${time}.${String(Math.floor(ms) % 1000).padStart(3, '0')}`;
}

interface Client {
  readonly id: number;
  readonly stream: TcpStream;
  isKnown: boolean;
  name: string;
  readonly channels: Set<string>;
}

interface ServerOptions {
  readonly version: string;
  readonly port: number;
  readonly password: string | undefined;
}

class RedisServer {
  readonly #container: ContainerView;
  readonly #options: ServerOptions;
  readonly #database: Database;
  readonly #clients = new Set<Client>();
  readonly #startMs: number;
  #connections = 0;
  #commands = 0;

  constructor(container: ContainerView, options: ServerOptions) {
    this.#container = container;
    this.#options = options;
    this.#startMs = container.now();
    this.#database = new Database(() => container.now());
  }

  readonly accept: TcpHandler = (stream) => void this.#serve(stream);

  async #serve(stream: TcpStream): Promise<void> {
    const client: Client = {
      id: ++this.#connections + 2,
      stream,
      isKnown: this.#options.password === undefined,
      name: '',
      channels: new Set(),
    };
    this.#clients.add(client);
    const reader = new StreamReader(stream);
    let unsent = '';
    for (;;) {
      const words = await readCommand(reader);
      if (words === undefined) break;
      if ('error' in words) {
        stream.write(encodeReply(words));
        break;
      }
      const [first = '', ...args] = words as readonly string[];
      if (first === '') continue;
      // A browser that is made to speak to Redis: the connection ends, and what was to be said is lost. Source: server.c securityWarningCommand.
      if (/^(post|host:)$/i.test(first)) {
        this.#container.log(
          `1:M ${redisTime(this.#container.now())} # Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host: commands to Redis. This is likely due to an attacker attempting to use Cross Protocol Scripting to compromise your Redis instance. Connection from ${stream.remote.ip}:${stream.remote.port} aborted.`,
        );
        break;
      }
      this.#commands++;
      unsent += this.#run(client, first.toLowerCase(), first, args).map(encodeReply).join('');
      const isLast = first.toLowerCase() === 'quit';
      // Replies are sent once all that has come was carried out.
      if (reader.hasLine && !isLast) continue;
      stream.write(unsent);
      unsent = '';
      if (isLast) break;
      await stream.drained();
    }
    this.#clients.delete(client);
    stream.close();
  }

  #run(client: Client, name: string, asTyped: string, args: readonly string[]): readonly Reply[] {
    if (!client.isKnown && !['auth', 'hello', 'quit', 'reset'].includes(name))
      return [{ error: 'NOAUTH Authentication required.' }];
    if (name === 'shutdown') {
      this.#container.log(`1:M ${redisTime(this.#container.now())} * User requested shutdown...`);
      this.#container.log(`1:M ${redisTime(this.#container.now())} # Redis is now ready to exit, bye bye...`);
      this.#container.exit(0);
      return [];
    }
    if (name === 'subscribe' && args.length === 0)
      return [{ error: "ERR wrong number of arguments for 'subscribe' command" }];
    if (name === 'subscribe') return args.map((channel) => this.#subscribe(client, channel));
    const own = Object.hasOwn(SERVER, name) ? SERVER[name] : undefined;
    const reply = own ? own(this.#facts(client), args) : this.#database.run(name, args);
    if (reply) return [reply];
    const shown = args.map((arg) => `'${arg.slice(0, 128)}' `).join('');
    return [{ error: `ERR unknown command '${asTyped.slice(0, 128)}', with args beginning with: ${shown}` }];
  }

  #subscribe(client: Client, channel: string): Reply {
    client.channels.add(channel);
    return { list: [{ bulk: 'subscribe' }, { bulk: channel }, { int: client.channels.size }] };
  }

  #facts(client: Client): Facts {
    const { version, port, password } = this.#options;
    return {
      client,
      clients: [...this.#clients],
      version,
      port,
      password,
      hostname: this.#container.hostname,
      keys: this.#database.keys().length,
      nowMs: this.#container.now(),
      upSeconds: Math.floor((this.#container.now() - this.#startMs) / 1000),
      connections: this.#connections,
      commands: this.#commands,
    };
  }
}

interface Facts {
  readonly client: Client;
  readonly clients: readonly Client[];
  readonly version: string;
  readonly port: number;
  readonly password: string | undefined;
  readonly hostname: string;
  readonly keys: number;
  readonly nowMs: number;
  readonly upSeconds: number;
  readonly connections: number;
  readonly commands: number;
}

const OK: Reply = { status: 'OK' };

/** Commands that are about the server or the connection. */
const SERVER: Readonly<Record<string, (facts: Facts, args: readonly string[]) => Reply>> = {
  ping: (_f, [text]) => (text === undefined ? { status: 'PONG' } : { bulk: text }),
  echo: (_f, [text]) =>
    text === undefined ? { error: "ERR wrong number of arguments for 'echo' command" } : { bulk: text },
  quit: () => OK,
  select: (_f, [index = '']) =>
    /^([0-9]|1[0-5])$/.test(index)
      ? index === '0'
        ? OK
        : { error: 'ERR Portolan simulates database 0 of Redis only' }
      : { error: 'ERR DB index is out of range' },
  auth({ password, client }, args) {
    if (password === undefined)
      return {
        error:
          'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
      };
    if (args.at(-1) !== password) return { error: 'WRONGPASS invalid username-password pair or user is disabled.' };
    client.isKnown = true;
    return OK;
  },
  hello: (_f, [version]) =>
    version === '3'
      ? { error: 'NOPROTO unsupported protocol version' }
      : { list: [{ bulk: 'server' }, { bulk: 'redis' }, { bulk: 'proto' }, { int: 2 }] },
  time: ({ nowMs }) => ({
    list: [{ bulk: String(Math.floor(nowMs / 1000)) }, { bulk: String(Math.floor((nowMs % 1000) * 1000)) }],
  }),
  role: () => ({ list: [{ bulk: 'master' }, { int: 0 }, { list: [] }] }),
  save: () => OK,
  bgsave: () => ({ status: 'Background saving started' }),
  command: (_f, [what]) => (what?.toLowerCase() === 'count' ? { int: 241 } : { list: [] }),
  config(facts, [what = '', name = '']) {
    if (what.toLowerCase() === 'set') return OK;
    const known: Readonly<Record<string, string>> = {
      port: String(facts.port),
      save: '3600 1 300 100 60 10000',
      appendonly: 'no',
      maxmemory: '0',
      requirepass: facts.password ?? '',
      databases: '16',
      bind: '* -::*',
    };
    const found = Object.entries(known).filter(([key]) => name === '*' || key === name.toLowerCase());
    return { list: found.flat().map((bulk) => ({ bulk })) };
  },
  client({ client, clients, nowMs }, [what = '', value = '']) {
    switch (what.toLowerCase()) {
      case 'id':
        return { int: client.id };
      case 'getname':
        return { bulk: client.name };
      case 'setname':
        client.name = value;
        return OK;
      case 'list':
        return {
          bulk: clients
            .map(
              ({ id, stream, name }) =>
                `id=${id} addr=${stream.remote.ip}:${stream.remote.port} laddr=${stream.local.ip}:${stream.local.port} fd=${id + 5} name=${name} db=0 now=${Math.floor(nowMs)}\n`,
            )
            .join(''),
        };
      default:
        return OK;
    }
  },
  publish({ clients }, [channel = '', message = '']) {
    const hearing = clients.filter(({ channels }) => channels.has(channel));
    const told = encodeReply({ list: [{ bulk: 'message' }, { bulk: channel }, { bulk: message }] });
    for (const { stream } of hearing) stream.write(told);
    return { int: hearing.length };
  },
  info(facts, [wanted = '']) {
    const sections: Readonly<Record<string, readonly string[]>> = {
      Server: [
        `redis_version:${facts.version}`,
        'redis_mode:standalone',
        'os:Linux 6.12.48 x86_64',
        'arch_bits:64',
        'process_id:1',
        `tcp_port:${facts.port}`,
        `uptime_in_seconds:${facts.upSeconds}`,
      ],
      Clients: [`connected_clients:${facts.clients.length}`],
      Stats: [`total_connections_received:${facts.connections}`, `total_commands_processed:${facts.commands}`],
      Replication: ['role:master', 'connected_slaves:0'],
      Keyspace: facts.keys > 0 ? [`db0:keys=${facts.keys},expires=0,avg_ttl=0,subexpiry=0`] : [],
    };
    const shown = Object.entries(sections).filter(
      ([name]) => wanted === '' || wanted.toLowerCase() === name.toLowerCase(),
    );
    return {
      bulk: shown.map(([name, rows]) => `# ${name}\r\n${rows.map((row) => `${row}\r\n`).join('')}`).join('\r\n'),
    };
  },
};
