// Jobs and CronJobs: their policies, their schedules, what cannot be changed.

import { type Default, pod, type Refusal, type Warned } from './row.test-helper.ts';

type Body = Refusal['object'];
const batch = (name: string): string => `pkg/apis/batch/validation ${name}, read at about v1.32`;
const cron = (name: string): string => `robfig/cron/v3 parser.go ${name}, from memory`;

const once = { spec: { containers: [{ name: 'c', image: 'nginx' }], restartPolicy: 'Never' } };
const job = (spec: object = {}): Body => ({ spec: { template: once, ...spec } });
const indexed = (spec: object): Body => job({ completionMode: 'Indexed', completions: 3, ...spec });
const failing = (rule: object, more: object = {}): Body => job({ podFailurePolicy: { rules: [rule] }, ...more });
const cronJob = (spec: object): Body => ({ spec: { schedule: '* * * * *', jobTemplate: job(), ...spec } });

const JOBS: readonly (readonly [Body, string, string])[] = [
  [
    job({ backoffLimit: -1 }),
    'spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0',
    'validateJobSpec',
  ],
  [
    job({ template: pod({}) }),
    'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    'validateJobSpec',
  ],
  [
    job({ template: pod({ restartPolicy: 'Sometimes' }) }),
    '[spec.template.spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never", spec.template.spec.restartPolicy: Unsupported value: "Sometimes": supported values: "OnFailure", "Never"]',
    'validateJobSpec',
  ],
  [
    {},
    '[spec.template.spec.containers: Required value, spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"]',
    'validateJobSpec',
  ],
  [
    job({ completionMode: 'Sorted' }),
    'spec.completionMode: Unsupported value: "Sorted": supported values: "NonIndexed", "Indexed"',
    'validateJobSpec',
  ],
  [
    job({ completionMode: 'Indexed', parallelism: 2 }),
    'spec.completions: Required value: when completion mode is Indexed',
    'validateJobSpec',
  ],
  [
    job({ backoffLimitPerIndex: 1 }),
    'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
    'validateJobSpec',
  ],
  [
    indexed({ maxFailedIndexes: 1 }),
    'spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified',
    'validateJobSpec',
  ],
  [
    job({ podReplacementPolicy: 'Never' }),
    'spec.podReplacementPolicy: Unsupported value: "Never": supported values: "Failed", "TerminatingOrFailed"',
    'validatePodReplacementPolicy',
  ],
  [
    job({ successPolicy: { rules: [{ succeededCount: 1 }] } }),
    'spec.successPolicy: Invalid value: {"Rules":[{"SucceededIndexes":null,"SucceededCount":1}]}: requires indexed completion mode',
    'validateJobSpec',
  ],
  [
    indexed({ successPolicy: { rules: [{ succeededCount: 5 }] } }),
    'spec.successPolicy.rules[0].succeededCount: Invalid value: 5: must be less than or equal to 3 (the number of specified completions)',
    'validateSuccessPolicyRule',
  ],
  [
    failing({ action: 'FailJob' }),
    'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
    'validatePodFailurePolicyRule',
  ],
  [
    failing({ action: 'Explode', onPodConditions: [{ type: 'DisruptionTarget' }] }),
    'spec.podFailurePolicy.rules[0].action: Unsupported value: "Explode": supported values: "Count", "FailIndex", "FailJob", "Ignore"',
    'validatePodFailurePolicyRule',
  ],
  [
    failing({ action: 'FailJob', onExitCodes: { operator: 'In', values: [2, 1, 0] } }),
    '[spec.podFailurePolicy.rules[0].onExitCodes.values[2]: Invalid value: 0: must not be 0 for the In operator, spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1,0]: must be ordered]',
    'validatePodFailurePolicyRuleOnExitCodes',
  ],
  [
    failing(
      { action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } },
      { template: { spec: { ...once.spec, restartPolicy: 'OnFailure' } } },
    ),
    'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
    'validateJobSpec',
  ],
  [
    job({ manualSelector: true }),
    '[spec.selector: Required value, spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`]',
    'ValidateJobSpec',
  ],
];

const UPDATES: readonly (readonly [Body, Body, string, string])[] = [
  [
    job(),
    { spec: { completions: 5 } },
    'spec.completions: Invalid value: 5: field is immutable',
    'validateCompletions',
  ],
  [
    indexed({ parallelism: 3 }),
    { spec: { completions: 5 } },
    'spec.completions: Invalid value: 5: can only be modified in tandem with spec.parallelism',
    'validateCompletions',
  ],
  [
    job(),
    { spec: { completionMode: 'Indexed' } },
    'spec.completionMode: Invalid value: "Indexed": field is immutable',
    'ValidateJobSpecUpdate',
  ],
];

