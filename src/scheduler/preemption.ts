// Models pkg/scheduler/framework/preemption and plugins/defaultpreemption: whose going would make room for a Pod that matters more.

import type { Node, Pod } from '#api/core/types.ts';
import type { PodDisruptionBudget } from '#api/policy/types.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import type { Informer } from '#client/informer.ts';
import { type Cycle, cycleWith, priorityOf } from './cycle.ts';
import { isResolvable, refusalOf } from './filters.ts';

export interface Candidate {
  readonly node: Node;
  /** The most important first. */
  readonly victims: readonly Pod[];
  /** How many of them a disruption budget would keep. */
  readonly violations: number;
}

/** Why nobody may be, or need be, sent away. Source: PodEligibleToPreemptOthers. */
export function ineligible(pod: Pod, { placed }: Cycle): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const { nominatedNodeName } = pod.status;
  const isGoing = placed().some(
    (other) =>
      other.spec.nodeName === nominatedNodeName &&
      other.metadata.deletionTimestamp !== undefined &&
      priorityOf(other) < priorityOf(pod),
  );
  return nominatedNodeName && isGoing ? 'not eligible due to a terminating pod on the nominated node.' : undefined;
}

/** `refusals`: why each node will not do now. What becomes of each: a candidate, or why it is none. */
export function preempt(
  pod: Pod,
  refusals: ReadonlyMap<Node, readonly string[]>,
  cycle: Cycle,
): { readonly best: Candidate } | { readonly reasons: readonly (readonly string[])[] } {
  const candidates: Candidate[] = [];
  const reasons: (readonly string[])[] = [];
  for (const [node, refusal] of refusals) {
    const found = refusal.some(isResolvable)
      ? victimsOn(node, pod, cycle)
      : ['Preemption is not helpful for scheduling'];
    if ('victims' in found) candidates.push(found);
    else reasons.push([...found]);
  }
  const [best] = candidates.sort(compare);
  return best ? { best } : { reasons };
}

/** Source: SelectVictimsOnNode. */
function victimsOn(node: Node, pod: Pod, cycle: Cycle): Candidate | readonly string[] {
  const { volumes, cache } = cycle;
  const placed = cycle.placed();
  const lesser = placed.filter(
    (other) => other.spec.nodeName === node.metadata.name && priorityOf(other) < priorityOf(pod),
  );
  if (lesser.length === 0) return ['No preemption victims found for incoming pod'];
  let there = placed.filter((other) => !lesser.includes(other));
  const refusal = refusalOf(pod, node, cycleWith(pod, there, volumes, cache));
  if (refusal.length > 0) return refusal;
  // As many as possible stay, those first that a budget keeps.
  const [kept, free] = byBudget([...lesser].sort(moreImportant), cache);
  const victims: Pod[] = [];
  let violations = 0;
  for (const other of [...kept, ...free]) {
    const again = [...there, other];
    if (refusalOf(pod, node, cycleWith(pod, again, volumes, cache)).length === 0) there = again;
    else {
      victims.push(other);
      if (kept.includes(other)) violations++;
    }
  }
  return { node, victims: victims.sort(moreImportant), violations };
}

const startMs = ({ metadata, status }: Pod): number =>
  Date.parse(status.startTime ?? metadata.creationTimestamp ?? '') || 0;

/** Source: util.MoreImportantPod. */
const moreImportant = (a: Pod, b: Pod): number => priorityOf(b) - priorityOf(a) || startMs(a) - startMs(b);

/** Those whose eviction their budgets would refuse, and the others. Source: filterPodsWithPDBViolation. */
function byBudget(pods: readonly Pod[], cache: Informer): [kept: Pod[], free: Pod[]] {
  const left = new Map<PodDisruptionBudget, number>();
  const kept: Pod[] = [];
  const free: Pod[] = [];
  for (const pod of pods) {
    const { namespace = '', labels, name } = pod.metadata;
    const budgets = cache
      .list<PodDisruptionBudget>('poddisruptionbudgets.policy', namespace)
      .filter(
        ({ spec, status }) =>
          spec.selector !== undefined &&
          matchesSelector(spec.selector, labels) &&
          status.disruptedPods?.[name] === undefined,
      );
    let violates = false;
    for (const budget of labels ? budgets : []) {
      const allowed = (left.get(budget) ?? budget.status.disruptionsAllowed) - 1;
      left.set(budget, allowed);
      if (allowed < 0) violates = true;
    }
    (violates ? kept : free).push(pod);
  }
  return [kept, free];
}

/** The least harm first. Source: pickOneNodeForPreemption. */
function compare(a: Candidate, b: Candidate): number {
  const highest = ({ victims }: Candidate): number => (victims[0] ? priorityOf(victims[0]) : Number.MIN_SAFE_INTEGER);
  const sum = ({ victims }: Candidate): number => victims.reduce((n, pod) => n + priorityOf(pod) + 2 ** 31, 0);
  const earliest = (c: Candidate): number =>
    Math.min(...c.victims.filter((pod) => priorityOf(pod) === highest(c)).map(startMs));
  return (
    a.violations - b.violations ||
    highest(a) - highest(b) ||
    sum(a) - sum(b) ||
    a.victims.length - b.victims.length ||
    earliest(b) - earliest(a) ||
    0
  );
}
