// Models pkg/registry/core/pod/strategy.go podStrategy.

import type { Pod } from '#api/core/types.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { mergeLabelKeys, noteGates } from './creation.ts';
import { setPodDefaults } from './defaults.ts';
import { graceSeconds } from './grace.ts';
import { podParts } from './parts.ts';
import { podColumns, podRowConditions } from './printer.ts';
import { qosClass } from './qos.ts';
import { validatePodStatus } from './status-validation.ts';
import { podSubresources } from './subresources.ts';
import { validatePodUpdate } from './update-validation.ts';
import { validatePod } from './validation.ts';
import { podWarnings } from './warnings.ts';

export const podStrategy: Strategy<Pod> = {
  resource: 'pods',
  singular: 'pod',
  kind: 'Pod',
  group: '',
  version: 'v1',
  namespaced: true,
  shortNames: ['po'],
  categories: ['all'],
  statusSubresource: true,
  statusResetFields: [['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']],
  generation: true,
  returnDeletedObject: true,

  setDefaults: setPodDefaults,
  prepareForCreate(pod, context) {
    pod.status = { phase: 'Pending', qosClass: qosClass(pod) };
    noteGates(pod, context.now());
    mergeLabelKeys(pod);
  },
  prepareForUpdate(pod, old) {
    pod.status = structuredClone(old.status);
  },
  prepareForStatusUpdate(pod, old) {
    if (old.status.qosClass) pod.status.qosClass ??= old.status.qosClass;
  },
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatus,
  warnings: podWarnings,
  graceSeconds,

  selectableFields: {
    'spec.nodeName': ({ spec }) => spec.nodeName ?? '',
    // What the field was called in the beginning.
    'spec.host': ({ spec }) => spec.nodeName ?? '',
    // Taken, and empty: nobody fills it in.
    'status.podIPs': () => '',
    'spec.restartPolicy': ({ spec }) => spec.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }) => spec.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }) => String(spec.hostNetwork ?? false),
    'status.phase': ({ status }) => status.phase ?? '',
    'status.podIP': ({ status }) => status.podIPs?.[0]?.ip ?? status.podIP ?? '',
    'status.nominatedNodeName': ({ status }) => status.nominatedNodeName ?? '',
  },
  columns: podColumns,
  rowConditions: podRowConditions,
  subresources: podSubresources,
  parts: podParts,
};
