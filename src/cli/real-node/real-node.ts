// `node` of an image of the learner's own, as a process of this machine's Node: its ports and connections are those of its container.
// Differs: it has the rights of whoever runs Portolan, sees only /app as a folder of its own (other paths are this machine's), no UDP and no
// TLS; CPU and memory are not limited. What it does takes real time.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ByteDecoder, bytesOf } from '#machine/bytes.ts';
import type { FileSystem } from '#machine/files.ts';
import { EXIT_OF_SIGNAL, type Output, type Program } from '#machine/program.ts';
import { openDoor } from './door.ts';
import { DOOR } from './words.ts';

/** Beside this in dist/cli; from the sources, its source. */
const INSIDE = ['./real-node-inside.mjs', './inside.ts']
  .map((name) => new URL(name, import.meta.url))
  .find((url) => existsSync(fileURLToPath(url)))!;

/** @param folder Where the image's files come from: what npm has installed there is used from there. */
export function realNode(folder: string): Program {
  return async ({ argv, env, cwd, files, stdout, stderr, signal, onTerminate, host }) => {
    if (signal.aborted) return EXIT_OF_SIGNAL.SIGKILL!;
    const here = mkdtempSync(join(tmpdir(), 'portolan-container-'));
    const door = await openDoor(host);
    try {
      copy(files, cwd, here);
      const modules = join(folder, 'node_modules');
      if (existsSync(modules) && !existsSync(join(here, 'node_modules')))
        symlinkSync(modules, join(here, 'node_modules'));
      const args = argv.slice(1).map((arg) => (arg.startsWith(`${cwd}/`) ? join(here, arg.slice(cwd.length)) : arg));
      const child = spawn(process.execPath, ['--import', INSIDE.href, ...args], {
        cwd: here,
        env: { ...env, [DOOR]: JSON.stringify(door.at) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      onTerminate?.(() => door.heeds && child.kill('SIGTERM'));
      const kill = (): void => void child.kill(signal.reason === 'SIGINT' ? 'SIGINT' : 'SIGKILL');
      signal.addEventListener('abort', kill, { once: true });
      tell(child.stdout, stdout);
      tell(child.stderr, stderr);
      return await new Promise<number>((resolve) => {
        child.on('error', ({ message }) => {
          stderr.write(`node: ${message}\n`);
          resolve(126);
        });
        child.on('close', (code, by) => resolve(code ?? EXIT_OF_SIGNAL[by ?? ''] ?? 1));
      });
    } finally {
      door.close();
      rmSync(here, { recursive: true, force: true });
    }
  };
}

function tell(stream: NodeJS.ReadableStream, to: Output): void {
  const decoder = new ByteDecoder();
  stream.on('data', (bytes: Buffer) => void to.write(decoder.write(bytes)));
}

/** What stands in a container's folder, as files of this machine. */
function copy(files: FileSystem, from: string, to: string): void {
  for (const name of files.list(from) ?? []) {
    const [path, target] = [`${from === '/' ? '' : from}/${name}`, join(to, name)];
    if (files.stat(path)?.type === 'directory') copy(files, path, target);
    else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, bytesOf(files.read(path) ?? ''));
    }
  }
}
