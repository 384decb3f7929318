// Models pkg/kubelet/allocation: what containers may use changes while they run, if the node has it.
// Differs: a resize that is taken is carried out at once, so there is no PodResizeInProgress; ResizeStarted and the like are no events here.

import type { Container, Node, Pod } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { overCapacity, shortage } from '../admission.ts';
import type { ContainerRecord, PodRuntime } from '../runtime.ts';
import { graceMsOf, type Stage } from './stage.ts';
import { stopContainer } from './stop.ts';

/** How often a resize is tried for which there was no room. Source: allocation retryDelay. */
const RETRY_MS = 180_000;

const wished = ({ spec }: Pod): readonly Container[] => [...(spec.initContainers ?? []), ...spec.containers];

/** Containers that are to have other resources than they have. */
export function resizing({ containers, pod }: PodRuntime): readonly [ContainerRecord, Container][] {
  return wished(pod).flatMap((container) => {
    const record = containers.get(container.name);
    return record && !deepEqual(record.spec.resources ?? {}, container.resources ?? {}) ? [[record, container]] : [];
  });
}

/** The Pod with what its containers have, not with what somebody wishes for them. */
export function allocated(runtime: PodRuntime): Pod {
  const { pod, containers } = runtime;
  if (!runtime.resizePending) return pod;
  const own = (container: Container): Container => containers.get(container.name)?.spec ?? container;
  const { containers: mains, initContainers } = pod.spec;
  const inits = initContainers && { initContainers: initContainers.map(own) };
  return { ...pod, spec: { ...pod.spec, ...inits, containers: mains.map(own) } };
}

export const resize: Stage = (scene) => {
  const { runtime, pod, deps, nodeName, others, write, next } = scene;
  if (runtime.terminating || runtime.over || runtime.finished) return;
  runtime.tasks = runtime.tasks.filter((t) => t.stage !== 'resize');
  runtime.resizePending = undefined;
  write();
  const changes = resizing(runtime);
  const node = deps.cache.get<Node>('nodes', nodeName);
  if (changes.length === 0 || !node) return;
  const infeasible = overCapacity(pod, node);
  const deferred = infeasible ? undefined : shortage(pod, node, others());
  if (infeasible || deferred) {
    runtime.resizePending = infeasible
      ? { reason: 'Infeasible', message: infeasible }
      : { reason: 'Deferred', message: deferred!.message };
    if (deferred) next('resize', RETRY_MS, { idle: true });
    return;
  }
  scene.roomMade();
  for (const [record, { resources = {} }] of changes) {
    const restarts = record.state.running !== undefined && wantsRestart(record.spec, resources);
    record.spec = { ...record.spec, resources };
    if (!restarts) continue;
    record.resizes = true;
    record.probes = {};
    const message = `Container ${record.spec.name} resize requires restart`;
    stopContainer(scene, record, message, graceMsOf(scene), 'exit');
  }
};

function wantsRestart({ resources: old = {}, ...spec }: Container, now: NonNullable<Container['resources']>): boolean {
  const policies = (spec as { resizePolicy?: { resourceName: string; restartPolicy: string }[] }).resizePolicy ?? [];
  return policies.some(
    ({ resourceName: name, restartPolicy }) =>
      restartPolicy === 'RestartContainer' &&
      (old.requests?.[name] !== now.requests?.[name] || old.limits?.[name] !== now.limits?.[name]),
  );
}
