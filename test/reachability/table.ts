// Reads a table of who reaches what, and plays it: a line is a connection, a column a provider.
//
//   from | to | cloud | bare metal
//
// `from` and `to` name machines and Services as a person would: `client` is Pod default/client, `other/web` one in another namespace,
// `{web}` the ClusterIP of Service web, `{web lb}` its load balancer's address, `{node-1}` and `{node-1 ext}` the addresses of a node,
// `{pod web-1}` that of a Pod. A `to` without a path asks for /clientip, so that the answer says whom the server saw.
// `udp://…` sends a datagram, and asks only whether it arrives.
// An outcome is `200 by web-1 seeing client`, or `timeout 28 at laptop`: kind, curl's exit code, the hop where it ended.
// `*` stands for any text; `=` for the column before. A line `# with FILE` has a file of content/manifests stand there too.

import type { Node, Pod, Service } from '../../src/api/core/types.ts';
import type { Lab } from '../../src/lab/lab.ts';
import type { Hop } from '../../src/machine/hop.ts';

export const PROVIDERS = ['cloud', 'bare-metal'] as const;
export type Provider = (typeof PROVIDERS)[number];

export interface Case {
  readonly section: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  readonly expected: Readonly<Record<Provider, string>>;
}

export function parseTable(text: string): readonly Case[] {
  const cases: Case[] = [];
  let section = '';
  for (const [at, line] of text.split('\n').entries()) {
    if (line.startsWith('## ')) section = line.slice(3);
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [from = '', to = '', cloud = '', bare = ''] = line.split('|').map((cell) => cell.trim());
    if (!bare) throw new Error(`line ${at + 1}: expected from | to | cloud | bare metal, found ${line}`);
    cases.push({ section, line: at + 1, from, to, expected: { cloud, 'bare-metal': bare === '=' ? cloud : bare } });
  }
  return cases;
}

/** The files that stand in the cluster, in the order in which they are applied. */
export const manifestsOf = (name: string, text: string): readonly string[] => [
  ...[...text.matchAll(/^# with (\S+)$/gm)].map(([, file]) => `content/manifests/${file}`),
  `test/reachability/${name}.yaml`,
];

const SHORT = /^(laptop|internet|node\/.*|pod\/.*|control-plane)$/;
/** A place as the contract names it. */
export const placeOf = (name: string): string => {
  if (SHORT.test(name)) return name;
  if (name.startsWith('node-')) return `node/${name}`;
  return `pod/${name.includes('/') ? name : `default/${name}`}`;
};

const balancerOf = (service: Service): string | undefined => service.status?.loadBalancer?.ingress?.[0]?.ip;

export interface Addressed {
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
}

/** The addresses that there are now, by the names that tables use. */
export function addressesOf({ nodes, pods, services }: Addressed): ReadonlyMap<string, string> {
  const short = ({ metadata }: { metadata: { name: string; namespace?: string } }): string =>
    metadata.namespace === 'default' ? metadata.name : `${metadata.namespace}/${metadata.name}`;
  const entries: [string, string | undefined][] = [
    ['laptop', '198.51.100.7'],
    ['internet', '198.51.100.80'],
  ];
  for (const node of nodes)
    for (const { type, address } of node.status.addresses ?? [])
      if (type !== 'Hostname')
        entries.push([type === 'ExternalIP' ? `${node.metadata.name} ext` : node.metadata.name, address]);
  for (const pod of pods) if (!pod.spec.hostNetwork) entries.push([`pod ${short(pod)}`, pod.status.podIP]);
  for (const service of services) {
    entries.push([short(service), service.spec.clusterIP], [`${short(service)} lb`, balancerOf(service)]);
  }
  return new Map(entries.filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== 'None'));
}

/** The whole URL that a table means; or the name that has no address. */
export function urlOf(
  to: string,
  addresses: ReadonlyMap<string, string>,
): { readonly url: string } | { readonly missing: string } {
  const missing = [...to.matchAll(/\{([^}]+)\}/g)].find(([, name]) => !addresses.has(name!));
  if (missing) return { missing: missing[1]! };
  const filled = to.replaceAll(/\{([^}]+)\}/g, (_all, name: string) => addresses.get(name)!);
  const whole = /^\w+:\/\//.test(filled) ? filled : `http://${filled}`;
  return { url: /^https?:\/\/[^/]+$/.test(whole) ? `${whole}/clientip` : whole };
}

export async function play(lab: Lab, { from, to }: Pick<Case, 'from' | 'to'>): Promise<string> {
  const { storage } = lab.cluster;
  const addresses = addressesOf({
    nodes: storage.list<Node>('nodes'),
    pods: storage.list<Pod>('pods'),
    services: storage.list<Service>('services'),
  });
  const found = urlOf(to, addresses);
  if ('missing' in found) return `no address {${found.missing}}`;
  const { url } = found;
  const datagram = /^udp:\/\/([\d.]+):(\d+)$/.exec(url);
  if (datagram) {
    const target = { ip: datagram[1]!, port: Number(datagram[2]), protocol: 'UDP' } as const;
    const { verdict, hops, delivered } = lab.machines.network.dial(placeOf(from), target).trace;
    const end = short(hops.at(-1)?.at ?? '');
    return delivered ? `udp by ${end} seeing ${nameOf(delivered.sourceIP, addresses)}` : `${verdict} at ${end}`;
  }
  const answer = await lab.connect({ from: placeOf(from), url, timeoutSeconds: 5 });
  if (!answer.ok) return `${answer.error.kind} ${answer.error.curlExitCode} at ${short(answer.trace.at(-1)?.at ?? '')}`;
  const end = short(answererOf(answer.trace));
  const peer = /^([\d.]+):\d+$/.exec(answer.body.trim())?.[1];
  return `${answer.status} by ${end}${peer === undefined ? '' : ` seeing ${nameOf(peer, addresses)}`}`;
}

/** Where the answer comes from: behind a proxy's Pod, which has the last word in the trace too. */
function answererOf(trace: readonly Hop[]): string {
  const last = trace.at(-1)?.at ?? '';
  const pods = new Set(trace.filter(({ at, ok }) => ok && at.startsWith('pod/')).map(({ at }) => at));
  return pods.has(last) ? [...pods].at(-1)! : last;
}

/** A place as tables name it. */
const short = (at: string): string => at.replace(/^pod\/(default\/)?/, '').replace(/^node\//, '');

/** Whose address it is. */
export const nameOf = (ip: string, addresses: ReadonlyMap<string, string>): string =>
  [...addresses].find(([, address]) => address === ip)?.[0].replace(/^pod /, '') ?? ip;

export function matches(outcome: string, expected: string): boolean {
  const pattern = expected.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`).test(outcome);
}
