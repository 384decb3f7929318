// Models printPod of pkg/printers/internalversion/printers.go.

import type { Container, ContainerStatus, Pod } from '#api/core/types.ts';
import { humanDuration } from '#apimachinery/duration.ts';
import { ageColumn, nameColumn, text, wide } from '../../columns.ts';
import type { Column } from '../../rest/strategy.ts';

interface PodSummary {
  readonly ready: string;
  readonly reason: string;
  readonly restarts: string;
}

/** A sidecar: an init container that stays. */
const staysUp = (container: Container | undefined): boolean => container?.restartPolicy === 'Always';

/** What a container's end is called when the kubelet gave no reason. */
function endedBy({ signal, exitCode }: { signal?: number; exitCode: number }): string {
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

const finishedAt = (status: ContainerStatus): number => Date.parse(status.lastState?.terminated?.finishedAt ?? '') || 0;

export function summarizePod(pod: Pod, nowMs: number): PodSummary {
  const { spec, status, metadata } = pod;
  let reason = status.reason || status.phase || '';
  if (status.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated'))
    reason = 'SchedulingGated';

  const sidecars = (spec.initContainers ?? []).filter(staysUp);
  let total = spec.containers.length + sidecars.length;
  let ready = 0;
  let restarts = 0;
  let lastRestartMs = 0;
  let sidecarRestarts = 0;
  let lastSidecarRestartMs = 0;

  const initialized = status.conditions?.some((c) => c.type === 'Initialized' && c.status === 'True') ?? false;
  let initializing = false;
  const inits = status.initContainerStatuses ?? [];
  for (const [i, container] of inits.entries()) {
    const definition = spec.initContainers?.find((c) => c.name === container.name);
    restarts += container.restartCount;
    lastRestartMs = Math.max(lastRestartMs, finishedAt(container));
    if (staysUp(definition)) {
      sidecarRestarts += container.restartCount;
      lastSidecarRestartMs = Math.max(lastSidecarRestartMs, finishedAt(container));
    }
    const { terminated, waiting } = container.state ?? {};
    if (terminated && terminated.exitCode === 0) continue;
    if (staysUp(definition) && container.started) {
      if (container.ready) ready++;
      continue;
    }
    if (terminated) reason = `Init:${terminated.reason || endedBy(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`;
    else reason = `Init:${i}/${(spec.initContainers ?? []).length}`;
    initializing = true;
    break;
  }

  if (!initializing || initialized) {
    restarts = sidecarRestarts;
    lastRestartMs = lastSidecarRestartMs;
    let running = false;
    for (const container of [...(status.containerStatuses ?? [])].reverse()) {
      restarts += container.restartCount;
      lastRestartMs = Math.max(lastRestartMs, finishedAt(container));
      const { waiting, terminated } = container.state ?? {};
      if (waiting?.reason) reason = waiting.reason;
      else if (terminated) reason = terminated.reason || endedBy(terminated);
      else if (container.ready && container.state?.running) {
        running = true;
        ready++;
      }
    }
    // One container has completed while another still runs.
    if (reason === 'Completed' && running) {
      reason = status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ? 'Running' : 'NotReady';
    }
  }

  const ended = status.phase === 'Succeeded' || status.phase === 'Failed';
  if (metadata.deletionTimestamp && status.reason === 'NodeLost') reason = 'Unknown';
  else if (metadata.deletionTimestamp && !ended) reason = 'Terminating';

  if (total < ready) total = ready;
  const since = restarts > 0 && lastRestartMs > 0 ? ` (${humanDuration(nowMs - lastRestartMs)} ago)` : '';
  return { ready: `${ready}/${total}`, reason, restarts: `${restarts}${since}` };
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const met = gates.filter((gate) =>
    status.conditions?.some((c) => c.type === gate.conditionType && c.status === 'True'),
  );
  return `${met.length}/${gates.length}`;
}

export const podColumns: readonly Column<Pod>[] = [
  nameColumn,
  text(
    'Ready',
    'The aggregate readiness state of this pod for accepting traffic.',
    (pod, now) => summarizePod(pod, now).ready,
  ),
  text('Status', 'The aggregate status of the containers in this pod.', (pod, now) => summarizePod(pod, now).reason),
  text(
    'Restarts',
    'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    (pod, now) => summarizePod(pod, now).restarts,
  ),
  ageColumn,
  wide(
    text(
      'IP',
      'podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.',
      ({ status }) => status.podIPs?.[0]?.ip || status.podIP || '<none>',
    ),
  ),
  wide(
    text(
      'Node',
      'NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling by the scheduler defined in schedulerName. Once this field is set, the kubelet for this node becomes responsible for the lifecycle of this pod. This field should not be used to express a desire for the pod to be scheduled on a specific node. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename',
      ({ spec }) => spec.nodeName || '<none>',
    ),
  ),
  wide(
    text(
      'Nominated Node',
      'nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims receive their graceful termination periods. This field does not guarantee that the pod will be scheduled on this node. Scheduler may decide to place the pod elsewhere if other nodes become available sooner. Scheduler may also decide to give the resources on this node to a higher priority pod that is created after preemption. As a result, this field may be different than PodSpec.nodeName when the pod is scheduled.',
      ({ status }) => status.nominatedNodeName || '<none>',
    ),
  ),
  wide(
    text(
      'Readiness Gates',
      'If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers are ready AND all conditions specified in the readiness gates have status equal to "True" More info: https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates',
      readinessGates,
    ),
  ),
];

/** A finished Pod's row says so, and clients may hide it. */
export function podRowConditions({ status }: Pod): readonly unknown[] {
  if (status.phase === 'Succeeded') {
    return [{ type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' }];
  }
  if (status.phase === 'Failed') {
    return [{ type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' }];
  }
  return [];
}
