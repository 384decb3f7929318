// What a script of Node may ask of its machine: files, ports, requests, time. Each call is plain JSON in and out.

import type { HttpHeaders, HttpRequest, HttpResponse } from '#machine/http.ts';
import { headerOf } from '#machine/http.ts';
import { reasonOf } from '#machine/http-reason.ts';
import type { HttpHandler, Listener, Process } from '#machine/program.ts';
import type { KeyPair } from '#machine/tls.ts';
import { pki } from '#pki/loader.ts';
import { byteLength, httpDate } from '../process.ts';
import { decoded, encoded } from './encodings.ts';
import type { HostCall } from './interpreter.ts';
import { lookupError, networkError } from './network-errors.ts';

export interface MachineOfScript {
  readonly call: HostCall;
  /** The script has asked to end. */
  readonly exitCode: number | undefined;
  /** An error that nobody has caught. */
  readonly crashed: { readonly text: string; readonly stack: string } | undefined;
  /** No server listens, no timer runs, no answer is awaited. */
  readonly isIdle: boolean;
  /** Ports are closed, who waits for an answer gets none. */
  close(): void;
}

export interface ScriptFacts {
  readonly version: string;
  readonly argv: readonly string[];
}

/** By pki's words: OpenSSL 3's, as `https.createServer` throws them. */
const PEM_FAULTS: Readonly<Record<string, string>> = {
  'no certificate': 'error:0480006C:PEM routines::no start line',
  'bad certificate': 'error:0480006C:PEM routines::no start line',
  'no key': 'error:1E08010C:DECODER routines::unsupported',
  'bad key': 'error:1E08010C:DECODER routines::unsupported',
  mismatch: 'error:05800074:x509 certificate routines::key values mismatch',
};

/** Node hangs up on who speaks plain HTTP to it. */
const plainAnswer = (): never => {
  throw new Error('no TLS');
};

interface Reply {
  readonly status: number;
  readonly reason?: string;
  readonly headers: HttpHeaders;
  readonly body: string;
  readonly chunked: boolean;
}

const ERRNO: Readonly<Record<string, readonly [errno: number, text: string]>> = {
  ENOENT: [-2, 'no such file or directory'],
  EACCES: [-13, 'permission denied'],
  EEXIST: [-17, 'file already exists'],
  ENOTDIR: [-20, 'not a directory'],
  EISDIR: [-21, 'illegal operation on a directory'],
  EROFS: [-30, 'read-only file system'],
};

