// Models plugin/pkg/admission/priority: the number behind a Pod's priority class.

import type { Pod } from '#api/core/types.ts';
import { status } from '#apimachinery/status.ts';
import type { AdmissionPlugin } from '../admission.ts';
import { isNewPod } from '../pods.ts';

const PRIORITY_CLASSES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

export const priority: AdmissionPlugin = {
  name: 'Priority',
  handles: ['CREATE'],

  admit(attributes) {
    if (!isNewPod(attributes)) return undefined;
    const { spec, metadata } = attributes.object as Pod;
    const { priorityClassName: name } = spec;
    if (name && PRIORITY_CLASSES[name] === undefined) {
      return status.forbidden('pods', '', metadata.name, `no PriorityClass with name ${name} was found`);
    }
    spec.priority ??= name ? PRIORITY_CLASSES[name]! : 0;
    spec.preemptionPolicy ??= 'PreemptLowerPriority';
    return undefined;
  },
};
