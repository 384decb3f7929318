// `portolan kubectl`: our kubectl on the real machine, against whatever the kubeconfig names.

import { readFileSync } from 'node:fs';
import { makeKubectl } from '#kubectl/kubectl.ts';
import { execute, flushed } from './execute.ts';
import { httpTransport } from './http-transport.ts';
import { nodeProcess } from './node-process.ts';

/** How the shell ends where there is no such program. */
const NOT_FOUND = 127;

export async function kubectl(args: string[]): Promise<number> {
  const program = makeKubectl({
    connect: httpTransport,
    async edit(_, path) {
      const { spawnSync } = process.getBuiltinModule('node:child_process');
      const editor = process.env.KUBE_EDITOR || process.env.EDITOR || 'vi';
      // Only what is quoted takes a shell. Source: kubectl/pkg/cmd/util/editor/editor.go.
      const [name = '', ...args] = editor.split(' ').filter((word) => word !== '');
      const { status, error } = /["'\\]/.test(editor)
        ? spawnSync('sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit' })
        : spawnSync(name, [...args, path], { stdio: 'inherit' });
      if (error || status === NOT_FOUND) return undefined;
      return status === 0 && readFileSync(path, 'utf8');
    },
    execute,
  });
  const code = await program(nodeProcess(['kubectl', ...args]));
  // Connections kept alive would hold the process for seconds after the last word is said.
  await flushed();
  process.exit(code);
}
