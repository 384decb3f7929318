// One container's life: started, ended, started again after a wait.

import { timestamp } from '#apimachinery/names.ts';
import { randomHex64 } from '../reference.ts';
import { configProblem } from '../resolve.ts';
import type { ContainerRecord } from '../runtime.ts';
import { nonRootProblem } from '../security.ts';
import { isSidecar } from '../status.ts';
import { end } from './end.ts';
import { finish, isOver, rest } from './finish.ts';
import { beginHook, hookFailure } from './hook.ts';
import { backOffPull, imageFacts } from './image.ts';
import { planProbes } from './probe.ts';
import { BACK_OFF, describePod, graceMsOf, type Scene, type Stage, TAKES } from './stage.ts';
import { passTurn, signal, stopContainer } from './stop.ts';

/** A process that runs longer than this by itself is a service: nobody waits for its end. */
const LONG_MS = 60_000;

/** Create and start. */
export const start: Stage = (scene, record) => {
  const { runtime, pod, deps, event, next } = scene;
  const { name } = record.spec;
  const found = deps.findImage(record.spec.image);
  const imageUser = 'error' in found ? '' : found.image.config.user;
  const problem = configProblem(pod, record.spec, deps.cache) ?? nonRootProblem(pod, record.spec, imageUser);
  if (problem) {
    event('Warning', 'Failed', `Error: ${problem}`, record);
    record.state = { waiting: { reason: 'CreateContainerConfigError', message: problem } };
    // From the beginning: is the image still there? Source: kuberuntime startContainer.
    next('pull', TAKES.resync, { container: name, endless: true });
    next('init', 0);
    return;
  }
  imageFacts(scene, record);
  event('Normal', 'Created', `Created container: ${name}`, record);
  record.containerID = `containerd://${randomHex64(deps.random)}`;
  const withIP = { ...pod, status: { ...pod.status, ...(runtime.ip && { podIP: runtime.ip }) } };
  const result = deps.runtime.start(withIP, record.spec, record.restartCount);
  if (result.startError !== undefined) return cannotStart(scene, record, result.startError);
  event('Normal', 'Started', `Started container ${name}`, record);
  record.stopMs = result.stopMs;
  record.ended = false;
  record.resizes = false;
  record.stopping = undefined;
  record.hookError = undefined;
  const { exits } = result;
  record.launch = {
    startedMs: scene.nowMs,
    ...(exits && { end: { atMs: scene.nowMs + exits.afterMs, code: exits.code } }),
  };
  const { postStart } = record.spec.lifecycle ?? {};
  if (postStart) beginHook(scene, record, 'postStart', postStart);
  else launched(scene, record);
};

/** It runs, as its status says from now on: a postStart hook, if there is one, has ended. */
function launched(scene: Scene, record: ContainerRecord): void {
  const { launch } = record;
  if (!launch) return;
  record.launch = undefined;
  run(scene, record, launch.startedMs);
  if (launch.end) planExit(scene, record, Math.max(0, launch.end.atMs - scene.nowMs), launch.end.code);
  scene.next('init', 0);
}

/** A hook has ended. Models startContainer and executePreStopHook in pkg/kubelet/kuberuntime. */
export const hooked: Stage = (scene, record) => {
  const { hook } = record;
  if (!hook) return;
  record.hook = undefined;
  const { postStart } = record.spec.lifecycle ?? {};
  if (hook.which === 'preStop') {
    if (hook.failed) scene.event('Warning', 'FailedPreStopHook', 'PreStopHook failed', record);
    signal(scene, record);
    return;
  }
  launched(scene, record);
  if (!hook.failed || !postStart) return;
  scene.event('Warning', 'FailedPostStartHook', 'PostStartHook failed', record);
  record.hookError = hookFailure(scene, record, postStart, hook.failed);
  stopContainer(scene, record, 'FailedPostStartHook', graceMsOf(scene), 'exit');
};

/** The container's process runs since `startedMs`. */
function run(scene: Scene, record: ContainerRecord, startedMs: number): void {
  record.state = { running: { startedAt: timestamp(startedMs) } };
  record.started = !record.spec.startupProbe;
  record.ready = record.started && !record.spec.readinessProbe && !record.ephemeral;
  record.probes = {};
  planProbes(scene, record);
}

