// The list of commands: a line for each piece of code that is fetched when one of its commands is first run.

import { Lazy, lazyProgram } from '#machine/lazy.ts';
import type { Program } from '#machine/program.ts';

type Piece = readonly (readonly [name: string, program: Program])[];

/** Names first: the PATH, completion and `command not found` need them before the code. */
const PIECES: readonly (readonly [names: string, code: Lazy<Piece>])[] = [
  ['curl', new Lazy(async () => [['curl', (await import('./curl/curl.ts')).curl] as const])],
  ['openssl', new Lazy(async () => [['openssl', (await import('./openssl/openssl.ts')).openssl] as const])],
  [
    'grep egrep fgrep',
    new Lazy(async () => {
      const { grep } = await import('./grep/grep.ts');
      return ['grep', 'egrep', 'fgrep'].map((name) => [name, grep] as const);
    }),
  ],
  ['sed', new Lazy(async () => [['sed', (await import('./sed/sed.ts')).sed] as const])],
  ['find', new Lazy(async () => [['find', (await import('./find/find.ts')).find] as const])],
  [
    'diff cmp',
    new Lazy(async () => {
      const { diff, cmp } = await import('./diff/diff.ts');
      return [['diff', diff] as const, ['cmp', cmp] as const];
    }),
  ],
  ['date', new Lazy(async () => [['date', (await import('./date/date.ts')).date] as const])],
  ['awk', new Lazy(async () => [['awk', (await import('./awk/awk.ts')).awk] as const])],
  ['jq', new Lazy(async () => [['jq', (await import('./jq/jq.ts')).jq] as const])],
  ['yq', new Lazy(async () => [['yq', (await import('./yq/yq.ts')).yq] as const])],
  [
    'less more',
    new Lazy(async () => {
      const { less } = await import('./pager/less.ts');
      return [['less', less] as const, ['more', less] as const];
    }),
  ],
  ['man tldr', new Lazy(async () => (await import('./man/man.ts')).manCommands)],
  ['tar', new Lazy(async () => [['tar', (await import('./archive/tar.ts')).tar] as const])],
  [
    'gzip gunzip zcat',
    new Lazy(async () => {
      const { gzip } = await import('./archive/gzip.ts');
      return ['gzip', 'gunzip', 'zcat'].map((name) => [name, gzip] as const);
    }),
  ],
  [
    'cat head tail wc sort uniq tr tee seq yes tac rev shuf split expr bc factor cut paste comm join column nl fold fmt expand unexpand base64 od xxd hexdump strings md5sum sha1sum sha256sum sha512sum',
    new Lazy(async () => (await import('./text/text.ts')).textCommands),
  ],
  [
    'ls stat du basename dirname realpath readlink file touch mkdir rm rmdir mv cp chmod mktemp truncate ln',
    new Lazy(async () => [
      ...(await import('./files/list.ts')).listCommands,
      ...(await import('./files/change.ts')).changeCommands,
    ]),
  ],
  [
    'sleep env printenv hostname whoami id uname ps which clear watch xargs true false test [ echo printf pwd timeout nohup nice setsid stdbuf tty nproc arch groups sync unlink',
    new Lazy(async () => (await import('./system/system.ts')).systemCommands),
  ],
  [
    'wget nslookup dig host getent nc ncat telnet ping traceroute ss netstat',
    new Lazy(async () => (await import('./network/network.ts')).networkCommands),
  ],
  ['redis-cli', new Lazy(async () => [['redis-cli', (await import('./redis/redis-cli.ts')).redisCli] as const])],
  ['psql pg_isready postgres', new Lazy(async () => (await import('./postgres/postgres.ts')).postgresCommands)],
  ['websocat', new Lazy(async () => [['websocat', (await import('./websocat/websocat.ts')).websocat] as const])],
  ['grpcurl', new Lazy(async () => [['grpcurl', (await import('./grpcurl/grpcurl.ts')).grpcurl] as const])],
  ['tcpdump', new Lazy(async () => [['tcpdump', (await import('./tcpdump/tcpdump.ts')).tcpdump] as const])],
  ['hey', new Lazy(async () => [['hey', (await import('./hey/hey.ts')).hey] as const])],
];

