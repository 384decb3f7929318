// Models pkg/registry/apps/daemonset/strategy.go, with its defaults and printer.

import type { DaemonSet } from '#api/apps/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { selectorText } from '#apimachinery/labels.ts';
import { ageColumn, formatLabels, integer, nameColumn, templateColumns, text, wide } from '../../columns.ts';
import { setTemplateDefaults } from '../../core/pod/template.ts';
import { warningsOfTemplate } from '../../core/pod/warnings.ts';
import type { Strategy } from '../../rest/strategy.ts';
import { validateSelectorUnchanged } from '../selector.ts';
import { validateDaemonSet } from './validation.ts';

/** Counts templates; the server keeps it up to date, clients cannot set it. */
const GENERATION = 'deprecated.daemonset.template.generation';

const NO_STATUS = {
  currentNumberScheduled: 0,
  numberMisscheduled: 0,
  desiredNumberScheduled: 0,
  numberReady: 0,
} as const;

export const daemonSetStrategy: Strategy<DaemonSet> = {
  resource: 'daemonsets',
  singular: 'daemonset',
  kind: 'DaemonSet',
  group: 'apps',
  version: 'v1',
  namespaced: true,
  shortNames: ['ds'],
  categories: ['all'],
  statusSubresource: true,
  generation: true,

  setDefaults(set) {
    set.spec ??= {} as DaemonSet['spec'];
    set.spec.updateStrategy ??= {};
    const { updateStrategy } = set.spec;
    updateStrategy.type ||= 'RollingUpdate';
    if (updateStrategy.type === 'RollingUpdate') {
      updateStrategy.rollingUpdate ??= {};
      updateStrategy.rollingUpdate.maxUnavailable ??= 1;
      updateStrategy.rollingUpdate.maxSurge ??= 0;
    }
    set.spec.revisionHistoryLimit ??= 10;
    set.spec.template ??= { spec: { containers: [] } };
    setTemplateDefaults(set.spec.template);
  },
  prepareForCreate(set) {
    set.status = { ...NO_STATUS };
    set.metadata.annotations = { ...set.metadata.annotations, [GENERATION]: '1' };
  },
  prepareForUpdate(set, old) {
    set.status = structuredClone(old.status ?? { ...NO_STATUS });
    const generation = Number(old.metadata.annotations?.[GENERATION] ?? 1);
    const next = deepEqual(set.spec.template, old.spec.template) ? generation : generation + 1;
    set.metadata.annotations = { ...set.metadata.annotations, [GENERATION]: String(next) };
  },
  validate: validateDaemonSet,
  validateUpdate: (set, old) => [
    ...validateDaemonSet(set),
    ...validateSelectorUnchanged(set.spec.selector, old.spec.selector),
  ],
  warnings: warningsOfTemplate<DaemonSet>({ named: false }),
  columns: [
    nameColumn,
    integer(
      'Desired',
      'The total number of nodes that should be running the daemon pod (including nodes correctly running the daemon pod). More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/',
      ({ status }) => status?.desiredNumberScheduled ?? 0,
    ),
    integer(
      'Current',
      'The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod. More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/',
      ({ status }) => status?.currentNumberScheduled ?? 0,
    ),
    integer(
      'Ready',
      'numberReady is the number of nodes that should be running the daemon pod and have one or more of the daemon pod running with a Ready Condition.',
      ({ status }) => status?.numberReady ?? 0,
    ),
    integer(
      'Up-to-date',
      'The total number of nodes that are running updated daemon pod',
      ({ status }) => status?.updatedNumberScheduled ?? 0,
    ),
    integer(
      'Available',
      'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and available (ready for at least spec.minReadySeconds)',
      ({ status }) => status?.numberAvailable ?? 0,
    ),
    text(
      'Node Selector',
      "NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must match a node's labels for the pod to be scheduled on that node. More info: https://kubernetes.io/docs/concepts/configuration/assign-pod-node/",
      ({ spec }) => formatLabels(spec.template?.spec.nodeSelector),
    ),
    ageColumn,
    ...templateColumns<DaemonSet>(({ spec }) => spec.template),
    wide(
      text(
        'Selector',
        "A label query over pods that are managed by the daemon set. Must match in order to be controlled. It must match the pod template's labels. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
        ({ spec }) => selectorText(spec.selector),
      ),
    ),
  ],
};
