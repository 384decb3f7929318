// Models podEphemeralContainersStrategy and podResizeStrategy of pkg/registry/core/pod: faces of a Pod that write one part of it.

import type { Container, Pod } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isDns1123Label } from '#apimachinery/validation.ts';
import type { Part } from '../../rest/strategy.ts';
import { canonical, difference } from '../difference.ts';
import { validateRequirements } from '../resources.ts';
import { qosClass } from './qos.ts';

type Ephemeral = Container & { targetContainerName?: string };

/** Source: allowedEphemeralContainerFields. */
const NOT_FOR_EPHEMERAL = [
  'ports',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resources',
] as const;

/** Source: validateEphemeralContainers. */
export function validateEphemeral({ spec }: Pod): FieldError[] {
  const targets = [...spec.containers, ...(spec.initContainers ?? [])].map((c) => c.name);
  const seen = new Set(targets);
  return ((spec.ephemeralContainers ?? []) as Ephemeral[]).flatMap((container, i) => {
    const at = `spec.ephemeralContainers[${i}]`;
    const errors: FieldError[] = [];
    if (!container.name) errors.push(field.required(`${at}.name`));
    else errors.push(...isDns1123Label(container.name).map((m) => field.invalid(`${at}.name`, container.name, m)));
    if (seen.has(container.name)) errors.push(field.duplicate(`${at}.name`, container.name));
    seen.add(container.name);
    if (!container.image) errors.push(field.required(`${at}.image`));
    const target = container.targetContainerName;
    if (target && !targets.includes(target)) errors.push(field.notFound(`${at}.targetContainerName`, target));
    for (const name of NOT_FOR_EPHEMERAL) {
      const value = container[name];
      if (value !== undefined && Object.keys(value).length > 0)
        errors.push(field.forbidden(`${at}.${name}`, 'cannot be set for an Ephemeral Container'));
    }
    (container.volumeMounts ?? []).forEach((mount, m) => {
      const here = `${at}.volumeMounts[${m}]`;
      if (mount.subPath) errors.push(field.forbidden(`${here}.subPath`, 'cannot be set for an Ephemeral Container'));
      if (!(spec.volumes ?? []).some((v) => v.name === mount.name))
        errors.push(field.notFound(`${here}.name`, mount.name));
    });
    return errors;
  });
}

/** Ephemeral containers come, and stay as they came. */
const ephemeralContainers: Part<Pod> = {
  take(whole, given) {
    if (given.spec?.ephemeralContainers) whole.spec.ephemeralContainers = given.spec.ephemeralContainers;
    else delete whole.spec.ephemeralContainers;
  },
  validate(pod, old) {
    const errors = validateEphemeral(pod);
    const now = new Map((pod.spec.ephemeralContainers ?? []).map((c) => [c.name, c]));
    for (const before of old.spec.ephemeralContainers ?? []) {
      const after = now.get(before.name);
      const named = `existing ephemeral containers ${JSON.stringify(before.name)} may not be`;
      if (!after) errors.push(field.forbidden('spec.ephemeralContainers', `${named} removed\n`));
      else if (canonical(after) !== canonical(before)) {
        const shown = difference('core.EphemeralContainer', after, before);
        errors.push(field.forbidden('spec.ephemeralContainers', `${named} changed\n${shown}`));
      }
    }
    return errors;
  },
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
    const errors: FieldError[] = [];
    if (qosClass(pod) !== old.status.qosClass)
      errors.push(field.invalid('spec', old.status.qosClass, 'Pod QOS Class may not change as a result of resizing'));
    (['containers', 'initContainers'] as const).forEach((list) => {
      (pod.spec[list] ?? []).forEach(({ resources = {} }, i) => {
        const at = `spec.${list}[${i}].resources`;
        errors.push(...validateRequirements(resources, at));
        const before = old.spec[list]![i]!.resources ?? {};
        for (const member of ['requests', 'limits'] as const) {
          for (const name of Object.keys(before[member] ?? {})) {
            if (resources[member]?.[name] === undefined)
              errors.push(field.forbidden(`${at}.${member}`, `resource ${member} cannot be removed`));
          }
          for (const [name, value] of Object.entries(resources[member] ?? {})) {
            if (!['cpu', 'memory'].includes(name) && value !== before[member]?.[name])
              errors.push(field.forbidden(at, 'only cpu and memory resources are mutable'));
          }
        }
      });
    });
    return errors;
  },
};

export const podParts: Readonly<Record<string, Part<Pod>>> = { ephemeralcontainers: ephemeralContainers, resize };
