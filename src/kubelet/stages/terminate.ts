// The end of a Pod: hooks, SIGTERM, the grace period, and the last word to the API server.

import { timestamp } from '#apimachinery/names.ts';
import { pathOf } from '#controllers/requests.ts';
import type { ContainerRecord } from '../runtime.ts';
import type { Stage } from './stage.ts';

/** The Pod is to go: asks its containers to end, and waits at most the grace period. */
export const terminate: Stage = (scene) => {
  const { runtime, pod, event, next, deps } = scene;
  runtime.terminating = true;
  const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  let longestMs = 0;
  for (const record of runtime.containers.values()) {
    if (!record.state.running) continue;
    event('Normal', 'Killing', `Stopping container ${record.spec.name}`, record);
    const { preStop } = record.spec.lifecycle ?? {};
    const hookMs = preStop
      ? preStop.sleep
        ? preStop.sleep.seconds * 1000
        : (deps.runtime.preStop?.(pod, record.spec) ?? 0)
      : 0;
    // SIGKILL comes at the end of the grace period, however long hook and process take.
    const wantsMs = hookMs + (record.stopMs ?? Number.POSITIVE_INFINITY);
    record.exitCode = wantsMs > graceMs ? 137 : 0;
    const takesMs = Math.min(graceMs, wantsMs);
    longestMs = Math.max(longestMs, takesMs);
    next('kill', takesMs, { container: record.spec.name });
  }
  next('remove', longestMs);
};

/** One container has ended, or is made to. */
export const kill: Stage = ({ runtime, deps, nowMs }, record) => {
  deps.runtime.stop(runtime.uid, record.spec.name);
  end(record, nowMs);
};

function end(record: ContainerRecord, nowMs: number): void {
  if (!record.state.running) return;
  const exitCode = record.exitCode ?? 0;
  const { containerID = '' } = record;
  const { startedAt = timestamp(nowMs) } = record.state.running;
  record.state = {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt,
      finishedAt: timestamp(nowMs),
      containerID,
    },
  };
  record.ready = false;
  record.started = false;
}

/** All have ended: the last status, then the object may go. */
export const remove: Stage = (scene) => {
  const { runtime, pod, deps, nowMs } = scene;
  for (const record of runtime.containers.values()) {
    if (record.state.running) deps.runtime.stop(runtime.uid, record.spec.name);
    end(record, nowMs);
  }
  runtime.sandbox = false;
  runtime.finished = true;
  runtime.removed = true;
  scene.writeNow();
  deps.runtime.removePod?.(runtime.uid);
  const { uid } = pod.metadata;
  deps.request({
    method: 'DELETE',
    path: pathOf('pods', pod),
    body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, ...(uid && { preconditions: { uid } }) },
  });
};
