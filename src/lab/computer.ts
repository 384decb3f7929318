// A computer of the lab that is no container: the laptop, a node, or one on the internet. A snapshot keeps its files.

import type { FileLayer } from '#machine/file-nodes.ts';
import { MemoryFiles } from '#machine/memory-files.ts';
import type { Place, Program } from '#machine/program.ts';
import { PUBLIC_ROOTS, TRUST_STORE } from '#machine/public-roots.ts';
import { Machine, type World } from './machine.ts';

export interface ComputerSpec {
  readonly place: Place;
  readonly hostname: string;
  readonly user: string;
  readonly homeDir: string;
  readonly addresses: readonly string[];
  readonly programs: ReadonlyMap<string, Program>;
  /** Beside those that every computer has. Default none. */
  readonly files?: Readonly<Record<string, string>>;
  /** What lies below them. Default nothing. */
  readonly layer?: FileLayer;
  /** Beside what a login sets. Default none. */
  readonly env?: Readonly<Record<string, string>>;
}

export class Computer extends Machine {
  declare readonly files: MemoryFiles;
  readonly env: Readonly<Record<string, string>>;

  constructor({ files, layer, env, ...spec }: ComputerSpec, world: World) {
    const { hostname, homeDir, user } = spec;
    const all = {
      '/tmp/': '',
      [`${homeDir}/`]: '',
      // Where the PATH leads. Programs are no files here.
      '/usr/local/bin/': '',
      '/usr/bin/': '',
      '/bin/': '',
      '/etc/hostname': `${hostname}\n`,
      [TRUST_STORE]: PUBLIC_ROOTS,
      '/etc/hosts': `127.0.0.1\tlocalhost\n::1\tlocalhost\n`,
      '/etc/resolv.conf': 'nameserver 9.9.9.9\n',
      ...files,
    };
    super({ ...spec, files: new MemoryFiles(all, () => world.now(), layer && { layer }) }, world);
    this.env = {
      HOME: homeDir,
      USER: user,
      LOGNAME: user,
      SHELL: '/bin/bash',
      LANG: 'en_US.UTF-8',
      TERM: 'xterm-256color',
      PATH: '/usr/local/bin:/usr/bin:/bin',
      PWD: homeDir,
      ...env,
    };
  }
}
