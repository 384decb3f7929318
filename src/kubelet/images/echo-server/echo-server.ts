// Servers that answer with the request they got: the echoserver of Kubernetes' tutorials, and minikube's.

import type { HttpHeaders, HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { Peer } from '#machine/program.ts';
import type { WebSocketEnd } from '#machine/websocket.ts';
import { acceptWebSocket, asksForWebSocket } from '#machine/websocket.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import { goServed } from '../go-http.ts';
import {
  byteLength,
  COREUTILS,
  clientPort,
  commonLogTime,
  goHeaderName,
  goResponse,
  httpDate,
  nameOf,
  pathOf,
  programOrError,
} from '../process.ts';
import { repository } from '../repository.ts';

/** Source: images/echoserver in kubernetes/ingress-nginx, 1.10. */
export const echoserver = repository(
  [
    'registry.k8s.io/echoserver',
    'k8s.gcr.io/echoserver',
    'gcr.io/google_containers/echoserver',
    'registry.k8s.io/e2e-test-images/echoserver',
  ],
  /^(1\.(4|8|9|10)|2\.[0-5])$/,
  ['1.10'],
  () => ({
    sizeBytes: 95_400_000,
    config: { cmd: ['/usr/local/bin/run.sh'], exposed: [8080, 8443] },
    programs: [...COREUTILS, 'bash'],
    start(argv, container) {
      if (!argv[0]?.endsWith('run.sh')) return programOrError(argv, [...COREUTILS, 'bash']);
      container.log('Generating self-signed cert');
      container.log('Starting nginx');
      const handler = (request: HttpRequest, peer: { readonly ip: string }) => echoed(request, peer.ip, container);
      return { listeners: [{ port: 8080, protocol: 'TCP', handler }], stopMs: 50 };
    },
  }),
);

function echoed(request: HttpRequest, ip: string, container: ContainerView): HttpResponse {
  const { path, query, uri } = pathOf(request.url);
  const host = headerOf(request.headers, 'host') ?? new URL(request.url).host;
  const headers = request.headers.map(([name, value]) => `\t${name.toLowerCase()}=${value}  `).sort();
  const body = [
    '\n\n',
    `Hostname: ${container.hostname}\n\n`,
    'Pod Information:\n\t-no pod information available-\n\n',
    'Server values:\n\tserver_version=nginx: 1.13.3 - lua: 10008\n\n',
    `Request Information:\n\tclient_address=${ip}\n\tmethod=${request.method}\n\treal path=${uri}\n\tquery=${query.toString()}\n`,
    `\trequest_version=1.1\n\trequest_scheme=http\n\trequest_uri=http://${host.replace(/:\d+$/, '')}:8080${path}\n\n`,
    `Request Headers:\n${headers.join('\n')}\n\n`,
    `Request Body:\n${request.body === '' ? '\t-no body in request-' : request.body}\n\n`,
  ].join('');
  const agent = headerOf(request.headers, 'user-agent') ?? '-';
  container.log(
    `${ip} - - [${commonLogTime(container.now())}] "${request.method} ${uri} HTTP/1.1" 200 ${byteLength(body)} "-" "${agent}"`,
  );
  return {
    status: 200,
    headers: [
      ['Date', httpDate(container.now())],
      ['Content-Type', 'text/plain'],
      ['Content-Length', String(byteLength(body))],
      ['Connection', 'keep-alive'],
      ['Server', 'echoserver'],
    ],
    body: request.method === 'HEAD' ? '' : body,
  };
}

/** Source: jmalloc/echo-server, which kicbase/echo-server is. */
export const echoServer = repository(
  ['docker.io/kicbase/echo-server', 'docker.io/jmalloc/echo-server'],
  /^(latest|1\.0|0\.\d\.\d)$/,
  ['1.0'],
  () => ({
    sizeBytes: 4_900_000,
    config: { entrypoint: ['/bin/echo-server'], env: { PORT: '8080' }, exposed: [8080] },
    programs: [],
    start: startEchoServer,
  }),
);

/** Says who serves, then gives each message back. */
async function echoMessages(
  socket: WebSocketEnd,
  from: string,
  container: ContainerView,
  tellsHost: boolean,
): Promise<void> {
  socket.send(tellsHost ? `Request served by ${container.hostname}` : '');
  for (let message = await socket.receive(); message; message = await socket.receive()) {
    container.log(
      `${from} | ${message.binary ? `bin | ${byteLength(message.text)} byte(s)` : `txt | ${message.text}`}`,
    );
    socket.send(message.text, message.binary);
  }
  container.log(`${from} | websocket: close 1005 (no status)`);
}

function startEchoServer(argv: readonly string[], container: ContainerView): MainProcess | ScriptProcess {
  if (nameOf(argv[0] ?? '') !== 'echo-server') return programOrError(argv, []);
  const port = Number(container.env.PORT || 8080);
  container.log(`Echo server listening on port ${port}.`);
  const own: HttpHeaders = Object.entries(container.env).flatMap(([name, value]) =>
    name.startsWith('SEND_HEADER_')
      ? [[goHeaderName(name.slice('SEND_HEADER_'.length).replaceAll('_', '-')), value] as const]
      : [],
  );
  const handler = (request: HttpRequest, { ip, port: of = clientPort(container) }: Peer): HttpResponse => {
    const { uri, path } = pathOf(request.url);
    const from = `${ip}:${of}`;
    const wish = headerOf(request.headers, 'x-send-server-hostname') || container.env.SEND_SERVER_HOSTNAME;
    const tellsHost = wish?.toLowerCase() !== 'false';
    const host = headerOf(request.headers, 'host') ?? new URL(request.url).host;
    const lines = request.headers
      .filter(([name]) => name.toLowerCase() !== 'host')
      .map(([name, value]) => `${goHeaderName(name)}: ${value}`)
      .sort();
    container.log(`${from} | ${request.method} ${uri}`);
    if (asksForWebSocket(request)) {
      container.log(`${from} | upgraded to websocket`);
      return acceptWebSocket(request, (socket) => void echoMessages(socket, from, container, tellsHost));
    }
    // Portolan does not simulate the pages /.ws and /.sse of echo-server.
    if (path === '/.ws' || path === '/.sse')
      return goResponse(container, 501, `Portolan does not simulate ${path} of echo-server\n`);
    const served = tellsHost ? `Request served by ${container.hostname}\n\n` : '';
    const sent = request.body === '' ? '' : `\n${request.body}`;
    const body = `${served}HTTP/1.1 ${request.method} ${uri}\n\nHost: ${host}\n${lines.map((l) => `${l}\n`).join('')}${sent}`;
    return goResponse(container, 200, body, own);
  };
  return { listeners: [{ port, protocol: 'TCP', handler: goServed(handler), http2: true }], stopMs: 10 };
}
