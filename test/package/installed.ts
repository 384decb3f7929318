// The package as others get it: packed, and installed from the tarball into a fresh folder, without a network.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const root = new URL('../../', import.meta.url).pathname;

/** Packages of the examples' own, as this project has them: nothing is fetched. */
const LENT = ['@kubernetes/client-node', 'vitest', 'typescript', '@types/node', 'esbuild'];

export interface Installed {
  readonly folder: string;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  /** Bytes. */
  readonly size: number;
  readonly unpackedSize: number;
}

/** @throws {Error} when a command fails, with what it printed. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Packs and installs. The command line and the library must be built. `examples`: folders of examples/ that are copied beside. */
export function installed(...examples: readonly string[]): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-package-'));
  const packed = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root);
  const [{ filename, files, size, unpackedSize }] = JSON.parse(packed) as [
    { filename: string; files: { path: string }[]; size: number; unpackedSize: number },
  ];
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, filename)], folder);
  for (const name of LENT) {
    const to = join(folder, 'node_modules', name);
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), to);
  }
  for (const name of examples) cpSync(join(root, 'examples', name), join(folder, name), { recursive: true });
  return { folder, files: files.map(({ path }) => path), size, unpackedSize };
}

/** What stands in the installed package's folder beside what npm writes. */
export const packagesIn = (folder: string): readonly string[] => readdirSync(join(folder, 'node_modules')).sort();
