// Models pkg/kubelet/kuberuntime killContainer: said, preStop hook, SIGTERM, and SIGKILL when the grace period is over.

import type { ContainerRecord } from '../runtime.ts';
import { beginHook } from './hook.ts';
import type { Scene } from './stage.ts';

/** However long a hook took. Source: kuberuntime minimumGracePeriodInSeconds. */
const LEAST_GRACE_MS = 2000;

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
  const leftMs = Math.max(LEAST_GRACE_MS, stopping.graceMs - (nowMs - stopping.sinceMs));
  const wantsMs = record.ended ? 0 : (record.stopMs ?? Number.POSITIVE_INFINITY);
  if (!record.ended) record.exitCode = wantsMs > leftMs ? 137 : 0;
  const heeds = !record.ended && (deps.runtime.terminate?.(runtime.uid, record.spec.name) ?? false);
  // Who heeds it is waited for, and not killed before the time has really passed.
  next(stopping.then, Math.min(leftMs, wantsMs), { container: record.spec.name, ...(heeds && { endless: true }) });
}
