// Why a Pod serves nothing: it has no node, its node is silent, its containers do not run, or say that they are not ready.

import type { Node, Pod } from '#api/core/types.ts';
import { keyOf } from '#apimachinery/meta.ts';
import { type Facts, find } from '../facts.ts';
import { containerFault } from './containers.ts';
import { type Finding, note } from './finding.ts';
import { inOf, placeOf } from './place.ts';
import { unplaced } from './placing.ts';
import { sourceMissing } from './sources.ts';

/** Undefined: it serves, or it has done its work. */
export function unwell(pod: Pod, facts: Facts): Finding | undefined {
  const { metadata, spec, status } = pod;
  const key = keyOf(pod);
  const object = `Pod/${key}`;
  if (metadata.deletionTimestamp) return leaving(pod, facts);
  if (status.phase === 'Succeeded') return undefined;
  if (status.phase === 'Failed') return failed(pod);
  if (!spec.nodeName) return unplaced(pod, facts);
  if (isSilent(spec.nodeName, facts)) {
    const parameters = { pod: key, node: spec.nodeName };
    return { object: `Node/${spec.nodeName}`, notes: [note('node-silent', parameters)] };
  }
  const sources = sourceMissing(pod, facts);
  if (sources) return sources;
  const isInitialized = status.conditions?.some(({ type, status: is }) => type === 'Initialized' && is === 'True');
  for (const [i, container] of (spec.initContainers ?? []).entries()) {
    const state = status.initContainerStatuses?.find(({ name }) => name === container.name);
    const isDone = container.restartPolicy === 'Always' ? state?.started : state?.state?.terminated?.exitCode === 0;
    if (isDone) continue;
    const at = `spec.initContainers[${i}]`;
    // Once the Pod has begun, what goes on beside its containers is one of them.
    const hasBegun = container.restartPolicy === 'Always' && isInitialized;
    const first = note('init-first', { pod: key, container: container.name });
    const fault = containerFault(pod, container, state, at, facts);
    if (hasBegun && fault) return fault;
    if (hasBegun) continue;
    return fault
      ? { ...fault, notes: [first, ...(fault.notes ?? [])] }
      : {
          object,
          path: at,
          notes: [
            first,
            note('init-runs', { name: metadata.name, container: container.name, in: inOf(metadata.namespace) }),
          ],
        };
  }
  for (const [i, container] of spec.containers.entries()) {
    const state = status.containerStatuses?.find(({ name }) => name === container.name);
    if (state?.ready) continue;
    const fault = containerFault(pod, container, state, `spec.containers[${i}]`, facts);
    if (fault) return fault;
  }
  const gate = spec.readinessGates?.findIndex(
    ({ conditionType }) => !status.conditions?.some(({ type, status: is }) => type === conditionType && is === 'True'),
  );
  if (gate === undefined || gate < 0) return undefined;
  const { conditionType } = spec.readinessGates![gate]!;
  return {
    object,
    path: `spec.readinessGates[${gate}]`,
    notes: [note('gate-closed', { pod: key, condition: conditionType })],
  };
}

/** Its kubelet does not report: what it last said of its Pods may no longer be so. */
const isSilent = (node: string, facts: Facts): boolean =>
  find<Node>(facts, `Node/${node}`)?.status.conditions?.some(
    ({ type, status }) => type === 'Ready' && status === 'Unknown',
  ) ?? true;

function leaving(pod: Pod, facts: Facts): Finding {
  const { metadata, spec } = pod;
  const { key, ...place } = placeOf(pod);
  const object = `Pod/${key}`;
  const gone = note('leaving', { pod: key });
  const finalizers = metadata.finalizers ?? [];
  if (finalizers.length > 0) {
    const held = note('finalizers-hold', { ...place, finalizers: finalizers.join(', ') });
    return { object, path: 'metadata.finalizers', notes: [gone, held] };
  }
  if (!spec.nodeName || !isSilent(spec.nodeName, facts)) return { object, notes: [gone] };
  return { object: `Node/${spec.nodeName}`, notes: [gone, note('nobody-ends-it', { ...place, node: spec.nodeName })] };
}

function failed(pod: Pod): Finding {
  const { spec, status } = pod;
  const { key, ...place } = placeOf(pod);
  const object = `Pod/${key}`;
  const { reason, message = '' } = status;
  if (reason) return { object, notes: [note('pod-refused', { ...place, pod: key, reason, message })] };
  const ended = status.containerStatuses?.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
  const parameters = {
    ...place,
    pod: key,
    container: ended?.name ?? '-',
    exit: String(ended?.state?.terminated?.exitCode ?? '-'),
    policy: spec.restartPolicy ?? 'Always',
  };
  return { object, path: 'spec.restartPolicy', notes: [note('stays-ended', parameters)] };
}
