// The official nginx image: Debian and Alpine variants of the versions that Docker Hub has.

import type { Image, MainProcess, ScriptProcess, ServerView } from '../../image.ts';
import { BUSYBOX_NETWORK, COREUTILS, endsWith, httpDate, nameOf, programOrError, slashTime } from '../process.ts';
import type { Repository } from '../repository.ts';
import type { ConfigError, Directive } from './config.ts';
import { readConfig } from './config.ts';
import { DEFAULT_CONF, filesOf } from './files.ts';
import { NginxServer, portsOf } from './server.ts';
import { loadCertificates, tlsOf } from './tls.ts';

/** The last patch release of each minor version on Docker Hub. */
const LAST_PATCH: Readonly<Record<number, number>> = {
  ...{ 7: 12, 8: 1, 9: 15, 10: 3, 11: 13, 12: 2, 13: 12, 14: 2, 15: 12, 16: 1, 17: 10, 18: 0 },
  ...{ 19: 10, 20: 2, 21: 6, 22: 1, 23: 4, 24: 0, 25: 5, 26: 3, 27: 5, 28: 0, 29: 1 },
};
export const LATEST = '1.29.1';
const STABLE = '1.28.0';
const TAG =
  /^(?:(latest|mainline|stable)|1(?:\.(\d+)(?:\.(\d+))?)?)?(?:(?:^|-)(alpine(?:3\.\d+)?(?:-slim|-perl|-otel)?|perl|otel|bookworm|bullseye|trixie))?$/;

/** The nginx version behind a tag; undefined: no such tag. */
export function versionOf(tag: string): string | undefined {
  const match = tag === '' ? null : TAG.exec(tag);
  if (!match) return undefined;
  const [, word, minorText, patchText, variant] = match;
  if (word === 'latest' && variant) return undefined;
  if (word === 'stable') return STABLE;
  if (minorText === undefined) return LATEST;
  const last = LAST_PATCH[Number(minorText)];
  if (last === undefined || Number(patchText ?? last) > last) return undefined;
  return `1.${Number(minorText)}.${patchText ?? last}`;
}

const isAlpine = (tag: string): boolean => tag.includes('alpine');
const DEBIAN_PROGRAMS = [...COREUTILS, 'bash', 'curl', 'openssl', 'nginx'];
const ALPINE_PROGRAMS = [...COREUTILS, ...BUSYBOX_NETWORK, 'curl', 'nginx'];

/** One image a variant, since programs and files differ; `nginx:1.27` and `nginx:alpine` are told apart by tag. */
function variant(alpine: boolean): (version: string) => Image {
  return (version) => ({
    repositories: ['docker.io/library/nginx'],
    hasTag: (tag) => versionOf(tag) !== undefined && isAlpine(tag) === alpine,
    sizeBytes: alpine ? 22_500_000 : 72_300_000,
    config: {
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['nginx', '-g', 'daemon off;'],
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        NGINX_VERSION: version,
        PKG_RELEASE: '1',
        DYNPKG_RELEASE: '1',
      },
      workingDir: '/',
      user: 'root',
      exposed: [80],
    },
    files: () => filesOf(alpine),
    programs: alpine ? ALPINE_PROGRAMS : DEBIAN_PROGRAMS,
    ...(alpine && { userland: 'busybox' as const }),
    start: (argv, container) => start(argv, container, version, alpine),
  });
}

/** The image for a tag of the repository; its version shows in headers and logs. */
function nginxFor(tag: string): Image | undefined {
  const version = versionOf(tag);
  return version === undefined ? undefined : variant(isAlpine(tag))(version);
}

export const nginx: Repository = { names: ['docker.io/library/nginx'], examples: ['latest', 'alpine'], at: nginxFor };

function start(
  argv: readonly string[],
  container: ServerView,
  version: string,
  alpine: boolean,
): MainProcess | ScriptProcess {
  const viaEntrypoint = argv[0] === '/docker-entrypoint.sh';
  const command = viaEntrypoint ? argv.slice(1) : argv;
  const name = nameOf(command[0] ?? '');
  if (name !== 'nginx' && name !== 'nginx-debug')
    return programOrError(command, alpine ? ALPINE_PROGRAMS : DEBIAN_PROGRAMS);
  if (viaEntrypoint) entrypoint(container);
  return serve(command.slice(1), container, version, alpine);
}

