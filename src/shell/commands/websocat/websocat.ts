// websocat: lines from standard input are messages, messages are printed as lines. Models websocat 1.13.

import { headerOf } from '#machine/http.ts';
import type { Process, Program } from '#machine/program.ts';
import { acceptOf, WebSocketEnd } from '#machine/websocket.ts';
import { endedBy } from '../tool.ts';

/** Portolan simulates of websocat a client of one URL: not its server mode, nor its other kinds of addresses. */
export const websocat: Program = async (process) => {
  const { argv, stderr, host, signal } = process;
  const headers: (readonly [string, string])[] = [];
  const flags = new Set<string>();
  let url: string | undefined;
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i]!;
    const header = /^(?:-H|--header)=?(.*)$/s.exec(arg);
    if (header) {
      const [name = '', value = ''] = (header[1] || argv[++i] || '').split(/:\s*(.*)/s);
      headers.push([name, value]);
    } else if (arg === '--protocol') headers.push(['Sec-WebSocket-Protocol', argv[++i] ?? '']);
    else if (arg.startsWith('--')) flags.add(arg.slice(2));
    else if (/^-[a-zA-Z0-9]+$/.test(arg)) for (const letter of arg.slice(1)) flags.add(letter);
    else url = arg;
  }
  if (url === undefined || !/^wss?:\/\//.test(url)) {
    stderr.write(
      url === undefined
        ? 'websocat: No URL specified\nUsage: websocat ws://URL | wss://URL\n'
        : `websocat: Portolan simulates websocat with ws:// and wss:// URLs only, not ${url}\n`,
    );
    return 1;
  }
  const key = btoa(String.fromCharCode(...Array.from({ length: 16 }, () => Math.floor(host.random() * 256))));
  const exchange = await host.fetch(
    {
      method: 'GET',
      url: url.replace(/^ws/, 'http'),
      headers: [
        ['Host', new URL(url).host],
        ['Connection', 'Upgrade'],
        ['Upgrade', 'websocket'],
        ['Sec-WebSocket-Version', '13'],
        ['Sec-WebSocket-Key', key],
        ...headers,
      ],
      body: '',
    },
    { signal, ...((flags.has('k') || flags.has('insecure')) && { insecure: true }) },
  );
  if (signal.aborted) return endedBy(process);
  const failed = (why: string): number => {
    stderr.write(`websocat: WebSocketError: ${why}\nwebsocat: error running\n`);
    return 1;
  };
  if (!exchange.ok) {
    const { kind } = exchange.error;
    const os = {
      refused: 'Connection refused (os error 111)',
      unreachable: 'No route to host (os error 113)',
      timeout: 'Connection timed out (os error 110)',
      reset: 'Connection reset by peer (os error 104)',
    };
    if (kind === 'unresolved')
      return failed('I/O failure: failed to lookup address information: Name or service not known');
    if (kind === 'tls') return failed(`TLS failure: ${exchange.error.message}`);
    return failed(
      kind in os
        ? `I/O failure: ${os[kind as 'refused']}`
        : 'WebSocketError: Received unexpected status code (no HTTP)',
    );
  }
  const { status, headers: got } = exchange.response;
  if (status !== 101 || !exchange.stream) return failed(`Received unexpected status code (${status})`);
  if (headerOf(got, 'sec-websocket-accept') !== acceptOf(key)) return failed('Sec-WebSocket-Accept mismatch');
  return talk(process, new WebSocketEnd(exchange.stream, 'client', () => host.random()), flags);
};

async function talk(process: Process, socket: WebSocketEnd, flags: ReadonlySet<string>): Promise<number> {
  const { stdin, stdout, signal } = process;
  const over = new AbortController();
  const ends = AbortSignal.any([over.signal, signal]);
  signal.addEventListener('abort', () => socket.close(), { once: true });
  const up = async (): Promise<void> => {
    let rest = '';
    for (let piece = await stdin.read(ends); piece !== undefined; piece = await stdin.read(ends)) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop()!;
      for (const line of lines) socket.send(line, flags.has('b') || flags.has('binary'));
    }
    if (rest !== '') socket.send(rest);
    // The end of input ends the conversation, but what was asked is still answered: the close goes behind it.
    if (!ends.aborted && !flags.has('n') && !flags.has('no-close')) socket.finish();
  };
  const down = async (): Promise<void> => {
    for (let message = await socket.receive(); message; message = await socket.receive()) {
      stdout.write(`${message.text}\n`);
      if (flags.has('1') || flags.has('one-message')) socket.close();
    }
    over.abort();
  };
  await Promise.all([up(), down()]);
  return signal.aborted ? endedBy(process) : 0;
}