/** `turn` runs a function of the script's global object, and all that follows from it. */
export function hostCalls(
  process: Process,
  { version, argv }: ScriptFacts,
  turn: (name: string, ...args: readonly (string | number)[]) => unknown,
): MachineOfScript {
  const { host, files, env, cwd, stdout, stderr } = process;
  const startedMs = host.now();
  const listeners = new Map<number, Listener>();
  const timers = new Map<number, AbortController>();
  const unrefd = new Set<number>();
  const answers = new Map<number, { done(response: HttpResponse): void; fail(): void; request: HttpRequest }>();
  const awaited = new Map<number, AbortController>();
  let requests = 0;
  let exitCode: number | undefined;
  let crashed: MachineOfScript['crashed'];
  let isClosed = false;

  const failed = (code: string, syscall: string) => {
    const [errno, text] = ERRNO[code] ?? [-1, 'unknown error'];
    return { error: code, errno, text, syscall };
  };
  const arm = (id: number, ms: number, every: boolean): void => {
    timers.get(id)?.abort();
    const stop = new AbortController();
    timers.set(id, stop);
    void host.sleep(ms, stop.signal).then(() => {
      if (stop.signal.aborted || isClosed) return;
      if (every) arm(id, ms, every);
      else timers.delete(id);
      turn('__done', id);
    });
  };
  const listen = (id: number, address: string, port: number, identity: KeyPair | null) => {
    const pem = identity && PEM_FAULTS[String(pki().loadIdentity(identity.certificate, identity.key))];
    if (pem) return { pem };
    const at = address === 'localhost' ? '127.0.0.1' : address;
    const tls = identity && { identity: () => identity, alpn: ['http/1.1'], plainAnswer };
    const handler: HttpHandler = (request, { ip, port: from = 0 }) => {
      const number = ++requests;
      const { pathname, search, hostname, port: own } = new URL(request.url);
      return new Promise<HttpResponse>((done, fail) => {
        answers.set(number, { done, fail: () => fail(new Error('the script has ended')), request });
        const { method, headers, body } = request;
        const local = { ip: hostname, port: Number(own) || port };
        const given = { method, url: `${pathname}${search}`, headers, body, remote: { ip, port: from }, local };
        turn('__request', id, number, JSON.stringify(given));
      });
    };
    const opened = host.listen(at, port, handler, { ...(tls && { tls }) });
    if ('error' in opened) return { error: opened.error };
    listeners.set(id, opened);
    return { port: opened.port };
  };
  const respond = (number: number, { status, reason, headers, body, chunked }: Reply): void => {
    const waiting = answers.get(number);
    answers.delete(number);
    const has = (name: string): boolean => headerOf(headers, name) !== undefined;
    const isBodiless = status === 204 || status === 304;
    waiting?.done({
      status,
      ...(reason && { reason }),
      headers: [
        ...headers,
        ...(has('date') ? [] : [['Date', httpDate(host.now())] as const]),
        ...(has('connection')
          ? []
          : ([
              ['Connection', 'keep-alive'],
              ['Keep-Alive', 'timeout=5'],
            ] as const)),
        ...(isBodiless || has('content-length') || has('transfer-encoding')
          ? []
          : chunked
            ? [['Transfer-Encoding', 'chunked'] as const]
            : [['Content-Length', String(byteLength(body))] as const]),
      ],
      body: waiting.request.method === 'HEAD' || isBodiless ? '' : body,
    });
  };
  const settle = (id: number, value: unknown): void => {
    if (awaited.delete(id) && !isClosed) turn('__done', id, JSON.stringify(value));
  };
  const fetch = async (
    id: number,
    request: HttpRequest,
    { insecure = false, ca }: { readonly insecure?: boolean; readonly ca?: string },
  ): Promise<void> => {
    const stop = new AbortController();
    awaited.set(id, stop);
    const trusted = ca ?? (env.NODE_EXTRA_CA_CERTS && files.read(env.NODE_EXTRA_CA_CERTS));
    const exchange = await host.fetch(request, { insecure, signal: stop.signal, ...(trusted && { tls: { trusted } }) });
    const { status = 0, reason, headers = [], body = '' } = exchange.ok ? exchange.response : {};
    settle(
      id,
      exchange.ok
        ? { status, reason, headers, body }
        : { error: networkError(exchange.error, request.url, exchange.remote) },
    );
  };
  const lookup = async (id: number, name: string): Promise<void> => {
    awaited.set(id, new AbortController());
    const { answers: found, code } = await host.lookup(name, 'A');
    const addresses = found.filter(({ type }) => type === 'A').map(({ data }) => data);
    settle(id, addresses.length > 0 ? { addresses } : { error: lookupError(name, code === 'TIMEOUT') });
  };

  const calls: Readonly<Record<string, (...args: never[]) => unknown>> = {
    facts: () => ({
      ...{ version, argv, env, cwd, startedMs, hostname: host.hostname, pid: process.onTerminate ? 1 : 42 },
      ip:
        /^([\d.]+)\s+\S*/m.exec(
          (files.read('/etc/hosts') ?? '').split('\n').find((l) => l.includes(host.hostname)) ?? '',
        )?.[1] ?? '127.0.0.1',
      statusCodes: Object.fromEntries(
        [
          200, 201, 202, 204, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 409, 410, 413, 418, 422, 429, 500, 501,
          502, 503, 504,
        ].map((code) => [code, reasonOf(code)]),
      ),
    }),
    now: () => host.now(),
    random: () => host.random(),
    uuid: () =>
      'xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx'.replaceAll('x', () => Math.floor(host.random() * 16).toString(16)),
    write: (stream: string, text: string) => void (stream === 'stderr' ? stderr : stdout).write(text),
    exit: (code: number) => void (exitCode ??= code),
    crash: (what: { text: string; stack: string }) => void (crashed ??= what),
    timer: arm,
    clear: (id: number) => {
      timers.get(id)?.abort();
      timers.delete(id);
    },
    unref: (id: number) => void unrefd.add(id),
    listen,
    close: (id: number) => {
      listeners.get(id)?.close();
      listeners.delete(id);
    },
    respond,
    hangUp: (number: number) => {
      answers.get(number)?.fail();
      answers.delete(number);
    },
    fetch: (id: number, request: HttpRequest, options: object) => void fetch(id, request, options),
    lookup: (id: number, name: string) => void lookup(id, name),
    abandon: (id: number) => {
      awaited.get(id)?.abort();
      awaited.delete(id);
    },
    readFile: (path: string) => {
      const text = files.read(path);
      return text === undefined
        ? failed(files.stat(path) ? 'EISDIR' : 'ENOENT', files.stat(path) ? 'read' : 'open')
        : { text };
    },
    writeFile: (path: string, text: string, appends: boolean) => {
      const wrong = appends ? files.append(path, text) : files.write(path, text);
      return wrong ? failed(wrong, 'open') : {};
    },
    stat: (path: string) => {
      const stat = files.stat(path);
      return stat
        ? { type: stat.type, size: stat.size, mtimeMs: stat.modifiedMs, mode: stat.mode }
        : failed('ENOENT', 'stat');
    },
    list: (path: string) => {
      const names = files.list(path);
      return names ? { names } : failed('ENOENT', 'scandir');
    },
    mkdir: (path: string) => {
      const wrong = files.mkdir(path);
      return wrong ? failed(wrong, 'mkdir') : {};
    },
    remove: (path: string) => {
      const wrong = files.remove(path);
      return wrong ? failed(wrong, 'unlink') : {};
    },
    url: (text: string, base: string | null) => {
      try {
        const {
          href,
          origin,
          protocol,
          username,
          password,
          host: authority,
          hostname,
          port,
          pathname,
          search,
          hash,
        } = new URL(text, base ?? undefined);
        return { href, origin, protocol, username, password, host: authority, hostname, port, pathname, search, hash };
      } catch {
        return null;
      }
    },
    bytes: (text: string, encoding: string) => [...encoded(text, encoding)],
    text: (bytes: readonly number[], encoding: string) => decoded(Uint8Array.from(bytes), encoding),
  };
  return {
    call: (op, args) => calls[op]?.(...(args as never[])),
    get exitCode() {
      return exitCode;
    },
    get crashed() {
      return crashed;
    },
    get isIdle() {
      return (
        listeners.size === 0 &&
        awaited.size === 0 &&
        answers.size === 0 &&
        [...timers.keys()].every((id) => unrefd.has(id))
      );
    },
    close() {
      isClosed = true;
      for (const listener of listeners.values()) listener.close();
      for (const stop of [...timers.values(), ...awaited.values()]) stop.abort();
      for (const { fail } of answers.values()) fail();
      answers.clear();
    },
  };
}
