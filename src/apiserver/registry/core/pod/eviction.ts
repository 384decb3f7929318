// Models EvictionREST of pkg/registry/core/pod/storage/eviction.go: a DELETE that asks the Pod's disruption budget first.

import type { Condition, Pod } from '#api/core/types.ts';
import type { PodDisruptionBudget } from '#api/policy/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import { timestamp } from '#apimachinery/names.ts';
import { isStatus, reply, type Status, status } from '#apimachinery/status.ts';
import { unmet } from '../../rest/delete.ts';
import type { DeleteOptions } from '../../rest/options.ts';
import type { ServerContext, SubresourceHandler } from '../../rest/strategy.ts';
import { graceSeconds } from './grace.ts';

const BUDGETS = 'poddisruptionbudgets.policy';
/** Evicted Pods that a budget remembers until they are gone. */
const MAX_DISRUPTED = 2000;

const isReady = ({ status: { conditions } }: Pod): boolean =>
  conditions?.find((c) => c.type === 'Ready')?.status === 'True';

/** A Pod that does nothing, or that goes anyway, is no loss. Source: canIgnorePDB. */
const isNoLoss = ({ metadata, status: { phase } }: Pod): boolean =>
  phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' || metadata.deletionTimestamp !== undefined;

const tooMany = (seconds: number, message: string): Status =>
  status.tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", seconds, {
    reason: 'DisruptionBudget',
    message,
  });

/** When a budget could not be reckoned, its counts say nothing. */
function whyNot({ status: { conditions, currentHealthy, desiredHealthy } }: PodDisruptionBudget): string {
  const no = 'does not allow evicting pods currently';
  const said = conditions?.find((c) => c.type === 'DisruptionAllowed' && c.status === 'False' && c.message);
  if (said?.reason === 'SyncFailed') return `${no} because it failed sync: ${said.message}`;
  if (currentHealthy <= desiredHealthy)
    return `needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  return said ? `${no} (${said.reason}): ${said.message}` : no;
}

/** May this Pod go, as far as the budget is concerned? Notes that it does. Source: checkAndDecrement. */
function take(budget: PodDisruptionBudget, pod: Pod, dryRun: boolean, context: ServerContext): Status | undefined {
  const { metadata } = budget;
  const { observedGeneration = 0, disruptionsAllowed, disruptedPods = {} } = budget.status;
  const forbidden = (why: string): Status => status.forbidden('poddisruptionbudgets', 'policy', metadata.name, why);
  if (observedGeneration < (metadata.generation ?? 0))
    return tooMany(10, `The disruption budget ${metadata.name} is still being processed by the server.`);
  if (disruptionsAllowed < 0) return forbidden('pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > MAX_DISRUPTED)
    return forbidden('DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  if (disruptionsAllowed === 0) return tooMany(0, `The disruption budget ${metadata.name} ${whyNot(budget)}`);
  if (dryRun) return undefined;
  const next = structuredClone(budget);
  next.status.disruptionsAllowed--;
  next.status.disruptedPods = { ...disruptedPods, [pod.metadata.name]: timestamp(context.now()) };
  const condition = next.status.conditions?.find((c) => c.type === 'DisruptionAllowed');
  if (next.status.disruptionsAllowed === 0 && condition && condition.status !== 'False') {
    Object.assign(condition, {
      status: 'False',
      reason: 'InsufficientPods',
      lastTransitionTime: timestamp(context.now()),
    });
  }
  context.storage.put(BUDGETS, next);
  return undefined;
}

/** Why the Pod may not be evicted now. */
function askBudget(pod: Pod, dryRun: boolean, context: ServerContext): Status | undefined {
  if (isNoLoss(pod)) return undefined;
  const { namespace, labels = {} } = pod.metadata;
  const budgets = context.storage
    .list<PodDisruptionBudget>(BUDGETS, namespace)
    .filter(({ spec }) => spec.selector !== undefined && matchesSelector(spec.selector, labels));
  const [budget, other] = budgets;
  if (!budget) return undefined;
  if (other) {
    const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    return status.unexplained(500, message);
  }
  if (!isReady(pod)) {
    const { currentHealthy, desiredHealthy } = budget.status;
    const isEnough = currentHealthy >= desiredHealthy && desiredHealthy > 0;
    if (budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' || isEnough) return undefined;
  }
  return take(budget, pod, dryRun, context);
}

interface Eviction extends ApiObject {
  readonly deleteOptions?: DeleteOptions;
}

/** Either side may ask for it; where both do, they must ask for the same. Source: propagateDryRun. */
function propagated(options: DeleteOptions, query: URLSearchParams): DeleteOptions | Status {
  const [asked, own = []] = [query.getAll('dryRun'), options.dryRun];
  if (own.length === 0) return { ...options, dryRun: asked };
  if (asked.length === 0 || deepEqual(asked, own)) return options;
  const shown = (values: readonly string[]): string => `[${values.join(' ')}]`;
  return status.unexplained(
    500,
    `Non-matching dry-run options in request and content: ${shown(asked)} and ${shown(own)}`,
  );
}

export const eviction: SubresourceHandler = {
  kind: 'Eviction',
  group: 'policy',
  version: 'v1',
  verbs: ['create'],
  takesObject: true,
  // Source: EvictionREST.AcceptsGroupVersion.
  accepts: ['policy/v1beta1'],
  handle(_request, { namespace, name, query }, context, given) {
    const { metadata, deleteOptions = {} } = given as Eviction;
    if (metadata.name !== name) return reply(status.badRequest('name in URL does not match name in Eviction object'));
    const options = propagated(deleteOptions, query);
    if (isStatus(options)) return reply(options);
    const pod = context.storage.get<Pod>('pods', `${namespace}/${name}`);
    if (!pod) return reply(status.notFound('pods', '', name));
    const another = unmet(options.preconditions, pod.metadata);
    // Source: rest.BeforeDelete, which names the kind where a resource is due.
    if (another !== undefined) return reply(status.conflict('Pod', '', name, another));
    const dryRun = (options.dryRun ?? []).length > 0;
    const refused = askBudget(pod, dryRun, context);
    if (refused) return reply(refused);
    if (!dryRun) evict(pod, graceSeconds(pod, options.gracePeriodSeconds), context);
    return { code: 201, body: { ...status.success(), code: 201 } };
  },
};

/** Why it went stays readable in the Pod. Source: addConditionAndDeletePod. */
function markAsTarget(pod: Pod, context: ServerContext): Pod {
  const conditions = pod.status.conditions ?? [];
  const old = conditions.find((c) => c.type === 'DisruptionTarget');
  const { generation } = pod.metadata;
  const condition: Condition = {
    type: 'DisruptionTarget',
    ...(generation !== undefined && { observedGeneration: generation }),
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: (old?.status === 'True' && old.lastTransitionTime) || timestamp(context.now()),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  const others = conditions.filter((c) => c !== old);
  return context.storage.put('pods', { ...pod, status: { ...pod.status, conditions: [...others, condition] } });
}

function evict(found: Pod, seconds: number, context: ServerContext): void {
  const { storage } = context;
  const pod = markAsTarget(found, context);
  const held = (pod.metadata.finalizers ?? []).length > 0;
  if (pod.metadata.deletionTimestamp && seconds > 0) return;
  if (seconds === 0 && !held) {
    storage.remove('pods', keyOf(pod));
    return;
  }
  const next = structuredClone(pod);
  next.metadata.deletionTimestamp = timestamp(context.now() + seconds * 1000);
  next.metadata.deletionGracePeriodSeconds = seconds;
  storage.put('pods', next);
}
