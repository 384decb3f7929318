// traefik/whoami: answers with who it is and what it was asked. Source: github.com/traefik/whoami app.go.

import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { Peer } from '#machine/program.ts';
import type { WebSocketEnd } from '#machine/websocket.ts';
import { acceptWebSocket } from '#machine/websocket.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { type GoFlag, goDurationMs, isGoTrue, parseGoFlags } from '../go-flags.ts';
import { goMux } from '../go-http.ts';
import {
  clientPort,
  commonLogTime,
  endsWith,
  goHeaderName,
  goResponse,
  pathOf,
  programOrError,
  slashTime,
} from '../process.ts';
import { repository } from '../repository.ts';

/** Of `/data`: more would fill a browser's memory. */
const MOST_BYTES = 64 * 1024 ** 2;

const FLAGS: readonly GoFlag[] = [
  { name: 'allowed-origins', kind: 'string', usage: 'give me a list of allowed clients', default: '*' },
  { name: 'cacert', kind: 'string', usage: 'give me a CA chain, enforces mutual TLS' },
  { name: 'cert', kind: 'string', usage: 'give me a certificate' },
  { name: 'key', kind: 'string', usage: 'give me a key' },
  { name: 'name', kind: 'string', usage: 'give me a name' },
  { name: 'port', kind: 'string', usage: 'give me a port number', default: '80' },
  { name: 'verbose', kind: 'bool', usage: 'Enable verbose logging' },
];

export const whoami = repository(
  ['docker.io/traefik/whoami', 'docker.io/containous/whoami'],
  /^(latest|v1\.([0-9]|1[01])(\.\d)?)$/,
  ['v1.11', 'latest'],
  () => ({
    sizeBytes: 2_900_000,
    config: { entrypoint: ['/whoami'], exposed: [80] },
    programs: [],
    start,
  }),
);

function start(argv: readonly string[], container: ContainerView): MainProcess | ScriptProcess {
  if (argv[0] !== '/whoami' && argv[0] !== 'whoami') return programOrError(argv, []);
  const parsed = parseGoFlags('/whoami', argv.slice(1), FLAGS);
  if ('lines' in parsed) {
    for (const line of parsed.lines) container.log(line, 'stderr');
    return endsWith(parsed.code);
  }
  const { flags } = parsed;
  if (flags.get('cert') && flags.get('key'))
    return { listeners: [], startError: 'Portolan does not simulate whoami with TLS of its own, by -cert and -key' };
  const port = Number(flags.get('port') ?? (container.env.WHOAMI_PORT_NUMBER || 80));
  const name = flags.get('name') ?? container.env.WHOAMI_NAME ?? '';
  container.log(`${slashTime(container.now())} Starting up on port ${port}`, 'stderr');
  let health = 200;
  const origins = flags.get('allowed-origins') ?? (container.env.WHOAMI_ALLOWED_ORIGINS || '*');
  const handler = (request: HttpRequest, peer: Peer): HttpResponse | Promise<HttpResponse> => {
    const { path, query } = pathOf(request.url);
    const environ = isGoTrue(query.get('env')) ? container.env : {};
    if (flags.get('verbose') === 'true') {
      const time = commonLogTime(container.now());
      container.log(
        `${slashTime(container.now())} ${addressOf(peer, container)} - - [${time}] "${request.method} ${path} HTTP/1.1" - -`,
        'stderr',
      );
    }
    switch (path) {
      case '/health':
        if (request.method === 'POST') {
          if (!/^\s*-?\d+\s*$/.test(request.body)) return goResponse(container, 400, 'EOF\n');
          health = Number(request.body);
          container.log(`Update health check status code [${health}]`);
          return goResponse(container, 200, '');
        }
        return goResponse(container, health, '');
      case '/bench':
        return goResponse(container, 200, '1');
      case '/data': {
        const given = query.get('size') ?? '';
        const unit = { kb: 1024, mb: 1024 ** 2 }[(query.get('unit') ?? '').toLowerCase()] ?? 1;
        const size = Math.max(0, /^[+-]?\d+$/.test(given) ? Number(given) : 1) * unit;
        if (size > MOST_BYTES)
          return goResponse(container, 501, `Portolan does not simulate answers of more than ${MOST_BYTES} bytes\n`);
        return goResponse(
          container,
          200,
          `|${'-ABCDEFGHIJKLMNOPQRSTUVWXYZ'.repeat(Math.ceil(size / 27)).slice(0, Math.max(0, size - 2))}|`,
        );
      }
      case '/echo':
        return acceptWebSocket(request, (socket) => void echo(socket));
      case '/api':
        return goJson(container, `${JSON.stringify(facts(request, peer, container, name, environ))}\n`, [
          ['Access-Control-Allow-Methods', '*'],
          ['Access-Control-Allow-Origin', origins],
        ]);
      default: {
        const waitMs = goDurationMs(query.get('wait') ?? '') ?? 0;
        const variables = Object.entries(environ).map(([key, value]) => `${key}=${value}\n`);
        const answer = (): HttpResponse =>
          goResponse(container, 200, `${page(request, peer, container, name)}${variables.join('')}`);
        return waitMs > 0 ? new Promise((resolve) => container.after(waitMs, () => resolve(answer()))) : answer();
      }
    }
  };
  return { listeners: [{ port, protocol: 'TCP', handler: goMux(container, handler), http2: true }], stopMs: 10 };
}

