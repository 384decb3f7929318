// nginx from its command line: the configuration is read and tested, the ports are opened, and signals reach the one that runs.

import type { FileSystem } from '#machine/files.ts';
import { Lazy } from '#machine/lazy.ts';
import { dirname } from '#machine/path.ts';
import type { MainProcess, ServerView } from '../../image.ts';
import { endsWith, httpDate, slashTime } from '../process.ts';
import type { ConfigError, Directive } from './config.ts';
import { filesOf, readConfig } from './config.ts';
import { misplaced, portsOf, serversOf } from './directives.ts';
import type { ReverseProxy } from './proxy.ts';
import { NginxServer } from './server.ts';
import { type Certificates, loadCertificates, tlsOf } from './tls.ts';

/** What passes requests on: most configurations do not. */
export const nginxProxyCode = new Lazy(() => import('./proxy.ts'));

export interface Build {
  readonly version: string;
  readonly alpine: boolean;
}

export interface Served extends MainProcess {
  /** Present where names have to be looked up before the workers start. An exit code: one was not found. */
  ready?(): Promise<number | undefined>;
}

interface Loaded {
  readonly config: readonly Directive[];
  readonly servers: readonly Directive[];
  readonly certificates: Certificates;
  readonly proxy: Promise<ReverseProxy> | undefined;
}

/** The nginx that runs on a machine: found by its files, which all programs there share. */
const running = new WeakMap<FileSystem, { reload(by: number): Promise<void>; stop(): void }>();

function load(path: string, view: ServerView): Loaded | ConfigError {
  const config = readConfig(path, view.files);
  if ('emerg' in config) return config;
  const wrong = misplaced(config);
  if (wrong) return wrong;
  const servers = serversOf(config);
  const certificates = loadCertificates(servers, view.files);
  if ('emerg' in certificates) return certificates;
  const proxy = passes(servers)
    ? nginxProxyCode.load().then(({ ReverseProxy }) => new ReverseProxy(config, view))
    : undefined;
  return { config, servers, certificates, proxy };
}

const passes = (blocks: readonly Directive[]): boolean =>
  blocks.some(({ name, block }) => name === 'proxy_pass' || (block !== undefined && passes(block)));

