// Models pkg/registry/batch/job/strategy.go, with its defaults and printer.

import type { Job } from '#api/batch/types.ts';
import { humanDuration } from '#apimachinery/duration.ts';
import { selectorText } from '#apimachinery/labels.ts';
import { ageColumn, nameColumn, templateColumns, text, wide } from '../../columns.ts';
import { setTemplateDefaults } from '../../core/pod/template.ts';
import { podNameWarnings } from '../../core/pod/warnings.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { generateSelector } from './selector.ts';
import { validateJob, validateJobUpdate } from './validation.ts';
import { jobSpecWarnings } from './warnings.ts';

/** A Job without labels has its Pods'. Mutates. */
function labelAsTemplate({ metadata, spec }: Job): void {
  const labels = spec.template.metadata?.labels;
  if (labels && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
}

/** Without end: a limit for each index is the one that counts. */
const NO_LIMIT = 2147483647;

export function setJobSpecDefaults(spec: Job['spec']): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : NO_LIMIT;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  for (const { onPodConditions = [] } of spec.podFailurePolicy?.rules ?? [])
    for (const pattern of onPodConditions) pattern.status ||= 'True';
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
  spec.template ??= { spec: { containers: [] } };
  setTemplateDefaults(spec.template);
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

const jobWarnings = ({ metadata, spec }: Job, old?: Job): readonly string[] =>
  old && old.metadata.generation === metadata.generation
    ? []
    : [...(old ? [] : podNameWarnings(metadata)), ...jobSpecWarnings(spec, 'spec')];

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
    labelAsTemplate(job);
  },
  prepareForCreate(job) {
    job.status = {};
    generateSelector(job);
    // What is read back from the store is defaulted again, and then the template has labels.
    labelAsTemplate(job);
  },
  prepareForUpdate(job, old) {
    job.status = structuredClone(old.status ?? {});
  },
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  warnings: jobWarnings,
  selectableFields: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
  fieldRefusal: (field) => `field label ${JSON.stringify(field)} not supported for batchv1.Job`,
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
