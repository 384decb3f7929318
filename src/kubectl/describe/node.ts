// Models describe.go describeNode and describeNodeResource.

import type { Lease } from '#api/coordination/types.ts';
import type { Node, Pod, Taint } from '#api/core/types.ts';
import { ageOf } from '#apimachinery/duration.ts';
import type { ApiList } from '#apimachinery/meta.ts';
import { canonicalQuantity, parseQuantity } from '#apimachinery/quantity.ts';
import type { Describer, WithEvents } from './describer.ts';
import { searchEvents, subjectOf, writeEvents } from './events.ts';
import { rfc1123, sorted, writeAnnotations, writeLabels } from './metadata.ts';
import { Page } from './tabwriter.ts';

interface Related extends WithEvents {
  readonly lease?: Lease;
  /** Undefined when they may not be listed. */
  readonly pods?: readonly Pod[];
}
type List = Readonly<Record<string, string>> | undefined;

const ROLE = 'node-role.kubernetes.io/';

function rolesOf(labels: List): string {
  const roles = Object.entries(labels ?? {}).flatMap(([key, value]) =>
    key.startsWith(ROLE) && key.length > ROLE.length
      ? [key.slice(ROLE.length)]
      : key === 'kubernetes.io/role' && value
        ? [value]
        : [],
  );
  return [...new Set(roles)].sort().join(',') || '<none>';
}

const taintText = ({ key, value, effect }: Taint): string => `${key}${value ? `=${value}` : ''}:${effect}`;

type Need = 'requests' | 'limits';

/** What a Pod asks for in all: its containers together, or its hungriest init container. Models resource.PodRequestsAndLimits. */
function podTotal(pod: Pod, need: Need, name: string): number {
  const of = (c: Pod['spec']['containers'][number]): number => parseQuantity(c.resources?.[need]?.[name] ?? '0') ?? 0;
  const sidecars = (pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always');
  const running = [...pod.spec.containers, ...sidecars].reduce((sum, c) => sum + of(c), 0);
  return (pod.spec.initContainers ?? []).reduce((most, c) => Math.max(most, of(c)), running);
}

/** A sum in the suffixes that its terms are written with. */
function amountText(name: string, amount: number, terms: readonly Pod[]): string {
  if (name === 'cpu') return amount % 1 === 0 ? String(amount) : `${Math.round(amount * 1000)}m`;
  const binary = terms.some((pod) =>
    /i"/.test(
      JSON.stringify(pod.spec.containers.map((c) => [c.resources?.requests?.[name], c.resources?.limits?.[name]])),
    ),
  );
  if (!binary) return canonicalQuantity(String(amount)) ?? '0';
  return amount % 1024 === 0 && amount !== 0 ? (canonicalQuantity(`${amount / 1024}Ki`) ?? '0') : String(amount);
}

const percent = (amount: number, allocatable: string | undefined): number => {
  const all = parseQuantity(allocatable ?? '0') ?? 0;
  return all === 0 ? 0 : Math.trunc((amount / all) * 100 + 1e-9);
};

function writeUse(page: Page, node: Node, pods: readonly Pod[], nowMs: number): void {
  const allocatable =
    Object.keys(node.status?.allocatable ?? {}).length > 0 ? node.status.allocatable : node.status?.capacity;
  const cell = (name: string, amount: number, terms: readonly Pod[]): string =>
    `${amountText(name, amount, terms)} (${percent(amount, allocatable?.[name])}%)`;
  page.line(0, 'Non-terminated Pods:', `(${pods.length} in total)`);
  page.line(1, 'Namespace', 'Name', '', 'CPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age');
  page.line(1, '---------', '----', '', '------------', '----------', '---------------', '-------------', '---');
  for (const pod of pods) {
    const one = (name: string, need: Need): string => cell(name, podTotal(pod, need, name), [pod]);
    const age = ageOf(pod.metadata.creationTimestamp, nowMs);
    const cells = [
      one('cpu', 'requests'),
      one('cpu', 'limits'),
      one('memory', 'requests'),
      one('memory', 'limits'),
      age,
    ];
    page.line(1, pod.metadata.namespace ?? '', pod.metadata.name, '', ...cells);
  }
  page.write(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n');
  page.line(1, 'Resource', 'Requests', 'Limits');
  page.line(1, '--------', '--------', '------');
  const total = (name: string, need: Need): number => pods.reduce((sum, pod) => sum + podTotal(pod, need, name), 0);
  for (const name of ['cpu', 'memory', 'ephemeral-storage']) {
    page.line(1, name, cell(name, total(name, 'requests'), pods), cell(name, total(name, 'limits'), pods));
  }
  for (const name of sorted(allocatable)) {
    if (!name.startsWith('hugepages-')) continue;
    page.line(1, name, cell(name, total(name, 'requests'), pods), cell(name, total(name, 'limits'), pods));
  }
}

function writeList(page: Page, title: string, list: List): void {
  if (!list || Object.keys(list).length === 0) return;
  page.line(0, `${title}:`);
  for (const name of sorted(list)) page.line(1, `${name}:`, canonicalQuantity(list[name] ?? '0') ?? '');
}

const SYSTEM: readonly (readonly [title: string, field: string])[] = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
  ['Kube-Proxy Version', 'kubeProxyVersion'],
];