/** Reads the configuration and starts, or says why not. `flags` are what follows `nginx`. */
export function serve(flags: readonly string[], container: ServerView, version: string, alpine: boolean): MainProcess {
  if (flags.includes('-v') || flags.includes('-V')) {
    container.log(`nginx version: nginx/${version}`, 'stderr');
    return endsWith(0);
  }
  if (flags.includes('-s')) {
    container.log(
      'Portolan does not simulate signals to a running nginx: delete the Pod, and its successor reads the new configuration',
      'stderr',
    );
    return endsWith(1);
  }
  const at = flags.indexOf('-c');
  const path = at < 0 ? '/etc/nginx/nginx.conf' : (flags[at + 1] ?? '');
  const config = readConfig(path, container.files);
  const servers = 'emerg' in config ? config : serversOf(config);
  const certificates = 'emerg' in servers ? servers : loadCertificates(servers, container.files);
  if ('emerg' in servers || 'emerg' in certificates) {
    const emerg = 'emerg' in servers ? servers.emerg : (certificates as ConfigError).emerg;
    container.log(`${slashTime(container.now())} [emerg] 1#1: ${emerg}`, 'stderr');
    container.log(`nginx: [emerg] ${emerg}`, 'stderr');
    if (flags.includes('-t')) container.log(`nginx: configuration file ${path} test failed`, 'stderr');
    return endsWith(1);
  }
  if (flags.includes('-t')) {
    container.log(`nginx: the configuration file ${path} syntax is ok`, 'stderr');
    container.log(`nginx: configuration file ${path} test is successful`, 'stderr');
    return endsWith(0);
  }
  const foreground =
    /daemon\s+off/.test(flags.join(' ')) ||
    (!('emerg' in config) && config.some((d) => d.name === 'daemon' && d.args[0] === 'off'));
  // Without `daemon off;` the first process ends at once, and the container with it.
  if (!foreground) {
    container.log(
      'Portolan does not simulate nginx as a daemon, whose container ends as soon as it has forked: start it with -g "daemon off;"',
      'stderr',
    );
    return endsWith(0);
  }

  const notice = (text: string) => container.log(`${slashTime(container.now())} [notice] 1#1: ${text}`, 'stderr');
  notice('using the "epoll" event method');
  notice(`nginx/${version}`);
  notice(alpine ? 'built by gcc 14.2.0 (Alpine 14.2.0) ' : 'built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ');
  notice('OS: Linux 6.12.48');
  notice('getrlimit(RLIMIT_NOFILE): 1048576:1048576');
  notice('start worker processes');
  for (let worker = 29; worker < 33; worker++) notice(`start worker process ${worker}`);
  const server = new NginxServer(servers, version, container);
  const secured = (port: number) =>
    tlsOf(
      servers,
      (s) => portsOf([s]).includes(port),
      certificates,
      (name) => server.serverFor(port, name),
      version,
      () => httpDate(container.now()),
    );
  const listeners = portsOf(servers).map((port) => ({
    port,
    tls: secured(port),
    protocol: 'TCP' as const,
    handler: (request: Parameters<typeof server.answer>[0], peer: { readonly ip: string }) =>
      server.answer(request, peer.ip, port),
  }));
  // Differs: a changed configuration is read when the container starts again; `nginx -s reload` is not simulated.
  return { listeners: listeners.map(({ tls, ...plain }) => (tls ? { ...plain, tls } : plain)), stopMs: 60 };
}

function serversOf(config: readonly Directive[]): readonly Directive[] | ConfigError {
  const http = config.find(({ name }) => name === 'http');
  const inherited = ['default_type', 'ssl_certificate', 'ssl_certificate_key'];
  const types = http?.block?.filter(({ name }) => inherited.includes(name)) ?? [];
  const servers = (http?.block ?? [])
    .filter(({ name }) => name === 'server')
    .map((s) => ({
      ...s,
      block: [
        ...types.filter(({ name }) => name !== 'default_type'),
        ...(s.block ?? []),
        ...types.filter(({ name }) => name === 'default_type'),
      ],
    }));
  return servers;
}

function entrypoint(container: ServerView): void {
  const { files } = container;
  const log = (line: string) => container.log(line);
  const path = '/etc/nginx/conf.d/default.conf';
  log('/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration');
  log('/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/');
  log('/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh');
  const script = '10-listen-on-ipv6-by-default.sh: info:';
  const conf = files.read(path);
  if (conf === undefined) log(`${script} ${path} is not a file or does not exist`);
  else {
    const listening = DEFAULT_CONF.replace('listen       80;', 'listen       80;\n    listen  [::]:80;');
    if (conf === listening) log(`${script} IPv6 listen already enabled`);
    else {
      log(`${script} Getting the checksum of ${path}`);
      if (conf !== DEFAULT_CONF) log(`${script} ${path} differs from the packaged version`);
      else if (files.write(path, listening)) log(`${script} can not modify ${path} (read-only file system?)`);
      else log(`${script} Enabled listen on IPv6 in ${path}`);
    }
  }
  log('/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh');
  log('/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh');
  log('/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh');
  log('/docker-entrypoint.sh: Configuration complete; ready for start up');
}
