// Models pkg/registry/apps/replicaset/strategy.go, with its defaults and printer.

import type { ReplicaSet } from '#api/apps/types.ts';
import { type FieldError, nonNegative } from '#apimachinery/field.ts';
import { selectorText } from '#apimachinery/labels.ts';
import { ageColumn, integer, nameColumn, templateColumns, text, wide } from '../../columns.ts';
import { setTemplateDefaults } from '../../core/pod/template.ts';
import { validateAlwaysRestart, validateTemplate } from '../../core/pod/validation.ts';
import { warningsOfTemplate } from '../../core/pod/warnings.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { validateSelector, validateSelectorUnchanged, validateTemplateMatches } from '../selector.ts';

function validateReplicaSet({ spec }: ReplicaSet): FieldError[] {
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateSelector(spec.selector, 'replicaset'),
    ...validateTemplateMatches(spec.selector, spec.template),
    ...validateTemplate(spec.template, 'spec.template'),
    ...validateAlwaysRestart(spec.template, 'spec.template', 'ReplicaSet'),
  ];
}

export const replicaSetStrategy: Strategy<ReplicaSet> = {
  resource: 'replicasets',
  singular: 'replicaset',
  kind: 'ReplicaSet',
  group: 'apps',
  version: 'v1',
  namespaced: true,
  shortNames: ['rs'],
  categories: ['all'],
  statusSubresource: true,
  generation: true,
  scale: {
    specReplicas: '.spec.replicas',
    statusReplicas: '.status.replicas',
    notFoundAs: 'replicasets/scale',
    selector: ({ spec }) => selectorText(spec.selector),
  },

  setDefaults(replicaSet) {
    replicaSet.spec ??= {} as ReplicaSet['spec'];
    replicaSet.spec.replicas ??= 1;
    replicaSet.spec.template ??= { spec: { containers: [] } };
    setTemplateDefaults(replicaSet.spec.template);
  },
  prepareForCreate(replicaSet) {
    replicaSet.status = { replicas: 0 };
  },
  prepareForUpdate(replicaSet, old) {
    replicaSet.status = structuredClone(old.status ?? { replicas: 0 });
  },
  validate: validateReplicaSet,
  validateUpdate: (replicaSet, old) => [
    ...validateReplicaSet(replicaSet),
    ...validateSelectorUnchanged(replicaSet.spec.selector, old.spec.selector),
  ],
  warnings: warningsOfTemplate<ReplicaSet>({ named: true }),
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  columns: [
    nameColumn,
    integer(
      'Desired',
      'Replicas is the number of desired pods. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset',
      ({ spec }) => spec.replicas ?? 0,
    ),
    integer(
      'Current',
      'Replicas is the most recently observed number of non-terminating pods. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset',
      ({ status }) => status?.replicas ?? 0,
    ),
    integer(
      'Ready',
      'The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.',
      ({ status }) => status?.readyReplicas ?? 0,
    ),
    ageColumn,
    ...templateColumns<ReplicaSet>(({ spec }) => spec.template),
    wide(
      text(
        'Selector',
        "Selector is a label query over pods that should match the replica count. Label keys and values that must match in order to be controlled by this replica set. It must match the pod template's labels. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
        ({ spec }) => selectorText(spec.selector),
      ),
    ),
  ],
};
