// Models pkg/kubelet/nodelease and kubelet_node_status.go: how a node shows that it is alive.

import type { Lease } from '#api/coordination/types.ts';
import type { Condition, Node } from '#api/core/types.ts';
import { timestamp } from '#apimachinery/names.ts';

export const LEASES = 'leases.coordination.k8s.io';
export const LEASE_NAMESPACE = 'kube-node-lease';
/** A quarter of the lease's duration. */
export const HEARTBEAT_MS = 10_000;
const DURATION_SECONDS = 40;
/** A node that does not change says so every five minutes. Source: nodeStatusReportFrequency. */
const REPORT_MS = 300_000;

const microTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');

/** The node's lease, renewed now. */
export function renewed({ metadata }: Node, old: Lease | undefined, nowMs: number): Lease {
  const { name, uid } = metadata;
  if (old) return { ...old, spec: { ...old.spec, renewTime: microTime(nowMs) } };
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace: LEASE_NAMESPACE,
      ...(uid && { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] }),
    },
    spec: { holderIdentity: name, leaseDurationSeconds: DURATION_SECONDS, renewTime: microTime(nowMs) },
  };
}

const HEALTHY: readonly (readonly [type: string, status: 'True' | 'False', reason: string, message: string])[] = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
];

export function healthyConditions(old: readonly Condition[], nowMs: number): Condition[] {
  const now = timestamp(nowMs);
  const own = HEALTHY.map(([type, status, reason, message]): Condition => {
    const before = old.find((c) => c.type === type);
    const lastTransitionTime = (before?.status === status && before.lastTransitionTime) || now;
    return { type, status, lastHeartbeatTime: now, lastTransitionTime, reason, message };
  });
  return [...own, ...old.filter((c) => !own.some((o) => o.type === c.type))];
}

/** What the kubelet found otherwise than it should be, by type. */
export function wrongConditions(old: readonly Condition[]): string[] {
  return HEALTHY.filter(([type, status]) => old.find((c) => c.type === type)?.status !== status).map(([type]) => type);
}

export function isReportDue(old: readonly Condition[], nowMs: number): boolean {
  return old.some((c) => c.type === 'Ready' && nowMs - Date.parse(c.lastHeartbeatTime ?? '') >= REPORT_MS);
}

/** The event with which the kubelet tells of a condition that is well again. */
export const wellReason = (type: string): string =>
  ({
    MemoryPressure: 'NodeHasSufficientMemory',
    DiskPressure: 'NodeHasNoDiskPressure',
    PIDPressure: 'NodeHasSufficientPID',
  })[type] ?? 'NodeReady';
