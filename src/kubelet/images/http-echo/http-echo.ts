// Models hashicorp/http-echo: a server that answers everything with one text.

import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { Peer } from '#machine/program.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { type GoFlag, parseGoFlags } from '../go-flags.ts';
import { goMux } from '../go-http.ts';
import { byteLength, clientPort, endsWith, goResponse, nameOf, pathOf, programOrError, slashTime } from '../process.ts';
import { repository } from '../repository.ts';

const FLAGS: readonly GoFlag[] = [
  { name: 'listen', kind: 'string', usage: 'address and port to listen', default: ':5678' },
  { name: 'status-code', kind: 'int', usage: 'http response code, e.g.: 200', default: '200' },
  { name: 'text', kind: 'string', usage: 'text to put on the webpage' },
  { name: 'version', kind: 'bool', usage: 'display version information' },
];

export const httpEcho = repository(
  ['docker.io/hashicorp/http-echo'],
  /^(latest|0\.2\.[134]|alpine|1\.0|1\.0\.0)$/,
  ['1.0', 'latest'],
  (tag) => ({
    sizeBytes: 3_100_000,
    config: { entrypoint: ['/http-echo'], user: 'nonroot:nonroot' },
    programs: [],
    start: (argv, container) => start(argv, container, tag.startsWith('0.') ? tag : '1.0.0'),
  }),
);

function start(
  [command = '', ...args]: readonly string[],
  container: ContainerView,
  version: string,
): MainProcess | ScriptProcess {
  if (command !== '/http-echo' && nameOf(command) !== 'http-echo') return programOrError([command, ...args], []);
  const parsed = parseGoFlags('/http-echo', args, FLAGS);
  if ('lines' in parsed) {
    for (const line of parsed.lines) container.log(line, 'stderr');
    return endsWith(parsed.code);
  }
  const { flags, rest } = parsed;
  if (flags.get('version') === 'true') {
    container.log(`http-echo v${version}`, 'stderr');
    return endsWith(0);
  }
  const isOld = version.startsWith('0.');
  const text = flags.get('text') || (isOld ? '' : (container.env.ECHO_TEXT ?? ''));
  if (text === '') {
    container.log(isOld ? 'Missing -text option!' : 'Missing -text option or ECHO_TEXT env var!', 'stderr');
    return endsWith(127);
  }
  if (rest.length > 0) {
    container.log('Too many arguments!', 'stderr');
    return endsWith(127);
  }
  const listen = flags.get('listen') ?? ':5678';
  const port = Number(/:(\d+)$/.exec(listen)?.[1]);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    container.log(
      `${slashTime(container.now())} [ERR] server exited with: listen tcp: address ${listen}: invalid port`,
      'stderr',
    );
    return endsWith(1);
  }
  const status = Number(flags.get('status-code') ?? 200);
  const log = (line: string) => container.log(`${slashTime(container.now())} ${line}`);
  container.log(`${slashTime(container.now())} [INFO] server is listening on ${listen}`, 'stderr');

  const named = [
    ['X-App-Name', 'http-echo'],
    ['X-App-Version', version],
  ] as const;
  const handler = (request: HttpRequest, { ip, port: from = clientPort(container) }: Peer): HttpResponse => {
    if (pathOf(request.url).path === '/health') return goResponse(container, 200, '{"status":"ok"}\n', named);
    const body = `${text}\n`;
    const host = headerOf(request.headers, 'host') ?? new URL(request.url).host;
    const tookMicros = (8 + container.random() * 40).toFixed(3);
    log(
      `${host} ${ip}:${from} "${request.method} ${pathOf(request.url).uri} HTTP/1.1" ${status} ${byteLength(body)} "${headerOf(request.headers, 'user-agent') ?? ''}" ${tookMicros}µs`,
    );
    return goResponse(container, status, body, named);
  };
  return { listeners: [{ port, protocol: 'TCP', handler: goMux(container, handler) }], stopMs: 10 };
}
