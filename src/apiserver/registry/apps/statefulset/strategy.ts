// Models pkg/registry/apps/statefulset/strategy.go, with its defaults and printer.

import type { StatefulSet } from '#api/apps/types.ts';
import type { FieldError } from '#apimachinery/field.ts';
import { selectorText } from '#apimachinery/labels.ts';
import { ageColumn, nameColumn, templateColumns, text } from '../../columns.ts';
import { setTemplateDefaults } from '../../core/pod/template.ts';
import { validateAlwaysRestart, validateLabels } from '../../core/pod/validation.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { validateSelector, validateSelectorUnchanged, validateTemplateMatches } from '../selector.ts';

function validateStatefulSet({ spec }: StatefulSet): FieldError[] {
  const errors = [
    ...validateSelector(spec.selector, 'statefulset'),
    ...validateTemplateMatches(spec.selector, spec.template),
  ];
  // Upstream leaves the Pods' spec to the making of each Pod: it may mount claims that only then become volumes.
  errors.push(...validateLabels(spec.template?.metadata?.labels, 'spec.template.labels'));
  if (spec.template) errors.push(...validateAlwaysRestart(spec.template, 'spec.template'));
  return errors;
}

export const statefulSetStrategy: Strategy<StatefulSet> = {
  resource: 'statefulsets',
  singular: 'statefulset',
  kind: 'StatefulSet',
  group: 'apps',
  version: 'v1',
  namespaced: true,
  shortNames: ['sts'],
  categories: ['all'],
  statusSubresource: true,
  generation: true,
  scale: {
    specReplicas: '.spec.replicas',
    statusReplicas: '.status.replicas',
    selector: ({ spec }) => selectorText(spec.selector),
  },

  setDefaults(set) {
    set.spec ??= {} as StatefulSet['spec'];
    const { spec } = set;
    spec.podManagementPolicy ??= 'OrderedReady';
    spec.updateStrategy ??= { type: 'RollingUpdate', rollingUpdate: { partition: 0 } };
    spec.persistentVolumeClaimRetentionPolicy ??= { whenDeleted: 'Retain', whenScaled: 'Retain' };
    spec.replicas ??= 1;
    spec.revisionHistoryLimit ??= 10;
    spec.serviceName ??= '';
    setTemplateDefaults(spec.template);
  },
  prepareForCreate(set) {
    set.status = { replicas: 0, availableReplicas: 0 };
  },
  prepareForUpdate(set, old) {
    set.status = structuredClone(old.status ?? { replicas: 0, availableReplicas: 0 });
  },
  validate: validateStatefulSet,
  validateUpdate: (set, old) => [
    ...validateStatefulSet(set),
    ...validateSelectorUnchanged(set.spec.selector, old.spec.selector),
  ],
  columns: [
    nameColumn,
    text(
      'Ready',
      'Number of the pod with ready state',
      ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    ),
    ageColumn,
    ...templateColumns<StatefulSet>(({ spec }) => spec.template),
  ],
};