export function planExit({ next }: Scene, record: ContainerRecord, afterMs: number, code: number): void {
  record.exitCode = code;
  next('exit', afterMs, { container: record.spec.name, endless: afterMs > LONG_MS });
}

function cannotStart(scene: Scene, record: ContainerRecord, error: string): void {
  const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${error}`;
  scene.event('Warning', 'Failed', `Error: ${message}`, record);
  const { containerID = '' } = record;
  const terminated = {
    exitCode: 128,
    reason: 'StartError',
    message,
    startedAt: '1970-01-01T00:00:00Z',
    finishedAt: timestamp(scene.nowMs),
    containerID,
  };
  record.state = { waiting: { reason: 'RunContainerError', message } };
  record.lastState = { terminated };
  scene.next('init', 0);
  if (record.ephemeral) {
    record.state = { terminated };
    delete record.lastState;
    scene.write();
    return;
  }
  comeBack(scene, record, { terminated }, false);
}

/** The process has ended, by itself or by force. */
export const exit: Stage = (scene, record) => {
  const { runtime, next } = scene;
  if (!record.state.running || runtime.terminating) return;
  const code = record.exitCode ?? 0;
  const ended = end(scene, record);
  if (record.ephemeral) {
    scene.write();
    if (runtime.over) rest(scene);
    return;
  }
  const policy =
    isSidecar(record) || record.resizes
      ? 'Always'
      : record.init
        ? scene.pod.spec.restartPolicy === 'Never'
          ? 'Never'
          : 'OnFailure'
        : (scene.pod.spec.restartPolicy ?? 'Always');
  if (runtime.over) {
    passTurn(scene);
    rest(scene);
    return;
  }
  if (record.init && code === 0 && !isSidecar(record)) {
    next('init', 0);
    return;
  }
  if (policy === 'Never' || (policy === 'OnFailure' && code === 0)) {
    scene.write();
    if (isOver(runtime)) finish(scene);
    return;
  }
  comeBack(scene, record, ended, true);
};

/** Plans the next start: at once after the first end, then after a doubling wait. Source: kuberuntime doBackOff. */
function comeBack(
  scene: Scene,
  record: ContainerRecord,
  ended: NonNullable<ContainerRecord['lastState']>,
  show: boolean,
): void {
  const { next, write, nowMs } = scene;
  const ranMs = nowMs - Date.parse(ended.terminated?.startedAt ?? '');
  if (ended.terminated?.reason !== 'StartError' && ranMs > 2 * BACK_OFF.last) record.backOffMs = 0;
  if (record.hookError !== undefined) {
    record.state = { waiting: { reason: 'PostStartHookError', message: record.hookError } };
    record.lastState = ended;
  } else if (show) record.state = ended;
  write();
  next('restart', TAKES.notice, { container: record.spec.name });
}

/** After a failed pull: the back-off. After an end: the next start, or its back-off. */
export const restart: Stage = (scene, record) => {
  const { pod, event, next, write } = scene;
  const { name } = record.spec;
  if (record.state.waiting?.reason === 'ErrImagePull') return backOffPull(scene, record);
  const ended = record.state.terminated ? record.state : record.lastState;
  if (record.state.waiting?.reason !== 'CrashLoopBackOff' && record.backOffMs > 0) {
    const waitMs = record.backOffMs;
    const seconds = describeSeconds(waitMs);
    const message = `back-off ${seconds} restarting failed container=${name} pod=${describePod(pod)}`;
    event('Warning', 'BackOff', `Back-off restarting failed container ${name} in pod ${describePod(pod)}`, record);
    if (ended) record.lastState = ended;
    record.state = { waiting: { reason: 'CrashLoopBackOff', message } };
    write();
    next('restart', waitMs, { container: name, endless: true });
    return;
  }
  record.backOffMs = record.backOffMs === 0 ? BACK_OFF.first : Math.min(BACK_OFF.last, record.backOffMs * 2);
  if (ended) record.lastState = ended;
  record.restartCount++;
  next('pull', 0, { container: name });
};

const describeSeconds = (ms: number): string =>
  ms < 60_000 ? `${ms / 1000}s` : `${Math.floor(ms / 60_000)}m${(ms % 60_000) / 1000}s`;
