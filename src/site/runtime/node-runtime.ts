// Portolan on a machine with Node: a simulated cluster that listens there, the machine's own shell, and kubectl and curl on its PATH.

import { type Files, type NodeMachine, type Running, treeOf } from './node-machine.ts';
import { APP, type Attachment, type Runtime, type Size } from './runtime.ts';

/** Where Portolan's own package lies. */
const PACKAGE = 'portolan';
const MAIN = `${PACKAGE}/dist/cli/portolan.mjs`;
const KUBECONFIG = '.kube/config';

/** A command of ours under a name of its own. It runs as Node runs what has no extension: as CommonJS. */
const command = (name: string): string => `#!/usr/bin/env node
process.argv.splice(2, 0, ${JSON.stringify(name)});
import(require('node:url').pathToFileURL(require('node:path').join(__dirname, '../${MAIN}')).href);
`;

const COMMANDS = ['kubectl', 'curl'] as const;

export interface NodeRuntimeOptions {
  /** Portolan's package, by path. */
  readonly portolan: Files;
  /** The learner's files, by path below the home folder. */
  readonly files: Files;
  /** `clusterip/first`: the cluster begins as that exercise does. Default: empty. */
  readonly lesson?: string;
  /** Simulated seconds a real second. Default 1. */
  readonly speed?: number;
}

/** What is mounted below the machine's home folder. */
export function mountedFiles({ portolan, files }: NodeRuntimeOptions): Files {
  return {
    ...Object.fromEntries(Object.entries(portolan).map(([path, text]) => [`${PACKAGE}/${path}`, text])),
    ...Object.fromEntries(COMMANDS.map((name) => [`bin/${name}`, command(name)])),
    // Its folder is there, so that the cluster can write its kubeconfig.
    '.kube/.keep': '',
    ...files,
  };
}

/** Mounts what is needed, and starts the cluster. @throws {Error} with what the machine said, when it does not come up. */
export async function nodeRuntime(machine: NodeMachine, options: NodeRuntimeOptions): Promise<Runtime> {
  await machine.mount(treeOf(mountedFiles(options)));
  const env = {
    HOME: machine.home,
    KUBECONFIG: `${machine.home}/${KUBECONFIG}`,
    PATH: `${machine.home}/bin:${machine.path}`,
    // kubectl finds manifests where the lesson's does: in the simulated internet.
    PORTOLAN_NETWORK: 'lab',
  };
  const silent = await machine.run('chmod', ['+x', ...COMMANDS.map((name) => `bin/${name}`)], {
    env,
    show: () => undefined,
  });
  await silent.ended;
  const cluster = await startCluster(machine, env, options);
  try {
    await probe(machine, env);
  } catch (error) {
    cluster.kill();
    throw error;
  }
  return new NodeRuntime(machine, env, cluster);
}

/** Resolves when it can be used. */
async function startCluster(
  machine: NodeMachine,
  env: Readonly<Record<string, string>>,
  { lesson, speed }: NodeRuntimeOptions,
): Promise<Running> {
  const args = ['cluster', '--kubeconfig', env.KUBECONFIG!, '--image', `${APP.name}=${machine.home}/${APP.folder}`];
  let said = '';
  let heard: () => void = () => undefined;
  const ready = new Promise<true>((resolve) => {
    heard = () => said.includes('"ready":true') && resolve(true);
  });
  const running = await machine.run(
    'node',
    [MAIN, ...args, ...(lesson ? ['--lesson', lesson] : []), ...(speed ? ['--speed', String(speed)] : [])],
    {
      env,
      show(text) {
        said = (said + text).slice(-4000);
        heard();
      },
    },
  );
  const ended = await Promise.race([ready, running.ended]);
  if (ended !== true) throw new Error(said.trim() || `portolan cluster ended with ${ended}`);
  return running;
}

/** Can a command be called by its name there, and does the cluster answer it? */
async function probe(machine: NodeMachine, env: Readonly<Record<string, string>>): Promise<void> {
  let said = '';
  const running = await machine.run('kubectl', ['get', 'nodes', '-o', 'name'], { env, show: (text) => (said += text) });
  const code = await running.ended;
  if (code !== 0 || !said.includes('node/')) throw new Error(said.trim() || `kubectl ended with ${code}`);
}

class NodeRuntime implements Runtime {
  readonly #machine: NodeMachine;
  readonly #env: Readonly<Record<string, string>>;
  readonly #cluster: Running;

  constructor(machine: NodeMachine, env: Readonly<Record<string, string>>, cluster: Running) {
    this.#machine = machine;
    this.#env = env;
    this.#cluster = cluster;
  }

  async attach(size: Size, show: (text: string) => void): Promise<Attachment> {
    const { shell } = this.#machine;
    const [program, ...args] = shell;
    let isAttached = true;
    const running = await this.#machine.run(program, args, {
      env: { ...this.#env, TERM: 'xterm-256color' },
      terminal: size,
      show: (text) => isAttached && show(text),
    });
    return {
      type: (keys) => running.type(keys),
      resize: (to) => running.resize(to),
      ended: running.ended,
      detach() {
        isAttached = false;
        running.kill();
      },
    };
  }

  read(path: string): Promise<string | undefined> {
    return this.#machine.read(path);
  }

  write(path: string, text: string): Promise<void> {
    return this.#machine.write(path, text);
  }

  dispose(): void {
    this.#cluster.kill();
    this.#machine.dispose();
  }
}
