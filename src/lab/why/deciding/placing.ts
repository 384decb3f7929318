// Why a Pod has no node: the scheduler's own filters are asked, node by node, with the cluster as it is now.

import { tolerates } from '#api/core/scheduling.ts';
import type { Container, Node, Pod } from '#api/core/types.ts';
import { canonicalQuantity, parseQuantity } from '#apimachinery/quantity.ts';
import { Informer } from '#client/informer.ts';
import { type Cycle, cycleFor } from '#scheduler/cycle.ts';
import { refusalOf } from '#scheduler/filters.ts';
import { hostPortsOf, requestsOf } from '#scheduler/load.ts';
import { volumeNeeds } from '#scheduler/volumes.ts';
import { type Facts, RESOURCES } from '../facts.ts';
import { claimFault } from './claims.ts';
import { type Finding, keyed, type Note, note } from './finding.ts';
import { placeOf } from './place.ts';

const DEFAULT = 'default-scheduler';
/** What the scheduler looks at. */
const LOOKED_AT = ['Namespace', 'Node', 'PersistentVolume', 'PersistentVolumeClaim', 'Pod', 'StorageClass'] as const;

export function unplaced(pod: Pod, facts: Facts): Finding {
  const { spec, status } = pod;
  const { key, ...place } = placeOf(pod);
  const object = `Pod/${key}`;
  const gates = (spec.schedulingGates as { name: string }[] | undefined) ?? [];
  if (gates.length > 0) {
    const names = gates.map(({ name }) => name).join(', ');
    return { object, path: 'spec.schedulingGates', notes: [note('gated', { ...place, pod: key, gates: names })] };
  }
  const { schedulerName = DEFAULT } = spec;
  if (schedulerName !== DEFAULT)
    return {
      object,
      path: 'spec.schedulerName',
      notes: [note('foreign-scheduler', { pod: key, scheduler: schedulerName })],
    };
  const { message } =
    status.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False') ?? {};
  const first =
    message === undefined ? note('not-placed-yet', { pod: key }) : note('unschedulable', { pod: key, message });
  const cache = cacheOf(facts);
  const volumes = volumeNeeds(pod, cache);
  if ('refusal' in volumes) {
    const fault = claimFault(pod, facts);
    return fault
      ? { ...fault, notes: [first, ...(fault.notes ?? [])] }
      : { object, path: 'spec.volumes', notes: [first] };
  }
  const cycle = cycleFor(pod, volumes, cache);
  const refused = facts.list<Node>('Node').map((node) => refusal(pod, node, cycle));
  const [decisive] = refused.toSorted((a, b) => b.weight - a.weight);
  const notes = grouped(refused);
  return { object, path: decisive?.path ?? 'spec', notes: [first, ...notes] };
}

function cacheOf(facts: Facts): Informer {
  const cache = new Informer();
  for (const kind of LOOKED_AT)
    for (const object of facts.list(kind)) cache.receive({ type: 'ADDED', resource: RESOURCES[kind], object });
  return cache;
}

/** Why one node will not do. */
interface Refusal {
  readonly node: string;
  /** Of the Pod. */
  readonly path: string;
  /** What can be mended at the Pod tells more than a node that is out of service. */
  readonly weight: number;
  /** `nodes` are all of which this is so, `node` is one of them. */
  say(nodes: string, node: string): Note;
}

/** Nodes of which the same is to be said are named together; what decides comes last, with what would mend it. */
function grouped(refused: readonly Refusal[]): readonly Note[] {
  const groups = new Map<string, Refusal[]>();
  for (const one of refused.toSorted((a, b) => a.weight - b.weight)) {
    const said = JSON.stringify(one.say('', ''));
    groups.set(said, [...(groups.get(said) ?? []), one]);
  }
  return [...groups.values()].map((group) => group[0]!.say(group.map(({ node }) => node).join(', '), group[0]!.node));
}

