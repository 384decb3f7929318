// Models pkg/registry/apps/statefulset/strategy.go, with its defaults and printer.

import type { StatefulSet } from '#api/apps/types.ts';
import type { PersistentVolumeClaim } from '#api/core/volume-types.ts';
import { selectorText } from '#apimachinery/labels.ts';
import { ageColumn, nameColumn, templateColumns, text } from '../../columns.ts';
import { setClaimDefaults } from '../../core/persistentvolumeclaim/defaults.ts';
import { setTemplateDefaults } from '../../core/pod/template.ts';
import { warningsOfTemplate } from '../../core/pod/warnings.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { validateStatefulSet, validateStatefulSetUpdate } from './validation.ts';

/** Claims that are not there yet look as they would. */
function setClaimTemplateDefaults(claim: PersistentVolumeClaim): void {
  Object.assign(claim, { ...claim, apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
  setClaimDefaults(claim);
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
    spec.updateStrategy ??= {};
    if (!spec.updateStrategy.type) {
      spec.updateStrategy.type = 'RollingUpdate';
      spec.updateStrategy.rollingUpdate ??= {};
    }
    if (spec.updateStrategy.type === 'RollingUpdate' && spec.updateStrategy.rollingUpdate)
      spec.updateStrategy.rollingUpdate.partition ??= 0;
    spec.persistentVolumeClaimRetentionPolicy ??= {};
    spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain';
    spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain';
    spec.replicas ??= 1;
    spec.revisionHistoryLimit ??= 10;
    spec.serviceName ??= '';
    spec.template ??= { spec: { containers: [] } };
    setTemplateDefaults(spec.template);
    spec.volumeClaimTemplates?.forEach(setClaimTemplateDefaults);
  },
  prepareForCreate(set) {
    set.status = { replicas: 0, availableReplicas: 0 };
  },
  prepareForUpdate(set, old) {
    set.status = structuredClone(old.status ?? { replicas: 0, availableReplicas: 0 });
  },
  validate: validateStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
  warnings: warningsOfTemplate<StatefulSet>({ named: true }),
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
