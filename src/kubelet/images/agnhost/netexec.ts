// The HTTP pages of `agnhost netexec`. Source: test/images/agnhost/netexec/netexec.go.

import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { UdpHandler } from '#machine/stream.ts';
import type { ContainerView } from '../../image.ts';
import { clientPort, goResponse, klogLine, pathOf } from '../process.ts';

type Page = (
  query: URLSearchParams,
  request: HttpRequest,
  ip: string,
  container: ContainerView,
) => { readonly status?: number; readonly body: string; readonly location?: string };

const notSimulated = (what: string): { status: number; body: string } => ({
  status: 501,
  body: `Portolan does not simulate ${what} of agnhost netexec\n`,
});
const hostname: Page = (_q, _r, _ip, container) => ({ body: container.hostname });

const PAGES: Readonly<Record<string, Page>> = {
  '/': (_q, _r, _ip, container) => ({
    body: `NOW: ${new Date(container.now()).toISOString().replace('T', ' ').replace('Z', '000000')} +0000 UTC`,
  }),
  '/hostname': hostname,
  '/hostName': hostname,
  '/clientip': (_q, _r, ip, container) => ({ body: `${ip}:${clientPort(container)}` }),
  '/echo': (query) => ({ status: Number(query.get('code') || 200), body: query.get('msg') ?? '' }),
  '/header': (query, request) => ({ body: headerOf(request.headers, query.get('key') ?? '') ?? '' }),
  '/healthz': () => ({ body: '' }),
  '/redirect': (query) => ({
    status: Number(query.get('code') || 302),
    body: '',
    location: query.get('location') ?? '',
  }),
  '/shell': (query, _r, _ip, container) => ({
    body: JSON.stringify(shell(query.get('cmd') ?? query.get('shellCommand') ?? '', container)),
  }),
  '/exit': () => notSimulated('/exit'),
  '/dial': () => notSimulated('/dial'),
  '/upload': () => notSimulated('/upload'),
  '/shutdown': () => notSimulated('/shutdown'),
};

export function netexecHandler(
  container: ContainerView,
): (request: HttpRequest, peer: { readonly ip: string }) => HttpResponse {
  return (request, { ip }) => {
    const { path } = pathOf(request.url);
    const query = formOf(request);
    container.log(klogLine(container.now(), `${request.method} ${path}`), 'stderr');
    // Go's mux gives everything without a page of its own to `/`.
    const page = Object.hasOwn(PAGES, path) ? PAGES[path]! : PAGES['/']!;
    const { status = 200, body, location } = page(query, request, ip, container);
    return goResponse(container, status, body, location === undefined ? [] : [['Location', location]]);
  };
}

/** A form's body comes before the query. Source: net/http Request.FormValue. */
function formOf(request: HttpRequest): URLSearchParams {
  const { query } = pathOf(request.url);
  const isForm = /^application\/x-www-form-urlencoded\b/.test(headerOf(request.headers, 'content-type') ?? '');
  return isForm ? new URLSearchParams([...new URLSearchParams(request.body), ...query]) : query;
}

/** Source: netexec.go startUDPServer. */
export function netexecDatagrams(container: ContainerView): UdpHandler {
  const log = (text: string): void => container.log(klogLine(container.now(), text), 'stderr');
  return (datagram, { ip, port }, answer) => {
    const command = datagram.trim();
    const lower = command.toLowerCase();
    if (lower === 'hostname') answer(container.hostname);
    else if (lower.startsWith('echo ')) answer(command.slice(5));
    else if (lower === 'clientip') answer(`${ip}:${port}`);
    else if (command !== '') log(`Unknown UDP command received: ${command}`);
    else return;
    log(`Received UDP command: ${lower} from ${ip}:${port}`);
  };
}

/** Enough for what tests ask; the page runs outside the container's shell. */
function shell(command: string, { hostname: name, files, env }: ContainerView): { output?: string; error?: string } {
  const [program = '', ...args] = command.trim().split(/\s+/);
  if (program === 'hostname') return { output: `${name}\n` };
  if (program === 'echo') return { output: `${args.join(' ')}\n` };
  if (program === 'env')
    return {
      output: Object.entries(env)
        .map(([k, v]) => `${k}=${v}\n`)
        .join(''),
    };
  if (program === 'cat' && args.length === 1) {
    const text = files.read(args[0]!);
    return text === undefined
      ? { error: 'exit status 1', output: `cat: can't open '${args[0]}': No such file or directory\n` }
      : { output: text };
  }
  return { error: `Portolan does not simulate "${program}" in /shell: only hostname, echo, env and cat FILE` };
}
