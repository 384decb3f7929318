// Models pkg/registry/scheduling/priorityclass/strategy.go, with its validation and printer.

import type { PriorityClass } from '#api/scheduling/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { ageColumn, integer, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';

const HIGHEST_OF_USERS = 1_000_000_000;
const POLICIES = ['PreemptLowerPriority', 'Never'];

/** The two that there always are. Source: pkg/apis/scheduling/v1 SystemPriorityClasses. */
export const SYSTEM_PRIORITY_CLASSES: readonly PriorityClass[] = [
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'system-node-critical' },
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'system-cluster-critical' },
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
];

/** Source: IsKnownSystemPriorityClass. */
function systemProblem({ metadata, value, globalDefault }: PriorityClass): string | undefined {
  const known = SYSTEM_PRIORITY_CLASSES.find((c) => c.metadata.name === metadata.name);
  if (!known) return `${metadata.name} is not a known system priority class`;
  if (known.value !== value) return `value of ${metadata.name} PriorityClass must be ${known.value}`;
  return globalDefault ? `globalDefault of ${metadata.name} PriorityClass must be false` : undefined;
}

function validatePriorityClass(priorityClass: PriorityClass): FieldError[] {
  const { metadata, value, preemptionPolicy } = priorityClass;
  const errors: FieldError[] = [];
  if (metadata.name?.startsWith('system-')) {
    const problem = systemProblem(priorityClass);
    if (problem) {
      const why = `priority class names with 'system-' prefix are reserved for system use only. error: ${problem}`;
      errors.push(field.forbidden('metadata.name', why));
    }
  } else if (value > HIGHEST_OF_USERS) {
    errors.push(field.forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST_OF_USERS}`));
  }
  if (preemptionPolicy !== undefined && !POLICIES.includes(preemptionPolicy))
    errors.push(field.notSupported('preemptionPolicy', preemptionPolicy, POLICIES));
  return errors;
}

export const priorityClassStrategy: Strategy<PriorityClass> = {
  resource: 'priorityclasses',
  singular: 'priorityclass',
  kind: 'PriorityClass',
  group: 'scheduling.k8s.io',
  version: 'v1',
  namespaced: false,
  shortNames: ['pc'],
  generation: true,

  setDefaults(priorityClass) {
    priorityClass.value ??= 0;
    priorityClass.preemptionPolicy ??= 'PreemptLowerPriority';
    if (!priorityClass.globalDefault) delete priorityClass.globalDefault;
  },
  validate: validatePriorityClass,
  validateUpdate: (priorityClass, old) => [
    ...(priorityClass.value === old.value ? [] : [field.forbidden('value', 'may not be changed in an update.')]),
    ...(priorityClass.preemptionPolicy === old.preemptionPolicy
      ? []
      : [field.invalid('preemptionPolicy', priorityClass.preemptionPolicy, 'field is immutable')]),
  ],
  columns: [
    nameColumn,
    integer(
      'Value',
      'value represents the integer value of this priority class. This is the actual priority that pods receive when they have the name of this class in their pod spec.',
      ({ value }) => value,
    ),
    {
      name: 'Global-Default',
      type: 'boolean',
      description:
        'globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do not have any priority class. Only one PriorityClass can be marked as `globalDefault`. However, if more than one PriorityClasses exists with their `globalDefault` field set to true, the smallest value of such global default PriorityClasses will be used as the default priority.',
      cell: ({ globalDefault }) => globalDefault ?? false,
    },
    ageColumn,
    text(
      'PreemptionPolicy',
      'preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, PreemptLowerPriority. Defaults to PreemptLowerPriority if unset.',
      ({ preemptionPolicy }) => preemptionPolicy ?? '',
    ),
  ],
};