const busyboxBasics = async (): Promise<Piece> => [
  ['timeout', (await import('./system/timeout.ts')).busyboxTimeout],
  ['whoami', (await import('./system/system.ts')).busyboxWhoami],
  ['touch', (await import('./files/change.ts')).busyboxTouch],
];

const USERLANDS = {
  debian: new Lazy<Piece>(async () => [['wget', (await import('./network/gnu-wget.ts')).gnuWget]]),
  busybox: new Lazy<Piece>(async () => [
    ...(await import('./network/network.ts')).busyboxCommands,
    ...(await busyboxBasics()),
  ]),
  'busybox-1.28': new Lazy<Piece>(async () => [
    ...(await import('./network/network.ts')).oldBusyboxCommands,
    ...(await busyboxBasics()),
  ]),
} as const;

const userland = (code: Lazy<Piece>, names: readonly string[]): ReadonlyMap<string, Program> =>
  new Map(names.map((name) => [name, lazyProgram(code, (piece) => programOf(piece, name))]));

const OF_BUSYBOX = ['nc', 'telnet', 'ping', 'nslookup', 'timeout', 'whoami', 'touch'];

/** What images of that userland have in place of the programs of the same names. */
export const userlands: Readonly<Record<keyof typeof USERLANDS, ReadonlyMap<string, Program>>> = {
  debian: userland(USERLANDS.debian, ['wget']),
  busybox: userland(USERLANDS.busybox, OF_BUSYBOX),
  'busybox-1.28': userland(USERLANDS['busybox-1.28'], OF_BUSYBOX),
};

const helpPages = new Lazy(() => import('./help-pages.ts'));
/** They answer `--help` and `--version` themselves, or take them for text. */
const OWN_HELP = new Set(
  'curl jq yq echo printf test [ expr grpcurl redis-cli psql pg_isready postgres tcpdump websocat'.split(' '),
);
const OWN_VERSION = new Set([...OWN_HELP, ...'grep egrep fgrep sed awk openssl bc dig'.split(' ')]);

/** `--help` and `--version`, where they stand first. A program that is asked for neither begins, and may end, in this very turn. */
function withHelp(name: string, program: Program): Program {
  const told: Program = async (process) => {
    const { helpOf, versionOf } = helpPages.value ?? (await helpPages.load());
    const text = process.argv[1] === '--help' ? helpOf(name) : versionOf(name);
    if (text === undefined) return program(process);
    return process.stdout.write(text) ? 0 : 1;
  };
  return (process) => {
    const [, first] = process.argv;
    const asks = first === '--help' ? !OWN_HELP.has(name) : first === '--version' && !OWN_VERSION.has(name);
    return asks ? told(process) : program(process);
  };
}

export const commands: ReadonlyMap<string, Program> = new Map(
  PIECES.flatMap(([names, code]) =>
    names.split(' ').map(
      (name) =>
        [
          name,
          withHelp(
            name,
            lazyProgram(code, (piece) => programOf(piece, name)),
          ),
        ] as const,
    ),
  ),
);

function programOf(piece: Piece, wanted: string): Program {
  const found = piece.find(([name]) => name === wanted);
  if (!found) throw new Error(`the list of commands names ${wanted}, but its code does not`);
  return found[1];
}

/** Fetches all of them. Returns the names that the code itself has. */
export async function loadCommands(): Promise<readonly string[]> {
  const loaded = await Promise.all(PIECES.map(([, code]) => code.load()));
  await Promise.all([...Object.values(USERLANDS), helpPages].map((code) => code.load()));
  return loaded.flat().map(([name]) => name);
}
