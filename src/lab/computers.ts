// The computers that a lab begins with, and which programs each has: the laptop, one on the internet, and the nodes.

import { FileLayer } from '#machine/file-nodes.ts';
import type { Program } from '#machine/program.ts';
import { userlands } from '#shell/commands/index.ts';
import { nodeAddresses, type Provider } from './bootstrap.ts';
import { Computer } from './computer.ts';
import { DnsZone, dnszoneProgram, nsupdateProgram } from './dns-zone.ts';
import { editFileProgram, noHelm } from './edit-file.ts';
import { KUBECONFIG } from './kubeconfig.ts';
import { LAPTOP } from './laptop.ts';
import type { World } from './machine.ts';
import { kubeletListens, kubeProxyListens } from './node-daemons.ts';
import { nodePrograms } from './node-programs/lazy.ts';
import type { NodeView } from './node-programs/node-programs.ts';
import type { Nodes } from './nodes.ts';
import { sshProgram } from './ssh.ts';
import { systemctl } from './systemctl.ts';

/** Documentation addresses (RFC 5737) for what stands outside. */
export const OUTSIDE = { laptop: '198.51.100.7', internet: '198.51.100.80' } as const;

export interface ComputersDeps {
  readonly world: World;
  readonly nodes: number;
  readonly provider: Provider;
  /** The nodes' kubelets, once the cluster has them. */
  kubelets(): Pick<Nodes, 'isRunning' | 'start' | 'stop'>;
  /** What every machine and container may have. */
  readonly general: ReadonlyMap<string, Program>;
  readonly shell: Program;
  /** The laptop's own: kubectl, and what the lab adds. */
  readonly laptop: Iterable<readonly [string, Program]>;
  readonly home: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  edit(path: string): Promise<string | undefined>;
  nodeView(name: string): NodeView;
  /** A public record is another one now. */
  zoneChanged(): void;
}

export interface Computers {
  readonly laptop: Computer;
  readonly nodes: ReadonlyMap<string, Computer>;
  readonly internet: Computer;
  /** The world's DNS records, which a file on the internet's computer holds. */
  readonly zone: DnsZone;
}

export function makeComputers(deps: ComputersDeps): Computers {
  const { world, shell } = deps;
  const onHosts = new Map([...deps.general, ...userlands.debian]);
  const internet = new Computer(
    {
      place: 'internet',
      hostname: 'internet',
      user: 'visitor',
      homeDir: '/home/visitor',
      programs: onHosts,
      addresses: [OUTSIDE.internet],
    },
    world,
  );
  const names = Array.from({ length: deps.nodes }, (_, i) => `node-${i + 1}`);
  const nodes = new Map(names.map((name, i) => [name, nodeOf(name, i + 1, onHosts, deps)]));
  const zone = new DnsZone(internet.files, deps.zoneChanged);
  const ssh = sshProgram((name) => nodes.get(name) ?? (name === 'internet' ? internet : undefined), shell);
  const home = Object.entries(deps.home).map(([name, text]) => [`${LAPTOP.homeDir}/${name}`, text] as const);
  const laptop = new Computer(
    {
      place: 'laptop',
      ...LAPTOP,
      files: { [`${LAPTOP.homeDir}/.kube/config`]: KUBECONFIG, ...Object.fromEntries(home) },
      programs: new Map([
        ...onHosts,
        ['ssh', ssh],
        ...['vi', 'vim', 'nano'].map((name) => [name, editFileProgram(deps.edit)] as const),
        ['helm', noHelm],
        ['dnszone', dnszoneProgram(zone)],
        ['nsupdate', nsupdateProgram(zone)],
        ...deps.laptop,
      ]),
      addresses: [OUTSIDE.laptop],
      env: deps.env,
    },
    world,
  );
  return { laptop, internet, nodes, zone };
}

/** Folders that are on every Linux machine, and those of a kubelet: what a `hostPath` may ask for. */
const NODE_LAYER = new FileLayer(
  Object.fromEntries(
    ['boot', 'dev', 'home', 'lib/modules', 'mnt', 'opt', 'proc', 'run', 'srv', 'sys/fs/cgroup', 'usr/lib', 'usr/share']
      .concat(['var/lib/kubelet', 'var/lib/containerd', 'var/log/pods', 'var/log/containers', 'var/run', 'var/tmp'])
      .concat(['etc/kubernetes/manifests', 'etc/cni/net.d', 'opt/local-path-provisioner'])
      .map((path) => [`/${path}/`, '']),
  ),
);

function nodeOf(
  name: string,
  number: number,
  onHosts: ReadonlyMap<string, Program>,
  { world, provider, kubelets, nodeView }: ComputersDeps,
): Computer {
  const { internal, external } = nodeAddresses(number, provider);
  const kubelet = systemctl({
    isRunning: () => kubelets().isRunning(name),
    start: () => kubeletListens(node.ports, kubelets().start(name)),
    stop: () => kubeletListens(node.ports, !kubelets().stop(name)),
  });
  const node: Computer = new Computer(
    {
      place: `node/${name}`,
      hostname: name,
      user: 'root',
      homeDir: '/root',
      layer: NODE_LAYER,
      programs: new Map([...onHosts, ['systemctl', kubelet], ...nodePrograms(nodeView(name))]),
      addresses: [internal, ...(external ? [external] : [])],
    },
    world,
  );
  kubeletListens(node.ports, true);
  kubeProxyListens(node.ports);
  return node;
}
