// Models pkg/controller/deployment: keeps ReplicaSets so that Pods follow the template, step by step.

import type { Deployment, ReplicaSet } from '#api/apps/types.ts';
import type { Pod } from '#api/core/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { matchesSelector } from '#apimachinery/labels.ts';
import { controllerOf, keyOf } from '#apimachinery/meta.ts';
import type { Informer } from '#client/informer.ts';
import { claim } from '../claim.ts';
import type { Controller, SyncResult } from '../controller.ts';
import { isPodTerminal } from '../pods.ts';
import { controllerRef, mergePatch, post, putStatus, remove } from '../requests.ts';
import {
  byCreation,
  findNewReplicaSet,
  HASH_LABEL,
  newReplicaSetAnnotations,
  REVISION,
  replicasOf,
  revisionOf,
  templateHash,
} from './revision.ts';
import { newReplicas, rollingStep, stopOld } from './rollout.ts';
import { isScaling, type Plan, scale, scaleTo } from './scale.ts';
import { conditionOf, hasDeadline, isComplete, setCondition, syncRolloutStatus, syncStatus } from './status.ts';

export const deployment: Controller = {
  name: 'deployment-controller',
  resources: ['deployments.apps', 'replicasets.apps', 'pods'],

  keysFor({ type, resource, object }, cache) {
    const { namespace = '' } = object.metadata;
    if (resource === 'deployments.apps') return [keyOf(object)];
    if (resource === 'replicasets.apps') {
      const owner = controllerOf(object);
      if (owner) return owner.kind === 'Deployment' ? [`${namespace}/${owner.name}`] : [];
      const old = cache.previous('replicasets.apps', keyOf(object));
      const left = old && controllerOf(old);
      const wanting = cache
        .list<Deployment>('deployments.apps', namespace)
        .filter((d) => matchesSelector(d.spec.selector, object.metadata.labels));
      return [...wanting.map(keyOf), ...(left ? [`${namespace}/${left.name}`] : [])];
    }
    // Recreate waits for the last old Pod to end.
    const rs = controllerOf(object);
    if (rs?.kind !== 'ReplicaSet' || !(type === 'DELETED' || isPodTerminal(object as Pod))) return [];
    const replicaSet = cache.get<ReplicaSet>('replicasets.apps', `${namespace}/${rs.name}`);
    const owner = replicaSet && controllerOf(replicaSet);
    const d = owner && cache.get<Deployment>('deployments.apps', `${namespace}/${owner.name}`);
    return d?.spec.strategy?.type === 'Recreate' ? [keyOf(d)] : [];
  },

  sync(key, cache, { nowMs }) {
    const d = cache.get<Deployment>('deployments.apps', key);
    if (!d) return { requests: [] };
    const { owned, requests } = claim<ReplicaSet>(d, d.spec.selector, 'replicasets.apps', cache);
    if (requests.length > 0) return { requests };
    const newRS = findNewReplicaSet(d, owned);
    if (d.metadata.deletionTimestamp) return syncStatus(d, owned, newRS, nowMs);
    if (d.spec.paused) return scaled(d, owned, newRS, nowMs);
    const marked = newRS && syncRevision(d, owned, newRS, nowMs);
    if (marked) return marked;
    if (isScaling(d, owned)) return scaled(d, owned, newRS, nowMs);
    return rollout(d, owned, newRS, cache, nowMs);
  },
};