async function echo(socket: WebSocketEnd): Promise<void> {
  for (let message = await socket.receive(); message; message = await socket.receive())
    socket.send(message.text, message.binary);
}

/** As Go writes a request: Host and User-Agent first, the others by name. */
function ordered({ headers }: HttpRequest): readonly (readonly [string, string])[] {
  const rest = headers
    .filter(([name]) => !/^(host|user-agent)$/i.test(name))
    .map(([name, value]) => [goHeaderName(name), value] as const);
  const agent = headerOf(headers, 'user-agent');
  return [
    ...(agent === undefined ? [] : [['User-Agent', agent] as const]),
    ...[...rest].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  ];
}

const addressOf = (peer: Peer, container: ContainerView): string => `${peer.ip}:${peer.port ?? clientPort(container)}`;
const hostOf = ({ headers, url }: HttpRequest): string => headerOf(headers, 'host') ?? new URL(url).host;

function page(request: HttpRequest, peer: Peer, container: ContainerView, name: string): string {
  const lines = [
    ...(name === '' ? [] : [`Name: ${name}`]),
    `Hostname: ${container.hostname}`,
    'IP: 127.0.0.1',
    'IP: ::1',
    `IP: ${container.podIP}`,
    `RemoteAddr: ${addressOf(peer, container)}`,
  ];
  const head = [
    `${request.method} ${pathOf(request.url).uri} HTTP/1.1`,
    `Host: ${hostOf(request)}`,
    ...ordered(request).map(([field, value]) => `${field}: ${value}`),
  ];
  return `${lines.join('\n')}\n${head.join('\r\n')}\r\n\r\n${request.body}`;
}

function goJson(container: ContainerView, body: string, more: HttpResponse['headers']): HttpResponse {
  const { headers, ...answer } = goResponse(container, 200, body, more);
  return {
    ...answer,
    headers: headers.map(([name, value]) => [name, name === 'Content-Type' ? 'application/json' : value]),
  };
}

function facts(
  request: HttpRequest,
  peer: Peer,
  container: ContainerView,
  name: string,
  environ: Readonly<Record<string, string>>,
): object {
  const headers: Record<string, string[]> = {};
  for (const [field, value] of ordered(request)) headers[field] = [...(headers[field] ?? []), value];
  return {
    hostname: container.hostname,
    ip: ['127.0.0.1', '::1', container.podIP],
    headers,
    url: pathOf(request.url).uri,
    host: hostOf(request),
    method: request.method,
    ...(name !== '' && { name }),
    remoteAddr: addressOf(peer, container),
    ...(Object.keys(environ).length > 0 && { environ }),
  };
}
