// Models hashicorp/http-echo: a server that answers everything with one text.

import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { ContainerView, MainProcess, ScriptProcess } from '../../image.ts';
import {
  byteLength,
  clientPort,
  endsWith,
  goResponse,
  nameOf,
  parseFlags,
  pathOf,
  programOrError,
  slashTime,
} from '../process.ts';
import { repository } from '../repository.ts';

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
  const flags = parseFlags(args);
  if (flags.has('version')) {
    container.log(`http-echo v${version}`, 'stderr');
    return endsWith(0);
  }
  const text = flags.get('text') ?? container.env.ECHO_TEXT ?? '';
  if (text === '') {
    container.log('Missing -text option!', 'stderr');
    return endsWith(127);
  }
  const listen = flags.get('listen') ?? ':5678';
  const port = Number(/:(\d+)$/.exec(listen)?.[1]);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    container.log(
      `${slashTime(container.now())} [ERR] server exited with: listen tcp: address ${listen}: invalid port`,
    );
    return endsWith(1);
  }
  const status = Number(flags.get('status-code') ?? 200);
  const log = (line: string) => container.log(`${slashTime(container.now())} ${line}`);
  log(`[INFO] server is listening on ${listen}`);

  const handler = (request: HttpRequest, { ip }: { readonly ip: string }): HttpResponse => {
    const body = `${text}\n`;
    const host = headerOf(request.headers, 'host') ?? new URL(request.url).host;
    const tookMicros = (8 + container.random() * 40).toFixed(3);
    log(
      `${host} ${ip}:${clientPort(container)} "${request.method} ${pathOf(request.url).uri} HTTP/1.1" ${status} ${byteLength(body)} "${headerOf(request.headers, 'user-agent') ?? ''}" ${tookMicros}µs`,
    );
    return goResponse(container, status, body, [
      ['X-App-Name', 'http-echo'],
      ['X-App-Version', version],
    ]);
  };
  return { listeners: [{ port, protocol: 'TCP', handler }], stopMs: 10 };
}
