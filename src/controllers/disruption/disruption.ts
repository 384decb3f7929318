// Models pkg/controller/disruption: keeps in each PodDisruptionBudget how many of its Pods may be evicted now.

import type { Pod } from '#api/core/types.ts';
import type { PodDisruptionBudget } from '#api/policy/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { keyOf, type LabelSelector } from '#apimachinery/meta.ts';
import type { Informer } from '#client/informer.ts';
import type { Controller, EventRecord, SyncResult } from '../controller.ts';
import { isPodReady } from '../pods.ts';
import { putStatus } from '../requests.ts';
import { setStatusCondition } from '../status-condition.ts';
import { type Expected, expectedOf } from './expected.ts';

const BUDGETS = 'poddisruptionbudgets.policy';
/** An evicted Pod that is not being deleted after so long will not be. Source: disruption.DeletionTimeout. */
const DELETION_TIMEOUT_MS = 120_000;

export const disruption: Controller = {
  // The name under which it records its events.
  name: 'controllermanager',
  resources: [BUDGETS, 'pods'],

  keysFor({ type, resource, object }, cache) {
    if (resource === BUDGETS) return type === 'DELETED' ? [] : [keyOf(object)];
    return budgetsOf(object as Pod, cache).map(keyOf);
  },

  sync(key, cache, { nowMs }) {
    const budget = cache.get<PodDisruptionBudget>(BUDGETS, key);
    if (!budget) return { requests: [] };
    const pods = cache
      .list<Pod>('pods', budget.metadata.namespace ?? '')
      .filter((pod) => selects(budget, pod))
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const events: EventRecord[] = pods.flatMap((pod) => tellOfMany(pod, budget, cache));
    const tell = (type: EventRecord['type'], reason: string, message: string): void => {
      events.push({ object: budget, type, reason, message });
    };
    if (pods.length === 0) tell('Normal', 'NoPods', 'No matching pods found');
    const expected = expectedOf(budget, pods, cache);
    if ('error' in expected) {
      const text = `Failed to calculate the number of expected pods: ${expected.error}`;
      tell('Warning', 'CalculateExpectedPodCountFailed', text);
      return { ...failSafe(budget, expected.error, nowMs), events };
    }
    if (expected.unmanaged.length > 0) tell('Warning', 'UnmanagedPods', unmanagedText(budget.spec.selector));
    const { disrupted, overdue, recheckMs } = stillDisrupted(budget, pods, nowMs);
    events.push(...overdue);
    const status = statusOf(budget, pods, expected, disrupted, nowMs);
    return {
      requests: deepEqual(budget.status, status) ? [] : [putStatus(BUDGETS, budget, status)],
      events,
      ...(recheckMs !== undefined && { requeueAfterMs: recheckMs }),
    };
  },
};

const selects = ({ spec }: PodDisruptionBudget, { metadata }: Pod): boolean =>
  spec.selector !== undefined && matchesSelector(spec.selector, metadata.labels);

const budgetsOf = (pod: Pod, cache: Informer): readonly PodDisruptionBudget[] =>
  cache.list<PodDisruptionBudget>(BUDGETS, pod.metadata.namespace ?? '').filter((budget) => selects(budget, pod));

/** The eviction of such a Pod will fail. Told by the first of its budgets. */
function tellOfMany(pod: Pod, budget: PodDisruptionBudget, cache: Informer): readonly EventRecord[] {
  const budgets = budgetsOf(pod, cache);
  if (budgets.length < 2 || budgets[0] !== budget) return [];
  const [namespace, name, chosen] = [pod.metadata.namespace, pod.metadata.name, budget.metadata.name].map((text) =>
    JSON.stringify(text),
  );
  const message = `Pod ${namespace}/${name} matches multiple PodDisruptionBudgets.  Chose ${chosen} arbitrarily.`;
  return [{ object: pod, type: 'Warning', reason: 'MultiplePodDisruptionBudgets', message }];
}

/** Source: LabelSelector's String. */
function goSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels).sort();
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.map((l) => `${l}: ${matchLabels[l]},`).join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}

const unmanagedText = (selector: LabelSelector | undefined): string =>
  `Pods selected by this PodDisruptionBudget (selector: ${goSelector(selector ?? {})}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;

interface Disrupted {
  readonly disrupted: Readonly<Record<string, string>>;
  readonly overdue: readonly EventRecord[];
  readonly recheckMs?: number;
}

/** Evicted Pods that are not seen to go yet. Source: buildDisruptedPodMap, whose event names the namespace twice. */
function stillDisrupted({ metadata, status }: PodDisruptionBudget, pods: readonly Pod[], nowMs: number): Disrupted {
  const disrupted: Record<string, string> = {};
  const overdue: EventRecord[] = [];
  const waits: number[] = [];
  for (const pod of pods) {
    const at = status.disruptedPods?.[pod.metadata.name];
    if (pod.metadata.deletionTimestamp || at === undefined) continue;
    const leftMs = Date.parse(at) + DELETION_TIMEOUT_MS - nowMs;
    if (leftMs < 0) {
      const { namespace } = metadata;
      const message = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
      overdue.push({ object: pod, type: 'Warning', reason: 'NotDeleted', message });
    } else {
      disrupted[pod.metadata.name] = at;
      waits.push(leftMs + 1);
    }
  }
  return { disrupted, overdue, ...(waits.length > 0 && { recheckMs: Math.min(...waits) }) };
}

function statusOf(
  { metadata, status }: PodDisruptionBudget,
  pods: readonly Pod[],
  expected: Expected,
  disrupted: Readonly<Record<string, string>>,
  nowMs: number,
): PodDisruptionBudget['status'] {
  const healthy = pods.filter(
    (pod) => !pod.metadata.deletionTimestamp && disrupted[pod.metadata.name] === undefined && isPodReady(pod),
  ).length;
  const allowed = expected.pods <= 0 ? 0 : Math.max(0, healthy - expected.healthy);
  const { generation } = metadata;
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  return {
    ...observed,
    ...(Object.keys(disrupted).length > 0 && { disruptedPods: disrupted }),
    disruptionsAllowed: allowed,
    currentHealthy: healthy,
    desiredHealthy: expected.healthy,
    expectedPods: expected.pods,
    conditions: setStatusCondition(
      status.conditions,
      {
        type: 'DisruptionAllowed',
        status: allowed > 0 ? 'True' : 'False',
        reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
        ...observed,
      },
      nowMs,
    ),
  };
}

/** Nothing may be evicted while nobody knows. Source: failSafe. */
function failSafe(budget: PodDisruptionBudget, message: string, nowMs: number): SyncResult {
  const { observedGeneration } = budget.status;
  const status = {
    ...budget.status,
    disruptionsAllowed: 0,
    conditions: setStatusCondition(
      budget.status.conditions,
      {
        type: 'DisruptionAllowed',
        status: 'False',
        reason: 'SyncFailed',
        message,
        ...(observedGeneration !== undefined && { observedGeneration }),
      },
      nowMs,
    ),
  };
  return { requests: deepEqual(budget.status, status) ? [] : [putStatus(BUDGETS, budget, status)] };
}
