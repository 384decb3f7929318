// Models pkg/kubelet/kuberuntime computePodActions' KillPod: nothing is left to do in the Pod, so what still runs in it is ended.

import type { ContainerRecord, PodRuntime } from '../runtime.ts';
import { isSidecar } from '../status.ts';
import { graceMsOf, type Scene } from './stage.ts';
import { anyRuns, stopAll } from './stop.ts';

/** The main containers have ended for good, or will never start as an init container has failed for good. Sidecars do not count. */
export function isOver({ containers, tasks, pod }: PodRuntime): boolean {
  const counts = (record: ContainerRecord | undefined): boolean =>
    record !== undefined && !record.ephemeral && !isSidecar(record);
  const starts = ['pull', 'pulled', 'start', 'restart', 'hooked'];
  if (tasks.some((t) => starts.includes(t.stage) && counts(containers.get(t.container ?? '')))) return false;
  const records = [...containers.values()].filter(counts);
  const failed = ({ init, state }: ContainerRecord): boolean => init && (state.terminated?.exitCode ?? 0) !== 0;
  if (pod.spec.restartPolicy === 'Never' && records.some(failed)) return true;
  return records.every(({ state }) => state.terminated);
}

/** Ends what still runs: sidecars, and containers for debugging. */
export function finish(scene: Scene): void {
  const { runtime } = scene;
  runtime.over = true;
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
}
