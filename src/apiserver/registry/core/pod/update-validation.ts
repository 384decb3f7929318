// Models ValidatePodUpdate of pkg/apis/core/validation: what of a Pod may change once it is there.

import type { Container, Pod, PodSpec } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { difference } from '../difference.ts';
import { validateTolerations } from './scheduling-validation.ts';
import { validatePodObject } from './validation.ts';

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
];
const LISTS = ['containers', 'initContainers'] as const;

function validateImages(now: readonly Container[], before: readonly Container[], at: string): FieldError[] | undefined {
  if (now.length !== before.length) return undefined;
  return now.flatMap(({ image = '' }, i) => {
    if (!image) return [field.required(`${at}[${i}].image`)];
    return image === image.trim()
      ? []
      : [field.invalid(`${at}[${i}].image`, image, 'must not have leading or trailing whitespace')];
  });
}

/** From nothing to something, and from something to less. `stop`: nothing more is looked at. */
function validateDeadline(next: PodSpec, old: PodSpec): { readonly errors: FieldError[]; readonly stop: boolean } {
  const at = 'spec.activeDeadlineSeconds';
  const [now, before] = [next.activeDeadlineSeconds, old.activeDeadlineSeconds];
  if (now === undefined) {
    const why = 'must not update from a positive integer to nil value';
    return { errors: before === undefined ? [] : [field.invalid(at, null, why)], stop: false };
  }
  if (now < 0 || now > 2147483647)
    return { errors: [field.invalid(at, now, 'must be between 0 and 2147483647, inclusive')], stop: true };
  if (before !== undefined && before < now)
    return { errors: [field.invalid(at, now, 'must be less than or equal to previous value')], stop: true };
  return { errors: [], stop: false };
}

function validateOnlyAddedTolerations({ tolerations: now = [] }: PodSpec, { tolerations: before = [] }: PodSpec) {
  const at = 'spec.tolerations';
  const kept = before.every(({ tolerationSeconds: _old, ...rest }) =>
    now.some(({ tolerationSeconds: _new, ...same }) => deepEqual(rest, same)),
  );
  if (!kept) return [field.forbidden(at, 'existing toleration can not be modified except its tolerationSeconds')];
  return validateTolerations(now, at);
}

type Gates = { name: string }[] | undefined;

function validateOnlyDeletedGates(
  { schedulingGates: now }: PodSpec,
  { schedulingGates: before }: PodSpec,
): FieldError[] {
  const known = new Set(((before as Gates) ?? []).map(({ name }) => name));
  return ((now as Gates) ?? []).flatMap(({ name }, i) =>
    known.has(name)
      ? []
      : [
          field.forbidden(
            `spec.schedulingGates[${i}].name`,
            `only deletion is allowed, but found new scheduling gate '${name}'`,
          ),
        ],
  );
}

const assign = <K extends keyof PodSpec>(spec: PodSpec, name: K, value: PodSpec[K] | undefined): void => {
  if (value === undefined) delete spec[name];
  else spec[name] = value;
};

/** What is wanted, but for what may change. */
function munged(next: PodSpec, old: PodSpec): PodSpec {
  const spec = structuredClone(next);
  for (const list of LISTS)
    (spec[list] ?? []).forEach((container, i) => {
      container.image = old[list]![i]!.image;
    });
  for (const name of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations'] as const)
    assign(spec, name, old[name]);
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1)
    assign(spec, 'terminationGracePeriodSeconds', old.terminationGracePeriodSeconds);
  return spec;
}

/** While gates hold it, a Pod may still be told where not to go. Mutates `spec`. */
function validateGated(spec: PodSpec, old: PodSpec): FieldError[] {
  if (((old.schedulingGates as Gates) ?? []).length === 0) return [];
  const errors: FieldError[] = [];
  const before = old.nodeSelector ?? {};
  if (!deepEqual(spec.nodeSelector ?? {}, before)) {
    const added = Object.entries(before).every(([key, value]) => spec.nodeSelector?.[key] === value);
    if (!added) {
      const why = 'field is immutable, only additions are allowed for gated pods';
      errors.push(field.invalid('spec.nodeSelector', spec.nodeSelector ?? null, why));
    }
    assign(spec, 'nodeSelector', old.nodeSelector);
  }
  return errors;
}

export function validatePodUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors = validatePodObject(pod);
  for (const list of LISTS) {
    const at = `spec.${list}`;
    const images = validateImages(pod.spec[list] ?? [], old.spec[list] ?? [], at);
    if (!images) return [...errors, field.forbidden(at, 'pod updates may not add or remove containers')];
    errors.push(...images);
  }
  const deadline = validateDeadline(pod.spec, old.spec);
  errors.push(...deadline.errors);
  if (deadline.stop) return errors;
  errors.push(...validateOnlyAddedTolerations(pod.spec, old.spec), ...validateOnlyDeletedGates(pod.spec, old.spec));
  const spec = munged(pod.spec, old.spec);
  errors.push(...validateGated(spec, old.spec));
  if (deepEqual(spec, old.spec)) return errors;
  const why = `pod updates may not change fields other than ${UPDATABLE.join(',')}\n`;
  return [...errors, field.forbidden('spec', why + difference('PodSpec', spec, old.spec))];
}
