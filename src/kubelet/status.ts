// Models pkg/kubelet/kubelet_pods.go generateAPIPodStatus and pkg/kubelet/status/generate.go: a Pod's status, from what its kubelet knows.

import type { Condition, ContainerStatus, Pod, PodStatus } from '#api/core/types.ts';
import { timestamp } from '#apimachinery/names.ts';
import type { ContainerRecord, PodRuntime } from './runtime.ts';

/** `nodeIP` becomes hostIP, and the Pod's own address on the host network. */
export function statusOf(runtime: PodRuntime, nodeIP: string, nowMs: number): PodStatus {
  const { pod, startTime, ip } = runtime;
  const {
    containerStatuses: _c,
    initContainerStatuses: _i,
    ephemeralContainerStatuses: _e,
    conditions: _k,
    phase: _p,
    podIP: _ip,
    podIPs: _ips,
    message: _m,
    reason: _r,
    ...kept
  } = pod.status ?? {};
  const { generation } = pod.metadata;
  const observed = generation !== undefined && { observedGeneration: generation };
  if (runtime.rejected)
    return { ...kept, ...observed, phase: 'Failed', ...runtime.verdict, ...(startTime && { startTime }) };
  const records = [...runtime.containers.values()];
  const inits = records.filter((r) => r.init);
  const ephemerals = records.filter((r) => r.ephemeral);
  const mains = records.filter((r) => !r.init && !r.ephemeral);
  const phase = runtime.verdict ? 'Failed' : phaseOf(pod, inits, mains);
  const shown = heldBack(runtime, phase);
  return {
    ...kept,
    ...observed,
    phase: shown,
    ...(shown === 'Failed' && runtime.verdict),
    conditions: conditionsOf(runtime, phase, inits, mains, nowMs),
    hostIP: nodeIP,
    hostIPs: [{ ip: nodeIP }],
    ...(ip && { podIP: ip, podIPs: [{ ip }] }),
    ...(startTime && { startTime }),
    ...(inits.length > 0 && { initContainerStatuses: inits.map((r) => containerStatusOf(r, pod)) }),
    containerStatuses: sorted(mains).map((r) => containerStatusOf(r, pod)),
    ...(ephemerals.length > 0 && {
      ephemeralContainerStatuses: sorted(ephemerals).map((r) => containerStatusOf(r, pod)),
    }),
  };
}

/** Those of init containers stand in the order in which they run. Source: convertToAPIContainerStatuses. */
const sorted = (records: readonly ContainerRecord[]): ContainerRecord[] =>
  [...records].sort((a, b) => (a.spec.name < b.spec.name ? -1 : 1));

function containerStatusOf(record: ContainerRecord, pod: Pod): ContainerStatus {
  const { spec, state, lastState, ready, restartCount, image, imageID, containerID, started, init } = record;
  const mounts = spec.volumeMounts?.map(({ name, mountPath, readOnly }) => ({
    name,
    mountPath,
    ...(readOnly && { readOnly, recursiveReadOnly: 'Disabled' }),
  }));
  // An init container counts as ready when it has ended well.
  const isReady = init && !isSidecar(record) ? state.terminated?.exitCode === 0 : ready;
  return {
    ...(containerID && { containerID }),
    image: image ?? spec.image,
    imageID: imageID ?? '',
    lastState: lastState ?? {},
    name: spec.name,
    ready: isReady,
    // Not allocatedResources: their gate, InPlacePodVerticalScalingAllocatedStatus, is off.
    ...(containerID && pod.status && { resources: { ...spec.resources } }),
    restartCount,
    started,
    state,
    ...(mounts && mounts.length > 0 && { volumeMounts: mounts }),
  };
}

/** An init container that goes on running beside the others. */
export function isSidecar({ init, spec }: ContainerRecord): boolean {
  return init && spec.restartPolicy === 'Always';
}

