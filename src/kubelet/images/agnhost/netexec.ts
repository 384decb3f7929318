// The HTTP pages of `agnhost netexec`. Source: test/images/agnhost/netexec/netexec.go, agnhost 2.53.
// Differs: /shell runs hostname, echo, env and cat only.
// Portolan does not simulate /upload and /dial by UDP or SCTP of agnhost netexec: they say so.

import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import type { Peer } from '#machine/program.ts';
import type { UdpHandler } from '#machine/stream.ts';
import type { ContainerView } from '../../image.ts';
import { goRequestError } from '../go-error.ts';
import { goDurationMs } from '../go-flags.ts';
import { clientPort, goHeaderName, goResponse, klogLine, pathOf } from '../process.ts';

interface Asked {
  /** Of the body, where it is a form, and of the query. */
  readonly form: URLSearchParams;
  readonly request: HttpRequest;
  readonly peer: Peer;
  readonly container: ContainerView;
  log(text: string): void;
}
interface Told {
  readonly status?: number;
  readonly body: string;
  readonly location?: string;
}
type Page = (asked: Asked) => Told | Promise<Told>;

/** Source: http.Client's Timeout in createHTTPClient. */
const DIAL_MS = 5000;
const MOST_TRIES = 1000;

const notSimulated = (what: string): Told => ({
  status: 501,
  body: `Portolan does not simulate ${what} of agnhost netexec\n`,
});

const notAnInteger = (code: string): Told => ({
  body: `argument 'code' must be an integer or empty, got ${JSON.stringify(code)}\n`,
});
const isInteger = (text: string): boolean => /^[+-]?\d+$/.test(text);

const PAGES: Readonly<Record<string, Page>> = {
  '/': ({ container, log }) => {
    log('GET /');
    return {
      body: `NOW: ${new Date(container.now()).toISOString().replace('T', ' ').replace('Z', '000000')} +0000 UTC`,
    };
  },
  '/hostname': ({ container, log }) => {
    log('GET /hostname');
    return { body: container.hostname };
  },
  '/hostName': ({ container, log }) => {
    log('GET /hostName');
    return { body: container.hostname };
  },
  '/clientip': ({ peer, container, log }) => {
    log('GET /clientip');
    return { body: `${peer.ip}:${peer.port ?? clientPort(container)}` };
  },
  '/echo': ({ form, log }) => {
    const [msg, code] = [form.get('msg') ?? '', form.get('code') ?? ''];
    log(`GET /echo?msg=${msg}&code=${code}`);
    if (code !== '' && !isInteger(code)) return notAnInteger(code);
    return { status: Number(code || 200), body: msg };
  },
  '/header': ({ form, request, log }) => {
    const key = form.get('key') ?? '';
    log(key === '' ? 'GET /header' : `GET /header?key=${key}`);
    return { body: key === '' ? JSON.stringify(headersOf(request)) : (headerOf(request.headers, key) ?? '') };
  },
  '/healthz': ({ log }) => {
    log('GET /healthz');
    return { body: '' };
  },
  '/readyz': ({ container, log }) => {
    log('GET /readyz');
    return container.signal.aborted ? { status: 503, body: 'shutting down' } : { body: 'ok' };
  },
  '/redirect': ({ form, request, log }) => {
    const [location, code] = [form.get('location') ?? '', form.get('code') ?? ''];
    log(`${request.method} /redirect?msg=${location}&code=${code}`);
    if (code !== '' && !isInteger(code)) return notAnInteger(code);
    return { status: Number(code || 302), body: '', location };
  },
  '/shell': ({ form, container, log }) => {
    const command = form.get('shellCommand') || form.get('cmd') || '';
    log(`GET /shell?cmd=${command}`);
    return { body: JSON.stringify(shell(command, container)) };
  },
  '/exit': exit,
  '/shutdown': ({ container, log }) => {
    log('GET /shutdown');
    return ended(container, 0);
  },
  '/dial': dial,
  '/upload': () => notSimulated('/upload'),
};

export function netexecHandler(
  container: ContainerView,
  override: string | undefined,
): (request: HttpRequest, peer: Peer) => HttpResponse | Promise<HttpResponse> {
  const log = (text: string): void => container.log(klogLine(container.now(), text), 'stderr');
  const answer = ({ status = 200, body, location }: Told): HttpResponse =>
    goResponse(container, status, body, location === undefined ? [] : [['Location', location]]);
  return (given, peer) => {
    const request: HttpRequest =
      override === undefined ? given : { method: 'GET', url: new URL(override, given.url).href, headers: [], body: '' };
    const { path } = pathOf(request.url);
    // Go's mux gives everything without a page of its own to `/`.
    const page = Object.hasOwn(PAGES, path) ? PAGES[path]! : PAGES['/']!;
    const told = page({ form: formOf(request), request, peer, container, log });
    return told instanceof Promise ? told.then(answer) : answer(told);
  };
}

