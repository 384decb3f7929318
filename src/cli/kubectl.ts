// `portolan kubectl`: our kubectl on the real machine, against whatever the kubeconfig names.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { makeKubectl } from '#kubectl/kubectl.ts';
import { httpTransport } from './http-transport.ts';
import { nodeProcess } from './node-process.ts';

export async function kubectl(args: string[]): Promise<number> {
  const program = makeKubectl({
    connect: httpTransport,
    async edit(process, path) {
      const editor = process.env.KUBE_EDITOR || process.env.EDITOR || 'vi';
      const { status } = spawnSync('sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit' });
      return status === 0 ? readFileSync(path, 'utf8') : undefined;
    },
  });
  const code = await program(nodeProcess(['kubectl', ...args]));
  // Connections kept alive would hold the process for seconds after the last word is said.
  await new Promise<void>((flushed) => process.stdout.write('', () => process.stderr.write('', () => flushed())));
  process.exit(code);
}
