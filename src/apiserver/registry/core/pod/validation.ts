// Models ValidatePodCreate and ValidatePodTemplateSpec of pkg/apis/core/validation/validation.go.

import type { Pod, PodTemplateSpec } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { validateAnnotations, validateLabels } from '../../rest/metadata.ts';
import { validateImage } from './container-validation.ts';
import type { Projected } from './projections.ts';
import { validatePodSpec } from './spec-validation.ts';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const MIRROR = 'kubernetes.io/config.mirror';

/** Source: ValidatePodSpecificAnnotations. */
function validatePodAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  nodeName: string | undefined,
  at: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const mirror = annotations?.[MIRROR];
  if (mirror !== undefined && !nodeName)
    errors.push(field.invalid(`${at}[${MIRROR}]`, mirror, 'must set spec.nodeName if mirror pod annotation is set'));
  const cost = annotations?.[DELETION_COST];
  if (cost !== undefined && !isInt32(cost))
    errors.push(field.invalid(`${at}[${DELETION_COST}]`, cost, 'must be a 32bit integer'));
  return errors;
}

/** Source: helper.GetDeletionCostFromPodAnnotations: no plus sign, no zeros in front. */
const isInt32 = (text: string): boolean =>
  /^(0|-?[1-9]\d*)$/.test(text) && Number(text) >= -2147483648 && Number(text) <= 2147483647;

/** Source: validatePodMetadataAndSpec, but for the metadata that every object has. */
export function validatePodObject({ metadata, spec }: Pod): FieldError[] {
  const errors = validatePodAnnotations(metadata.annotations, spec.nodeName, 'metadata.annotations');
  errors.push(...validatePodSpec(spec, 'spec', metadata));
  if (!spec.serviceAccountName) {
    (spec.volumes ?? []).forEach(({ projected }, v) => {
      ((projected?.sources ?? []) as Projected[]).forEach(({ serviceAccountToken }, s) => {
        if (!serviceAccountToken) return;
        const here = `spec.volumes[${v}].projected.sources[${s}].serviceAccountToken`;
        errors.push(field.forbidden(here, 'must not be specified when serviceAccountName is not set'));
      });
    });
  }
  for (const list of ['containers', 'initContainers'] as const)
    (spec[list] ?? []).forEach((container, i) => {
      errors.push(...validateImage(container, `spec.${list}[${i}]`));
    });
  return errors;
}

export function validatePod(pod: Pod): FieldError[] {
  const errors = validatePodObject(pod);
  const { ephemeralContainers, nodeName, schedulingGates } = pod.spec;
  if ((ephemeralContainers ?? []).length > 0)
    errors.push(field.forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  if (nodeName && ((schedulingGates as unknown[] | undefined) ?? []).length > 0)
    errors.push(field.forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  return errors;
}

/** A controller's template. Its metadata is told of without the word. */
export function validateTemplate(template: PodTemplateSpec | undefined, at: string): FieldError[] {
  if (!template) return [field.required(at)];
  const { labels, annotations } = template.metadata ?? {};
  return [
    ...validateLabels(labels, `${at}.labels`),
    ...validateAnnotations(annotations, `${at}.annotations`),
    ...validatePodAnnotations(annotations, template.spec.nodeName, `${at}.annotations`),
    ...validatePodSpec(template.spec, `${at}.spec`),
    ...((template.spec.ephemeralContainers ?? []).length > 0
      ? [field.forbidden(`${at}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]
      : []),
  ];
}

/** Only Pods that are started again for ever, and that nobody ends by the clock. `kind`: `Deployment`. */
export function validateAlwaysRestart(template: PodTemplateSpec, at: string, kind: string): FieldError[] {
  const { restartPolicy, activeDeadlineSeconds } = template.spec;
  return [
    ...(restartPolicy === 'Always'
      ? []
      : [field.notSupported(`${at}.spec.restartPolicy`, restartPolicy ?? '', ['Always'])]),
    ...(activeDeadlineSeconds === undefined
      ? []
      : [field.forbidden(`${at}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`)]),
  ];
}
