// traefik/whoami: answers with who it is and what it was asked. Source: github.com/traefik/whoami app.go.

import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { Peer } from '#machine/program.ts';
import type { WebSocketEnd } from '#machine/websocket.ts';
import { acceptWebSocket } from '#machine/websocket.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { clientPort, goHeaderName, goResponse, parseFlags, pathOf, programOrError, slashTime } from '../process.ts';
import { repository } from '../repository.ts';

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
  const flags = parseFlags(argv.slice(1));
  const port = Number(flags.get('port') ?? container.env.WHOAMI_PORT_NUMBER ?? 80);
  const name = flags.get('name') ?? container.env.WHOAMI_NAME ?? '';
  container.log(`${slashTime(container.now())} Starting up on port ${port}`, 'stderr');
  let health = 200;
  const handler = (request: HttpRequest, peer: Peer): HttpResponse => {
    const { path, query } = pathOf(request.url);
    switch (path) {
      case '/health':
        if (request.method === 'POST') {
          health = Number(request.body) || 200;
          container.log(`${slashTime(container.now())} Update health check status code [${health}]`, 'stderr');
          return goResponse(container, 200, '');
        }
        return goResponse(container, health, '');
      case '/bench':
        return goResponse(container, 200, '1');
      case '/data': {
        const size =
          Number(query.get('size') || 1) * ({ kb: 1024, mb: 1024 ** 2 }[(query.get('unit') ?? '').toLowerCase()] ?? 1);
        return goResponse(
          container,
          200,
          `|${'-ABCDEFGHIJKLMNOPQRSTUVWXYZ'.repeat(Math.ceil(size / 27)).slice(0, Math.max(0, size - 2))}|`,
        );
      }
      case '/echo':
        return acceptWebSocket(request, (socket) => void echo(socket));
      case '/api':
        return { ...goResponse(container, 200, `${JSON.stringify(facts(request, peer, container, name))}\n`) };
      default:
        return goResponse(container, 200, page(request, peer, container, name));
    }
  };
  return { listeners: [{ port, protocol: 'TCP', handler, http2: true }], stopMs: 10 };
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

function facts(request: HttpRequest, peer: Peer, container: ContainerView, name: string): object {
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
  };
}
