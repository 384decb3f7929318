// Models pkg/registry/core/replicationcontroller/strategy.go, with its defaults and printer.

import type { ReplicationController } from '#api/core/types.ts';
import { type FieldError, field, nonNegative } from '#apimachinery/field.ts';
import { sorted } from '#apimachinery/go-value.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { ageColumn, formatLabels, integer, nameColumn, templateColumns, text, wide } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { setTemplateDefaults } from '../pod/template.ts';
import { validateAlwaysRestart, validateTemplate } from '../pod/validation.ts';
import { warningsOfTemplate } from '../pod/warnings.ts';

function validateController({ spec }: ReplicationController): FieldError[] {
  const { selector = {}, template } = spec;
  const errors = nonNegative('spec.minReadySeconds', spec.minReadySeconds);
  if (Object.keys(selector).length === 0) errors.push(field.required('spec.selector'));
  errors.push(...nonNegative('spec.replicas', spec.replicas));
  if (template && !matchesSelector({ matchLabels: selector }, template.metadata?.labels ?? {})) {
    const labels = sorted(template.metadata?.labels);
    errors.push(field.invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  errors.push(...validateTemplate(template, 'spec.template'));
  if (template) errors.push(...validateAlwaysRestart(template, 'spec.template', 'ReplicationController'));
  return errors;
}

export const replicationControllerStrategy: Strategy<ReplicationController> = {
  resource: 'replicationcontrollers',
  singular: 'replicationcontroller',
  kind: 'ReplicationController',
  group: '',
  version: 'v1',
  namespaced: true,
  shortNames: ['rc'],
  categories: ['all'],
  statusSubresource: true,
  generation: true,
  scale: {
    specReplicas: '.spec.replicas',
    statusReplicas: '.status.replicas',
    selector: ({ spec }) => (Object.keys(spec.selector ?? {}).length === 0 ? '' : formatLabels(spec.selector)),
  },

  setDefaults(controller) {
    controller.spec ??= {};
    const { spec, metadata } = controller;
    const labels = spec.template?.metadata?.labels;
    if (labels) {
      if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
      if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
    }
    spec.replicas ??= 1;
    setTemplateDefaults(spec.template);
  },
  prepareForCreate(controller) {
    controller.status = { replicas: 0 };
  },
  prepareForUpdate(controller, old) {
    controller.status = structuredClone(old.status ?? { replicas: 0 });
  },
  validate: validateController,
  validateUpdate: validateController,
  warnings: warningsOfTemplate<ReplicationController>({ named: true }),
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  columns: [
    nameColumn,
    integer(
      'Desired',
      'Replicas is the number of desired replicas. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller',
      ({ spec }) => spec.replicas ?? 0,
    ),
    integer(
      'Current',
      'Replicas is the most recently observed number of replicas. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller',
      ({ status }) => status?.replicas ?? 0,
    ),
    integer(
      'Ready',
      'The number of ready replicas for this replication controller.',
      ({ status }) => status?.readyReplicas ?? 0,
    ),
    ageColumn,
    ...templateColumns<ReplicationController>(({ spec }) => spec.template),
    wide(
      text(
        'Selector',
        'Selector is a label query over pods that should match the Replicas count. If Selector is empty, it is defaulted to the labels present on the Pod template. Label keys and values that must match in order to be controlled by this replication controller, if empty defaulted to labels on Pod template. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
        ({ spec }) => formatLabels(spec.selector),
      ),
    ),
  ],
};
