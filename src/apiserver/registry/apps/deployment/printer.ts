// Models printDeployment of pkg/printers/internalversion/printers.go.

import type { Deployment } from '#api/apps/types.ts';
import { selectorText } from '#apimachinery/labels.ts';
import { ageColumn, nameColumn, templateColumns, text, wide } from '../../columns.ts';
import type { Column } from '../../rest/strategy.ts';

export const deploymentColumns: readonly Column<Deployment>[] = [
  nameColumn,
  text(
    'Ready',
    'Number of the pod with ready state',
    ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
  ),
  text(
    'Up-to-date',
    'Total number of non-terminating pods targeted by this deployment that have the desired template spec.',
    ({ status }) => status?.updatedReplicas ?? 0,
  ),
  text(
    'Available',
    'Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.',
    ({ status }) => status?.availableReplicas ?? 0,
  ),
  ageColumn,
  ...templateColumns<Deployment>(({ spec }) => spec.template),
  wide(
    text(
      'Selector',
      "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment. It must match the pod template's labels.",
      ({ spec }) => selectorText(spec.selector),
    ),
  ),
];
