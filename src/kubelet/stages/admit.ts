// From bound to sandboxed: the kubelet has seen the Pod, mounts its volumes, and gives it an address.

import type { Node } from '#api/core/types.ts';
import { controllerOf } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { refusalOf } from '../admission.ts';
import type { Verdict } from '../runtime.ts';
import { isSidecar } from '../status.ts';
import { mountProblem } from '../volumes.ts';
import { finish, isOver, planDeadline } from './finish.ts';
import { tellOfPullSecrets } from './image.ts';
import { type Scene, type Stage, TAKES } from './stage.ts';

/** The first status: Pending, ContainerCreating, with the node's address. */
export const admit: Stage = (scene) => {
  const { runtime, nowMs, write, next, pod } = scene;
  if (refusal(scene)) {
    // Whoever puts another at once in the place of one that failed never comes to rest.
    next('reject', TAKES.admit, { endless: REPLACED.includes(controllerOf(pod)?.kind ?? '') });
    return;
  }
  runtime.admitted = true;
  runtime.startTime = timestamp(nowMs);
  write();
  next('sandbox', TAKES.sandbox);
  planDeadline(scene);
};

const REPLACED = ['ReplicaSet', 'ReplicationController', 'StatefulSet', 'DaemonSet'];

function refusal({ deps, nodeName, pod, others }: Scene): Verdict | undefined {
  const node = deps.cache.get<Node>('nodes', nodeName);
  return node && refusalOf(pod, node, others());
}

/** Source: kubelet.go rejectPod. */
export const reject: Stage = (scene) => {
  const { runtime, nowMs, event, write, next } = scene;
  const verdict = refusal(scene);
  if (!verdict) return next('admit', 0);
  event('Warning', verdict.reason, verdict.message);
  runtime.startTime = timestamp(nowMs);
  runtime.verdict = { ...verdict, message: `Pod was rejected: ${verdict.message}` };
  runtime.rejected = true;
  runtime.finished = true;
  write();
};

export const sandbox: Stage = (scene) => {
  const { runtime, pod, deps, next, event } = scene;
  const problem = mountProblem(pod, deps.cache, deps.runtime.nodeFiles?.(scene.nodeName));
  if (problem !== undefined) {
    event('Warning', 'FailedMount', problem);
    // Source: goroutinemap exponentialbackoff: 500 ms, doubling, at most about two minutes.
    next('sandbox', Math.min(122_000, 500 * 2 ** runtime.mountFailures++), { endless: true });
    return;
  }
  tellOfPullSecrets(scene);
  runtime.ip = pod.spec.hostNetwork ? scene.nodeIP : scene.allocateIP();
  runtime.sandbox = true;
  next('init', 0);
};

/** Starts what may start now: the next init container, or after all of them the main ones, in order. */
export const init: Stage = (scene) => {
  const { runtime, next, write } = scene;
  if (runtime.over) return;
  // So it is found when a snapshot is restored.
  if (!runtime.finished && isOver(runtime)) return finish(scene);
  // Those for debugging do not wait: what they look at may hang.
  for (const record of runtime.containers.values()) {
    if (!record.ephemeral || record.attempted) continue;
    record.attempted = true;
    next('pull', 0, { container: record.spec.name });
  }
  for (const record of runtime.containers.values()) {
    if (record.ephemeral) continue;
    const mustEnd = record.init && !isSidecar(record);
    if (mustEnd && record.state.terminated?.exitCode === 0) continue;
    if (!record.attempted) {
      record.attempted = true;
      next('pull', 0, { container: record.spec.name });
      return;
    }
    // An init container holds up everything behind it; a main one that fails does not.
    if (mustEnd || (record.init && !record.started)) break;
  }
  write();
};
