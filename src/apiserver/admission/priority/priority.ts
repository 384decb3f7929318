// Models plugin/pkg/admission/priority: the number behind a Pod's priority class, and only one class that is everybody's.

import type { Pod } from '#api/core/types.ts';
import type { PriorityClass } from '#api/scheduling/types.ts';
import { type Status, status } from '#apimachinery/status.ts';
import type { ServerContext } from '../../registry/rest/strategy.ts';
import { type AdmissionPlugin, type Attributes, refuse } from '../admission.ts';
import { isNewPod } from '../pods.ts';

const CLASSES = 'priorityclasses.scheduling.k8s.io';

/** Of several the one of least value. Source: getDefaultPriorityClass. */
function defaultClass({ storage }: ServerContext): PriorityClass | undefined {
  return storage
    .list<PriorityClass>(CLASSES)
    .filter((c) => c.globalDefault)
    .sort((a, b) => a.value - b.value)[0];
}

function admitPod(attributes: Attributes, context: ServerContext): Status | undefined {
  const { spec } = attributes.object as Pod;
  let found: PriorityClass | undefined;
  if (spec.priorityClassName) {
    found = context.storage.get<PriorityClass>(CLASSES, spec.priorityClassName);
    if (!found) return refuse(attributes, `no PriorityClass with name ${spec.priorityClassName} was found`);
  } else {
    found = defaultClass(context);
    if (found) spec.priorityClassName = found.metadata.name;
  }
  const priority = found?.value ?? 0;
  if (spec.priority !== undefined && spec.priority !== priority) {
    const why = `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`;
    return refuse(attributes, why);
  }
  spec.priority = priority;
  const policy = found?.preemptionPolicy ?? 'PreemptLowerPriority';
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
    const why = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`;
    return refuse(attributes, why);
  }
  spec.preemptionPolicy = policy;
  return undefined;
}

export const priority: AdmissionPlugin = {
  name: 'Priority',
  handles: ['CREATE', 'UPDATE'],

  admit: (attributes, context) => (isNewPod(attributes) ? admitPod(attributes, context) : undefined),

  validate({ strategy, subresource, object, name }, context) {
    if (strategy.resource !== 'priorityclasses' || subresource || !(object as PriorityClass).globalDefault) {
      return undefined;
    }
    const other = defaultClass(context);
    if (!other || other.metadata.name === name) return undefined;
    const why = `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`;
    return status.forbidden(strategy.resource, strategy.group, name, why);
  },
};
