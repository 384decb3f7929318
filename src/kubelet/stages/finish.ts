// Models pkg/kubelet/kuberuntime computePodActions' KillPod, and status_manager.go TerminatePod: nothing is left to do in the Pod, so what still runs in it is ended.

import type { ContainerRecord, PodRuntime, Verdict } from '../runtime.ts';
import { isSidecar } from '../status.ts';
import { graceMsOf, type Scene, type Stage } from './stage.ts';
import { anyRuns, stopAll } from './stop.ts';

/** The main containers have ended for good, or will never start as an init container has failed for good. Sidecars do not count. */
export function isOver({ containers, tasks, pod }: PodRuntime): boolean {
  const counts = (record: ContainerRecord | undefined): boolean =>
    record !== undefined && !record.ephemeral && !isSidecar(record);
  const starts = ['pull', 'pulled', 'start', 'restart', 'hooked'];
  if (tasks.some((t) => starts.includes(t.stage) && counts(containers.get(t.container ?? '')))) return false;
  const records = [...containers.values()].filter(counts);
  // A postStart hook is under way: no task stands for the start that it is part of.
  if (records.some(({ launch }) => launch)) return false;
  const failed = ({ init, state }: ContainerRecord): boolean => init && (state.terminated?.exitCode ?? 0) !== 0;
  if (pod.spec.restartPolicy === 'Never' && records.some(failed)) return true;
  return records.every(({ state }) => state.terminated);
}

/** Ends what still runs: sidecars, and containers for debugging; with a verdict, everything. */
export function finish(scene: Scene, verdict?: Verdict): void {
  const { runtime } = scene;
  runtime.over = true;
  if (verdict) runtime.verdict = verdict;
  runtime.tasks = [];
  for (const record of runtime.containers.values()) record.probes = {};
  stopAll(scene, graceMsOf(scene), 'exit');
  rest(scene);
}

/** Nothing runs, and nothing will: the sandbox is stopped. */
export function rest({ runtime, write }: Scene): void {
  write();
  if (anyRuns(runtime)) return;
  runtime.finished = true;
  runtime.sandbox = false;
  const records = [...runtime.containers.values()].filter((r) => !r.ephemeral);
  // Before all init containers have ended well, the others were never there to be missed.
  if (records.some((r) => r.init && !isSidecar(r) && r.state.terminated?.exitCode !== 0)) return;
  for (const record of records) record.state = record.state.terminated ? record.state : { terminated: LOST };
}

/** What is said of a container that was not there when its Pod ended. */
const LOST = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
} as const;

/** Models pkg/kubelet/active_deadline.go. */
export const deadline: Stage = (scene) => {
  const { runtime, pod, nowMs, event } = scene;
  if (runtime.over || runtime.finished || runtime.terminating) return;
  // It may have been changed since this was planned.
  if (nowMs < deadlineMs(runtime)) return planDeadline(scene);
  if (pod.spec.activeDeadlineSeconds === undefined) return;
  const verdict = {
    reason: 'DeadlineExceeded',
    message: 'Pod was active on the node longer than the specified deadline',
  };
  event('Normal', verdict.reason, verdict.message);
  finish(scene, verdict);
};

const deadlineMs = ({ pod, startTime = '' }: PodRuntime): number =>
  Date.parse(startTime) + (pod.spec.activeDeadlineSeconds ?? 0) * 1000;

/** Nobody waits for one that is further off. */
const SOON_MS = 60_000;

export function planDeadline({ runtime, nowMs, next }: Scene): void {
  if (runtime.pod.spec.activeDeadlineSeconds === undefined) return;
  const waitMs = Math.max(0, deadlineMs(runtime) - nowMs);
  next('deadline', waitMs, { endless: waitMs > SOON_MS });
}
