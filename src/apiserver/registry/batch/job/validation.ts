// Models ValidateJob and ValidateJobUpdate of pkg/apis/batch/validation.

import type { Job, JobSpec } from '#api/batch/types.ts';
import type { PodTemplateSpec } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field, nonNegative } from '#apimachinery/field.ts';
import { sorted } from '#apimachinery/go-value.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { isDns1123Label } from '#apimachinery/validation.ts';
import { orderedSelector, validateLabelSelector, validateTemplateMatches } from '../../apps/selector.ts';
import { asInternal } from '../../core/internal.ts';
import { validateTemplate } from '../../core/pod/validation.ts';
import { validateDomainPrefixed } from '../../rest/references.ts';
import { validateFailurePolicy, validateSuccessPolicy } from './policy-validation.ts';
import { generatedLabels } from './selector.ts';

const MAX_MANAGER = 63;
const MAX_INDEXED = 100_000;
const MAX_AT_HIGH_COMPLETIONS = 10_000;
const REPLACEMENTS = ['Failed', 'TerminatingOrFailed'];
const MODES = ['NonIndexed', 'Indexed'];
const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

function validateIndexed(spec: JobSpec, at: string): FieldError[] {
  const { completions, parallelism = 0, maxFailedIndexes: most, backoffLimitPerIndex: perIndex } = spec;
  const errors: FieldError[] = [];
  if (completions === undefined) errors.push(field.required(`${at}.completions`, 'when completion mode is Indexed'));
  if (parallelism > MAX_INDEXED) {
    const why = `must be less than or equal to ${MAX_INDEXED} when completion mode is Indexed`;
    errors.push(field.invalid(`${at}.parallelism`, parallelism, why));
  }
  if (completions !== undefined && most !== undefined && most > completions)
    errors.push(field.invalid(`${at}.maxFailedIndexes`, most, 'must be less than or equal to completions'));
  if (most !== undefined && most > MAX_INDEXED)
    errors.push(field.invalid(`${at}.maxFailedIndexes`, most, `must be less than or equal to ${MAX_INDEXED}`));
  if ((completions ?? 0) <= MAX_INDEXED || perIndex === undefined) return errors;
  const why = `must be less than or equal to ${MAX_AT_HIGH_COMPLETIONS} when completions are above ${MAX_INDEXED} and used with backoff limit per index`;
  if (most === undefined)
    errors.push(field.required(`${at}.maxFailedIndexes`, `must be specified when completions is above ${MAX_INDEXED}`));
  if (parallelism > MAX_AT_HIGH_COMPLETIONS) errors.push(field.invalid(`${at}.parallelism`, parallelism, why));
  if (most !== undefined && most > MAX_AT_HIGH_COMPLETIONS)
    errors.push(field.invalid(`${at}.maxFailedIndexes`, most, why));
  return errors;
}

function validateReplacement({ podReplacementPolicy: policy, podFailurePolicy }: JobSpec, at: string): FieldError[] {
  const allowed = podFailurePolicy ? ['Failed'] : REPLACEMENTS;
  return policy === undefined || allowed.includes(policy) ? [] : [field.notSupported(at, policy, allowed)];
}

