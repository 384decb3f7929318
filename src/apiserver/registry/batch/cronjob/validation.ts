// Models ValidateCronJobCreate and ValidateCronJobUpdate of pkg/apis/batch/validation.

import type { CronJob } from '#api/batch/types.ts';
import { type FieldError, field, nonNegative } from '#apimachinery/field.ts';
import { isTimeZone } from '#apimachinery/time-zone.ts';
import { orderedSelector } from '../../apps/selector.ts';
import { validateJobSpec } from '../job/validation.ts';
import { scheduleError } from './schedule.ts';

const POLICIES = ['Allow', 'Forbid', 'Replace'];
const ZONE_PART = /^[A-Za-z.\-_0-9+]{1,14}$/;

/** A zone in the schedule is refused, but where one has always been. */
function validateSchedule({ schedule = '', timeZone }: CronJob['spec'], old: CronJob | undefined): FieldError[] {
  const at = 'spec.schedule';
  if (schedule === '') return [field.required(at)];
  const wrong = scheduleError(schedule);
  const errors = wrong === undefined ? [] : [field.invalid(at, schedule, wrong)];
  if (!schedule.includes('TZ')) return errors;
  if (!old?.spec.schedule.includes('TZ')) {
    const why = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
    errors.push(field.invalid(at, schedule, why));
  } else if (timeZone !== undefined) {
    errors.push(field.invalid(at, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
  }
  return errors;
}

function validateTimeZone(timeZone: string | undefined): FieldError[] {
  const at = 'spec.timeZone';
  if (timeZone === undefined) return [];
  if (timeZone === '') return [field.invalid(at, timeZone, 'timeZone must be nil or non-empty string')];
  const unknown = field.invalid(at, timeZone, `unknown time zone ${timeZone}`);
  const isName = (part: string): boolean =>
    part !== '.' && part !== '..' && !part.startsWith('-') && ZONE_PART.test(part);
  if (!timeZone.split('/').every(isName)) return [unknown];
  const errors: FieldError[] = [];
  if (timeZone.toLowerCase() === 'local') {
    const why = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    errors.push(field.invalid(at, timeZone, why));
  }
  // Go knows its own machine's zone by this name.
  return timeZone === 'Local' || isTimeZone(timeZone) ? errors : [...errors, unknown];
}

function validateTemplate({ jobTemplate }: CronJob['spec']): FieldError[] {
  const at = 'spec.jobTemplate.spec';
  const { spec } = jobTemplate;
  const errors = validateJobSpec(spec, at);
  if (spec.selector)
    errors.push(field.invalid(`${at}.selector`, orderedSelector(spec.selector), '`selector` will be auto-generated'));
  if (spec.manualSelector) errors.push(field.notSupported(`${at}.manualSelector`, true, ['nil', 'false']));
  return errors;
}

function validateSpec({ spec }: CronJob, old?: CronJob): FieldError[] {
  const errors = validateSchedule(spec, old);
  errors.push(...nonNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds));
  if (!old || old.spec.timeZone !== spec.timeZone) errors.push(...validateTimeZone(spec.timeZone));
  const policy: string = spec.concurrencyPolicy ?? '';
  if (!policy) errors.push(field.required('spec.concurrencyPolicy'));
  else if (!POLICIES.includes(policy)) errors.push(field.notSupported('spec.concurrencyPolicy', policy, POLICIES));
  return [
    ...errors,
    ...validateTemplate(spec),
    ...nonNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit),
    ...nonNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit),
  ];
}

export function validateCronJob(cronJob: CronJob): FieldError[] {
  const { name } = cronJob.metadata;
  const errors = validateSpec(cronJob);
  // A Job's name is the CronJob's and eleven characters more.
  return name.length > 52
    ? [...errors, field.invalid('metadata.name', name, 'must be no more than 52 characters')]
    : errors;
}

export const validateCronJobUpdate = (cronJob: CronJob, old: CronJob): FieldError[] => validateSpec(cronJob, old);
