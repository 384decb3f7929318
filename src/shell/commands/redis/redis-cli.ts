// redis-cli: commands from its arguments, from a pipe, or typed at its prompt. Models redis 7.4 src/redis-cli.c.

import type { Process, Program } from '#machine/program.ts';
import type { Reply } from '#machine/resp.ts';
import { encodeCommand, readReply, wordsOf } from '#machine/resp.ts';
import type { TcpStream } from '#machine/stream.ts';
import { StreamReader } from '#machine/stream-reader.ts';
import { endedBy } from '../tool.ts';

interface Settings {
  host: string;
  port: number;
  password: string | undefined;
  raw: boolean;
  command: readonly string[];
}

function settingsOf({ argv, env, terminal }: Process): Settings | { readonly error: string } {
  const settings: Settings = {
    host: '127.0.0.1',
    port: 6379,
    password: env.REDISCLI_AUTH,
    raw: terminal === undefined,
    command: [],
  };
  const args = argv.slice(1);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '-h') settings.host = args[++i] ?? '';
    else if (arg === '-p') settings.port = Number(args[++i]);
    else if (arg === '-a' || arg === '--pass') settings.password = args[++i];
    else if (arg === '-u') {
      const [, , password, host = '', port] =
        /^redis:\/\/(?:([^:@]*):([^@]*)@)?([^:/]+)(?::(\d+))?/.exec(args[++i] ?? '') ?? [];
      if (host === '') return { error: 'Invalid URI format' };
      Object.assign(settings, { host, port: Number(port ?? 6379), ...(password && { password }) });
    } else if (arg === '--raw') settings.raw = true;
    else if (arg === '--no-raw') settings.raw = false;
    else if (arg === '-n' || arg === '--user') i++;
    else if (arg === '--no-auth-warning') continue;
    else if (arg.startsWith('-')) return { error: `Unrecognized option or bad number of args for: '${arg}'` };
    else {
      settings.command = args.slice(i);
      break;
    }
  }
  return settings;
}

export const redisCli: Program = async (process) => {
  const { stdout, stderr, host, signal, env } = process;
  if (/^(-v|--version)$/.test(process.argv[1] ?? '')) {
    stdout.write(`redis-cli ${env.REDIS_VERSION ?? '7.4.5'}\n`);
    return 0;
  }
  const settings = settingsOf(process);
  if ('error' in settings) {
    stderr.write(`${settings.error}\n`);
    return 1;
  }
  const address = `${settings.host}:${settings.port}`;
  const connected = await host.connect(settings.host, settings.port, { signal });
  if (!connected.ok) {
    if (signal.aborted) return endedBy(process);
    const { error } = connected;
    const words =
      { refused: 'Connection refused', unreachable: 'No route to host' }[error.kind as 'refused'] ??
      'Connection timed out';
    const why =
      error.phase === 'resolve'
        ? error.temporary
          ? 'Temporary failure in name resolution'
          : 'Name or service not known'
        : words;
    (settings.command.length > 0 ? stderr : stdout).write(`Could not connect to Redis at ${address}: ${why}\n`);
    return 1;
  }
  const { stream } = connected;
  const reader = new StreamReader(stream);
  const ask = async (words: readonly string[]): Promise<Reply | undefined> => {
    stream.write(encodeCommand(words));
    return readReply(reader);
  };
  signal.addEventListener('abort', () => stream.close(), { once: true });
  if (settings.password !== undefined) {
    const reply = await ask(['AUTH', settings.password]);
    if (reply && 'error' in reply) stderr.write(`AUTH failed: ${reply.error}\n`);
  }
  const code =
    settings.command.length > 0
      ? await one(process, settings, settings.command, ask)
      : await many(process, settings, address, ask);
  if (settings.command[0]?.toLowerCase() === 'subscribe' && settings.command.length > 1)
    await follow(process, settings, reader, stream);
  stream.close();
  return signal.aborted ? endedBy(process) : code;
};

type Ask = (words: readonly string[]) => Promise<Reply | undefined>;

async function one(process: Process, { raw }: Settings, words: readonly string[], ask: Ask): Promise<number> {
  const reply = await ask(words);
  if (!reply) {
    if (words[0]?.toLowerCase() === 'shutdown') return 0;
    if (!process.signal.aborted) process.stderr.write('Error: Server closed the connection\n');
    return 1;
  }
  process.stdout.write(raw ? rawText(reply) : shown(reply));
  return 'error' in reply && !raw ? 1 : 0;
}

async function follow(process: Process, { raw }: Settings, reader: StreamReader, stream: TcpStream): Promise<void> {
  for (let reply = await readReply(reader); reply && !process.signal.aborted; reply = await readReply(reader))
    process.stdout.write(raw ? rawText(reply) : shown(reply));
  stream.close();
}

async function many(process: Process, settings: Settings, address: string, ask: Ask): Promise<number> {
  const { stdin, stdout, signal, terminal } = process;
  const prompt = terminal ? `${address}> ` : '';
  stdout.write(prompt);
  let rest = '';
  for (let piece = await stdin.read(signal); piece !== undefined; piece = await stdin.read(signal)) {
    const lines = (rest + piece).split(/\r?\n|\r/);
    rest = lines.pop()!;
    for (const line of lines) {
      const words = wordsOf(line);
      if (!words) stdout.write('Invalid argument(s)\n');
      else if (/^(quit|exit)$/i.test(words[0] ?? '')) return 0;
      else if (words.length > 0 && (await one(process, settings, words, ask)) !== 0 && signal.aborted) return 1;
      stdout.write(prompt);
    }
  }
  const words = wordsOf(rest) ?? [];
  return words.length > 0 ? one(process, settings, words, ask) : 0;
}

function rawText(reply: Reply): string {
  if ('status' in reply) return `${reply.status}\n`;
  if ('error' in reply) return `${reply.error}\n\n`;
  if ('int' in reply) return `${reply.int}\n`;
  if ('bulk' in reply) return `${reply.bulk ?? ''}\n`;
  const { list = [] } = reply;
  return list.length === 0 ? '\n' : list.map(rawText).join('');
}

/** As at a terminal: quoted, numbered. */
function shown(reply: Reply, indent = ''): string {
  if ('status' in reply) return `${reply.status}\n`;
  if ('error' in reply) return `(error) ${reply.error}\n`;
  if ('int' in reply) return `(integer) ${reply.int}\n`;
  if ('bulk' in reply) return reply.bulk === undefined ? '(nil)\n' : `${JSON.stringify(reply.bulk)}\n`;
  const { list } = reply;
  if (list === undefined) return '(nil)\n';
  if (list.length === 0) return '(empty array)\n';
  const width = String(list.length).length;
  return list
    .map((item, i) => {
      const number = `${String(i + 1).padStart(width)}) `;
      return `${i === 0 ? '' : indent}${number}${shown(item, `${indent}${' '.repeat(number.length)}`)}`;
    })
    .join('');
}
