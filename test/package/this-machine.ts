// This machine in the place of a WebContainer: the same files are mounted, the same programs run. Its terminal is no terminal: a pipe.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { NodeMachine, Tree } from '../../src/site/runtime/node-machine.ts';

export function thisMachine(): NodeMachine {
  const home = mkdtempSync(join(tmpdir(), 'portolan-machine-'));
  const running = new Set<ChildProcess>();
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  const mount = (tree: Tree, below: string): void => {
    for (const [name, entry] of Object.entries(tree))
      if ('directory' in entry) mount(entry.directory, `${below}${name}/`);
      else write(below + name, entry.file.contents);
  };
  return {
    home,
    path: process.env.PATH!,
    shell: ['sh'],
    mount: async (tree) => mount(tree, ''),
    async run(command, args, { env, show }) {
      const child = spawn(command, args, { cwd: home, env: { ...process.env, ...env } });
      running.add(child);
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => show(text));
      child.stdin.on('error', () => undefined);
      return {
        type: (text) => void child.stdin.write(text),
        resize: () => undefined,
        kill: () => void child.kill(),
        ended: new Promise((resolve, reject) => {
          child.on('error', reject);
          child.on('close', (code) => {
            running.delete(child);
            resolve(code ?? 143);
          });
        }),
      };
    },
    read: async (path) => (existsSync(join(home, path)) ? readFileSync(join(home, path), 'utf8') : undefined),
    write: async (path, text) => write(path, text),
    dispose() {
      for (const child of running) child.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
