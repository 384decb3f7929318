// Models pkg/kubelet/kuberuntime killContainer and kuberuntime_termination_order.go: said, preStop hook, SIGTERM, and SIGKILL when the grace period is over.
// Differs: a sidecar waits for its turn to get SIGTERM until those before it have ended, however long that takes; a real one waits at most its grace period.

import { timestamp } from '#apimachinery/names.ts';
import type { ContainerRecord, PodRuntime } from '../runtime.ts';
import { isSidecar } from '../status.ts';
import { beginHook } from './hook.ts';
import type { Scene } from './stage.ts';

/** However long a hook took. Source: kuberuntime minimumGracePeriodInSeconds. */
const LEAST_GRACE_MS = 2000;

/** Everything that runs in the Pod. Main containers get SIGTERM side by side, sidecars after them, one by one from the last. */
export function stopAll(scene: Scene, graceMs: number, then: 'kill' | 'exit'): void {
  for (const record of scene.runtime.containers.values()) {
    // The process of a container whose postStart hook still runs is there, whatever its status says.
    if (record.launch) {
      record.state = { running: { startedAt: timestamp(record.launch.startedMs) } };
      record.launch = undefined;
    }
  }
  for (const record of scene.runtime.containers.values())
    if (record.state.running) stopContainer(scene, record, `Stopping container ${record.spec.name}`, graceMs, then);
}

export const anyRuns = ({ containers }: PodRuntime): boolean =>
  [...containers.values()].some(({ state }) => state.running);

/** A container of a Pod that goes has ended: it may be another's turn. */
export function passTurn(scene: Scene): void {
  for (const record of scene.runtime.containers.values())
    if (record.state.running && record.stopping?.waits) signal(scene, record);
}

/** Source: newTerminationOrdering. */
function isItsTurn({ terminating, over, containers }: PodRuntime, record: ContainerRecord): boolean {
  if (!isSidecar(record) || !(terminating || over)) return true;
  const records = [...containers.values()];
  const later = records.slice(records.indexOf(record) + 1);
  return !later.some((other) => other.state.running && !other.ephemeral);
}

/** `then`: the stage that comes when the container has ended. */
export function stopContainer(
  scene: Scene,
  record: ContainerRecord,
  message: string,
  graceMs: number,
  then: 'kill' | 'exit',
): void {
  scene.event('Normal', 'Killing', message, record);
  record.stopping = { then, graceMs, sinceMs: scene.nowMs };
  const { preStop } = record.spec.lifecycle ?? {};
  if (preStop && graceMs > 0) beginHook(scene, record, 'preStop', preStop, graceMs);
  else signal(scene, record);
}

/** SIGTERM, with what the hook has left of the grace period. */
export function signal({ next, nowMs, deps, runtime }: Scene, record: ContainerRecord): void {
  const { stopping } = record;
  if (!stopping) return;
  stopping.waits = !isItsTurn(runtime, record);
  if (stopping.waits && !record.ended) return;
  const leftMs = Math.max(LEAST_GRACE_MS, stopping.graceMs - (nowMs - stopping.sinceMs));
  const wantsMs = record.ended ? 0 : (record.stopMs ?? Number.POSITIVE_INFINITY);
  if (!record.ended) record.exitCode = wantsMs > leftMs ? 137 : 0;
  const heeds = !record.ended && (deps.runtime.terminate?.(runtime.uid, record.spec.name) ?? false);
  // Who heeds it is waited for, and not killed before the time has really passed.
  next(stopping.then, Math.min(leftMs, wantsMs), { container: record.spec.name, ...(heeds && { endless: true }) });
}