/** A form's body comes before the query. Source: net/http Request.FormValue. */
function formOf(request: HttpRequest): URLSearchParams {
  const { query } = pathOf(request.url);
  const isForm = /^application\/x-www-form-urlencoded\b/.test(headerOf(request.headers, 'content-type') ?? '');
  return isForm ? new URLSearchParams([...new URLSearchParams(request.body), ...query]) : query;
}

function headersOf({ headers }: HttpRequest): Readonly<Record<string, readonly string[]>> {
  const all: Record<string, string[]> = {};
  const others = headers.filter(([name]) => name.toLowerCase() !== 'host');
  for (const [name, value] of others.map(([key, text]) => [goHeaderName(key), text] as const).sort())
    all[name] = [...(all[name] ?? []), value];
  return all;
}

/** The process ends before it has answered: the connection is gone. */
function ended(container: ContainerView, code: number): never {
  container.exit(code);
  throw new Error('the process has ended');
}

async function exit({ form, container, log }: Asked): Promise<Told> {
  const [code, timeout, wait] = ['code', 'timeout', 'wait'].map((name) => form.get(name) ?? '') as [
    string,
    string,
    string,
  ];
  log(`GET /exit?code=${code}&timeout=${timeout}&wait=${wait}`);
  const [timeoutMs, waitMs] = [timeout, wait].map((text) => (text === '' ? 0 : goDurationMs(text)));
  const wrong = (name: string, what: string, got: string): Told => ({
    body: `argument '${name}' must be ${what} or empty, got ${JSON.stringify(got)}\n`,
  });
  if (timeoutMs === undefined) return wrong('timeout', 'a valid golang duration', timeout);
  if (waitMs === undefined) return wrong('wait', 'a valid golang duration', wait);
  if (code !== '' && !isInteger(code)) return wrong('code', 'an integer [0-127]', code);
  log(
    `Will begin shutdown in ${waitMs / 1000}s, allowing ${timeoutMs / 1000}s for connections to close, then will exit with ${Number(code)}`,
  );
  if (waitMs > 0) await new Promise<void>((resolve) => container.after(waitMs, resolve));
  if (timeoutMs === 0) return ended(container, Number(code));
  // This request's own connection is waited for.
  container.after(1, () => {
    log('Graceful shutdown completed with: <nil>');
    container.exit(Number(code));
  });
  return { body: '' };
}

async function dial({ form, container, log }: Asked): Promise<Told> {
  const of = (name: string): string => form.get(name) ?? '';
  const [host, protocol, port, request, tries] = ['host', 'protocol', 'port', 'request', 'tries'].map(of) as [
    ...[string, string, string],
    ...[string, string],
  ];
  log(`GET /dial?host=${host}&protocol=${protocol}&port=${port}&request=${request}&tries=${tries}`);
  const bad = (text: string): Told => ({ status: 400, body: `${text}\n` });
  if (tries !== '' && !isInteger(tries))
    return bad(`tries parameter is invalid. strconv.Atoi: parsing ${JSON.stringify(tries)}: invalid syntax`);
  if (request === '') return bad('request parameter not specified. <nil>');
  const kind = protocol.toLowerCase();
  if (kind === 'udp' || kind === 'sctp') return notSimulated(`/dial by ${kind}`);
  if (kind !== '' && kind !== 'http') return bad(`unsupported protocol. ${protocol}`);
  const [ip] = await container.resolve(host);
  if (ip === undefined) return bad(`host and/or port param are invalid. lookup ${host}: no such host`);
  const responses: string[] = [];
  const errors: string[] = [];
  let last = '';
  for (let i = 0; i < Math.min(Number(tries || 1), MOST_TRIES); i++) {
    const url = `http://${ip}:${port}/${request}`;
    const exchange = await container.fetch(
      { method: 'GET', url, headers: [['User-Agent', 'Go-http-client/1.1']], body: '' },
      { timeoutMs: DIAL_MS },
    );
    last = exchange.ok ? exchange.response.body : '';
    if (exchange.ok) responses.push(last);
    else errors.push(goRequestError('GET', url, exchange));
  }
  // Its maps are in the order of their keys; what answered is left out when the last one did not.
  return {
    body: JSON.stringify({ ...(errors.length > 0 && { errors }), ...(last !== '' && { responses }) }),
  };
}

/** Source: netexec.go startUDPServer. */
export function netexecDatagrams(container: ContainerView): UdpHandler {
  const log = (text: string): void => container.log(klogLine(container.now(), text), 'stderr');
  return (datagram, { ip, port }, answer) => {
    const command = datagram.trim().toLowerCase();
    const from = `${ip}:${port}`;
    if (command === 'hostname') {
      log('Sending udp hostName response');
      answer(container.hostname);
    } else if (command.startsWith('echo ')) {
      log(`Echoing ${command.slice(5)} to UDP client ${from}`);
      answer(command.slice(5));
    } else if (command === 'clientip') {
      log(`Sending clientip back to UDP client ${from}`);
      answer(from);
    } else if (command !== '') log(`Unknown UDP command received from ${from}: ${command}`);
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