function describeNode(node: Node, { lease, pods, events }: Related, nowMs: number): string {
  const { metadata, spec, status } = node;
  const page = new Page();
  page.line(0, 'Name:', metadata.name);
  page.line(0, 'Roles:', rolesOf(metadata.labels));
  writeLabels(page, 'Labels', metadata.labels);
  writeAnnotations(page, 'Annotations', metadata.annotations);
  page.line(0, 'CreationTimestamp:', rfc1123(metadata.creationTimestamp));
  const taints = [...(spec?.taints ?? [])].map(taintText).sort();
  page.write(0, `Taints:\t${taints.join('\n\t') || '<none>'}\n`);
  page.line(0, 'Unschedulable:', spec?.unschedulable ?? false);
  page.line(0, 'Lease:');
  page.line(1, 'HolderIdentity:', lease?.spec?.holderIdentity || '<unset>');
  page.line(1, 'AcquireTime:', lease?.spec?.acquireTime ? rfc1123(lease.spec.acquireTime) : '<unset>');
  page.line(1, 'RenewTime:', lease?.spec?.renewTime ? rfc1123(lease.spec.renewTime) : '<unset>');
  if (status?.conditions?.length) {
    page.write(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n');
    page.line(1, '----', '------', '-----------------', '------------------', '------', '-------');
    for (const c of status.conditions) {
      const times = [rfc1123(c.lastHeartbeatTime), rfc1123(c.lastTransitionTime)];
      page.line(1, ...[c.type, c.status, ...times, c.reason ?? ''].map((cell) => `${cell} `), c.message ?? '');
    }
  }
  page.line(0, 'Addresses:');
  for (const { type, address } of status?.addresses ?? []) page.line(1, `${type}:`, address);
  writeList(page, 'Capacity', status?.capacity);
  writeList(page, 'Allocatable', status?.allocatable);
  page.line(0, 'System Info:');
  for (const [title, field] of SYSTEM) page.line(1, `${title}:`, status?.nodeInfo?.[field] ?? '');
  if (spec?.podCIDR) page.line(0, 'PodCIDR:', spec.podCIDR);
  if (spec?.podCIDRs?.length) page.line(0, 'PodCIDRs:', spec.podCIDRs.join(','));
  if (spec?.providerID) page.line(0, 'ProviderID:', spec.providerID);
  if (pods) writeUse(page, node, pods, nowMs);
  else page.line(0, 'Pods:', 'not authorized');
  writeEvents(page, events, nowMs);
  return page.toString();
}

export const node: Describer<Node, Related> = {
  async gather(object, get, showEvents) {
    const { name } = object.metadata;
    const lease = await get<Lease>(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`).catch(
      () => undefined,
    );
    const selector = encodeURIComponent(`spec.nodeName=${name},status.phase!=Failed,status.phase!=Succeeded`);
    const pods = await get<ApiList<Pod>>(`/api/v1/pods?fieldSelector=${selector}&limit=500`).then(
      (l) => l.items,
      () => undefined,
    );
    const related = { ...(lease && { lease }), ...(pods && { pods }) };
    if (!showEvents) return related;
    // Its controllers file events under the Node's uid, its kubelet under its name.
    const byUid = await searchEvents(subjectOf(object), get);
    const byName = await searchEvents({ ...subjectOf(object), uid: name }, get);
    return { ...related, events: byUid && [...byUid, ...(byName ?? [])] };
  },
  text: describeNode,
};
