// Models podEphemeralContainersStrategy and podResizeStrategy of pkg/registry/core/pod: faces of a Pod that write one part of it.

import type { Container, Pod } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import type { Part } from '../../rest/strategy.ts';
import { difference } from '../difference.ts';
import { qosClass } from './qos.ts';
import { validatePodObject } from './validation.ts';

/** Ephemeral containers come, and stay as they came. Source: ValidatePodEphemeralContainersUpdate. */
const ephemeralContainers: Part<Pod> = {
  take(whole, given) {
    if (given.spec?.ephemeralContainers) whole.spec.ephemeralContainers = given.spec.ephemeralContainers;
    else delete whole.spec.ephemeralContainers;
  },
  validate(pod, old) {
    const errors = validatePodObject(pod);
    const now = new Map((pod.spec.ephemeralContainers ?? []).map((c) => [c.name, c]));
    for (const before of old.spec.ephemeralContainers ?? []) {
      const after = now.get(before.name);
      const named = `existing ephemeral containers ${JSON.stringify(before.name)} may not be`;
      if (!after) errors.push(field.forbidden('spec.ephemeralContainers', `${named} removed\n`));
      else if (!deepEqual(after, before)) {
        const shown = difference('EphemeralContainer', after, before);
        errors.push(field.forbidden('spec.ephemeralContainers', `${named} changed\n${shown}`));
      }
    }
    return errors;
  },
};

type Amounts = Record<string, string> | undefined;

const isRemoved = (now: Amounts, before: Amounts): boolean =>
  Object.keys(before ?? {}).some((name) => now?.[name] === undefined);

function validateRemoved({ resources: now }: Container, { resources: before }: Container, at: string): FieldError[] {
  return (['requests', 'limits'] as const).flatMap((list) =>
    isRemoved(now?.[list], before?.[list])
      ? [field.forbidden(`${at}.resources.${list}`, `resource ${list} cannot be removed`)]
      : [],
  );
}

/** The container as it would be if only processors and memory had changed. Source: dropCPUMemoryResourcesFromContainer. */
function withoutAmounts(container: Container, before: Container): Container {
  const keep = (now: Amounts, old: Amounts): Amounts => {
    if (!old) return undefined;
    const { cpu: _cpu, memory: _memory, ...rest } = now ?? {};
    return { ...rest, ...(old.cpu && { cpu: old.cpu }), ...(old.memory && { memory: old.memory }) };
  };
  const limits = keep(container.resources?.limits, before.resources?.limits);
  const requests = keep(container.resources?.requests, before.resources?.requests);
  return { ...container, resources: { ...(limits && { limits }), ...(requests && { requests }) } };
}

const hasOwnResources = ({ spec }: Pod): boolean => {
  const { limits, requests } = (spec.resources ?? {}) as { limits?: object; requests?: object };
  return Object.keys({ ...limits, ...requests }).length > 0;
};

/** What containers may use changes while they run. Source: ValidatePodResize. */
const resize: Part<Pod> = {
  take(whole, given) {
    for (const list of ['containers', 'initContainers'] as const) {
      for (const container of whole.spec[list] ?? []) {
        const wish = given.spec?.[list]?.find((c) => c.name === container.name);
        if (wish?.resources) container.resources = wish.resources;
      }
    }
  },
  validate(pod, old) {
    if (hasOwnResources(old) || hasOwnResources(pod))
      return [field.forbidden('[]', 'pods with pod-level resources cannot be resized')];
    const errors = validatePodObject(pod);
    if (qosClass(pod) !== old.status.qosClass)
      errors.push(field.invalid('spec', old.status.qosClass, 'Pod QOS Class may not change as a result of resizing'));
    const inits = pod.spec.initContainers ?? [];
    inits.forEach((container, i) => {
      const before = old.spec.initContainers![i]!;
      const sidecar = before.restartPolicy === 'Always';
      if (sidecar) errors.push(...validateRemoved(container, before, `spec.initContainers[${i}]`));
    });
    pod.spec.containers.forEach((container, i) => {
      errors.push(...validateRemoved(container, old.spec.containers[i]!, `spec.containers[${i}]`));
    });
    pod.spec.containers.forEach((container, i) => {
      const before = old.spec.containers[i]!;
      if (!deepEqual(withoutAmounts(container, before), { ...before, resources: before.resources ?? {} }))
        errors.push(field.forbidden('spec', 'only cpu and memory resources are mutable'));
    });
    inits.forEach((container, i) => {
      const before = old.spec.initContainers![i]!;
      const sidecar = before.restartPolicy === 'Always';
      const next = sidecar ? withoutAmounts(container, before) : container;
      if (deepEqual(next, { ...before, resources: before.resources ?? {} })) return;
      const why = sidecar
        ? 'only cpu and memory resources for sidecar containers are mutable'
        : 'resources for non-sidecar init containers are immutable';
      errors.push(field.forbidden('spec', why));
    });
    return errors;
  },
};

export const podParts: Readonly<Record<string, Part<Pod>>> = { ephemeralcontainers: ephemeralContainers, resize };