/** Source: sync: while paused, or when only the size was changed. */
function scaled(d: Deployment, owned: readonly ReplicaSet[], newRS: ReplicaSet | undefined, nowMs: number): SyncResult {
  const plan = scale(
    d,
    newRS,
    owned.filter((rs) => rs !== newRS),
  );
  if (plan.requests.length > 0) return plan;
  if (d.spec.paused && conditionOf(d.status, 'Progressing')?.reason !== 'DeploymentPaused' && hasDeadline(d)) {
    const conditions = setCondition(
      d.status?.conditions ?? [],
      { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' },
      nowMs,
    );
    return { requests: [putStatus('deployments.apps', d, { ...d.status, conditions })] };
  }
  return syncStatus(d, owned, newRS, nowMs);
}

function rollout(
  d: Deployment,
  owned: readonly ReplicaSet[],
  newRS: ReplicaSet | undefined,
  cache: Informer,
  nowMs: number,
): SyncResult {
  const old = owned.filter((rs) => rs !== newRS);
  const recreate = d.spec.strategy?.type === 'Recreate';
  let step: Plan = { requests: [], events: [] };
  if (recreate) {
    step = stopOld(d, old);
    const running = old.some((rs) =>
      cache.controlled<Pod>('pods', rs.metadata.uid ?? '').some((p) => !isPodTerminal(p)),
    );
    if (step.requests.length === 0 && running) return syncRolloutStatus(d, owned, newRS, nowMs);
  }
  if (step.requests.length === 0) {
    if (!newRS) return create(d, owned, cache, nowMs);
    step = recreate ? scaleTo(d, newRS, d.spec.replicas ?? 1) : rollingStep(d, newRS, old);
  }
  if (step.requests.length > 0) return step;
  const cleanUp = isComplete(d, d.status) ? tooOld(d, old).map((rs) => remove('replicasets.apps', rs)) : [];
  const plan = syncRolloutStatus(d, owned, newRS, nowMs);
  return { ...plan, requests: [...cleanUp, ...plan.requests] };
}

/** The new ReplicaSet exists: are its annotations, and the Deployment's revision, as they should be? Undefined: yes. Source: getNewReplicaSet. */
function syncRevision(
  d: Deployment,
  owned: readonly ReplicaSet[],
  newRS: ReplicaSet,
  nowMs: number,
): SyncResult | undefined {
  const revision = Math.max(0, ...owned.filter((rs) => rs !== newRS).map(revisionOf)) + 1;
  const annotations = newReplicaSetAnnotations(d, newRS, revision);
  const minReadySeconds = d.spec.minReadySeconds ?? 0;
  if (
    !deepEqual(annotations, newRS.metadata.annotations ?? {}) ||
    minReadySeconds !== (newRS.spec.minReadySeconds ?? 0)
  ) {
    return {
      requests: [
        mergePatch('replicasets.apps', newRS, {
          metadata: { annotations },
          spec: { minReadySeconds: minReadySeconds || null },
        }),
      ],
    };
  }
  const own = annotations[REVISION];
  if (own && d.metadata.annotations?.[REVISION] !== own) {
    return { requests: [mergePatch('deployments.apps', d, { metadata: { annotations: { [REVISION]: own } } })] };
  }
  // Another template became the new one again (a rollback), or a resumed rollout: progress starts anew.
  const progressing = conditionOf(d.status, 'Progressing');
  if (!hasDeadline(d) || (progressing && progressing.reason !== 'DeploymentPaused')) return undefined;
  const resumed = progressing !== undefined;
  const conditions = setCondition(
    d.status?.conditions ?? [],
    resumed
      ? { type: 'Progressing', status: 'Unknown', reason: 'DeploymentResumed', message: 'Deployment is resumed' }
      : {
          type: 'Progressing',
          status: 'True',
          reason: 'FoundNewReplicaSet',
          message: `Found new replica set "${newRS.metadata.name}"`,
        },
    nowMs,
  );
  return { requests: [putStatus('deployments.apps', d, { ...d.status, conditions })] };
}

function create(d: Deployment, owned: readonly ReplicaSet[], cache: Informer, nowMs: number): SyncResult {
  const { name: ownName, namespace = '' } = d.metadata;
  const hash = templateHash(d.spec.template, d.status?.collisionCount);
  const name = `${ownName}-${hash}`;
  const taken = cache.get<ReplicaSet>('replicasets.apps', `${namespace}/${name}`);
  if (taken && !taken.metadata.deletionTimestamp) {
    return {
      requests: [
        putStatus('deployments.apps', d, { ...d.status, collisionCount: (d.status?.collisionCount ?? 0) + 1 }),
      ],
    };
  }
  const { template, selector, minReadySeconds } = d.spec;
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const revision = Math.max(0, ...owned.map(revisionOf)) + 1;
  const replicas = newReplicas(d, owned, 0);
  const rs = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace,
      labels,
      annotations: newReplicaSetAnnotations(d, undefined, revision),
      ownerReferences: [controllerRef(d)],
    },
    spec: {
      replicas,
      ...(minReadySeconds && { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
  const conditions = setCondition(
    d.status?.conditions ?? [],
    {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetCreated',
      message: `Created new replica set "${name}"`,
    },
    nowMs,
  );
  const timed = !hasDeadline(d) ? [] : [putStatus('deployments.apps', d, { ...d.status, conditions })];
  const message = `Scaled up replica set ${name} from 0 to ${replicas}`;
  return {
    requests: [post('replicasets.apps', rs), ...timed],
    ...(replicas > 0 && { events: [{ object: d, type: 'Normal', reason: 'ScalingReplicaSet', message }] }),
  };
}

/** Source: cleanupDeployment. */
function tooOld(d: Deployment, old: readonly ReplicaSet[]): readonly ReplicaSet[] {
  const limit = d.spec.revisionHistoryLimit ?? 10;
  const candidates = old.filter((rs) => !rs.metadata.deletionTimestamp).sort(byCreation);
  return candidates
    .slice(0, Math.max(0, candidates.length - limit))
    .filter(
      (rs) =>
        replicasOf(rs) === 0 &&
        (rs.status?.replicas ?? 0) === 0 &&
        (rs.status?.observedGeneration ?? 0) >= (rs.metadata.generation ?? 0),
    );
}
