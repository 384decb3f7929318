// StackBlitz' WebContainer as a machine with Node. Its code and all that it runs come from StackBlitz, when the learner has asked for it.
// What could be tried without StackBlitz' servers, and what could not, stands in docs/fidelity.md.

import type { WebContainer } from '@webcontainer/api';
import type { NodeMachine, Tree } from './node-machine.ts';

/** @throws {Error} as StackBlitz' library does. */
export async function webContainer(): Promise<NodeMachine> {
  const { WebContainer } = await import('@webcontainer/api');
  return machineOf(await WebContainer.boot({ coep: 'credentialless', workdirName: 'portolan' }));
}

/** As far as it is used here. */
export type Container = Pick<WebContainer, 'workdir' | 'path' | 'mount' | 'spawn' | 'teardown'> & {
  readonly fs: Pick<WebContainer['fs'], 'readFile' | 'writeFile' | 'mkdir'>;
};

export function machineOf(container: Container): NodeMachine {
  const { fs } = container;
  return {
    home: container.workdir,
    path: container.path,
    shell: ['jsh'],
    mount: (tree: Tree) => container.mount(tree as Parameters<WebContainer['mount']>[0]),
    async run(command, args, { env, terminal, show }) {
      const spawned = await container.spawn(command, [...args], {
        env: { ...env },
        ...(terminal && { terminal: { cols: terminal.columns, rows: terminal.rows } }),
      });
      const shown = spawned.output
        .pipeTo(new WritableStream({ write: (text: string) => show(text) }))
        .catch(() => undefined);
      const input = spawned.input.getWriter();
      return {
        type: (text) => void input.write(text).catch(() => undefined),
        resize: ({ columns, rows }) => spawned.resize({ cols: columns, rows }),
        kill: () => spawned.kill(),
        // What it printed last is shown before its end is told.
        ended: spawned.exit.then(async (code) => {
          await Promise.race([shown, new Promise((resolve) => setTimeout(resolve, 200))]);
          return code;
        }),
      };
    },
    read: (path) => fs.readFile(path, 'utf8').catch(() => undefined),
    async write(path, text) {
      const folder = path.split('/').slice(0, -1).join('/');
      if (folder !== '') await fs.mkdir(folder, { recursive: true });
      await fs.writeFile(path, text);
    },
    dispose: () => container.teardown(),
  };
}
