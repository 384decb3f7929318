// `portolan kubectl`: our kubectl on the real machine, against whatever the kubeconfig names.

import { readFileSync } from 'node:fs';
import type { Command, KubectlBindings } from '#kubectl/command.ts';
import { makeKubectl } from '#kubectl/kubectl.ts';
import type { Process } from '#machine/program.ts';
import { execute, flushed } from './execute.ts';
import { httpTransport } from './http-transport.ts';
import { nodeProcess } from './node-process.ts';

/** How the shell ends where there is no such program. */
const NOT_FOUND = 127;

/** What is typed again and again starts without the other verbs' code, which takes longer to read than to run. */
const ALONE: Readonly<Record<string, () => Promise<Command>>> = {
  get: async () => (await import('#kubectl/cmd/get/get.ts')).get,
  describe: async () => (await import('#kubectl/cmd/describe/describe.ts')).describe,
  apply: async () => (await import('#kubectl/cmd/apply/apply.ts')).apply,
};

const bindings: KubectlBindings = {
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
};

export async function kubectl(args: string[]): Promise<number> {
  const [first = ''] = args;
  const groups = Object.hasOwn(ALONE, first)
    ? [{ title: '', commands: [await ALONE[first]!()] }]
    : (await import('#kubectl/cmd/index.ts')).groups;
  const own = nodeProcess(['kubectl', ...args]);
  const code = await makeKubectl(bindings, groups)(process.env.PORTOLAN_NETWORK === 'lab' ? await onLaptop(own) : own);
  // Connections kept alive would hold the process for seconds after the last word is said.
  await flushed();
  process.exit(code);
}

/** Manifests by their address come from the cluster's own internet: where this machine is its laptop, and perhaps has no other. */
async function onLaptop(own: Process): Promise<Process> {
  const fetch = (await import('./lab-network.ts')).labNetwork(own.env.KUBECONFIG);
  return 'error' in fetch ? own : { ...own, host: { ...own.host, fetch } };
}