const SCHEDULES: readonly (readonly [string, string, string])[] = [
  ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]', 'normalizeFields'],
  ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax', 'mustParseInt'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60', 'getRange'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0', 'getRange'],
  ['* * * * 7', 'end of range (7) above maximum (6): 7', 'getRange'],
  ['30-10 * * * *', 'beginning of range (30) beyond end of range (10): 30-10', 'getRange'],
  ['*/0 * * * *', 'step of range should be a positive number: */0', 'getRange'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3', 'getRange'],
  ['*/1/2 * * * *', 'too many slashes: */1/2', 'getRange'],
  ['@often', 'unrecognized descriptor: @often', 'parseDescriptor'],
  ['@every soon', 'failed to parse duration @every soon: time: invalid duration "soon"', 'parseDescriptor'],
];

const CRON_JOBS: readonly (readonly [Body, string, string])[] = [
  [cronJob({ schedule: '' }), 'spec.schedule: Required value', 'validateCronJobSpec'],
  [
    cronJob({ schedule: 'CRON_TZ=UTC * * * * *' }),
    'spec.schedule: Invalid value: "CRON_TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    'validateScheduleFormat',
  ],
  [
    cronJob({ timeZone: 'Nowhere/Land' }),
    'spec.timeZone: Invalid value: "Nowhere/Land": unknown time zone Nowhere/Land',
    'validateTimeZone',
  ],
  [
    cronJob({ timeZone: '' }),
    'spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string',
    'validateTimeZone',
  ],
  [
    cronJob({ timeZone: 'Local' }),
    'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
    'validateTimeZone',
  ],
  [
    cronJob({ concurrencyPolicy: 'Maybe' }),
    'spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"',
    'validateConcurrencyPolicy',
  ],
  [
    cronJob({ jobTemplate: job({ manualSelector: true, selector: { matchLabels: { a: 'b' } } }) }),
    '[spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated, spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"]',
    'ValidateJobTemplateSpec',
  ],
  [
    cronJob({ failedJobsHistoryLimit: -1 }),
    'spec.failedJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
    'validateCronJobSpec',
  ],
  [
    { metadata: { name: 'x'.repeat(53) }, ...cronJob({}) },
    `metadata.name: Invalid value: "${'x'.repeat(53)}": must be no more than 52 characters`,
    'ValidateCronJobCreate',
  ],
];

export const BATCH_REFUSALS: readonly Refusal[] = [
  ...JOBS.map(([object, says, name]) => ({ resource: 'jobs.batch', object, says, vouches: batch(name) })),
  ...UPDATES.map(([object, patch, says, name]) => ({
    resource: 'jobs.batch',
    object,
    patch,
    says,
    vouches: batch(name),
  })),
  ...CRON_JOBS.map(([object, says, name]) => ({ resource: 'cronjobs.batch', object, says, vouches: batch(name) })),
  ...SCHEDULES.map(([schedule, why, name]) => ({
    resource: 'cronjobs.batch',
    object: cronJob({ schedule }),
    says: `spec.schedule: Invalid value: "${schedule}": ${why}`,
    vouches: cron(name),
  })),
];

export const BATCH_DEFAULTS: readonly Default[] = [
  {
    resource: 'jobs.batch',
    object: failing({ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }),
    becomes: {
      spec: {
        podReplacementPolicy: 'Failed',
        podFailurePolicy: { rules: [{ onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
      },
    },
    vouches:
      'pkg/apis/batch/v1 SetDefaults_Job, SetDefaults_PodFailurePolicyOnPodConditionsPattern, read at about v1.31',
  },
  {
    resource: 'jobs.batch',
    object: indexed({ backoffLimitPerIndex: 1 }),
    becomes: { spec: { backoffLimit: 2147483647 } },
    vouches: 'pkg/apis/batch/v1 SetDefaults_Job, read at about v1.31',
  },
  {
    resource: 'cronjobs.batch',
    object: cronJob({}),
    becomes: {
      spec: { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
    },
    vouches: 'pkg/apis/batch/v1 SetDefaults_CronJob, read at about v1.31',
  },
];

export const BATCH_WARNED: readonly Warned[] = [
  {
    resource: 'cronjobs.batch',
    object: { metadata: { name: 'a.b' }, ...cronJob({}) },
    warns: [
      'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]',
    ],
    vouches: 'pkg/registry/batch/cronjob/strategy.go WarningsOnCreate, read at about v1.34',
  },
];