/** What nginx makes before it serves, on a root filesystem that is read-only. Source: ngx_create_paths, ngx_create_pidfile. */
function whyUnwritable(config: readonly Directive[], files: FileSystem): string | undefined {
  const within = (name: string): readonly Directive[] =>
    config.find((directive) => directive.name === name)?.block ?? [];
  const firstArg = (all: readonly Directive[], name: string): string | undefined =>
    all.find((directive) => directive.name === name)?.args[0];
  const temporary = firstArg(within('http'), 'client_body_temp_path') ?? '/var/cache/nginx/client_temp';
  const pid = firstArg(config, 'pid') ?? '/run/nginx.pid';
  if (files.mkdir(temporary, { recursive: true }) === 'EROFS')
    return `mkdir() "${temporary}" failed (30: Read-only file system)`;
  // /var/run is a link to /run, and volumes are often mounted there.
  const written = [pid, pid.replace(/^\/run\//, '/var/run/')].some(
    (path) => files.mkdir(dirname(path), { recursive: true }) !== 'EROFS' && files.write(path, '1\n') !== 'EROFS',
  );
  return written ? undefined : `open() "${pid}" failed (30: Read-only file system)`;
}

async function unresolved({ proxy, servers }: Loaded): Promise<string | undefined> {
  return (await (await proxy)?.resolveAll(servers))?.emerg;
}

/** Five tries. Source: ngx_connection.c, ngx_open_listening_sockets. */
function alreadyOpen(servers: readonly Directive[]): readonly string[] {
  const once = portsOf(servers).map((port) => `bind() to 0.0.0.0:${port} failed (98: Address already in use)`);
  return [...Array.from({ length: 5 }, () => once).flat(), 'still could not bind()'];
}

/** Source: nginx.c, ngx_get_options. */
const FLAGS = /^-([vVtTqh?]|q?[tT]|c|g|s|p|e)/;
/** As nginx.org's packages are built, in short. */
const BUILT = [
  'built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ',
  'built with OpenSSL 3.0.16 11 Feb 2025',
  'TLS SNI support enabled',
  'configure arguments: --prefix=/etc/nginx --sbin-path=/usr/sbin/nginx --modules-path=/usr/lib/nginx/modules --conf-path=/etc/nginx/nginx.conf --error-log-path=/var/log/nginx/error.log --http-log-path=/var/log/nginx/access.log --pid-path=/run/nginx.pid --lock-path=/run/nginx.lock --user=nginx --group=nginx --with-compat --with-file-aio --with-threads --with-http_addition_module --with-http_auth_request_module --with-http_realip_module --with-http_ssl_module --with-http_stub_status_module --with-http_sub_module --with-http_v2_module --with-http_v3_module --with-stream --with-stream_ssl_module --with-stream_ssl_preread_module',
];

/** Starts, or says why not. `flags` are what follows `nginx`. */
export function serve(
  flags: readonly string[],
  container: ServerView,
  build: Build,
  exit: (code: number) => void = () => undefined,
): Served {
  const { version, alpine } = build;
  const unknown = flags.find(
    (flag, i) => /^-/.test(flag) && !/^-(c|g|s|p|e)$/.test(flags[i - 1] ?? '') && !FLAGS.test(flag),
  );
  if (unknown !== undefined) {
    container.log(`nginx: invalid option: "${unknown.slice(1)}"`, 'stderr');
    return endsWith(1);
  }
  if (flags.includes('-v') || flags.includes('-V')) {
    container.log(`nginx version: nginx/${version}`, 'stderr');
    if (flags.includes('-V')) for (const line of BUILT) container.log(line, 'stderr');
    return endsWith(0);
  }
  const at = flags.indexOf('-c');
  const path = at < 0 ? '/etc/nginx/nginx.conf' : (flags[at + 1] ?? '');
  const tests = flags.some((flag) => /^-q?[tT]/.test(flag));
  const refuse = (...emergs: readonly string[]): MainProcess => {
    for (const emerg of emergs) {
      container.log(`${slashTime(container.now())} [emerg] 1#1: ${emerg}`, 'stderr');
      container.log(`nginx: [emerg] ${emerg}`, 'stderr');
    }
    if (tests) container.log(`nginx: configuration file ${path} test failed`, 'stderr');
    return endsWith(1);
  };
  const global = flags[flags.indexOf('-g') + 1] ?? '';
  if (flags.includes('-g') && !/[;}]\s*$/.test(global))
    return refuse('unexpected end of parameter, expecting ";" in command line');
  const loaded = load(path, container);
  if ('emerg' in loaded) return refuse(loaded.emerg);
  const unwritable = whyUnwritable(loaded.config, container.files);
  if (unwritable !== undefined) return refuse(unwritable);
  /** Ends by itself, once names have been looked up. */
  const once = (then: () => number): Served => {
    if (!loaded.proxy) return endsWith(then());
    const ready = async (): Promise<number> => {
      const emerg = await unresolved(loaded);
      if (emerg === undefined) return then();
      refuse(emerg);
      return 1;
    };
    return { listeners: [], ready };
  };
  if (tests)
    return once(() => {
      if (!flags.includes('-q')) {
        container.log(`nginx: the configuration file ${path} syntax is ok`, 'stderr');
        container.log(`nginx: configuration file ${path} test is successful`, 'stderr');
      }
      if (flags.includes('-T'))
        for (const [file, text] of filesOf(path, container.files))
          for (const line of [`# configuration file ${file}:`, ...text.replace(/\n$/, '').split('\n'), ''])
            container.log(line);
      return 0;
    });
  const signal = flags.indexOf('-s');
  if (signal >= 0) return once(() => signalled(flags[signal + 1] ?? '', container));
  const foreground =
    /daemon\s+off/.test(flags.join(' ')) || loaded.config.some((d) => d.name === 'daemon' && d.args[0] === 'off');
  if (running.has(container.files)) return refuse(...alreadyOpen(loaded.servers));
  // Without `daemon off;` the first process ends at once, and the container with it.
  if (!foreground) {
    container.log(
      'Portolan does not simulate nginx as a daemon, whose container ends as soon as it has forked: start it with -g "daemon off;"',
      'stderr',
    );
    return endsWith(0);
  }
  let now = loaded;
  const serverOf = ({ servers, proxy }: Loaded): NginxServer => new NginxServer(servers, version, container, proxy);
  let server = serverOf(loaded);
  const notice = (text: string) => container.log(`${slashTime(container.now())} [notice] 1#1: ${text}`, 'stderr');
  const workers = (first: number): void => {
    notice('start worker processes');
    for (let worker = first; worker < first + 4; worker++) notice(`start worker process ${worker}`);
  };
  const started = (): void => {
    notice('using the "epoll" event method');
    notice(`nginx/${version}`);
    notice(alpine ? 'built by gcc 14.2.0 (Alpine 14.2.0) ' : 'built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ');
    notice('OS: Linux 6.12.48');
    notice('getrlimit(RLIMIT_NOFILE): 1048576:1048576');
    workers(29);
  };
  running.set(container.files, {
    async reload(by) {
      notice(`signal 1 (SIGHUP) received from ${by}, reconfiguring`);
      notice('reconfiguring');
      const next = load(path, container);
      const emerg = 'emerg' in next ? next.emerg : await unresolved(next);
      if (emerg !== undefined || 'emerg' in next) {
        container.log(`${slashTime(container.now())} [emerg] 1#1: ${emerg}`, 'stderr');
        return;
      }
      const fresh = portsOf(next.servers).filter((port) => !portsOf(loaded.servers).includes(port));
      if (fresh.length > 0)
        container.log(
          `Portolan does not simulate new ports of a running nginx: ${fresh.join(', ')} opens when the container starts again`,
          'stderr',
        );
      now = next;
      server = serverOf(next);
      notice('using the "epoll" event method');
      workers(by + 1);
    },
    stop: () => exit(0),
  });
  const secured = (port: number) =>
    tlsOf(
      loaded.servers,
      (s) => portsOf([s]).includes(port),
      { get: (s) => now.certificates.get(s), has: (s) => loaded.certificates.has(s) },
      (name) => server.serverFor(port, name),
      version,
      () => httpDate(container.now()),
    );
  const listeners = portsOf(loaded.servers).map((port) => {
    const tls = secured(port);
    const handler = (request: Parameters<NginxServer['answer']>[0], peer: { readonly ip: string }) =>
      server.answer(request, peer.ip, port);
    return { port, protocol: 'TCP' as const, handler, ...(tls && { tls }) };
  });
  const process = { listeners, stopMs: 60 };
  if (!loaded.proxy) {
    started();
    return process;
  }
  const ready = async (): Promise<number | undefined> => {
    const emerg = await unresolved(loaded);
    if (emerg === undefined) {
      started();
      return undefined;
    }
    refuse(emerg);
    return 1;
  };
  return { ...process, ready };
}

/** `nginx -s reload`: to the nginx that runs beside this program. */
function signalled(name: string, container: ServerView): number {
  const say = (level: string, text: string) =>
    container.log(`${slashTime(container.now())} [${level}] 45#45: ${text}`, 'stderr');
  const master = running.get(container.files);
  if (!['reload', 'reopen', 'quit', 'stop'].includes(name)) {
    container.log(`nginx: invalid option: "-s ${name}"`, 'stderr');
    return 1;
  }
  if (!master) {
    say('error', 'open() "/run/nginx.pid" failed (2: No such file or directory)');
    container.log('nginx: [error] open() "/run/nginx.pid" failed (2: No such file or directory)', 'stderr');
    return 1;
  }
  say('notice', 'signal process started');
  if (name === 'reload') void master.reload(45);
  else if (name !== 'reopen') master.stop();
  return 0;
}
