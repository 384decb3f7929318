// The official nginx image: Debian and Alpine variants of the versions that Docker Hub has.

import type { ContainerView, Image, MainProcess, ScriptProcess } from '../../image.ts';
import { BUSYBOX_NETWORK, COREUTILS, nameOf, programOrError } from '../process.ts';
import type { Repository } from '../repository.ts';
import { DEFAULT_CONF, filesOf } from './files.ts';
import { serve } from './serve.ts';

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
  container: ContainerView,
  version: string,
  alpine: boolean,
): MainProcess | ScriptProcess {
  const viaEntrypoint = argv[0] === '/docker-entrypoint.sh';
  const command = viaEntrypoint ? argv.slice(1) : argv;
  const name = nameOf(command[0] ?? '');
  if (name !== 'nginx' && name !== 'nginx-debug')
    return programOrError(command, alpine ? ALPINE_PROGRAMS : DEBIAN_PROGRAMS);
  if (viaEntrypoint) entrypoint(container);
  const { ready, ...process } = serve(command.slice(1), container, { version, alpine }, (code) => container.exit(code));
  // The Pod has its address only after this step of the kubelet: then names can be looked up.
  if (ready) container.after(0, () => void ready().then((code) => code !== undefined && container.exit(code)));
  return process;
}

/** As the entrypoint leaves it: one text for all containers. */
const LISTENING_CONF = DEFAULT_CONF.replace('listen       80;', 'listen       80;\n    listen  [::]:80;');

function entrypoint(container: ContainerView): void {
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
    if (conf === LISTENING_CONF) log(`${script} IPv6 listen already enabled`);
    else {
      log(`${script} Getting the checksum of ${path}`);
      if (conf !== DEFAULT_CONF) log(`${script} ${path} differs from the packaged version`);
      else if (files.write(path, LISTENING_CONF)) log(`${script} can not modify ${path} (read-only file system?)`);
      else log(`${script} Enabled listen on IPv6 in ${path}`);
    }
  }
  log('/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh');
  log('/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh');
  log('/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh');
  log('/docker-entrypoint.sh: Configuration complete; ready for start up');
}