function validateRestart({ template, podFailurePolicy }: JobSpec, at: string): FieldError[] {
  const policy: string = template.spec.restartPolicy ?? '';
  if (policy === '' || policy === 'Always') return [field.required(at, 'valid values: "OnFailure", "Never"')];
  if (policy !== 'OnFailure' && policy !== 'Never') return [field.notSupported(at, policy, ['OnFailure', 'Never'])];
  return podFailurePolicy && policy !== 'Never'
    ? [field.invalid(at, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}

const shownSuccess = ({ successPolicy }: JobSpec): object => ({
  Rules:
    successPolicy?.rules?.map(({ succeededIndexes, succeededCount }) => ({
      SucceededIndexes: succeededIndexes ?? null,
      SucceededCount: succeededCount ?? null,
    })) ?? null,
});

const shownFailure = ({ podFailurePolicy }: JobSpec): object => ({
  Rules:
    podFailurePolicy?.rules?.map(({ action, onExitCodes, onPodConditions }) => ({
      Action: action,
      OnExitCodes: onExitCodes
        ? {
            ContainerName: onExitCodes.containerName ?? null,
            Operator: onExitCodes.operator,
            Values: onExitCodes.values ?? null,
          }
        : null,
      OnPodConditions: onPodConditions?.map(({ type, status }) => ({ Type: type, Status: status ?? '' })) ?? null,
    })) ?? null,
});

/** What holds for a Job and for a CronJob's template of one. */
export function validateJobSpec(spec: JobSpec, at: string): FieldError[] {
  const errors = COUNTS.flatMap((name) => nonNegative(`${at}.${name}`, spec[name]));
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined)
    errors.push(field.required(`${at}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  if (spec.managedBy !== undefined) {
    errors.push(...validateDomainPrefixed(spec.managedBy, `${at}.managedBy`));
    if (spec.managedBy.length > MAX_MANAGER) errors.push(field.tooLong(`${at}.managedBy`, MAX_MANAGER));
  }
  const mode: string = spec.completionMode ?? 'NonIndexed';
  if (!MODES.includes(mode)) errors.push(field.notSupported(`${at}.completionMode`, mode, MODES));
  if (mode === 'Indexed') errors.push(...validateIndexed(spec, at));
  if (mode === 'NonIndexed') {
    for (const name of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const)
      if (spec[name] !== undefined)
        errors.push(field.invalid(`${at}.${name}`, spec[name], 'requires indexed completion mode'));
  }
  if (spec.podFailurePolicy) errors.push(...validateFailurePolicy(spec, `${at}.podFailurePolicy`));
  if (spec.successPolicy && mode !== 'Indexed')
    errors.push(field.invalid(`${at}.successPolicy`, shownSuccess(spec), 'requires indexed completion mode'));
  else if (spec.successPolicy) errors.push(...validateSuccessPolicy(spec, `${at}.successPolicy`));
  return [
    ...errors,
    ...validateReplacement(spec, `${at}.podReplacementPolicy`),
    ...validateTemplate(spec.template, `${at}.template`),
    ...validateRestart(spec, `${at}.template.spec.restartPolicy`),
  ];
}

/** Nobody else's labels, unless the Job says that it knows. Source: validateGeneratedSelector. */
function validateGenerated(job: Job): FieldError[] {
  const { spec } = job;
  if (spec.manualSelector || !spec.selector) return [];
  const at = 'spec.template.metadata.labels';
  const labels = spec.template.metadata?.labels;
  const expected = generatedLabels(job);
  const errors = [
    'controller-uid',
    'job-name',
    'batch.kubernetes.io/controller-uid',
    'batch.kubernetes.io/job-name',
  ].flatMap((key) => {
    const why = `must be '${expected[key]}'`;
    if (labels?.[key] === undefined) return [field.required(`${at}[${key}]`, why)];
    return labels[key] === expected[key] ? [] : [field.invalid(`${at}[${key}]`, sorted(labels), why)];
  });
  if (!matchesSelector(spec.selector, expected))
    errors.push(field.invalid('spec.selector', orderedSelector(spec.selector), '`selector` not auto-generated'));
  return errors;
}

function validateWithSelector({ spec }: Job): FieldError[] {
  return [
    ...validateJobSpec(spec, 'spec'),
    ...(spec.selector ? validateLabelSelector(spec.selector, 'spec.selector') : [field.required('spec.selector')]),
    ...validateTemplateMatches(spec.selector, spec.template),
  ];
}

export function validateJob(job: Job): FieldError[] {
  const { metadata, spec } = job;
  const errors = [...validateGenerated(job), ...validateWithSelector(job)];
  if (spec.completionMode !== 'Indexed' || !spec.completions) return errors;
  const hostname = `${metadata.name}-${spec.completions - 1}`;
  if (isDns1123Label(hostname).length > 0) {
    const why = `will not able to create pod with invalid DNS label: ${hostname}`;
    errors.push(field.invalid('metadata.name', metadata.name, why));
  }
  return errors;
}

const immutable = (at: string, now: unknown, before: unknown, shown: unknown = now): FieldError[] =>
  deepEqual(now ?? null, before ?? null) ? [] : [field.invalid(at, shown, 'field is immutable')];

/** While it has not begun, a suspended Job may still be told where to run. Source: validatePodTemplateUpdate. */
function templateToCompare(template: PodTemplateSpec, old: Job): PodTemplateSpec {
  const before = old.spec.template;
  if (!old.spec.suspend || old.status?.startTime) return before;
  const nodeAffinity = template.spec.affinity?.nodeAffinity;
  const affinity = { ...before.spec.affinity, nodeAffinity };
  if (nodeAffinity === undefined) delete affinity.nodeAffinity;
  const spec = { ...before.spec, affinity };
  if (Object.keys(affinity).length === 0 && !template.spec.affinity) delete (spec as Partial<typeof spec>).affinity;
  const metadata = { ...before.metadata };
  const take = (from: object, to: object, names: readonly string[]): void => {
    for (const name of names) {
      const value = (from as Record<string, unknown>)[name];
      if (value === undefined) delete (to as Record<string, unknown>)[name];
      else Object.assign(to, { [name]: value });
    }
  };
  take(template.spec, spec, ['nodeSelector', 'tolerations', 'schedulingGates']);
  take(template.metadata ?? {}, metadata, ['labels', 'annotations']);
  return { ...before, metadata, spec };
}

/** Indexed Jobs grow and shrink, if as many run at once. Source: validateCompletions. */
function validateCompletions({ spec }: Job, old: Job): FieldError[] {
  const at = 'spec.completions';
  if (spec.completionMode !== 'Indexed') return immutable(at, spec.completions, old.spec.completions);
  if (spec.completions === old.spec.completions || spec.completions === undefined) return [];
  return spec.completions === spec.parallelism
    ? []
    : [field.invalid(at, spec.completions, 'can only be modified in tandem with spec.parallelism')];
}

export function validateJobUpdate(job: Job, old: Job): FieldError[] {
  const { spec } = job;
  const before = old.spec;
  return [
    ...validateWithSelector(job),
    ...validateCompletions(job, old),
    ...immutable('spec.selector', orderedSelector(spec.selector), orderedSelector(before.selector)),
    ...immutable(
      'spec.template',
      spec.template,
      templateToCompare(spec.template, old),
      asInternal('PodTemplateSpec', spec.template as never),
    ),
    ...immutable('spec.completionMode', spec.completionMode, before.completionMode),
    ...immutable(
      'spec.podFailurePolicy',
      spec.podFailurePolicy,
      before.podFailurePolicy,
      spec.podFailurePolicy && shownFailure(spec),
    ),
    ...immutable('spec.backoffLimitPerIndex', spec.backoffLimitPerIndex, before.backoffLimitPerIndex),
    ...immutable('spec.managedBy', spec.managedBy, before.managedBy),
    ...immutable(
      'spec.successPolicy',
      spec.successPolicy,
      before.successPolicy,
      spec.successPolicy && shownSuccess(spec),
    ),
  ];
}
