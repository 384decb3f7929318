// Models pkg/kubelet/lifecycle/predicate.go: whether a kubelet takes a Pod, wherever its binding comes from.
// Differs: a critical Pod for which there is no room is rejected like any other; a real kubelet ends less important ones for it.
// Differs: of nodes under disk, memory or PID pressure nothing is simulated, so no Pod is rejected for that.

import { matchesNode, tolerates } from '#api/core/scheduling.ts';
import type { Node, Pod } from '#api/core/types.ts';
import { parseQuantity } from '#apimachinery/quantity.ts';
import { hostPortsOf, loadOf, requestsOf } from '#scheduler/load.ts';
import type { Verdict } from './runtime.ts';

/** `others`: those that the kubelet has taken, and that have not ended. Undefined: it takes the Pod. */
export function refusalOf(pod: Pod, node: Node, others: readonly Pod[]): Verdict | undefined {
  const { spec, metadata } = pod;
  if ((metadata.labels?.[OS_LABEL] ?? 'linux') !== 'linux')
    return {
      reason: 'PodOSSelectorNodeLabelDoesNotMatch',
      message: `Failed to admit pod as the \`${OS_LABEL}\` label doesn't match node label`,
    };
  if (((spec.os as { name?: string } | undefined)?.name ?? 'linux') !== 'linux')
    return { reason: 'PodOSNotSupported', message: "Failed to admit pod as the OS field doesn't match node OS" };
  const short = shortage(pod, node, others);
  if (short) return short;
  if (!matchesNode(pod, node)) return failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  const wanted = hostPortsOf(pod);
  if (wanted.length > 0 && others.some((other) => hostPortsOf(other).some((port) => wanted.includes(port))))
    return failed('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  const isStatic = metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;
  const taints = node.spec.taints?.filter(({ effect }) => effect === 'NoExecute') ?? [];
  if (!isStatic && taints.some((taint) => !tolerates(spec.tolerations, taint)))
    return failed('TaintToleration', "node(s) had taints that the pod didn't tolerate");
  return undefined;
}

const OS_LABEL = 'kubernetes.io/os';

const failed = (name: string, why: string): Verdict => ({
  reason: name,
  message: `Predicate ${name} failed: ${why}`,
});

/** Source: noderesources fitsRequest. */
export function shortage(pod: Pod, { status }: Node, others: readonly Pod[]): Verdict | undefined {
  const capacity = capacityOf(status);
  const short = (name: string, requested: number, used: number): Verdict => ({
    reason: `OutOf${name}`,
    message: `Node didn't have enough resource: ${name}, requested: ${amount(name, requested)}, used: ${amount(name, used)}, capacity: ${amount(name, capacity(name))}`,
  });
  if (status?.allocatable?.pods !== undefined && others.length + 1 > capacity('pods'))
    return short('pods', 1, others.length);
  const wants = requestsOf(pod);
  if (wants.size === 0) return undefined;
  const { requested } = loadOf(others);
  for (const name of [...wants.keys()].sort((a, b) => rank(a) - rank(b))) {
    const wanted = wants.get(name)!;
    // What no node has is somebody else's to give out.
    if (rank(name) === BASIC.length && status?.allocatable?.[name] === undefined) continue;
    const used = requested.get(name) ?? 0;
    if (wanted > 0 && used + wanted > capacity(name)) return short(name, wanted, used);
  }
  return undefined;
}

const capacityOf =
  (status: Node['status'] | undefined) =>
  (name: string): number =>
    parseQuantity(status?.allocatable?.[name] ?? '0') ?? 0;

/** What the node could not give if it were empty, of what can be resized. Source: canResizePod. */
export function overCapacity(pod: Pod, { status }: Node): string | undefined {
  const wants = requestsOf(pod);
  const capacity = capacityOf(status);
  const name = ['memory', 'cpu'].find((each) => (wants.get(each) ?? 0) > capacity(each));
  return name === undefined
    ? undefined
    : `Node didn't have enough capacity: ${name}, requested: ${amount(name, wants.get(name)!)}, capacity: ${amount(name, capacity(name))}`;
}

const BASIC = ['cpu', 'memory', 'ephemeral-storage'];
const rank = (name: string): number => (BASIC.includes(name) ? BASIC.indexOf(name) : BASIC.length);

/** CPU is said in thousandths. */
const amount = (name: string, n: number): number => Math.ceil(name === 'cpu' ? Math.round(n * 1e6) / 1e3 : n);
