// Models pkg/registry/batch/cronjob/strategy.go, with its defaults and printer.

import type { CronJob, JobSpec } from '#api/batch/types.ts';
import { ageOf } from '#apimachinery/duration.ts';
import { selectorText } from '#apimachinery/labels.ts';
import { ageColumn, integer, nameColumn, templateColumns, text, wide } from '../../columns.ts';
import { setTemplateDefaults } from '../../core/pod/template.ts';
import { podNameWarnings } from '../../core/pod/warnings.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { jobSpecWarnings } from '../job/warnings.ts';
import { validateCronJob, validateCronJobUpdate } from './validation.ts';

const cronJobWarnings = ({ metadata, spec }: CronJob, old?: CronJob): readonly string[] => {
  if (old && old.metadata.generation === metadata.generation) return [];
  const zone = old && spec.schedule.includes('TZ');
  return [
    ...(old ? [] : podNameWarnings(metadata)),
    ...jobSpecWarnings(spec.jobTemplate.spec, 'spec.jobTemplate.spec'),
    ...(zone ? ['spec.schedule: cannot use TZ or CRON_TZ in schedule, use timeZone field instead'] : []),
  ];
};

export const cronJobStrategy: Strategy<CronJob> = {
  resource: 'cronjobs',
  singular: 'cronjob',
  kind: 'CronJob',
  group: 'batch',
  version: 'v1',
  namespaced: true,
  shortNames: ['cj'],
  categories: ['all'],
  statusSubresource: true,
  generation: true,

  setDefaults(cronJob) {
    cronJob.spec ??= {} as CronJob['spec'];
    const { spec } = cronJob;
    spec.concurrencyPolicy ||= 'Allow';
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
    spec.jobTemplate ??= {} as CronJob['spec']['jobTemplate'];
    spec.jobTemplate.metadata ??= {};
    spec.jobTemplate.spec ??= {} as JobSpec;
    // Only the Pod template is completed here: the rest is filled in when the Job is made.
    spec.jobTemplate.spec.template ??= { spec: { containers: [] } };
    setTemplateDefaults(spec.jobTemplate.spec.template);
  },
  prepareForCreate(cronJob) {
    cronJob.status = {};
  },
  prepareForUpdate(cronJob, old) {
    cronJob.status = structuredClone(old.status ?? {});
  },
  validate: validateCronJob,
  validateUpdate: validateCronJobUpdate,
  warnings: cronJobWarnings,
  columns: [
    nameColumn,
    text(
      'Schedule',
      'The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.',
      ({ spec }) => spec.schedule ?? '',
    ),
    text(
      'Timezone',
      'The time zone name for the given schedule, see https://en.wikipedia.org/wiki/List_of_tz_database_time_zones. If not specified, this will default to the time zone of the kube-controller-manager process. The set of valid time zone names and the time zone offset is loaded from the system-wide time zone database by the API server during CronJob validation and the controller manager during execution. If no system-wide time zone database can be found a bundled version of the database is used instead. If the time zone name becomes invalid during the lifetime of a CronJob or due to a change in host configuration, the controller will stop creating new new Jobs and will create a system event with the reason UnknownTimeZone. More information can be found in https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones',
      ({ spec }) => spec.timeZone ?? '<none>',
    ),
    {
      name: 'Suspend',
      type: 'boolean',
      description:
        'This flag tells the controller to suspend subsequent executions, it does not apply to already started executions. Defaults to false.',
      cell: ({ spec }) => (spec.suspend ? 'True' : 'False'),
    },
    integer('Active', 'A list of pointers to currently running jobs.', ({ status }) => status?.active?.length ?? 0),
    text(
      'Last Schedule',
      'Information when was the last time the job was successfully scheduled.',
      ({ status }, now) => (status?.lastScheduleTime ? ageOf(status.lastScheduleTime, now) : '<none>'),
    ),
    ageColumn,
    ...templateColumns<CronJob>(({ spec }) => spec.jobTemplate?.spec?.template),
    wide(
      text(
        'Selector',
        'A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
        ({ spec }) => (spec.jobTemplate?.spec?.selector ? selectorText(spec.jobTemplate.spec.selector) : '<none>'),
      ),
    ),
  ],
};
