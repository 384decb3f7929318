// Models ValidatePodCreate, ValidatePodUpdate and validatePodTemplateSpec of pkg/apis/core/validation/validation.go.

import type { Pod, PodSpec, PodTemplateSpec } from '#api/core/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { isDns1123Label, isDns1123Subdomain, isLabelValue, isQualifiedName } from '#apimachinery/validation.ts';
import { canonical, difference } from '../difference.ts';
import { validateContainers } from './container-validation.ts';

const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];

export const invalids = (path: string, value: unknown, messages: readonly string[]): FieldError[] =>
  messages.map((message) => field.invalid(path, value, message));

export function validateLabels(labels: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...invalids(path, key, isQualifiedName(key)),
    ...invalids(path, value, isLabelValue(value)),
  ]);
}

export const validatePod = ({ spec }: Pod): FieldError[] => [
  ...validatePodSpec(spec, 'spec'),
  ...((spec.ephemeralContainers ?? []).length > 0
    ? [field.forbidden('spec.ephemeralContainers', 'cannot be set on create')]
    : []),
];

export function validatePodSpec(spec: PodSpec, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const volumes = new Set<string>();
  (spec.volumes ?? []).forEach((volume, i) => {
    const path = `${at}.volumes[${i}]`;
    if (!volume.name) errors.push(field.required(`${path}.name`));
    else errors.push(...invalids(`${path}.name`, volume.name, isDns1123Label(volume.name)));
    if (volume.name && volumes.has(volume.name)) errors.push(field.duplicate(`${path}.name`, volume.name));
    volumes.add(volume.name);
    const sources = Object.keys(volume).filter((key) => key !== 'name');
    for (const source of sources.slice(1)) {
      errors.push(field.forbidden(`${path}.${source}`, 'may not specify more than 1 volume type'));
    }
    if (volume.configMap && !volume.configMap.name) errors.push(field.required(`${path}.configMap.name`));
    if (volume.secret && !volume.secret.secretName) errors.push(field.required(`${path}.secret.secretName`));
  });
  errors.push(...validateContainers(spec, at, volumes));
  if (!RESTART_POLICIES.includes(spec.restartPolicy ?? '')) {
    errors.push(field.notSupported(`${at}.restartPolicy`, spec.restartPolicy, RESTART_POLICIES));
  }
  if (!DNS_POLICIES.includes(spec.dnsPolicy ?? '')) {
    errors.push(field.notSupported(`${at}.dnsPolicy`, spec.dnsPolicy, DNS_POLICIES));
  }
  errors.push(...validateLabels(spec.nodeSelector, `${at}.nodeSelector`));
  const grace = spec.terminationGracePeriodSeconds ?? 30;
  if (grace < 0)
    errors.push(field.invalid(`${at}.terminationGracePeriodSeconds`, grace, 'must be greater than or equal to 0'));
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > 2147483647)) {
    errors.push(field.invalid(`${at}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive'));
  }
  for (const name of ['serviceAccountName', 'nodeName'] as const) {
    const value = spec[name];
    if (value) errors.push(...invalids(`${at}.${name}`, value, isDns1123Subdomain(value)));
  }
  for (const name of ['hostname', 'subdomain'] as const) {
    const value = spec[name];
    if (value) errors.push(...invalids(`${at}.${name}`, value, isDns1123Label(value)));
  }
  return errors;
}

/** A controller's template: the Pod rules, and only Pods that are started again for ever. */
export function validateTemplate(template: PodTemplateSpec | undefined, at: string): FieldError[] {
  if (!template) return [field.required(at)];
  return [
    ...validateLabels(template.metadata?.labels, `${at}.metadata.labels`),
    ...validatePodSpec(template.spec, `${at}.spec`),
    ...((template.spec.ephemeralContainers ?? []).length > 0
      ? [field.forbidden(`${at}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]
      : []),
  ];
}

export function validateAlwaysRestart(template: PodTemplateSpec, at: string): FieldError[] {
  const policy = template.spec.restartPolicy;
  return RESTART_POLICIES.includes(policy ?? '') && policy !== 'Always'
    ? [field.notSupported(`${at}.spec.restartPolicy`, policy, ['Always'])]
    : [];
}

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
];

export function validatePodUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ['containers', 'initContainers'] as const) {
    const [now, before] = [pod.spec[list] ?? [], old.spec[list] ?? []];
    if (now.length !== before.length) {
      return [
        field.forbidden(
          `spec.${list}`,
          `pod updates may not add or remove ${list === 'containers' ? 'containers' : 'init containers'}`,
        ),
      ];
    }
    now.forEach((container, i) => {
      if (!container.image) errors.push(field.required(`spec.${list}[${i}].image`));
      else if (container.image !== container.image.trim()) {
        errors.push(
          field.invalid(`spec.${list}[${i}].image`, container.image, 'must not have leading or trailing whitespace'),
        );
      }
    });
  }
  const munged = structuredClone(pod.spec);
  for (const list of ['containers', 'initContainers'] as const) {
    (munged[list] ?? []).forEach((container, i) => {
      container.image = old.spec[list]![i]!.image;
    });
  }
  if (old.spec.activeDeadlineSeconds === undefined) delete munged.activeDeadlineSeconds;
  else if (
    munged.activeDeadlineSeconds !== undefined &&
    munged.activeDeadlineSeconds > 0 &&
    munged.activeDeadlineSeconds <= old.spec.activeDeadlineSeconds
  ) {
    munged.activeDeadlineSeconds = old.spec.activeDeadlineSeconds;
  }
  const kept = new Set((pod.spec.tolerations ?? []).map(canonical));
  if ((old.spec.tolerations ?? []).some((t) => !kept.has(canonical(t)))) {
    errors.push(
      field.forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'),
    );
  }
  if (old.spec.tolerations) munged.tolerations = old.spec.tolerations;
  else delete munged.tolerations;
  if (canonical(munged) !== canonical(old.spec)) {
    errors.push(
      field.forbidden(
        'spec',
        `pod updates may not change fields other than ${UPDATABLE.join(',')}\n${difference('core.PodSpec', munged, old.spec)}`,
      ),
    );
  }
  return errors;
}
