// Images that hold programs and no server: what one runs to look around from inside a cluster.

import { PUBLIC_ROOTS, TRUST_STORE } from '#machine/public-roots.ts';
import type { Image } from '../../image.ts';
import { BUSYBOX_NETWORK, COREUTILS, programOrError } from '../process.ts';
import type { Repository } from '../repository.ts';
import { repository } from '../repository.ts';

const BUSYBOX = [...COREUTILS, ...BUSYBOX_NETWORK];
const DEBIAN = [...COREUTILS, 'bash'];
const SLEEP_FOREVER = ['/bin/sh', '-c', 'trap : TERM INT; sleep infinity & wait'];

/** Without this, as in Debian's and BusyBox' own images, no certificate is trusted. */
const TRUSTS = { [TRUST_STORE]: PUBLIC_ROOTS } as const;

/** `sh` as the only command ends at once where nobody types into it. */
function tool(
  name: string,
  tags: RegExp,
  example: string,
  sizeBytes: number,
  programs: readonly string[],
  cmd: readonly string[],
  files: Readonly<Record<string, string>> = {},
  userland?: (tag: string) => NonNullable<Image['userland']>,
): Repository {
  return repository([name], tags, [example], (tag) => ({
    sizeBytes,
    config: { cmd },
    files,
    programs,
    ...(userland && { userland: userland(tag) }),
    start: (argv) => programOrError(argv, programs),
  }));
}

const busybox = tool(
  'docker.io/library/busybox',
  /^(latest|stable|unstable|1|1\.(2[0-9]|3[0-7])(\.\d)?)?((^|-)(glibc|musl|uclibc))?$/,
  '1.37',
  2_200_000,
  BUSYBOX,
  ['sh'],
  {},
  (tag) => (/^1\.2[0-8]/.test(tag) ? 'busybox-1.28' : 'busybox'),
);
const alpine = tool(
  'docker.io/library/alpine',
  /^(latest|edge|3|3\.(1\d|2[0-2])(\.\d+)?)$/,
  '3.22',
  3_700_000,
  BUSYBOX,
  ['/bin/sh'],
  TRUSTS,
  () => 'busybox',
);
const debian = tool(
  'docker.io/library/debian',
  /^(latest|stable|1[1-3]|trixie|bookworm|bullseye)(-slim)?$/,
  'bookworm',
  48_500_000,
  DEBIAN,
  ['bash'],
);
const ubuntu = tool(
  'docker.io/library/ubuntu',
  /^(latest|(20|22|24)\.04|focal|jammy|noble)$/,
  '24.04',
  29_700_000,
  DEBIAN,
  ['/bin/bash'],
);
const dnsutils = tool(
  'registry.k8s.io/e2e-test-images/jessie-dnsutils',
  /^1\.[0-7]$/,
  '1.7',
  112_000_000,
  [...DEBIAN, 'dig', 'nslookup', 'ping'],
  SLEEP_FOREVER,
);
const netshoot = tool(
  'docker.io/nicolaka/netshoot',
  /^(latest|v0\.\d+)$/,
  'latest',
  205_000_000,
  [...BUSYBOX, 'bash', 'curl', 'dig', 'host', 'openssl', 'jq', 'ncat', 'grpcurl', 'websocat', 'tcpdump', 'ss'],
  ['bash'],
  TRUSTS,
);

const CURL_PROGRAMS = [...BUSYBOX, 'curl'];
const curl = repository(
  ['docker.io/curlimages/curl', 'quay.io/curl/curl'],
  /^(latest|7\.(6[6-9]|7\d|8[0-8])\.\d|8\.(\d|1[0-7])\.\d)$/,
  ['8.14.1', 'latest'],
  () => ({
    sizeBytes: 9_500_000,
    config: { entrypoint: ['/entrypoint.sh'], cmd: ['curl'], user: 'curl_user', workingDir: '/home/curl_user' },
    programs: CURL_PROGRAMS,
    userland: 'busybox',
    files: TRUSTS,
    start(argv) {
      const given = argv[0] === '/entrypoint.sh' ? argv.slice(1) : argv;
      // Its entrypoint puts `curl` before arguments that begin with a flag.
      return programOrError(
        argv[0] === '/entrypoint.sh' && given[0]?.startsWith('-') ? ['curl', ...given] : given,
        CURL_PROGRAMS,
      );
    },
  }),
);

export const tools: readonly Repository[] = [busybox, curl, alpine, debian, ubuntu, dnsutils, netshoot];
