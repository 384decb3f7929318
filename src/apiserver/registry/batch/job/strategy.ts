// Models pkg/registry/batch/job/strategy.go, with its defaults and printer.

import type { Job } from '#api/batch/types.ts';
import { humanDuration } from '#apimachinery/duration.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { selectorText } from '#apimachinery/labels.ts';
import { ageColumn, nameColumn, templateColumns, text, wide } from '../../columns.ts';
import { setTemplateDefaults } from '../../core/pod/template.ts';
import { validateTemplate } from '../../core/pod/validation.ts';
import type { Strategy } from '../../rest/strategy.ts';

export function setJobSpecDefaults(spec: Job['spec']): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= 6;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= 'TerminatingOrFailed';
  setTemplateDefaults(spec.template);
}

/** The Pods of a Job are told from others by its uid. Source: generateSelector. */
function generateSelector({ metadata, spec }: Job): void {
  const { uid, name } = metadata;
  if (!uid || !spec.template || spec.manualSelector === true) return;
  spec.template.metadata ??= {};
  spec.template.metadata.labels = {
    ...spec.template.metadata.labels,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  spec.selector ??= { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
}

export function validateJobSpec(spec: Job['spec'], at: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const name of ['parallelism', 'completions', 'backoffLimit'] as const) {
    const value = spec[name];
    if (value !== undefined && value < 0)
      errors.push(field.invalid(`${at}.${name}`, value, 'must be greater than or equal to 0'));
  }
  errors.push(...validateTemplate(spec.template, `${at}.template`));
  const policy = spec.template?.spec.restartPolicy;
  if (policy === 'Always') {
    errors.push({
      type: 'FieldValueRequired',
      field: `${at}.template.spec.restartPolicy`,
      body: 'Required value: valid values: "OnFailure", "Never"',
    });
  }
  return errors;
}

function jobStatus({ spec, status, metadata }: Job): string {
  const has = (type: string): boolean =>
    status?.conditions?.some((c) => c.type === type && c.status === 'True') ?? false;
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (metadata.deletionTimestamp) return 'Terminating';
  if (has('Suspended') || spec.suspend) return 'Suspended';
  if (has('FailureTarget')) return 'FailureTarget';
  if (has('SuccessCriteriaMet')) return 'SuccessCriteriaMet';
  return 'Running';
}

function completions({ spec, status }: Job): string {
  const done = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${done}/${spec.completions}`;
  return (spec.parallelism ?? 0) > 1 ? `${done}/1 of ${spec.parallelism}` : `${done}/1`;
}

function jobDuration({ status }: Job, nowMs: number): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? Date.parse(status.completionTime) : nowMs;
  return humanDuration(end - Date.parse(status.startTime));
}

export const jobStrategy: Strategy<Job> = {
  resource: 'jobs',
  singular: 'job',
  kind: 'Job',
  group: 'batch',
  version: 'v1',
  namespaced: true,
  categories: ['all'],
  statusSubresource: true,
  generation: true,

  setDefaults(job) {
    job.spec ??= {} as Job['spec'];
    setJobSpecDefaults(job.spec);
    if (job.spec.template) {
      const labels = job.spec.template.metadata?.labels;
      if (labels && Object.keys(job.metadata.labels ?? {}).length === 0) job.metadata.labels = { ...labels };
    }
  },
  prepareForCreate(job) {
    job.status = {};
    generateSelector(job);
  },
  prepareForUpdate(job, old) {
    job.status = structuredClone(old.status ?? {});
  },
  validate: ({ spec }) => validateJobSpec(spec, 'spec'),
  selectableFields: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
  columns: [
    nameColumn,
    text('Status', 'Status of the job.', jobStatus),
    text(
      'Completions',
      'Specifies the desired number of successfully finished pods the job should be run with. More info: https://kubernetes.io/docs/concepts/workloads/controllers/jobs-run-to-completion/',
      completions,
    ),
    text('Duration', 'Time required to complete the job.', jobDuration),
    ageColumn,
    ...templateColumns<Job>(({ spec }) => spec.template),
    wide(
      text(
        'Selector',
        'A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
        ({ spec }) => (spec.selector ? selectorText(spec.selector) : '<none>'),
      ),
    ),
  ],
};
