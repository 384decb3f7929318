// The official Node.js image: a server of the learner's own.

import { Lazy, lazyProgram } from '#machine/lazy.ts';
import type { Program } from '#machine/program.ts';
import { loadPki } from '#pki/loader.ts';
import type { ScriptProcess } from '../../image.ts';
import { BUSYBOX_NETWORK, COREUTILS, nameOf, programOrError } from '../process.ts';
import { repository } from '../repository.ts';

/** The interpreter, QuickJS as WebAssembly: only clusters that run Node fetch it. */
export const nodeCode = new Lazy(async () => {
  const [code] = await Promise.all([import('./program.ts'), loadPki()]);
  await code.loadEngine();
  return code;
});

/** Beside the shell room's programs, in this image. */
export const nodePrograms: ReadonlyMap<string, Program> = new Map([
  ['node', lazyProgram(nodeCode, ({ nodeProgram }) => nodeProgram)],
  ['npm', lazyProgram(nodeCode, ({ npmProgram }) => npmProgram)],
]);

/** The last release of each line on Docker Hub. */
const VERSIONS: Readonly<Record<string, string>> = {
  18: '18.20.8',
  20: '20.19.5',
  22: '22.20.0',
  24: '24.10.0',
};
const TAG =
  /^(?:(latest|current|lts|jod|krypton|iron|hydrogen)|(18|20|22|24)(?:\.\d+){0,2})?(?:(?:^|-)(alpine(?:3\.\d+)?|slim|bookworm(?:-slim)?|bullseye(?:-slim)?|trixie(?:-slim)?))?$/;
const NAMES: Readonly<Record<string, string>> = { lts: '22', jod: '22', iron: '20', hydrogen: '18', krypton: '24' };

const SLIM_PROGRAMS = [...COREUTILS, 'bash', 'node', 'npm'];
const PROGRAMS = [...SLIM_PROGRAMS, 'curl', 'wget', 'openssl', 'ps'];
const ALPINE_PROGRAMS = [...COREUTILS, ...BUSYBOX_NETWORK, 'node', 'npm'];

export const node = repository(['docker.io/library/node'], TAG, ['22', '22-alpine'], (tag) => {
  const [, word = 'latest', line] = TAG.exec(tag) ?? [];
  const version = VERSIONS[line ?? NAMES[word] ?? '24'] ?? VERSIONS[24]!;
  const isAlpine = tag.includes('alpine');
  const programs = isAlpine ? ALPINE_PROGRAMS : tag.includes('slim') ? SLIM_PROGRAMS : PROGRAMS;
  return {
    sizeBytes: isAlpine ? 55_000_000 : tag.includes('slim') ? 79_000_000 : 404_000_000,
    config: {
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['node'],
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        NODE_VERSION: version,
        YARN_VERSION: '1.22.22',
      },
    },
    programs,
    userland: isAlpine ? ('busybox' as const) : ('debian' as const),
    start(argv): ScriptProcess | ReturnType<typeof programOrError> {
      if (argv[0] !== 'docker-entrypoint.sh') return programOrError(argv, programs);
      const given = argv.slice(1);
      const isProgram = programs.includes(nameOf(given[0] ?? ''));
      // Its entrypoint puts `node` before what is a flag, or no command.
      return programOrError(isProgram ? given : ['node', ...given], programs);
    },
  };
});