/** Source: getPhase. */
function phaseOf({ spec }: Pod, inits: readonly ContainerRecord[], mains: readonly ContainerRecord[]): Phase {
  const policy = spec.restartPolicy ?? 'Always';
  for (const record of inits) {
    if (isSidecar(record)) continue;
    const { terminated } = record.state;
    if (terminated && terminated.exitCode !== 0 && policy === 'Never') return 'Failed';
    if (terminated?.exitCode !== 0) return 'Pending';
  }
  let running = 0;
  let waiting = 0;
  let stopped = 0;
  let succeeded = 0;
  for (const { state, lastState } of mains) {
    if (state.running) running++;
    else if (state.terminated || lastState?.terminated) {
      stopped++;
      if (state.terminated?.exitCode === 0) succeeded++;
    } else waiting++;
  }
  if (waiting > 0) return 'Pending';
  if (running > 0 || policy === 'Always') return 'Running';
  if (stopped === succeeded) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

type Phase = NonNullable<PodStatus['phase']>;

/** A Pod is not said to be over while anything in it may run. Source: status_manager.go mergePodStatus. */
function heldBack({ pod, containers }: PodRuntime, phase: Phase): Phase {
  const isTerminal = phase === 'Succeeded' || phase === 'Failed';
  return isTerminal && [...containers.values()].some(({ state }) => state.running)
    ? (pod.status?.phase ?? phase)
    : phase;
}

type Fact = readonly [status: boolean, reason?: string, message?: string];

function conditionsOf(
  runtime: PodRuntime,
  phase: Phase,
  inits: readonly ContainerRecord[],
  mains: readonly ContainerRecord[],
  nowMs: number,
): Condition[] {
  const { pod } = runtime;
  const old = pod.status?.conditions ?? [];
  const unready = mains.filter((r) => !r.ready).map((r) => r.spec.name);
  const incomplete = inits
    .filter((r) => (isSidecar(r) ? !r.started : r.state.terminated?.exitCode !== 0))
    .map((r) => r.spec.name);
  const ended = phase === 'Succeeded' ? 'PodCompleted' : phase === 'Failed' ? 'PodFailed' : undefined;
  const containersReady: Fact = ended
    ? [false, ended]
    : unready.length > 0
      ? [false, 'ContainersNotReady', `containers with unready status: [${unready.join(' ')}]`]
      : [true];
  const gate = (pod.spec.readinessGates ?? [])
    .map(({ conditionType }) => ({ conditionType, found: old.find((c) => c.type === conditionType) }))
    .find(({ found }) => found?.status !== 'True');
  const ready: Fact =
    containersReady[0] && gate
      ? [
          false,
          'ReadinessGatesNotReady',
          gate.found
            ? `the status of pod readiness gate "${gate.conditionType}" is not "True", but ${gate.found.status}`
            : `corresponding condition of pod readiness gate "${gate.conditionType}" does not exist.`,
        ]
      : containersReady;
  const initialized: Fact =
    phase === 'Succeeded'
      ? [true, 'PodCompleted']
      : incomplete.length > 0 && !mains.some((r) => r.started)
        ? [false, 'ContainersNotInitialized', `containers with incomplete status: [${incomplete.join(' ')}]`]
        : [true];
  const make = (type: string, [status, reason, message]: Fact): Condition => {
    const before = old.find((c) => c.type === type);
    const text = status ? 'True' : 'False';
    return {
      type,
      ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
      status: text,
      lastProbeTime: null,
      lastTransitionTime: (before?.status === text && before.lastTransitionTime) || timestamp(nowMs),
      ...(reason && { reason }),
      ...(message && { message }),
    };
  };
  const { resizePending } = runtime;
  const own = [
    ...(resizePending ? [make('PodResizePending', [true, resizePending.reason, resizePending.message])] : []),
    make('PodReadyToStartContainers', [runtime.sandbox]),
    make('Initialized', initialized),
    make('Ready', ready),
    make('ContainersReady', containersReady),
    make('PodScheduled', [true]),
  ];
  return [...own, ...old.filter((c) => c.type !== 'PodResizePending' && !own.some((o) => o.type === c.type))];
}

/** Somebody has said something else of the Pod's readiness gates. Source: HandlePodReconcile, NeedToReconcilePodReadiness. */
export function haveGatesMoved(old: Pod, pod: Pod): boolean {
  const said = ({ status }: Pod, type: string) => status?.conditions?.find((c) => c.type === type)?.status;
  return (pod.spec.readinessGates ?? []).some(
    (gate) => said(old, gate.conditionType) !== said(pod, gate.conditionType),
  );
}
