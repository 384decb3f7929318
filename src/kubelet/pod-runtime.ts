// A Pod's runtime: made new when it is bound, or rebuilt from its status when a snapshot is restored.

import type { Container, ContainerStatus, Pod } from '#api/core/types.ts';
import { isPodTerminal } from '#controllers/pods.ts';
import { imageName } from './reference.ts';
import type { ContainerRecord, KubeletDeps, PodRuntime, Task } from './runtime.ts';
import { BACK_OFF, TAKES } from './stages/stage.ts';
import { isSidecar } from './status.ts';

type Role = 'init' | 'main' | 'ephemeral';

function newRecord(spec: Container, role: Role, reason: string): ContainerRecord {
  return {
    spec,
    init: role === 'init',
    ephemeral: role === 'ephemeral',
    state: { waiting: { reason } },
    restartCount: 0,
    attempted: false,
    started: false,
    ready: false,
    pullFailures: 0,
    backOffMs: 0,
    probes: {},
  };
}

export function newRuntime(pod: Pod): PodRuntime {
  const inits = pod.spec.initContainers ?? [];
  const reason = inits.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const records = [
    ...inits.map((c) => newRecord(c, 'init', reason)),
    ...pod.spec.containers.map((c) => newRecord(c, 'main', reason)),
  ];
  const runtime: PodRuntime = {
    pod,
    uid: pod.metadata.uid ?? '',
    admitted: false,
    sandbox: false,
    containers: new Map(records.map((record) => [record.spec.name, record])),
    mountFailures: 0,
    terminating: false,
    over: false,
    finished: false,
    removed: false,
    tasks: [],
  };
  takeChanges(runtime, pod);
  return runtime;
}

/** Takes over the ephemeral containers that a Pod with a runtime has got. */
export function takeChanges({ containers }: PodRuntime, { spec }: Pod): boolean {
  const added = (spec.ephemeralContainers ?? []).filter(({ name }) => !containers.has(name));
  for (const container of added) containers.set(container.name, newRecord(container, 'ephemeral', 'ContainerCreating'));
  return added.length > 0;
}

/** What ran runs again, with as much time left as it had; what waited waits anew. */
export function resumedRuntime(
  pod: Pod,
  deps: KubeletDeps,
  present: Set<string>,
): { runtime: PodRuntime; tasks: Task[] } {
  const runtime = newRuntime(pod);
  const nowMs = deps.now();
  const { status = {}, metadata } = pod;
  const tasks: Task[] = [];
  const plan = (stage: Task['stage'], waitMs: number, container?: string, endless = false): void => {
    tasks.push({ stage, dueMs: nowMs + Math.max(0, waitMs), endless, ...(container !== undefined && { container }) });
  };
  if (isPodTerminal(pod)) {
    runtime.finished = true;
    const { reason = '', message = '' } = status;
    if (reason) runtime.verdict = { reason, message };
    if (reason && !status.containerStatuses) runtime.rejected = true;
  }
  if (!status.startTime) {
    plan(metadata.deletionTimestamp ? 'terminate' : 'admit', 0);
    return { runtime, tasks };
  }
  runtime.admitted = true;
  runtime.startTime = status.startTime;
  if (status.podIP) runtime.ip = status.podIP;
  runtime.sandbox = status.podIP !== undefined && !runtime.finished;
  const pending = status.conditions?.find((c) => c.type === 'PodResizePending');
  if (pending) {
    runtime.resizePending = { reason: pending.reason ?? '', message: pending.message ?? '' };
    plan('resize', 0);
  }
  const all = [
    ...(status.initContainerStatuses ?? []),
    ...(status.containerStatuses ?? []),
    ...(status.ephemeralContainerStatuses ?? []),
  ];
  for (const known of all) {
    const record = runtime.containers.get(known.name);
    if (!record) continue;
    copyStatus(record, known);
    if (runtime.resizePending) record.spec = { ...record.spec, ...(known.resources && { resources: known.resources }) };
    if (known.imageID) {
      const reference = imageName(record.spec.image);
      if (reference) present.add(reference.name);
    }
    if (runtime.finished) continue;
    const { running, waiting } = known.state ?? {};
    if (running) {
      const result = deps.runtime.start(pod, record.spec, record.restartCount);
      if (result.stopMs !== undefined) record.stopMs = result.stopMs;
      if (result.exits) {
        record.exitCode = result.exits.code;
        const leftMs = Date.parse(running.startedAt ?? '') + result.exits.afterMs - nowMs;
        plan('exit', leftMs, known.name, leftMs > 60_000);
      }
    } else if (waiting?.reason === 'CrashLoopBackOff') {
      plan('restart', record.backOffMs, known.name, true);
    } else if (
      waiting?.reason === 'ImagePullBackOff' ||
      waiting?.reason === 'ErrImageNeverPull' ||
      waiting?.reason === 'InvalidImageName'
    ) {
      record.pullFailures = 1;
      plan('pull', TAKES.resync, known.name, true);
    } else if (waiting?.reason === 'ErrImagePull') {
      record.pullFailures = 1;
      plan('restart', TAKES.notice, known.name);
    } else if (waiting?.reason === 'CreateContainerConfigError') {
      plan('pull', TAKES.resync, known.name, true);
    } else if (known.state?.terminated && comesBack(pod, record, known.state.terminated.exitCode)) {
      plan('restart', TAKES.notice, known.name);
    }
  }
  if (metadata.deletionTimestamp) return { runtime, tasks: [{ stage: 'terminate', dueMs: nowMs, endless: false }] };
  if (!runtime.finished && pod.spec.activeDeadlineSeconds !== undefined) plan('deadline', 0);
  if (!runtime.finished) plan(runtime.sandbox ? 'init' : 'sandbox', runtime.sandbox ? 0 : TAKES.sandbox);
  return { runtime, tasks };
}

function comesBack({ spec }: Pod, record: ContainerRecord, exitCode: number): boolean {
  if (record.ephemeral) return false;
  if (isSidecar(record)) return true;
  if (record.init) return exitCode !== 0 && spec.restartPolicy !== 'Never';
  return (spec.restartPolicy ?? 'Always') === 'Always' || (spec.restartPolicy === 'OnFailure' && exitCode !== 0);
}

function copyStatus(record: ContainerRecord, known: ContainerStatus): void {
  const { state, lastState, restartCount, containerID, image, imageID, ready, started } = known;
  record.state = state ?? {};
  if (lastState && Object.keys(lastState).length > 0) record.lastState = lastState;
  record.restartCount = restartCount;
  if (containerID) record.containerID = containerID;
  if (imageID) {
    record.imageID = imageID;
    record.image = image;
  }
  record.ready = ready;
  record.started = started ?? false;
  const { reason } = state?.waiting ?? {};
  record.attempted = reason !== 'ContainerCreating' && reason !== 'PodInitializing';
  if (state?.terminated) record.exitCode = state.terminated.exitCode;
  if (restartCount > 0) record.backOffMs = Math.min(BACK_OFF.last, BACK_OFF.first * 2 ** (restartCount - 1));
}
