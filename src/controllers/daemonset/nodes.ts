// Models pkg/controller/daemon/daemon_controller.go NodeShouldRunDaemonPod: which nodes a DaemonSet is for.

import type { DaemonSet } from '#api/apps/types.ts';
import { matchesNode, type NodeSelectorTerm, tolerates } from '#api/core/scheduling.ts';
import type { Node, Pod } from '#api/core/types.ts';
import { tolerationsOf } from './pod.ts';

export type NodePods = ReadonlyMap<string, readonly Pod[]>;

/** `run`: it should have a Pod. `stay`: one that is there may stay. */
export function shouldRun({ spec }: DaemonSet, node: Node): { run: boolean; stay: boolean } {
  const { template } = spec;
  const { nodeName } = template.spec;
  const no = { run: false, stay: false };
  if ((nodeName && nodeName !== node.metadata.name) || !matchesNode(template, node)) return no;
  const tolerations = tolerationsOf(template.spec);
  const open = (node.spec.taints ?? []).filter((t) => t.effect !== 'PreferNoSchedule' && !tolerates(tolerations, t));
  return { run: open.length === 0, stay: !open.some((t) => t.effect === 'NoExecute') };
}

interface NodeAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms?: NodeSelectorTerm[] };
}

/** Where a Pod is, or is bound for. Source: GetTargetNodeName. */
function targetOf({ spec }: Pod): string {
  if (spec.nodeName) return spec.nodeName;
  const affinity = spec.affinity?.nodeAffinity as NodeAffinity | undefined;
  for (const { matchFields = [] } of affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ??
    []) {
    const field = matchFields.find((f) => f.key === 'metadata.name' && f.operator === 'In');
    if (field?.values?.[0] !== undefined) return field.values[0];
  }
  return '';
}

export function nodePods(pods: readonly Pod[]): NodePods {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = targetOf(pod);
    const there = byNode.get(node);
    if (there) there.push(pod);
    else byNode.set(node, [pod]);
  }
  return byNode;
}