function refusal(pod: Pod, node: Node, cycle: Cycle): Refusal {
  const { name } = node.metadata;
  const [reason = '-', ...more] = refusalOf(pod, node, cycle);
  const about = (weight: number, path: string, say: Refusal['say']): Refusal => ({ node: name, path, weight, say });
  if (reason === 'node(s) were unschedulable')
    return about(0, 'spec', (nodes, one) => note('node-cordoned', { nodes, node: one }));
  if (reason.startsWith('node(s) had untolerated taint')) return tainted(pod, node);
  if (reason.startsWith("node(s) didn't match Pod's node affinity")) {
    const { nodeSelector } = pod.spec;
    const wanted = Object.entries(nodeSelector ?? {}).filter(([key, value]) => node.metadata.labels?.[key] !== value);
    const [key = ''] = wanted[0] ?? [];
    if (key === '') return about(3, 'spec.affinity.nodeAffinity', (nodes) => note('node-unwanted', { nodes }));
    const wants = wanted.map(([k, value]) => `${k}=${value}`).join(' ');
    return about(3, keyed('spec.nodeSelector', key), (nodes, one) =>
      note('node-unselected', { nodes, wants, node: one }),
    );
  }
  if (reason.includes('free ports')) {
    const taken = cycle.loadAt(name).hostPorts;
    const ports = hostPortsOf(pod)
      .filter((port) => taken.has(port))
      .join(', ');
    return about(2, hostPortPath(pod, ports), (nodes) => note('node-ports-taken', { nodes, ports }));
  }
  if (reason === 'Too many pods') {
    const room = node.status.allocatable?.pods ?? '-';
    return about(1, 'spec', (nodes) => note('node-crowded', { nodes, room }));
  }
  const [, resource] = /^Insufficient (.+)$/.exec(reason) ?? [];
  if (resource) return full(pod, node, resource, cycle);
  const reasons = [reason, ...more].join(', ');
  const path = /affinity/.test(reason)
    ? 'spec.affinity'
    : /spread/.test(reason)
      ? 'spec.topologySpreadConstraints'
      : 'spec.volumes';
  return about(2, path, (nodes) => note('node-refuses', { nodes, reasons }));
}

function tainted({ spec }: Pod, { metadata: { name: node }, spec: { taints = [] } }: Node): Refusal {
  const taint = taints.find((t) => t.effect !== 'PreferNoSchedule' && !tolerates(spec.tolerations, t));
  const text = taint ? `${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}` : '-';
  // Those say what is wrong with the node; tolerating them mends nothing.
  if (taint?.key.startsWith('node.kubernetes.io/'))
    return { node, path: 'spec', weight: 0, say: (nodes, one) => note('node-ill', { nodes, node: one, taint: text }) };
  const say: Refusal['say'] = (nodes, one) => note('node-tainted', { nodes, node: one, taint: text });
  return { node, path: 'spec.tolerations', weight: 2, say };
}

function full(pod: Pod, node: Node, resource: string, cycle: Cycle): Refusal {
  const { name } = node.metadata;
  const room = node.status.allocatable?.[resource] ?? '0';
  const asked = (one: Pod): number => requestsOf(one).get(resource) ?? 0;
  const taken = cycle.placed().filter(({ spec }) => spec.nodeName === name);
  const free = (parseQuantity(room) ?? 0) - taken.reduce((sum, one) => sum + asked(one), 0);
  const parameters = {
    resource,
    room: canonicalQuantity(room) ?? room,
    free: amountText(resource, free),
    wanted: amountText(resource, asked(pod)),
  };
  const path = keyed(`${greediest(pod, resource)}.resources.requests`, resource);
  return { node: name, path, weight: 4, say: (nodes, one) => note('node-full', { ...parameters, nodes, node: one }) };
}

/** The container that asks for most: an init container counts by itself where it asks for more than the others together. */
function greediest({ spec }: Pod, resource: string): string {
  const asks = ({ resources }: Container): number => parseQuantity(resources?.requests?.[resource] ?? '0') ?? 0;
  const most = (list: readonly Container[]): number =>
    list.reduce((best, one, i) => (asks(one) > asks(list[best]!) ? i : best), 0);
  const { containers, initContainers = [] } = spec;
  const init = most(initContainers);
  const sum = containers.reduce((all, one) => all + asks(one), 0);
  return initContainers[init] && asks(initContainers[init]) > sum
    ? `spec.initContainers[${init}]`
    : `spec.containers[${most(containers)}]`;
}

const BINARY = [
  ['Gi', 2 ** 30],
  ['Mi', 2 ** 20],
  ['Ki', 2 ** 10],
] as const;

/** Cores in thousands where they are no whole ones; bytes in the largest unit of which they are whole ones. */
function amountText(resource: string, amount: number): string {
  if (resource === 'cpu') return canonicalQuantity(`${Math.round(amount * 1000)}m`) ?? String(amount);
  const [unit, size] = BINARY.find(([, bytes]) => amount !== 0 && amount % bytes === 0) ?? ['', 1];
  return `${amount / size}${unit}`;
}

function hostPortPath({ spec }: Pod, taken: string): string {
  for (const [i, { ports = [] }] of spec.containers.entries()) {
    const index = ports.findIndex(({ hostPort, protocol = 'TCP' }) => taken.includes(`${protocol}/${hostPort}`));
    if (index >= 0) return `spec.containers[${i}].ports[${index}].hostPort`;
  }
  return 'spec.containers';
}
