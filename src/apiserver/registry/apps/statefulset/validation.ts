// Models ValidateStatefulSet and ValidateStatefulSetUpdate of pkg/apis/apps/validation.

import type { StatefulSet, StatefulSetSpec } from '#api/apps/types.ts';
import type { Volume } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field, invalids, nonNegative } from '#apimachinery/field.ts';
import { isDns1123Label } from '#apimachinery/validation.ts';
import { validateClaimSpec } from '../../core/persistentvolumeclaim/validation.ts';
import { validateAlwaysRestart, validateTemplate } from '../../core/pod/validation.ts';
import { validateSelector, validateTemplateMatches } from '../selector.ts';

const RETENTION = ['Retain', 'Delete'];

function validateStrategy({ type, rollingUpdate }: NonNullable<StatefulSetSpec['updateStrategy']>): FieldError[] {
  const at = 'spec.updateStrategy';
  const kind: string = type ?? '';
  const rolling = rollingUpdate ? { Partition: rollingUpdate.partition ?? 0, MaxUnavailable: null } : null;
  if (!kind) return [field.required(at)];
  if (kind === 'RollingUpdate') return nonNegative(`${at}.rollingUpdate.partition`, rollingUpdate?.partition);
  if (kind === 'OnDelete') {
    const why = "only allowed for updateStrategy 'RollingUpdate'";
    return rolling ? [field.invalid(`${at}.rollingUpdate`, rolling, why)] : [];
  }
  return [field.invalid(at, { Type: kind, RollingUpdate: rolling }, "must be 'RollingUpdate' or 'OnDelete'")];
}

function validateRetention({ persistentVolumeClaimRetentionPolicy: policy = {} }: StatefulSetSpec): FieldError[] {
  return (['whenDeleted', 'whenScaled'] as const).flatMap((when) =>
    RETENTION.includes(policy[when] ?? '')
      ? []
      : [field.notSupported(`spec.persistentVolumeClaimRetentionPolicy.${when}`, policy[when], RETENTION)],
  );
}

/** Its Pods mount the claims that are made for them. */
function withClaims({ template, volumeClaimTemplates = [] }: StatefulSetSpec): StatefulSetSpec['template'] {
  const names = new Set(volumeClaimTemplates.map(({ metadata }) => metadata.name));
  const own = (template.spec.volumes ?? []).filter(({ name }) => !names.has(name));
  const claims: Volume[] = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  return { ...template, spec: { ...template.spec, volumes: [...own, ...claims] } };
}

export function validateStatefulSet({ spec }: StatefulSet): FieldError[] {
  const policy: string = spec.podManagementPolicy ?? '';
  const errors = ['OrderedReady', 'Parallel'].includes(policy)
    ? []
    : [field.invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")];
  errors.push(...validateStrategy(spec.updateStrategy ?? {}), ...validateRetention(spec));
  errors.push(...nonNegative('spec.replicas', spec.replicas));
  errors.push(...nonNegative('spec.minReadySeconds', spec.minReadySeconds));
  errors.push(...nonNegative('spec.ordinals.start', spec.ordinals?.start));
  if (spec.serviceName)
    errors.push(...invalids('spec.serviceName', spec.serviceName, isDns1123Label(spec.serviceName)));
  errors.push(...validateSelector(spec.selector, 'statefulset'));
  errors.push(...validateTemplateMatches(spec.selector, spec.template));
  errors.push(...validateTemplate(withClaims(spec), 'spec.template'));
  (spec.volumeClaimTemplates ?? []).forEach((claim, i) => {
    errors.push(...validateClaimSpec(claim.spec ?? {}, `spec.volumeClaimTemplates[${i}].spec`));
  });
  return [...errors, ...validateAlwaysRestart(spec.template, 'spec.template', 'StatefulSet')];
}

const MUTABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const;

export function validateStatefulSetUpdate(set: StatefulSet, old: StatefulSet): FieldError[] {
  const errors = validateStatefulSet(set);
  const [next, before] = [{ ...set.spec }, { ...old.spec }];
  for (const name of MUTABLE) {
    delete (next as Partial<StatefulSetSpec>)[name];
    delete (before as Partial<StatefulSetSpec>)[name];
  }
  if (deepEqual(next, before)) return errors;
  const named = MUTABLE.map((name) => `'${name}'`);
  const last = named.pop();
  const why = `updates to statefulset spec for fields other than ${named.join(', ')} and ${last} are forbidden`;
  return [...errors, field.forbidden('spec', why)];
}
